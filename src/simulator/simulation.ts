import { CoverageRecorder } from './coverage/coverage-recorder';
import { coveredDefinition } from './coverage/covered-definition';
import { Answers, runToEnd, settle } from './driver';
import { Execution } from './execution';
import { ExecutionInProgress } from './execution-in-progress';
import { toJsonValue } from './json-input';
import { knownDefinition } from './known-definition';
import { readMockFile } from './mock-file';
import { MockRegistry } from './mock-registry';
import { machineName, NestedMachine, NestedRun, Starters } from './nested-executions';
import { SimulatorLimit } from './simulator-limit';
import { checkRunOptions, checkRunTwiceOptions, checkSimulatorProps } from './simulator-options';
import { RunOptions, RunTwiceOptions, SimulatorProps } from './simulator-props';
import { TaskAnswers } from './task-answers';
import type { TaskAnswer } from './task-mock';
import { readExecution } from './written-execution';
import { DefinitionSource } from '../asl/definition-source';
import { parseDefinition } from '../asl/document';
import { JsonValue } from '../asl/json-value';
import type { ParameterChecks } from '../asl/task-parameters';
import { parseTimestamp } from '../asl/timestamp';
import { withSubstitutions } from '../definitions/file';
import { readText } from '../definitions/read-text';
import { SIMULATED_ACCOUNT, SIMULATED_REGION } from '../definitions/simulated-names';
import { Engine, MachineIdentity } from '../engine/engine';
import { ExecutionState, newExecution } from '../engine/execution-state';
import { EXPRESS_LIMITS, LIFTED_HISTORY_EVENTS, Limits, STANDARD_LIMITS } from '../engine/limits';
import { compileMachine, Machine } from '../engine/machine';
import { exceedsBytes } from '../engine/payload-size';
import { Random } from '../engine/random';
import { restoreState } from '../engine/snapshot';
import { StepwrightError } from '../errors';
import { validateDocument } from '../validation/validate';

const DEFAULT_START_TIME = '2026-01-01T00:00:00Z';
const SHOWN_FINDINGS = 5;

/** Machines by the text of their definition: loading the same definition again costs nothing. */
const machines = new Map<string, Machine>();
const CACHED_MACHINES = 100;

/** A machine that can be run: the definition compiled, its mocks, and what an execution starts from. Loads nothing of the CDK. */
export class Simulation implements NestedMachine {
  public readonly machine: Machine;
  public readonly mocks: MockRegistry;
  public readonly answers: TaskAnswers;
  /** The executions that other machines have started, in the order of their start. */
  public readonly nested: Execution[] = [];
  /** What all executions of this simulation have reached. */
  public readonly recorder: CoverageRecorder;
  private readonly express: boolean;
  private readonly defaultExecutionName: string;
  private readonly limits: Limits;
  private readonly expressLimits: Limits;
  public readonly startTime: number;
  public readonly seed: number;
  public readonly identity: MachineIdentity;

  /** @param name what reports call the state machine */
  constructor(given: DefinitionSource, props: SimulatorProps = {}, name = props.stateMachineName ?? given.file ?? 'StateMachine') {
    checkSimulatorProps(props);
    const express = this.express = (props.workflowType ?? given.workflowType) === 'EXPRESS';
    const source = withSubstitutions(given, props.substitutions ?? {});
    this.machine = loadMachine(source, express);
    this.recorder = new CoverageRecorder(() => coveredDefinition(source, name));
    this.mocks = new MockRegistry(this.machine);
    this.answers = new TaskAnswers(this.machine, this.mocks);
    this.expressLimits = limitsOf(EXPRESS_LIMITS, props.liftedLimits ?? []);
    this.limits = express ? this.expressLimits : limitsOf(STANDARD_LIMITS, props.liftedLimits ?? []);
    this.startTime = startTimeOf(props.startTime ?? DEFAULT_START_TIME);
    this.seed = seedOf(props.seed ?? 1);
    this.identity = identityOf(props, express);
    this.defaultExecutionName = new Random(~this.seed).uuid();
  }

  public get isExpress(): boolean {
    return this.express;
  }

  public canCallBack(asked: Set<NestedMachine>): boolean {
    return this.answers.canCallBack(asked);
  }

  /** Takes the mocks of a test case from a mock configuration file of Step Functions Local. */
  public useMockFile(file: string, testCase: string | undefined, stateMachine: string | undefined): void {
    const problemOf = (state: string, answer: TaskAnswer): string | undefined => this.mocks.problemOf(state, answer);
    const options = { file, testCase, stateMachine, taskStates: this.mocks.mockableStates, problemOf };
    readMockFile(readText(file, 'Mock file'), options).forEach((mock, state) => this.mocks.mockState(state, mock));
  }

  /** Runs an execution to its end. */
  public run(input: unknown, options: RunOptions = {}): Execution {
    checkRunOptions(options);
    const { engine, execution } = this.begin(input, options);
    this.drive(engine, []);
    return execution;
  }

  /**
   * Runs an execution of an Express workflow twice: AWS keeps nothing of a run that is lost, and begins again. What is random comes out otherwise the
   * second time.
   */
  public runTwice(input: unknown, twice: RunTwiceOptions = {}): Execution[] {
    if (!this.express) {
      throw new StepwrightError('NotExpress', 'runTwice() runs an Express workflow, and this is a Standard one, whose executions AWS runs exactly once. '
        + 'Use run(), or say that it is Express: workflowType: StateMachineType.EXPRESS.');
    }
    checkRunTwiceOptions(twice);
    const { lostAfterTasks = Infinity, ...options } = twice;
    const first = this.begin(input, options);
    const tasks = this.driveUntilLost(first.engine, lostAfterTasks);
    if (tasks < lostAfterTasks && lostAfterTasks < Infinity) {
      throw new StepwrightError('InvalidTaskCount', `lostAfterTasks is ${lostAfterTasks}, and the execution calls ${tasks === 1 ? 'one task' : `${tasks} tasks`}. `
        + 'Give a smaller number.');
    }
    const second = this.begin(input, options, { startTime: first.engine.now, randomSeed: this.seed ^ 0x2545F491 });
    this.drive(second.engine, []);
    return [first.execution, second.execution];
  }

  /** Runs an execution until so many tasks have been called, or to its end; returns how many were. */
  private driveUntilLost(engine: Engine, most: number): number {
    let tasks = 0;
    const lost = new Error('The execution is lost.');
    try {
      this.drive(engine, [], () => {
        if (++tasks >= most) {
          throw lost;
        }
      });
    } catch (error) {
      if (error !== lost) {
        throw error;
      }
      this.recorder.add(engine.state.reached);
    }
    return tasks;
  }

  /** Runs an execution that a task of another machine starts. */
  public runNested(input: JsonValue, nested: NestedRun): { readonly execution: Execution; readonly arn: string } {
    const stateMachineArn = nested.stateMachineArn.replace(/^((?:[^:]*:){6}[^:]+).*$/, '$1');
    const identity = { ...this.identity, stateMachineArn, stateMachineName: machineName(stateMachineArn) };
    const { engine, execution } = this.begin(input, { executionName: nested.name }, { identity, startTime: nested.startTime, seed: nested.seed });
    this.nested.push(execution);
    this.drive(engine, nested.starters);
    return { execution, arn: engine.state.root.execution.arn };
  }

  /** Begins an execution that is driven step by step. */
  public start(input: unknown, options: RunOptions = {}): ExecutionInProgress {
    checkRunOptions(options);
    const { engine, execution } = this.begin(input, options);
    return ExecutionInProgress._of(engine, (task) => this.answers.find(task, engine, []), execution, this.recorder.follow(engine.state));
  }

  /** Goes on with an execution that was written down. */
  public resume(json: string): ExecutionInProgress {
    const written = readExecution(json, this.machine, this.identity);
    const engine = this.engineOf(restoreState(written, this.machine));
    const { execution } = engine.state.root;
    const resumed = this.executionOf(engine, execution.startTime, execution.input);
    return ExecutionInProgress._of(engine, (task) => this.answers.find(task, engine, []), resumed,
      this.recorder.follow(engine.state, engine.state.reached), written.endedTasks);
  }

  /** Begins an execution; whoever calls drives it. */
  public begin(
    input: unknown, options: RunOptions,
    { identity: machine = this.identity, startTime = this.startTime, seed = this.seed, randomSeed = seed, parameterChecks }: Beginning = {},
  ): { readonly engine: Engine; readonly execution: Execution } {
    const value = input === undefined ? {} : toJsonValue(input, 'The input of the execution');
    if (exceedsBytes(value, this.limits.payloadBytes)) {
      const bytes = Buffer.byteLength(JSON.stringify(value), 'utf8');
      throw new StepwrightError('InputTooLarge', `The input of the execution is ${bytes.toLocaleString('en')} bytes long. `
        + `Step Functions starts an execution with at most ${this.limits.payloadBytes.toLocaleString('en')}; put large data into S3 and pass its key, `
        + 'or lift the limit: liftedLimits: [SimulatorLimit.PAYLOAD_BYTES].');
    }
    const name = options.executionName ?? (seed === this.seed ? this.defaultExecutionName : new Random(~seed).uuid());
    const identity = { arn: executionArn(machine, name, seed), name, input: value, startTime, redrives: 0 };
    const engine = this.engineOf(newExecution(this.machine, identity, randomSeed), machine, parameterChecks);
    engine.start();
    return { engine, execution: this.executionOf(engine, startTime, value) };
  }

  private executionOf(engine: Engine, startTime: number, input: JsonValue): Execution {
    return Execution._of(engine, startTime, input, () => this.recorder.definition);
  }

  private drive(engine: Engine, starters: Starters, answered: () => void = () => undefined): void {
    const answers: Answers = (task) => {
      const answer = this.answers.answer(task, engine, starters);
      answered();
      return answer;
    };
    withoutOverflow(() => {
      settle(engine, answers);
      runToEnd(engine, answers, starters[starters.length - 1]?.stopsAt);
    });
    this.recorder.add(engine.state.reached);
  }

  private engineOf(state: ExecutionState, identity = this.identity, parameterChecks?: ParameterChecks): Engine {
    const { services } = this.answers;
    return new Engine(this.machine, state, {
      identity, limits: this.limits, expressLimits: this.expressLimits,
      parameterChecks: parameterChecks ?? (services ? 'types' : 'names'),
      writeResults: services && ((results) => services._writeResults(results, state.now)),
    });
  }
}

/** What an execution begins with, where not with what its simulation has. */
interface Beginning {
  readonly identity?: MachineIdentity;
  readonly startTime?: number;
  readonly seed?: number;
  /** What random values come from, where it is not the seed. */
  readonly randomSeed?: number;
  readonly parameterChecks?: ParameterChecks;
}

/** An Express execution's ARN has a UUID behind its name: names need not be unique. */
function executionArn({ stateMachineArn, express }: MachineIdentity, name: string, seed: number): string {
  return express
    ? `${stateMachineArn.replace(':stateMachine:', ':express:')}:${name}:${new Random(seed ^ 0x5DEECE66).uuid()}`
    : `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** Data that is nested too deeply for the stack is possible only where the limit of payloads is lifted. */
function withoutOverflow(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      throw new StepwrightError('DataTooDeep', 'The data of the execution is nested too deeply to be handled. Look for a loop that wraps its data each time.');
    }
    throw error;
  }
}

function loadMachine(source: DefinitionSource, express: boolean): Machine {
  const key = source.opaques.length === 0 ? `${express ? 'X' : 'S'}${source.text}` : undefined;
  const cached = key === undefined ? undefined : machines.get(key);
  if (cached) {
    return cached;
  }
  const document = parseDefinition(source, { substitutions: true });
  const refused = validateDocument(document, { type: express ? 'EXPRESS' : 'STANDARD', substitutions: true, withAcknowledged: true }).filter(({ refusedByAws }) => refusedByAws);
  if (refused.length > 0) {
    const shown = refused.slice(0, SHOWN_FINDINGS).map(({ id, line, column, message }) => `  ${id} line ${line}, column ${column}: ${message}`);
    const more = refused.length > SHOWN_FINDINGS ? [`  … and ${refused.length - SHOWN_FINDINGS} more`] : [];
    throw new StepwrightError('InvalidDefinition', [
      `The definition${source.file === undefined ? '' : ` in "${source.file}"`} cannot be simulated: AWS would refuse it.`, ...shown, ...more,
    ].join('\n'));
  }
  const machine = compileMachine(knownDefinition(document));
  if (key !== undefined) {
    if (machines.size >= CACHED_MACHINES) {
      machines.delete(machines.keys().next().value!);
    }
    machines.set(key, machine);
  }
  return machine;
}

function limitsOf(limits: Limits, lifted: readonly SimulatorLimit[]): Limits {
  const isLifted = (limit: SimulatorLimit) => lifted.includes(limit);
  return {
    historyEvents: isLifted(SimulatorLimit.HISTORY_EVENTS) ? LIFTED_HISTORY_EVENTS : limits.historyEvents,
    payloadBytes: isLifted(SimulatorLimit.PAYLOAD_BYTES) ? Infinity : limits.payloadBytes,
    variableBytes: isLifted(SimulatorLimit.PAYLOAD_BYTES) ? Infinity : limits.variableBytes,
    durationMilliseconds: isLifted(SimulatorLimit.DURATION) ? Infinity : limits.durationMilliseconds,
    inlineMapConcurrency: isLifted(SimulatorLimit.INLINE_MAP_CONCURRENCY) ? Infinity : limits.inlineMapConcurrency,
  };
}

function startTimeOf(text: string): number {
  const time = parseTimestamp(text);
  if (time === undefined) {
    throw new StepwrightError('InvalidStartTime', `startTime is "${text}". Give an ISO 8601 date-time with zone, for example "${DEFAULT_START_TIME}".`);
  }
  return time;
}

function seedOf(seed: number): number {
  if (!Number.isSafeInteger(seed)) {
    throw new StepwrightError('InvalidSeed', `seed is ${seed}. Give a whole number.`);
  }
  return seed | 0;
}

function identityOf({ stateMachineName: name = 'StateMachine', account = SIMULATED_ACCOUNT, region = SIMULATED_REGION }: SimulatorProps, express: boolean): MachineIdentity {
  return {
    express,
    region,
    stateMachineName: name,
    stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:${name}`,
    roleArn: `arn:aws:iam::${account}:role/${name}Role`,
  };
}
