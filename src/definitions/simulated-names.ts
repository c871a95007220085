/**
 * What the functions of a template stand for in a simulation: a name, an ARN, a URL, made from the logical id and the resource type. Region
 * and account are always these two, whatever the stack's environment, so that the same test gives the same trace on every desk and in CI.
 */
export const SIMULATED_REGION = 'us-east-1';
export const SIMULATED_ACCOUNT = '123456789012';

/** A resource as far as its simulated values need it. */
export interface NamedResource {
  readonly type: string;
  /** The logical id, without what makes it unreadable. */
  readonly name: string;
  /** The text of a property, simulated where it is not known; undefined where the resource does not set it. */
  property(name: string): string | undefined;
}

/** What `Ref` gives: most often the name; for these kinds of resource something else. */
type RefKind = 'name' | 'arn' | 'url' | 'id';

export interface ResourceNames {
  /** The property with which a template sets the name. */
  readonly nameProperty?: string;
  readonly ref: RefKind;
  /** The ARN behind `arn:aws:`. R, A and N are the region, the account and the name. */
  readonly arn: string;
}

/** resource type, property that names it, what `Ref` gives, ARN. Source: the "Return values" of each type in the CloudFormation reference. */
const ROWS: readonly (readonly [type: string, nameProperty: string | undefined, ref: RefKind, arn: string])[] = [
  ['AWS::ApiGateway::RestApi', undefined, 'id', 'apigateway:R::/restapis/N'],
  ['AWS::ApiGatewayV2::Api', undefined, 'id', 'apigateway:R::/apis/N'],
  ['AWS::AppSync::GraphQLApi', undefined, 'arn', 'appsync:R:A:apis/N'],
  ['AWS::Athena::WorkGroup', 'Name', 'name', 'athena:R:A:workgroup/N'],
  ['AWS::Batch::ComputeEnvironment', 'ComputeEnvironmentName', 'arn', 'batch:R:A:compute-environment/N'],
  ['AWS::Batch::JobDefinition', 'JobDefinitionName', 'arn', 'batch:R:A:job-definition/N:1'],
  ['AWS::Batch::JobQueue', 'JobQueueName', 'arn', 'batch:R:A:job-queue/N'],
  ['AWS::CloudFormation::Stack', undefined, 'arn', 'cloudformation:R:A:stack/N/00000000-0000-0000-0000-000000000000'],
  ['AWS::CodeBuild::Project', 'Name', 'name', 'codebuild:R:A:project/N'],
  ['AWS::Cognito::UserPool', undefined, 'id', 'cognito-idp:R:A:userpool/N'],
  ['AWS::DynamoDB::GlobalTable', 'TableName', 'name', 'dynamodb:R:A:table/N'],
  ['AWS::DynamoDB::Table', 'TableName', 'name', 'dynamodb:R:A:table/N'],
  ['AWS::EC2::SecurityGroup', undefined, 'id', 'ec2:R:A:security-group/N'],
  ['AWS::EC2::Subnet', undefined, 'id', 'ec2:R:A:subnet/N'],
  ['AWS::EC2::VPC', undefined, 'id', 'ec2:R:A:vpc/N'],
  ['AWS::ECR::Repository', 'RepositoryName', 'name', 'ecr:R:A:repository/N'],
  ['AWS::ECS::Cluster', 'ClusterName', 'name', 'ecs:R:A:cluster/N'],
  ['AWS::ECS::Service', 'ServiceName', 'arn', 'ecs:R:A:service/N'],
  ['AWS::ECS::TaskDefinition', 'Family', 'arn', 'ecs:R:A:task-definition/N:1'],
  ['AWS::EKS::Cluster', 'Name', 'name', 'eks:R:A:cluster/N'],
  ['AWS::EMR::Cluster', undefined, 'id', 'elasticmapreduce:R:A:cluster/N'],
  ['AWS::EMRServerless::Application', undefined, 'id', 'emr-serverless:R:A:/applications/N'],
  ['AWS::Events::ApiDestination', 'Name', 'name', 'events:R:A:api-destination/N/00000000-0000-0000-0000-000000000000'],
  ['AWS::Events::Connection', 'Name', 'name', 'events:R:A:connection/N/00000000-0000-0000-0000-000000000000'],
  ['AWS::Events::EventBus', 'Name', 'name', 'events:R:A:event-bus/N'],
  ['AWS::Events::Rule', 'Name', 'name', 'events:R:A:rule/N'],
  ['AWS::Glue::Crawler', 'Name', 'name', 'glue:R:A:crawler/N'],
  ['AWS::Glue::Job', 'Name', 'name', 'glue:R:A:job/N'],
  ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName', 'arn', 'iam::A:policy/N'],
  ['AWS::IAM::Role', 'RoleName', 'name', 'iam::A:role/N'],
  ['AWS::KMS::Alias', 'AliasName', 'name', 'kms:R:A:N'],
  ['AWS::KMS::Key', undefined, 'id', 'kms:R:A:key/N'],
  ['AWS::Kinesis::Stream', 'Name', 'name', 'kinesis:R:A:stream/N'],
  ['AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamName', 'name', 'firehose:R:A:deliverystream/N'],
  ['AWS::Lambda::Function', 'FunctionName', 'name', 'lambda:R:A:function:N'],
  ['AWS::Logs::LogGroup', 'LogGroupName', 'name', 'logs:R:A:log-group:N:*'],
  ['AWS::RDS::DBCluster', 'DBClusterIdentifier', 'name', 'rds:R:A:cluster:N'],
  ['AWS::S3::Bucket', 'BucketName', 'name', 's3:::N'],
  ['AWS::SNS::Topic', 'TopicName', 'arn', 'sns:R:A:N'],
  ['AWS::SQS::Queue', 'QueueName', 'url', 'sqs:R:A:N'],
  ['AWS::SSM::Parameter', 'Name', 'name', 'ssm:R:A:parameter/N'],
  ['AWS::SageMaker::Model', 'ModelName', 'arn', 'sagemaker:R:A:model/N'],
  ['AWS::Scheduler::ScheduleGroup', 'Name', 'name', 'scheduler:R:A:schedule-group/N'],
  ['AWS::SecretsManager::Secret', 'Name', 'arn', 'secretsmanager:R:A:secret:N'],
  ['AWS::Serverless::Function', 'FunctionName', 'name', 'lambda:R:A:function:N'],
  ['AWS::Serverless::SimpleTable', 'TableName', 'name', 'dynamodb:R:A:table/N'],
  ['AWS::Serverless::StateMachine', 'Name', 'arn', 'states:R:A:stateMachine:N'],
  ['AWS::StepFunctions::Activity', 'Name', 'arn', 'states:R:A:activity:N'],
  ['AWS::StepFunctions::StateMachine', 'StateMachineName', 'arn', 'states:R:A:stateMachine:N'],
];

const NAMES = new Map<string, ResourceNames>(ROWS.map(([type, nameProperty, ref, arn]) => [type, { nameProperty, ref, arn }]));

/** How resources of a type are named; undefined where that is not known. */
export function resourceNames(type: string): ResourceNames | undefined {
  return NAMES.get(type);
}

/** The parts of an ARN's pattern, with what is given for its region, account and name. */
export function arnParts<T>(pattern: string, given: { readonly R: T; readonly A: T; readonly N: T }): (string | T)[] {
  return pattern.split(/([RAN](?![A-Za-z0-9])(?<![A-Za-z0-9].))/).map((part) => (part === 'R' || part === 'A' || part === 'N' ? given[part] : part));
}

/** What `Ref` to the resource gives. */
export function simulatedRef(resource: NamedResource): string {
  const qualified = qualifiedArn(resource);
  if (qualified) return qualified;
  const names = NAMES.get(resource.type);
  switch (names?.ref) {
    case 'arn': return arnOf(resource, names);
    case 'url': return `https://sqs.${SIMULATED_REGION}.amazonaws.com/${SIMULATED_ACCOUNT}/${physicalName(resource, names)}`;
    default: return physicalName(resource, names);
  }
}

/** What `Fn::GetAtt` gives: an ARN, a name or a URL by the attribute's name. */
export function simulatedAttribute(resource: NamedResource, attribute: string): string {
  const names = NAMES.get(resource.type);
  if (attribute.endsWith('Arn')) {
    const arn = qualifiedArn(resource) ?? arnOf(resource, names);
    const of = attribute.slice(0, -'Arn'.length);
    // `TopicArn` of a topic is its own ARN; `StreamArn` of a table is the ARN of something below it.
    return of === '' || resource.type.endsWith(of) ? arn : `${arn}/${of.replace(/^Latest/, '').toLowerCase()}`;
  }
  if (attribute === 'QueueUrl') return simulatedRef(resource);
  if (attribute.endsWith('Name') || attribute.endsWith('Id')) return physicalName(resource, names);
  return `${physicalName(resource, names)}.${attribute}`;
}

/** The ARN or name that a reference stands for of which nothing but a name is known: a parameter, an import, a `${Substitution}`. */
export function simulatedFromName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');
  const arnOwner = /^(.*?)[-_]?arn$/i.exec(plain)?.[1];
  if (arnOwner === undefined) return plain;
  const owner = arnOwner === '' ? 'unnamed' : arnOwner;
  for (const [words, arn] of ARN_WORDS) {
    if (words.test(owner)) return fill(arn, owner);
  }
  // Most ARNs in a definition are those of functions.
  return fill('lambda:R:A:function:N', owner);
}

const ARN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/function|lambda|handler/i, 'lambda:R:A:function:N'],
  [/state-?machine|workflow/i, 'states:R:A:stateMachine:N'],
  [/activity/i, 'states:R:A:activity:N'],
  [/topic/i, 'sns:R:A:N'],
  [/queue/i, 'sqs:R:A:N'],
  [/table/i, 'dynamodb:R:A:table/N'],
  [/bucket/i, 's3:::N'],
  [/role/i, 'iam::A:role/N'],
  [/task-?def/i, 'ecs:R:A:task-definition/N:1'],
  [/cluster/i, 'ecs:R:A:cluster/N'],
  [/bus$/i, 'events:R:A:event-bus/N'],
  [/connection/i, 'events:R:A:connection/N/00000000-0000-0000-0000-000000000000'],
];

/** A version or an alias of a function or a state machine: the ARN of what it belongs to, qualified. */
function qualifiedArn(resource: NamedResource): string | undefined {
  switch (resource.type) {
    case 'AWS::Lambda::Version': return `${functionArn(resource.property('FunctionName') ?? resource.name)}:1`;
    case 'AWS::Lambda::Alias': return `${functionArn(resource.property('FunctionName') ?? resource.name)}:${resource.property('Name') ?? resource.name}`;
    case 'AWS::StepFunctions::StateMachineVersion': return `${resource.property('StateMachineArn') ?? fill('states:R:A:stateMachine:N', resource.name)}:1`;
    default: return undefined;
  }
}

const functionArn = (nameOrArn: string) => (nameOrArn.startsWith('arn:') ? nameOrArn : fill('lambda:R:A:function:N', nameOrArn));

function arnOf(resource: NamedResource, names: ResourceNames | undefined): string {
  if (names) return fill(names.arn, physicalName(resource, names));
  const [, service = 'unknown', kind = 'resource'] = resource.type.split('::');
  const kebab = kind.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  return fill(`${service.toLowerCase()}:R:A:${kebab}/N`, resource.name);
}

function physicalName(resource: NamedResource, names: ResourceNames | undefined): string {
  const given = names?.nameProperty === undefined ? undefined : resource.property(names.nameProperty);
  if (given !== undefined) return given;
  if (resource.type === 'AWS::S3::Bucket') return resource.name.toLowerCase();
  const fifo = resource.property('FifoQueue') ?? resource.property('FifoTopic');
  return fifo === 'true' ? `${resource.name}.fifo` : resource.name;
}

const fill = (pattern: string, name: string) => `arn:aws:${pattern.replace(/[RAN](?![A-Za-z0-9])(?<![A-Za-z0-9].)/g, (letter) => (
  letter === 'R' ? SIMULATED_REGION : letter === 'A' ? SIMULATED_ACCOUNT : name))}`;
