package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stepwright.cdk.AslValidation;
import io.github.stepwright.cdk.EventStart;
import io.github.stepwright.cdk.Execution;
import io.github.stepwright.cdk.FailureDestination;
import io.github.stepwright.cdk.FailureSink;
import io.github.stepwright.cdk.LambdaTask;
import io.github.stepwright.cdk.LambdaTaskJsonPathProps;
import io.github.stepwright.cdk.LocalServices;
import io.github.stepwright.cdk.Saga;
import io.github.stepwright.cdk.SagaStep;
import io.github.stepwright.cdk.Simulator;
import io.github.stepwright.cdk.StandardWorkflow;
import io.github.stepwright.cdk.TaskMock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.RuleTargetInput;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IChainable;

/** Tests of payments that events start, and of which a failed step undoes what was done. */
class PaymentsTest {
  private static final Map<String, Object> PAYMENT = Map.of("orderId", "o-1", "amount", 60);
  private static final List<String> STATES = List.of("Reserve", "Release", "Charge", "Refund", "Ship");

  private static final class Payments extends Stack {
    private final Queue failedPayments;
    private final StandardWorkflow workflow;

    Payments() {
      super(new App(), "Shop");
      failedPayments = Queue.Builder.create(this, "FailedPayments").enforceSsl(true).build();
      Saga saga = Saga.Builder.create(this, "Payment")
          .steps(List.of(
              SagaStep.builder().id("reserve").action(task("Reserve", "$.reservation")).compensation(task("Release", null)).build(),
              SagaStep.builder().id("charge").action(task("Charge", "$.receipt")).compensation(task("Refund", null)).build(),
              SagaStep.builder().id("ship").action(task("Ship", null)).build()))
          .onCompensated(FailureSink.Builder.create(this, "Failed payment").destination(FailureDestination.queue(failedPayments)).build())
          .build();
      workflow = StandardWorkflow.Builder.create(this, "Payments")
          .definitionBody(DefinitionBody.fromChainable(saga))
          .timeout(Duration.hours(1))
          .build();
      EventStart.Builder.create(this, "Start")
          .workflow(workflow)
          .eventPattern(EventPattern.builder().source(List.of("shop")).detailType(List.of("Order Placed")).build())
          .input(RuleTargetInput.fromEventPath("$.detail"))
          .build();
    }

    private IChainable task(String name, String resultPath) {
      Function function = Function.Builder.create(this, name + "Function")
          .runtime(Runtime.NODEJS_22_X)
          .handler("index.handler")
          .code(Code.fromInline("exports.handler = async (event) => event;"))
          .build();
      return LambdaTask.jsonPath(this, name, LambdaTaskJsonPathProps.builder().lambdaFunction(function).resultPath(resultPath).build());
    }
  }

  /** Everything works, but for one state. */
  private static Execution pay(Payments stack, LocalServices services, String failing) {
    Simulator simulator = Simulator.fromStateMachine(stack.workflow).useServices(services)
        .mockIntegration("aws-sdk:cloudwatch:putMetricData", TaskMock.succeed());
    for (String state : STATES) {
      simulator = simulator.mockState(state, state.equals(failing) ? TaskMock.fail("Shop.Broken", "why") : TaskMock.succeed(Map.of("id", state)));
    }
    return simulator.run(PAYMENT);
  }

  @Test
  void templateStartsPaymentsWithEvents() {
    Payments stack = new Payments();
    Template template = Template.fromStack(stack);
    template.hasResourceProperties("AWS::Events::Rule", Map.of("EventPattern", Map.of("source", List.of("shop"), "detail-type", List.of("Order Placed"))));
    template.hasResourceProperties("AWS::StepFunctions::StateMachine",
        Map.of("StateMachineType", "STANDARD", "LoggingConfiguration", Match.objectLike(Map.of("Level", "ERROR"))));
    assertEquals(List.of(), AslValidation.of(stack).findings());
  }

  @Test
  void aPaymentIsReservedChargedAndShipped() {
    Payments stack = new Payments();
    LocalServices services = LocalServices.fromConstruct(stack);
    pay(stack, services, null).assertSucceeded();
    assertTrue(services.getSqs().messages(stack.failedPayments.getQueueUrl()).isEmpty());
  }

  @Test
  void whatWasDoneIsUndoneTheLastFirst() {
    Payments stack = new Payments();
    LocalServices services = LocalServices.fromConstruct(stack);
    Execution execution = pay(stack, services, "Ship").assertFailed("Shop.Broken");
    assertEquals(List.of("Refund", "Release"), execution.getVisitedStates().stream().filter(List.of("Refund", "Release")::contains).collect(Collectors.toList()));
    assertEquals(1, services.getSqs().messages(stack.failedPayments.getQueueUrl()).size());
  }
}
