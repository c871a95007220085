import { createHash } from 'node:crypto';
import { ChoiceState } from './states/choice';
import { FailState } from './states/fail';
import { MapState } from './states/map';
import { ParallelState } from './states/parallel';
import { PassState } from './states/pass';
import { State, StatePlace } from './states/state';
import { SucceedState } from './states/succeed';
import { TaskState } from './states/task';
import { WaitState } from './states/wait';
import { EvaluationError, ExpressionSyntaxError } from '../asl/evaluation';
import { JsonValue } from '../asl/json-value';
import { MachineDefinition, ScopeDefinition, StateDefinition } from '../asl/model';
import { StepwrightError } from '../errors';

/** A state machine, compiled once: executions share it. */
export interface Machine {
  readonly start: State;
  /** All states of all scopes, by their index. */
  readonly states: readonly State[];
  /** How many points the states have together: see `State.point`. */
  readonly points: number;
  readonly timeoutMilliseconds: number | undefined;
  /** Tells machines apart: an execution that was written down goes on only with the machine that it is of. */
  readonly fingerprint: string;
}

/**
 * Compiles a definition that the validator has accepted. What is left to go wrong here (a path that cannot be compiled, a state that is not
 * there) throws a {@link StepwrightError} that names the state.
 */
export function compileMachine(definition: JsonValue): Machine {
  const machine = definition as unknown as MachineDefinition;
  const states: State[] = [];
  const start = compileScope(machine, machine.QueryLanguage === 'JSONata', states);
  let point = 0;
  for (const state of states) {
    state.point = point;
    point = state.endOfPoints;
  }
  let fingerprint: string | undefined;
  return {
    start,
    states,
    points: point,
    timeoutMilliseconds: machine.TimeoutSeconds === undefined ? undefined : machine.TimeoutSeconds * 1000,
    get fingerprint() {
      return fingerprint ??= createHash('sha256').update(JSON.stringify(definition)).digest('hex');
    },
  };
}

function compileScope(scope: ScopeDefinition, machineJsonata: boolean, states: State[]): State {
  const byName = new Map<string, State>();
  const find = (name: string): State => {
    const state = byName.get(name);
    if (!state) {
      throw new StepwrightError('InvalidDefinition', `State "${name}" is gone to, but is not among the states of its scope.`);
    }
    return state;
  };
  for (const [name, definition] of Object.entries(scope.States)) {
    const language = definition.QueryLanguage;
    const place: StatePlace = { name, index: states.length, jsonata: language === undefined ? machineJsonata : language === 'JSONata' };
    const state = compileState(definition, place);
    states.push(state);
    byName.set(name, state);
    if (definition.Type === 'Parallel') {
      (state as ParallelState).branches = definition.Branches.map((branch) => compileScope(branch, machineJsonata, states));
    } else if (definition.Type === 'Map') {
      (state as MapState).start = compileScope((definition.ItemProcessor ?? definition.Iterator)!, machineJsonata, states);
    }
  }
  for (const [name, definition] of Object.entries(scope.States)) {
    byName.get(name)!.link(find, definition as { readonly Next?: string });
  }
  return find(scope.StartAt);
}

function compileState(definition: StateDefinition, place: StatePlace): State {
  try {
    switch (definition.Type) {
      case 'Pass': return new PassState(definition, place);
      case 'Task': return new TaskState(definition, place);
      case 'Choice': return new ChoiceState(definition, place);
      case 'Wait': return new WaitState(definition, place);
      case 'Succeed': return new SucceedState(definition, place);
      case 'Fail': return new FailState(definition, place);
      case 'Parallel': return new ParallelState(definition, place);
      case 'Map': return new MapState(definition, place);
    }
  } catch (error) {
    if (error instanceof ExpressionSyntaxError || error instanceof EvaluationError) {
      throw new StepwrightError('InvalidDefinition', `State "${place.name}" cannot be compiled: ${error.message}`);
    }
    throw error;
  }
}
