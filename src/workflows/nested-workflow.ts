import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RetryPolicy } from '../error-handling/retry-policy';
import { misuse } from '../misuse';
import { ExpressMode } from './express-mode';
import { IWorkflow } from './i-workflow';
import { inputOfBranch, jsonataInput, jsonPathInput, jsonText } from './nested-input';
import { NestedStart, NestedStartKind } from './nested-start';

/** How a NestedWorkflow runs another workflow. */
export interface NestedWorkflowProps {
  /** The workflow that is run. */
  readonly workflow: IWorkflow;
  /**
   * The input of the execution, in the query language of the state.
   *
   * @default - the input of the state
   */
  readonly input?: sfn.TaskInput;
  /**
   * The name of the execution. A Standard workflow takes each name once in 90 days.
   *
   * @default - Step Functions makes one
   */
  readonly executionName?: string;
  /**
   * Whether the state waits for the end of the execution, and has its output as its own.
   *
   * If it does not, the state has the ARN and the start of the execution, and fails only where the execution cannot be started.
   *
   * @default - true; false for an Express workflow with `ExpressMode.ASYNC`, which gives no output
   */
  readonly waitForCompletion?: boolean;
  /**
   * Whether the execution is told which execution has started it, in `AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID` of its input. The console leads
   * from one to the other then.
   *
   * @default - true for a Standard workflow whose input is an object: one of `TaskInput.fromObject()`, or that of the state
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html
   */
  readonly associateWithParent?: boolean;
  /**
   * How long the state waits.
   *
   * @default - where it waits for the end, as long as an execution may run and a minute longer, 10 seconds longer for an Express workflow, so that
   * the execution ends before the waiting does; otherwise a minute
   */
  readonly taskTimeout?: sfn.Timeout;
  /**
   * When it is tried again to start the execution. `RetryPolicy.none()` for never. An execution that has failed is not run again: see `addRetry()`.
   *
   * A start whose answer was lost may have started an execution: for a Standard workflow, an `executionName` keeps a second try from starting another
   * as long as the first runs.
   *
   * @default - RetryPolicy.transient().and(RetryPolicy.throttling()), which is the errors of Step Functions itself
   */
  readonly retryPolicy?: RetryPolicy;
  /**
   * Where the output of the execution goes in the input of the state, with JSONPath; `sfn.JsonPath.DISCARD` for nowhere.
   *
   * @default - it is the output of the state
   */
  readonly resultPath?: string;
  /**
   * A variable that has the output of the execution, in any query language. The state passes its input on.
   *
   * @default - it is the output of the state
   */
  readonly resultVariable?: string;
  /**
   * The query language of `input`.
   *
   * @default - JSONPath
   */
  readonly queryLanguage?: sfn.QueryLanguage;
  /**
   * The name of the state.
   *
   * @default - the id of the construct
   */
  readonly stateName?: string;
  /**
   * A description of the state.
   *
   * @default - none
   */
  readonly comment?: string;
}

/** A state of the fragment that fails with the error of the execution. */
type Outer = sfn.TaskStateBase | sfn.Parallel;

/**
 * A state that runs another workflow, and has its output as its own.
 *
 * A Standard workflow is waited for with `startExecution.sync:2`; where its execution fails, the state fails with `States.TaskFailed` and the
 * execution in the cause. An Express workflow cannot be waited for in that way: it is called with `startSyncExecution`, whose answer is a success
 * even where the execution has failed. So it stands in a Parallel state with one branch, which fails with the error and cause of the execution.
 * Either way, `addRetry()` and `addCatch()` see the failure.
 *
 * The workflow around it is allowed to start executions of this workflow and, where it waits, to see and stop them. The executions are linked in the
 * console.
 *
 * @example
 * declare const shipping: StandardWorkflow;
 *
 * const ship = new NestedWorkflow(this, 'Ship', { workflow: shipping, resultPath: '$.shipment' });
 * ship.addCatch(new sfn.Fail(this, 'Not shipped'));
 *
 * new StandardWorkflow(this, 'Orders', {
 *   definitionBody: sfn.DefinitionBody.fromChainable(ship.next(new sfn.Succeed(this, 'Done'))),
 *   timeout: Duration.days(2),
 * });
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html
 */
export class NestedWorkflow extends sfn.StateMachineFragment {
  /** The state that runs the workflow. */
  public readonly startState: sfn.State;
  /** The state after which it goes on. */
  public readonly endStates: sfn.INextable[];

  private readonly outer: Outer;

  /**
   * Makes the state.
   *
   * @param scope where it is
   * @param id what it is called there, and the name of the state
   * @param props which workflow it runs, and how
   */
  public constructor(scope: Construct, id: string, props: NestedWorkflowProps) {
    super(scope, id);
    const kind = this.kindOf(props);
    this.checkProps(props, kind);
    const taskTimeout = this.timeoutOf(props, kind);
    this.outer = kind === NestedStartKind.CALL ? this.call(props, taskTimeout) : this.start(props, kind, taskTimeout);
    this.startState = this.outer;
    this.endStates = this.unwrapped(props, kind).endStates;
  }

  /**
   * Retries a failed execution.
   *
   * @param props which errors, and how often
   */
  public addRetry(props?: sfn.RetryProps): NestedWorkflow {
    this.outer.addRetry(props);
    return this;
  }

  /**
   * Goes on elsewhere where the execution has failed.
   *
   * @param handler where it goes on
   * @param props which errors
   */
  public addCatch(handler: sfn.IChainable, props?: sfn.CatchProps): NestedWorkflow {
    this.outer.addCatch(handler, props);
    return this;
  }

  private kindOf({ workflow: { mode, stateMachineType, node: { path } }, waitForCompletion }: NestedWorkflowProps): NestedStartKind {
    const express = stateMachineType === sfn.StateMachineType.EXPRESS;
    const waits = waitForCompletion ?? mode !== ExpressMode.ASYNC;
    if (express && waits && mode !== ExpressMode.SYNC) {
      throw misuse(this, `"waitForCompletion" is true, but executions of "${path}" are started asynchronously, with no output to wait for. Make it ExpressMode.SYNC, or do not wait.`);
    }
    if (express && !waits && mode !== ExpressMode.ASYNC) {
      throw misuse(this, `"waitForCompletion" is false, but executions of "${path}" are started synchronously, and run at most once. Make it ExpressMode.ASYNC, or wait.`);
    }
    return !waits ? NestedStartKind.START : express ? NestedStartKind.CALL : NestedStartKind.JOB;
  }

  private checkProps({ executionName, resultPath, resultVariable, queryLanguage }: NestedWorkflowProps, kind: NestedStartKind): void {
    if (executionName !== undefined && kind === NestedStartKind.CALL) {
      throw misuse(this, `"executionName" is "${executionName}", but the workflow is Express, and called: its executions are not found by a name. Leave it out.`);
    }
    if (resultPath !== undefined && queryLanguage === sfn.QueryLanguage.JSONATA) {
      throw misuse(this, `"resultPath" is "${resultPath}", but "queryLanguage" is JSONata, which has no such path. Use "resultVariable", or leave it out.`);
    }
    if (resultPath !== undefined && resultVariable !== undefined) {
      throw misuse(this, '"resultPath" and "resultVariable" are both set. The output goes to one of them: leave out the other.');
    }
    if (resultVariable !== undefined && !/^[\p{ID_Start}][\p{ID_Continue}]{0,79}$/u.test(resultVariable)) {
      throw misuse(this, `"resultVariable" is "${resultVariable}". It has to be the name of a variable, without "$": a letter, then letters, digits and "_", 80 at most.`);
    }
    if (resultPath !== undefined && resultPath !== sfn.JsonPath.DISCARD && kind !== NestedStartKind.START && !/^\$(\.[^.[\]\s]+|\['[^']+'\])*$/.test(resultPath)) {
      throw misuse(this, `"resultPath" is "${resultPath}". It has to be "$" with the names of members, such as "$.shipment", or JsonPath.DISCARD.`);
    }
  }

  private timeoutOf({ workflow, taskTimeout }: NestedWorkflowProps, kind: NestedStartKind): sfn.Timeout {
    if (taskTimeout) return taskTimeout;
    if (kind === NestedStartKind.START) return sfn.Timeout.duration(Duration.minutes(1));
    if (!workflow.timeout) {
      throw misuse(this, `"taskTimeout" is not set, and how long executions of "${workflow.node.path}" may run is not known, because it is imported. `
        + 'Set it, or import the workflow with its "timeout".');
    }
    if (workflow.timeout.isUnresolved()) return sfn.Timeout.duration(workflow.timeout);
    return sfn.Timeout.duration(workflow.timeout.plus(kind === NestedStartKind.CALL ? Duration.seconds(10) : Duration.minutes(1)));
  }

  /** One task state. Without an input of its own it is in JSONata, which can tell whether the input of the state is an object. */
  private start(props: NestedWorkflowProps, kind: NestedStartKind, taskTimeout: sfn.Timeout): sfn.TaskStateBase {
    const { workflow, comment, executionName, resultPath, resultVariable, retryPolicy } = props;
    const passesInput = resultVariable !== undefined || resultPath === sfn.JsonPath.DISCARD;
    const common = { workflow, kind, taskTimeout, comment, executionName, retryPolicy, stateName: props.stateName ?? this.node.id };
    const waits = kind === NestedStartKind.JOB;
    if (props.queryLanguage === sfn.QueryLanguage.JSONATA || !props.input) {
      const result = waits ? '$states.result.Output' : '$states.result';
      return new NestedStart(this, 'Start', {
        ...common,
        queryLanguage: sfn.QueryLanguage.JSONATA,
        executionInput: jsonataInput(this, props, jsonText),
        outputs: passesInput ? '{% $states.input %}' : `{% ${merged('$states.input', namesOf(resultPath), result)} %}`,
        assign: resultVariable === undefined ? undefined : { [resultVariable]: `{% ${result} %}` },
      });
    }
    const result = waits ? '$.Output' : '$';
    return new NestedStart(this, 'Start', {
      ...common,
      executionInput: jsonPathInput(this, props),
      resultPath: resultVariable === undefined ? resultPath : sfn.JsonPath.DISCARD,
      outputPath: waits && !passesInput && namesOf(resultPath).length === 0 ? result : undefined,
      assign: resultVariable === undefined ? undefined : { [resultVariable]: sfn.JsonPath.objectAt(result) },
    });
  }

  /** A Parallel state whose one branch makes a failure of the answer that speaks of one. */
  private call(props: NestedWorkflowProps, taskTimeout: sfn.Timeout): sfn.Parallel {
    const { workflow, resultPath, resultVariable, comment } = props;
    const name = props.stateName ?? this.node.id;
    const call = new NestedStart(this, 'Call', {
      workflow,
      kind: NestedStartKind.CALL,
      retryPolicy: props.retryPolicy,
      taskTimeout,
      executionInput: `{% ${jsonText('$states.input')} %}`,
      queryLanguage: sfn.QueryLanguage.JSONATA,
      stateName: `${name}: call`,
    });
    const succeeded = new sfn.Succeed(this, 'Output', {
      stateName: `${name}: output`, queryLanguage: sfn.QueryLanguage.JSONATA, outputs: '{% $parse($states.input.Output) %}',
    });
    const failed = sfn.Fail.jsonata(this, 'Failed', {
      stateName: `${name}: failed`,
      // An execution that has timed out, and one that a Fail state without an error has ended, may have none.
      error: '{% $exists($states.input.Error) ? $states.input.Error : $states.input.Status = \'TIMED_OUT\' ? \'States.Timeout\' : \'States.TaskFailed\' %}',
      cause: '{% $exists($states.input.Cause) ? $states.input.Cause : \'Execution \' & $states.input.ExecutionArn & \' has ended with the status \' & $states.input.Status %}',
    });
    const branch = call.next(sfn.Choice.jsonata(this, 'Succeeded', { stateName: `${name}: succeeded?` })
      .when(sfn.Condition.jsonata('{% $states.input.Status = \'SUCCEEDED\' %}'), succeeded)
      .otherwise(failed));
    const common = { stateName: name, comment };
    if (props.queryLanguage === sfn.QueryLanguage.JSONATA) {
      return sfn.Parallel.jsonata(this, 'Run', {
        ...common,
        arguments: props.input || props.associateWithParent ? jsonataInput(this, props, (value) => value) as { [key: string]: unknown } : undefined,
        outputs: resultVariable === undefined ? '{% $states.result[0] %}' : '{% $states.input %}',
        assign: resultVariable === undefined ? undefined : { [resultVariable]: '{% $states.result[0] %}' },
      }).branch(branch);
    }
    return sfn.Parallel.jsonPath(this, 'Run', {
      ...common,
      ...inputOfBranch(this, props),
      resultPath: resultVariable === undefined ? resultPath : sfn.JsonPath.DISCARD,
      outputPath: resultVariable === undefined && namesOf(resultPath).length === 0 && resultPath !== sfn.JsonPath.DISCARD ? '$[0]' : undefined,
      assign: resultVariable === undefined ? undefined : { [resultVariable]: sfn.JsonPath.objectAt('$[0]') },
    }).branch(branch);
  }

  /** JSONPath cannot put a part of a result at a path: the whole is put there, and then the part in its place. */
  private unwrapped({ resultPath, queryLanguage, input, stateName }: NestedWorkflowProps, kind: NestedStartKind): sfn.State & sfn.INextable {
    const whole = kind === NestedStartKind.CALL ? '[0]' : '.Output';
    const isJsonata = queryLanguage === sfn.QueryLanguage.JSONATA || (kind !== NestedStartKind.CALL && !input);
    if (kind === NestedStartKind.START || isJsonata || namesOf(resultPath).length === 0) return this.outer;
    const unwrap = sfn.Pass.jsonPath(this, 'Unwrap', { stateName: `${stateName ?? this.node.id}: result`, inputPath: `${resultPath}${whole}`, resultPath });
    this.outer.next(unwrap);
    return unwrap;
  }
}

/** The names of the members of a path: `$.a['b c']`. */
function namesOf(path: string = '$'): string[] {
  if (path === sfn.JsonPath.DISCARD) return [];
  return [...path.matchAll(/\.([^.[\]]+)|\['([^']+)'\]/g)].map(([, plain, quoted]) => plain ?? quoted);
}

/** The expression for a value with something put into it at a path. */
function merged(value: string, names: readonly string[], result: string): string {
  if (names.length === 0) return result;
  const [first, ...rest] = names;
  return `$merge([${value}, {${JSON.stringify(first)}: ${merged(`${value}.\`${first}\``, rest, result)}}])`;
}
