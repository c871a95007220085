import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { defineCodeRule } from '../code-rule';

/**
 * The code is an ECMAScript module.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html
 */
export const codeSyntax = defineCodeRule({
  id: 'GQL501',
  name: 'code-syntax',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'The code of a resolver or function is a JavaScript module.',
  why: 'AppSync answers "The code contains one or more errors." and says no more.',
  fix: 'Correct what stands there. Types are not JavaScript: bundle TypeScript first.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html',
  seenAt: ['https://github.com/sid88in/serverless-appsync-plugin/issues/619'],
  perMessage: {
    tooDeep: { fix: 'Split the nested expressions, or give the parts names.', refusedByAws: false, evidence: 'unverified' },
    tooLong: { fix: 'Stay below 32,768 characters.' },
  },
  messages: {
    syntax: (problem: string) => `The code cannot be read as JavaScript: ${problem}.`,
    tooDeep: () => 'The code is nested more deeply than can be looked at, so it is not checked.',
    tooLong: () => 'The code has more than 1,000,000 characters, so it is not checked.',
  },
  examples: {
    good: [{ code: 'export function request(ctx) {\n  return {};\n}\nexport const response = (ctx) => ctx.result;' }],
    bad: [
      {
        code: 'export function request(ctx: Context) {\n  return {};\n}',
        findings: [{ at: '1:28', says: 'The code cannot be read as JavaScript: Unexpected token.' }],
      },
      {
        title: 'Ten thousand brackets',
        code: `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
        findings: [{ at: '1:1', says: 'The code is nested more deeply than can be looked at, so it is not checked.' }],
      },
      {
        title: 'A whole library',
        code: '//'.repeat(500_001),
        findings: [
          { at: '1:1', says: 'The code has more than 1,000,000 characters, so it is not checked.' },
          { at: '1:1', says: 'The code has 1,000,002 characters. At most 32,768 are allowed.' },
        ],
      },
    ],
  },
  check: ({ code, report }) => ({
    text() {
      for (const { kind, offset, message } of code.problems) {
        if (kind === 'syntax') report('syntax', offset, cut(message, 200));
        else report(kind, offset);
      }
    },
  }),
});
