import { Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';

/** What of a state in the Amazon States Language says how many events it has. */
interface StateJson {
  readonly Type?: string;
  readonly Resource?: unknown;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next?: string }[];
  readonly Branches?: readonly Flow[];
  readonly ItemProcessor?: Flow & { readonly ProcessorConfig?: { readonly Mode?: string } };
  readonly Iterator?: Flow;
}

interface Flow {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: StateJson };
}

/**
 * How many events a flow adds to the history on its longest way, when nothing fails: each state once, and each Map with one item. What is inside a
 * Parallel or a Map is known only when the flow is part of a state machine.
 *
 * @param flow where it begins
 * @param before the state that the flow goes on with, whose events are not counted
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 * @internal
 */
export function eventsOf({ startState }: sfn.IChainable, before: sfn.State): number {
  const stack = Stack.of(startState);
  const states = sfn.State.findReachableStates(startState).filter((state) => state !== before)
    .map((state) => [state.stateId, stack.resolve(state.toStateJson()) as StateJson]);
  return eventsOfFlow({ StartAt: startState.stateId, States: Object.fromEntries(states) });
}

function eventsOfFlow({ StartAt, States }: Flow): number {
  const known = new Map<string, number>();
  const from = (name: string | undefined): number => {
    if (name === undefined || !Object.hasOwn(States, name)) return 0;
    const found = known.get(name);
    if (found !== undefined) return found;
    // A way does not come twice to a state: what leads back to it adds nothing.
    known.set(name, 0);
    const state = States[name];
    const events = eventsOfState(state) + Math.max(...[state.Next, state.Default, ...(state.Choices ?? []).map(({ Next }) => Next)].map(from));
    known.set(name, events);
    return events;
  };
  return from(StartAt);
}

/** A state is entered and exited. */
function eventsOfState({ Type, Resource, Branches, ItemProcessor, Iterator: iterator }: StateJson): number {
  switch (Type) {
    // Scheduled, started, submitted where it waits for a job or a callback, and succeeded.
    case 'Task': return /\.(sync|waitForTaskToken)/.test(JSON.stringify(Resource) ?? '') ? 6 : 5;
    case 'Parallel': return (Branches ?? []).reduce((sum, branch) => sum + eventsOfFlow(branch), 4);
    case 'Map': {
      if (ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED') return 5;
      const item = ItemProcessor ?? iterator;
      return item ? 6 + eventsOfFlow(item) : 4;
    }
    default: return 2;
  }
}
