import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import { State } from 'aws-cdk-lib/aws-stepfunctions';
import { IConstruct } from 'constructs';
import { AslDocument, parseDefinition } from '../../asl/document';
import { isStateMachineResource, sourceFromResource } from '../../definitions/construct';
import { StepwrightError } from '../../errors';
import { Finding } from '../finding';
import { unusedStates } from '../stack/rules/unused-states';
import { Walk } from '../walk';

/**
 * The states of a stack's constructs that are in the definition of no state machine. Each is told of by one machine: the one that is nearest in the
 * tree. Whether a state is in a definition is found out by its name.
 *
 * @param machine the state machine that tells
 * @param document its definition, where that can be read
 */
export function unusedStateFindings(machine: CfnResource, document: AslDocument | undefined, constructPath: string): Finding[] {
  if (!document) return [];
  const stack = Stack.of(machine);
  const own = namesIn(document);
  const suspects: State[] = [];
  const machines: CfnResource[] = [];
  for (const construct of stack.node.findAll()) {
    if (Stack.of(construct) !== stack) continue;
    if (isStateMachineResource(construct)) machines.push(construct);
    else if (isState(construct) && !own.has(construct.stateId)) suspects.push(construct);
  }
  const mine = suspects.filter((state) => nearest(state, machines) === machine);
  if (mine.length === 0) return [];
  const named = new Set<string>();
  for (const other of stack.node.root.node.findAll().filter(isStateMachineResource)) {
    if (other !== machine) for (const name of namesOf(other)) named.add(name);
  }
  const { id, severity, refusedByAws, fix, messages } = unusedStates;
  return mine.filter(({ stateId }) => !named.has(stateId)).map(({ node }) => ({
    id, severity, refusedByAws, message: messages.unused(...[node.path] as never[]), fix, pointer: '', line: 1, column: 1, constructPath,
  }));
}

function isState(construct: IConstruct): construct is State {
  return construct instanceof State && !Token.isUnresolved(construct.stateId);
}

function nearest(state: IConstruct, machines: readonly CfnResource[]): CfnResource | undefined {
  const around = new Map(state.node.scopes.map((scope, index) => [scope, index]));
  let found: CfnResource | undefined;
  let best = -1;
  for (const machine of machines) {
    const shared = Math.max(...machine.node.scopes.map((scope) => around.get(scope) ?? -1));
    if (shared > best) {
      best = shared;
      found = machine;
    }
  }
  return found;
}

function namesOf(machine: CfnResource): ReadonlySet<string> {
  try {
    return namesIn(parseDefinition(sourceFromResource(machine)));
  } catch (error) {
    // A definition that cannot be read has no states that CDK made.
    if (error instanceof StepwrightError) return new Set();
    throw error;
  }
}

function namesIn(document: AslDocument): ReadonlySet<string> {
  const names = new Set<string>();
  new Walk([{ state: ({ name }) => { names.add(name); } }]).document(document);
  return names;
}
