import { parse } from 'graphql/language';
import type { DirectiveDefinitionNode, DocumentNode } from 'graphql/language';

/*
 * What AppSync declares in every schema: its scalars and directives, as it answers to an introspection. Nobody declares them again.
 *
 * https://docs.aws.amazon.com/appsync/latest/devguide/scalars.html
 * https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
 * https://docs.aws.amazon.com/appsync/latest/devguide/merged-api.html
 */

export const APPSYNC_SCALARS: readonly string[] = [
  'AWSDate', 'AWSTime', 'AWSDateTime', 'AWSTimestamp', 'AWSEmail', 'AWSJSON', 'AWSURL', 'AWSPhone', 'AWSIPAddress',
];

export const BUILT_IN_SCALARS: readonly string[] = ['ID', 'String', 'Int', 'Float', 'Boolean'];

const MERGED = 'OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE';

const DIRECTIVES = `
  directive @aws_api_key on OBJECT | FIELD_DEFINITION
  directive @aws_iam on OBJECT | FIELD_DEFINITION
  directive @aws_oidc on OBJECT | FIELD_DEFINITION
  directive @aws_lambda on OBJECT | FIELD_DEFINITION
  directive @aws_cognito_user_pools(cognito_groups: [String]) on OBJECT | FIELD_DEFINITION
  directive @aws_auth(cognito_groups: [String]) on FIELD_DEFINITION
  directive @aws_subscribe(mutations: [String]) on FIELD_DEFINITION
  directive @aws_publish(subscriptions: [String]) on FIELD_DEFINITION
  directive @canonical on ${MERGED}
  directive @hidden on ${MERGED}
  directive @renamed(to: String!) on ${MERGED}
  directive @deprecated(reason: String = "No longer supported") on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
`;

let made: DocumentNode | undefined;

export function prelude(): DocumentNode {
  return made ??= parse(`${APPSYNC_SCALARS.map((name) => `scalar ${name}`).join('\n')}${DIRECTIVES}`);
}

/** The directives of AppSync by name, without `@`, with the places that each may stand at. */
export function appSyncDirectives(): ReadonlyMap<string, ReadonlySet<string>> {
  const directives = prelude().definitions.filter((node): node is DirectiveDefinitionNode => node.kind === 'DirectiveDefinition');
  return new Map(directives.map(({ name, locations }) => [name.value, new Set(locations.map(({ value }) => value))]));
}
