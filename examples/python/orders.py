"""A workflow that charges an order, as an app would have it."""

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks

from cdk_stepwright import StandardWorkflow


class OrdersStack(cdk.Stack):
    def __init__(self, scope, construct_id):
        super().__init__(scope, construct_id)
        charge = tasks.LambdaInvoke(
            self,
            "Charge",
            lambda_function=lambda_.Function.from_function_name(self, "ChargeFunction", "charge"),
            payload_response_only=True,
            task_timeout=sfn.Timeout.duration(cdk.Duration.seconds(10)),
        )
        charge.add_retry(errors=["Shop.Busy"], interval=cdk.Duration.seconds(3), max_attempts=2)
        declined = sfn.Fail(self, "Declined", error="Shop.Declined")
        charge.add_catch(declined, errors=["Card.Expired"])
        self.workflow = StandardWorkflow(
            self,
            "Orders",
            definition_body=sfn.DefinitionBody.from_chainable(charge.next(sfn.Succeed(self, "Done"))),
            timeout=cdk.Duration.hours(1),
        )
