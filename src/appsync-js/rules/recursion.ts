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

/** The strongly connected components that functions are in, by a number, as Tarjan finds them; without calls of ours, so that no stack ends. */
function circlesOf(calls: ReadonlyMap<FunctionNode, ReadonlySet<FunctionNode>>): Map<FunctionNode, number> {
  const index = new Map<FunctionNode, number>();
  const low = new Map<FunctionNode, number>();
  const open: FunctionNode[] = [];
  const isOpen = new Set<FunctionNode>();
  const component = new Map<FunctionNode, number>();
  for (const start of calls.keys()) {
    if (index.has(start)) continue;
    const work: { readonly node: FunctionNode; readonly left: FunctionNode[] }[] = [];
    const enter = (node: FunctionNode) => {
      index.set(node, index.size);
      low.set(node, index.get(node)!);
      open.push(node);
      isOpen.add(node);
      work.push({ node, left: [...calls.get(node) ?? []] });
    };
    enter(start);
    while (work.length > 0) {
      const { node, left } = work[work.length - 1];
      const next = left.pop();
      if (next === undefined) {
        work.pop();
        const around = work[work.length - 1]?.node;
        if (around) low.set(around, Math.min(low.get(around)!, low.get(node)!));
        if (low.get(node) !== index.get(node)) continue;
        for (let member = open.pop()!; ; member = open.pop()!) {
          isOpen.delete(member);
          component.set(member, index.get(node)!);
          if (member === node) break;
        }
      } else if (!index.has(next)) {enter(next);} else if (isOpen.has(next)) {low.set(node, Math.min(low.get(node)!, index.get(next)!));}
    }
  }
  return component;
}
