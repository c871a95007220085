import { noteNested } from './cost/nested-record';
import type { Execution } from './execution';
import { callOf, describeError, ServiceError, ServiceNames, textOf, withMetadata, ServiceCall, member } from './services/service-call';
import type { TaskAnswer } from './task-mock';
import { isJsonObject, JsonObject, JsonValue } from '../asl/json-value';
import { isoTime } from '../engine/context-object';
import type { Engine } from '../engine/engine';
import { NEVER, OpenTask } from '../engine/scope';
import { TaskState } from '../engine/states/task';
import { StepwrightError } from '../errors';

/** A machine whose executions other machines can start. */
export interface NestedMachine {
  readonly isExpress: boolean;
  /**
   * Whether its executions, or those that they start, can call tasks back.
   *
   * @param asked the machines that were asked already
   */
  canCallBack(asked: Set<NestedMachine>): boolean;
  runNested(input: JsonValue, options: NestedRun): { readonly execution: Execution; readonly arn: string };
}

/** What a nested execution starts from. */
export interface NestedRun {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly startTime: number;
  readonly seed: number;
  /** Who has started it. */
  readonly starters: Starters;
}

/** A task that has started an execution, and the engine that it is of. */
export interface Starter {
  readonly task: OpenTask;
  readonly engine: Engine;
  /** When the execution is stopped, because the task that waits for it has ended without it; `NEVER` where none waits. */
  readonly stopsAt: number;
}

/** The tasks that have started the executions around an execution, the outermost first. */
export type Starters = readonly Starter[];

/** Executions that start executions that start executions: how many at most, before it is taken for an endless recursion. */
const MOST_DEPTH = 50;

/** What Step Functions calls itself. */
export const NAMES: ServiceNames = {
  optimized: { prefix: 'StepFunctions', service: 'AWSStepFunctions', unnamed: 'AWSStepFunctionsException' },
  sdk: { prefix: 'Sfn', unnamed: 'SfnException' },
};

/** A task that starts an execution, as its resource says. */
interface Start {
  readonly task: OpenTask;
  readonly machine: NestedMachine;
  readonly machineArn: string;
  readonly call: ServiceCall;
  readonly suffix: string;
  readonly stateName: string;
}

/** The other machines of a simulation, by the names of their ARNs. */
export class NestedMachines {
  private readonly byName = new Map<string, NestedMachine>();

  public add(arnOrName: string, machine: NestedMachine): void {
    this.byName.set(machineName(arnOrName), machine);
  }

  /** Whether executions of one of them can call tasks back. */
  public canCallBack(asked: Set<NestedMachine>): boolean {
    return [...this.byName.values()].some((machine) => !asked.has(machine) && machine.canCallBack(asked.add(machine)));
  }

  /** Runs the execution that a task starts; undefined where it starts none, or none of a machine that is known. */
  public answer(task: OpenTask, engine: Engine, starters: Starters): TaskAnswer | undefined {
    const start = this.byName.size === 0 ? undefined : this.startOf(task, engine);
    if (!start) {
      return undefined;
    }
    if (starters.length >= MOST_DEPTH) {
      throw new StepwrightError('NestedTooDeep', `State "${start.stateName}" starts an execution of "${machineName(start.machineArn)}" inside of ${MOST_DEPTH} others. `
        + 'Look for machines that start each other without an end.');
    }
    try {
      return run(start, engine, starters);
    } catch (error) {
      if (error instanceof ServiceError) {
        return { outcome: 'fail', ...describeError(error, NAMES, start.call), delayMilliseconds: 0 };
      }
      throw error;
    }
  }

  private startOf(task: OpenTask, engine: Engine): Start | undefined {
    const { scope: { state }, input } = task;
    const match = state instanceof TaskState && state.resource.kind === 'integration'
      ? /^(states|aws-sdk:sfn):(startExecution|startSyncExecution)(\.sync|\.sync:2|\.waitForTaskToken)?$/.exec(`${state.resource.service}:${state.resource.action}`) : null;
    const machineArn = isJsonObject(input) ? textOf(input, 'StateMachineArn') : undefined;
    const machine = match && machineArn !== undefined ? this.byName.get(machineName(machineArn)) : undefined;
    if (!match || !machine) {
      return undefined;
    }
    const call = callOf(task, engine, match[2], match[1] === 'states');
    return { task, machine, machineArn: machineArn!, call, suffix: match[3] ?? '', stateName: state.name };
  }
}

/** A machine's name, whatever names it: its ARN, with or without a version or alias, or its name. */
export const machineName = (arnOrName: string): string => /^arn:[^:]*:states:[^:]*:[^:]*:stateMachine:([^:]+)/.exec(arnOrName)?.[1] ?? arnOrName;

function run({ task, machine, machineArn, call, suffix, stateName }: Start, engine: Engine, starters: Starters): TaskAnswer {
  const synchronous = call.action === 'startSyncExecution';
  if (suffix.startsWith('.sync') && machine.isExpress) {
    throw new StepwrightError('ExpressIsNotWaitedFor', `State "${stateName}" waits for an execution of "${machineName(machineArn)}", which is an Express workflow. `
      + 'Step Functions waits for Standard workflows only: call "arn:aws:states:::aws-sdk:sfn:startSyncExecution", or do not wait.');
  }
  if (synchronous && !machine.isExpress) {
    throw new ServiceError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine', 'StateMachineTypeNotSupportedException');
  }
  const name = nameOf(call);
  const input = inputOf(member(call.input, 'Input'));
  const { state } = (starters[0] ?? { engine }).engine;
  const unique = !machine.isExpress && textOf(call.input, 'Name') !== undefined;
  const known = unique ? state.nested ??= {} : {};
  const arn = executionArn(machineArn, engine, name);
  let described = openExecution(known[arn], arn, input, engine.now);
  const startTime = described ? described.StartDate as number : engine.now;
  if (!described) {
    known[arn] = { ExecutionArn: arn, Input: JSON.stringify(input), StartDate: startTime, Status: 'RUNNING' }; // it may be started again within itself
    const stateMachineArn = fullArn(machineArn, engine);
    const seed = Math.floor(engine.state.random.next() * 2 ** 32);
    const starter = { task, engine, stopsAt: suffix.startsWith('.sync') ? stopTime(task, engine, starters) : NEVER };
    const nested = { name, stateMachineArn, startTime, seed, starters: [...starters, starter] };
    const ran = within(stateName, machineArn, () => machine.runNested(input, nested));
    noteNested(engine, ran.execution);
    known[arn] = described = describe(ran.execution, ran.arn, stateMachineArn, name, input, startTime, synchronous);
  }
  const started = withMetadata({ ExecutionArn: described.ExecutionArn, StartDate: call.optimized ? startTime : isoTime(startTime) }, call);
  if (suffix === '.waitForTaskToken') {
    return { outcome: 'pending', submittedOutput: started, delayMilliseconds: 0 };
  }
  if (suffix === '' && !synchronous) {
    return { outcome: 'succeed', output: started, delayMilliseconds: 0 };
  }
  if (synchronous) {
    return { outcome: 'succeed', output: described, delayMilliseconds: Date.parse(described.StopDate as string) - engine.now };
  }
  if (described.Status === 'RUNNING') {
    return { outcome: 'silent', submittedOutput: started, delayMilliseconds: 0 }; // it waits for an execution that waits for it
  }
  const delayMilliseconds = described.StopDate as number - engine.now;
  if (described.Status === 'SUCCEEDED') {
    const output = suffix === '.sync:2' ? { ...described, Input: parse(described.Input), Output: parse(described.Output) } : described;
    return { outcome: 'succeed', output, submittedOutput: started, delayMilliseconds };
  }
  return { outcome: 'fail', error: 'States.TaskFailed', cause: JSON.stringify(described), submittedOutput: started, delayMilliseconds };
}

const parse = (text: JsonValue): JsonValue => JSON.parse(text as string) as JsonValue;

/** For so long after its end the name of an execution is taken. */
const NAME_TAKEN_MILLISECONDS = 90 * 24 * 3600 * 1000;

/**
 * The execution that a start gives again, because it is open and has the same input; undefined where the name is free. Throws where it is taken.
 * An execution is run ahead of what is around it: a name that it gives later is taken already.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
function openExecution(known: JsonObject | undefined, arn: string, input: JsonValue, now: number): JsonObject | undefined {
  const { Input, StartDate, StopDate = NEVER } = (known ?? {}) as { readonly Input?: string; readonly StartDate: number; readonly StopDate?: number };
  if (!known || now >= StopDate + NAME_TAKEN_MILLISECONDS) {
    return undefined;
  }
  if (StartDate <= now && now < StopDate && Input === JSON.stringify(input)) {
    return known;
  }
  throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`, 'ExecutionAlreadyExistsException');
}

/**
 * When the execution that a task waits for is stopped, as far as that is known at its start: when the task times out, when its own execution does,
 * or when that is stopped for the same reason. Step Functions calls `StopExecution` then.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync
 */
function stopTime(task: OpenTask, engine: Engine, starters: Starters): number {
  const heartbeat = task.heartbeatMilliseconds === undefined ? NEVER : task.heartbeatDue;
  const around = starters[starters.length - 1]?.stopsAt ?? NEVER;
  return Math.min(task.endsAt, heartbeat, engine.state.agenda.executionTimeout() ?? NEVER, around);
}

/** An execution as `DescribeExecution` has it; with `startSyncExecution` as that answers. */
function describe(
  execution: Execution, arn: string, stateMachineArn: string, name: string, input: JsonValue, startTime: number, synchronous: boolean,
): JsonObject {
  const { status, error, cause } = execution;
  const time = (milliseconds: number): JsonValue => synchronous ? isoTime(milliseconds) : milliseconds;
  const milliseconds = execution.durationMilliseconds;
  const succeeded = status === 'SUCCEEDED';
  return {
    ...(synchronous && { BillingDetails: { BilledDurationInMilliseconds: billed(milliseconds), BilledMemoryUsedInMB: 64 } }),
    ...(cause !== undefined && { Cause: cause }),
    ...(error !== undefined && { Error: error }),
    ExecutionArn: arn,
    Input: JSON.stringify(input),
    InputDetails: { Included: true },
    Name: name,
    ...(succeeded && { Output: JSON.stringify(execution.output), OutputDetails: { Included: true } }),
    ...(!synchronous && { RedriveCount: 0, RedriveStatus: succeeded ? 'NOT_REDRIVABLE' : 'REDRIVABLE' }),
    ...(!synchronous && succeeded && { RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' }),
    StartDate: time(startTime),
    StateMachineArn: stateMachineArn,
    Status: status,
    StopDate: time(startTime + milliseconds),
  };
}

/** Express workflows are billed by every 100 milliseconds that they have begun. */
const billed = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 100)) * 100;

function nameOf(call: ServiceCall): string {
  const name = textOf(call.input, 'Name');
  if (name === undefined) {
    return call.uuid();
  }
  if (name.length === 0 || name.length > 80 || /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/.test(name)) {
    throw new ServiceError('InvalidName', `Invalid Name: '${name}'`, 'InvalidNameException');
  }
  return name;
}

/** The input of an execution: a text is JSON text, nothing is an empty object. */
function inputOf(given: JsonValue | undefined): JsonValue {
  if (given === undefined) {
    return {};
  }
  if (typeof given !== 'string') {
    return given;
  }
  try {
    return JSON.parse(given) as JsonValue;
  } catch {
    throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${given}'`, 'InvalidExecutionInputException');
  }
}

const fullArn = (arnOrName: string, { identity }: Engine): string => arnOrName.startsWith('arn:') ? arnOrName
  : identity.stateMachineArn.replace(/[^:]+$/, arnOrName);

const executionArn = (machineArn: string, engine: Engine, name: string): string => `${
  fullArn(machineArn, engine).replace(/^(arn:[^:]*:states:[^:]*:[^:]*):stateMachine:([^:]+).*$/, '$1:execution:$2')}:${name}`;

/** Says in which execution something went wrong. */
function within<T>(stateName: string, machineArn: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof StepwrightError && error.code === 'UnansweredTask'
      ? new StepwrightError(error.code, `In the execution of "${machineName(machineArn)}" that state "${stateName}" starts: ${error.message}`) : error;
  }
}
