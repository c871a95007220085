import { possibleOutcomes, PossibleOutcome } from './task-outcomes';
import { Engine } from '../../engine/engine';
import { OpenTask, Scope } from '../../engine/scope';
import { settle, step } from '../driver';
import type { Execution } from '../execution';
import type { MockRegistry } from '../mock-registry';

/** A call of a task whose outcome is to be chosen. */
export interface OpenChoice {
  readonly task: OpenTask;
  readonly ways: readonly PossibleOutcome[];
}

/** How the last call of a scope's task failed, while its state retries it. */
interface Failing {
  readonly enteredEvent: number;
  readonly label: string;
  readonly times: number;
}

/**
 * One execution whose tasks end as they are told to. Tasks end one after the other, in the order of their calls, unless an outcome takes time.
 *
 * Retries are not explored call by call: a call that has failed is retried with success or fails in the same way, and one that has failed twice goes
 * on to fail until its retries are used up.
 */
export class ExploredRun {
  private readonly failing = new Map<Scope, Failing>();
  private readonly silent = new Set<OpenTask>();

  constructor(readonly engine: Engine, readonly execution: Execution, private readonly mocks: MockRegistry) {
    settle(engine, () => undefined);
  }

  /** Goes on to the next call that can end in more than one way; undefined where the execution ends before. */
  public toChoice(): OpenChoice | undefined {
    const { engine } = this;
    while (engine.state.status === 'RUNNING') {
      const task = engine.nextDue() === engine.now ? undefined : this.undecided(engine.state.root);
      if (!task) {
        if (engine.nextDue() === undefined) {
          return undefined; // it waits for ever
        }
        step(engine, () => undefined);
        continue;
      }
      const ways = this.waysOf(task);
      if (ways.length > 1) {
        return { task, ways };
      }
      this.choose(task, ways[0]);
    }
    return undefined;
  }

  public choose(task: OpenTask, way: PossibleOutcome): void {
    const { scope } = task;
    const { label, outcome, delayMilliseconds } = way;
    if (outcome?.kind !== 'succeeded') {
      const before = this.failingOf(scope);
      this.failing.set(scope, { enteredEvent: scope.enteredEvent, label, times: before?.label === label ? before.times + 1 : 1 });
    }
    if (outcome) {
      this.engine.taskEnds(task, outcome, this.engine.now + delayMilliseconds);
    } else {
      task.answered = true; // by silence
      this.silent.add(task);
    }
  }

  /** What of the past decides about the next calls of a scope. */
  public chosen(scope: Scope): string | undefined {
    const failing = this.failingOf(scope);
    return failing && `${failing.label} ${Math.min(failing.times, 2)}`;
  }

  private failingOf(scope: Scope): Failing | undefined {
    const failing = this.failing.get(scope);
    return failing?.enteredEvent === scope.enteredEvent && scope.retryCount > 0 ? failing : undefined;
  }

  private waysOf(task: OpenTask): PossibleOutcome[] {
    const all = possibleOutcomes(task, this.mocks);
    const failing = this.failingOf(task.scope);
    if (failing) {
      return all.filter(({ label, outcome }) => label === failing.label || (outcome?.kind === 'succeeded' && failing.times < 2));
    }
    // While one call is silent, the others that are open succeed: what else they can do is looked at where none is.
    return [...this.silent].some(({ open }) => open) ? all.slice(0, 1) : all;
  }

  private undecided(scope: Scope): OpenTask | undefined {
    if (scope.task?.open && !scope.task.answered) {
      return scope.task;
    }
    for (const child of scope.children?.running.values() ?? []) {
      const task = this.undecided(child);
      if (task) {
        return task;
      }
    }
    return undefined;
  }
}
