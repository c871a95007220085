import { FindingSeverity } from '../../validation/finding';
import { defineCodeRule } from '../code-rule';

/**
 * Async functions, promises, generators, classes, `this` and regular expressions.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
 */
export const unsupportedSyntax = defineCodeRule({
  id: 'GQL506',
  name: 'unsupported-syntax',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'The code has no async functions, promises, generators, classes, this, or regular expressions.',
  why: 'AppSync does not create the resolver or the function: it answers "The code contains one or more errors."',
  fix: 'Write it with plain functions and values.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html',
  seenAt: ['https://www.npmjs.com/package/@aws-appsync/eslint-plugin'],
  perMessage: {
    asynchronous: { fix: 'Return the request to the data source from "request"; what it answered is in ctx.result. What needs several calls is a pipeline.' },
    generator: { fix: 'Make a list and return it.' },
    class: { fix: 'Write functions and objects.' },
    this: { fix: 'Give the function what it needs as an argument.' },
    regularExpression: { fix: 'Write util.matches(pattern, text), or methods of texts: startsWith, includes, indexOf, split.' },
  },
  messages: {
    asynchronous: (what: string) => `${what} cannot be used in the APPSYNC_JS runtime: everything there is synchronous.`,
    generator: (what: string) => `${what} cannot be used in the APPSYNC_JS runtime: it has no generators.`,
    class: () => 'Classes do not exist in the APPSYNC_JS runtime.',
    this: () => 'this does not exist in the APPSYNC_JS runtime.',
    regularExpression: () => 'Regular expressions do not exist in the APPSYNC_JS runtime.',
  },
  examples: {
    good: [{
      code: `import { util } from '@aws-appsync/utils';

export function request(ctx) {
  const { id, ...others } = ctx.args;
  return { payload: { id, others: [...Object.keys(others)], isNumber: util.matches('[0-9]+', id), text: \`order \${id}\` } };
}
export const response = (ctx) => ctx.result;`,
    }],
    bad: [
      {
        code: `export async function request(ctx) {
  const found = await ctx.args.found;
  for await (const each of found) console.log(each);
  return new Promise(() => found);
}
export const response = (ctx) => ctx.result;`,
        findings: [
          { at: '1:8', says: 'An async function cannot be used in the APPSYNC_JS runtime: everything there is synchronous.' },
          { at: '2:17', says: 'await cannot be used in the APPSYNC_JS runtime: everything there is synchronous.' },
          { at: '3:3', says: 'for await cannot be used in the APPSYNC_JS runtime: everything there is synchronous.' },
          { at: '4:14', says: 'Promise cannot be used in the APPSYNC_JS runtime: everything there is synchronous.' },
          { at: '4:22', says: 'A function is given to something that takes none.' },
        ],
      },
      {
        code: `class Order {
  id = this;
}
function* ids() {
  yield 1;
}
export const request = () => ({ isNew: /^new/.test('new'), order: Order, ids });
export const response = (ctx) => import('x');`,
        findings: [
          { at: '1:1', says: 'Classes do not exist in the APPSYNC_JS runtime.' },
          { at: '2:8', says: 'this does not exist in the APPSYNC_JS runtime.' },
          { at: '4:1', says: 'A function* cannot be used in the APPSYNC_JS runtime: it has no generators.' },
          { at: '5:3', says: 'yield cannot be used in the APPSYNC_JS runtime: it has no generators.' },
          { at: '7:40', says: 'Regular expressions do not exist in the APPSYNC_JS runtime.' },
          { at: '8:34', says: 'import() cannot be used in the APPSYNC_JS runtime: everything there is synchronous.' },
        ],
      },
    ],
  },
  check: ({ report, code }) => ({
    program() {
      for (const name of code.undeclared) if (name.name === 'Promise') report('asynchronous', name, 'Promise');
    },
    node(node) {
      switch (node.type) {
        case 'FunctionDeclaration':
        case 'FunctionExpression':
        case 'ArrowFunctionExpression':
          if (node.async) report('asynchronous', node, 'An async function');
          if (node.generator) report('generator', node, 'A function*');
          break;
        case 'AwaitExpression': return report('asynchronous', node, 'await');
        case 'ForOfStatement':
          if (node.await) report('asynchronous', node, 'for await');
          break;
        case 'ImportExpression': return report('asynchronous', node, 'import()');
        case 'YieldExpression': return report('generator', node, 'yield');
        case 'ClassDeclaration':
        case 'ClassExpression': return report('class', node);
        case 'ThisExpression': return report('this', node);
        case 'Literal':
          if (node.regex) report('regularExpression', node);
          break;
        default:
      }
      return undefined;
    },
  }),
});
