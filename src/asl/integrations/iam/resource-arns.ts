import type { Members } from '../members';

const arn = (service: string, resource: string): string => `arn:\${Partition}:${service}:\${Region}:\${Account}:${resource}`;

/**
 * The parameters by which calls of common services name their resource, and its ARN. Of several in a list the first that an action has counts.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const RESOURCES: { readonly [iamPrefix: string]: readonly (readonly [parameter: string, arn: string])[] } = {
  'athena': [['WorkGroup', arn('athena', 'workgroup/{WorkGroup}')]],
  'backup': [['BackupVaultName', arn('backup', 'backup-vault:{BackupVaultName}')]],
  'cloudformation': [['StackName', arn('cloudformation', 'stack/{StackName}/*')]],
  'cloudwatch': [['AlarmName', arn('cloudwatch', 'alarm:{AlarmName}')]],
  'codebuild': [['ProjectName', arn('codebuild', 'project/{ProjectName}')]],
  'codepipeline': [['PipelineName', 'arn:${Partition}:codepipeline:${Region}:${Account}:{PipelineName}']],
  'cognito-idp': [['UserPoolId', arn('cognito-idp', 'userpool/{UserPoolId}')]],
  'dynamodb': [['TableName', arn('dynamodb', 'table/{TableName}')]],
  'ecr': [['RepositoryName', arn('ecr', 'repository/{RepositoryName}')]],
  'ecs': [['TaskDefinition', arn('ecs', 'task-definition/{TaskDefinition}')], ['Service', arn('ecs', 'service/{Cluster}/{Service}')], ['Cluster', arn('ecs', 'cluster/{Cluster}')]],
  'eks': [['ClusterName', arn('eks', 'cluster/{ClusterName}')]],
  'elasticmapreduce': [['ClusterId', arn('elasticmapreduce', 'cluster/{ClusterId}')]],
  'events': [['Rule', arn('events', 'rule/{Rule}')]],
  'firehose': [['DeliveryStreamName', arn('firehose', 'deliverystream/{DeliveryStreamName}')]],
  'kinesis': [['StreamARN', '{StreamARN}'], ['StreamName', arn('kinesis', 'stream/{StreamName}')]],
  'kms': [['KeyId', arn('kms', 'key/{KeyId}')]],
  'lambda': [['FunctionName', arn('lambda', 'function:{FunctionName}')]],
  'logs': [['LogGroupName', arn('logs', 'log-group:{LogGroupName}:*')]],
  'sagemaker': [['EndpointName', arn('sagemaker', 'endpoint/{EndpointName}')], ['TrainingJobName', arn('sagemaker', 'training-job/{TrainingJobName}')]],
  'scheduler': [['GroupName', arn('scheduler', 'schedule/{GroupName}/{Name}')]],
  'secretsmanager': [['SecretId', arn('secretsmanager', 'secret:{SecretId}-*')]],
  'sns': [['TopicArn', '{TopicArn}']],
  'sqs': [['QueueUrl', arn('sqs', '{QueueUrl}')]],
  'ssm': [['DocumentName', arn('ssm', 'document/{DocumentName}')], ['Name', arn('ssm', 'parameter/{Name}')]],
  'states': [
    ['StateMachineArn', '{StateMachineArn}'], ['ExecutionArn', '{ExecutionArn}'], ['ActivityArn', '{ActivityArn}'], ['MapRunArn', '{MapRunArn}'],
  ],
};

/** The ARN of the resource that a call is for, with its parameters in braces; `*` where they name none, or the service is not a common one. */
export function resourceArn(iamPrefix: string, parameters: Members | undefined): string {
  return RESOURCES[iamPrefix]?.find(([parameter]) => parameters?.has(parameter))?.[1] ?? '*';
}
