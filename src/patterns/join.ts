import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { StepwrightError } from '../errors';

/**
 * Goes on after a Choice, a loop, or several flows, wherever they are still open.
 *
 * `choice.afterwards()` of aws-cdk-lib leaves out a Choice that has no `otherwise`, and a state that two flows end with "already has a next state".
 * Here each open end is found once: a state that has no next one, and the `Default` of a Choice that has none.
 *
 * @example
 * declare const check: sfn.TaskStateBase;
 * declare const wait: sfn.Wait;
 * declare const ship: sfn.TaskStateBase;
 *
 * const ready = new sfn.Choice(this, 'Ready?');
 * ready.when(sfn.Condition.booleanEquals('$.ready', false), wait.next(check));
 * const flow = Join.after(check.next(ready)).next(ship);
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
export class Join {
  /**
   * A chain that begins where the first flow does and goes on from every open end of all of them. Of a pattern of this library the handlers that
   * it was given are part too: `onTimedOut` of a semaphore, `onCompensated` of a saga, `onExhausted` and `onFailed` of a loop. Other states that are
   * only reached through a Catch are not: give the handler as another flow, where it is to go on too.
   *
   * @param flows states or chains
   */
  public static after(...flows: sfn.IChainable[]): sfn.Chain {
    if (flows.length === 0) throw new StepwrightError('InvalidJoin', 'Join.after() was called without a flow. Give it a state or a chain.');
    const ends = openEnds(...flows);
    if (ends.length === 0) {
      const names = flows.map(({ startState }) => `"${startState.stateId}"`).join(', ');
      throw new StepwrightError('InvalidJoin', `Join.after(): no flow from ${names} has an open end, so that nothing could go on after it. Every end is a Succeed or a Fail state, or the flow goes in a circle.`);
    }
    return sfn.Chain.custom(flows[0].startState, ends, flows[0]);
  }

  private constructor() {}
}

/** A pattern with handlers that hang on a Catch inside. Its states are made in its scope. @internal */
interface HasHandlers {
  /** What the user gave for where it goes on instead of its ends. @internal */
  readonly _handlers: sfn.IChainable[];
}

/** Where flows are still open. @internal */
export function openEnds(...flows: sfn.IChainable[]): sfn.INextable[] {
  const found = new Set<sfn.State>();
  const open = flows.map(({ startState }) => startState);
  for (let start = open.pop(); start; start = open.pop()) {
    for (const state of sfn.State.findReachableStates(start)) {
      if (found.has(state)) continue;
      found.add(state);
      open.push(...handlersAround(state).map(({ startState }) => startState));
    }
  }
  return [...found].flatMap(openEnd);
}

/** The handlers of the pattern that a state is of: a chain does not say which patterns it is made of. */
function handlersAround({ node: { scope } }: sfn.State): readonly sfn.IChainable[] {
  return (scope as Partial<HasHandlers> | undefined)?._handlers ?? [];
}

function openEnd(state: sfn.State): sfn.INextable[] {
  if (state instanceof sfn.Choice) return hasDefault(state) ? [] : [new Otherwise(state)];
  return isLast(state) ? sfn.State.filterNextables([state]) : [];
}

const hasDefault = (choice: sfn.Choice): boolean => (choice.toStateJson() as { readonly Default?: unknown }).Default !== undefined;
const isLast = (state: sfn.State): boolean => (state.toStateJson() as { readonly End?: boolean }).End === true;

/** The Default of a Choice, which goes on like the end of any state. */
class Otherwise implements sfn.INextable {
  public constructor(private readonly choice: sfn.Choice) {}

  public next(state: sfn.IChainable): sfn.Chain {
    this.choice.otherwise(state);
    return sfn.Chain.sequence(this.choice, state);
  }
}
