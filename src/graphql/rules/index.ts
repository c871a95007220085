import { amplifyDirective } from './amplify-directive';
import { awsAuth } from './aws-auth';
import { certificateRegion } from './certificate-region';
import { cognitoDeny } from './cognito-deny';
import { configuredMode } from './configured-mode';
import { customDirective } from './custom-directive';
import { customScalar } from './custom-scalar';
import { directiveList } from './directive-list';
import { fieldWithoutResolver } from './field-without-resolver';
import { grantedField } from './granted-field';
import { idleSchemaAcknowledgement } from './idle-acknowledgement';
import { interfaceInheritance } from './interface-inheritance';
import { listWithoutBatching } from './list-without-batching';
import { resolverCache } from './resolver-cache';
import { resolverField } from './resolver-field';
import { resolverLimits } from './resolver-limits';
import { rootTypes } from './root-types';
import { schemaSize } from './schema-size';
import { schemaSyntax } from './schema-syntax';
import { subscribedMutation } from './subscribed-mutation';
import { subscribedNonNull } from './subscribed-non-null';
import { subscriptionArgument } from './subscription-argument';
import { subscriptionNameLength } from './subscription-name-length';
import { subscriptionType } from './subscription-type';
import { typeAuthorization } from './type-authorization';
import { typeExtension } from './type-extension';
import { validSchema } from './valid-schema';
import { SchemaRule } from '../schema-rule';

/** What the digit after `GQL` stands for. */
export const SCHEMA_RULE_AREAS: ReadonlyMap<string, string> = new Map([
  ['0', 'The text of a schema'],
  ['1', 'Who may ask for what'],
  ['2', 'Subscriptions'],
  ['3', 'What AppSync does not take'],
  ['4', 'Resolvers and the API around the schema'],
]);

/** All rules about schemas, in the order of their ids. */
export const SCHEMA_RULES: readonly SchemaRule[] = [
  schemaSyntax,
  validSchema,
  idleSchemaAcknowledgement,
  typeAuthorization,
  awsAuth,
  cognitoDeny,
  configuredMode,
  subscriptionType,
  subscribedMutation,
  directiveList,
  subscriptionArgument,
  subscribedNonNull,
  subscriptionNameLength,
  interfaceInheritance,
  customScalar,
  customDirective,
  amplifyDirective,
  typeExtension,
  schemaSize,
  rootTypes,
  resolverField,
  fieldWithoutResolver,
  listWithoutBatching,
  resolverLimits,
  resolverCache,
  certificateRegion,
  grantedField,
];
