// A user's project in JavaScript: synthesise a workflow, validate it, simulate it.
const assert = require('node:assert');
const { App, Duration, Stack, aws_lambda: lambda, aws_stepfunctions: sfn, aws_stepfunctions_tasks: tasks } = require('aws-cdk-lib');
const { Template } = require('aws-cdk-lib/assertions');
const { AslValidator, ExecutionStatus, Simulator, StandardWorkflow, TaskMock } = require('cdk-stepwright');

const stack = new Stack(new App(), 'Shop');
const charge = new tasks.LambdaInvoke(stack, 'Charge', {
  lambdaFunction: lambda.Function.fromFunctionName(stack, 'ChargeFunction', 'charge'),
  payloadResponseOnly: true,
  taskTimeout: sfn.Timeout.duration(Duration.seconds(10)),
});
const workflow = new StandardWorkflow(stack, 'Orders', {
  definitionBody: sfn.DefinitionBody.fromChainable(charge.next(new sfn.Succeed(stack, 'Done'))),
  timeout: Duration.hours(1),
});
Template.fromStack(stack).resourceCountIs('AWS::StepFunctions::StateMachine', 1);

const findings = AslValidator.validate({ StartAt: 'Charge', States: { Charge: { Type: 'Pass', Next: 'Gone' } } });
assert.ok(findings.some(({ message, refusedByAws }) => refusedByAws && message.includes('"Gone"')));

const execution = Simulator.fromStateMachine(workflow).mockState('Charge', TaskMock.succeed({ paid: true })).run({ orderId: 'o-1' });
assert.strictEqual(execution.status, ExecutionStatus.SUCCEEDED);
assert.deepStrictEqual(execution.output, { paid: true });
