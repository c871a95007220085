import { runInNewContext } from 'node:vm';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ApiAuth, ApiSchema, AppSyncApi, AslValidation, ExecutionStatus, ExpressMode, ExpressWorkflow, GraphqlValidation, IWorkflow, Simulator, StandardWorkflow, WorkflowInput } from '../../src';
import { describeCode, startAsyncCode, startSyncCode } from '../../src/appsync/workflow-field-code';
import { nagErrors } from '../cdk-nag';
import { newStack, WITHOUT_CONTENT } from './api';
import { express, standard } from '../starts/workflows';

const SCHEMA = `type Query {
  orderStatus(name: ID!): Execution
  orderState(id: ID!): String
}

type Mutation {
  quote(input: QuoteInput!): Int
  placeOrder(id: ID!): Execution
  placeOrders(id: ID!): [Execution]
  place(id: ID!): ID
}

input QuoteInput {
  items: Int
}

type Execution {
  name: ID
  status: String
}
`;

function make(stack: Stack): AppSyncApi {
  GraphqlValidation.acknowledge(stack, { id: 'GQL402', reason: 'The tests make some of the fields' });
  return new AppSyncApi(stack, 'Api', { schema: ApiSchema.fromText(SCHEMA), auth: ApiAuth.iam() });
}

const sync = (stack: Stack) => express(stack, ExpressMode.SYNC, Duration.seconds(20));

/** Any object, as far as a test looks into it. */
type Data = { readonly [name: string]: unknown };

interface Resolver {
  request(context: Data): { readonly params: { readonly headers: Data; readonly body: string } };
  response(context: Data): unknown;
}

/** Runs the code as a script: what it needs of AppSync's `util` is here. */
function run(code: string): Resolver {
  const util = {
    error(message: string, type: string) {
      throw new Error(`${type}: ${message}`);
    },
    time: { epochMilliSecondsToISO8601: (time: number) => new Date(time).toISOString() },
  };
  expect(code).toMatch(/^import \{ util \} from '@aws-appsync\/utils';\n/);
  return runInNewContext(`${code.replace(/^import .*\n/, '').replaceAll('export function', 'function')}\n({ request, response })`, { util }) as Resolver;
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const bodyOf = (resolver: Resolver, context: Data): Data => JSON.parse(resolver.request(context).params.body);
const answer = (body: unknown, statusCode = 200): Data => ({ result: { statusCode, body: JSON.stringify(body) } });

/** What the role of the field's data source may do. */
function statementsOf(stack: Stack): unknown[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
    .filter(({ Properties: { Roles } }) => /^ApiWorkflow/.test(Roles[0].Ref)).flatMap(({ Properties: { PolicyDocument } }) => PolicyDocument.Statement);
}

const sourceOf = (service: string) => ({
  Type: 'HTTP',
  HttpConfig: {
    Endpoint: { 'Fn::Join': ['', [`https://${service}.`, { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] },
    AuthorizationConfig: { AuthorizationType: 'AWS_IAM', AwsIamConfig: { SigningRegion: { Ref: 'AWS::Region' }, SigningServiceName: 'states' } },
  },
});

describe('what is made', () => {
  test.each<[string, (api: AppSyncApi, stack: Stack) => void, string, string, unknown]>([
    ['startSync()', (api, stack) => api.startSync('Mutation.quote', sync(stack)), 'sync-states', 'states:StartSyncExecution', { Ref: expect.stringMatching('^Quotes') }],
    ['startAsync()', (api, stack) => api.startAsync('Mutation.placeOrder', standard(stack)), 'states', 'states:StartExecution', { Ref: expect.stringMatching('^Orders') }],
    ['describe()', (api, stack) => api.describe('Query.orderStatus', standard(stack)), 'states', 'states:DescribeExecution', { 'Fn::Join': ['', expect.arrayContaining([':execution:'].map((part) => expect.stringContaining(part)))] }],
  ])('%s signs its requests with a role that may do that with that state machine only', (_, use, service, Action, Resource) => {
    const stack = newStack();
    const api = make(stack);
    use(api, stack);
    Template.fromStack(stack).hasResourceProperties('AWS::AppSync::DataSource', sourceOf(service));
    expect(statementsOf(stack)).toEqual([{ Effect: 'Allow', Action, Resource }]);
    expect(GraphqlValidation.of(api).findings()).toEqual([]);
    expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
  });

  test('the resolver has the code, with the ARN of the state machine', () => {
    const stack = newStack();
    make(stack).startSync('Mutation.quote', sync(stack), { input: WorkflowInput.argument('input') });
    Template.fromStack(stack).hasResourceProperties('AWS::AppSync::Resolver', {
      TypeName: 'Mutation',
      FieldName: 'quote',
      Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
      Code: { 'Fn::Join': ['', [Match.stringLikeRegexp("stateMachineArn: '$"), { Ref: Match.stringLikeRegexp('^Quotes') }, Match.stringLikeRegexp('^\',\n        input: JSON.stringify\\(ctx.args.input\\)')]] },
    });
  });

  test('who starts a synchronous execution with a key may decrypt with it', () => {
    const stack = newStack();
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const workflow = new ExpressWorkflow(stack, 'Quotes', {
      mode: ExpressMode.SYNC,
      timeout: Duration.seconds(5),
      definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Succeed(stack, 'Done')),
      encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(key),
    });
    make(stack).startSync('Mutation.quote', workflow);
    expect(statementsOf(stack)).toContainEqual(expect.objectContaining({ Action: 'kms:Decrypt' }));
  });

  test('a workflow of another region is asked there', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
    const workflow = StandardWorkflow.fromStandardWorkflowArn(stack, 'There', 'arn:aws:states:eu-central-1:111122223333:stateMachine:Orders');
    make(stack).startAsync('Mutation.placeOrder', workflow);
    Template.fromStack(stack).hasResourceProperties('AWS::AppSync::DataSource', {
      HttpConfig: { Endpoint: { 'Fn::Join': ['', ['https://states.eu-central-1.', Match.anyValue()]] }, AuthorizationConfig: { AwsIamConfig: { SigningRegion: 'eu-central-1' } } },
    });
  });

  test('cdk-nag finds nothing but that executions have no ARN before they are started', () => {
    const stack = newStack();
    const api = make(stack);
    const orders = standard(stack);
    api.startSync('Mutation.quote', sync(stack));
    api.startAsync('Mutation.placeOrder', orders);
    api.describe('Query.orderStatus', orders);
    const executions = { id: 'AwsSolutions-IAM5', reason: 'The executions of one state machine', appliesTo: [{ regex: '/^Resource::arn:.*:execution:.*:\\*$/g' }] };
    expect(nagErrors(stack, [WITHOUT_CONTENT, executions])).toEqual([]);
  });
});

describe('the code of startSync()', () => {
  const resolver = run(startSyncCode('arn:sync', 'ctx.args'));

  test('sends the input', () => {
    const request = resolver.request({ args: { id: 'a"b' } });
    expect(plain(request)).toEqual({
      method: 'POST',
      resourcePath: '/',
      params: { headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.StartSyncExecution' }, body: expect.any(String) },
    });
    expect(JSON.parse(request.params.body)).toEqual({ stateMachineArn: 'arn:sync', input: '{"id":"a\\"b"}' });
  });

  test('gives the output', () => expect(plain(resolver.response(answer({ status: 'SUCCEEDED', output: '{"price":3}' })))).toEqual({ price: 3 }));

  test.each<[string, Data, string]>([
    ['an execution that failed', answer({ status: 'FAILED', error: 'OutOfStock', cause: 'No shoes left' }), 'OutOfStock: No shoes left'],
    ['one without a cause', answer({ status: 'FAILED' }), 'ExecutionFailed: The execution ended with status FAILED.'],
    ['one that timed out', answer({ status: 'TIMED_OUT' }), 'States.Timeout: The execution ended with status TIMED_OUT.'],
    ['a refusal', answer({ __type: 'com.amazonaws.swf.service.v2.model#StateMachineDoesNotExist', message: 'State Machine Does Not Exist' }, 400), 'StateMachineDoesNotExist: State Machine Does Not Exist'],
    ['throttling', answer({ __type: 'ThrottlingException', message: 'Rate exceeded' }, 400), 'ThrottlingException: Rate exceeded'],
    ['an answer without words', answer({}, 503), 'StepFunctions503: Step Functions answered with status 503.'],
    ['no answer', { error: { message: 'timeout', type: 'HttpTimeout' } }, 'HttpTimeout: timeout'],
  ])('%s is an error of the field', (_, context, error) => {
    expect(() => resolver.response(context)).toThrow(error);
  });

  test.each<[string, WorkflowInput, unknown]>([
    ['arguments()', WorkflowInput.arguments(), { input: { items: 2 } }],
    ['argument()', WorkflowInput.argument('input'), { items: 2 }],
    ['argumentsAndIdentity()', WorkflowInput.argumentsAndIdentity(), { arguments: { input: { items: 2 } }, identity: { sub: 'me' } }],
  ])('%s', (_, input, expected) => {
    const { input: sent } = bodyOf(run(startSyncCode('arn', input._expression)), { args: { input: { items: 2 } }, identity: { sub: 'me' } });
    expect(JSON.parse(sent as string)).toEqual(expected);
  });

  test('an identity that is not there is null', () => {
    expect(bodyOf(run(startSyncCode('arn', WorkflowInput.argumentsAndIdentity()._expression)), { args: {} }).input).toBe('{"arguments":{},"identity":null}');
  });

  test.each<[string, (stack: Stack) => sfn.IChainable, unknown]>([
    ['succeeds', (stack) => sfn.Pass.jsonata(stack, 'Price', { outputs: '{% $states.input.input.items * 3 %}' }), 6],
    ['fails', (stack) => new sfn.Fail(stack, 'None', { error: 'OutOfStock', cause: 'No shoes left' }), 'OutOfStock: No shoes left'],
  ])('with a workflow that %s, from request to value', (_, first, expected) => {
    const stack = newStack();
    const workflow = new ExpressWorkflow(stack, 'Quotes', { mode: ExpressMode.SYNC, timeout: Duration.seconds(5), definitionBody: sfn.DefinitionBody.fromChainable(first(stack)) });
    const { input } = bodyOf(resolver, { args: { input: { items: 2 } } });
    const execution = Simulator.fromStateMachine(workflow).run(JSON.parse(input as string));
    const { status, error, cause } = execution;
    const context = answer({ status, error, cause, output: status === ExecutionStatus.SUCCEEDED ? JSON.stringify(execution.output) : undefined });
    if (typeof expected === 'string') expect(() => resolver.response(context)).toThrow(expected);
    else expect(plain(resolver.response(context))).toEqual(expected);
  });
});

const ARN = 'arn:aws:states:eu-west-1:111122223333:execution:Orders:';

describe('the code of startAsync()', () => {
  const started = answer({ executionArn: `${ARN}abc`, startDate: 1.5 });

  test('starts', () => {
    const resolver = run(startAsyncCode('arn:async', 'ctx.args', true));
    expect(resolver.request({ args: {} }).params.headers['x-amz-target']).toBe('AWSStepFunctions.StartExecution');
    expect(bodyOf(resolver, { args: { id: 1 } })).toEqual({ stateMachineArn: 'arn:async', input: '{"id":1}' });
    expect(plain(resolver.response(started))).toEqual({ name: 'abc', executionArn: `${ARN}abc`, status: 'RUNNING', startDate: '1970-01-01T00:00:01.500Z' });
  });

  test('gives the name to a field without fields', () => expect(run(startAsyncCode('arn', 'ctx.args', false)).response(started)).toBe('abc'));

  test('a refusal is an error', () => {
    expect(() => run(startAsyncCode('arn', 'ctx.args', false)).response(answer({ __type: 'ExecutionLimitExceeded', message: 'Too many' }, 400))).toThrow('ExecutionLimitExceeded: Too many');
  });
});

describe('the code of describe()', () => {
  const resolver = run(describeCode(ARN, 'id', true));

  test('asks for the execution', () => {
    expect(resolver.request({ args: { id: 'abc' } }).params.headers['x-amz-target']).toBe('AWSStepFunctions.DescribeExecution');
    expect(bodyOf(resolver, { args: { id: 'abc' } })).toEqual({ executionArn: `${ARN}abc` });
  });

  test.each([['', ''], ['a colon', 'a:b']])('%p is no name', (_, id) => {
    expect(() => resolver.request({ args: { id } })).toThrow('InvalidName: "id" is no name of an execution.');
  });

  test('gives what is known', () => {
    const described = answer({ executionArn: `${ARN}abc`, name: 'abc', status: 'FAILED', startDate: 1, stopDate: 2, error: 'OutOfStock', cause: 'No shoes left' });
    expect(plain(resolver.response(described))).toEqual({
      name: 'abc', executionArn: `${ARN}abc`, status: 'FAILED', startDate: '1970-01-01T00:00:01.000Z', stopDate: '1970-01-01T00:00:02.000Z', error: 'OutOfStock', cause: 'No shoes left',
    });
    expect(plain(resolver.response(answer({ executionArn: `${ARN}abc`, name: 'abc', status: 'RUNNING', startDate: 1 })))).toMatchObject({ stopDate: null });
    expect(run(describeCode(ARN, 'id', false)).response(described)).toBe('FAILED');
  });

  test('one that is not there is null, other refusals are errors', () => {
    expect(resolver.response(answer({ __type: 'com.amazonaws.swf.service.v2.model#ExecutionDoesNotExist', message: 'None' }, 400))).toBeNull();
    expect(run(describeCode(ARN, 'id', false)).response(answer({ __type: 'ExecutionDoesNotExist' }, 400))).toBeNull();
    expect(() => resolver.response(answer({ __type: 'ThrottlingException', message: 'Rate exceeded' }, 400))).toThrow('ThrottlingException: Rate exceeded');
  });
});

test('fields without fields of their own get the name and the status', () => {
  const stack = newStack();
  const api = make(stack);
  const orders = standard(stack);
  api.startAsync('Mutation.place', orders);
  api.describe('Query.orderState', orders);
  const codes = Object.values(Template.fromStack(stack).findResources('AWS::AppSync::Resolver')).map(({ Properties: { Code } }) => JSON.stringify(Code));
  expect(codes.find((code) => code.includes('StartExecution'))).toContain('return nameOf(answerOf(ctx).executionArn);');
  expect(codes.find((code) => code.includes('DescribeExecution'))).toMatch(/ctx\.args\.id;.*answerOf\(ctx\)\.status/);
});

test.each<[string, (api: AppSyncApi, stack: Stack) => void, string]>([
  ['startSync() of a Standard workflow', (api, stack) => api.startSync('Mutation.quote', standard(stack)),
    'startSync() of "Mutation.quote" was given "Shop/Orders", a Standard workflow, for whose output nobody can wait. Use an ExpressWorkflow of mode SYNC, or startAsync().'],
  ['startSync() of an asynchronous one', (api, stack) => api.startSync('Mutation.quote', express(stack, ExpressMode.ASYNC)),
    'startSync() of "Mutation.quote" was given "Shop/Quotes", an ExpressWorkflow of mode ASYNC. Give it mode SYNC, or use startAsync().'],
  ['startSync() of one that runs for longer than AppSync waits', (api, stack) => api.startSync('Mutation.quote', express(stack, ExpressMode.SYNC, Duration.minutes(1))),
    '"workflow" is "Shop/Quotes", whose executions may run for 1 minute, but AppSync waits 30 seconds for the output. Set the workflow\'s "timeout" to 30 seconds or less; or use startAsync() with a StandardWorkflow, for whose end the caller does not wait.'],
  ['startAsync() of a synchronous one', (api, stack) => api.startAsync('Mutation.placeOrder', sync(stack)),
    'startAsync() of "Mutation.placeOrder" was given "Shop/Quotes", an ExpressWorkflow of mode SYNC, whose output is waited for. Use startSync(), or give it mode ASYNC.'],
  ['startAsync() of a list', (api, stack) => api.startAsync('Mutation.placeOrders', standard(stack)),
    'startAsync() of "Mutation.placeOrders" gives one execution, but the field is a list of "Execution". Let the field have the type itself.'],
  ['describe() of an Express workflow', (api, stack) => api.describe('Query.orderStatus', sync(stack)),
    'describe() of "Query.orderStatus" was given "Shop/Quotes", an Express workflow, whose executions leave nothing but logs. Use a StandardWorkflow.'],
  ['an argument that is not there', (api, stack) => api.describe('Query.orderStatus', standard(stack), { nameArgument: 'nam' }),
    '"nameArgument" of describe() of "Query.orderStatus" names the argument "nam", which the field does not have. Did you mean "name"? It has "name".'],
  ['an input that is not there', (api, stack) => api.startSync('Mutation.quote', sync(stack), { input: WorkflowInput.argument('order') }),
    '"input" of startSync() of "Mutation.quote" names the argument "order", which the field does not have. It has "input".'],
  ['code for an argument', (api, stack) => api.startSync('Mutation.quote', sync(stack), { input: WorkflowInput.argument('a; b') }),
    '"input" of startSync() of "Mutation.quote" names the argument "a; b", which is no name of an argument. It has to consist of letters, digits and "_".'],
  ['a second resolver', (api, stack) => [sync(stack), undefined].forEach((workflow) => api.startSync('Mutation.quote', workflow as IWorkflow)),
    'startSync() was given "Mutation.quote", which has a resolver already. A field has one. Remove one of them.'],
])('%s is refused', (_, use, message) => {
  const stack = newStack();
  const api = make(stack);
  expect(() => use(api, stack)).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `AppSyncApi "Shop/Api": ${message}` }));
});
