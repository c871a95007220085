import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import { State } from 'aws-cdk-lib/aws-stepfunctions';
import { IConstruct } from 'constructs';
import { isStateMachineResource, sourceFromResource } from '../../definitions/construct';
import { AppScopes } from '../../definitions/stack-scope';
import { StepwrightError } from '../../errors';
import { unusedStates } from '../stack/rules/unused-states';
import { RuleFinding } from '../validate';

/**
 * The states of a stack's constructs that are in the definition of no state machine. Each is told of by one machine: the one of the same stack
 * that is nearest in the tree. Whether a state is in a definition is found out by its name.
 *
 * @param machine the state machine that tells
 * @param own the names of all states in its definition
 */
export function unusedStateFindings(machine: CfnResource, own: ReadonlySet<string>, constructPath: string): RuleFinding[] {
  const stack = Stack.of(machine);
  const suspects: State[] = [];
  const firstBelow = new Map<IConstruct, CfnResource>();
  for (const construct of stack.node.findAll()) {
    if (construct instanceof State) {
      if (!Token.isUnresolved(construct.stateId) && !own.has(construct.stateId)) suspects.push(construct);
    } else if (isStateMachineResource(construct) && Stack.of(construct) === stack) {
      for (const scope of construct.node.scopes) if (!firstBelow.has(scope)) firstBelow.set(scope, construct);
    }
  }
  const mine = suspects.filter((state) => Stack.of(state) === stack && nearest(state, firstBelow) === machine);
  if (mine.length === 0) return [];
  const elsewhere = namesInApp(machine.node.root, machine);
  return mine.filter(({ stateId }) => !elsewhere.has(stateId)).map((state) => unused(state, constructPath));
}

/** A state that is in the definition of no state machine, and for which no machine of its stack can tell: there is none. */
export interface LoneState {
  readonly construct: State;
  readonly finding: RuleFinding;
}

/** The states below a construct that are in the definition of no state machine, and in a stack that has none. */
export function loneStates(scope: IConstruct): LoneState[] {
  const withMachine = new Map<Stack, boolean>();
  const hasMachine = (stack: Stack): boolean => {
    let has = withMachine.get(stack);
    if (has === undefined) {
      has = stack.node.findAll().some((each) => isStateMachineResource(each) && Stack.of(each) === stack);
      withMachine.set(stack, has);
    }
    return has;
  };
  const states = scope.node.findAll().filter((each) => each instanceof State);
  const suspects = states.filter((state) => !Token.isUnresolved(state.stateId) && !hasMachine(Stack.of(state)));
  if (suspects.length === 0) return [];
  const used = namesInApp(scope.node.root);
  return suspects.filter(({ stateId }) => !used.has(stateId)).map((construct) => ({ construct, finding: unused(construct, construct.node.path) }));
}

function unused({ node, stateId }: State, constructPath: string): RuleFinding {
  const { id, severity, refusedByAws, fix, link, messages } = unusedStates;
  const message = messages.unused(...[node.path] as never[]);
  const place = { pointer: '', line: 1, column: 1, constructPath };
  return { id, severity, refusedByAws, messageName: 'unused', statesAround: [stateId], message, fix, link, ...place };
}

/** The first machine below the innermost scope of a state that has one. */
function nearest(state: IConstruct, firstBelow: ReadonlyMap<IConstruct, CfnResource>): CfnResource | undefined {
  const scope = [...state.node.scopes].reverse().find((each) => firstBelow.has(each));
  return scope && firstBelow.get(scope);
}

/** The names in all definitions of an app but one, those of members that are no states too. */
function namesInApp(app: IConstruct, except?: CfnResource): ReadonlySet<string> {
  const names = new Set<string>();
  const scopes = new AppScopes();
  for (const other of app.node.findAll()) {
    if (other === except || !isStateMachineResource(other)) continue;
    try {
      const { text } = sourceFromResource(other, scopes.of(Stack.of(other)));
      for (const [, name] of text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g)) names.add(name.includes('\\') ? JSON.parse(`"${name}"`) as string : name);
    } catch (error) {
      // A definition that cannot be read has no states that CDK made.
      if (!(error instanceof StepwrightError) && !(error instanceof SyntaxError)) throw error;
    }
  }
  return names;
}
