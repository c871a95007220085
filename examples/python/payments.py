"""An app that takes payments: events start them, and what was done is undone when a later step fails."""

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn

from cdk_stepwright import EventStart, FailureDestination, FailureSink, LambdaTask, Saga, SagaStep, StandardWorkflow


class PaymentsStack(cdk.Stack):
    def __init__(self, scope, construct_id):
        super().__init__(scope, construct_id)
        self.failed_payments = sqs.Queue(self, "FailedPayments", enforce_ssl=True)
        saga = Saga(
            self,
            "Payment",
            steps=[
                SagaStep(
                    id="reserve",
                    action=self.task("Reserve", result_path="$.reservation"),
                    compensation=self.task("Release"),
                ),
                SagaStep(
                    id="charge",
                    action=self.task("Charge", result_path="$.receipt"),
                    compensation=self.task("Refund"),
                ),
                SagaStep(id="ship", action=self.task("Ship")),
            ],
            on_compensated=FailureSink(self, "Failed payment", destination=FailureDestination.queue(self.failed_payments)),
        )
        self.workflow = StandardWorkflow(
            self,
            "Payments",
            definition_body=sfn.DefinitionBody.from_chainable(saga),
            timeout=cdk.Duration.hours(1),
        )
        EventStart(
            self,
            "Start",
            workflow=self.workflow,
            event_pattern=events.EventPattern(source=["shop"], detail_type=["Order Placed"]),
            input=events.RuleTargetInput.from_event_path("$.detail"),
        )

    def task(self, name, **props):
        function = lambda_.Function(
            self,
            f"{name}Function",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="index.handler",
            code=lambda_.Code.from_inline("def handler(event, context):\n    return event"),
        )
        return LambdaTask.json_path(self, name, lambda_function=function, **props)
