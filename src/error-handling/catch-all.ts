import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ErrorCode } from './error-code';

/** A state that can have a Catch. */
type Catching = sfn.State & { addCatch(handler: sfn.IChainable, props?: sfn.CatchProps): unknown };

/** The input beside the error. What is no object stands in a member "input". */
const INPUT_AND_ERROR = '{% $merge([$type($states.input) = "object" ? $states.input : { "input": $states.input }, { "error": $states.errorOutput }]) %}';

/**
 * Adds a catch-all to every state of a flow that can have one, and that has none yet. The handler gets the state's input with the error output in its
 * member "error".
 *
 * @param language that of states that do not say theirs: it is the machine's, which is not known yet
 * @internal
 */
export function catchAll(flow: sfn.IChainable, handler: sfn.IChainable, language: sfn.QueryLanguage = sfn.QueryLanguage.JSON_PATH): void {
  for (const state of sfn.State.findReachableStates(flow.startState)) {
    if (!isCatching(state) || catches(state)) continue;
    state.addCatch(handler, languageOf(state, language) === sfn.QueryLanguage.JSONATA ? { outputs: INPUT_AND_ERROR } : { resultPath: '$.error' });
  }
}

const isCatching = (state: sfn.State): state is Catching => 'addCatch' in state;

function catches(state: sfn.State): boolean {
  const { Catch: catchers = [] } = state.toStateJson() as { readonly Catch?: readonly { readonly ErrorEquals: readonly string[] }[] };
  return catchers.some(({ ErrorEquals }) => ErrorEquals.includes(ErrorCode.ALL));
}

/** The query language of a state: CDK writes it where it is another than that of the machine. @internal */
export function languageOf(state: sfn.State, machine: sfn.QueryLanguage): sfn.QueryLanguage {
  const written = (state.toStateJson(machine) as { readonly QueryLanguage?: sfn.QueryLanguage }).QueryLanguage;
  return written ?? machine;
}
