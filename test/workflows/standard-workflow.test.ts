import { writeFileSync } from 'fs';
import { App, Duration, NestedStack, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { IConstruct } from 'constructs';
import { StandardWorkflow, StandardWorkflowProps } from '../../src/workflows/standard-workflow';

const body = (stack: Stack) => sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'A'));

function make(props: Partial<StandardWorkflowProps> = {}): { stack: Stack; workflow: StandardWorkflow; template(): Template } {
  const stack = new Stack(new App(), 'Shop');
  const definitionBody = props.definitionBody ?? body(stack);
  const workflow = new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), ...props, definitionBody });
  return { stack, workflow, template: () => Template.fromStack(stack) };
}

describe('by default', () => {
  const { stack, workflow, template } = make();
  const made = template();
  const logicalId = ({ node }: IConstruct) => stack.resolve((node.defaultChild as logs.CfnLogGroup).logicalId) as string;

  test('it is a Standard state machine with a timeout, traced, and logs errors without data', () => {
    made.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineType: 'STANDARD',
      DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}},"TimeoutSeconds":3600}',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: {
        Level: 'ERROR',
        IncludeExecutionData: false,
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': [logicalId(workflow.logGroup!), 'Arn'] } } }],
      },
    });
  });

  test('the log group is kept, for six months of events, under a name that only this stack can have', () => {
    made.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Retain',
      Properties: {
        RetentionInDays: 180,
        LogGroupName: {
          'Fn::Join': ['', [
            '/aws/vendedlogs/states/', { Ref: 'AWS::StackName' }, '-',
            { 'Fn::Select': [0, { 'Fn::Split': ['-', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }] }] },
            `/${logicalId(workflow.logGroup!)}`,
          ]],
        },
      },
    });
  });

  test('there are three alarms, none of which goes off where nothing runs', () => {
    made.resourceCountIs('AWS::CloudWatch::Alarm', 3);
    for (const metric of ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionThrottled']) {
      made.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: metric,
        Namespace: 'AWS/States',
        Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: logicalId(workflow.stateMachine) } }],
        Statistic: 'Sum', Period: 300, EvaluationPeriods: 1, Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching', AlarmActions: Match.absent(),
      });
    }
  });
});

test('two workflows, two copies of a stack, and nested stacks have log groups of different names', () => {
  const app = new App();
  const flows = (stack: Stack) => ['Orders', 'Returns'].forEach((id) => new StandardWorkflow(stack, id, {
    timeout: Duration.hours(1), definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, `${id} pass`)),
  }));
  const stack = new Stack(app, 'Shop');
  flows(stack);
  const nested = new NestedStack(stack, 'Nested');
  flows(nested);
  const staged = new Stack(new Stage(app, 'Prod'), 'Shop', { stackName: 'Shop' });
  flows(staged);
  const names = [stack, nested, staged].map((each) => Object.values(Template.fromStack(each).findResources('AWS::Logs::LogGroup'))
    .map(({ Properties }) => JSON.stringify(Properties.LogGroupName)));
  // Within a template the logical id differs, between templates the stack's name and id do.
  for (const ofStack of names) expect(new Set(ofStack).size).toBe(2);
  for (const name of names.flat()) expect(name).toMatch(/"Ref":"AWS::StackName".*"Ref":"AWS::StackId"/);
});

test('every default can be changed', () => {
  const stack = new Stack(new App(), 'Shop');
  const topic = new sns.Topic(stack, 'Topic');
  const key = new kms.Key(stack, 'Key');
  const workflow = new StandardWorkflow(stack, 'Orders', {
    definitionBody: body(stack),
    timeout: Duration.minutes(5),
    stateMachineName: 'orders',
    comment: 'Takes orders',
    role: new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') }),
    tracingEnabled: false,
    logs: {
      level: sfn.LogLevel.ALL,
      includeExecutionData: true,
      retention: logs.RetentionDays.ONE_DAY,
      removalPolicy: RemovalPolicy.DESTROY,
      encryptionKey: key,
    },
    alarms: {
      failed: { threshold: 5, period: Duration.minutes(1), evaluationPeriods: 3, datapointsToAlarm: 2 },
      throttled: { enabled: false },
      actions: [new actions.SnsAction(topic)],
    },
    encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(key, Duration.minutes(10)),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const template = Template.fromStack(stack);
  template.hasResource('AWS::StepFunctions::StateMachine', {
    DeletionPolicy: 'Retain',
    Properties: {
      StateMachineName: 'orders',
      DefinitionString: Match.serializedJson(Match.objectLike({ Comment: 'Takes orders', TimeoutSeconds: 300 })),
      TracingConfiguration: { Enabled: false },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: true },
      EncryptionConfiguration: { KmsDataKeyReusePeriodSeconds: 600, Type: 'CUSTOMER_MANAGED_KMS_KEY' },
    },
  });
  template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', Properties: { RetentionInDays: 1, KmsKeyId: Match.anyValue() } });
  template.resourceCountIs('AWS::IAM::Role', 1);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ExecutionsFailed', Threshold: 5, Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2, AlarmActions: [Match.anyValue()],
  });
  expect(workflow.throttledAlarm).toBeUndefined();
  template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
});

test('a log group of one\'s own is used; without logging there is none', () => {
  const stack = new Stack(new App(), 'Shop');
  const own = new logs.LogGroup(stack, 'Own');
  expect(new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), logs: { destination: own }, definitionBody: body(stack) }).logGroup).toBe(own);
  const silent = make({ logs: { level: sfn.LogLevel.OFF } });
  expect(silent.workflow.logGroup).toBeUndefined();
  silent.template().resourceCountIs('AWS::Logs::LogGroup', 0);
});

describe('props that contradict each other or cannot be', () => {
  const group = (stack: Stack) => logs.LogGroup.fromLogGroupName(stack, 'G', 'g');
  const text = sfn.DefinitionBody.fromString('{"StartAt":"A","States":{"A":{"Type":"Succeed"}},"TimeoutSeconds":3600}');
  test.each<[string, (stack: Stack) => Partial<StandardWorkflowProps>]>([
    ['"timeout" is missing. Without one, an execution whose task never answers runs for a year.', () => ({ timeout: undefined })],
    ['"timeout" is 0 seconds. It has to be a whole number of seconds, from 1 second to 365 days', () => ({ timeout: Duration.seconds(0) })],
    ['"timeout" is 366 days.', () => ({ timeout: Duration.days(366) })],
    ['"timeout" is 1 second 500 millis.', () => ({ timeout: Duration.millis(1500) })],
    ['"logs.destination" is set, but "logs.level" is OFF', (stack) => ({ logs: { level: sfn.LogLevel.OFF, destination: group(stack) } })],
    ['"logs.retention" is set, but "logs.level" is OFF', () => ({ logs: { level: sfn.LogLevel.OFF, retention: 1 } })],
    ['"logs.includeExecutionData" is set, but "logs.level" is OFF', () => ({ logs: { level: sfn.LogLevel.OFF, includeExecutionData: true } })],
    ['"logs.retention" is set, but it is for the log group that is made', (stack) => ({ logs: { destination: group(stack), retention: 1 } })],
    ['"alarms.failed" is set, but "alarms.enabled" is false', () => ({ alarms: { enabled: false, failed: {} } })],
    ['"alarms.timedOut.threshold" is set, but "alarms.timedOut.enabled" is false', () => ({ alarms: { timedOut: { enabled: false, threshold: 2 } } })],
    ['"alarms.throttled.threshold" is 0. It has to be more than 0.', () => ({ alarms: { throttled: { threshold: 0 } } })],
    ['"alarms.failed.datapointsToAlarm" is 2, but only 1 periods are looked at', () => ({ alarms: { failed: { datapointsToAlarm: 2 } } })],
    ['"alarms.actions" is set, but every alarm is switched off', () => ({ alarms: { enabled: false, actions: [{ bind: () => ({ alarmActionArn: 'x' }) }] } })],
    ['"comment" is set, but CDK writes it only into a definition that is made of its states', () => ({ definitionBody: text, comment: 'x' })],
    ['"stateMachineName" is "orders!". Where the workflow is logged it has to be of the letters A to Z and a to z, digits, "-" and "_"', () => ({ stateMachineName: 'orders!' })],
    ['"queryLanguage" is set, but CDK writes it only', () => ({ definitionBody: text, queryLanguage: sfn.QueryLanguage.JSONATA })],
  ])('%s', (message, props) => {
    const stack = new Stack(new App(), 'Shop');
    expect(() => new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), definitionBody: body(stack), ...props(stack) }))
      .toThrow(`StandardWorkflow "Shop/Orders": ${message}`);
  });
});

describe('the timeout of a definition that CDK does not write', () => {
  const asText = (timeout: string) => `{"StartAt":"A",${timeout}"States":{"A":{"Type":"Succeed"}}}`;

  test.each(['fromString', 'fromFile'])('is the one in the text (%s)', (from) => {
    const bodyOf = (definition: string) => {
      if (from === 'fromString') return sfn.DefinitionBody.fromString(definition);
      const file = `${new App().outdir}/definition.asl.json`;
      writeFileSync(file, definition);
      return sfn.DefinitionBody.fromFile(file);
    };
    expect(() => make({ definitionBody: bodyOf(asText('"TimeoutSeconds":3600,')) }).template()).not.toThrow();
    expect(() => make({ definitionBody: bodyOf(asText('"TimeoutSeconds":60,')) }).template())
      .toThrow('"timeout" is 1 hour, but the definition has "TimeoutSeconds": 60. CDK does not write a timeout into a definition that is a text or a file. Write "TimeoutSeconds": 3600 into it');
    expect(() => make({ definitionBody: bodyOf(asText('')) }).template()).toThrow('but the definition has no "TimeoutSeconds".');
  });
});

test('grants and metrics are those of the state machine', () => {
  const { stack, workflow, template } = make();
  const role = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  workflow.grantStart(role);
  workflow.grantTaskResponse(role);
  workflow.grantRedriveExecution(role);
  workflow.grantExecution(role, 'states:StopExecution');
  new sns.Topic(stack, 'Topic').grantPublish(workflow);
  workflow.addAlarmAction({ bind: () => ({ alarmActionArn: 'arn:aws:sns:us-east-1:1:t' }) });
  const policies = JSON.stringify(template().findResources('AWS::IAM::Policy'));
  for (const action of ['states:StartExecution', 'states:SendTaskSuccess', 'states:RedriveExecution', 'states:StopExecution', 'sns:Publish']) {
    expect(policies).toContain(action);
  }
  template().allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: ['arn:aws:sns:us-east-1:1:t'] });
  expect(workflow.metricAborted().metricName).toBe('ExecutionsAborted');
  expect(workflow.metricTime().metricName).toBe('ExecutionTime');
});
