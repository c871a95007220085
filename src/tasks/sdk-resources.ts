import { ArnFormat, CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { arnOf, isExpression } from './task-statements';

/** The parameters of a call, as the user gives them. @internal */
export interface SdkParameters { readonly [name: string]: unknown }

/** Where a parameter of a service names what the service's calls are made on. */
interface Naming {
  readonly parameter: string;
  /** The ARN of what a name names; undefined where it cannot be told. The parameter may be an ARN itself. */
  arn(scope: IConstruct, name: string): string | undefined;
}

const named = (parameter: string, service: string, resource: string): Naming => (
  { parameter, arn: (scope, name) => arnOf(scope, service, resource, name) });
const withColon = (parameter: string, service: string, resource: string): Naming => ({
  parameter, arn: (scope, resourceName) => Stack.of(scope).formatArn({ service, resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
});
/** A parameter that takes nothing but an ARN. */
const byArn = (parameter: string): Naming => ({ parameter, arn: (_, arn) => arn });

/**
 * What names the resource of a call, by the service. In order: the first that is given counts.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const NAMINGS: { readonly [service: string]: readonly Naming[] } = {
  athena: [named('WorkGroup', 'athena', 'workgroup')],
  bedrockruntime: [{ parameter: 'ModelId', arn: () => undefined }],
  codebuild: [named('ProjectName', 'codebuild', 'project')],
  codepipeline: [{ parameter: 'Name', arn: (scope, resource) => Stack.of(scope).formatArn({ service: 'codepipeline', resource }) }],
  cognitoidentityprovider: [named('UserPoolId', 'cognito-idp', 'userpool')],
  dynamodb: [named('TableName', 'dynamodb', 'table')],
  ecr: [named('RepositoryName', 'ecr', 'repository')],
  eks: [named('ClusterName', 'eks', 'cluster')],
  firehose: [named('DeliveryStreamName', 'firehose', 'deliverystream')],
  glue: [named('JobName', 'glue', 'job')],
  kinesis: [byArn('StreamARN'), named('StreamName', 'kinesis', 'stream')],
  kms: [{ parameter: 'KeyId', arn: (scope, id) => (id.startsWith('alias/') ? undefined : arnOf(scope, 'kms', 'key', id)) }],
  lambda: [withColon('FunctionName', 'lambda', 'function')],
  rdsdata: [byArn('ResourceArn')],
  s3: [{ parameter: 'Bucket', arn: (scope, name) => `arn:${Stack.of(scope).partition}:s3:::${name}` }],
  secretsmanager: [{ parameter: 'SecretId', arn: (scope, name) => `${withColon('SecretId', 'secretsmanager', 'secret').arn(scope, name)}-??????` }],
  sfn: [byArn('StateMachineArn'), byArn('ActivityArn'), byArn('ExecutionArn'), byArn('MapRunArn')],
  sns: [byArn('TopicArn'), byArn('TargetArn'), byArn('SubscriptionArn')],
  sqs: [{ parameter: 'QueueUrl', arn: queueArn }],
  ssm: [{ parameter: 'Name', arn: (scope, name) => arnOf(scope, 'ssm', 'parameter', name.replace(/^\//, '')) }],
};

/** Calls of these that are made on something else than what their parameter names. */
const OTHERWISE = new Set([
  'cognitoidentityprovider:createUserPool', 'dynamodb:batchGetItem', 'dynamodb:batchWriteItem', 'glue:createJob', 'glue:getDatabase', 'lambda:createEventSourceMapping',
  'lambda:listEventSourceMappings', 'sfn:sendTaskSuccess', 'ssm:createDocument', 'ssm:deleteDocument', 'ssm:describeDocument', 'ssm:getDocument', 'ssm:updateDocument',
  'ssm:createMaintenanceWindow', 'ssm:createPatchBaseline', 'sqs:createQueue',
]);

/** The calls of S3 that are made on objects. */
const ON_OBJECTS = /Object|Part$|PartCopy$|Parts$|MultipartUpload$/;
const ON_BUCKETS = /^listObject|ObjectLockConfiguration$/;

/** What a `Ref` gives the ARN of. */
const REF_IS_ARN = new Set(['AWS::SNS::Topic', 'AWS::SecretsManager::Secret', 'AWS::StepFunctions::StateMachine']);

/**
 * The ARNs of what a call is made on, as its parameters say. Undefined where they do not.
 *
 * @internal
 */
export function resourcesOf(scope: IConstruct, service: string, action: string, parameters: SdkParameters): string[] | undefined {
  if (OTHERWISE.has(`${service}:${action}`)) return undefined;
  if (service === 'eventbridge' && action === 'putEvents') return busesOf(scope, parameters.Entries);
  for (const naming of NAMINGS[service] ?? []) {
    const value = parameters[naming.parameter];
    if (value === undefined) continue;
    const arn = typeof value === 'string' ? arnOfValue(scope, value, naming) : undefined;
    return arn === undefined ? undefined : [within(arn, service, action, parameters)];
  }
  return undefined;
}

/** A part of what the call is made on: an object of a bucket, an index of a table, a version of a function. */
function within(arn: string, service: string, action: string, parameters: SdkParameters): string {
  const part = (value: unknown): string => (typeof value === 'string' && !isExpression(value) ? value : '*');
  if (service === 's3' && ON_OBJECTS.test(action) && !ON_BUCKETS.test(action)) return `${arn}/${part(parameters.Key)}`;
  if (service === 'dynamodb' && parameters.IndexName !== undefined) return `${arn}/index/${part(parameters.IndexName)}`;
  if (service === 'lambda' && parameters.Qualifier !== undefined) return `${arn}:${part(parameters.Qualifier)}`;
  return arn;
}

function arnOfValue(scope: IConstruct, value: string, naming: Naming): string | undefined {
  if (isExpression(value)) return undefined;
  if (value.startsWith('arn:')) return value;
  // Of what the app makes itself, CloudFormation says whether it is a name, an ARN or a URL.
  if (Token.isUnresolved(value)) {
    const reference = Tokenization.reverse(value, { failConcat: false });
    const target = reference && Reference.isReference(reference) ? reference.target : undefined;
    if (naming.parameter === 'QueueUrl' && target) return attributeArn(target);
    const refIsArn = target && CfnResource.isCfnResource(target) && REF_IS_ARN.has(target.cfnResourceType);
    if (refIsArn || isArn(Stack.of(scope).resolve(value))) return value;
  }
  // A part of an ARN is no name.
  return naming.parameter === 'FunctionName' && !Token.isUnresolved(value) && value.includes(':') ? undefined : naming.arn(scope, value);
}

/** What CloudFormation gives as an ARN: an attribute of that name, what a `Ref` of some resources is, or a text that begins like one. */
function isArn(resolved: unknown): boolean {
  const functions = (typeof resolved === 'object' ? resolved : {}) as { 'Fn::GetAtt'?: unknown[]; 'Fn::Join'?: [string, unknown[]] };
  const { 'Fn::GetAtt': attribute, 'Fn::Join': join } = functions;
  if (attribute) return typeof attribute[1] === 'string' && /Arn$/i.test(attribute[1]);
  return typeof join?.[1][0] === 'string' && join[1][0].startsWith('arn:');
}

const attributeArn = (target: IConstruct): string | undefined =>
  (CfnResource.isCfnResource(target) && 'attrArn' in target ? String(target.attrArn) : undefined);

/** `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`. */
function queueArn(scope: IConstruct, url: string): string | undefined {
  const [, region, account, name] = /^https:\/\/sqs\.(\$\{Token\[[^\]]*\]\}|[^.]+)\.[^/]+\/(\d{12}|\$\{Token\[[^\]]*\]\})\/([^/]+)$/.exec(url) ?? [];
  return name === undefined ? undefined : Stack.of(scope).formatArn({ service: 'sqs', region, account, resource: name });
}

/** The buses of all entries; undefined where one of them is known only when the task runs. */
function busesOf(scope: IConstruct, entries: unknown): string[] | undefined {
  if (!Array.isArray(entries)) return undefined;
  const bus = named('EventBusName', 'events', 'event-bus');
  const names = (entries as readonly { readonly EventBusName?: unknown }[]).map(({ EventBusName = 'default' }) => EventBusName);
  const arns = names.map((name) => (typeof name === 'string' ? arnOfValue(scope, name, bus) : undefined));
  return arns.every((arn) => arn !== undefined) ? [...new Set(arns)] : undefined;
}
