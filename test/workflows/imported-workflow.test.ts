import { App, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ExpressMode } from '../../src/workflows/express-mode';
import { ExpressWorkflow } from '../../src/workflows/express-workflow';
import { StandardWorkflow } from '../../src/workflows/standard-workflow';

const ARN = 'arn:aws:states:eu-west-1:111122223333:stateMachine:orders';

function makeStack() {
  const stack = new Stack(new App(), 'Shop');
  const caller = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const statements = () => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return { stack, caller, statements };
}

test('a Standard workflow is known by its ARN', () => {
  const { stack, caller, statements } = makeStack();
  const workflow = StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', ARN);
  expect(workflow).toMatchObject({ stateMachineArn: ARN, stateMachineName: 'orders', stateMachineType: sfn.StateMachineType.STANDARD, mode: undefined, alarms: [] });
  workflow.grantStart(caller);
  workflow.grantTaskResponse(caller);
  workflow.grantExecution(caller, 'states:StopExecution');
  workflow.grantRedriveExecution(caller);
  const executions = 'arn:aws:states:eu-west-1:111122223333:execution:orders:*';
  expect(statements()).toEqual([
    { Action: 'states:StartExecution', Effect: 'Allow', Resource: ARN },
    { Action: ['states:SendTaskSuccess', 'states:SendTaskFailure', 'states:SendTaskHeartbeat'], Effect: 'Allow', Resource: ARN },
    { Action: 'states:StopExecution', Effect: 'Allow', Resource: executions },
    { Action: 'states:RedriveExecution', Effect: 'Allow', Resource: executions },
  ]);
  expect(stack.resolve(workflow.metricFailed().dimensions)).toEqual({ StateMachineArn: ARN });
  expect(workflow.metricFailed().region).toBe('eu-west-1');
});

test('a Standard workflow is known by its name, where the stack is', () => {
  const { stack, caller, statements } = makeStack();
  const workflow = StandardWorkflow.fromStandardWorkflowName(stack, 'Orders', 'orders');
  workflow.grantStart(caller);
  workflow.grantRedriveExecution(caller);
  const arn = (kind: string, end = '') => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':states:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${kind}:orders${end}`]] });
  expect(stack.resolve(workflow.stateMachineArn)).toEqual(arn('stateMachine'));
  expect(statements().map(({ Action }) => Action)).toEqual(['states:StartExecution', 'states:RedriveExecution']);
  expect(statements()[0].Resource).toEqual(arn('stateMachine'));
  expect(() => StandardWorkflow.fromStandardWorkflowName(stack, 'ByArn', ARN)).toThrow(
    `"stateMachineName" of StandardWorkflow "Shop/ByArn" is "${ARN}". It has to be the name of a state machine, of 1 to 80 characters. For an ARN, use fromStandardWorkflowArn().`,
  );
});

test('what may be read is the workflow, and its executions where it is, which need not be where the stack is', () => {
  const { stack, caller, statements } = makeStack();
  StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', `${ARN}:live`).grantRead(caller);
  ExpressWorkflow.fromExpressWorkflowAttributes(stack, 'Quotes', { stateMachineArn: `${ARN}-fast`, mode: ExpressMode.SYNC }).grantRead(caller);
  expect(statements()).toEqual([
    { Action: ['states:DescribeStateMachine', 'states:ListExecutions'], Effect: 'Allow', Resource: ARN },
    {
      Action: ['states:DescribeExecution', 'states:DescribeStateMachineForExecution', 'states:GetExecutionHistory'], Effect: 'Allow',
      Resource: 'arn:aws:states:eu-west-1:111122223333:execution:orders:*',
    },
    { Action: 'states:DescribeStateMachine', Effect: 'Allow', Resource: `${ARN}-fast` },
  ]);
});

test.each([[ExpressMode.SYNC, 'states:StartSyncExecution'], [ExpressMode.ASYNC, 'states:StartExecution']])('an Express workflow that is started %s', (mode, action) => {
  const { stack, caller, statements } = makeStack();
  const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Logs', 'quotes');
  const workflow = ExpressWorkflow.fromExpressWorkflowAttributes(stack, 'Quotes', { stateMachineArn: ARN, mode, timeout: Duration.seconds(20), logGroup });
  expect(workflow).toMatchObject({ stateMachineType: sfn.StateMachineType.EXPRESS, mode, logGroup });
  expect(workflow.timeout?.toSeconds()).toBe(20);
  workflow.grantStart(caller);
  expect(statements()).toEqual([{ Action: action, Effect: 'Allow', Resource: ARN }]);
});

test('an alias is started, and its state machine is what is allowed', () => {
  const { stack, caller, statements } = makeStack();
  const workflow = StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', `${ARN}:live`);
  expect(workflow).toMatchObject({ stateMachineArn: `${ARN}:live`, stateMachineName: 'orders' });
  workflow.grantStart(caller);
  expect(statements()).toMatchObject([{ Action: 'states:StartExecution', Resource: ARN }]);
});

test('an ARN that is not known until deploy is not judged', () => {
  const { stack, caller, statements } = makeStack();
  StandardWorkflow.fromStandardWorkflowArn(stack, 'Orders', Fn.importValue('OrdersArn')).grantStart(caller);
  expect(statements()).toEqual([{ Action: 'states:StartExecution', Effect: 'Allow', Resource: { 'Fn::ImportValue': 'OrdersArn' } }]);
});

test.each(['orders', 'arn:aws:states:eu-west-1:111122223333:execution:orders:1', 'arn:aws:lambda:eu-west-1:111122223333:function:orders', `${ARN}:live:1`])('%s is no ARN of a state machine', (arn) => {
  expect(() => StandardWorkflow.fromStandardWorkflowArn(makeStack().stack, 'Orders', arn)).toThrow(
    `ImportedStandardWorkflow "Shop/Orders": "stateMachineArn" is "${arn}". It has to be the ARN of a state machine, such as "arn:aws:states:eu-west-1:111122223333:stateMachine:orders", or of`);
});
