import { CfnDynamicReference, CfnDynamicReferenceService, CfnParameter, Lazy, SecretValue, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { newApi, newStack } from './api';
import { ApiAuth, ApiSchema, AppSyncApi } from '../../src';
import { CodeRunner } from '../../src/appsync-js/runner/code-runner';
import { runResolver } from '../../src/appsync-js/runner/run-resolver';
import { runOptions } from '../appsync-js/runner/run-options';

type Variables = { [key: string]: string };

function make(variablesOf: (stack: Stack) => Variables) {
  const stack = newStack();
  newApi(stack, { environmentVariables: variablesOf(stack) });
  return { template: Template.fromStack(stack), warnings: Annotations.fromStack(stack).findWarning('/Shop/Api', Match.stringLikeRegexp('ApiEnvironmentSecret')).map(({ entry }) => entry.data as string) };
}

const many = (count: number): Variables => Object.fromEntries([...Array(count).keys()].map((index) => [`KEY_${index}`, 'x']));

test.each<[string, Variables]>([
  ['none', {}],
  ['as many as there can be', many(50)],
  ['the shortest and the longest name', { a1: '', ['x'.repeat(64)]: 'y' }],
  ['the longest value', { TABLE: 'x'.repeat(512) }],
  ['a value that is only known at deploy', { TABLE: Lazy.string({ produce: () => 'x'.repeat(600) }) }],
])('%s is taken', (_, variables) => {
  const { template, warnings } = make(() => variables);
  if (Object.keys(variables).length > 0) template.hasResourceProperties('AWS::AppSync::GraphQLApi', { EnvironmentVariables: Match.anyValue() });
  expect(warnings).toEqual([]);
});

const NAMES = 'A name has 2 to 64 letters, digits and "_", and begins with a letter.';

test.each<[string, Variables, string]>([
  ['more than there can be', many(51), '"environmentVariables" has 51 variables. It has to have at most 50.'],
  ['a short name', { A: 'x' }, `"environmentVariables" has "A". ${NAMES}`],
  ['a long name', { ['x'.repeat(65)]: 'y' }, `"environmentVariables" has "${'x'.repeat(65)}". ${NAMES}`],
  ['a name that begins with "_"', { _KEY: 'x' }, `"environmentVariables" has "_KEY". ${NAMES}`],
  ['a name with other characters', { 'TABLE-NAME': 'x' }, `"environmentVariables" has "TABLE-NAME". ${NAMES}`],
  ['a long value', { TABLE: 'x'.repeat(1513) }, '"environmentVariables.TABLE" has 1,513 characters. It has to have at most 512.'],
  ['what is no text', { COUNT: 1 as never }, '"environmentVariables.COUNT" is 1. It has to be a text.'],
])('%s is refused', (_, variables, message) => {
  expect(() => make(() => variables)).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `AppSyncApi "Shop/Api": ${message}` }));
});

describe('a warning is given of', () => {
  const reference = (service: CfnDynamicReferenceService, key: string) => new CfnDynamicReference(service, key).toString();

  test.each<[string, (stack: Stack) => string, boolean]>([
    ['a secret', (stack) => new secretsmanager.Secret(stack, 'Secret').secretValue.unsafeUnwrap(), true],
    ['a part of one, in a text', (stack) => `Bearer ${new secretsmanager.Secret(stack, 'Secret').secretValueFromJson('token').unsafeUnwrap()}`, true],
    ['a parameter that is not shown', (stack) => SecretValue.cfnParameter(new CfnParameter(stack, 'Token', { noEcho: true })).unsafeUnwrap(), true],
    ['a secret value', () => new SecretValue('x').toString(), true],
    ['no parameter that is shown', (stack) => new CfnParameter(stack, 'Table').valueAsString, false],
    ['a reference to a secret', () => reference(CfnDynamicReferenceService.SECRETS_MANAGER, 'token'), true],
    ['a reference to a secure parameter, as text', () => '{{resolve:ssm-secure:token:1}}', true],
    ['no parameter that is no secret', () => reference(CfnDynamicReferenceService.SSM, 'table:1'), false],
    ['no parameter of Systems Manager', (stack) => ssm.StringParameter.valueForStringParameter(stack, 'table'), false],
    ['no plain text', () => 'table', false],
  ])('%s', (_, valueOf, isSecret) => {
    expect(make((stack) => ({ SHOP: 'a', TOKEN: valueOf(stack) })).warnings).toEqual(isSecret
      ? [expect.stringContaining('"environmentVariables" has "TOKEN" from a secret. CloudFormation puts its value into the settings of the API, where it stands in clear. ')]
      : []);
  });
});

test('resolvers find them in ctx.env, here as at AppSync', () => {
  const stack = newStack();
  const api = new AppSyncApi(stack, 'Api', { schema: ApiSchema.fromText('type Query {\n  stage: String\n}'), auth: ApiAuth.iam(), environmentVariables: { STAGE: 'test' } });
  const code = 'export const request = (ctx) => ({ payload: ctx.env.STAGE });\nexport const response = (ctx) => ctx.result;\n';
  const { resource } = api.addResolver('Query.stage', { dataSource: api.addNoneDataSource('None'), code: appsync.Code.fromInline(code) });
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::AppSync::GraphQLApi'));
  expect(runResolver({ code: new CodeRunner(resource.code!) }, { env: Properties.EnvironmentVariables }, runOptions()).data).toBe('test');
});
