import { didYouMean } from '../did-you-mean';
import type { Engine } from '../engine/engine';
import type { OpenTask } from '../engine/scope';
import { TaskState } from '../engine/states/task';
import { StepwrightError } from '../errors';

/** What became of a task. */
type Ending = 'succeeded' | 'failed' | 'timed out' | 'was aborted';

/** A task that has ended, by its token. */
export interface EndedTask {
  readonly token: string;
  readonly stateName: string;
  readonly ending: Ending;
}

/** What a task is answered by: its task token, or, where it has none, a name that the simulation gives it. */
export const tokenOf = (task: OpenTask): string => task.token ?? `${task.scope.state.name}#${task.attempt}`;

/** Whether somebody outside of Step Functions has a task's token, or the service that does its job. */
export function hasToken({ scope: { state } }: OpenTask): boolean {
  return state instanceof TaskState && (state.resource.kind === 'activity' || (state.resource.kind === 'integration' && state.resource.pattern !== 'request-response'));
}

/** Whether `SendTaskSuccess` ends a task, and not the service that it calls. */
export function isCalledBack({ scope: { state } }: OpenTask): boolean {
  return state instanceof TaskState && (state.resource.kind === 'activity' || (state.resource.kind === 'integration' && state.resource.pattern === 'callback'));
}

/** The tokens that an execution has given out, and what became of their tasks: a token that was used is another mistake than one that never was. */
export class TaskTokens {
  /** By the token. The state is noted, because the scope of a task goes on to others. */
  private readonly given = new Map<string, { readonly stateName: string; readonly task: OpenTask }>();
  private readonly before: ReadonlyMap<string, EndedTask>;

  /** @param ended the tasks that had ended when the execution was written down */
  constructor(private readonly engine: Engine, ended: readonly EndedTask[] = []) {
    this.before = new Map(ended.map((task) => [task.token, task]));
  }

  public give(task: OpenTask): void {
    this.given.set(tokenOf(task), { stateName: task.scope.state.name, task });
  }

  /** The tasks that have ended, in an order that does not depend on whether the execution was written down in between. */
  public get ended(): EndedTask[] {
    const since = [...this.given].filter(([, { task }]) => !task.open)
      .map(([token, { stateName, task }]): EndedTask => ({ token, stateName, ending: endingOf(task) }));
    return [...this.before.values(), ...since].sort((a, b) => a.token < b.token ? -1 : 1);
  }

  /**
   * Says why no pending task has a token, as `SendTaskSuccess` does.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
   */
  public refuse(token: string, pending: readonly OpenTask[]): never {
    const others = pending.length === 0 ? 'No task is pending.' : `Pending are ${pending.map((task) => `"${tokenOf(task)}" of state "${task.scope.state.name}"`).join(', ')}.`;
    const given = this.given.get(token);
    if (given?.task.open) {
      throw new StepwrightError('TaskIsMocked', `The task of state "${given.stateName}" with the token "${token}" is answered by a mock. `
        + `Leave the state without a mock to answer it here. ${others}`);
    }
    const ended = given ? { stateName: given.stateName, ending: endingOf(given.task) } : this.before.get(token) ?? this.mocked(token);
    if (ended) {
      throw new StepwrightError('TaskTimedOut', `The task of state "${ended.stateName}" with the token "${token}" has ended: it ${ended.ending}. `
        + `A token is good for one end of one call. ${others}`);
    }
    throw new StepwrightError('InvalidToken', `No task has the token "${token}".${didYouMean(String(token), pending.map(tokenOf))} ${others}`);
  }

  /** A task that a mock answered at once: nobody has noted it, but its call was counted. */
  private mocked(token: string): { readonly stateName: string; readonly ending: string } | undefined {
    const { machine: { states }, state: { calls } } = this.engine;
    const [, name, call] = /^([^]*)#([1-9]\d*)$/.exec(token) ?? [];
    const state = states.find((one) => one.name === name && Number(call) <= (calls[one.index] ?? 0));
    return state && { stateName: state.name, ending: 'was answered by a mock' };
  }
}

function endingOf({ outcome }: OpenTask): Ending {
  switch (outcome?.kind) {
    case 'succeeded': return 'succeeded';
    case 'failed': return 'failed';
    case 'timedOut': return 'timed out';
    case undefined: return 'was aborted';
  }
}
