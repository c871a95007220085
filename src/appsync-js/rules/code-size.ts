import { codeLength, MAX_CODE_LENGTH } from '../../graphql/code-length';
import { FindingSeverity } from '../../validation/finding';
import { defineCodeRule } from '../code-rule';

/**
 * "code … Maximum length of 32768."
 *
 * @see https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html
 */
export const codeSize = defineCodeRule({
  id: 'GQL502',
  name: 'code-size',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'The code of a resolver or function has at most 32,768 characters.',
  why: 'AppSync does not create the resolver or the function.',
  fix: 'Minify bundled code, leave out what is not used, or split it into functions of a pipeline.',
  link: 'https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html',
  messages: { long: (length: string) => `The code has ${length} characters. At most 32,768 are allowed.` },
  examples: {
    good: [
      { title: '32,768 characters', code: filled(MAX_CODE_LENGTH) },
      { title: '32,768 characters, some of them of two units', code: filled(MAX_CODE_LENGTH - 100) + '🪑'.repeat(100) },
    ],
    bad: [{
      title: '32,769 characters',
      code: filled(MAX_CODE_LENGTH + 1),
      findings: [{ at: '1:1', says: 'The code has 32,769 characters. At most 32,768 are allowed.' }],
    }],
  },
  check: ({ code: { text }, report }) => ({
    text() {
      const length = codeLength(text);
      if (length > MAX_CODE_LENGTH) report('long', 0, length.toLocaleString('en-US'));
    },
  }),
});

/** Code with a comment that makes it as long as is wanted. */
function filled(length: number): string {
  const code = 'export const request = () => ({});\nexport const response = (ctx) => ctx.result;\n//';
  return code.padEnd(length, '.');
}
