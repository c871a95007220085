"""A user's project in Python: synthesise a workflow, validate it, simulate it."""

import unittest

import aws_cdk as cdk
import jsii
from aws_cdk import assertions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks

from cdk_stepwright import AslValidator, ExecutionStatus, ITaskResponder, Simulator, StandardWorkflow, TaskMock


def orders(stack: cdk.Stack) -> StandardWorkflow:
    charge = tasks.LambdaInvoke(
        stack,
        "Charge",
        lambda_function=lambda_.Function.from_function_name(stack, "ChargeFunction", "charge"),
        payload_response_only=True,
        task_timeout=sfn.Timeout.duration(cdk.Duration.seconds(10)),
    )
    charge.add_retry(errors=["Shop.Busy"], interval=cdk.Duration.seconds(3), max_attempts=2)
    return StandardWorkflow(
        stack,
        "Orders",
        definition_body=sfn.DefinitionBody.from_chainable(charge.next(sfn.Succeed(stack, "Done"))),
        timeout=cdk.Duration.hours(1),
    )


@jsii.implements(ITaskResponder)
class SecondTimeLucky:
    """Answers with Python code, where the answer depends on the call."""

    def respond(self, request):
        if request.attempt == 1:
            return TaskMock.fail("Shop.Busy", "try again")
        return TaskMock.succeed({"paid": request.input["orderId"]})


class WorkflowTest(unittest.TestCase):
    def test_synthesises_validates_and_simulates(self):
        stack = cdk.Stack(cdk.App(), "Shop")
        workflow = orders(stack)
        assertions.Template.from_stack(stack).resource_count_is("AWS::StepFunctions::StateMachine", 1)

        findings = AslValidator.validate({"StartAt": "Charge", "States": {"Charge": {"Type": "Pass", "Next": "Gone"}}})
        refused = [finding for finding in findings if finding.refused_by_aws]
        self.assertTrue(any('"Gone"' in finding.message and finding.pointer == "/States/Charge/Next" for finding in refused), findings)

        execution = Simulator.from_state_machine(workflow).mock_state("Charge", TaskMock.respond_with(SecondTimeLucky())).run({"orderId": "o-1"})
        self.assertEqual(execution.status, ExecutionStatus.SUCCEEDED)
        self.assertEqual(execution.output, {"paid": "o-1"})
        self.assertEqual(execution.duration_milliseconds, 3000)
        self.assertEqual(execution.visited_states, ["Charge", "Done"])


if __name__ == "__main__":
    unittest.main()
