import { begin, toEnd } from './runs';
import { problemsOf } from './well-formed';
import { compileMachine } from '../../src/engine/machine';

const task = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true };
const wait = { Type: 'Wait', Seconds: 5, End: true };
const scope = (states: object) => ({ StartAt: Object.keys(states)[0], States: states });
const map = { Type: 'Map', ItemsPath: '$.list', ItemProcessor: scope({ M: { Type: 'Pass', Next: 'N' }, N: task }), End: true };
const history = (seed: number) => toEnd(begin(compileMachine(scope({
  P: { Type: 'Parallel', Branches: [scope({ T: task }), scope({ W: wait }), scope({ O: map })], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'D' }], Next: 'D' }, D: { Type: 'Succeed' },
}) as never), { list: [1, 2] }, seed), seed).execution.history as any[];

const seeds = Array.from({ length: 20 }, (_, seed) => seed);

test('what the engine writes has no problems', () => {
  expect(seeds.flatMap((seed) => problemsOf(history(seed)))).toEqual([]);
});

// So that the fuzz run would see it: an event that says how something ended is left out, the others keep their order and their links.
test('a history without an event that ends something is not well formed', () => {
  const unnoticed: string[] = [];
  for (const seed of seeds) {
    const events = history(seed);
    for (const { id, type, previousEventId } of events) {
      if (/(StateExited|StateAborted|Iteration(Succeeded|Failed|Aborted)|^Execution)/.test(type)) {
        const renumber = (old: number) => old === id ? previousEventId as number : old > id ? old - 1 : old;
        const without = events.filter((event) => event.id !== id)
          .map((event) => ({ ...event, id: renumber(event.id), previousEventId: renumber(event.previousEventId) }));
        if (problemsOf(without).length === 0) unnoticed.push(`${type} of seed ${seed}`);
      }
    }
  }
  expect(unnoticed).toEqual([]);
});

test.each([
  ['ids with a gap', (events: any[]) => events.filter(({ id }) => id !== 2), /stands at place/],
  ['a link forward', (events: any[]) => events.map((event) => event.id === 3 ? { ...event, previousEventId: 4 } : event), /does not point at an event before it/],
  ['time that runs back', (events: any[]) => events.map((event) => event.id === 3 ? { ...event, timestamp: '2025' } : event), /is earlier than the one before/],
  ['a state in the void', (events: any[]) => events.map((event) => event.id === 4 ? { ...event, previousEventId: 0 } : event), /points at no event/],
])('%s', (_, tamper, problem) => {
  expect(problemsOf(tamper(history(1))).join('\n')).toMatch(problem);
});
