import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { MAX_CODE_LENGTH } from '../code-length';
import { defineSchemaRule, SchemaPlace } from '../schema-rule';

const MAX_FUNCTIONS = 10;
const MAX_BATCH = 2000;

/**
 * The code of a resolver and of a function has at most 32,768 characters, a pipeline at most ten functions, a batch at most 2,000 requests.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/APIReference/API_Resolver.html
 */
export const resolverLimits = defineSchemaRule({
  id: 'GQL404',
  name: 'resolver-limits',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  needs: ['resolvers'],
  summary: 'The code of a resolver or function has at most 32,768 characters, a pipeline at most 10 functions, a batch at most 2,000 requests.',
  why: 'AppSync does not create the resolver or the function.',
  fix: 'Stay below the limit: minify bundled code, or split it into functions of a pipeline.',
  link: 'https://docs.aws.amazon.com/appsync/latest/APIReference/API_Resolver.html',
  perMessage: { pipelineBatch: { fix: 'Set the batch size at the functions of the pipeline that call Lambda.' } },
  messages: {
    code: (what: string, length: string) => `The code of ${what} has ${length} characters. At most 32,768 are allowed.`,
    functions: (what: string, count: string) => `The pipeline of ${what} has ${count} functions. At most 10 are allowed.`,
    batch: (what: string, size: string) => `The maximum batch size of ${what} is ${size}. It can be a whole number from 0 to 2,000.`,
    pipelineBatch: (what: string) => `The maximum batch size of ${what} is set, but it is a pipeline: only resolvers with one data source have batches.`,
  },
  examples: {
    good: [{
      schema: 'type Query {\n  shop: String\n}',
      api: {
        resolvers: [{ type: 'Query', field: 'shop', kind: 'PIPELINE', functionCount: 10, codeLength: 32_768 }],
        functions: [{ name: 'load', maxBatchSize: 2000 }],
      },
    }],
    bad: [{
      schema: 'type Query {\n  shop: String\n  till: String\n}',
      api: {
        resolvers: [
          { type: 'Query', field: 'shop', kind: 'PIPELINE', functionCount: 11, codeLength: 32_769, maxBatchSize: 10 },
          { type: 'Query', field: 'till', maxBatchSize: 2001 },
        ],
        functions: [{ name: 'load', codeLength: 40_000, maxBatchSize: -1 }],
      },
      findings: [
        { at: '1:1', says: 'The code of function "load" has 40,000 characters. At most 32,768 are allowed.' },
        { at: '1:1', says: 'The maximum batch size of function "load" is -1. It can be a whole number from 0 to 2,000.' },
        { at: '2:3', says: 'The code of the resolver of "Query.shop" has 32,769 characters. At most 32,768 are allowed.' },
        { at: '2:3', says: 'The pipeline of the resolver of "Query.shop" has 11 functions. At most 10 are allowed.' },
        { at: '2:3', says: 'The maximum batch size of the resolver of "Query.shop" is set, but it is a pipeline: only resolvers with one data source have batches.' },
        { at: '3:3', says: 'The maximum batch size of the resolver of "Query.till" is 2,001. It can be a whole number from 0 to 2,000.' },
      ],
    }],
  },
  check: ({ report, schema, api: { resolvers = [], functions = [] } }) => {
    return {
      schema() {
        for (const { type, field, kind, functionCount = 0, codeLength, maxBatchSize, constructPath } of resolvers) {
          const place = schema.types.get(type)?.fields.get(field)?.node.name ?? 'api';
          const what = `the resolver of "${cut(type, 60)}.${cut(field, 60)}"`;
          code(what, codeLength, place, constructPath);
          if (functionCount > MAX_FUNCTIONS) report('functions', place, [what, functionCount.toLocaleString('en-US')], { constructPath });
          if (kind === 'PIPELINE' && maxBatchSize !== undefined && maxBatchSize !== 0) report('pipelineBatch', place, [what], { constructPath });
          else batch(what, maxBatchSize, place, constructPath);
        }
        for (const { name, codeLength, maxBatchSize, constructPath } of functions) {
          code(`function "${cut(name, 60)}"`, codeLength, 'api', constructPath);
          batch(`function "${cut(name, 60)}"`, maxBatchSize, 'api', constructPath);
        }
      },
    };

    function code(what: string, length: number = 0, place: SchemaPlace, constructPath: string | undefined): void {
      if (length > MAX_CODE_LENGTH) report('code', place, [what, length.toLocaleString('en-US')], { constructPath });
    }

    function batch(what: string, size: number = 0, place: SchemaPlace, constructPath: string | undefined): void {
      if (size > MAX_BATCH || size < 0 || !Number.isInteger(size)) report('batch', place, [what, size.toLocaleString('en-US')], { constructPath });
    }
  },
});
