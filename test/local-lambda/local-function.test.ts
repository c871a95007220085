import * as path from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Execution, LocalFunction, LocalFunctionOptions, Simulator, TaskMock } from '../../src';
import { refusalOf } from '../refusal';

const FILE = path.join(__dirname, 'handlers.cjs');
const STATES = { Call: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true } };

function call(handler: string, input: object = {}, options: LocalFunctionOptions = {}): Execution {
  return Simulator.fromDefinition({ StartAt: 'Call', States: STATES }).mockState('Call', TaskMock.respondWith(LocalFunction.fromFile(FILE, handler, options))).run(input);
}

describe('a handler in a file', () => {
  test.each<[string, object, unknown]>([
    ['nothing', {}, null], ['plain', {}, null], ['forgets', {}, null], ['callback', { n: 21 }, { doubled: 42 }], ['inner.deep', {}, 'deep'], ['large', {}, 'x'.repeat(200_000)],
  ])('%s', (handler, input, output) => {
    expect(call(handler, input).output).toEqual(output);
  });

  test('gets its event, its context and an environment of its own', () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'not for handlers';
    try {
      expect(call('echo', { a: 1 }, { environment: { MODE: 'test' } }).output).toEqual({ event: { a: 1 }, name: 'handlers', region: 'us-east-1', secret: null, mode: 'test' });
    } finally {
      delete process.env.AWS_SECRET_ACCESS_KEY;
    }
  });

  test('is an ES module where it says so', () => {
    const simulator = Simulator.fromDefinition({ StartAt: 'Call', States: STATES });
    expect(simulator.mockState('Call', TaskMock.respondWith(LocalFunction.fromFile(path.join(__dirname, 'module.mjs')))).run({ a: 1 }).output).toEqual({ module: true, event: { a: 1 } });
  });

  test('prints into a log', () => {
    const printing = LocalFunction.fromFile(FILE, 'prints');
    Simulator.fromDefinition({ StartAt: 'Call', States: STATES }).mockState('Call', TaskMock.respondWith(printing)).run();
    expect(printing.log).toBe('to stdout\nto stderr\n');
  });
});

test('options that nobody looks at are refused', () => {
  expect(refusalOf(() => LocalFunction.fromFile(FILE, 'plain', { timeOut: Duration.seconds(1) } as never))).toContain('UnknownOption: A LocalFunction has no option "timeOut". Did you mean "timeout"?');
  expect(refusalOf(() => LocalFunction.fromFile(FILE, 'plain', { timeout: 5 as never }))).toContain('InvalidDuration: The timeout of a LocalFunction was given 5 as a duration.');
});

describe('what a handler throws', () => {
  test('is the error of the task', () => {
    const { error, cause } = call('throws');
    expect(error).toBe('PaymentDeclined');
    const { trace, ...rest } = JSON.parse(cause!);
    expect(rest).toEqual({ errorType: 'PaymentDeclined', errorMessage: 'card expired' });
    expect(trace[0]).toBe('PaymentDeclined: card expired');
    expect(trace[1]).toMatch(/\(\/var\/task\/handlers\.cjs:\d+:\d+\)$/);
    expect(trace).toHaveLength(2);
  });

  test.each<[string, string, string]>([
    ['calledBack', 'TypeError', 'no'],
    ['throwsText', 'string', 'just text'],
    ['cyclic', 'Runtime.MarshalError', 'Unable to stringify response body'],
    ['absent', 'Runtime.HandlerNotFound', 'index.absent is undefined or not exported'],
    ['notAFunction', 'Runtime.HandlerNotFound', 'index.notAFunction is undefined or not exported'],
  ])('%s', (handler, errorType, errorMessage) => {
    const { error, cause } = call(handler);
    expect(error).toBe(errorType);
    expect(JSON.parse(cause!)).toMatchObject({ errorType, errorMessage });
  });

  test('is caught by its name', () => {
    const states = { Call: { ...STATES.Call, Catch: [{ ErrorEquals: ['PaymentDeclined'], Next: 'Declined' }] }, Declined: { Type: 'Pass', Result: 'declined', End: true } };
    const simulator = Simulator.fromDefinition({ StartAt: 'Call', States: states });
    expect(simulator.mockState('Call', TaskMock.respondWith(LocalFunction.fromFile(FILE, 'throws'))).run().output).toBe('declined');
  });

  test('a file that is broken', () => {
    const simulator = Simulator.fromDefinition({ StartAt: 'Call', States: STATES });
    const { error } = simulator.mockState('Call', TaskMock.respondWith(LocalFunction.fromFile(path.join(__dirname, 'broken.cjs')))).run();
    expect(error).toBe('Runtime.UserCodeSyntaxError');
  });
});

describe('a handler that does not answer', () => {
  test.each(['hangs', 'spins'])('%s until its time is over', (handler) => {
    const { error, cause } = call(handler, {}, { timeout: Duration.millis(100) });
    expect(error).toBe('Sandbox.Timedout');
    expect(JSON.parse(cause!).errorMessage).toMatch(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 0\.10 seconds$/);
  });

  test('but exits', () => {
    const { error, cause } = call('exits');
    expect(error).toBe('Runtime.ExitError');
    expect(JSON.parse(cause!).errorMessage).toContain('Error: Runtime exited with error: exit status 3');
  });
});

describe('a function of a CDK app', () => {
  let stack: Stack;
  beforeEach(() => {
    stack = new Stack(new App(), 'Shop');
  });
  const machineOf = (lambdaFunction: LambdaFunction, payloadOnly = false) => new StateMachine(stack, 'Machine', {
    definitionBody: DefinitionBody.fromChainable(new LambdaInvoke(stack, 'Call', { lambdaFunction, payloadResponseOnly: payloadOnly })),
  });
  const run = (lambdaFunction: LambdaFunction, payloadOnly = false) => Simulator.fromStateMachine(machineOf(lambdaFunction, payloadOnly))
    .mockFunction(lambdaFunction, TaskMock.respondWith(LocalFunction.fromConstruct(lambdaFunction))).run({ n: 2 });

  test('inline', () => {
    const inline = new LambdaFunction(stack, 'F', {
      runtime: Runtime.NODEJS_22_X, handler: 'index.handler', environment: { FACTOR: '10' }, code: Code.fromInline('exports.handler = async (event) => event.n * process.env.FACTOR;'),
    });
    expect(run(inline).output).toEqual({ ExecutedVersion: '$LATEST', Payload: 20, StatusCode: 200 });
  });

  test('inline, as a module', () => {
    const inline = new LambdaFunction(stack, 'F', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('export const handler = async (event) => event;') });
    expect(run(inline, true).output).toEqual({ n: 2 });
  });

  test('from an asset, with its timeout', () => {
    const asset = new LambdaFunction(stack, 'F', { runtime: Runtime.NODEJS_22_X, handler: 'handlers.hangs', timeout: Duration.seconds(1), code: Code.fromAsset(__dirname, { exclude: ['*.ts'] }) });
    expect(run(asset).cause).toContain('Task timed out after 1.00 seconds');
  });

  test('from an asset', () => {
    const asset = new LambdaFunction(stack, 'F', { runtime: Runtime.NODEJS_22_X, handler: 'handlers.callback', code: Code.fromAsset(__dirname, { exclude: ['*.ts'] }) });
    expect(run(asset).output.Payload).toEqual({ doubled: 4 });
  });

  test('of another language is refused', () => {
    const python = new LambdaFunction(stack, 'F', { runtime: Runtime.PYTHON_3_13, handler: 'index.handler', code: Code.fromInline('pass') });
    expect(() => LocalFunction.fromConstruct(python)).toThrow('Function "Shop/F" has the runtime "python3.13". Only Node functions are run; mock the others.');
  });

  test('that is imported is refused', () => {
    expect(() => LocalFunction.fromConstruct(LambdaFunction.fromFunctionName(stack, 'F', 'other'))).toThrow('Function "Shop/F" has no code in this app');
  });
});

test('a file that is not there is refused', () => {
  expect(() => LocalFunction.fromFile('no/such.js')).toThrow('File "no/such.js" of the function does not exist.');
});

test('the same call gives the same bytes', () => {
  const [one, two] = [call('throws'), call('throws')];
  expect(JSON.stringify(one.history)).toBe(JSON.stringify(two.history));
});
