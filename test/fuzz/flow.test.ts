import { holds, TIMEOUT } from './property';
import { begin, childHistories, Run, toEnd } from './runs';
import { parseDefinition } from '../../src/asl/document';
import { compileMachine } from '../../src/engine/machine';
import { HistoryEvent } from '../../src/engine/render-history';
import { literalShape } from '../../src/validation/flow/shape';
import { State } from '../../src/validation/structure';
import { flowOf, followed } from '../validation/flow/follow';

jest.setTimeout(TIMEOUT);

/** The states that an execution and its children left. */
function leftStates(run: Run): Set<string> {
  const left = new Set<string>();
  for (const history of [run.execution.history, ...childHistories(run)] as (HistoryEvent & { stateExitedEventDetails?: { name: string } })[][]) {
    for (const { type, stateExitedEventDetails: details } of history) if (type.endsWith('StateExited')) left.add(details!.name);
  }
  return left;
}

/** How often an execution entered a state. */
function timesEntered({ execution: { history } }: Run, name: string): number {
  const events = history as (HistoryEvent & { stateEnteredEventDetails?: { name: string } })[];
  return events.filter(({ stateEnteredEventDetails: details }) => details?.name === name).length;
}

/** Whether a field is read whenever its state is left: the rules of a Choice state, what an item gets, and what comes after an error may not be. */
const isAlwaysRead = ({ type, node }: State, field: string) => (
  type !== 'Choice' && !node.has('Catch') && !(type === 'Map' && ['ItemSelector', 'Parameters', 'BatchInput'].includes(field)));

test('a state that reads what is said to be nowhere is not left, whatever the tasks answer', () => {
  const found = { inKnownInput: 0, inAnyInput: 0, variables: 0 };
  holds((definition, input, _draw, seed) => {
    const left = leftStates(toEnd(begin(compileMachine(definition as never), input, seed), seed));
    const document = parseDefinition(JSON.stringify(definition));
    const inKnownInput = followed(document, literalShape(parseDefinition(JSON.stringify(input)).root!, []));
    const { impossible, variables } = flowOf(document);
    for (const paths of [inKnownInput, impossible]) {
      const read = paths.filter(({ state, field }) => left.has(state.name) && isAlwaysRead(state, field));
      expect(read.map(({ state, field, text }) => `${state.name} ${field} ${text}`)).toEqual([]);
    }
    const unassigned = variables.doubtful.filter(({ assigned, needed, state, field }) => (
      assigned === 'never' && needed && field.structure.node === state.node && isAlwaysRead(state, field.name)));
    expect(unassigned.filter(({ state }) => left.has(state.name)).map(({ state, field, name }) => `${state.name} ${field.name} ${name}`)).toEqual([]);
    found.inKnownInput += inKnownInput.length;
    found.inAnyInput += impossible.length;
    found.variables += unassigned.length;
  });
  expect(Math.min(...Object.values(found))).toBeGreaterThan(25);
});

test('an execution that comes round in a loop that is said to be endless does not succeed', () => {
  let found = 0;
  holds((definition, input, _draw, seed) => {
    const { loops } = flowOf(parseDefinition(JSON.stringify(definition)));
    const certain = loops.endless.filter(({ why, loop }) => (why === 'noExit' || why === 'unchanged') && !loop.graph.scope.owner);
    if (certain.length === 0) return;
    const run = toEnd(begin(compileMachine(definition as never), input, seed), seed);
    for (const { why, loop, state } of certain) {
      const rounds = timesEntered(run, state.name);
      if (rounds < (why === 'noExit' ? 1 : 2)) continue;
      expect([run.execution.status, ...loop.states.map((one) => one.state.name)]).not.toContain('SUCCEEDED');
      found++;
    }
  }, 2000);
  expect(found).toBeGreaterThan(0);
});
