import { Annotations, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { checkMode, ExpressMode } from './express-mode';
import { IWorkflow } from './i-workflow';
import { ImportedExpressWorkflow, WorkflowAttributes } from './imported-workflow';
import { Workflow, WorkflowProps } from './workflow';
import { acknowledgementId } from '../validation/cdk/acknowledgements';

/** What an ExpressWorkflow is made of. */
export interface ExpressWorkflowProps extends WorkflowProps {
  /**
   * How executions are started.
   *
   * With `ASYNC`, AWS may run an execution twice. The warning that says so is acknowledged, with the reason why that does no harm, by
   * `Validations.of(workflow).acknowledge({ id: 'cdk-stepwright::AsyncExpressIdempotency', reason })`.
   */
  readonly mode: ExpressMode;
  /**
   * How long an execution may run, up to five minutes.
   *
   * @default - five minutes, the longest that AWS allows
   */
  readonly timeout?: Duration;
}

/** What is known of an Express workflow of another app. */
export interface ExpressWorkflowAttributes extends WorkflowAttributes {
  /** How executions are started. */
  readonly mode: ExpressMode;
}

/**
 * An Express workflow: short executions in great numbers, billed by their time and memory. Of what happened only the logs remain.
 *
 * It comes with a log group that keeps every event, without the data of the executions; X-Ray tracing; and alarms for executions that failed, that
 * timed out and that were throttled. At synthesis its definition is checked: what AWS would refuse stops it, and so does what an Express workflow
 * cannot do, such as waiting for a callback.
 *
 * @example
 * const price = new tasks.LambdaInvoke(this, 'Price the basket', { lambdaFunction: fn, payloadResponseOnly: true });
 *
 * const quotes = new ExpressWorkflow(this, 'Quotes', {
 *   definitionBody: sfn.DefinitionBody.fromChainable(price),
 *   mode: ExpressMode.SYNC,
 *   timeout: Duration.seconds(20),
 * });
 * quotes.grantStart(fn);
 */
export class ExpressWorkflow extends Workflow {
  /**
   * A workflow that another app makes.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param attrs what is known of it
   */
  public static fromExpressWorkflowAttributes(scope: Construct, id: string, attrs: ExpressWorkflowAttributes): IWorkflow {
    return new ImportedExpressWorkflow(scope, id, attrs, attrs.mode);
  }

  /**
   * Makes the state machine, its role, its log group and its alarms.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: ExpressWorkflowProps) {
    super(scope, id, props, props.timeout, props.mode);
    checkMode(this, props.mode);
    if (props.mode === ExpressMode.ASYNC) {
      Annotations.of(this).addWarningV2(acknowledgementId('AsyncExpressIdempotency'), 'An asynchronous Express workflow runs an execution at least once, and now and then twice. '
        + 'Make every task idempotent, then acknowledge this with the reason why a second run does no harm; or use a StandardWorkflow, which runs it exactly once.');
    } else {
      // The rule sees a definition, and not how it is started.
      Annotations.of(this).acknowledgeWarning(acknowledgementId('ASL823'), 'An execution that is started synchronously runs at most once');
    }
  }
}
