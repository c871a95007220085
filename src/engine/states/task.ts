import { State, StatePlace } from './state';
import { Expression } from '../../asl/evaluation';
import { isJsonObject, JsonValue } from '../../asl/json-value';
import { hasJsonataDelimiters } from '../../asl/jsonata';
import { TaskDefinition } from '../../asl/model';
import { compileExpression } from '../../asl/paths/expression';
import { compileParameterCheck } from '../../asl/task-parameters';
import { compileJsonataField, compileSelection, compileTemplate, Field, OutputFlow } from '../data-flow';
import type { Engine } from '../engine';
import { dataLimitExceeded, runtimeFailure } from '../failure';
import type { EventDetails, EventType } from '../history';
import { compileNumberField } from '../number-field';
import { fail } from '../outcomes';
import { exceedsBytes } from '../payload-size';
import type { OpenTask, Scope, TaskOutcome } from '../scope';
import type { StateEvaluation } from '../state-evaluation';
import { parseTaskResource, TaskResource } from '../task-resource';

const MOST_SECONDS = 99_999_999;
/** A task token may have 2,048 characters; AWS's have about 700. Ours are short enough to read and long enough not to be guessed. */
const TOKEN_PARTS = 4;
/**
 * What reads the token. A job (`.sync`) has one, too: whoever gets it may end the task before the job ends.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
const TELLS_TOKEN = /(?:\$\$|\bcontext)\s*\.\s*Task\b/;

/** Whether a text can be a task token of an execution. */
export const isTaskToken = (text: string): boolean => /^[0-9a-f]{128}$/.test(text);

/** What the types of a task's events begin with. */
type TaskFamily = 'LambdaFunction' | 'Activity' | 'Task';
type TaskEvents = Readonly<Record<'scheduled' | 'started' | TaskOutcome['kind'], EventType>>;

/** @see https://states-language.net/spec.html#task-state */
export class TaskState extends State {
  public readonly resource: TaskResource;
  /** The Lambda function that it calls; undefined where it calls none, or where only the data says which. */
  public readonly functionName: string | undefined;
  /** Whether a call of it has a task token: where it waits for a callback, and where it runs a job and tells the token. */
  public readonly usesToken: boolean;
  private readonly select: Field;
  private readonly parameters: Field | undefined;
  private readonly arguments: Field | undefined;
  private readonly resultSelector: Expression | undefined;
  private readonly flow: OutputFlow;
  private readonly timeout: ((evaluation: StateEvaluation) => number) | undefined;
  private readonly heartbeat: ((evaluation: StateEvaluation) => number) | undefined;
  private readonly credentials: Field | undefined;
  private readonly family: TaskFamily;
  private readonly events: TaskEvents;
  private readonly check: ReturnType<typeof compileParameterCheck>;
  /** What the events of an integration's task show of it. */
  private readonly shown: EventDetails | undefined;

  constructor(definition: TaskDefinition, place: StatePlace) {
    super('Task', place);
    const { jsonata } = this;
    this.resource = parseTaskResource(definition.Resource);
    this.functionName = this.resource.kind === 'lambda' ? this.resource.arn : literalFunctionName(definition, this.resource);
    this.select = compileSelection(jsonata ? undefined : definition.InputPath);
    this.parameters = jsonata ? undefined : compileTemplate(definition.Parameters);
    this.arguments = jsonata && definition.Arguments !== undefined ? compileJsonataField(definition.Arguments, 'Arguments') : undefined;
    this.resultSelector = jsonata ? undefined : compileTemplate(definition.ResultSelector);
    this.flow = new OutputFlow(definition, jsonata);
    const range = { minimum: 1, maximum: MOST_SECONDS };
    this.timeout = compileNumberField(definition, 'TimeoutSeconds', jsonata, { ...range, outside: `TimeoutSeconds must be between 1 and ${MOST_SECONDS}.` });
    this.heartbeat = compileNumberField(definition, 'HeartbeatSeconds', jsonata, { ...range, outside: `HeartbeatSeconds must be between 1 and ${MOST_SECONDS}.` });
    this.credentials = compileCredentials(definition, jsonata);
    this.family = this.resource.kind === 'lambda' ? 'LambdaFunction' : this.resource.kind === 'activity' ? 'Activity' : 'Task';
    this.events = eventTypes(this.family);
    this.usesToken = this.resource.kind === 'integration'
      && (this.resource.pattern === 'callback' || (this.resource.pattern === 'sync' && TELLS_TOKEN.test(JSON.stringify(definition.Parameters ?? definition.Arguments ?? ''))));
    this.shown = this.resource.kind === 'integration' ? { resource: this.resource.action, resourceType: this.resource.service } : undefined;
    this.check = this.resource.kind === 'integration' ? compileParameterCheck(this.resource.service, this.resource.action) : undefined;
    this.compileErrors(definition);
  }

  public enter(engine: Engine, scope: Scope): State | undefined {
    const selected = this.select(engine.evaluate(scope, scope.input));
    let input = selected;
    const token = this.usesToken ? Array.from({ length: TOKEN_PARTS }, () => engine.state.random.uuid().replaceAll('-', '')).join('') : undefined;
    if (this.parameters) {
      input = this.parameters(engine.evaluate(scope, input, token));
    } else if (this.arguments) {
      input = this.arguments(engine.evaluate(scope, input, token));
    } else if (this.jsonata) {
      input = this.family === 'Task' ? {} : input;
    }
    if (exceedsBytes(input, engine.limits.payloadBytes)) {
      throw dataLimitExceeded(this.name);
    }
    const problems = this.check?.(input, engine.parameterChecks);
    if (problems) {
      throw runtimeFailure(`The Parameters '${JSON.stringify(input)}' could not be used to start the Task: [${problems.join(', ')}]`);
    }
    if (!this.timeout && !this.heartbeat && !this.credentials) {
      scope.lastEvent = engine.emit(scope, this.events.scheduled, scope.lastEvent, this.resource.arn, input, this.shown);
      return engine.schedule(scope, input, token, scope.lastEvent, undefined, undefined);
    }
    const evaluation = engine.evaluate(scope, selected, token);
    const timeout = this.timeout?.(evaluation);
    const heartbeat = this.heartbeat?.(evaluation);
    const credentials = this.credentials?.(evaluation);
    scope.lastEvent = engine.emit(scope, this.events.scheduled, scope.lastEvent, this.resource.arn, input, {
      ...this.shown, timeoutInSeconds: timeout, heartbeatInSeconds: heartbeat,
      credentialsRoleArn: typeof credentials === 'string' ? credentials : undefined,
    });
    return engine.schedule(scope, input, token, scope.lastEvent, timeout && timeout * 1000, heartbeat && heartbeat * 1000);
  }

  public resume(engine: Engine, scope: Scope): State | undefined {
    const outcome = scope.task!.outcome!;
    scope.decisionEvent = scope.lastEvent = scope.task!.lastEvent;
    scope.task = undefined;
    scope.waiting = undefined;
    if (outcome.kind !== 'succeeded') {
      return outcome.kind === 'failed'
        ? fail(engine, scope, outcome.error, outcome.cause, scope.lastEvent)
        : fail(engine, scope, 'States.Timeout', undefined, scope.lastEvent, outcome.heartbeat);
    }
    const result = this.resultSelector ? this.resultSelector(engine.evaluate(scope, outcome.output)) : outcome.output;
    return this.flow.leave(engine, scope, result, this.next, true);
  }

  public taskStarted(engine: Engine, task: OpenTask, workerName?: string): void {
    task.lastEvent = engine.emit(task.scope, this.events.started, task.lastEvent, undefined, undefined,
      workerName === undefined ? this.shown : { ...this.shown, workerName });
  }

  public taskSubmitted(engine: Engine, task: OpenTask, output: JsonValue): void {
    task.lastEvent = engine.emit(task.scope, 'TaskSubmitted', task.lastEvent, undefined, output, this.shown);
  }

  public taskEnded(engine: Engine, task: OpenTask, outcome: TaskOutcome): void {
    task.outcome = this.withinLimits(engine, outcome);
    const type = this.events[task.outcome.kind];
    if (task.outcome.kind === 'succeeded') {
      task.lastEvent = engine.emit(task.scope, type, task.lastEvent, undefined, task.outcome.output, this.shown);
      return;
    }
    const details = task.outcome.kind === 'failed' ? { error: task.outcome.error, cause: task.outcome.cause } : { error: 'States.Timeout' };
    task.lastEvent = engine.emit(task.scope, type, task.lastEvent, undefined, undefined, { ...details, ...this.shown });
  }

  /** A result that is too large is a failure of the task. */
  private withinLimits(engine: Engine, outcome: TaskOutcome): TaskOutcome {
    if (outcome.kind !== 'succeeded' || !exceedsBytes(outcome.output, engine.limits.payloadBytes)) {
      return outcome;
    }
    const { error, sentence } = dataLimitExceeded(this.resource.kind === 'integration' ? this.resource.service : this.resource.arn);
    return { kind: 'failed', error, cause: sentence };
  }
}

function eventTypes(family: TaskFamily): TaskEvents {
  return {
    scheduled: `${family}Scheduled`, started: `${family}Started`, succeeded: `${family}Succeeded`, failed: `${family}Failed`, timedOut: `${family}TimedOut`,
  };
}

function literalFunctionName(definition: TaskDefinition, resource: TaskResource): string | undefined {
  const parameters = definition.Parameters ?? definition.Arguments;
  const name = resource.kind === 'integration' && resource.service === 'lambda' && isJsonObject(parameters) ? parameters.FunctionName : undefined;
  return typeof name === 'string' && !hasJsonataDelimiters(name) ? name : undefined;
}

function compileCredentials(definition: TaskDefinition, jsonata: boolean): Field | undefined {
  const { Credentials: credentials } = definition;
  if (!credentials) {
    return undefined;
  }
  const literal = credentials.RoleArn;
  if (literal !== undefined) {
    return jsonata ? compileJsonataField(literal, 'Credentials/RoleArn') : () => literal;
  }
  const expression = credentials['RoleArn.$'];
  return typeof expression === 'string' && !jsonata ? compileExpression(expression) : undefined;
}
