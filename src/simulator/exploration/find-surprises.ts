import { Branch, chosenOf, executionsOf, ExploredBranches, ExploredMachine, follow } from './explore';
import { explainUnraisable } from './raisable-errors';
import { ExploredExecution, Surprise, SurpriseKind } from './surprise';
import { Machine } from '../../engine/machine';
import { State } from '../../engine/states/state';
import { TaskState } from '../../engine/states/task';
import { strongComponents } from '../../strong-components';

const SHOWN_TRACE_LINES = 60;
const SHOWN_UNKNOWN = 10;

/** A surprise before it is known which execution shows it first, and how many do. */
type Sight = Omit<Surprise, 'executions' | 'run'>;

/**
 * What is surprising in explored executions: what they end in, then what they do not reach. Where there is more than was explored, nothing is said
 * to be unreached.
 */
export function findSurprises(
  machine: ExploredMachine & { readonly machine: Machine }, inputs: readonly unknown[], explored: ExploredBranches,
): Surprise[] {
  const found = new Map<string, { readonly surprise: Sight; readonly first: Branch; executions: number }>();
  const note = (branch: Branch, surprise: Sight): void => {
    const key = JSON.stringify([surprise.kind, surprise.stateName, surprise.error]);
    const known = found.get(key);
    if (known) {
      known.executions++;
    } else {
      found.set(key, { surprise, first: branch, executions: 1 });
    }
  };
  const circles = circlesOf(explored);
  for (const branch of explored.branches) {
    const surprise = ofEnd(branch) ?? circles(branch);
    if (surprise) {
      note(branch, surprise);
    }
  }
  const ofExecutions = [...found.values()].map(({ surprise, first, executions }): Surprise => (
    { ...surprise, executions, run: shown(machine, inputs, first) }
  ));
  const order = [SurpriseKind.UNHANDLED_ERROR, SurpriseKind.NEVER_ENDS];
  const missed = unreached(machine.machine, explored.branches);
  return [
    ...ofExecutions.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)),
    ...explored.complete ? missed : [incomplete(explored, missed)],
  ];
}

function incomplete({ branches }: ExploredBranches, missed: readonly Surprise[]): Surprise {
  const executions = executionsOf(branches).length;
  const places = missed.map(({ stateName, clause }) => clause === undefined ? `state "${stateName}"` : `${clause} of state "${stateName}"`);
  const more = places.length > SHOWN_UNKNOWN ? ` and ${places.length - SHOWN_UNKNOWN} more` : '';
  const unknown = places.length === 0 ? '' : ` Whether anything reaches these is not known: ${places.slice(0, SHOWN_UNKNOWN).join(', ')}${more}.`;
  return {
    kind: SurpriseKind.INCOMPLETE, executions,
    description: `There is more than the ${executions === 1 ? 'execution that was' : `${executions.toLocaleString('en')} executions that were`} explored.${unknown} `
      + 'Raise maxExecutions or maxDepth (--max-executions, --max-depth), or give mocks and inputs that lead to less.',
  };
}

function ofEnd({ end }: Branch): Sight | undefined {
  if (end.kind !== 'ended' || end.status === 'SUCCEEDED' || end.place.meant) {
    return undefined;
  }
  const { status, error, cause, place: { stateName, waited } } = end;
  if (waited) {
    return { kind: SurpriseKind.NEVER_ENDS, stateName, description: `State "${stateName}" can take longer than an execution may. Give its task a timeout, or bound its retries.` };
  }
  if (error === 'States.Runtime' && cause?.startsWith('The execution reached the maximum number of history events')) {
    return { kind: SurpriseKind.NEVER_ENDS, stateName, description: `The execution goes on until its history is full, where it stands in state "${stateName}".` };
  }
  if (status === 'TIMED_OUT') {
    return { kind: SurpriseKind.UNHANDLED_ERROR, stateName, error: 'States.Timeout', description: `The execution runs into the TimeoutSeconds of the state machine, in state "${stateName}".` };
  }
  const why = cause && /^States\.(Runtime|QueryEvaluationError)$/.test(error ?? '') ? ` ${cause}` : '';
  return { kind: SurpriseKind.UNHANDLED_ERROR, stateName, error, cause: cause || undefined, description: `State "${stateName}" can fail with ${error ?? 'an error without a name'}, and nothing handles it.${why}` };
}

/** Says of a branch whether it closes a circle: it came to where it, or another that leads to it, had been. */
function circlesOf({ branches, edges, complete }: ExploredBranches): (branch: Branch) => Sight | undefined {
  const components = strongComponents(edges);
  const left = new Set<number>();
  for (const { before, end } of branches) {
    if (before?.end.kind === 'choice') {
      const from = components[before.end.choice];
      const to = end.kind === 'choice' || end.kind === 'merged' ? components[end.choice] : undefined;
      if (to !== from) {
        left.add(from);
      }
    }
  }
  return ({ before, chosen, end }) => {
    if (end.kind !== 'merged' || before?.end.kind !== 'choice' || components[end.choice] !== components[before.end.choice]) {
      return undefined;
    }
    const stateName = chosen!.stateName;
    return {
      kind: SurpriseKind.NEVER_ENDS, stateName,
      // A way out may be among what was not explored.
      description: left.has(components[end.choice]) || !complete ? `The execution can go in a circle for as long as the task of state "${stateName}" ${chosen!.label}.`
        : `The execution goes in a circle through state "${stateName}", and no outcome of a task leads out of it.`,
    };
  };
}

function unreached({ states }: Machine, branches: readonly Branch[]): Surprise[] {
  const isReached = (point: number): boolean => branches.some(({ reached }) => reached[point] > 0);
  return states.flatMap((state): Surprise[] => {
    const stateName = state.name;
    if (!isReached(state.point)) {
      return [{ kind: SurpriseKind.UNREACHED_STATE, stateName, executions: 0, description: `No execution reaches state "${stateName}".` }];
    }
    const clauses = [
      ...state.retriers.map(({ errors }, index) => ({ clause: `Retry[${index}]`, errors, point: state.firstRetrier + index })),
      ...state.catchers.map(({ errors }, index) => ({ clause: `Catch[${index}]`, errors, point: state.firstCatcher + index })),
    ];
    return clauses.filter(({ point }) => !isReached(point)).map(({ clause, errors }) => ({
      kind: SurpriseKind.UNREACHED_CLAUSE, stateName, clause, executions: 0,
      description: [`Nothing reaches ${clause} of state "${stateName}", for ${errors.join(', ')}.`, ...explain(state, errors)].join(' '),
    }));
  });
}

/** Why a clause is not reached, where its names say it. */
const explain = (state: State, errors: readonly string[]): string[] => state instanceof TaskState
  ? errors.flatMap((name) => explainUnraisable(name, state.resource) ?? []) : [];

/** A branch as an execution to look at. */
export function shown(machine: ExploredMachine, inputs: readonly unknown[], branch: Branch): ExploredExecution {
  const chosen = chosenOf(branch);
  const input = inputs[branch.input];
  const run = follow(machine, input, chosen.map(({ label }) => label));
  run.toChoice();
  const lines = run.execution.trace.split('\n');
  return {
    input,
    outcomes: chosen.map(({ stateName, attempt, label }) => ({ stateName, attempt, outcome: label })),
    trace: lines.length <= SHOWN_TRACE_LINES ? lines.join('\n') : [...lines.slice(0, SHOWN_TRACE_LINES), `… and ${lines.length - SHOWN_TRACE_LINES} more lines`].join('\n'),
  };
}
