import { FindingSeverity } from '../../validation/finding';
import { defineCodeRule } from '../code-rule';

/**
 * "The following operators are not supported: unary operators (++, --, and ~), in operator." AWS's plugin for ESLint adds `instanceof`.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
 */
export const unsupportedOperator = defineCodeRule({
  id: 'GQL505',
  name: 'unsupported-operator',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'The code uses no operator that the APPSYNC_JS runtime does not have.',
  why: 'AppSync does not create the resolver or the function: it answers "The code contains one or more errors."',
  fix: 'Write it with operators that there are.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html',
  seenAt: ['https://www.npmjs.com/package/@aws-appsync/eslint-plugin'],
  perMessage: {
    count: { fix: 'Write += 1 or -= 1.' },
    complement: { fix: 'Write -x - 1, or compare with -1: ~text.indexOf(part) is text.indexOf(part) !== -1.' },
    in: { fix: 'Write Object.hasOwn(object, name).' },
    instanceof: { fix: 'Look at a member of the value, or at typeof.' },
  },
  messages: {
    count: (operator: string) => `The operator ${operator} does not exist in the APPSYNC_JS runtime.`,
    complement: () => 'The operator ~ does not exist in the APPSYNC_JS runtime.',
    in: () => 'The operator in does not exist in the APPSYNC_JS runtime.',
    instanceof: () => 'The operator instanceof does not exist in the APPSYNC_JS runtime.',
  },
  examples: {
    good: [{
      code: `export function request(ctx) {
  let count = 0;
  count += 1;
  const flags = (ctx.args.flags & 3) | (1 << 2);
  return { payload: { count, flags, hasName: Object.hasOwn(ctx.args, 'name'), type: typeof ctx.args.name, half: ctx.args.half ?? void 0 } };
}
export const response = (ctx) => ctx.result?.items;`,
    }],
    bad: [{
      code: `export function request(ctx) {
  let count = 0;
  count++;
  --count;
  const inverse = ~count;
  if ('name' in ctx.args) return { inverse };
  return { isDate: ctx.args.at instanceof Date };
}
export const response = (ctx) => ctx.result;`,
      findings: [
        { at: '3:3', says: 'The operator ++ does not exist in the APPSYNC_JS runtime.' },
        { at: '4:3', says: 'The operator -- does not exist in the APPSYNC_JS runtime.' },
        { at: '5:19', says: 'The operator ~ does not exist in the APPSYNC_JS runtime.' },
        { at: '6:7', says: 'The operator in does not exist in the APPSYNC_JS runtime.' },
        { at: '7:20', says: 'The operator instanceof does not exist in the APPSYNC_JS runtime.' },
      ],
    }],
  },
  check: ({ report }) => ({
    node(node) {
      if (node.type === 'UpdateExpression') report('count', node, node.operator);
      else if (node.type === 'UnaryExpression' && node.operator === '~') report('complement', node);
      else if (node.type === 'BinaryExpression' && (node.operator === 'in' || node.operator === 'instanceof')) report(node.operator, node);
    },
  }),
});
