import type { AnyNode } from 'acorn';
import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { defineCodeRule } from '../code-rule';

/**
 * The context is read-only: neither it nor its members are assigned. What is in `ctx.stash` and `ctx.args` can be.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html
 */
export const contextAssignment = defineCodeRule({
  id: 'GQL507',
  name: 'context-assignment',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'documented',
  summary: 'Nothing is assigned to the context, nor to a member of it.',
  why: 'The context is read-only in the APPSYNC_JS runtime, as AWS\'s plugin for ESLint says.',
  fix: 'Give the value a name of its own, or pass it on in the stash: ctx.stash.name = value.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html',
  seenAt: ['https://www.npmjs.com/package/@aws-appsync/eslint-plugin'],
  messages: {
    context: (name: string) => `"${name}" is the context of the resolver, and something is assigned to it.`,
    member: (name: string, member: string) => `"${name}" is the context of the resolver, and ${member} is changed.`,
  },
  examples: {
    good: [{
      code: `export function request(ctx) {
  ctx.stash.startedAt = 1;
  ctx.args.id = ctx.args.id ?? 'none';
  const { id } = ctx.args;
  return { payload: id };
}
export const response = (ctx) => ctx.result;`,
    }],
    bad: [{
      code: `export function request(ctx) {
  ctx.args = {};
  delete ctx['source'];
  for (ctx.name of ['a', 'b']) console.log(ctx.name);
  ctx = {};
  return {};
}
export const response = (context) => {
  [context.result] = context.args.list;
  return context.result;
};`,
      findings: [
        { at: '2:3', says: '"ctx" is the context of the resolver, and its member "args" is changed.' },
        { at: '3:10', says: '"ctx" is the context of the resolver, and its member "source" is changed.' },
        { at: '4:8', says: '"ctx" is the context of the resolver, and its member "name" is changed.' },
        { at: '5:3', says: '"ctx" is the context of the resolver, and something is assigned to it.' },
        { at: '9:4', says: '"context" is the context of the resolver, and its member "result" is changed.' },
      ],
    }],
  },
  check: ({ code, report }) => ({
    program() {
      const exported = code.exports();
      for (const name of ['request', 'response']) {
        const [parameter] = (exported.get(name)?.value?.params ?? []) as AnyNode[];
        if (parameter?.type !== 'Identifier') continue;
        for (const reference of code.variable(parameter)?.references ?? []) {
          const parent = code.parentOf(reference)!;
          if (code.isTarget(reference)) {report('context', reference, cut(reference.name, 60));} else if (parent.type === 'MemberExpression' && parent.object === reference && code.isTarget(parent)) {
            report('member', parent, cut(reference.name, 60), memberIn(parent.property as AnyNode, parent.computed));
          }
        }
      }
    },
  }),
});

function memberIn(property: AnyNode, computed: boolean): string {
  if (property.type === 'Identifier' && !computed) return `its member "${cut(property.name, 60)}"`;
  return property.type === 'Literal' ? `its member "${cut(String(property.value), 60)}"` : 'a member of it';
}
