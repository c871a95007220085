import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigwv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { AslValidation, ExpressMode, ExpressWorkflow, StandardWorkflow } from '../../src';
import { HttpApiStart, HttpApiStartProps } from '../../src/starts/http-api-start';
import { HttpStartAuthorization } from '../../src/starts/http-start-authorization';
import { nagErrors } from '../cdk-nag';

const newStack = () => new Stack(new App(), 'Shop');
const definitionBody = (stack: Stack) => sfn.DefinitionBody.fromChainable(new sfn.Succeed(stack, 'Done'));
const standard = (stack: Stack) => new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), logs: { level: sfn.LogLevel.ALL }, definitionBody: definitionBody(stack) });
const express = (stack: Stack, timeout = Duration.seconds(30), mode = ExpressMode.SYNC) => new ExpressWorkflow(stack, 'Quotes', { mode, timeout, definitionBody: definitionBody(stack) });

function make(stack: Stack, props: Partial<HttpApiStartProps> = {}) {
  return new HttpApiStart(stack, 'Start', { workflow: props.workflow ?? standard(stack), authorization: HttpStartAuthorization.iam(), ...props });
}

describe('what is made', () => {
  test('by default an API with a stage that has logs, metrics and limits, and a role for this workflow alone', () => {
    const stack = newStack();
    make(stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { ProtocolType: 'HTTP', CorsConfiguration: Match.absent() });
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      AccessLogSettings: { DestinationArn: Match.anyValue(), Format: Match.anyValue() },
      DefaultRouteSettings: { DetailedMetricsEnabled: true, ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: { 'Fn::Join': ['', Match.arrayWith(['/aws/vendedlogs/apigateway/'])] }, RetentionInDays: 180 });
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'POST /', AuthorizationType: 'AWS_IAM' });
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^StartRole') }],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: Match.stringLikeRegexp('^Orders') } }] },
    });
  });

  test('of a Standard workflow the answer is 202', () => {
    const stack = newStack();
    make(stack);
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationType: 'AWS_PROXY',
      IntegrationSubtype: 'StepFunctions-StartExecution',
      PayloadFormatVersion: '1.0',
      CredentialsArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^StartRole'), 'Arn'] },
      RequestParameters: { StateMachineArn: { Ref: Match.stringLikeRegexp('^Orders') }, Input: '$request.body' },
      ResponseParameters: { 200: { ResponseParameters: [{ Source: '202', Destination: 'overwrite:statuscode' }] } },
    });
  });

  test('of a synchronous one a header says how it ended', () => {
    const stack = newStack();
    make(stack, { workflow: express(stack) });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationSubtype: 'StepFunctions-StartSyncExecution',
      ResponseParameters: { 200: { ResponseParameters: [{ Source: '$response.body.status', Destination: 'overwrite:header.execution-status' }] } },
    });
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [Match.objectLike({ Action: 'states:StartSyncExecution' })] } });
  });

  test('of a synchronous one the answer tells of the inside, which is a warning that can be acknowledged', () => {
    const warning = Match.stringLikeRegexp('^Callers get the ARN of each execution of "Shop/Quotes", its input, and the causes of errors.*\\[ack: cdk-stepwright::HttpApiShowsExecution\\]$');
    const stack = newStack();
    make(stack, { workflow: express(stack) });
    Annotations.fromStack(stack).hasWarning('/Shop/Start', warning);
    const quiet = newStack();
    Validations.of(make(quiet, { workflow: express(quiet) })).acknowledge({ id: 'cdk-stepwright::HttpApiShowsExecution', reason: 'Own services call' });
    const asynchronous = newStack();
    make(asynchronous, { authorization: HttpStartAuthorization.none() });
    for (const other of [quiet, asynchronous]) Annotations.fromStack(other).hasNoWarning('*', Match.stringLikeRegexp('HttpApiShowsExecution'));
  });

  test('what is set counts', () => {
    const stack = newStack();
    make(stack, {
      path: '/orders/{id}',
      method: apigwv2.HttpMethod.PUT,
      input: apigwv2.MappingValue.requestBody('order'),
      executionName: apigwv2.MappingValue.requestHeader('idempotency-key'),
      throttle: { rateLimit: 5 },
      httpApiProps: { apiName: 'shop', corsPreflight: { allowOrigins: ['https://shop.example.com'] } },
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'PUT /orders/{id}' });
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', { RequestParameters: { Input: '$request.body.order', Name: '$request.header.idempotency-key' } });
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', { DefaultRouteSettings: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 200 } });
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { Name: 'shop', CorsConfiguration: { AllowOrigins: ['https://shop.example.com'] } });
  });

  test('an API of your own gets the route only', () => {
    const stack = newStack();
    const start = make(stack, { httpApi: new apigwv2.HttpApi(stack, 'Mine', { createDefaultStage: false }) });
    expect(start.stage).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('AWS::ApiGatewayV2::Api', 1);
    Template.fromStack(stack).resourceCountIs('AWS::ApiGatewayV2::Stage', 0);
  });

  test('cdk-nag and the validator find nothing', () => {
    const stack = newStack();
    make(stack);
    expect(nagErrors(stack)).toEqual([]);
    expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
  });
});

describe('who may call', () => {
  test('iam(): who is granted', () => {
    const stack = newStack();
    make(stack).grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [Match.objectLike({ Action: 'execute-api:Invoke' })] } });
  });

  test('jwt(): tokens with one of the scopes', () => {
    const stack = newStack();
    make(stack, { authorization: HttpStartAuthorization.jwt(new authorizers.HttpJwtAuthorizer('Jwt', 'https://id.example.com', { jwtAudience: ['shop'] }), ['orders/write']) });
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGatewayV2::Route', { AuthorizationType: 'JWT', AuthorizationScopes: ['orders/write'], AuthorizerId: Match.anyValue() });
  });

  test('lambda(): an authorizer', () => {
    const stack = newStack();
    const handler = new lambda.Function(stack, 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
    make(stack, { authorization: HttpStartAuthorization.lambda(new authorizers.HttpLambdaAuthorizer('Own', handler)) });
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGatewayV2::Route', { AuthorizationType: 'CUSTOM', AuthorizerId: Match.anyValue() });
  });

  test('none(): everybody, whatever the API has by default', () => {
    const stack = newStack();
    const httpApi = new apigwv2.HttpApi(stack, 'Mine', { defaultAuthorizer: new authorizers.HttpIamAuthorizer() });
    make(stack, { httpApi, authorization: HttpStartAuthorization.none() });
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGatewayV2::Route', { AuthorizationType: 'NONE' });
  });
});

describe('misuse', () => {
  test.each<[string, (stack: Stack) => Partial<HttpApiStartProps>, string]>([
    ['a workflow that runs longer than the gateway waits', (stack) => ({ workflow: express(stack, Duration.seconds(31)) }),
      'HttpApiStart "Shop/Start": "workflow" is "Shop/Quotes", whose executions may run for 31 seconds, but an HTTP API waits 30 seconds for the output. Set the workflow\'s "timeout" to 30 seconds or less; or use a RestApiStart'],
    ['answers for everybody', (stack) => ({ workflow: express(stack), authorization: HttpStartAuthorization.none() }),
      '"authorization" is none(), but the answer of "Shop/Quotes" has the ARN of the execution, its input, and the causes of errors, which are not for everybody.'],
    ['httpApiProps for an own API', (stack) => ({ httpApiProps: {}, httpApi: new apigwv2.HttpApi(stack, 'Mine') }), '"httpApiProps" is set, but it is for the API that is made'],
    ['throttle for an own API', (stack) => ({ throttle: {}, httpApi: new apigwv2.HttpApi(stack, 'Mine') }), '"throttle" is set, but it is for the API that is made'],
    ['nobody who may call', () => ({ authorization: undefined }), '"authorization" is missing. It has no default: say who may call, for example HttpStartAuthorization.iam()'],
    ['a path without a slash', () => ({ path: 'orders' }), '"path" is "orders". It has to begin with "/".'],
    ['a name of an Express execution', (stack) => ({ workflow: express(stack), executionName: apigwv2.MappingValue.requestHeader('x') }), '"executionName" is set, but "Shop/Quotes" is an Express workflow'],
  ])('%s', (_, props, message) => {
    const stack = newStack();
    expect(() => make(stack, props(stack))).toThrow(message);
  });
});
