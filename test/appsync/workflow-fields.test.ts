import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { newFunction, newStack, WITHOUT_CONTENT } from './api';
import { ask, codeOf } from './graphql-result';
import { answer, refusal, stepFunctions } from './step-functions-source';
import {
  ApiAuth, ApiSchema, AppSyncApi, AslValidation, ExpressMode, ExpressWorkflow, GraphqlValidation, IWorkflow, StandardWorkflow,
  WorkflowDescribeOptions, WorkflowInput, WorkflowSyncFieldOptions,
} from '../../src';
import { checkCode } from '../../src/appsync-js/check-code';
import { DataSource } from '../../src/appsync-js/runner/run-resolver';
import { nagErrors } from '../cdk-nag';
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
  executionArn: String
  status: String
  startDate: AWSDateTime
  stopDate: AWSDateTime
  output: AWSJSON
  error: String
  cause: String
}
`;

function make(stack: Stack, auth = ApiAuth.iam()): AppSyncApi {
  GraphqlValidation.acknowledge(stack, { id: 'GQL402', reason: 'The tests make some of the fields' });
  return new AppSyncApi(stack, 'Api', { schema: ApiSchema.fromText(SCHEMA), auth });
}

const sync = (stack: Stack) => express(stack, ExpressMode.SYNC, Duration.seconds(20));

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

const definitionBody = (first: sfn.IChainable) => sfn.DefinitionBody.fromChainable(first);
const succeeds = (stack: Stack) => sfn.Pass.jsonata(stack, 'Price', { outputs: '{% $states.input.input.items * 3 %}' });
const fails = (stack: Stack) => new sfn.Fail(stack, 'Fail', { error: 'OutOfStock', cause: 'Shelf 7 of warehouse B is empty' });
const waits = (stack: Stack) => sfn.Wait.jsonata(stack, 'Wait', { time: sfn.WaitTime.timestamp('{% $fromMillis($millis() + 60000) %}') });
const says = (text: string) => (stack: Stack) => sfn.Pass.jsonata(stack, 'Say', { outputs: text });

describe('startSync(), from the request to the result', () => {
  /** Asks for a quote: from a workflow of one state, or from what answers in its place. */
  function quote(first: (stack: Stack) => sfn.IChainable, options: WorkflowSyncFieldOptions = {}, instead?: DataSource) {
    const stack = newStack();
    const workflow = new ExpressWorkflow(stack, 'Quotes', { mode: ExpressMode.SYNC, timeout: Duration.seconds(5), definitionBody: definitionBody(first(stack)) });
    make(stack).startSync('Mutation.quote', workflow, options);
    const source = stepFunctions(workflow);
    const result = ask(stack, 'Mutation.quote', 'quote(input: { items: 2 })', instead ?? source, { identity: { sub: 'me' } });
    return { ...result, asked: source.asked };
  }
  const failed = (errorType: string, message = 'The execution failed.') => ({ data: { quote: null }, errors: [{ path: ['quote'], message, errorType }] });

  test('the output is the value', () => {
    const result = quote(succeeds);
    expect(result).toEqual({
      data: { quote: 6 },
      asked: [{ action: 'StartSyncExecution', stateMachineArn: expect.stringMatching(/:stateMachine:Quotes/), input: '{"input":{"items":2}}' }],
      logs: [],
    });
  });

  test.each<[string, WorkflowInput, unknown]>([
    ['arguments()', WorkflowInput.arguments(), { input: { items: 2 } }],
    ['argument()', WorkflowInput.argument('input'), { items: 2 }],
    ['argumentsAndIdentity()', WorkflowInput.argumentsAndIdentity(), { arguments: { input: { items: 2 } }, identity: { sub: 'me' } }],
  ])('the input is %s', (_, input, expected) => {
    expect(quote(says('3'), { input }).asked.map((request) => JSON.parse(request.input))).toEqual([expected]);
  });

  test.each<[string, WorkflowSyncFieldOptions, object]>([
    ['tells nothing of the inside', {}, failed('ExecutionFailed')],
    ['nor of what is not named', { errors: ['CardDeclined'], includeCause: true }, failed('ExecutionFailed')],
    ['has its error where callers may know it', { errors: ['CardDeclined', 'OutOfStock'] }, failed('OutOfStock')],
    ['and its cause where they may know that, too', { errors: ['OutOfStock'], includeCause: true }, failed('OutOfStock', 'Shelf 7 of warehouse B is empty')],
  ])('a workflow that fails %s', (_, options, expected) => {
    const { logs, ...result } = quote(fails, options);
    expect(result).toMatchObject(expected);
    expect(logs).toEqual([expect.stringMatching(/^arn:aws:states:.*:execution-1 ended with status FAILED, error OutOfStock\.$/)]);
  });

  test.each<[string, string]>([
    ["an error with a ' and a \\ in its name", "It's \\ out"],
    ['an error with ${} in its name', '${ctx.error}'],
  ])('%s is found by it', (_, error) => {
    expect(quote((stack) => new sfn.Fail(stack, 'Fail', { error }), { errors: [error], includeCause: true })).toMatchObject(failed(error));
  });

  test('one that runs for too long is timed out', () => expect(quote(waits)).toMatchObject(failed('States.Timeout', 'The execution timed out.')));

  test('an output of another type is an error of the field', () => {
    // In the words of graphql-js; AppSync's are: Can't serialize value (/quote) : Expected type 'Int' but was 'String'.
    expect(quote(says('many'))).toMatchObject({ data: { quote: null }, errors: [{ path: ['quote'], message: 'Int cannot represent non-integer value: "many"' }] });
  });

  test.each<[string, DataSource, string, string]>([
    ['throttling', () => refusal('ThrottlingException', 'Rate exceeded'), 'ThrottlingException', 'Step Functions refused the request.'],
    ['a refusal', () => refusal('com.amazonaws.swf.service.v2.model#StateMachineDoesNotExist', 'State Machine Does Not Exist: \'arn:aws:states\''), 'StateMachineDoesNotExist', 'Step Functions refused the request.'],
    ['an error without a type', () => answer({}, 503), 'StepFunctions503', 'Step Functions refused the request.'],
    ['an error that is no JSON', () => ({ result: { statusCode: 502, body: '<html>Bad Gateway</html>' } }), 'StepFunctions502', 'Step Functions refused the request.'],
    ['no answer', () => ({ error: { message: 'No route to 10.0.0.7', type: 'HttpTimeout' } }), 'HttpTimeout', 'Step Functions did not answer.'],
  ])('%s is an error of its type, whose words are in the log only', (_, source, type, message) => {
    const { logs, ...result } = quote(succeeds, { errors: ['ThrottlingException'], includeCause: true }, source);
    expect(result).toMatchObject(failed(type, message));
    expect(logs).toHaveLength(1);
  });
});

describe('startAsync() and describe(), from the request to the result', () => {
  const ALL = '{ name executionArn status startDate stopDate output error cause }';
  const ARN = 'arn:aws:states:eu-west-1:111122223333:execution:Orders';
  const cognito = (sub: string, issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/pool') => ({ sub, issuer, username: sub });

  interface Options extends WorkflowDescribeOptions {
    readonly auth?: ApiAuth;
    readonly input?: WorkflowInput;
  }

  function orders(first: (stack: Stack) => sfn.IChainable, { auth, input, ...options }: Options = {}) {
    const stack = newStack();
    const workflow = new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), definitionBody: definitionBody(first(stack)) });
    const api = make(stack, auth);
    // What describes may be made before what starts.
    api.describe('Query.orderStatus', workflow, options);
    api.describe('Query.orderState', workflow, options);
    api.startAsync('Mutation.placeOrder', workflow, { input });
    api.startAsync('Mutation.place', workflow, { input });
    const source = stepFunctions(workflow);
    return {
      stack,
      source,
      ask: (field: string, selection: string, identity?: object, instead: DataSource = source) => ask(stack, field, selection, instead, { identity }),
    };
  }

  test('an execution is started, and described by the name that it got', () => {
    const { ask: request, source } = orders(says('done'));
    const executionArn = expect.stringMatching(/^arn:aws:states:eu-west-1:111122223333:execution:Orders.*:execution-1$/);
    expect(request('Mutation.placeOrder', `placeOrder(id: "o-1") ${ALL}`).data).toEqual({
      placeOrder: { name: 'execution-1', executionArn, status: 'RUNNING', startDate: '1970-01-01T00:00:01.500Z', stopDate: null, output: null, error: null, cause: null },
    });
    expect(request('Query.orderStatus', `orderStatus(name: "execution-1") ${ALL}`).data).toEqual({
      orderStatus: { name: 'execution-1', executionArn, status: 'SUCCEEDED', startDate: '1970-01-01T00:00:01.500Z', stopDate: '1970-01-01T00:00:02.000Z', output: '"done"', error: null, cause: null },
    });
    expect(source.asked).toEqual([
      { action: 'StartExecution', stateMachineArn: expect.stringContaining(':stateMachine:Orders'), input: '{"id":"o-1"}' },
      { action: 'DescribeExecution', executionArn },
    ]);
  });

  test('fields without fields of their own get the name and the status', () => {
    const { ask: request } = orders(says('done'));
    expect(request('Mutation.place', 'place(id: "o-1")').data).toEqual({ place: 'execution-1' });
    expect(request('Query.orderState', 'orderState(id: "execution-1")').data).toEqual({ orderState: 'SUCCEEDED' });
  });

  test('a failed execution has its error and its cause, for a type that has these fields', () => {
    const { ask: request } = orders(fails);
    request('Mutation.place', 'place(id: "o-1")');
    expect(request('Query.orderStatus', 'orderStatus(name: "execution-1") { status output error cause }').data).toEqual({
      orderStatus: { status: 'FAILED', output: null, error: 'OutOfStock', cause: 'Shelf 7 of warehouse B is empty' },
    });
  });

  test('one that does not exist is null', () => {
    const { ask: request } = orders(says('done'));
    expect(request('Query.orderStatus', 'orderStatus(name: "nobody") { name }')).toEqual({ data: { orderStatus: null }, logs: [] });
    expect(request('Query.orderState', 'orderState(id: "nobody")')).toEqual({ data: { orderState: null }, logs: [] });
  });

  test.each([['nothing', ''], ['a colon', 'a:b']])('%s is no name', (_, name) => {
    const { ask: request, source } = orders(says('done'));
    expect(request('Query.orderState', `orderState(id: "${name}")`)).toMatchObject({ data: { orderState: null }, errors: [{ message: '"id" is no name of an execution.', errorType: 'InvalidName' }] });
    expect(source.asked).toEqual([]);
  });

  test.each([['Mutation.place', 'place(id: "1")'], ['Query.orderState', 'orderState(id: "1")'], ['Query.orderStatus', 'orderStatus(name: "1") { name }']])('%s that is refused is an error', (field, selection) => {
    const { ask: request } = orders(says('done'));
    for (const [source, error] of [
      [() => refusal('ExecutionLimitExceeded', 'Too many'), { message: 'Step Functions refused the request.', errorType: 'ExecutionLimitExceeded' }],
      [() => ({ error: { message: 'timeout', type: 'HttpTimeout' } }), { message: 'Step Functions did not answer.', errorType: 'HttpTimeout' }],
    ] as const) expect(request(field, selection, undefined, source)).toMatchObject({ data: expect.anything(), errors: [error] });
  });

  const IAM = { userArn: 'arn:aws:sts::111122223333:assumed-role/Shop/api', accountId: '111122223333' };

  test.each<[string, object | undefined, object | undefined, boolean]>([
    ['a user and themselves', cognito('ada'), { ...cognito('ada'), claims: { exp: 2 }, sourceIp: ['10.0.0.1'] }, true],
    ['a user and another', cognito('ada'), cognito('bob'), false],
    ['a user and one of another issuer', cognito('ada'), cognito('ada', 'https://id.example.com'), false],
    ['a user and a service', cognito('ada'), IAM, false],
    ['a service and itself', IAM, IAM, true],
    ['two users of an identity pool with one role', { ...IAM, cognitoIdentityId: 'pool:1' }, { ...IAM, cognitoIdentityId: 'pool:2' }, false],
    ['two callers with an API key', undefined, undefined, false],
    ['two callers with a Lambda authorizer', { resolverContext: { a: 1 } }, { resolverContext: { a: 1 } }, false],
    ['a user and a caller with an API key', cognito('ada'), undefined, false],
  ])('of an execution with who started it, nobody else sees anything: %s', (_, owner, caller, sees) => {
    const { ask: request } = orders(says('done'), { auth: ApiAuth.iam().and(ApiAuth.apiKey()), input: WorkflowInput.argumentsAndIdentity() });
    request('Mutation.place', 'place(id: "o-1")', owner);
    expect(request('Query.orderState', 'orderState(id: "execution-1")', caller).data).toEqual({ orderState: sees ? 'SUCCEEDED' : null });
    expect(request('Query.orderStatus', 'orderStatus(name: "execution-1") { status }', caller).data).toEqual({ orderStatus: sees ? { status: 'SUCCEEDED' } : null });
  });

  test.each<[string, boolean, Options]>([
    ['nobody says who calls', false, {}],
    ['who calls is in the input', true, { input: WorkflowInput.argumentsAndIdentity() }],
    ['it is, but others are to see it', false, { input: WorkflowInput.argumentsAndIdentity(), onlyOwn: false }],
    ['it is put there elsewhere', true, { onlyOwn: true }],
    ['callers cannot be told apart', false, { input: WorkflowInput.argumentsAndIdentity(), auth: ApiAuth.apiKey() }],
  ])('where %s: callers see only what is theirs: %p', (_, isOwn, options) => {
    const { ask: request, stack } = orders(says('done'), options);
    request('Mutation.place', 'place(id: "o-1")', cognito('ada'));
    expect(request('Query.orderState', 'orderState(id: "execution-1")', cognito('bob')).data).toEqual({ orderState: isOwn ? null : 'SUCCEEDED' });
    expect(codeOf(stack, 'Query.orderState').includes('isOwn')).toBe(isOwn);
  });

  test.each(['null', '5', '"text"', '[]', '{"identity":null}', '{"identity":"ada"}', '{"identity":{"sub":""}}'])('an input of %s is of nobody', (input) => {
    const { ask: request } = orders(says('done'), { onlyOwn: true });
    const described = { executionArn: `${ARN}:abc`, name: 'abc', status: 'SUCCEEDED', startDate: 1, input };
    expect(request('Query.orderState', 'orderState(id: "abc")', { sub: '' }, () => answer(described)).data).toEqual({ orderState: null });
  });

  test('the codes that are made have nothing that a rule finds', () => {
    const { stack } = orders(says('done'), { input: WorkflowInput.argumentsAndIdentity() });
    const codes = ['Query.orderStatus', 'Query.orderState', 'Mutation.placeOrder', 'Mutation.place'].map((field) => codeOf(stack, field));
    expect(codes.flatMap((code) => checkCode(code))).toEqual([]);
  });
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
  ['the name of no error', (api, stack) => api.startSync('Mutation.quote', sync(stack), { errors: ['OutOfStock', ''] }),
    '"errors" of startSync() of "Mutation.quote" has "". The name of an error has to have from 1 to 256 characters, and no line break.'],
  ['a name that stands for others', (api, stack) => api.startSync('Mutation.quote', sync(stack), { errors: ['States.ALL'] }),
    '"errors" of startSync() of "Mutation.quote" has "States.ALL", which stands for other errors and is not the name that an execution fails with. Write the names themselves.'],
  ['an error twice', (api, stack) => api.startSync('Mutation.quote', sync(stack), { errors: ['A', 'B', 'A'] }),
    '"errors" of startSync() of "Mutation.quote" has "A" twice. Leave out one of them.'],
  ['causes of no errors', (api, stack) => api.startSync('Mutation.quote', sync(stack), { includeCause: true }),
    '"includeCause" of startSync() of "Mutation.quote" is true, but only causes of errors in "errors" are shown, which is empty. Name the errors there whose causes may be seen.'],
  ['a second resolver', (api, stack) => [sync(stack), undefined].forEach((workflow) => api.startSync('Mutation.quote', workflow as IWorkflow)),
    'startSync() was given "Mutation.quote", which has a resolver already. A field has one. Remove one of them.'],
])('%s is refused', (_, use, message) => {
  const stack = newStack();
  const api = make(stack);
  expect(() => use(api, stack)).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `AppSyncApi "Shop/Api": ${message}` }));
});

test('an API whose callers cannot be told apart shows nobody what is theirs', () => {
  const stack = newStack();
  const api = make(stack, ApiAuth.apiKey().and(ApiAuth.lambda(newFunction(stack))));
  expect(() => api.describe('Query.orderStatus', standard(stack), { onlyOwn: true })).toThrow(expect.objectContaining({
    code: 'InvalidProps',
    message: 'AppSyncApi "Shop/Api": "onlyOwn" of describe() of "Query.orderStatus" is true, but callers with an API key or with a Lambda authorizer cannot be told apart, and "auth" has no other mode. Add one, or leave it out.',
  }));
});
