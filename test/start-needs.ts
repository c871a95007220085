import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { textOf } from './starts/api-gateway';

/** A role that a service works with for what it starts executions with. */
interface ServiceRole {
  readonly id: string;
  /** As `action on resource`, sorted. */
  readonly allowed: readonly string[];
  readonly needed: readonly string[];
}

interface Resources {
  readonly [id: string]: { readonly Type: string; readonly Properties?: any };
}

/** What reading a source needs. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html */
const READS: { readonly [parameters: string]: readonly string[] } = {
  SqsQueueParameters: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  KinesisStreamParameters: ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards', 'ListStreams', 'SubscribeToShard'].map((action) => `kinesis:${action}`),
  DynamoDBStreamParameters: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
};

const on = (actions: readonly string[], resource: unknown): string[] => actions.map((action) => `${action} on ${textOf(resource)}`);

/** What is started is allowed on the state machine, under the name of the alias. */
function started(resources: Resources, action: string, arn: string): string[] {
  const alias = resources[/^<(\w+)>$/.exec(arn)?.[1] ?? ''];
  if (alias?.Type !== 'AWS::StepFunctions::StateMachineAlias') return [`states:${action} on ${arn}`];
  const { Name, DeploymentPreference: { StateMachineVersionArn } } = alias.Properties;
  const { StateMachineArn } = resources[StateMachineVersionArn.Ref].Properties;
  return [`states:${action} on ${textOf(StateMachineArn)} as ${Name}`];
}

/** A mutation is allowed by its field. @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-iam-authorization */
function published(endpoint: string, operation: string): string[] {
  const [, api] = /^<(\w+)\.GraphQLEndpointArn>$/.exec(endpoint)!;
  const [, field] = /^mutation\b[^{]*\{\s*(\w+)/.exec(operation)!;
  return [`appsync:GraphQL on arn:<AWS::Partition>:appsync:<AWS::Region>:<AWS::AccountId>:apis/<${api}.ApiId>/types/Mutation/fields/${field}`];
}

/** The role that a resource gives to its service, and what it needs. */
function needsOf(resources: Resources, { Type, Properties: properties }: Resources[string]): readonly [role: any, needed: readonly string[]][] {
  switch (Type) {
    case 'AWS::ApiGateway::Method': {
      const { Credentials, Uri, RequestTemplates } = properties.Integration;
      if (Credentials === undefined) return [];
      const [, action] = /states:action\/(\w+)$/.exec(textOf(Uri))!;
      const [, member, arn] = /^\{"(stateMachineArn|executionArn)":"([^"$]*)/.exec(textOf(RequestTemplates['application/json']))!;
      return [[Credentials, member === 'executionArn' ? [`states:${action} on ${arn}*`] : started(resources, action, arn)]];
    }
    case 'AWS::ApiGatewayV2::Integration':
      return [[properties.CredentialsArn, started(resources, properties.IntegrationSubtype.replace('StepFunctions-', ''), textOf(properties.RequestParameters.StateMachineArn))]];
    case 'AWS::Events::Rule': // What cannot be delivered, EventBridge sends by itself.
      return properties.Targets.map(({ RoleArn, Arn, AppSyncParameters }: any) => [
        RoleArn, AppSyncParameters ? published(textOf(Arn), AppSyncParameters.GraphQLOperation) : started(resources, 'StartExecution', textOf(Arn)),
      ]);
    case 'AWS::Scheduler::Schedule': {
      const { RoleArn, Arn, DeadLetterConfig } = properties.Target;
      return [[RoleArn, [...started(resources, 'StartExecution', textOf(Arn)), ...on(['sqs:SendMessage'], DeadLetterConfig.Arn)]]];
    }
    case 'AWS::Pipes::Pipe': {
      const { RoleArn, Source, SourceParameters, Target, TargetParameters, LogConfiguration } = properties;
      const [kind] = Object.keys(READS).filter((name) => name in SourceParameters);
      const deadLetters = SourceParameters[kind].DeadLetterConfig;
      const waits = TargetParameters.StepFunctionStateMachineParameters.InvocationType === 'REQUEST_RESPONSE';
      return [[RoleArn, [
        ...started(resources, waits ? 'StartSyncExecution' : 'StartExecution', textOf(Target)),
        ...on(READS[kind], Source),
        ...deadLetters ? on(['sqs:SendMessage'], deadLetters.Arn) : [],
        ...on(['logs:CreateLogStream', 'logs:PutLogEvents'], LogConfiguration.CloudwatchLogsLogDestination.LogGroupArn),
      ]]];
    }
    default: return [];
  }
}

/** The roles of a stack that API Gateway, EventBridge, its Scheduler and Pipes start executions and publish with, and what these need. */
export function serviceRolesOf(stack: Stack): ServiceRole[] {
  const resources: Resources = Template.fromStack(stack).toJSON().Resources;
  const needs = new Map<string, string[]>();
  for (const [role, needed] of Object.values(resources).flatMap((resource) => needsOf(resources, resource))) {
    const [id] = role['Fn::GetAtt'];
    needs.set(id, [...needs.get(id) ?? [], ...needed]);
  }
  const policies = Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::Policy').map(({ Properties }) => Properties);
  return [...needs].map(([id, needed]) => ({
    id,
    allowed: policies.filter(({ Roles }) => Roles.some(({ Ref }: any) => Ref === id)).flatMap(({ PolicyDocument: { Statement } }) => Statement)
      .flatMap(({ Action, Resource, Condition }: any) => [Action].flat().flatMap((action: string) => [Resource].flat().map((resource: unknown) => (
        `${action} on ${textOf(resource)}${qualifierOf(Condition)}`)))).sort(),
    needed: [...new Set(needed)].sort(),
  }));
}

const qualifierOf = (condition: any): string => (condition ? ` as ${condition['ForAnyValue:StringEquals']['states:StateMachineQualifier']}` : '');
