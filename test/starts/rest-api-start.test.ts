import { App, CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { GatewayMethod, Request } from './api-gateway';
import {
  AslValidation, ExpressMode, ExpressWorkflow, ExpressWorkflowProps, Simulator, StandardWorkflow, TaskMock, TaskRequest, WorkflowRelease,
} from '../../src';
import { RestApiStart, RestApiStartProps } from '../../src/starts/rest-api-start';
import { StartAuthorization } from '../../src/starts/start-authorization';
import { nagErrors } from '../cdk-nag';

const newStack = () => new Stack(new App(), 'Shop');

/** A workflow that hands its input to a function and gives back what that does. */
const definition = (scope: Stack) => sfn.DefinitionBody.fromChainable(new tasks.LambdaInvoke(scope, 'Quote', {
  lambdaFunction: lambda.Function.fromFunctionArn(scope, 'Quoting', 'arn:aws:lambda:us-east-1:123456789012:function:quote'),
  payloadResponseOnly: true,
  taskTimeout: sfn.Timeout.duration(Duration.seconds(25)),
}).addRetry({ errors: ['Lambda.TooManyRequestsException'] }));

const express = (stack: Stack, props: Partial<ExpressWorkflowProps> = {}) => new ExpressWorkflow(stack, 'Quotes', {
  mode: ExpressMode.SYNC, timeout: Duration.seconds(20), definitionBody: definition(stack), ...props,
});
const standard = (stack: Stack) => new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), definitionBody: definition(stack) });

function make(props: Partial<RestApiStartProps> = {}, stack = newStack()) {
  const workflow = props.workflow ?? express(stack);
  return { stack, workflow, start: new RestApiStart(stack, 'Start', { workflow, authorization: StartAuthorization.iam(), ...props }) };
}

/** Sends a request through the method's templates to a simulated execution, whose task is answered by a mock. */
function send({ stack, workflow, start }: ReturnType<typeof make>, request: Request, mock: TaskMock) {
  const inputs: unknown[] = [];
  const response = new GatewayMethod(stack, start.method.httpMethod).send(request, ({ stateMachineArn, input }) => {
    expect(stateMachineArn).toMatch(/^<QuotesStateMachine|^<OrdersStateMachine/);
    inputs.push(JSON.parse(input));
    const { status, output, error, cause } = Simulator.fromStateMachine(workflow).mockState('Quote', mock).run(JSON.parse(input));
    return { body: { executionArn: 'arn:aws:states:eu-west-1:1:express:Quotes:n:m', input, status, error, cause, output: output === undefined ? undefined : JSON.stringify(output) } };
  });
  return { ...response, input: inputs[0] };
}

const echo = TaskMock.respondWith({ respond: ({ input }: TaskRequest) => TaskMock.succeed(input) });

describe('what is made', () => {
  test('by default an API with logs, metrics, tracing and limits, a validator, and a role for this workflow alone', () => {
    const { stack, start } = make();
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['REGIONAL'] } });
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      AccessLogSetting: { DestinationArn: Match.anyValue(), Format: Match.stringLikeRegexp('requestId') },
      TracingEnabled: true,
      MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'ERROR', MetricsEnabled: true, ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200, DataTraceEnabled: false }],
    });
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 180 }, DeletionPolicy: 'Retain' });
    template.hasResourceProperties('AWS::ApiGateway::RequestValidator', { ValidateRequestBody: true, ValidateRequestParameters: true });
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST', AuthorizationType: 'AWS_IAM', RequestValidatorId: Match.anyValue(),
      Integration: { PassthroughBehavior: 'NEVER', TimeoutInMillis: 29000, Type: 'AWS', IntegrationHttpMethod: 'POST' },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^StartRole') }],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'states:StartSyncExecution', Resource: { Ref: Match.stringLikeRegexp('^Quotes') } }] },
    });
    template.resourceCountIs('AWS::ApiGateway::Method', 1); // no OPTIONS: no CORS
    expect(start.accessLogGroup).toBeDefined();
  });

  test('cdk-nag and the validator find nothing', () => {
    const stack = newStack();
    make({ authorization: StartAuthorization.cognito([cognito.UserPool.fromUserPoolId(stack, 'Users', 'pool')]) }, stack);
    expect(nagErrors(stack, [
      { id: 'AwsSolutions-IAM4', appliesTo: [{ regex: '/AmazonAPIGatewayPushToCloudWatchLogs$/' }], reason: 'The policy that AWS has for the logs of API Gateway' },
      { id: 'AwsSolutions-IAM5', appliesTo: ['Resource::arn:aws:lambda:us-east-1:123456789012:function:quote:*'], reason: 'The versions of the function that the workflow calls' },
    ])).toEqual([]);
    expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
  });

  test('what is set for the API that is made counts before the defaults', () => {
    const { stack } = make({ restApiProps: { restApiName: 'shop', cloudWatchRole: false, deployOptions: { throttlingRateLimit: 5, tracingEnabled: false } } });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { Name: 'shop' });
    template.hasResourceProperties('AWS::ApiGateway::Stage', { TracingEnabled: false, MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 5, MetricsEnabled: true })] });
    template.resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  test('a stack sets the role of the account for the logs once, after its first API and before the stages', () => {
    const { stack, workflow } = make();
    new RestApiStart(stack, 'Second', { workflow, authorization: StartAuthorization.iam() });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ApiGateway::RestApi', 2);
    template.resourceCountIs('AWS::ApiGateway::Account', 1);
    template.hasResource('AWS::ApiGateway::Account', {
      Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^StepwrightApiGatewayAccountRole'), 'Arn'] } },
      DependsOn: [Match.stringLikeRegexp('^StartApi')], DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain',
    });
    template.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: [{ 'Fn::Join': ['', Match.arrayWith([':iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs'])] }] }, 1);
    const [account] = Object.keys(template.findResources('AWS::ApiGateway::Account'));
    template.allResources('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([account]) });
  });

  test('starts of one path share what a browser is answered, and leave alone what the user answers', () => {
    const stack = newStack();
    const { start, workflow } = make({ workflow: standard(stack), path: 'orders', allowOrigin: '*', input: { headers: ['X-One'] } }, stack);
    const second = (id: string, path: string, props: Partial<RestApiStartProps> = {}) => new RestApiStart(stack, id, {
      workflow, authorization: StartAuthorization.iam(), resource: start.restApi.root, path, method: 'PUT', allowOrigin: '*', input: { headers: ['X-Two'] }, ...props,
    });
    second('Second', 'orders');
    start.restApi.root.addResource('mine').addCorsPreflight({ allowOrigins: ['*'], allowMethods: ['PUT'] });
    second('Third', 'mine');
    second('Fourth', 'any', { method: 'ANY' });
    const allowed = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Method', { Properties: { HttpMethod: 'OPTIONS' } }))
      .map(({ Properties: { Integration: { IntegrationResponses: [{ ResponseParameters }] } } }) => ResponseParameters)
      .map((headers) => [headers['method.response.header.Access-Control-Allow-Methods'], headers['method.response.header.Access-Control-Allow-Headers'].replace(/.*Agent,?/, '')]);
    expect(allowed.sort()).toEqual([["'OPTIONS,GET,PUT,POST,DELETE,PATCH,HEAD'", "X-Two'"], ["'POST,PUT'", "X-One,X-Two'"], ["'PUT'", "'"]]);
    expect(() => second('Fifth', 'orders', { method: 'PATCH', allowOrigin: 'https://shop.example.com' })).toThrow(
      'RestApiStart "Shop/Fifth": "allowOrigin" is "https://shop.example.com", but another start of the path "/orders" has "*"');
  });

  test('no warning of newer releases of CDK, where addDependency() of a resource is deprecated', () => {
    const deprecated = jest.spyOn(CfnResource.prototype, 'addDependency');
    make();
    expect(deprecated).not.toHaveBeenCalled();
    deprecated.mockRestore();
  });

  test.each([{ cloudWatchRole: true }, { cloudWatchRoleRemovalPolicy: RemovalPolicy.DESTROY }])('with %j CDK sets the role of the account, and the next start takes it', (restApiProps) => {
    const { stack, workflow } = make({ restApiProps });
    new RestApiStart(stack, 'Second', { workflow, authorization: StartAuthorization.iam() });
    Template.fromStack(stack).resourceCountIs('AWS::ApiGateway::Account', 1);
  });

  test('an API of your own gets the method only', () => {
    const stack = newStack();
    const api = new apigateway.RestApi(stack, 'Mine', { deploy: false });
    const { start } = make({ resource: api.root.addResource('v1'), path: 'quotes', method: 'PUT' }, stack);
    expect(start.resource.path).toBe('/v1/quotes');
    expect(start.accessLogGroup).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('AWS::ApiGateway::RestApi', 1);
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Method', { HttpMethod: 'PUT' });
  });

  test('a schema checks the body', () => {
    const { stack } = make({ requestSchema: { type: apigateway.JsonSchemaType.OBJECT, required: ['sku'] } });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ApiGateway::Model', { ContentType: 'application/json', Schema: Match.objectLike({ required: ['sku'] }) });
    template.hasResourceProperties('AWS::ApiGateway::Method', { RequestModels: { 'application/json': Match.anyValue() } });
  });

  test('CORS is for the origin that is asked for', () => {
    const { stack } = make({ allowOrigin: 'https://shop.example.com' });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ApiGateway::Method', { HttpMethod: 'OPTIONS' });
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST',
      Integration: { IntegrationResponses: Match.arrayWith([Match.objectLike({ ResponseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'https://shop.example.com'" } })]) },
    });
    template.resourceCountIs('AWS::ApiGateway::GatewayResponse', 2);
  });

  test('a browser may send the headers that become input, and ask for the status', () => {
    const stack = newStack();
    make({ workflow: standard(stack), allowOrigin: 'https://shop.example.com', input: { headers: ['Idempotency-Key'] }, statusRoute: true }, stack);
    const allowed = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Method', { Properties: { HttpMethod: 'OPTIONS' } }))
      .map(({ Properties: { ResourceId, Integration: { IntegrationResponses: [{ ResponseParameters }] } } }) => [
        JSON.stringify(ResourceId), ResponseParameters['method.response.header.Access-Control-Allow-Methods'], ResponseParameters['method.response.header.Access-Control-Allow-Headers'],
      ]);
    expect(allowed).toEqual([
      [expect.stringContaining('execution'), "'GET'", expect.stringContaining('Authorization')],
      [expect.stringContaining('RootResourceId'), "'POST'", expect.stringMatching(/^'(?=.*X-Api-Key).*,Idempotency-Key\b/)],
    ]);
  });
});

describe('who may call', () => {
  test('iam(): who is granted', () => {
    const { stack, start } = make();
    start.grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [Match.objectLike({ Action: 'execute-api:Invoke' })] } });
  });

  test('cognito(): tokens of the pools, with one of the scopes', () => {
    const stack = newStack();
    make({ authorization: StartAuthorization.cognito([new cognito.UserPool(stack, 'Users')], ['quotes/read']) }, stack);
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Method', { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: Match.anyValue(), AuthorizationScopes: ['quotes/read'] });
    expect(() => make({ authorization: StartAuthorization.none() }).start.grantInvoke(new iam.AccountRootPrincipal())).toThrow('grantInvoke() was called, but "authorization" is not StartAuthorization.iam()');
    expect(() => make({ authorization: StartAuthorization.cognito([]) })).toThrow('RestApiStart "Shop/Start": "authorization" is cognito() with no user pool.');
  });

  test('lambda(): an authorizer', () => {
    const stack = newStack();
    const handler = new lambda.Function(stack, 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
    make({ authorization: StartAuthorization.lambda(new apigateway.TokenAuthorizer(stack, 'Token', { handler })) }, stack);
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Method', { AuthorizationType: 'CUSTOM', AuthorizerId: Match.anyValue() });
  });

  test('apiKey(): a key and a usage plan', () => {
    const { stack, start } = make({ authorization: StartAuthorization.apiKey() });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ApiGateway::Method', { AuthorizationType: 'NONE', ApiKeyRequired: true });
    template.hasResourceProperties('AWS::ApiGateway::UsagePlan', { ApiStages: [Match.anyValue()] });
    template.resourceCountIs('AWS::ApiGateway::UsagePlanKey', 1);
    expect(start.apiKey).toBeDefined();
  });

  test('none(): everybody', () => {
    Template.fromStack(make({ authorization: StartAuthorization.none() }).stack).hasResourceProperties('AWS::ApiGateway::Method', { AuthorizationType: 'NONE', ApiKeyRequired: Match.absent() });
  });
});

const ODD = 'It\'s a "quote", a \\ and a \\\' and a /, \n\r\t\b\f, a \u0001, ü, 漢字, 😀, $input.body #set($x = 1) @@ {} </script>\u2028';

describe('a synchronous start', () => {
  test('answers with the output, and nothing around it', () => {
    expect(send(make(), { body: '{"sku":"a","count":2}' }, TaskMock.succeed({ price: 12.5, notes: [null, true, 'x'] })))
      .toEqual({ status: 200, body: { price: 12.5, notes: [null, true, 'x'] }, input: { sku: 'a', count: 2 } });
  });

  test.each([['a text', 'text'], ['a number', 0], ['false', false], ['null', null], ['an array', [1, [2]]], ['odd characters', { [ODD]: ODD }]])('keeps %s as it is, both ways', (_, value) => {
    expect(send(make(), { body: JSON.stringify(value) }, echo)).toEqual({ status: 200, body: value, input: value });
  });

  test('without a body the input is an empty object', () => {
    expect(send(make(), {}, echo).input).toEqual({});
    expect(send(make({ method: 'GET' }), {}, echo).input).toEqual({});
  });

  test('an error that is mapped has its status and its name', () => {
    const start = make({ errorMapping: { 'Order.NotFound': 404, 'Order.Closed': 409, 'Order "odd" $x': 418 } });
    expect(send(start, {}, TaskMock.fail('Order.NotFound', 'table orders-prod has no "7"'))).toMatchObject({ status: 404, body: { error: 'Order.NotFound', message: 'Not Found' } });
    expect(send(start, {}, TaskMock.fail('Order.Closed'))).toMatchObject({ status: 409, body: { error: 'Order.Closed', message: 'Conflict' } });
    expect(send(start, {}, TaskMock.fail('Order "odd" $x'))).toMatchObject({ status: 418, body: { error: 'Order "odd" $x', message: 'Bad Request' } });
  });

  test('an error that is not mapped is 500, with nothing of what happened', () => {
    for (const includeCause of [true, false]) {
      const { status, body } = send(make({ errorMapping: { 'Order.NotFound': 404 }, includeCause }), {}, TaskMock.fail('Db.Secret', 'password is "x"'));
      expect({ status, body }).toEqual({ status: 500, body: { error: 'InternalServerError', message: 'Internal Server Error' } });
    }
  });

  test('the cause of a mapped error is shown only where that is asked for', () => {
    const start = make({ errorMapping: { 'Order.NotFound': 404 }, includeCause: true });
    expect(send(start, {}, TaskMock.fail('Order.NotFound', ODD)).body).toEqual({ error: 'Order.NotFound', message: ODD });
    expect(send(start, {}, TaskMock.fail('Order.NotFound')).body).toEqual({ error: 'Order.NotFound', message: 'Not Found' });
  });

  test('a note says that one error of a caller sets off the alarm, unless its threshold was thought of', () => {
    const note = Match.stringLikeRegexp('^"errorMapping" has 404 for "Order.NotFound", but each execution .* sets off the alarm of "Shop/Quotes" .*"alarms.failed.threshold"');
    const mapped = { errorMapping: { 'Db.Down': 503, 'Order.NotFound': 404 } };
    Annotations.fromStack(make(mapped).stack).hasInfo('/Shop/Start', note);
    const released = newStack();
    make({ ...mapped, workflow: new WorkflowRelease(released, 'Release', { workflow: express(released) }) }, released);
    Annotations.fromStack(released).hasInfo('/Shop/Start', note);
    for (const [errorMapping, alarms] of [
      [mapped.errorMapping, { failed: { threshold: 20 } }], [mapped.errorMapping, { enabled: false }], [{ 'Db.Down': 503, 'States.Timeout': 418 }, undefined],
    ] as const) {
      const quiet = newStack();
      make({ errorMapping, workflow: express(quiet, { alarms }) }, quiet);
      Annotations.fromStack(quiet).hasNoInfo('/Shop/Start', Match.stringLikeRegexp('errorMapping'));
    }
  });

  test('an execution that times out is 504', () => {
    expect(send(make({ errorMapping: { 'States.Timeout': 418 } }), {}, TaskMock.after(Duration.seconds(21), TaskMock.succeed({})))).toMatchObject({ status: 504, body: { error: 'States.Timeout', message: 'Gateway Timeout' } });
  });

  test.each([
    ['ThrottlingException', 429, 'TooManyRequests'],
    ['com.amazonaws.swf.service.v2.model#ExecutionLimitExceeded', 429, 'TooManyRequests'],
    ['com.amazonaws.swf.service.v2.model#InvalidExecutionInput', 400, 'InvalidInput'],
    ['com.amazon.coral.validate#ValidationException', 400, 'InvalidInput'],
    ['AccessDeniedException', 500, 'InternalServerError'],
    [undefined, 500, 'InternalServerError'],
  ])('%s of Step Functions is %i', (__type, status, error) => {
    const { stack } = make();
    const response = new GatewayMethod(stack, 'POST').send({}, () => ({ status: 400, body: { __type, message: 'arn:aws:states:eu-west-1:1:stateMachine:Quotes' } }));
    expect(response).toEqual({ status, body: { error, message: expect.not.stringContaining('arn:') } });
  });
});

describe('what else of the request becomes input', () => {
  const input = { headers: ['X-Tenant', 'x-missing'], path: ['id'], querystring: ['q', 'page'], authorizer: ['sub', 'cognito:groups'] };
  const withUsers = (props: Partial<RestApiStartProps> = {}) => {
    const stack = newStack();
    return make({ path: 'orders/{id}', input, authorization: StartAuthorization.cognito([new cognito.UserPool(stack, 'Users')]), ...props }, stack);
  };
  const request = { headers: { 'x-tenant': ODD, 'Authorization': 'secret' }, path: { id: ODD }, querystring: { q: ODD }, authorizer: { claims: { 'sub': 'u-1', 'cognito:groups': '[a, b]', 'email': 'x' } } };

  test('what is named, and no more', () => {
    expect(send(withUsers(), { body: '{"n":1}', ...request }, echo).input).toEqual({
      body: { n: 1 }, headers: { 'X-Tenant': ODD, 'x-missing': null }, path: { id: ODD }, querystring: { q: ODD, page: null }, authorizer: { 'sub': 'u-1', 'cognito:groups': '[a, b]' },
    });
  });

  test('a body cannot pass for what is beside it', () => {
    const body = '"x\\",\\"authorizer\\":{\\"sub\\":\\"root\\"}"';
    expect(send(withUsers(), { body, ...request }, echo).input).toMatchObject({ body: JSON.parse(body), authorizer: { sub: 'u-1' } });
    expect(() => send(withUsers(), { body: '1,"authorizer":{"sub":"root"}', ...request }, echo)).toThrow(SyntaxError);
  });

  test('a GET request has no body, unless it is asked for', () => {
    expect(send(withUsers({ method: 'GET', input: { querystring: ['q'] } }), request, echo).input).toEqual({ querystring: { q: ODD } });
    expect(send(withUsers({ input: { ...input, body: false } }), request, echo).input).not.toHaveProperty('body');
  });

  test('of a Lambda authorizer, the members of its context', () => {
    const stack = newStack();
    const handler = new lambda.Function(stack, 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
    const start = make({ input: { authorizer: ['tenant'] }, authorization: StartAuthorization.lambda(new apigateway.TokenAuthorizer(stack, 'Token', { handler })) }, stack);
    expect(send(start, { authorizer: { tenant: 't', principalId: 'p' } }, echo).input).toEqual({ body: {}, authorizer: { tenant: 't' } });
  });

  test('the parameters are declared, those of the path as required', () => {
    Template.fromStack(withUsers().stack).hasResourceProperties('AWS::ApiGateway::Method', {
      RequestParameters: { 'method.request.path.id': true, 'method.request.header.X-Tenant': false, 'method.request.querystring.q': false },
    });
  });
});

describe('an asynchronous start', () => {
  test.each([
    ['a Standard workflow', standard, 'arn:aws:states:eu-west-1:123456789012:execution:Orders:o-1'],
    ['an asynchronous Express workflow', (stack: Stack) => express(stack, { mode: ExpressMode.ASYNC, timeout: undefined }), 'arn:aws:states:eu-west-1:123456789012:express:Quotes:o-1:8f1'],
  ])('%s: 202 and the name', (_, workflowOf, executionArn) => {
    const stack = newStack();
    make({ workflow: workflowOf(stack) }, stack);
    const method = new GatewayMethod(stack, 'POST');
    expect(textOfUri(method)).toMatch(/states:action\/StartExecution$/);
    expect(method.send({ body: '{}' }, () => ({ body: { executionArn, startDate: 1.7e9 } }))).toEqual({ status: 202, body: { name: 'o-1' } });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: Match.stringLikeRegexp('^StartRole') }], PolicyDocument: { Statement: [Match.objectLike({ Action: 'states:StartExecution' })] } });
  });

  const textOfUri = ({ properties }: GatewayMethod): string => properties.Integration.Uri['Fn::Join'][1].at(-1);

  test.each<[string, string, Request, string]>([
    ['a header, however it is written', 'method.request.header.Idempotency-Key', { headers: { 'idempotency-key': ODD, 'x': 'y' } }, ODD],
    ['a parameter of the path', 'method.request.path.id', { path: { id: 'o-1' } }, 'o-1'],
    ['a parameter after the question mark', 'method.request.querystring.id', { querystring: { id: 'o-1' } }, 'o-1'],
    ['a member of the body', 'method.request.body.order.id', { body: '{"order":{"id":"o-1"}}' }, 'o-1'],
    ['a number in the body', 'method.request.body.id', { body: '{"id":17}' }, '17'],
    ['nothing, which Step Functions refuses', 'method.request.body.id', { body: '{}' }, ''],
    ['what another parameter is called', 'method.request.header.id', { querystring: { id: 'o-1' } }, ''],
  ])('the name of the execution is %s', (_, executionName, request, expected) => {
    const stack = newStack();
    make({ workflow: standard(stack), path: 'orders/{id}', executionName }, stack);
    const sent: unknown[] = [];
    new GatewayMethod(stack, 'POST').send(request, (call) => {
      sent.push(call);
      return { body: { executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:Orders:o-1' } };
    });
    expect(sent).toEqual([{ stateMachineArn: expect.anything(), name: expected, input: request.body ?? '{}' }]);
  });

  test('a request without the name does not pass, and a name that is taken is 409', () => {
    const stack = newStack();
    make({ workflow: standard(stack), executionName: 'method.request.header.Idempotency-Key', input: { headers: ['Idempotency-Key'] }, allowOrigin: '*' }, stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'POST', RequestParameters: { 'method.request.header.Idempotency-Key': true }, MethodResponses: Match.arrayWith([Match.objectLike({ StatusCode: '409' })]),
    });
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'OPTIONS',
      Integration: { IntegrationResponses: [Match.objectLike({ ResponseParameters: Match.objectLike({ 'method.response.header.Access-Control-Allow-Headers': Match.stringLikeRegexp('Idempotency-Key') }) })] },
    });
    const refused = (__type: string) => new GatewayMethod(stack, 'POST').send({ headers: { 'Idempotency-Key': 'a' } }, () => ({ status: 400, body: { __type } }));
    expect(refused('com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists')).toEqual({ status: 409, body: { error: 'AlreadyExists', message: 'Conflict' } });
    expect(refused('com.amazonaws.swf.service.v2.model#InvalidName')).toEqual({ status: 400, body: { error: 'InvalidInput', message: 'Bad Request' } });
  });

  test('statusRoute answers how an execution is', () => {
    const stack = newStack();
    make({ workflow: standard(stack), path: 'orders', statusRoute: true, errorMapping: { 'Order.NotFound': 404 } }, stack);
    const method = new GatewayMethod(stack, 'GET');
    const ask = (body: object) => method.send({ path: { execution: 'o-1"' } }, ({ executionArn }) => {
      expect(executionArn).toBe('arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<OrdersStateMachineA67B5C8A.Name>:o-1"'.replace('OrdersStateMachineA67B5C8A', /execution:<(\w+)/.exec(executionArn)![1]));
      return { body: { name: 'o-1', executionArn, ...body } };
    });
    expect(ask({ status: 'RUNNING' })).toEqual({ status: 200, body: { name: 'o-1', status: 'RUNNING' } });
    expect(ask({ status: 'SUCCEEDED', output: '{"a":"\\""}' })).toEqual({ status: 200, body: { name: 'o-1', status: 'SUCCEEDED', output: { a: '"' } } });
    expect(ask({ status: 'FAILED', error: 'Order.NotFound', cause: 'x' })).toEqual({ status: 200, body: { name: 'o-1', status: 'FAILED', error: 'Order.NotFound', message: 'Not Found' } });
    expect(ask({ status: 'FAILED', error: 'Other' })).toEqual({ status: 200, body: { name: 'o-1', status: 'FAILED', error: 'InternalServerError', message: 'Internal Server Error' } });
    expect(method.send({ path: { execution: 'x' } }, () => ({ status: 400, body: { __type: 'ExecutionDoesNotExist' } }))).toEqual({ status: 404, body: { error: 'NotFound', message: 'Not Found' } });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'states:DescribeExecution', Resource: { 'Fn::Join': ['', Match.arrayWith([':execution:', ':*'])] } })]) },
    });
  });
});

describe('misuse', () => {
  test.each<[string, Partial<RestApiStartProps> | ((stack: Stack) => Partial<RestApiStartProps>), string]>([
    ['a workflow that runs longer than the gateway waits', (stack) => ({ workflow: express(stack, { timeout: Duration.seconds(30) }) }),
      '"workflow" is "Shop/Quotes", whose executions may run for 30 seconds, but the gateway waits 29 seconds for the output. Set the workflow\'s "timeout" to 29 seconds or less;'],
    ['a workflow without a timeout', (stack) => ({ workflow: express(stack, { timeout: undefined }) }), 'may run for 5 minutes, but the gateway waits 29 seconds'],
    ['a shorter wait', { integrationTimeout: Duration.seconds(10) }, 'may run for 20 seconds, but the gateway waits 10 seconds'],
    ['a wait that no gateway has', { integrationTimeout: Duration.minutes(6) }, '"integrationTimeout" is 6 minutes. It has to be from 50 milliseconds to 5 minutes.'],
    ['no wait', { integrationTimeout: Duration.millis(49) }, '"integrationTimeout" is 49 millis. It has to be'],
    ['a long wait at the edge', { integrationTimeout: Duration.seconds(30), restApiProps: { endpointTypes: [apigateway.EndpointType.EDGE] } },
      '"integrationTimeout" is 30 seconds, but an edge-optimized API waits 29 seconds at most.'],
    ['an origin with a path', { allowOrigin: 'https://shop.example.com/' }, '"allowOrigin" is "https://shop.example.com/". It has to be one origin without a path'],
    ['an origin that ends the text', { allowOrigin: "https://a'b" }, '"allowOrigin" is "https://a\'b".'],
    ['restApiProps for an own API', (stack) => ({ restApiProps: {}, resource: new apigateway.RestApi(stack, 'Mine').root }), '"restApiProps" is set, but it is for the API that is made'],
    ['statusRoute of a synchronous start', { statusRoute: true }, '"statusRoute" is true, but the caller waits'],
    ['statusRoute of an Express workflow', (stack) => ({ statusRoute: true, workflow: express(stack, { mode: ExpressMode.ASYNC }) }), 'an Express workflow, cannot be described'],
    ['statusRoute below a parameter of its name', (stack) => ({ statusRoute: true, workflow: standard(stack), path: 'x/{execution}' }), 'has a parameter "execution" already.'],
    ['errorMapping of an asynchronous start', (stack) => ({ errorMapping: { A: 400 }, workflow: standard(stack) }), '"errorMapping" is set, but the caller does not wait'],
    ['integrationTimeout of an asynchronous start', (stack) => ({ integrationTimeout: Duration.seconds(3), workflow: standard(stack) }), '"integrationTimeout" is set, but'],
    ['a status of success', { errorMapping: { A: 200 } }, '"errorMapping" has 200 for "A". It has to be the status of an error, from 400 to 599.'],
    ['a name that stands for others', { errorMapping: { 'States.ALL': 500 } }, '"errorMapping" has "States.ALL", which stands for other errors'],
    ['an error that is no name', { errorMapping: { 'a\'b': 500 } }, '"errorMapping" has "a\'b". The name of an error has to have'],
    ['a cause of nothing', { includeCause: true }, '"includeCause" is true, but only causes of errors in "errorMapping" are shown'],
    ['a header that is no name', { input: { headers: ['a b'] } }, '"input.headers" has "a b". A name has to consist of letters, digits and "_.-".'],
    ['a header twice', { input: { headers: ['a', 'a'] } }, '"input.headers" has "a" twice.'],
    ['a parameter that the path has not', { path: 'orders/{id}', input: { path: ['sku'] } }, '"input.path" has "sku", but the path "/orders/{id}" has only "id". Write "{sku}" into the path.'],
    ['a name of Express executions', { executionName: 'method.request.header.Idempotency-Key' }, '"executionName" is set, but "Shop/Quotes" is an Express workflow, of which executions with the same name run twice.'],
    ['a name that is no value of the request', (stack) => ({ workflow: standard(stack), executionName: 'Idempotency-Key' }),
      '"executionName" is "Idempotency-Key". It has to be a value of the request as API Gateway writes it, such as "method.request.header.Idempotency-Key"'],
    ['a name in a parameter that the path has not', (stack) => ({ workflow: standard(stack), path: 'orders', executionName: 'method.request.path.id' }),
      '"executionName" is "method.request.path.id", but the path "/orders" has no parameter. Write "{id}" into the path.'],
    ['a name in no body', (stack) => ({ workflow: standard(stack), method: 'GET', executionName: 'method.request.body.id' }), '"executionName" is "method.request.body.id", but a GET request has no body.'],
    ['nobody who may call', { authorization: undefined }, '"authorization" is missing. It has no default: say who may call, for example StartAuthorization.iam(), or StartAuthorization.none() for everybody.'],
    ['claims without an authorizer', { input: { authorizer: ['sub'] } }, '"input.authorizer" is set, but "authorization" has no authorizer'],
    ['a schema of no body', { method: 'GET', requestSchema: {} }, '"requestSchema" is set, but the body is no part of the input of a GET request.'],
  ])('%s', (_, props, message) => {
    const stack = newStack();
    expect(() => make(typeof props === 'function' ? props(stack) : props, stack)).toThrow(message);
  });

  test('a longer wait is right where the gateway has it', () => {
    const stack = newStack();
    const minute = Duration.seconds(60);
    expect(() => make({ workflow: express(stack, { timeout: minute }), integrationTimeout: minute }, stack)).not.toThrow();
  });
});
