import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { express, newStack, standard } from './workflows';
import { AslValidation, ExpressMode, ScheduleStart, ScheduleStartProps, StartTime } from '../../src';
import { nagErrors } from '../cdk-nag';

const morning = StartTime.cron({ minute: '30', hour: '6' }, TimeZone.EUROPE_BERLIN);

const make = (stack: Stack, props: Partial<ScheduleStartProps> = {}) => new ScheduleStart(stack, 'Start', { workflow: props.workflow ?? standard(stack), time: morning, ...props });

test('by default an execution starts at its time, is tried for a day, and then kept', () => {
  const stack = newStack();
  make(stack);
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(30 6 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: 'ENABLED',
    Target: {
      Arn: { Ref: Match.stringLikeRegexp('^Orders') },
      Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^StartDeadLetters'), 'Arn'] } },
    },
  });
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: 'scheduler.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } })] },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ Ref: Match.stringLikeRegexp('^StartRole') }],
    PolicyDocument: {
      Statement: [
        { Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: Match.stringLikeRegexp('^Orders') } },
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^StartDeadLetters'), 'Arn'] } },
      ],
    },
  });
});

test('what is set counts', () => {
  const stack = newStack();
  make(stack, {
    workflow: express(stack, ExpressMode.ASYNC),
    time: StartTime.rate(Duration.hours(2)),
    flexibleWindow: Duration.minutes(15),
    start: new Date('2027-01-01T00:00:00Z'),
    end: new Date('2027-02-01T00:00:00Z'),
    scheduleGroup: new scheduler.ScheduleGroup(stack, 'Group'),
    scheduleName: 'morning',
    description: 'Reports',
    enabled: false,
    key: new kms.Key(stack, 'Key'),
    input: scheduler.ScheduleTargetInput.fromObject({ all: true }),
    maxEventAge: Duration.minutes(5),
    retryAttempts: 2,
  });
  Template.fromStack(stack).hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(2 hours)',
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
    StartDate: '2027-01-01T00:00:00.000Z',
    EndDate: '2027-02-01T00:00:00.000Z',
    GroupName: Match.anyValue(),
    Name: 'morning',
    Description: 'Reports',
    State: 'DISABLED',
    KmsKeyArn: Match.anyValue(),
    Target: Match.objectLike({ Input: '{"all":true}', RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 2 } }),
  });
});

test('at() is what the clock of the time zone shows', () => {
  const stack = newStack();
  make(stack, { time: StartTime.at('2027-03-31T09:30:00', TimeZone.AMERICA_NEW_YORK) });
  Template.fromStack(stack).hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'at(2027-03-31T09:30:00)', ScheduleExpressionTimezone: 'America/New_York' });
});

test('the role may use the key of a queue of your own', () => {
  const stack = newStack();
  make(stack, { deadLetterQueue: new sqs.Queue(stack, 'Mine', { encryptionMasterKey: new kms.Key(stack, 'Key') }) });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ Ref: Match.stringLikeRegexp('^StartRole') }],
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['kms:Decrypt', 'kms:GenerateDataKey*']), Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } })]) },
  });
});

test('cdk-nag and the validator find nothing', () => {
  const stack = newStack();
  make(stack);
  expect(nagErrors(stack, [{ id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue' }])).toEqual([]);
  expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
});

test.each<[string, (stack: Stack) => Partial<ScheduleStartProps>, string]>([
  ['a synchronous workflow', (stack) => ({ workflow: express(stack, ExpressMode.SYNC) }), 'ScheduleStart "Shop/Start": "workflow" is "Shop/Quotes", an ExpressWorkflow of mode SYNC, but EventBridge Scheduler does not wait'],
  ['a FIFO queue', (stack) => ({ deadLetterQueue: new sqs.Queue(stack, 'Q', { fifo: true }) }), '"deadLetterQueue" is "Shop/Q", a FIFO queue.'],
  ['a rate of seconds', () => ({ time: StartTime.rate(Duration.seconds(90)) }), '"time" is a rate of 1 minute 30 seconds. It has to be one or more whole minutes.'],
  ['a rate of nothing', () => ({ time: StartTime.rate(Duration.seconds(0)) }), '"time" is a rate of 0 seconds.'],
  ['a time with a zone', () => ({ time: StartTime.at('2027-03-31T09:30:00Z', TimeZone.ETC_UTC) }), '"time" is at "2027-03-31T09:30:00Z". It has to be a date and time without a zone: "2027-03-31T09:30:00".'],
  ['a day that does not exist', () => ({ time: StartTime.at('2027-02-30T09:30:00', TimeZone.ETC_UTC) }), '"time" is at "2027-02-30T09:30:00".'],
  ['a window of seconds', () => ({ flexibleWindow: Duration.seconds(30) }), '"flexibleWindow" is 30 seconds. It has to be a whole number of minutes, from 1 minute to 24 hours.'],
  ['an end of what is once', () => ({ time: StartTime.at('2027-03-31T09:30:00', TimeZone.ETC_UTC), end: new Date() }), '"end" is set, but "time" is once'],
  ['an end before the start', () => ({ start: new Date('2027-02-01'), end: new Date('2027-01-01') }), '"end" is 2027-01-01T00:00:00.000Z, and "start" is 2027-02-01T00:00:00.000Z. The end has to be after the start.'],
  ['no date', () => ({ start: new Date('x') }), '"start" is no date.'],
])('misuse: %s', (_, props, message) => {
  const stack = newStack();
  expect(() => make(stack, props(stack))).toThrow(message);
});
