import { ExploredRun } from './explored-run';
import { stateKey } from './state-key';
import { Engine } from '../../engine/engine';
import { EventRecord } from '../../engine/history';
import { bug } from '../../errors';
import type { Execution } from '../execution';
import type { MockRegistry } from '../mock-registry';

/** What is explored. */
export interface ExploredMachine {
  readonly mocks: MockRegistry;
  begin(input: unknown): { readonly engine: Engine; readonly execution: Execution };
}

export interface ExplorationBounds {
  readonly maxExecutions: number;
  readonly maxDepth: number;
}

/** How far an execution was followed, from the choice before. */
export interface Branch {
  readonly input: number;
  readonly before: Branch | undefined;
  /** The call that was chosen for, and how it ended; undefined for an execution before its first choice. */
  readonly chosen: { readonly stateName: string; readonly attempt: number; readonly label: string } | undefined;
  readonly depth: number;
  /** How often the points of the definition were reached, from the start. */
  readonly reached: readonly number[];
  readonly end: BranchEnd;
}

export type BranchEnd =
  /** It stands before a choice that no execution stood before. The number is that of the choice. */
  | { readonly kind: 'choice'; readonly choice: number }
  /** It stands where another one stood. */
  | { readonly kind: 'merged'; readonly choice: number }
  | { readonly kind: 'cut' }
  | { readonly kind: 'ended'; readonly status: string; readonly error?: string; readonly cause?: string; readonly place: EndPlace };

/** Where an execution ended that did not succeed. */
export interface EndPlace {
  readonly stateName: string;
  /** A Fail state ended it. */
  readonly meant: boolean;
  /** It waited, and nothing came. */
  readonly waited: boolean;
}

export interface ExploredBranches {
  /** In the order of their number of choices: the first that shows something is the shortest. */
  readonly branches: readonly Branch[];
  /** Where each choice leads: the choices behind its outcomes. */
  readonly edges: readonly (readonly number[])[];
  readonly complete: boolean;
}

/**
 * Runs a machine over every outcome of every task, breadth first. An execution is followed from its start each time: what led there is a list of
 * outcomes, and nothing has to be kept of executions that wait for their turn.
 */
export function explore(machine: ExploredMachine, inputs: readonly unknown[], { maxExecutions, maxDepth }: ExplorationBounds): ExploredBranches {
  const branches: Branch[] = [];
  const choices = new Map<string, number>();
  const edges: number[][] = [];
  type Waiting = Pick<Branch, 'input' | 'before' | 'chosen'>;
  const waiting: Waiting[] = inputs.map((_, input) => ({ input, before: undefined, chosen: undefined }));
  let complete = true;
  for (let at = 0; at < waiting.length; at++) {
    if (at >= maxExecutions) {
      complete = false;
      break;
    }
    const depth = (waiting[at].before?.depth ?? -1) + 1;
    const run = follow(machine, inputs[waiting[at].input], outcomesOf(waiting[at]));
    const choice = run.toChoice();
    let end: BranchEnd;
    if (!choice) {
      end = endOf(run);
    } else {
      const key = stateKey(run.engine, (scope) => run.chosen(scope));
      const known = choices.get(key);
      if (known !== undefined) {
        end = { kind: 'merged', choice: known };
      } else if (depth >= maxDepth) {
        end = { kind: 'cut' };
        complete = false;
      } else {
        end = { kind: 'choice', choice: edges.length };
        choices.set(key, edges.length);
        edges.push([]);
      }
    }
    const branch: Branch = { ...waiting[at], depth, reached: Array.from(run.engine.state.reached, (times) => times ?? 0), end };
    branches.push(branch);
    const from = branch.before?.end;
    if (from?.kind === 'choice' && (end.kind === 'choice' || end.kind === 'merged')) {
      edges[from.choice].push(end.choice);
    }
    if (choice && end.kind === 'choice') {
      const { ways, task: { attempt, scope: { state: { name: stateName } } } } = choice;
      ways.forEach(({ label }) => waiting.push({ input: branch.input, before: branch, chosen: { stateName, attempt, label } }));
    }
  }
  return { branches, edges, complete };
}

/** Follows an execution over the outcomes of its choices. */
export function follow(machine: ExploredMachine, input: unknown, labels: readonly string[]): ExploredRun {
  const { engine, execution } = machine.begin(input);
  const run = new ExploredRun(engine, execution, machine.mocks);
  for (const label of labels) {
    const choice = run.toChoice() ?? bug('An execution ended earlier than before.');
    run.choose(choice.task, choice.ways.find((way) => way.label === label) ?? bug(`A task of state "${choice.task.scope.state.name}" can no longer end as before.`));
  }
  return run;
}

/** The branches that no other goes on from: one for each execution, as far as it was followed. */
export function executionsOf(branches: readonly Branch[]): Branch[] {
  const followed = new Set(branches.map(({ before }) => before));
  return branches.filter((branch) => !followed.has(branch));
}

/** The outcomes that lead to a branch, from the start of the execution. */
export function chosenOf(branch: Pick<Branch, 'before' | 'chosen'>): NonNullable<Branch['chosen']>[] {
  const chosen: NonNullable<Branch['chosen']>[] = [];
  for (let at: Pick<Branch, 'before' | 'chosen'> | undefined = branch; at?.chosen; at = at.before) {
    chosen.push(at.chosen);
  }
  return chosen.reverse();
}

const outcomesOf = (branch: Pick<Branch, 'before' | 'chosen'>): string[] => chosenOf(branch).map(({ label }) => label);

function endOf({ engine: { state, machine } }: ExploredRun): BranchEnd {
  const { status, error, cause } = state;
  const { name: stateName } = state.root.state;
  const waited = status === 'RUNNING' || (status === 'TIMED_OUT' && machine.timeoutMilliseconds === undefined);
  const place = status === 'FAILED' ? failureOf(state.log.events) : { stateName, meant: false };
  return { kind: 'ended', status, error, cause, place: { ...place, waited } };
}

/** The state that an execution failed in: that of the event that its failure follows. */
function failureOf(events: readonly EventRecord[]): { readonly stateName: string; readonly meant: boolean } {
  let event: EventRecord | undefined = events[events.length - 1];
  while (event) {
    if (event.type === 'EvaluationFailed' || event.type.endsWith('StateEntered')) {
      return { stateName: event.name ?? '', meant: event.type === 'FailStateEntered' };
    }
    event = events[event.previousEventId - 1];
  }
  return { stateName: '', meant: false };
}
