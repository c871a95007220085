import { sourceFromText } from '../../src/definitions/file';
import { Execution } from '../../src/simulator/execution';
import { LocalServices } from '../../src/simulator/services/local-services';
import { Simulation } from '../../src/simulator/simulation';
import { TaskMock, TaskAnswer, TaskRequest } from '../../src/simulator/task-mock';

/** A recorded case, as far as a replay may look at it. */
export interface RecordedCase {
  readonly name: string;
  readonly kind: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly definition: object;
  readonly input: unknown;
  readonly executionName?: string;
  readonly taskResults?: readonly TaskResult[];
  /** The calls that made what the recording needed. */
  readonly setup?: readonly SetupCall[];
  /** What the recorded test called beside starting the execution. */
  readonly driverCalls?: readonly { readonly operation: string }[];
}

/** What the recordings' inputs that were made from the time of the recording have as that time (FORMAT.md). */
const RECORDED_NOW = '2030-01-01T00:00:00Z';

interface SetupCall {
  readonly service: string;
  readonly operation: string;
  readonly arguments: { readonly [name: string]: unknown };
}

/** How a task ended on AWS. */
interface TaskResult {
  readonly state: string | null;
  readonly eventType: string;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: unknown;
  readonly submittedOutput?: unknown;
  readonly workerName?: string;
}

/** Runs a recorded case, answering its tasks as AWS did, and returns what `compare.mjs` compares. */
export function replay(recorded: RecordedCase) {
  const simulation = simulationOf(recorded);
  const execution = isStopped(recorded) ? runAndStop(simulation, recorded) : simulation.run(recorded.input, optionsOf(recorded));
  const { status, output, error, cause, history } = execution;
  return { status, output, error, cause, events: history };
}

/** Runs a recorded case, writing the execution down and going on from what was written after every step; returns the history. */
export function replayResuming(recorded: RecordedCase): readonly object[] {
  const simulation = simulationOf(recorded);
  let running = simulation.start(recorded.input, optionsOf(recorded));
  if (isStopped(recorded)) {
    running.stop();
  }
  while (running.advanceToNextEvent()) {
    running = simulation.resume(running.toJson());
  }
  return running.execution.history;
}

/** Whether the recorded test stopped the execution while it waited. */
const isStopped = ({ kind, driverCalls }: RecordedCase): boolean => !kind.startsWith('express') && driverCalls?.[0]?.operation === 'stop_execution';

function runAndStop(simulation: Simulation, recorded: RecordedCase): Execution {
  const running = simulation.start(recorded.input, optionsOf(recorded));
  running.stop();
  return running.execution;
}

const optionsOf = ({ executionName = 'recorded-execution' }: RecordedCase) => ({ executionName });

function simulationOf(recorded: RecordedCase): Simulation {
  const { definition } = recorded;
  const simulation = new Simulation(sourceFromText(JSON.stringify(definition)), {
    workflowType: recorded.type as never,
    account: '111111111111',
    stateMachineName: 'recorded-machine',
    startTime: RECORDED_NOW,
  });
  simulation.answers.services = servicesOf(recorded);
  const results = recorded.taskResults ?? [];
  const answer = answering(results);
  for (const { name, type } of simulation.machine.states) {
    if (type === 'Task') {
      simulation.mocks.mockState(name, TaskMock._answering(answer));
    }
  }
  return simulation;
}

/** S3 as the recording found it: item readers read from there. */
function servicesOf({ setup = [] }: RecordedCase): LocalServices {
  const services = new LocalServices();
  for (const { service, operation, arguments: given } of setup) {
    if (service === 's3' && operation === 'create_bucket') {
      services.s3.addBucket(String(given.Bucket));
    } else if (service === 's3' && operation === 'put_object') {
      services.s3.putObject(String(given.Bucket), String(given.Key), given.Body);
    }
  }
  return services;
}

/**
 * Answers the calls of each state in the recorded order. Inside some Parallel states the recorder lost which state a call was of: those are
 * given out in the order of the calls.
 */
function answering(results: readonly TaskResult[]): (request: TaskRequest) => TaskAnswer {
  const unused = new Set(results);
  return ({ stateName }) => {
    for (const result of unused) {
      if (result.state === stateName || result.state === null) {
        unused.delete(result);
        return answerOf(result);
      }
    }
    throw new Error(`The recording holds no further call of "${stateName}".`);
  };
}

function answerOf(result: TaskResult): TaskAnswer {
  const common = { delayMilliseconds: 0, submittedOutput: result.submittedOutput, workerName: result.workerName };
  if (result.eventType.endsWith('Succeeded')) {
    return { ...common, outcome: 'succeed', output: result.output };
  }
  if (result.eventType.endsWith('TimedOut')) {
    return { ...common, outcome: 'silent' };
  }
  return { ...common, outcome: 'fail', error: result.error, cause: typeof result.cause === 'object' ? JSON.stringify(result.cause) : result.cause as string };
}
