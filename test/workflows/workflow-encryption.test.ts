import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { AslValidation } from '../../src/validation/cdk/asl-validation';
import { ExpressMode } from '../../src/workflows/express-mode';
import { ExpressWorkflow } from '../../src/workflows/express-workflow';
import { StandardWorkflow, StandardWorkflowProps } from '../../src/workflows/standard-workflow';
import { nagErrors } from '../cdk-nag';

const done = (stack: Stack) => sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'A'));

function make(props: Partial<StandardWorkflowProps> = {}) {
  const stack = new Stack(new App(), 'Shop');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const workflow = new StandardWorkflow(stack, 'Orders', {
    timeout: Duration.hours(1), definitionBody: done(stack), encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(key), ...props,
  });
  const statements = () => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return { stack, key, workflow, statements };
}

const ARN_OF_KEY = { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] };
const machine = { Ref: 'OrdersStateMachine7AF3635A' };
const ofMachine = { StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': machine } };
const logsOfAccount = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':*']] };

describe('a customer managed key', () => {
  test('encrypts the state machine and its log group, and is allowed to whom it has to be', () => {
    const { stack, workflow, key, statements } = make();
    expect(workflow.encryptionKey).toBe(key);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: ARN_OF_KEY, KmsDataKeyReusePeriodSeconds: 300 },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: ARN_OF_KEY });
    expect(statements()).toEqual(expect.arrayContaining([
      { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Effect: 'Allow', Resource: ARN_OF_KEY, Condition: ofMachine },
      { Action: 'kms:GenerateDataKey', Effect: 'Allow', Resource: ARN_OF_KEY, Condition: { StringEquals: { 'kms:EncryptionContext:SourceArn': logsOfAccount } } },
    ]));
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: [
          Match.anyValue(),
          {
            Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
            Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Match.anyValue() } },
            Effect: 'Allow',
            Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
            Resource: '*',
          },
          {
            Action: 'kms:Decrypt', Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' }, Resource: '*',
            Condition: { StringEquals: { 'kms:EncryptionContext:SourceArn': logsOfAccount } },
          },
        ],
      },
    });
    const [{ Properties: { LogGroupName } }] = Object.values(template.findResources('AWS::Logs::LogGroup'));
    const [{ Properties: { KeyPolicy } }] = Object.values(template.findResources('AWS::KMS::Key'));
    // The key is allowed for the log group of exactly this name.
    expect(JSON.stringify(KeyPolicy)).toContain(JSON.stringify(LogGroupName['Fn::Join'][1].slice(1)).slice(1, -1));
  });

  test('is enough: no finding, no error of cdk-nag', () => {
    const { stack } = make();
    expect(AslValidation.of(stack).findings()).toEqual([]);
    expect(nagErrors(stack, [{ id: 'AwsSolutions-SF1', reason: 'A Standard workflow keeps the history of its executions' }])).toEqual([]);
  });

  test('without logging, nothing of logs is allowed', () => {
    const { stack, statements } = make({ logs: { level: sfn.LogLevel.OFF } });
    expect(statements().filter(({ Action }) => JSON.stringify(Action).includes('kms:'))).toEqual([
      { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Effect: 'Allow', Resource: ARN_OF_KEY, Condition: ofMachine },
    ]);
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', { KeyPolicy: { Statement: [Match.anyValue()] } });
  });

  test('the log group may have another one', () => {
    const stack = new Stack(new App(), 'Shop');
    new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), definitionBody: done(stack), logs: { encryptionKey: new kms.Key(stack, 'Own') } });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Own'), 'Arn'] } });
    expect(JSON.stringify(template.findResources('AWS::KMS::Key'))).toContain('kms:EncryptionContext:aws:logs:arn');
  });

  test('in another stack, it is allowed for the log groups of workflows', () => {
    const app = new App();
    const keys = new Stack(app, 'Keys');
    const key = new kms.Key(keys, 'Key');
    const stack = new Stack(app, 'Shop');
    new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), definitionBody: done(stack), encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(key) });
    const policy = JSON.stringify(Template.fromStack(keys).findResources('AWS::KMS::Key'));
    expect(policy).toContain(':log-group:/aws/vendedlogs/states/*');
    expect(policy).not.toContain('AWS::StackName');
  });

  test('of another app has a policy that cannot be changed: a warning says what it has to allow', () => {
    const stack = new Stack(new App(), 'Shop');
    const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555');
    new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), definitionBody: done(stack), encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(key) });
    for (const what of ['CloudWatch Logs to use it', '"kms:Decrypt" to "delivery.logs.amazonaws.com"']) {
      Annotations.fromStack(stack).hasWarning('/Shop/Orders', Match.stringLikeRegexp(`Key "Shop/Key" is imported, .*It has to allow ${what}.*\\[ack: cdk-stepwright::KeyPolicy\\]`));
    }
  });

  test('who reads executions may decrypt them', () => {
    const { stack, workflow, statements } = make();
    const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    workflow.grantRead(reader);
    expect(statements()).toContainEqual({ Action: 'kms:Decrypt', Effect: 'Allow', Resource: ARN_OF_KEY, Condition: ofMachine });
  });

  test.each([[ExpressMode.SYNC, 1], [ExpressMode.ASYNC, 0]])('who gets the output of an execution may decrypt it: %s', (mode, count) => {
    const stack = new Stack(new App(), 'Shop');
    const key = new kms.Key(stack, 'Key');
    const caller = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const workflow = new ExpressWorkflow(stack, 'Quotes', { mode, definitionBody: done(stack), encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(key) });
    workflow.grantStart(caller);
    const { PolicyDocument: { Statement } } = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties)
      .find(({ Roles }) => JSON.stringify(Roles).includes('Caller'))!;
    expect(Statement.filter(({ Action }: { Action: string }) => Action === 'kms:Decrypt')).toHaveLength(count);
  });
});

test('a key that AWS owns may be named', () => {
  const { stack } = make({ encryptionConfiguration: new sfn.AwsOwnedEncryptionConfiguration() });
  Template.fromStack(stack).hasResourceProperties('AWS::StepFunctions::StateMachine', { EncryptionConfiguration: { Type: 'AWS_OWNED_KEY' } });
});
