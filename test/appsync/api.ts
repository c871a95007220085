import { App, Stack } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ApiAuth, ApiSchema, AppSyncApi, AppSyncApiProps } from '../../src';

export const newStack = (): Stack => new Stack(new App(), 'Shop');

export const newFunction = (stack: Stack, id = 'Function') => new lambda.Function(stack, id, {
  runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'),
});

export const newPool = (stack: Stack, id = 'Pool') => new cognito.UserPool(stack, id, { mfa: cognito.Mfa.REQUIRED, mfaSecondFactor: { sms: false, otp: true } });

/** An API with IAM whose only field has a resolver. */
export function newApi(stack: Stack, props: Partial<AppSyncApiProps> = {}, id = 'Api'): AppSyncApi {
  const api = new AppSyncApi(stack, id, { schema: ApiSchema.fromText('type Query {\n  shop: String\n}'), auth: ApiAuth.iam(), ...props });
  if (!props.schema) api.graphqlApi.createResolver('Shop', { typeName: 'Query', fieldName: 'shop', dataSource: api.graphqlApi.addNoneDataSource('None'), code: CODE, runtime: appsync.FunctionRuntime.JS_1_0_0 });
  return api;
}

export const CODE = appsync.Code.fromInline('export function request() { return {}; }\nexport function response() { return "shop"; }');

/** The rule of cdk-nag asks for headers and data in the log. */
export const WITHOUT_CONTENT = { id: 'AwsSolutions-ASC3', reason: 'Requests are logged without headers and data, which may hold what should not stand in a log' };
