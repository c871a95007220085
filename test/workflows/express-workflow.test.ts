import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { AslValidation } from '../../src/validation/cdk/asl-validation';
import { ExpressMode } from '../../src/workflows/express-mode';
import { ExpressWorkflow, ExpressWorkflowProps } from '../../src/workflows/express-workflow';

function make(props: Partial<ExpressWorkflowProps> = {}) {
  const stack = new Stack(new App(), 'Shop');
  const definitionBody = sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'A'));
  return { stack, workflow: new ExpressWorkflow(stack, 'Quotes', { mode: ExpressMode.SYNC, definitionBody, ...props }) };
}

test('by default it is an Express state machine that logs everything but the data', () => {
  const template = Template.fromStack(make().stack);
  template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
    StateMachineType: 'EXPRESS',
    DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}',
    TracingConfiguration: { Enabled: true },
    LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false, Destinations: [Match.anyValue()] },
  });
  template.resourceCountIs('AWS::CloudWatch::Alarm', 3);
});

test.each([[ExpressMode.SYNC, 'states:StartSyncExecution'], [ExpressMode.ASYNC, 'states:StartExecution']])('%s: grantStart() allows %s', (mode, action) => {
  const { stack, workflow } = make({ mode });
  workflow.grantStart(new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [Match.objectLike({ Action: action, Resource: { Ref: Match.stringLikeRegexp('^Quotes') } })] },
  });
});

test('a mode that is left out is refused', () => {
  const message = '"mode" is undefined. It has to be ExpressMode.SYNC or ExpressMode.ASYNC.';
  expect(() => make({ mode: undefined })).toThrow(`ExpressWorkflow "Shop/Quotes": ${message}`);
  const attrs = { stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:quotes' } as never;
  expect(() => ExpressWorkflow.fromExpressWorkflowAttributes(new Stack(), 'Quotes', attrs)).toThrow(message);
});

test('a timeout of more than five minutes is refused', () => {
  expect(() => make({ timeout: Duration.minutes(6) })).toThrow(
    'ExpressWorkflow "Shop/Quotes": "timeout" is 6 minutes. It has to be a whole number of seconds, from 1 second to 5 minutes');
});

test('what only a Standard workflow can do stops the synthesis', () => {
  const stack = new Stack(new App(), 'Shop');
  const wait = new tasks.SqsSendMessage(stack, 'Ask', {
    queue: new sqs.Queue(stack, 'Queue'), integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    messageBody: sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken }),
  });
  new ExpressWorkflow(stack, 'Quotes', { mode: ExpressMode.SYNC, definitionBody: sfn.DefinitionBody.fromChainable(wait) });
  expect(() => Template.fromStack(stack)).toThrow(/\[Shop\/Quotes\] State machine "Shop\/Quotes": .*"Ask"/);
});

test('SYNC says nothing of what must not happen twice', () => {
  const publishing = (mode: ExpressMode) => {
    const stack = new Stack(new App(), 'Shop');
    const tell = new tasks.SnsPublish(stack, 'Tell', {
      topic: new sns.Topic(stack, 'Topic'), message: sfn.TaskInput.fromText('Hello'), taskTimeout: sfn.Timeout.duration(Duration.seconds(9)),
    });
    const workflow = new ExpressWorkflow(stack, 'Quotes', { mode, definitionBody: sfn.DefinitionBody.fromChainable(tell) });
    return AslValidation.of(workflow).findings().filter(({ id }) => id === 'ASL823');
  };
  expect(publishing(ExpressMode.SYNC)).toEqual([]);
  expect(publishing(ExpressMode.ASYNC)).toHaveLength(1);
});

test('ASYNC warns that an execution may run twice, until that is acknowledged', () => {
  const warning = Match.stringLikeRegexp('runs an execution at least once.*\\[ack: cdk-stepwright::AsyncExpressIdempotency\\]');
  Annotations.fromStack(make({ mode: ExpressMode.ASYNC }).stack).hasWarning('/Shop/Quotes', warning);
  const { stack, workflow } = make({ mode: ExpressMode.ASYNC });
  Validations.of(workflow).acknowledge({ id: 'cdk-stepwright::AsyncExpressIdempotency', reason: 'It only writes under a key' });
  Annotations.fromStack(stack).hasNoWarning('/Shop/Quotes', Match.anyValue());
});
