import { Agenda, AgendaEntry, Due } from './agenda';
import { ExecutionState } from './execution-state';
import { EventLog } from './history';
import type { Machine } from './machine';
import { MapRunRecord } from './map-run';
import { Queue } from './queue';
import { Random } from './random';
import { ExecutionIdentity, OpenTask, Scope } from './scope';
import { bug } from '../errors';

/**
 * An execution as JSON. Scopes, tasks and logs are numbered and named by their numbers, states by their index in the machine. `Infinity`,
 * which JSON has not, is null.
 */
export interface Snapshot {
  readonly state: Omit<ExecutionState, 'root' | 'log' | 'agenda' | 'random' | 'tasks' | 'mapRuns'>;
  readonly mapRuns: readonly SavedMapRun[];
  readonly random: number;
  readonly scopes: readonly SavedScope[];
  readonly logs: readonly EventLog[];
  readonly executions: readonly ExecutionIdentity[];
  readonly openTasks: readonly SavedTask[];
  readonly agenda: readonly { readonly time: number; readonly due: SavedDue }[];
  readonly untaken: readonly number[];
}

type SavedScope = Omit<Scope, 'parent' | 'log' | 'execution' | 'state' | 'task' | 'children'> & {
  readonly parent: number | undefined;
  readonly log: number;
  readonly execution: number;
  readonly state: number;
  readonly task: number | undefined;
  readonly children: (Omit<NonNullable<Scope['children']>, 'running' | 'concurrency'> & { readonly running: readonly number[]; readonly concurrency: number | null }) | undefined;
};

type SavedMapRun = Omit<MapRunRecord, 'children'> & { readonly children: readonly { readonly execution: number; readonly log: number }[] };

type SavedTask = Omit<OpenTask, 'scope'> & { readonly scope: number };

/** A due thing whose scope or task is a number. */
type SavedDue = { readonly kind: Due['kind'] } & { readonly [member: string]: unknown };

/** Gives each object a number when it is first met. */
class Numbering<T> {
  public readonly all: T[] = [];
  private readonly numbers = new Map<T, number>();

  public of(one: T): number {
    let number = this.numbers.get(one);
    if (number === undefined) {
      number = this.all.length;
      this.numbers.set(one, number);
      this.all.push(one);
    }
    return number;
  }
}

/**
 * Writes an execution down, between two turns. Members that come and go stand behind the others: an execution that was resumed, whose objects got
 * them in another order, is written down the same.
 */
export function saveState(execution: ExecutionState): Snapshot {
  const scopes = new Numbering<Scope>();
  const logs = new Numbering<EventLog>();
  const executions = new Numbering<ExecutionIdentity>();
  const tasks = new Numbering<OpenTask>();
  const { root, log, agenda, random, tasks: untaken, mapRuns, output, error, cause, nested, ...state } = execution;
  scopes.of(root);
  logs.of(log);
  const saved: SavedScope[] = [];
  const savedAgenda = agenda.entries().map(({ time, due }) => ({ time, due: saveDue(due, scopes, tasks) }));
  const savedUntaken = untaken.toArray().map((task) => tasks.of(task));
  // Saving a scope can meet further scopes, which are saved in their turn.
  for (let i = 0; i < scopes.all.length; i++) {
    const { parent, log: ownLog, execution: identity, state: at, task, children, variables, retries, waiting, ...rest } = scopes.all[i];
    saved.push({
      ...rest, variables, retries, waiting,
      parent: parent && scopes.of(parent),
      log: logs.of(ownLog),
      execution: executions.of(identity),
      state: at.index,
      task: task && tasks.of(task),
      children: children && {
        ...children,
        running: [...children.running.values()].map((child) => scopes.of(child)),
        concurrency: children.concurrency === Infinity ? null : children.concurrency,
      },
    });
  }
  const savedRuns = mapRuns.map(({ batchSizes, status, stopTime, ...run }): SavedMapRun => ({
    ...run,
    children: run.children.map((child) => ({ execution: executions.of(child.execution), log: logs.of(child.log) })),
    batchSizes, status, stopTime,
  }));
  return {
    state: { ...state, output, error, cause, nested },
    mapRuns: savedRuns, random: random.state, scopes: saved, logs: logs.all, executions: executions.all,
    openTasks: tasks.all.map(({ scope, ...task }) => ({ ...task, scope: scopes.of(scope) })),
    agenda: savedAgenda, untaken: savedUntaken,
  };
}

function saveDue(due: Due, scopes: Numbering<Scope>, tasks: Numbering<OpenTask>): SavedDue {
  return 'scope' in due ? { ...due, scope: scopes.of(due.scope) } : 'task' in due ? { ...due, task: tasks.of(due.task) } : due;
}

/** Makes an execution of what was written down, for the same machine. */
export function restoreState(snapshot: Snapshot, machine: Machine): ExecutionState {
  const scopes: Scope[] = snapshot.scopes.map(({ children, ...saved }) => ({
    ...saved,
    parent: undefined,
    log: snapshot.logs[saved.log],
    execution: snapshot.executions[saved.execution],
    state: machine.states[saved.state] ?? bug(`The machine has no state ${saved.state}.`),
    task: undefined,
    children: undefined,
  }));
  const tasks: OpenTask[] = snapshot.openTasks.map((task) => ({ ...task, scope: scopes[task.scope] }));
  snapshot.scopes.forEach(({ parent, task, children }, index) => {
    const scope = scopes[index] as { -readonly [member in keyof Scope]: Scope[member] };
    scope.parent = parent === undefined ? undefined : scopes[parent];
    scope.task = task === undefined ? undefined : tasks[task];
    scope.children = children && {
      ...children,
      running: new Map(children.running.map((child) => [scopes[child].index, scopes[child]])),
      concurrency: children.concurrency ?? Infinity,
    };
  });
  const agenda = snapshot.agenda.map(({ time, due }): AgendaEntry => ({ time, due: restoreDue(due, scopes, tasks) }));
  const untaken = new Queue<OpenTask>();
  snapshot.untaken.forEach((task) => untaken.add(tasks[task]));
  return {
    ...snapshot.state,
    root: scopes[0],
    log: snapshot.logs[0],
    agenda: Agenda.of(agenda),
    random: new Random(snapshot.random),
    mapRuns: snapshot.mapRuns.map((run) => ({
      ...run, children: run.children.map(({ execution, log }) => ({ execution: snapshot.executions[execution], log: snapshot.logs[log] })),
    })),
    tasks: untaken,
  };
}

function restoreDue(due: SavedDue, scopes: readonly Scope[], tasks: readonly OpenTask[]): Due {
  const restored = 'scope' in due ? { ...due, scope: scopes[due.scope as number] } : 'task' in due ? { ...due, task: tasks[due.task as number] } : due;
  return restored as unknown as Due;
}
