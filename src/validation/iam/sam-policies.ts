import { isJsonObject, JsonObject, JsonValue } from '../../asl/json-value';

/**
 * What the policy templates of SAM that workflows use most allow: the document, with the parameters that a template gives. Others are not known.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
const TEMPLATES: { readonly [name: string]: { readonly actions: readonly string[]; readonly parameter: string; readonly arn: string } } = {
  DynamoDBReadPolicy: {
    actions: ['GetItem', 'Scan', 'Query', 'BatchGetItem', 'DescribeTable'].map((action) => `dynamodb:${action}`), parameter: 'TableName', arn: 'dynamodb:${AWS::Region}:${AWS::AccountId}:table/${name}',
  },
  DynamoDBWritePolicy: {
    actions: ['PutItem', 'UpdateItem', 'BatchWriteItem'].map((action) => `dynamodb:${action}`), parameter: 'TableName', arn: 'dynamodb:${AWS::Region}:${AWS::AccountId}:table/${name}',
  },
  DynamoDBCrudPolicy: {
    actions: ['GetItem', 'DeleteItem', 'PutItem', 'Scan', 'Query', 'UpdateItem', 'BatchWriteItem', 'BatchGetItem', 'DescribeTable', 'ConditionCheckItem'].map((action) => `dynamodb:${action}`),
    parameter: 'TableName',
    arn: 'dynamodb:${AWS::Region}:${AWS::AccountId}:table/${name}',
  },
  EventBridgePutEventsPolicy: { actions: ['events:PutEvents'], parameter: 'EventBusName', arn: 'events:${AWS::Region}:${AWS::AccountId}:event-bus/${name}' },
  LambdaInvokePolicy: { actions: ['lambda:InvokeFunction'], parameter: 'FunctionName', arn: 'lambda:${AWS::Region}:${AWS::AccountId}:function:${name}*' },
  SNSPublishMessagePolicy: { actions: ['sns:Publish'], parameter: 'TopicName', arn: 'sns:${AWS::Region}:${AWS::AccountId}:${name}' },
  SQSSendMessagePolicy: { actions: ['sqs:SendMessage*'], parameter: 'QueueName', arn: 'sqs:${AWS::Region}:${AWS::AccountId}:${name}' },
  StepFunctionsExecutionPolicy: { actions: ['states:StartExecution'], parameter: 'StateMachineName', arn: 'states:${AWS::Region}:${AWS::AccountId}:stateMachine:${name}' },
};

/** The document that a policy template of SAM stands for, or undefined. */
export function samPolicies(policy: JsonValue): JsonObject | undefined {
  const [name, ...others] = isJsonObject(policy) ? Object.keys(policy) : [];
  if (name === undefined || others.length > 0 || !Object.hasOwn(TEMPLATES, name)) return undefined;
  const { actions, parameter, arn } = TEMPLATES[name];
  const parameters = (policy as JsonObject)[name];
  const given = isJsonObject(parameters) ? parameters[parameter] : undefined;
  if (given === undefined) return undefined;
  const resource = { 'Fn::Sub': [`arn:\${AWS::Partition}:${arn}`, { name: given }] };
  return { Statement: [{ Effect: 'Allow', Action: [...actions], Resource: resource }] };
}
