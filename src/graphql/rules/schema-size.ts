import { FindingSeverity } from '../../validation/finding';
import { defineSchemaRule } from '../schema-rule';

const MAX_BYTES = 1024 * 1024;

/**
 * A schema has at most 1 MB.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/appsync.html
 */
export const schemaSize = defineSchemaRule({
  id: 'GQL307',
  name: 'schema-size',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'A schema has at most 1 MB.',
  why: 'AppSync\'s quota for the size of a schema document is 1 MB, and cannot be raised.',
  fix: 'Leave descriptions and comments out, or put parts into APIs of their own and merge those.',
  link: 'https://docs.aws.amazon.com/general/latest/gr/appsync.html',
  messages: {
    tooLarge: (bytes: string) => `The schema has ${bytes} bytes. At most 1,048,576 are allowed.`,
  },
  examples: {
    good: [{ schema: 'type Query {\n  shop: String\n}' }],
    bad: [{
      title: 'A comment of a megabyte',
      schema: `type Query {\n  shop: String # ${'.'.repeat(MAX_BYTES)}\n}`,
      findings: [{ at: '1:1', says: 'The schema has 1,048,608 bytes. At most 1,048,576 are allowed.' }],
    }],
  },
  check: ({ report, parsed }) => ({
    text() {
      const bytes = parsed.source.texts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
      if (bytes > MAX_BYTES) report('tooLarge', 'api', [bytes.toLocaleString('en-US')]);
    },
  }),
});
