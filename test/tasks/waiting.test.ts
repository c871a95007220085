import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { oneTask, OneTask } from './one-task';
import { TASK_CASES } from './task-cases';
import { AthenaQueryTask, BatchJobTask, EventTask, GlueJobTask, SnsTask, SqsTask } from '../../src';

const { REQUEST_RESPONSE, WAIT_FOR_TASK_TOKEN } = sfn.IntegrationPattern;
const after = (duration: Duration) => sfn.Timeout.duration(duration);

/** A task of the table, changed. */
function changed(title: string, props: object, language: 'jsonPath' | 'jsonata' = 'jsonata'): OneTask {
  const { factory, props: usual } = TASK_CASES.find((each) => each.title === title)!;
  return oneTask((stack) => factory[language](stack, 'Do', { ...usual(stack, language), ...props }));
}

const policyOf = (stack: Stack): string => JSON.stringify(Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith('Workflow')));

describe('a job that is not waited for', () => {
  test.each<[title: string, answer: unknown, result: unknown]>([
    ['BatchJobTask', { JobId: 'j', JobName: 'report', JobArn: 'arn' }, undefined],
    ['GlueJobTask', { JobRunId: 'jr' }, undefined],
    ['CodeBuildTask', { Build: { Arn: 'a', Id: 'i', BuildStatus: 'IN_PROGRESS', Phases: [] } }, { Arn: 'a', Id: 'i', BuildStatus: 'IN_PROGRESS' }],
    ['EcsTask', { Tasks: [{ TaskArn: 't', Containers: [] }], Failures: [] }, { TaskArns: ['t'], Failures: [] }],
    ['AthenaQueryTask', { QueryExecutionId: 'q' }, undefined],
    ['SageMakerTrainingTask', { TrainingJobArn: 'arn' }, undefined],
    ['SageMakerTransformTask', { TransformJobArn: 'arn' }, undefined],
    ['EmrServerlessTask', { ApplicationId: 'a', Arn: 'arn', JobRunId: 'r' }, undefined],
  ])('%s: a minute, no rights to follow it, and what the service answers', (title, answer, result = answer) => {
    for (const language of ['jsonPath', 'jsonata'] as const) {
      const task = changed(title, { integrationPattern: REQUEST_RESPONSE, taskTimeout: undefined }, language);
      expect(task.state).toMatchObject({ TimeoutSeconds: 60, Resource: expect.not.stringMatching(/\.sync$/) });
      expect(task.output(answer)).toEqual(result);
      expect(task.findings).toEqual([]);
      expect(policyOf(task.stack)).not.toMatch(/events:PutRule|:Stop|:Describe(Jobs|Tasks|T)|:BatchGet(B)|Cancel|GetJobRun|Terminate/);
    }
  });
});

describe('a callback', () => {
  const token = sfn.JsonPath.taskToken;
  const jsonataToken = '{% $states.context.Task.Token %}';
  const common = { integrationPattern: WAIT_FOR_TASK_TOKEN, taskTimeout: after(Duration.days(1)), heartbeatTimeout: after(Duration.hours(1)) };

  test.each<[string, (stack: Stack) => sfn.TaskStateBase]>([
    ['SqsTask', (stack) => SqsTask.jsonPath(stack, 'Do', { ...common, queue: new sqs.Queue(stack, 'Queue'), messageBody: sfn.TaskInput.fromText(token) })],
    ['SnsTask', (stack) => SnsTask.jsonata(stack, 'Do', { ...common, topic: new sns.Topic(stack, 'Topic'), message: sfn.TaskInput.fromText(jsonataToken) })],
    ['EventTask', (stack) => EventTask.jsonata(stack, 'Do', {
      ...common, entries: [{ source: 's', detailType: 't', detail: sfn.TaskInput.fromObject({ token: jsonataToken }), eventBus: new events.EventBus(stack, 'Bus') }],
    })],
  ])('%s gives what is sent', (_, make) => {
    const { state, output, findings, surplus } = oneTask(make);
    expect(state).toMatchObject({ TimeoutSeconds: 86_400, HeartbeatSeconds: 3600, Resource: expect.stringMatching(/\.waitForTaskToken$/) });
    expect(output({ approved: true })).toEqual({ approved: true });
    expect([findings, surplus]).toEqual([[], []]);
  });
});

describe('a timeout that is not known before', () => {
  const job = { jobName: 'x', jobQueueArn: 'arn:aws:batch:us-east-1:123456789012:job-queue/q', jobDefinitionArn: 'arn:aws:batch:us-east-1:123456789012:job-definition/d' };

  test.each<[string, sfn.Timeout | undefined, Duration | undefined, object]>([
    ['a path', sfn.Timeout.at('$.seconds'), undefined, { TimeoutSecondsPath: '$.seconds' }],
    ['a duration of CDK', undefined, Duration.minutes(5), { TimeoutSeconds: 300 }],
  ])('%s', (_, taskTimeout, timeout, fields) => {
    for (const make of [
      (stack: Stack) => BatchJobTask.jsonPath(stack, 'Do', { ...job, taskTimeout, timeout }), (stack: Stack) => GlueJobTask.jsonPath(stack, 'Do', { glueJobName: 'x', taskTimeout, timeout }),
    ]) expect(oneTask(make).state).toMatchObject(fields);
  });

  test('an expression', () => {
    const taskTimeout = sfn.Timeout.jsonata('{% $states.input.seconds %}');
    expect(oneTask((stack) => BatchJobTask.jsonata(stack, 'Do', { ...job, taskTimeout })).state).toMatchObject({ TimeoutSeconds: '{% $states.input.seconds %}' });
  });

  test('the service gets it too, where it takes one', () => {
    expect(changed('BatchJobTask', {}).state.Arguments).toMatchObject({ Timeout: { AttemptDurationSeconds: 7200 } });
    expect(changed('GlueJobTask', {}).state.Arguments).toMatchObject({ Timeout: 120 });
  });

  test.each(['BatchJobTask', 'GlueJobTask'])('what a call may take is not what the job may take: %s', (title) => {
    expect(changed(title, { integrationPattern: REQUEST_RESPONSE, taskTimeout: undefined }).state.Arguments).not.toHaveProperty('Timeout');
    expect(changed(title, { integrationPattern: REQUEST_RESPONSE }).state.Arguments).toHaveProperty('Timeout');
  });
});

test('with a result path, the result is as short', () => {
  expect(changed('GlueJobTask', { resultPath: '$.run' }, 'jsonPath').output({ Id: 'jr', JobName: 'load', JobRunState: 'SUCCEEDED', Attempt: 0 }))
    .toEqual({ id: 'a', run: { Id: 'jr', JobName: 'load', JobRunState: 'SUCCEEDED' } });
  expect(changed('HttpTask', { resultPath: '$.order' }, 'jsonPath').output({ ResponseBody: { n: 1 }, StatusCode: 200 })).toEqual({ id: 'a', order: { ResponseBody: { n: 1 }, StatusCode: 200 } });
  expect(changed('AthenaResultsTask', { resultPath: '$.all' }, 'jsonPath').output({ ResultSet: { Rows: [] } })).toEqual({ id: 'a', all: { Rows: [] } });
  expect(changed('DynamoPutItemTask', { resultPath: '$.answer' }, 'jsonPath').output({})).toEqual({ id: 'a', answer: {} });
});

test('a response without a body is null in JSONata, and fails nothing in JSONPath', () => {
  expect(changed('HttpTask', {}).output({ StatusCode: 204 })).toBeNull();
  expect(changed('HttpTask', {}, 'jsonPath').output({ StatusCode: 204 })).toEqual({ StatusCode: 204 });
  expect(changed('HttpTask', { resultPath: '$.order' }, 'jsonPath').output({ StatusCode: 204 })).toEqual({ id: 'a', order: { StatusCode: 204 } });
  expect(changed('HttpTask', { outputPath: '$.ResponseBody' }, 'jsonPath').output({ ResponseBody: [], StatusCode: 200 })).toEqual([]);
});

describe('what the role may do', () => {
  const document = (...statements: object[]) => ({ PolicyDocument: { Statement: Match.arrayWith(statements.map((one) => Match.objectLike(one))) } });

  test('HTTP: this endpoint with this method, or the endpoints that are given', () => {
    Template.fromStack(changed('HttpTask', {}).stack).hasResourceProperties('AWS::IAM::Policy', document({
      Action: 'states:InvokeHTTPEndpoint', Condition: { StringLike: { 'states:HTTPEndpoint': ['https://api.example.com/orders'], 'states:HTTPMethod': 'GET' } },
    }));
    const endpoint = { apiEndpoint: sfn.TaskInput.fromText('{% $states.input.id %}'), method: sfn.TaskInput.fromText('{% $states.input.how %}') };
    Template.fromStack(changed('HttpTask', endpoint).stack).hasResourceProperties('AWS::IAM::Policy', document({ Condition: { StringLike: { 'states:HTTPEndpoint': ['https://api.example.com/*'] } } }));
    const given = changed('HttpTask', { apiRoot: '{% $states.input.root %}', allowedEndpoints: ['https://*.example.com/*'] });
    Template.fromStack(given.stack).hasResourceProperties('AWS::IAM::Policy', document({
      Condition: { StringLike: { 'states:HTTPEndpoint': ['https://*.example.com/*'], 'states:HTTPMethod': 'GET' } },
    }));
    expect(given.findings).toEqual([]);
  });

  test('Batch: tag jobs, where they have tags', () => {
    expect(policyOf(changed('BatchJobTask', { tags: { a: 'b' } }).stack)).toContain('batch:TagResource');
    expect(policyOf(changed('BatchJobTask', {}).stack)).not.toContain('batch:TagResource');
  });

  test('ECS: the revision that is named', () => {
    const { stack } = changed('EcsTask', { revisionNumber: 4 });
    expect(policyOf(stack)).toMatch(/task-definition\/[^*]*:4"/);
  });

  test('Athena: nothing in S3 or the catalogue that is not named', () => {
    const { stack, findings } = oneTask((scope) => AthenaQueryTask.jsonata(scope, 'Do', { queryString: 'SELECT 1', workGroup: 'reports' }));
    expect(policyOf(stack)).not.toMatch(/s3:|glue:/);
    expect(policyOf(stack)).toContain(':workgroup/reports');
    expect(findings).toEqual([]);
  });

  test('Bedrock: the objects and the guardrail that are named', () => {
    const { stack } = changed('BedrockInvokeModelTask', {
      body: undefined,
      input: { s3InputUri: 's3://prompts/a.json' },
      output: { s3Location: { bucketName: 'answers', objectKey: 'b.json' } },
      guardrail: tasks.Guardrail.enable('abc', 1),
    });
    const policy = policyOf(stack);
    for (const part of [':s3:::prompts/a.json', ':s3:::answers/b.json', ':guardrail/abc']) expect(policy).toContain(part);
    expect(policy).not.toMatch(/s3:::\*|"\*"\]?,"Action":"s3/);
  });

  test('SageMaker: the job of this name, and no role with AmazonSageMakerFullAccess', () => {
    const { stack } = changed('SageMakerTransformTask', {});
    expect(policyOf(stack)).toContain(':transform-job/score"');
    expect(policyOf(stack)).not.toContain('iam:PassRole');
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('AmazonSageMakerFullAccess');
  });

  test('SageMaker: as long as the training may run, and an hour', () => {
    expect(changed('SageMakerTrainingTask', { stoppingCondition: { maxRuntime: Duration.hours(5) } }).state.TimeoutSeconds).toBe(6 * 3600);
  });
});
