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
 * that is nearest in the tree. Whether a state is in a definition is found out by its name. Made for one look at an app.
 */
export class UnusedStates {
  private readonly nearest = new Map<Stack, ReadonlyMap<CfnResource, readonly State[]>>();
  private readonly names = new Map<CfnResource, ReadonlySet<string>>();
  private machines: readonly CfnResource[] | undefined;

  constructor(private readonly scopes: AppScopes) {}

  /**
   * @param machine the state machine that tells
   * @param own the names of all states in its definition
   */
  public findings(machine: CfnResource, own: ReadonlySet<string>, constructPath: string): RuleFinding[] {
    const found = this.near(machine).filter(({ stateId }) => !own.has(stateId) && !this.isUsed(stateId, machine));
    return found.map((state) => unused(state, constructPath));
  }

  /** The states below a construct that are in the definition of no state machine, and in a stack that has none that could tell. */
  public lone(scope: IConstruct): LoneState[] {
    const machines = new Set(this.allMachines(scope).map((machine) => Stack.of(machine)));
    const states = scope.node.findAll().filter((each) => each instanceof State);
    return states.filter((state) => !Token.isUnresolved(state.stateId) && !machines.has(Stack.of(state)) && !this.isUsed(state.stateId, state))
      .map((construct) => ({ construct, finding: unused(construct, construct.node.path) }));
  }

  /** The states of a stack for which a machine is the nearest. */
  private near(machine: CfnResource): readonly State[] {
    const stack = Stack.of(machine);
    let nearest = this.nearest.get(stack);
    if (!nearest) this.nearest.set(stack, nearest = nearestMachines(stack));
    return nearest.get(machine) ?? [];
  }

  /** Whether another machine than that one has a state of a name. */
  private isUsed(name: string, besides: IConstruct): boolean {
    return this.allMachines(besides).some((machine) => machine !== besides && this.namesOf(machine).has(name));
  }

  private allMachines(within: IConstruct): readonly CfnResource[] {
    return this.machines ??= within.node.root.node.findAll().filter(isStateMachineResource);
  }

  /** The names in a definition, those of members that are no states too. */
  private namesOf(machine: CfnResource): ReadonlySet<string> {
    let names = this.names.get(machine);
    if (!names) this.names.set(machine, names = namesIn(machine, this.scopes));
    return names;
  }
}

/** A state that is in the definition of no state machine, and for which no machine of its stack can tell: there is none. */
export interface LoneState {
  readonly construct: State;
  readonly finding: RuleFinding;
}

function unused({ node, stateId }: State, constructPath: string): RuleFinding {
  const { id, severity, refusedByAws, fix, link, messages } = unusedStates;
  const message = messages.unused(...[node.path] as never[]);
  const place = { pointer: '', line: 1, column: 1, constructPath };
  return { id, severity, refusedByAws, messageName: 'unused', statesAround: [stateId], message, fix, link, ...place };
}

function nearestMachines(stack: Stack): ReadonlyMap<CfnResource, readonly State[]> {
  const states: State[] = [];
  const firstBelow = new Map<IConstruct, CfnResource>();
  for (const construct of stack.node.findAll()) {
    if (construct instanceof State) {
      if (!Token.isUnresolved(construct.stateId)) states.push(construct);
    } else if (isStateMachineResource(construct) && Stack.of(construct) === stack) {
      for (const scope of construct.node.scopes) if (!firstBelow.has(scope)) firstBelow.set(scope, construct);
    }
  }
  const nearest = new Map<CfnResource, State[]>();
  for (const state of states) {
    const machine = Stack.of(state) === stack ? nearestTo(state, firstBelow) : undefined;
    if (!machine) continue;
    const near = nearest.get(machine);
    if (near) near.push(state);
    else nearest.set(machine, [state]);
  }
  return nearest;
}

/** The first machine below the innermost scope of a state that has one. */
function nearestTo(state: IConstruct, firstBelow: ReadonlyMap<IConstruct, CfnResource>): CfnResource | undefined {
  for (let scope: IConstruct | undefined = state; scope; scope = scope.node.scope) {
    const machine = firstBelow.get(scope);
    if (machine) return machine;
  }
  return undefined;
}

function namesIn(machine: CfnResource, scopes: AppScopes): ReadonlySet<string> {
  const names = new Set<string>();
  try {
    const { text } = sourceFromResource(machine, scopes.of(Stack.of(machine)));
    for (const [, name] of text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g)) names.add(name.includes('\\') ? JSON.parse(`"${name}"`) as string : name);
  } catch (error) {
    // A definition that cannot be read has no states that CDK made.
    if (!(error instanceof StepwrightError) && !(error instanceof SyntaxError)) throw error;
  }
  return names;
}
