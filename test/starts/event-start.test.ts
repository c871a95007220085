import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { express, newStack, standard } from './workflows';
import { AslValidation, EventStart, EventStartProps, ExpressMode, S3ObjectEvent, S3ObjectStart, S3ObjectStartProps } from '../../src';
import { nagErrors } from '../cdk-nag';

const eventPattern = { source: ['shop'], detailType: ['OrderPlaced'] };

const make = (stack: Stack, props: Partial<EventStartProps> = {}) => new EventStart(stack, 'Start', { workflow: props.workflow ?? standard(stack), eventPattern, ...props });

const makeS3 = (stack: Stack, props: Partial<S3ObjectStartProps> = {}) => new S3ObjectStart(stack, 'Start', {
  workflow: props.workflow ?? standard(stack), bucket: props.bucket ?? new s3.Bucket(stack, 'Files'), ...props,
});

describe('EventStart', () => {
  test('by default the whole event starts an execution, is tried for a day, and then kept', () => {
    const stack = newStack();
    const start = make(stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'source': ['shop'], 'detail-type': ['OrderPlaced'] },
      State: 'ENABLED',
      Targets: [{
        Arn: { Ref: Match.stringLikeRegexp('^Orders') },
        RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^StartRole'), 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^StartDeadLetters'), 'Arn'] } },
        Input: Match.absent(),
        RetryPolicy: Match.absent(),
      }],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^StartRole') }],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: Match.stringLikeRegexp('^Orders') } }] },
    });
    template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Allow', Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' } }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible', Statistic: 'Maximum', Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching', AlarmActions: Match.absent(),
    });
    expect(start.deadLetterAlarm).toBeDefined();
  });

  test('what is set counts', () => {
    const stack = newStack();
    const action = { bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:1:alarms' }) };
    make(stack, {
      workflow: express(stack, ExpressMode.ASYNC),
      eventBus: new events.EventBus(stack, 'Bus'),
      input: events.RuleTargetInput.fromEventPath('$.detail'),
      maxEventAge: Duration.minutes(5),
      retryAttempts: 3,
      alarmActions: [action],
      ruleName: 'placed',
      description: 'Orders',
      enabled: false,
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Events::Rule', {
      Name: 'placed', Description: 'Orders', State: 'DISABLED', EventBusName: Match.anyValue(),
      Targets: [Match.objectLike({ InputPath: '$.detail', RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 3 } })],
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateNumberOfMessagesVisible', AlarmActions: ['arn:aws:sns:eu-west-1:1:alarms'] });
  });

  test('a queue of your own is used as it is', () => {
    const stack = newStack();
    const start = make(stack, { deadLetterQueue: new sqs.Queue(stack, 'Mine') });
    Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 1);
    expect(start.deadLetterAlarm).toBeUndefined();
  });

  test('EventBridge may use the key of the queue, and a key whose policy cannot be changed is told of', () => {
    const stack = newStack();
    make(stack, { deadLetterQueue: new sqs.Queue(stack, 'Mine', { encryptionMasterKey: new kms.Key(stack, 'Key') }) });
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([{
          Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*', Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }]),
      },
    });
    const other = newStack();
    make(other, { deadLetterQueue: new sqs.Queue(other, 'Mine', { encryptionMasterKey: kms.Key.fromKeyArn(other, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab') }) });
    Annotations.fromStack(other).hasWarning('/Shop/Start', Match.stringLikeRegexp('Key "Shop/Key" is imported, .* It has to allow "kms:Decrypt" and "kms:GenerateDataKey" to "events.amazonaws.com"'));
  });

  test('cdk-nag and the validator find nothing', () => {
    const stack = newStack();
    make(stack);
    expect(nagErrors(stack, [{ id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue' }])).toEqual([]);
    expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
  });

  test.each<[string, (stack: Stack) => Partial<EventStartProps>, string]>([
    ['a synchronous workflow', (stack) => ({ workflow: express(stack, ExpressMode.SYNC) }), 'EventStart "Shop/Start": "workflow" is "Shop/Quotes", an ExpressWorkflow of mode SYNC, but EventBridge does not wait for the output'],
    ['too short', () => ({ maxEventAge: Duration.seconds(59) }), '"maxEventAge" is 59 seconds. It has to be a whole number of seconds, from 1 minute to 1 day.'],
    ['too long', () => ({ maxEventAge: Duration.hours(25) }), '"maxEventAge" is 1 day 1 hour.'],
    ['too often', () => ({ retryAttempts: 186 }), '"retryAttempts" is 186. It has to be a whole number from 0 to 185.'],
    ['an alarm of an own queue', (stack) => ({ deadLetterQueue: new sqs.Queue(stack, 'Q'), alarmActions: [] as cloudwatch.IAlarmAction[] }), '"alarmActions" is set, but it is for the alarm of the queue that is made'],
    ['a FIFO queue', (stack) => ({ deadLetterQueue: new sqs.Queue(stack, 'Q', { fifo: true }) }), '"deadLetterQueue" is "Shop/Q", a FIFO queue. It has to be a standard queue.'],
    ['a key that EventBridge cannot use', (stack) => ({ deadLetterQueue: new sqs.Queue(stack, 'Q', { encryption: sqs.QueueEncryption.KMS_MANAGED }) }),
      '"deadLetterQueue" is "Shop/Q", which is encrypted with the key that AWS manages for SQS, and EventBridge cannot use that.'],
    ['no pattern', () => ({ eventPattern: {} }), '"eventPattern" is empty, and would start an execution for every event.'],
    ['an empty field', () => ({ eventPattern: { source: [] } }), '"eventPattern.source" is empty.'],
  ])('misuse: %s', (_, props, message) => {
    const stack = newStack();
    expect(() => make(stack, props(stack))).toThrow(message);
  });
});

describe('S3ObjectStart', () => {
  const patternOf = (props: Partial<S3ObjectStartProps>): any => {
    const stack = newStack();
    makeS3(stack, props);
    const [rule] = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
    return rule.Properties.EventPattern;
  };

  test('by default every new object starts an execution with the detail of its event', () => {
    const stack = newStack();
    makeS3(stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'source': ['aws.s3'], 'detail-type': ['Object Created'], 'detail': { bucket: { name: [{ Ref: Match.stringLikeRegexp('^Files') }] } } },
      Targets: [Match.objectLike({ InputPath: '$.detail' })],
    });
    template.hasResourceProperties('Custom::S3BucketNotifications', { NotificationConfiguration: { EventBridgeConfiguration: {} } });
  });

  test.each<[string, Partial<S3ObjectStartProps>, unknown]>([
    ['prefix', { prefix: 'in/' }, { key: [{ prefix: 'in/' }] }],
    ['suffix', { suffix: '.csv' }, { key: [{ suffix: '.csv' }] }],
    ['both, of which both have to hold', { prefix: 'in*\\/', suffix: '.csv' }, { key: [{ wildcard: 'in\\*\\\\/*.csv' }] }],
    ['size', { minSize: Size.bytes(1), maxSize: Size.mebibytes(1) }, { size: [{ numeric: ['>=', 1, '<=', 1_048_576] }] }],
    ['all', { prefix: 'in/', maxSize: Size.kibibytes(1) }, { key: [{ prefix: 'in/' }], size: [{ numeric: ['<=', 1024] }] }],
  ])('filters by %s', (_, props, object) => {
    expect(patternOf(props).detail.object).toEqual(object);
  });

  test('starts for what else happens to an object', () => {
    expect(patternOf({ objectEvents: [S3ObjectEvent.DELETED, S3ObjectEvent.TAGS_ADDED] })['detail-type']).toEqual(['Object Deleted', 'Object Tags Added']);
  });

  test.each<[string, Partial<S3ObjectStartProps>, string]>([
    ['an empty prefix', { prefix: '' }, 'S3ObjectStart "Shop/Start": "prefix" is empty, which every key has. Leave it out.'],
    ['an empty suffix', { suffix: '' }, '"suffix" is empty'],
    ['no events', { objectEvents: [] }, '"objectEvents" is empty, so that nothing starts an execution.'],
    ['sizes the wrong way round', { minSize: Size.bytes(2), maxSize: Size.bytes(1) }, '"minSize" is 2 bytes, and "maxSize" only 1.'],
    ['a size of what is deleted', { minSize: Size.bytes(2), objectEvents: [S3ObjectEvent.DELETED] }, '"minSize" is set, but the events of objects that are deleted or tagged have no size'],
  ])('misuse: %s', (_, props, message) => {
    expect(() => makeS3(newStack(), props)).toThrow(message);
  });
});
