import { FindingSeverity } from '../../validation/finding';
import { defineCodeRule } from '../code-rule';

/**
 * "The following are not supported: catch, continue, do-while, finally, for(initialization; condition; afterthought), throw, try, while, labeled
 * statements."
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
 */
export const unsupportedStatement = defineCodeRule({
  id: 'GQL504',
  name: 'unsupported-statement',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'The code uses no statement that the APPSYNC_JS runtime does not have.',
  why: 'AppSync does not create the resolver or the function: it answers "The code contains one or more errors."',
  fix: 'Write it with for-of, for-in, if and return.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html',
  perMessage: {
    try: { fix: 'Test before what could fail, and look at ctx.error in "response" for what the data source answered.' },
    throw: { fix: 'Write util.error(message, type), which ends the resolver, or util.appendError(message, type), which goes on.' },
    continue: { fix: 'Put what follows into an if with the opposite condition, or use filter() before the loop.' },
    loop: { fix: 'Write a for-of over a list, or a method of arrays such as map(), filter() or reduce().' },
    label: { fix: 'Leave the label out: put the inner loop into a function and return from it.' },
  },
  messages: {
    try: () => 'try, catch and finally do not exist in the APPSYNC_JS runtime.',
    throw: () => 'throw does not exist in the APPSYNC_JS runtime.',
    continue: () => 'continue does not exist in the APPSYNC_JS runtime.',
    loop: (loop: string) => `${loop} does not exist in the APPSYNC_JS runtime.`,
    label: (name: string) => `Label "${name}": labels do not exist in the APPSYNC_JS runtime.`,
  },
  examples: {
    good: [{
      code: `import { util } from '@aws-appsync/utils';

export function request(ctx) {
  let total = 0;
  for (const line of ctx.args.lines) {
    if (line.count > 0) total += line.count * line.price;
  }
  for (const name in ctx.args.extra) {
    if (name === 'gift') break;
  }
  return { payload: { total } };
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result;
}`,
    }],
    bad: [
      {
        code: `export function request(ctx) {
  try {
    return JSON.parse(ctx.args.text);
  } catch (error) {
    throw error;
  } finally {
    return null;
  }
}
export const response = (ctx) => ctx.result;`,
        findings: [
          { at: '2:3', says: 'try, catch and finally do not exist in the APPSYNC_JS runtime.' },
          { at: '5:5', says: 'throw does not exist in the APPSYNC_JS runtime.' },
        ],
      },
      {
        code: `export function request(ctx) {
  outer: for (const line of ctx.args.lines) {
    if (line.count === 0) continue outer;
    for (let index = 0; index < 3; index += 1) line.count += index;
    while (line.count > 9) line.count -= 9;
    do line.count += 1; while (line.count < 3);
  }
  return {};
}
export const response = (ctx) => ctx.result;`,
        findings: [
          { at: '2:3', says: 'Label "outer": labels do not exist in the APPSYNC_JS runtime.' },
          { at: '3:27', says: 'continue does not exist in the APPSYNC_JS runtime.' },
          { at: '4:5', says: 'A for with a condition does not exist in the APPSYNC_JS runtime.' },
          { at: '5:5', says: 'while does not exist in the APPSYNC_JS runtime.' },
          { at: '6:5', says: 'do-while does not exist in the APPSYNC_JS runtime.' },
        ],
      },
    ],
  },
  check: ({ report }) => ({
    node(node) {
      switch (node.type) {
        case 'TryStatement': return report('try', node);
        case 'ThrowStatement': return report('throw', node);
        case 'ContinueStatement': return report('continue', node);
        case 'ForStatement': return report('loop', node, 'A for with a condition');
        case 'WhileStatement': return report('loop', node, 'while');
        case 'DoWhileStatement': return report('loop', node, 'do-while');
        case 'LabeledStatement': return report('label', node, node.label.name);
        default: return undefined;
      }
    },
  }),
});
