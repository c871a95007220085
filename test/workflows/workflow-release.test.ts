import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { AslValidation } from '../../src/validation/cdk/asl-validation';
import { FindingSeverity } from '../../src/validation/finding';
import { ExpressMode } from '../../src/workflows/express-mode';
import { ExpressWorkflow } from '../../src/workflows/express-workflow';
import { NestedWorkflow } from '../../src/workflows/nested-workflow';
import { ReleaseStrategy } from '../../src/workflows/release-strategy';
import { StandardWorkflow, StandardWorkflowProps } from '../../src/workflows/standard-workflow';
import { WorkflowRelease, WorkflowReleaseProps } from '../../src/workflows/workflow-release';
import { nagErrors } from '../cdk-nag';

function makeStack() {
  const stack = new Stack(new App(), 'Shop');
  const statements = () => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return { stack, statements, caller: new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }) };
}

function make(props: Partial<WorkflowReleaseProps> = {}, ofWorkflow: Partial<StandardWorkflowProps> = {}) {
  const made = makeStack();
  const workflow = new StandardWorkflow(made.stack, 'Orders', {
    timeout: Duration.hours(1), definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(made.stack, 'A')), ...ofWorkflow,
  });
  return { ...made, workflow, release: new WorkflowRelease(made.stack, 'Release', { workflow, ...props }), template: () => Template.fromStack(made.stack) };
}

const MACHINE = 'OrdersStateMachine7AF3635A';
const VERSION = { Ref: Match.stringLikeRegexp('^ReleaseVersion') };
const ALARMS = ['FailedAlarm', 'TimedOutAlarm', 'ThrottledAlarm'].map((id) => ({ Ref: Match.stringLikeRegexp(`^Release${id}`) }));

test('each change publishes a version, and the alias brings every execution to it', () => {
  const template = make().template();
  template.hasResource('AWS::StepFunctions::StateMachineVersion', {
    Properties: { StateMachineArn: { Ref: MACHINE }, StateMachineRevisionId: { 'Fn::GetAtt': [MACHINE, 'StateMachineRevisionId'] } },
    // The version before is kept where the next one takes its place.
    UpdateReplacePolicy: 'Retain',
    DeletionPolicy: 'Retain',
    // The alarms are there before the first execution.
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^OrdersFailedAlarm'), MACHINE, Match.stringLikeRegexp('^OrdersStateMachineRoleDefaultPolicy')]),
  });
  template.hasResourceProperties('AWS::StepFunctions::StateMachineAlias', {
    Name: 'live', Description: Match.absent(),
    DeploymentPreference: { Type: 'ALL_AT_ONCE', StateMachineVersionArn: VERSION, Alarms: ALARMS, Percentage: Match.absent(), Interval: Match.absent() },
  });
});

test.each<[string, ReleaseStrategy, object]>([
  ['canary', ReleaseStrategy.canary(), { Type: 'CANARY', Percentage: 10, Interval: 10 }],
  ['linear', ReleaseStrategy.linear(), { Type: 'LINEAR', Percentage: 10, Interval: 10 }],
  ['canary', ReleaseStrategy.canary({ percentage: 1, interval: Duration.hours(35) }), { Type: 'CANARY', Percentage: 1, Interval: 2100 }],
  ['linear', ReleaseStrategy.linear({ percentage: 99, interval: Duration.minutes(1) }), { Type: 'LINEAR', Percentage: 99, Interval: 1 }],
])('a %s release is watched by alarms of the alias', (_, strategy, expected) => {
  make({ strategy }).template().hasResourceProperties('AWS::StepFunctions::StateMachineAlias', { DeploymentPreference: { ...expected, Alarms: ALARMS } });
});

test('the alarms count what the alias has started, with the thresholds of the workflow, and tell nobody', () => {
  const { release, template } = make({}, {
    alarms: { failed: { threshold: 5, period: Duration.minutes(1) }, throttled: { enabled: false }, actions: [{ bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:111122223333:operators' }) }] },
  });
  const ofAlias = (MetricName: string, more: object) => template().hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName, Dimensions: [{ Name: 'Alias', Value: 'live' }, { Name: 'StateMachineArn', Value: { Ref: MACHINE } }], AlarmActions: Match.absent(), ...more,
  });
  ofAlias('ExecutionsFailed', { Threshold: 5, Period: 60 });
  ofAlias('ExecutionsTimedOut', { Threshold: 1, Period: 300 });
  template().resourceCountIs('AWS::CloudWatch::Alarm', 4);
  expect(release.rollbackAlarms).toHaveLength(2);
  expect(release.alarms).toEqual([release.workflow.failedAlarm, release.workflow.timedOutAlarm]);
});

test('the alias, its description and the alarms are what is given', () => {
  const { stack, workflow, template } = make({}, { alarms: { enabled: false } });
  const alarm = new cloudwatch.Alarm(stack, 'Alarm', { metric: workflow.metricFailed(), threshold: 3, evaluationPeriods: 1 });
  new WorkflowRelease(stack, 'Beta', { workflow, aliasName: 'beta', description: 'For few', strategy: ReleaseStrategy.canary(), rollbackAlarms: [alarm] });
  template().hasResourceProperties('AWS::StepFunctions::StateMachineAlias', { Name: 'live', DeploymentPreference: { Alarms: Match.absent() } });
  template().hasResourceProperties('AWS::StepFunctions::StateMachineAlias', {
    Name: 'beta', Description: 'For few', DeploymentPreference: { Type: 'CANARY', Alarms: [{ Ref: Match.stringLikeRegexp('^Alarm') }] },
  });
});

test('nothing is found in a release', () => {
  const { stack } = make({ strategy: ReleaseStrategy.canary() });
  expect(AslValidation.of(stack).findings()).toEqual([]);
  expect(nagErrors(stack, [{ id: 'AwsSolutions-SF1', reason: 'A Standard workflow keeps the history of its executions' }])).toEqual([]);
});

describe('it is a workflow', () => {
  test('whose alias is started, and nothing else of it is allowed', () => {
    const { stack, release, workflow, caller, statements } = make();
    expect(release).toMatchObject({ stateMachineName: workflow.stateMachineName, stateMachineType: 'STANDARD', alarms: workflow.alarms, logGroup: workflow.logGroup, timeout: workflow.timeout });
    expect(stack.resolve(release.stateMachineArn)).toEqual({ Ref: 'ReleaseAlias98AA50D2' });
    release.grantStart(caller);
    expect(statements()).toContainEqual({
      Action: 'states:StartExecution', Effect: 'Allow', Resource: { Ref: MACHINE },
      Condition: { 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': 'live' } },
    });
  });

  test('whose metrics are those of the alias', () => {
    const { stack, release } = make();
    for (const metric of [release.metricFailed(), release.metricTime(), release.metric('ExecutionsAborted')]) {
      expect(stack.resolve(metric.dimensions)).toEqual({ StateMachineArn: { Ref: MACHINE }, Alias: 'live' });
    }
  });

  test('an Express one too', () => {
    const { stack, caller, statements } = makeStack();
    const workflow = new ExpressWorkflow(stack, 'Quotes', { mode: ExpressMode.SYNC, definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'A')) });
    new WorkflowRelease(stack, 'Release', { workflow }).grantStart(caller);
    expect(statements()).toContainEqual(expect.objectContaining({
      Action: 'states:StartSyncExecution', Condition: { 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': 'live' } },
    }));
  });

  test('that another workflow can run', () => {
    const { stack, release, template } = make();
    const nested = new NestedWorkflow(stack, 'Order', { workflow: release });
    new StandardWorkflow(stack, 'Shop', { timeout: Duration.hours(2), definitionBody: sfn.DefinitionBody.fromChainable(nested) });
    expect(AslValidation.of(stack).findings()).toEqual([]);
    expect(JSON.stringify(template().findResources('AWS::StepFunctions::StateMachine'))).toContain('"Ref":"ReleaseAlias98AA50D2"');
  });

  test('whose start has to be allowed on its state machine', () => {
    const { stack, release } = make();
    const start = new sfn.CustomState(stack, 'Start', {
      stateJson: { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', TimeoutSeconds: 9, Parameters: { StateMachineArn: release.stateMachineArn, Input: {} } },
    });
    const shop = new StandardWorkflow(stack, 'Shop', { timeout: Duration.hours(2), definitionBody: sfn.DefinitionBody.fromChainable(start) });
    const missing = () => AslValidation.of(stack).findings().filter(({ id }) => id.startsWith('ASL90')).map(({ message }) => /"states:\w+"/.exec(message)?.[0]);
    expect(missing()).toContain('"states:StartExecution"');
    shop.addToRolePolicy(new iam.PolicyStatement({ actions: ['states:StartExecution'], resources: [release.stateMachine.stateMachineArn] }));
    expect(missing()).not.toContain('"states:StartExecution"');
    expect(missing()).toContain('"states:DescribeExecution"');
  });
});

describe('a version of a function that the definition names', () => {
  function makeFunction(stack: Stack, id: string, removalPolicy?: RemovalPolicy) {
    return new lambda.Function(stack, id, {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {}'),
      currentVersionOptions: { removalPolicy },
    });
  }
  const taskTimeout = sfn.Timeout.duration(Duration.minutes(1));
  const invoke = (stack: Stack, id: string, lambdaFunction: lambda.IFunction) => new tasks.LambdaInvoke(stack, id, { lambdaFunction, taskTimeout });
  const all = (logicalId: string) => ({
    Action: 'lambda:InvokeFunction', Effect: 'Allow',
    Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${logicalId}`)), 'Arn'] }, ':*']] },
  });
  const warning = Match.stringLikeRegexp('"Shop/Orders" invokes version "Shop/Pinned/CurrentVersion" of a Lambda function, which is deleted .*\\[ack: cdk-stepwright::PinnedFunctionVersion\\]');

  test('has all versions allowed, so that older versions of the workflow go on; other functions have not', () => {
    const { stack, statements } = makeStack();
    const pinned = makeFunction(stack, 'Pinned', RemovalPolicy.RETAIN);
    const other = makeFunction(stack, 'Other');
    const alias = new lambda.Alias(stack, 'Aliased', { aliasName: 'live', version: makeFunction(stack, 'Behind').currentVersion });
    const definitionBody = sfn.DefinitionBody.fromChainable(
      invoke(stack, 'A', pinned.currentVersion).next(invoke(stack, 'B', other)).next(invoke(stack, 'C', alias)).next(invoke(stack, 'D', pinned.currentVersion)));
    const workflow = new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), definitionBody });
    new WorkflowRelease(stack, 'Release', { workflow });
    const allowed = statements().filter(({ Action, Resource }) => Action === 'lambda:InvokeFunction' && Resource['Fn::Join']);
    expect(allowed).toEqual([all('Pinned')]);
    Annotations.fromStack(stack).hasNoWarning('/Shop/Release', Match.anyValue());
    expect(AslValidation.of(stack).findings().filter(({ severity }) => severity !== FindingSeverity.INFO)).toEqual([]);
  });

  test('is a warning where it is deleted when the next one is published', () => {
    const { stack } = makeStack();
    const definitionBody = sfn.DefinitionBody.fromChainable(invoke(stack, 'A', makeFunction(stack, 'Pinned').currentVersion));
    new WorkflowRelease(stack, 'Release', { workflow: new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), definitionBody }) });
    Annotations.fromStack(stack).hasWarning('/Shop/Release', warning);
  });

  test('is found in a text and in another stack', () => {
    const app = new App();
    const functions = new Stack(app, 'Functions');
    const pinned = makeFunction(functions, 'Pinned', RemovalPolicy.RETAIN);
    const stack = new Stack(app, 'Shop');
    const definitionBody = sfn.DefinitionBody.fromString(JSON.stringify({
      StartAt: 'A', TimeoutSeconds: 3600,
      States: {
        A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: '${Function}' }, Next: 'B', TimeoutSeconds: 60 },
        B: { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:other:7', End: true, TimeoutSeconds: 60 },
      },
    }));
    const workflow = new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), definitionBody, definitionSubstitutions: { Function: pinned.currentVersion.functionArn } });
    workflow.addToRolePolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [pinned.currentVersion.functionArn, 'arn:aws:lambda:eu-west-1:111122223333:function:other:7'] }));
    new WorkflowRelease(stack, 'Release', { workflow });
    const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies).toMatch(/\[\{"Fn::ImportValue":"Functions:ExportsOutputFnGetAttPinned[^"]+"\},":\*"\]/);
    expect(policies).toContain('"arn:aws:lambda:eu-west-1:111122223333:function:other:*"');
  });
});

describe('props that contradict each other or cannot be', () => {
  test.each<[string, Partial<WorkflowReleaseProps>, Partial<StandardWorkflowProps>]>([
    ['"workflow" is no StandardWorkflow or ExpressWorkflow of this app', { workflow: {} as never }, {}],
    ['"aliasName" is "7". It has to be of 1 to 80 letters', { aliasName: '7' }, {}],
    ['"aliasName" is "a b".', { aliasName: 'a b' }, {}],
    ['"strategy" has 0 as "percentage". It has to be a whole number from 1 to 99.', { strategy: ReleaseStrategy.canary({ percentage: 0 }) }, {}],
    ['"strategy" has 100 as "percentage".', { strategy: ReleaseStrategy.linear({ percentage: 100 }) }, {}],
    ['"strategy" has 12.5 as "percentage".', { strategy: ReleaseStrategy.linear({ percentage: 12.5 }) }, {}],
    ['"strategy" has 30 seconds as "interval". It has to be a whole number of minutes, from 1 to 2100.', { strategy: ReleaseStrategy.linear({ interval: Duration.seconds(30) }) }, {}],
    ['"strategy" has 2 days as "interval".', { strategy: ReleaseStrategy.canary({ interval: Duration.days(2) }) }, {}],
    ['"rollbackAlarms" is empty, so that nothing would end a canary release that fails. Give an alarm, or use ReleaseStrategy.allAtOnce().',
      { strategy: ReleaseStrategy.canary(), rollbackAlarms: [] }, {}],
    ['The alarms of "Shop/Orders" are switched off, and "rollbackAlarms" is not set, so that nothing would end a linear release that fails.',
      { strategy: ReleaseStrategy.linear() }, { alarms: { enabled: false } }],
    ['"rollbackAlarms" has 101 alarms. CloudFormation watches 100 at most.', { rollbackAlarms: Array(101).fill({ alarmName: 'a' }) }, {}],
  ])('%s', (message, props, ofWorkflow) => {
    expect(() => make(props, ofWorkflow)).toThrow(`WorkflowRelease "Shop/Release": ${message}`);
  });
});
