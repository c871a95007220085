"""Tests of the payments: what the template has, and what is undone when a step fails."""

import aws_cdk as cdk
import pytest
from aws_cdk import assertions

from cdk_stepwright import AslValidation, LocalServices, Simulator, TaskMock
from payments import PaymentsStack

PAYMENT = {"orderId": "o-1", "amount": 60}


@pytest.fixture(scope="module")
def stack():
    return PaymentsStack(cdk.App(), "Shop")


def pay(stack, **mocks):
    """Everything works, but for the states that are named. Gives the execution, and what lies in the queue of failed payments."""
    services = LocalServices.from_construct(stack)
    simulator = Simulator.from_state_machine(stack.workflow).use_services(services)
    simulator = simulator.mock_integration("aws-sdk:cloudwatch:putMetricData", TaskMock.succeed())
    for state in ["Reserve", "Release", "Charge", "Refund", "Ship"]:
        simulator = simulator.mock_state(state, mocks.get(state, TaskMock.succeed({"id": f"{state}-1"})))
    return simulator.run(PAYMENT), services.sqs.messages(stack.failed_payments.queue_url)


def test_template_starts_payments_with_events(stack):
    template = assertions.Template.from_stack(stack)
    template.has_resource_properties("AWS::Events::Rule", {"EventPattern": {"source": ["shop"], "detail-type": ["Order Placed"]}})
    template.has_resource_properties(
        "AWS::StepFunctions::StateMachine",
        {"StateMachineType": "STANDARD", "LoggingConfiguration": assertions.Match.object_like({"Level": "ERROR"})},
    )


def test_template_lets_the_workflow_call_its_functions_and_nothing_else(stack):
    policies = assertions.Template.from_stack(stack).find_resources(
        "AWS::IAM::Policy", {"Properties": {"Roles": [{"Ref": assertions.Match.string_like_regexp("^PaymentsStateMachine")}]}}
    )
    [policy] = policies.values()
    statements = policy["Properties"]["PolicyDocument"]["Statement"]
    invoked = [statement["Resource"]["Fn::GetAtt"][0] for statement in statements if statement["Action"] == "lambda:InvokeFunction"]
    assert sorted(name.split("Function")[0] for name in invoked) == ["Charge", "Refund", "Release", "Reserve", "Ship"]
    assert [statement["Action"] for statement in statements if "sqs" in str(statement)] == ["sqs:SendMessage"]


def test_the_validator_finds_nothing(stack):
    assert AslValidation.of(stack).findings() == []


def test_a_payment_is_reserved_charged_and_shipped(stack):
    execution, failed = pay(stack)
    execution.assert_succeeded()
    assert failed == []


@pytest.mark.parametrize(
    ("state", "error", "undone"),
    [
        ("Reserve", "Stock.SoldOut", []),
        ("Charge", "Card.Declined", ["Release"]),
        ("Ship", "Depot.Closed", ["Refund", "Release"]),
    ],
)
def test_what_was_done_is_undone_the_last_first(stack, state, error, undone):
    execution, failed = pay(stack, **{state: TaskMock.fail(error, "why")})
    execution.assert_failed(error)
    assert [name for name in execution.visited_states if name in ("Refund", "Release")] == undone
    [message] = failed
    assert message.json["input"] == PAYMENT
    assert message.json["error"] == error


def test_what_cannot_be_undone_is_said(stack):
    execution, _ = pay(stack, Ship=TaskMock.fail("Depot.Closed"), Refund=TaskMock.fail("Card.Unknown"))
    execution.assert_failed("Saga.CompensationFailed", "Not undone: charge")
    execution.assert_visited("Release")
