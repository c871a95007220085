import { readdirSync, readFileSync } from 'node:fs';
import { NOT_REPLAYED } from './not-replayed';
import { inAwsForm, RecordedExecution } from './recorded-executions';
import { ReplayResult } from '../../../src/simulator/replay/replay-result';
import { Simulator } from '../../../src/simulator/simulator';
import { RecordedCase, replay as simulate } from '../../parity/replay';
import { describeWithData, sharedData } from '../../shared-data';

const KINDS = ['pure', 'task', 'callback', 'activity', 'mocked'];

describeWithData('aws-recorded', 'the history of every execution recorded on AWS', () => {
  const folder = sharedData('aws-recorded', 'executions');
  const cases = readdirSync(folder).sort().map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as RecordedExecution)
    .filter(({ kind, type, expected }) => KINDS.includes(kind) && type !== 'EXPRESS' && expected?.events);
  const complete = cases.filter(({ parallelEventsSorted }) => !parallelEventsSorted);

  test('agrees with its own definition, but for those on the list', () => {
    expect(complete.length).toBeGreaterThan(400);
    const differing = complete.filter((recorded) => !replayed(recorded.definition, inAwsForm(recorded))?.agrees);
    expect(differing.map(({ name }) => name).sort()).toEqual(Object.keys(NOT_REPLAYED).sort());
  });

  test('agrees in the reverse order too', () => {
    const differing = complete.filter((recorded) => !replayed(recorded.definition, [...inAwsForm(recorded).events].reverse())?.agrees);
    expect(differing.map(({ name }) => name).sort()).toEqual(Object.keys(NOT_REPLAYED).sort());
  });

  test('agrees where the simulator made it', () => {
    let compared = 0;
    // With services in memory the parameters of an API call are checked, which a replay leaves to AWS.
    const checked = ['services.apigetway-task-service.invoke-with-headers.singlestringheader'];
    const differing = cases.filter(({ name }) => !checked.includes(name)).filter((recorded) => {
      const events = simulated(recorded);
      compared += events ? 1 : 0;
      return events && !replayed(recorded.definition, { events })!.agrees;
    });
    expect(compared).toBeGreaterThan(400);
    expect(differing.map(({ name }) => name)).toEqual([]);
  });

  test('is reported at the state whose Next has changed', () => {
    let mutated = 0;
    for (const recorded of complete.filter(({ name }) => !Object.hasOwn(NOT_REPLAYED, name))) {
      const { events } = inAwsForm(recorded);
      const change = withOtherNext(recorded.definition, events);
      if (change) {
        mutated++;
        const { divergence } = replayed(change.definition, { events })!;
        expect({ name: recorded.name, ...divergence }).toMatchObject(
          { name: recorded.name, member: 'next state', eventId: change.eventId, recorded: change.from, replayed: 'Somewhere else' });
      }
    }
    expect(mutated).toBeGreaterThan(70);
  });

  test('is reported at the task whose Parameters have changed', () => {
    let mutated = 0;
    for (const recorded of complete.filter(({ name }) => !Object.hasOwn(NOT_REPLAYED, name))) {
      const { events } = inAwsForm(recorded);
      const change = withOtherParameters(recorded.definition, events);
      if (change) {
        mutated++;
        const { divergence } = replayed(change.definition, { events })!;
        expect({ name: recorded.name, at: divergence?.eventId, state: divergence?.stateName, member: divergence?.member })
          .toEqual({ name: recorded.name, at: change.eventId, state: change.state, member: 'parameters.Added' });
      }
    }
    expect(mutated).toBeGreaterThan(50);
  });
});

function replayed(definition: object, history: object): ReplayResult | undefined {
  try {
    return Simulator.replay(definition, history);
  } catch (error) {
    if ((error as { code?: string }).code === undefined) throw error;
    return undefined;
  }
}

/** What the simulator makes of a case; undefined where the recording cannot answer its tasks. */
function simulated(recorded: RecordedExecution): readonly object[] | undefined {
  try {
    return simulate(recorded as unknown as RecordedCase).events;
  } catch {
    return undefined;
  }
}

interface Definition {
  readonly States: { readonly [name: string]: { readonly Type: string; readonly Next?: string; readonly Parameters?: object } };
}

type Events = readonly { readonly [member: string]: unknown }[];
const nameOf = (event: Events[number] | undefined): string => (event?.stateEnteredEventDetails as { name: string } | undefined)?.name ?? '';

/** The first state of the machine itself that went on with `Next` goes somewhere else. */
function withOtherNext(definition: RecordedExecution['definition'], events: Events) {
  const { States } = definition as unknown as Definition;
  for (const event of events) {
    const from = (event.stateExitedEventDetails as { name: string } | undefined)?.name ?? '';
    const entered = events.find(({ previousEventId }) => previousEventId === event.id);
    const next = Object.hasOwn(States, from) ? States[from].Next : undefined;
    if (next !== undefined && nameOf(entered) === next) {
      const changed = { ...definition, States: { ...States, [from]: { ...States[from], Next: 'Somewhere else' }, 'Somewhere else': { Type: 'Pass', Next: next } } };
      return { definition: changed, eventId: entered!.id, from: next };
    }
  }
  return undefined;
}

/** The first task of the machine itself with `Parameters` gets another one: of a computed one AWS does not ask whether there is such a parameter. */
function withOtherParameters(definition: RecordedExecution['definition'], events: Events) {
  const { States } = definition as unknown as Definition;
  for (const event of events) {
    const state = nameOf(event);
    const scheduled = events.find(({ previousEventId, type }) => previousEventId === event.id && type === 'TaskScheduled');
    const parameters = Object.hasOwn(States, state) ? States[state].Parameters : undefined;
    if (scheduled && parameters && /TaskStateEntered/.test(String(event.type))) {
      const changed = { ...definition, States: { ...States, [state]: { ...States[state], Parameters: { ...parameters, 'Added.$': '$$.State.Name' } } } };
      return { definition: changed, eventId: scheduled.id, state };
    }
  }
  return undefined;
}
