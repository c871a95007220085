"""Tests of the workflow with pytest: it is synthesised, validated and simulated, without AWS."""

import aws_cdk as cdk
import jsii
import pytest
from aws_cdk import assertions

from cdk_stepwright import AslValidator, ITaskResponder, Simulator, TaskMock
from orders import OrdersStack


@pytest.fixture
def stack():
    return OrdersStack(cdk.App(), "Shop")


def simulate(stack, mock):
    return Simulator.from_state_machine(stack.workflow).mock_state("Charge", mock).run({"orderId": "o-1"})


@jsii.implements(ITaskResponder)
class SecondTimeLucky:
    """Answers with Python code, where the answer depends on the call."""

    def respond(self, request):
        if request.attempt == 1:
            return TaskMock.fail("Shop.Busy", "try again")
        return TaskMock.succeed({"paid": request.input["orderId"]})


def test_template_has_the_workflow(stack):
    assertions.Template.from_stack(stack).resource_count_is("AWS::StepFunctions::StateMachine", 1)


def test_an_order_is_charged_at_the_second_try(stack):
    execution = simulate(stack, TaskMock.respond_with(SecondTimeLucky()))
    execution.assert_succeeded().assert_path("Charge", "Done")
    assert execution.output == {"paid": "o-1"}
    assert execution.duration_milliseconds == 3000


def test_an_expired_card_declines_the_order(stack):
    simulate(stack, TaskMock.fail("Card.Expired")).assert_failed("Shop.Declined").assert_visited("Declined")


def test_a_card_processor_that_never_answers_times_out(stack):
    simulate(stack, TaskMock.time_out()).assert_failed("States.Timeout")


def test_a_failed_assertion_shows_the_trace(stack):
    with pytest.raises(RuntimeError, match=r"should have succeeded(.|\n)*Charge"):
        simulate(stack, TaskMock.time_out()).assert_succeeded()


def test_an_approval_is_driven_step_by_step():
    approve = {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:approve", "TimeoutSeconds": 3600, "End": True}
    running = Simulator.from_definition({"StartAt": "Approve", "States": {"Approve": approve}}).start()
    running.advance(cdk.Duration.minutes(59))
    running.succeed_task(running.pending_tasks[0].task_token, {"approved": True})
    assert running.execution.output == {"approved": True}


def test_a_definition_that_aws_would_refuse_is_found():
    findings = AslValidator.validate({"StartAt": "Charge", "States": {"Charge": {"Type": "Pass", "Next": "Gone"}}})
    assert any(finding.refused_by_aws and finding.pointer == "/States/Charge/Next" for finding in findings)
