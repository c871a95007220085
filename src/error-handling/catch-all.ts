import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ErrorCode } from './error-code';

/** A state that can have a Catch. */
type Catching = sfn.State & { addCatch(handler: sfn.IChainable, props?: sfn.CatchProps): unknown };

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string;
  readonly Output?: unknown;
}

interface Written {
  readonly QueryLanguage?: sfn.QueryLanguage;
  readonly Catch?: readonly Catcher[];
}

/** What is no object stands in a member "input". */
const OBJECT = '$type($states.input) = "object" ? $states.input : { "input": $states.input }';
/** The input beside the error. @internal */
export const INPUT_AND_ERROR = `{% $merge([${OBJECT}, { "error": $states.errorOutput }]) %}`;

/**
 * Adds a catch-all to every state of a flow that can have one, and that has none yet. The handler gets the state's input with the error output in its
 * member "error".
 *
 * @internal
 */
export function catchAll(flow: sfn.IChainable, handler: sfn.IChainable): void {
  for (const state of sfn.State.findReachableStates(flow.startState)) {
    if (isCatching(state) && !catches(state)) catchWithInput(state, handler);
  }
}

/**
 * In which query language a state is, the state machine decides, and aws-cdk-lib asks it for everything but what a Catch gives. So that is written
 * when the state is.
 */
function catchWithInput(state: Catching, handler: sfn.IChainable): void {
  state.addCatch(handler);
  const write = state.toStateJson.bind(state);
  const toStateJson = (machine?: sfn.QueryLanguage): object => {
    const written = write(machine) as Written;
    const jsonata = (written.QueryLanguage ?? machine) === sfn.QueryLanguage.JSONATA;
    const given = jsonata ? { Output: INPUT_AND_ERROR } : { ResultPath: '$.error' };
    const isOurs = ({ Next, ErrorEquals }: Catcher) => Next === handler.startState.stateId && ErrorEquals.includes(ErrorCode.ALL);
    return { ...written, Catch: written.Catch?.map((catcher) => (isOurs(catcher) ? { ...catcher, ...given } : catcher)) };
  };
  Object.assign(state, { toStateJson });
}

const isCatching = (state: sfn.State): state is Catching => 'addCatch' in state;

const catches = (state: sfn.State): boolean =>
  ((state.toStateJson() as Written).Catch ?? []).some(({ ErrorEquals }) => ErrorEquals.includes(ErrorCode.ALL));
