import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildSchema, GraphQLError, graphqlSync } from 'graphql';
import { CodeRunner, ResolverContext } from '../../src/appsync-js/runner/code-runner';
import { DataSource, runResolver } from '../../src/appsync-js/runner/run-resolver';
import { APPSYNC_SCALARS } from '../../src/graphql/prelude';
import { runOptions } from '../appsync-js/runner/run-options';

/** What AppSync answers a request with, as far as a test looks at it. */
export interface GraphqlResult {
  readonly data: unknown;
  readonly errors?: readonly { readonly path: unknown; readonly message: string; readonly errorType?: unknown }[];
  readonly logs: readonly string[];
}

const STAND_INS: { readonly [reference: string]: string } = { 'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111122223333' };

/** A value of a template as it is after the deployment: state machines are referred to by their ARN. */
function deployed(value: any): string {
  if (typeof value === 'string') return value;
  if ('Fn::Join' in value) return value['Fn::Join'][1].map(deployed).join(value['Fn::Join'][0]);
  if ('Ref' in value) return STAND_INS[value.Ref] ?? stateMachineArn(value.Ref);
  return value['Fn::GetAtt'][0];
}

const stateMachineArn = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`;

/** The code of the resolver of a field, as it is deployed. */
export function codeOf(stack: Stack, field: string): string {
  const [TypeName, FieldName] = field.split('.');
  const [resolver] = Object.values(Template.fromStack(stack).findResources('AWS::AppSync::Resolver', { Properties: { TypeName, FieldName } }));
  return deployed(resolver.Properties.Code);
}

/** Asks for a field of Query or Mutation, whose resolver is that in the template, with a data source that stands for the deployed one. */
export function ask(stack: Stack, field: string, selection: string, dataSource: DataSource, context: ResolverContext = {}): GraphqlResult {
  const [type, name] = field.split('.');
  const [{ Properties: { Definition } }] = Object.values(Template.fromStack(stack).findResources('AWS::AppSync::GraphQLSchema'));
  const code = new CodeRunner(codeOf(stack, field), field);
  const logs: string[] = [];
  const { data, errors } = graphqlSync({
    schema: buildSchema(`${APPSYNC_SCALARS.map((scalar) => `scalar ${scalar}`).join('\n')}\n${Definition}`),
    source: `${type.toLowerCase()} { ${selection} }`,
    rootValue: {
      [name]: (args: { readonly [argument: string]: unknown }) => {
        const info = { fieldName: name, parentTypeName: type };
        const outcome = runResolver({ code, dataSource }, { ...context, arguments: args, info }, runOptions());
        logs.push(...outcome.logs);
        const [error] = outcome.errors;
        if (error) throw new GraphQLError(error.message, { extensions: { errorType: error.errorType } });
        return outcome.data;
      },
    },
  });
  const told = errors?.map(({ path, message, extensions: { errorType } }) => ({ path, message, ...errorType !== undefined && { errorType } }));
  return { data: JSON.parse(JSON.stringify(data ?? null)), ...told && { errors: told }, logs };
}
