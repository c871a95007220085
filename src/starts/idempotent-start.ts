import { Duration, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { checkPlace, checkStandard, grantDescribe } from './workflow-start';
import { RetryPolicy } from '../error-handling/retry-policy';
import { misuse } from '../misuse';
import { executionArnOf } from '../workflows/execution-arn';
import { ExpressMode } from '../workflows/express-mode';
import { ExpressWorkflow } from '../workflows/express-workflow';
import { IWorkflow } from '../workflows/i-workflow';
import { STARTED_BY } from '../workflows/nested-input';
import { NestedStart, NestedStartKind } from '../workflows/nested-start';
import { WorkflowAlarmOptions } from '../workflows/workflow-alarms';
import { WorkflowLogOptions } from '../workflows/workflow-logs';

/** What an IdempotentStart is made of. */
export interface IdempotentStartProps {
  /** The workflow whose executions are started: a StandardWorkflow, or a release of one. */
  readonly workflow: IWorkflow;
  /**
   * Where the key is, as a JSONata expression without its braces: `$states.input.headers.'Idempotency-Key'`.
   *
   * @default '$states.input.key'
   */
  readonly key?: string;
  /**
   * Where the input of the execution is, as a JSONata expression without its braces. It has to be an object.
   *
   * @default '$states.input.input'
   */
  readonly input?: string;
  /**
   * What the names of the executions begin with, up to 15 characters; a hyphen follows.
   *
   * @default - the name is the hash of the key
   */
  readonly namePrefix?: string;
  /**
   * What the workflow in front logs.
   *
   * @default - every event, without data
   */
  readonly logs?: WorkflowLogOptions;
  /**
   * The alarms of the workflow in front.
   *
   * @default - for executions that failed, timed out and were throttled
   */
  readonly alarms?: WorkflowAlarmOptions;
}

/** A SHA-256 in hexadecimal digits has 64 characters; a name has at most 80. */
const LONGEST_PREFIX = 15;

const TIMEOUT = Duration.seconds(25);
const TASK_TIMEOUT = sfn.Timeout.duration(Duration.seconds(10));

/** Somebody waits. */
const HURRIED = { interval: Duration.seconds(1), maxAttempts: 3, maxDelay: Duration.seconds(4) };
const RETRIES = RetryPolicy.transient(HURRIED).and(RetryPolicy.throttling(HURRIED));

const ALREADY_EXISTS = 'StepFunctions.ExecutionAlreadyExistsException';

/**
 * A synchronous Express workflow in front of a Standard workflow, which starts one execution for each key, however often it is asked to.
 *
 * It takes `{ "key", "input" }` and answers `{ "executionArn", "name", "status", "isNew" }`. The key is a text or a number. The name of the execution
 * is the SHA-256 of it; of two starts with the same name, Step Functions refuses the second, whatever the input is. Then the execution that there is
 * already is described. A name is free again 90 days after its execution has ended.
 *
 * What is started gets `AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID` in its input beside what is given: it links the executions in the console, and
 * tells a start that is tried again from another with the same input. Without a key the execution fails with `IdempotentStart.NoKey`, and with an
 * input that is no object with `IdempotentStart.InvalidInput`.
 *
 * @example
 * declare const orders: StandardWorkflow;
 *
 * const start = new IdempotentStart(this, 'PlaceOrderOnce', {
 *   workflow: orders,
 *   key: "$states.input.headers.'Idempotency-Key'",
 *   input: '$states.input.body',
 * });
 * new RestApiStart(this, 'Api', {
 *   workflow: start.workflow,
 *   authorization: StartAuthorization.iam(),
 *   input: { headers: ['Idempotency-Key'] },
 *   errorMapping: { 'IdempotentStart.NoKey': 400, 'IdempotentStart.InvalidInput': 400 },
 * });
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export class IdempotentStart extends Construct {
  /** The workflow in front, which can be started as any other. */
  public readonly workflow: ExpressWorkflow;

  /**
   * Makes the workflow in front.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: IdempotentStartProps) {
    super(scope, id);
    const { workflow, key = '$states.input.key', input = '$states.input.input', namePrefix, logs, alarms } = props;
    checkStandard(this, workflow, 'of which executions with the same name run twice');
    checkPlace(this, workflow, 'the workflow in front');
    for (const [name, expression] of [['key', key], ['input', input]] as const) {
      if (expression.trim() === '') throw misuse(this, `"${name}" is empty. It has to be a JSONata expression, such as "$states.input.${name}".`);
      if (/\{%|%\}/.test(expression)) throw misuse(this, `"${name}" is "${expression}". It has to be a JSONata expression without "{%" and "%}".`);
    }
    if (namePrefix !== undefined && !Token.isUnresolved(namePrefix) && !new RegExp(`^[A-Za-z0-9_-]{1,${LONGEST_PREFIX}}$`).test(namePrefix)) {
      throw misuse(this, `"namePrefix" is "${namePrefix}". It has to have from 1 to ${LONGEST_PREFIX} letters, digits, hyphens and underscores, so that a hash fits into the 80 characters of a name.`);
    }

    const read = sfn.Pass.jsonata(this, 'Read the key', {
      assign: {
        // What is not there has no type, and would be an error of the expression.
        key: `{% $type(${key}) in ['string', 'number'] ? $string(${key}) : '' %}`,
        input: `{% $type(${input}) = 'object' ? ${input} : null %}`,
      },
    });
    const name = sfn.Pass.jsonata(this, 'Name the execution', {
      assign: { name: `{% ${namePrefix === undefined ? '' : `'${namePrefix}-' & `}$hash($key, 'SHA-256') %}` },
    });
    const start = new NestedStart(this, 'Start the execution', {
      workflow,
      kind: NestedStartKind.START,
      queryLanguage: sfn.QueryLanguage.JSONATA,
      executionName: '{% $name %}',
      executionInput: `{% $merge([$input, { '${STARTED_BY}': $states.context.Execution.Id }]) %}`,
      taskTimeout: TASK_TIMEOUT,
      outputs: "{% { 'executionArn': $states.result.ExecutionArn, 'name': $name, 'status': 'RUNNING', 'isNew': true } %}",
    });
    const describe = tasks.CallAwsService.jsonata(this, 'Describe the execution', {
      service: 'sfn',
      action: 'describeExecution',
      parameters: { ExecutionArn: `{% '${executionArnOf(workflow, '')}' & $name %}` },
      iamAction: 'states:DescribeExecution',
      iamResources: [executionArnOf(workflow, '*')],
      taskTimeout: TASK_TIMEOUT,
      outputs: "{% { 'executionArn': $states.result.ExecutionArn, 'name': $name, 'status': $states.result.Status, 'isNew': false } %}",
    });
    RETRIES.and(RetryPolicy.onErrors(['StepFunctions.ExecutionLimitExceededException'], HURRIED)).applyTo(start);
    // An execution is not known everywhere at once.
    RETRIES.and(RetryPolicy.onErrors(['Sfn.ExecutionDoesNotExistException'], HURRIED)).applyTo(describe);

    this.workflow = new ExpressWorkflow(this, 'Workflow', {
      mode: ExpressMode.SYNC,
      timeout: TIMEOUT,
      queryLanguage: sfn.QueryLanguage.JSONATA,
      logs,
      alarms,
      definitionBody: sfn.DefinitionBody.fromChainable(read.next(sfn.Choice.jsonata(this, 'Is there a key?')
        .when(sfn.Condition.jsonata("{% $key = '' %}"), sfn.Fail.jsonata(this, 'No key', { error: 'IdempotentStart.NoKey', cause: 'There is no key to start an execution for.' }))
        .when(sfn.Condition.jsonata('{% $input = null %}'), sfn.Fail.jsonata(this, 'No input', { error: 'IdempotentStart.InvalidInput', cause: 'The input has to be an object.' }))
        .otherwise(name.next(start.addCatch(describe, { errors: [ALREADY_EXISTS] }))))),
    });
    grantDescribe(workflow, this.workflow);
  }

  /**
   * Allows to start executions of the workflow in front, and wait for its answer.
   *
   * @param identity who is allowed
   */
  public grantStart(identity: iam.IGrantable): iam.Grant {
    return this.workflow.grantStart(identity);
  }
}
