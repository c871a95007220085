package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stepwright.cdk.AslValidator;
import io.github.stepwright.cdk.Execution;
import io.github.stepwright.cdk.Finding;
import io.github.stepwright.cdk.ITaskResponder;
import io.github.stepwright.cdk.Simulator;
import io.github.stepwright.cdk.StandardWorkflow;
import io.github.stepwright.cdk.TaskMock;
import io.github.stepwright.cdk.TaskRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.RetryProps;
import software.amazon.awscdk.services.stepfunctions.Succeed;
import software.amazon.awscdk.services.stepfunctions.Timeout;
import software.amazon.awscdk.services.stepfunctions.tasks.LambdaInvoke;

/** Tests of a workflow: it is synthesised, validated and simulated, without AWS. */
class OrdersTest {
  private static StandardWorkflow orders(Stack stack) {
    LambdaInvoke charge = LambdaInvoke.Builder.create(stack, "Charge")
        .lambdaFunction(Function.fromFunctionName(stack, "ChargeFunction", "charge"))
        .payloadResponseOnly(true)
        .taskTimeout(Timeout.duration(Duration.seconds(10)))
        .build();
    charge.addRetry(RetryProps.builder().errors(List.of("Shop.Busy")).interval(Duration.seconds(3)).maxAttempts(2).build());
    return StandardWorkflow.Builder.create(stack, "Orders")
        .definitionBody(DefinitionBody.fromChainable(charge.next(new Succeed(stack, "Done"))))
        .timeout(Duration.hours(1))
        .build();
  }

  /** Answers with Java code, where the answer depends on the call. */
  private static final class SecondTimeLucky implements ITaskResponder {
    @Override
    public TaskMock respond(TaskRequest request) {
      if (request.getAttempt().intValue() == 1) {
        return TaskMock.fail("Shop.Busy", "try again");
      }
      return TaskMock.succeed(Map.of("paid", ((Map<?, ?>) request.getInput()).get("orderId")));
    }
  }

  private static Execution simulate(TaskMock mock) {
    return Simulator.fromStateMachine(orders(new Stack(new App(), "Shop"))).mockState("Charge", mock).run(Map.of("orderId", "o-1"));
  }

  @Test
  void templateHasTheWorkflow() {
    Stack stack = new Stack(new App(), "Shop");
    orders(stack);
    Template.fromStack(stack).resourceCountIs("AWS::StepFunctions::StateMachine", 1);
  }

  @Test
  void anOrderIsChargedAtTheSecondTry() {
    Execution execution = simulate(TaskMock.respondWith(new SecondTimeLucky()));
    execution.assertSucceeded().assertPath("Charge", "Done");
    assertEquals(Map.of("paid", "o-1"), execution.getOutput());
    assertEquals(3000, execution.getDurationMilliseconds().intValue());
  }

  @Test
  void aCardProcessorThatNeverAnswersTimesOut() {
    simulate(TaskMock.timeOut()).assertFailed("States.Timeout").assertVisited("Charge");
  }

  @Test
  void aFailedAssertionShowsTheTrace() {
    Exception shown = assertThrows(RuntimeException.class, () -> simulate(TaskMock.timeOut()).assertSucceeded());
    assertTrue(shown.getMessage().contains("should have succeeded"));
  }

  @Test
  void aDefinitionThatAwsWouldRefuseIsFound() {
    List<Finding> findings = AslValidator.validate(
        Map.of("StartAt", "Charge", "States", Map.of("Charge", Map.of("Type", "Pass", "Next", "Gone"))));
    assertTrue(findings.stream().anyMatch(finding -> finding.getRefusedByAws() && finding.getMessage().contains("\"Gone\"")));
  }
}
