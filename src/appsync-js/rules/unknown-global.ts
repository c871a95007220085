import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { defineCodeRule } from '../code-rule';
import { GLOBALS } from '../runtime-facts';

/** What code knows from elsewhere, and what to write in its place. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'queueMicrotask'].map((name) => [name, 'There are no timers.'] as const),
  ...['fetch', 'XMLHttpRequest', 'WebSocket'].map((name) => [name, 'Calls of others are made by an HTTP data source.'] as const),
  ...['require', 'module', 'exports', 'process', 'global', 'globalThis', '__dirname', '__filename', 'window'].map((name) => [name, 'It is not Node.js; environment variables are in ctx.env.'] as const),
  ['Buffer', 'There are util.base64Encode and util.base64Decode.'],
  ['btoa', 'There is util.base64Encode.'],
  ['atob', 'There is util.base64Decode.'],
  ['crypto', 'There are util.autoId, util.autoUlid and util.autoKsuid.'],
  ['encodeURIComponent', 'There is util.urlEncode.'],
  ['decodeURIComponent', 'There is util.urlDecode.'],
  ['RegExp', 'There is util.matches.'],
  ['Error', 'There is util.error.'],
  ['eval', 'Code that is a text cannot be run.'],
  ['Function', 'Code that is a text cannot be run.'],
]);

/**
 * The code uses names that it declares, and those that the runtime has.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
 */
export const unknownGlobal = defineCodeRule({
  id: 'GQL510',
  name: 'unknown-global',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'unverified',
  summary: 'A name that the code does not declare is one that AWS documents for the APPSYNC_JS runtime.',
  why: 'The runtime has a part of the names of JavaScript, and none of Node.js and browsers.',
  fix: 'Declare it, import it from "@aws-appsync/utils", or use what the runtime has.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html',
  messages: {
    elsewhere: (name: string, instead: string) => `"${name}" does not exist in the APPSYNC_JS runtime. ${instead}`,
    undeclared: (name: string, near: string) => `"${name}" is declared nowhere, and AWS documents no such name for the APPSYNC_JS runtime.${near}`,
  },
  examples: {
    good: [{
      code: `export function request(ctx) {
  console.log(Math.max(1, Number(ctx.args.count)), Object.keys(ctx.args), JSON.stringify(ctx.args));
  return { payload: { id: util.autoId(), at: util.time.nowISO8601(), none: undefined } };
}
export const response = (ctx) => ctx.result;`,
    }],
    bad: [{
      code: `export function request(ctx) {
  setTimeout(ctx.args.wait);
  const { TABLE } = process.env;
  return { payload: { TABLE, id: utl.autoId(), seen: new Map(), order } };
}
export const response = (ctx) => ctx.result;`,
      findings: [
        { at: '2:3', says: '"setTimeout" does not exist in the APPSYNC_JS runtime. There are no timers.' },
        { at: '3:21', says: '"process" does not exist in the APPSYNC_JS runtime. It is not Node.js; environment variables are in ctx.env.' },
        { at: '4:34', says: '"utl" is declared nowhere, and AWS documents no such name for the APPSYNC_JS runtime. Did you mean "util"?' },
        { at: '4:58', says: '"Map" is declared nowhere, and AWS documents no such name for the APPSYNC_JS runtime.' },
        { at: '4:65', says: '"order" is declared nowhere, and AWS documents no such name for the APPSYNC_JS runtime.' },
      ],
    }],
  },
  check: ({ code, report, didYouMean }) => ({
    program() {
      const candidates = [...GLOBALS, ...code.variables.slice(0, 100).map(({ name }) => name)];
      for (const node of code.undeclared) {
        // Rule GQL506 speaks of promises.
        if (GLOBALS.includes(node.name) || node.name === 'Promise') continue;
        const instead = ELSEWHERE.get(node.name);
        if (instead === undefined) report('undeclared', node, cut(node.name, 60), didYouMean(node.name, candidates));
        else report('elsewhere', node, node.name, instead);
      }
    },
  }),
});
