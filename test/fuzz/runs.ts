import { ERRORS } from './machines';
import { Engine } from '../../src/engine/engine';
import { newExecution } from '../../src/engine/execution-state';
import { EXPRESS_LIMITS, STANDARD_LIMITS } from '../../src/engine/limits';
import { Machine } from '../../src/engine/machine';
import { Random } from '../../src/engine/random';
import { HistoryEvent, renderEvent } from '../../src/engine/render-history';
import { OpenTask } from '../../src/engine/scope';
import { restoreState, saveState, Snapshot } from '../../src/engine/snapshot';
import { Answers, settle, step } from '../../src/simulator/driver';
import { Execution } from '../../src/simulator/execution';
import { ExecutionInProgress } from '../../src/simulator/execution-in-progress';
import { TaskAnswer } from '../../src/simulator/task-mock';

/** How long a history may get: loops end early, and reaching the limit is tried as well. */
export const EVENTS = 600;
/** More than executions of so many events take, with children and children of those: one that takes more does not end. */
const MOST_STEPS = 200_000;

export interface Run {
  readonly engine: Engine;
  readonly execution: Execution;
}

const options = {
  identity: { stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:M', stateMachineName: 'M', roleArn: 'arn:aws:iam::123456789012:role/R', region: 'us-east-1', express: false },
  limits: { ...STANDARD_LIMITS, historyEvents: EVENTS },
  expressLimits: { ...EXPRESS_LIMITS, historyEvents: EVENTS },
};

/** Begins an execution of a machine, up to where it waits for the first time. */
export function begin(machine: Machine, input: object, seed: number): Run {
  const run = started(machine, input, seed);
  settle(run.engine, answersOf(seed));
  return run;
}

/** An execution that has started, and nothing more. */
export function started(machine: Machine, input: object, seed: number): Run {
  const identity = { arn: 'arn:aws:states:us-east-1:123456789012:execution:M:e', name: 'e', input: input as never, startTime: Date.UTC(2026, 0, 1), redrives: 0 };
  const engine = new Engine(machine, newExecution(machine, identity, seed), options);
  engine.start();
  return { engine, execution: Execution._of(engine, identity.startTime, identity.input, NOT_COVERED) };
}

/** Runs a begun execution to its end; throws where it does not end. */
export function toEnd(run: Run, seed: number, between: (run: Run, steps: number) => Run = (same) => same): Run {
  const answers = answersOf(seed);
  let at = run;
  for (let steps = 0; at.engine.state.status === 'RUNNING'; steps++) {
    if (steps > MOST_STEPS) {
      throw new Error(`The execution has not ended after ${MOST_STEPS} steps, at ${new Date(at.engine.now).toISOString()} and event ${at.engine.state.log.events.length}.`);
    }
    step(at.engine, answers);
    at = between(at, steps);
  }
  return at;
}

/** The execution as it is after it was written down and read again. */
export function resumed({ engine, execution: { history: [start] } }: Run): Run {
  const again = new Engine(engine.machine, restoreState(JSON.parse(JSON.stringify(saveState(engine.state))) as Snapshot, engine.machine), options);
  return { engine: again, execution: Execution._of(again, Date.parse(start.timestamp), again.state.root.execution.input, NOT_COVERED) };
}

/**
 * Answers every task by chance, which is a function of the seed, the state and the call: the same call is answered the same in every run, whether
 * or not it was written down in between.
 */
export function answersOf(seed: number): Answers {
  return (task) => {
    const random = new Random(seed ^ Math.imul(task.scope.state.index + 1, 0x85EBCA6B) ^ Math.imul(task.attempt, 0xC2B2AE35));
    const of = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)];
    const delayMilliseconds = of([0, 0, 1, 999, 1000, 30_000, 3_600_000]);
    const ends = random.next();
    if (ends < 0.1) {
      return { outcome: 'silent', delayMilliseconds };
    }
    if (ends < 0.45) {
      return { outcome: 'fail', error: of([...ERRORS, 'States.Runtime', undefined, '']), cause: of(['why', undefined, '']), delayMilliseconds };
    }
    return { outcome: 'succeed', output: outputOf(task, of), delayMilliseconds } satisfies TaskAnswer;
  };
}

function outputOf(task: OpenTask, of: <T>(list: readonly T[]) => T): unknown {
  const items = [{ n: 1 }, { n: 2, list: [] }, 'three'];
  return task.scope.state.type === 'Map' ? of<unknown>([items, [], items.slice(0, 1), items, 'no list'])
    : of<unknown>([{}, { n: 3, s: 'result', list: items }, null, 'text', items, { Payload: { n: 1 } }, task.input, 'x'.repeat(300_000)]);
}

/**
 * An execution that is driven from outside; some tasks are answered by chance, the others wait.
 *
 * @param before what drove it before it was written down
 */
export function inProgress({ engine, execution }: Run, seed: number, before?: ExecutionInProgress): ExecutionInProgress {
  const answers = answersOf(seed);
  const some: Answers = (task, at) => (seed ^ task.attempt ^ task.scope.state.index) % 3 === 0 ? answers(task, at) : undefined;
  return ExecutionInProgress._of(engine, some, execution, () => undefined, before && JSON.parse(before.toJson()).execution.endedTasks);
}

/** The histories of the child executions of an execution's Map Runs, in AWS's form. */
export function childHistories({ engine: { state, identity } }: Run): HistoryEvent[][] {
  return state.mapRuns.flatMap(({ children }) => children.map(({ log }) => log.events.map((event) => renderEvent(event, identity))));
}

function NOT_COVERED(): never {
  throw new Error('Coverage is not looked at.');
}
