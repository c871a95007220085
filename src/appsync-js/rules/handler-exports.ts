import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { defineCodeRule } from '../code-rule';

const HANDLERS = ['request', 'response'];
/** Expressions that are certainly no function. */
const NO_FUNCTIONS: ReadonlySet<string> = new Set(['ObjectExpression', 'ArrayExpression', 'Literal', 'TemplateLiteral']);

/**
 * "A unit resolver is composed of code that defines a request and response handler", which are exported.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html
 */
export const handlerExports = defineCodeRule({
  id: 'GQL503',
  name: 'handler-exports',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'unverified',
  summary: 'The code exports the functions "request" and "response".',
  why: 'AppSync calls "request" to learn what to ask of the data source, and "response" for the value of the field. It finds both by their names.',
  fix: 'Export a function of that name: export function response(ctx) { return ctx.result; }.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html',
  messages: {
    missing: (name: string, near: string) => `The code exports no function "${name}".${near}`,
    noFunction: (name: string) => `What the code exports as "${name}" is no function.`,
    byDefault: () => 'The code has a default export, which AppSync does not look at.',
  },
  examples: {
    good: [
      { code: 'const handler = () => ({});\nconst response = (ctx) => ctx.result;\nexport { handler as request, response };' },
    ],
    bad: [
      {
        code: 'export function reqest() {\n  return {};\n}\nexport const response = (ctx) => ctx.result;',
        findings: [{ at: '1:1', says: 'The code exports no function "request". It exports "reqest".' }],
      },
      {
        code: 'export const request = {};\nexport const response = (ctx) => ctx.result;',
        findings: [{ at: '1:14', says: 'What the code exports as "request" is no function.' }],
      },
      {
        code: 'const handlers = { request: () => ({}) };\nexport default handlers;',
        findings: [
          { at: '1:1', says: 'The code exports no function "request".' },
          { at: '1:1', says: 'The code exports no function "response".' },
          { at: '2:1', says: 'The code has a default export, which AppSync does not look at.' },
        ],
      },
    ],
  },
  check: ({ code, report, didYouMean }) => ({
    program() {
      const exported = code.exports();
      const others = [...exported.keys()].filter((name) => !HANDLERS.includes(name) && name !== 'default').slice(0, 100);
      for (const name of HANDLERS) {
        const found = exported.get(name);
        if (!found) {
          const near = others.find((other) => didYouMean(other, [name]) !== '');
          report('missing', 0, name, near === undefined ? '' : ` It exports "${cut(near, 60)}".`);
        } else if (NO_FUNCTIONS.has(code.variable(found.node)?.init?.type ?? '')) {report('noFunction', found.node, name);}
      }
      const byDefault = exported.get('default');
      if (byDefault) report('byDefault', byDefault.node);
    },
  }),
});
