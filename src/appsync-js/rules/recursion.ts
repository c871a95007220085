import { strongComponents } from '../../strong-components';
import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { CodeModel, FunctionNode, isFunction } from '../code-model';
import { defineCodeRule } from '../code-rule';

/**
 * "Recursive function calls are not supported."
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
 */
export const recursion = defineCodeRule({
  id: 'GQL508',
  name: 'recursion',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'No function calls itself, directly or through others.',
  why: 'AppSync does not create the resolver or the function: it answers "The code contains one or more errors."',
  fix: 'Walk through levels with for-of, one loop for each, or do it in a Lambda function.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html',
  seenAt: ['https://www.npmjs.com/package/@aws-appsync/eslint-plugin'],
  messages: {
    itself: (name: string) => `Function "${name}" calls itself.`,
    circle: (name: string) => `This call of "${name}" leads back to where it is.`,
  },
  examples: {
    good: [{
      code: `const double = (value) => value * 2;
const quadruple = (value) => double(double(value));
export const request = (ctx) => ({ payload: quadruple(ctx.args.value) });
export const response = (ctx) => ctx.result;`,
    }],
    bad: [{
      code: `function depth(node) {
  return node ? 1 + depth(node.next) : 0;
}
const even = (value) => value === 0 || odd(value - 1);
const odd = (value) => value !== 0 && even(value - 1);
function names(node) {
  return node.children.flatMap((child) => names(child));
}
export const request = (ctx) => ({ payload: [depth(ctx.args), even(4), names(ctx.args)] });
export const response = (ctx) => ctx.result;`,
      findings: [
        { at: '2:21', says: 'Function "depth" calls itself.' },
        { at: '4:40', says: 'This call of "odd" leads back to where it is.' },
        { at: '5:39', says: 'This call of "even" leads back to where it is.' },
        { at: '7:43', says: 'This call of "names" leads back to where it is.' },
      ],
    }],
  },
  check: ({ code, report }) => ({
    program() {
      const calls = new Map<FunctionNode, Set<FunctionNode>>();
      const add = (from: FunctionNode | undefined, to: FunctionNode) => {
        if (from) calls.set(from, (calls.get(from) ?? new Set()).add(to));
      };
      const found = callsIn(code);
      for (const { from, to } of found) add(from, to);
      // A function that is written where it is used is called by what is around it.
      for (const node of code.nodes) if (isFunction(node) && !isNamed(code, node)) add(code.functionAround(node), node);
      const circles = circlesOf(calls);
      for (const { node, name, from, to } of found) {
        if (from === to) report('itself', node, cut(name, 60));
        else if (from && circles.get(from) !== undefined && circles.get(from) === circles.get(to)) report('circle', node, cut(name, 60));
      }
    },
  }),
});

function callsIn(code: CodeModel) {
  return code.nodes.flatMap((node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return [];
    const to = code.functionOf(node.callee);
    return to ? [{ node, name: node.callee.name, from: code.functionAround(node), to }] : [];
  });
}

function isNamed(code: CodeModel, node: FunctionNode): boolean {
  return node.type === 'FunctionDeclaration' || code.parentOf(node)?.type === 'VariableDeclarator';
}

/** The number of the circle of calls that each function is in; one that is in none has a number of its own. */
function circlesOf(calls: ReadonlyMap<FunctionNode, ReadonlySet<FunctionNode>>): ReadonlyMap<FunctionNode, number> {
  const functions = [...new Set([...calls].flatMap(([from, to]) => [from, ...to]))];
  const indexOf = new Map(functions.map((node, index) => [node, index]));
  const components = strongComponents(functions.map((node) => [...calls.get(node) ?? []].map((to) => indexOf.get(to)!)));
  return new Map(functions.map((node, index) => [node, components[index]]));
}
