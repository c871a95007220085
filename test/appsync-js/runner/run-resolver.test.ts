import { runOptions } from './run-options';
import { CodeRunner, ResolverContext } from '../../../src/appsync-js/runner/code-runner';
import { DataSource, RunnableFunction, runPipeline, runResolver } from '../../../src/appsync-js/runner/run-resolver';

const PLAIN = 'export const request = (ctx) => ({ payload: ctx.args });\nexport const response = (ctx) => ctx.result;\n';

const run = (code: string, context: ResolverContext = {}, dataSource?: DataSource) => (
  runResolver({ code: new CodeRunner(code), dataSource }, context, runOptions()));
const step = (code: string, dataSource?: DataSource): RunnableFunction => ({ code: new CodeRunner(code), dataSource });
const pipeline = (code: string, functions: readonly RunnableFunction[], context: ResolverContext = {}) => (
  runPipeline(new CodeRunner(code), functions, context, runOptions()));
const response = 'export const response = (ctx) => ctx.result;\n';
const refused = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('It is not refused.');
};

test('a resolver without a data source answers with its payload', () => {
  expect(run(PLAIN, { arguments: { id: '1', list: [1, null] } })).toEqual({
    data: { id: '1', list: [1, null] }, errors: [], stash: {}, logs: [], responseHeaders: {}, extensions: [],
  });
});

test('the data source is asked what "request" returns, and "response" gets what it answers', () => {
  const asked: unknown[] = [];
  const code = `import { util } from '@aws-appsync/utils';
export function request(ctx) {
  ctx.stash.id = ctx.args.id;
  console.log('asking', { id: ctx.args.id });
  return { operation: 'GetItem', key: util.dynamodb.toMapValues({ id: ctx.arguments.id }) };
}
export function response(ctx) {
  return { ...ctx.result, from: ctx.stash.id, by: ctx.identity.username, header: ctx.request.headers['x-a'], field: ctx.info.fieldName, env: ctx.env.STAGE };
}`;
  const context = { arguments: { id: '7' }, identity: { username: 'ada' }, request: { headers: { 'x-a': 'b' } }, info: { fieldName: 'order' }, env: { STAGE: 'test' } };
  const outcome = run(code, context, (request) => {
    asked.push(request);
    return { result: { name: 'chair' } };
  });
  expect(asked).toEqual([{ operation: 'GetItem', key: { id: { S: '7' } } }]);
  expect(outcome).toMatchObject({
    data: { name: 'chair', from: '7', by: 'ada', header: 'b', field: 'order', env: 'test' }, stash: { id: '7' }, logs: ['asking {"id":"7"}'], errors: [],
  });
});

test('util.error ends the resolver with null', () => {
  const code = `export function request(ctx) {
  util.appendError('odd', 'Odd');
  util.error('No such order', 'NotFound', { id: ctx.args.id }, { hint: 1 });
  console.log('not reached');
}
${response}`;
  expect(run(code, { arguments: { id: '1' } }, () => { throw new Error('asked'); })).toMatchObject({
    data: null,
    logs: [],
    errors: [
      { message: 'odd', errorType: 'Odd', data: null, errorInfo: null },
      { message: 'No such order', errorType: 'NotFound', data: { id: '1' }, errorInfo: { hint: 1 } },
    ],
  });
});

test('util.unauthorized names the field', () => {
  const code = `export const request = () => util.unauthorized();\n${response}`;
  expect(run(code, { info: { fieldName: 'orders', parentTypeName: 'Query' } }).errors).toEqual([
    { message: 'Not Authorized to access orders on type Query', errorType: 'Unauthorized', data: null, errorInfo: null },
  ]);
});

test('an error of the data source is what "response" makes of it', () => {
  const failing: DataSource = () => ({ error: { message: 'Rate exceeded', type: 'DynamoDB:ThrottlingException' } });
  expect(run(PLAIN, {}, failing)).toMatchObject({ data: null, errors: [] });
  const telling = PLAIN.replace('=> ctx.result', '=> (ctx.error ? util.error(ctx.error.message, ctx.error.type) : ctx.result)');
  expect(run(telling, {}, failing).errors).toMatchObject([{ message: 'Rate exceeded', errorType: 'DynamoDB:ThrottlingException' }]);
});

test('an early return is the value', () => {
  const code = `import { runtime } from '@aws-appsync/utils';
export function request(ctx) {
  if (!ctx.args.id) runtime.earlyReturn({ hello: 'world' });
  return { payload: ctx.args };
}
export const response = () => util.error('not reached');`;
  expect(run(code)).toMatchObject({ data: { hello: 'world' }, errors: [] });
  expect(run(code, { arguments: { id: 1 } }).errors).toHaveLength(1);
});

test('what the code itself throws is an error of type "Code"', () => {
  expect(run(`export const request = (ctx) => ctx.args.order.id;\n${response}`).errors).toMatchObject([{ errorType: 'Code', message: expect.stringContaining('Runtime Error: ') }]);
});

test('code that AppSync refuses is not run', () => {
  const { code, message } = refused(() => new CodeRunner(PLAIN.replace('ctx.args', 'ctx.args.count++'), 'The code of "Query.order"'));
  expect(code).toBe('RefusedCode');
  expect(message).toBe('The code of "Query.order" cannot be run by AppSync:\n1:45 GQL505 The operator ++ does not exist in the APPSYNC_JS runtime. Write += 1 or -= 1.');
});

test('code that does not end is ended', () => {
  const code = `export function request() {
  const list = [1];
  for (const each of list) list.push(each);
  return {};
}
${response}`;
  expect(refused(() => runResolver(step(code), {}, { ...runOptions(), timeout: 50 }))).toMatchObject({
    code: 'CodeTimeout', message: 'The code did not end within 50 ms in "request". AppSync ends code that runs for long; look at its loops.',
  });
});

test('the same inputs give the same, and nothing else is known of time and chance', () => {
  const code = `export const request = () => ({ payload: [util.autoId(), util.autoId(), util.autoUlid(), Date.now(), new Date().toISOString(), Math.random(), util.time.nowISO8601()] });\n${response}`;
  const first = run(code);
  expect(JSON.stringify(run(code))).toBe(JSON.stringify(first));
  expect(first.data).toEqual(['id-1', 'id-2', expect.stringMatching(/^01[0-9A-Z]{24}$/), 1767323045678, '2026-01-02T03:04:05.678Z', expect.any(Number), '2026-01-02T03:04:05.678Z']);
});

test('the context and what is global do not leak from one run to the next', () => {
  const code = new CodeRunner(`let count = 0;\nexport function request(ctx) {\n  count += 1;\n  ctx.args.list.push(count);\n  return { payload: ctx.args.list };\n}\n${response}`);
  const list: number[] = [];
  for (const _ of [1, 2]) expect(runResolver({ code }, { arguments: { list } }, runOptions()).data).toEqual([1]);
  expect(list).toEqual([]);
});

test('exports by another name, and imports over several lines', () => {
  const code = `import {
  util as tools,
} from '@aws-appsync/utils';
const ask = (ctx) => ({ payload: tools.urlEncode(ctx.args.text) });
const answer = (ctx) => ctx.result;
export { ask as request, answer as response };`;
  expect(run(code, { arguments: { text: 'a b/ü' } }).data).toBe('a+b%2F%C3%BC');
});

test('what is not simulated says so', () => {
  expect(refused(() => run(`export const request = () => util.xml.toMap('<a/>');\n${response}`))).toMatchObject({
    code: 'NotSimulated', message: 'util.xml.toMap is not simulated. Test what uses it with AppSync\'s EvaluateCode, or leave it out of the code that is run here.',
  });
});

describe('a pipeline', () => {
  const outer = 'export function request(ctx) {\n  ctx.stash.steps = [];\n  return { start: ctx.args.start };\n}\nexport const response = (ctx) => ({ last: ctx.prev.result, steps: ctx.stash.steps });\n';
  const counting = (name: string) => step(`export function request(ctx) {
  ctx.stash.steps.push('${name}');
  return { payload: { ...ctx.prev.result, ${name}: true } };
}
export const response = (ctx) => ctx.result;`);

  test('gives each function what the one before it came to', () => {
    expect(pipeline(outer, [counting('a'), counting('b')], { arguments: { start: 1 } }).data).toEqual({ last: { start: 1, a: true, b: true }, steps: ['a', 'b'] });
  });

  test('an early return of its "request" skips all functions', () => {
    const code = outer.replace('return { start', 'runtime.earlyReturn({ early: 1 });\n  return { start');
    expect(pipeline(code, [counting('a')]).data).toEqual({ last: { early: 1 }, steps: [] });
  });

  test('an early return of a function goes on with the next, or with the end', () => {
    const early = (options: string) => step(`export const request = () => runtime.earlyReturn({ early: 1 }${options});\nexport const response = () => util.error('not reached');`);
    expect(pipeline(outer, [early(''), counting('b')]).data).toEqual({ last: { early: 1, b: true }, steps: ['b'] });
    expect(pipeline(outer, [early(', { skipTo: \'NEXT\' }'), counting('b')]).data).toEqual({ last: { early: 1, b: true }, steps: ['b'] });
    expect(pipeline(outer, [early(', { skipTo: \'END\' }'), counting('b')]).data).toEqual({ last: { early: 1 }, steps: [] });
  });

  test('an error of a function ends it', () => {
    expect(pipeline(outer, [step(`export const request = () => util.error('no', 'No');\n${response}`), counting('b')])).toMatchObject({
      data: null, errors: [{ message: 'no', errorType: 'No' }], stash: { steps: [] },
    });
  });
});
