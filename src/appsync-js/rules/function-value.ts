import type { AnyNode } from 'acorn';
import { FindingSeverity } from '../../validation/finding';
import { all } from '../../validation/wording';
import { defineCodeRule } from '../code-rule';
import { TAKE_FUNCTIONS } from '../runtime-facts';

/**
 * Functions are no values: they are given to some methods of arrays only, and neither returned nor assigned.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
 */
export const functionValue = defineCodeRule({
  id: 'GQL509',
  name: 'function-value',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'Functions are given to methods of arrays only, and neither returned nor assigned.',
  why: 'AppSync does not create the resolver or the function: it answers "The code contains one or more errors."',
  fix: 'Call the function where it is needed.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html',
  seenAt: ['https://www.npmjs.com/package/@aws-appsync/eslint-plugin'],
  perMessage: {
    given: { fix: `A function can be given to ${all([...TAKE_FUNCTIONS])} of a list. Elsewhere, give the value that it makes. Sort by an index of DynamoDB, or in a Lambda function.` },
    returned: { fix: 'Return what the function gives.' },
    copied: { fix: 'Call the function by its own name; export it under another one with export { name as other }.' },
  },
  messages: {
    given: () => 'A function is given to something that takes none.',
    returned: () => 'A function is returned, which the APPSYNC_JS runtime does not do.',
    copied: (name: string) => `Function "${name}" is given a second name.`,
  },
  examples: {
    good: [{
      code: `const price = (line) => line.price;
export const request = (ctx) => ({ payload: ctx.args.lines.filter((line) => line.count > 0).map(price) });
export const response = (ctx) => ctx.result;`,
    }],
    bad: [{
      code: `const byName = (a, b) => a.name - b.name;
const twice = (work) => work() + work();
const adder = (a) => (b) => a + b;
function maker() {
  return byName;
}
const again = byName;
export const request = (ctx) => ({ payload: [ctx.args.lines.sort(byName), twice(() => 1), adder(1), maker(), again] });
export const response = (ctx) => ctx.result;`,
      findings: [
        { at: '3:22', says: 'A function is returned, which the APPSYNC_JS runtime does not do.' },
        { at: '5:10', says: 'A function is returned, which the APPSYNC_JS runtime does not do.' },
        { at: '7:15', says: 'Function "byName" is given a second name.' },
        { at: '8:66', says: 'A function is given to something that takes none.' },
        { at: '8:81', says: 'A function is given to something that takes none.' },
      ],
    }],
  },
  check: ({ code, report }) => ({
    node(node) {
      switch (node.type) {
        case 'CallExpression':
        case 'NewExpression':
          if (takesFunctions(node.callee as AnyNode)) break;
          for (const given of node.arguments) if (code.functionOf(given)) report('given', given);
          break;
        case 'ReturnStatement':
          if (code.functionOf(node.argument)) report('returned', node.argument!);
          break;
        case 'ArrowFunctionExpression':
          if (code.functionOf(node.body)) report('returned', node.body);
          break;
        case 'VariableDeclarator':
          if (node.init?.type === 'Identifier' && code.functionOf(node.init)) report('copied', node.init, node.init.name);
          break;
        case 'AssignmentExpression':
          if (node.operator === '=' && node.right.type === 'Identifier' && code.functionOf(node.right)) report('copied', node.right, node.right.name);
          break;
        default:
      }
    },
  }),
});

function takesFunctions(callee: AnyNode): boolean {
  return callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier' && TAKE_FUNCTIONS.has(callee.property.name);
}
