import { Duration } from 'aws-cdk-lib';
import { Agenda } from '../../src/engine/agenda';
import { TaskMock } from '../../src/simulator/task-mock';
import { LAMBDA, run } from '../simulator/run';

test('gives what is due in the order of time, and of scheduling where the time is the same', () => {
  const agenda = new Agenda();
  const times = [5, 1, 3, 1, 5, 1, 4];
  const dues = times.map(() => ({ kind: 'executionTimeout' as const }));
  times.forEach((time, index) => agenda.add(time, dues[index]));
  const taken: number[] = [];
  while (agenda.nextTime() !== undefined) {
    taken.push(dues.indexOf(agenda.take(agenda.nextTime()!) as typeof dues[number]));
  }
  expect(taken).toEqual([1, 3, 5, 2, 6, 0, 4]);
});

test('tasks that end at the same time end in the order in which they were scheduled', () => {
  const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Task', Resource: LAMBDA('f'), End: true } } });
  const names = ['A', 'B', 'C', 'D'];
  const answer = TaskMock.respondWith({ respond: ({ stateName }) => TaskMock.after(Duration.seconds(1), TaskMock.succeed(stateName)) });
  const execution = run({ P: { Type: 'Parallel', Branches: names.map(branch), End: true } }, {}, Object.fromEntries(names.map((name) => [name, answer])));
  const ended = execution.history.filter(({ type }) => type === 'LambdaFunctionSucceeded').map(({ lambdaFunctionSucceededEventDetails }) => JSON.parse(lambdaFunctionSucceededEventDetails.output));
  expect(ended).toEqual(names);
});

test('an expression that fails after its task points at the end of the task', () => {
  const states = { A: { Type: 'Task', QueryLanguage: 'JSONata', Resource: LAMBDA('f'), Output: '{% $gone %}', End: true } };
  const { history } = run(states, {}, { A: TaskMock.succeed(1) });
  const at = (type: string) => history.find((event) => event.type === type);
  expect(at('EvaluationFailed').previousEventId).toBe(at('LambdaFunctionSucceeded').id);
});

test('what is due at once follows what was due at that time before', () => {
  const agenda = new Agenda();
  const due = () => ({ kind: 'executionTimeout' as const });
  const [first, second, later, atOnce] = [due(), due(), due(), due()];
  agenda.add(1, first);
  agenda.add(1, second);
  agenda.add(2, later);
  expect(agenda.take(1)).toBe(first);
  agenda.add(1, atOnce);
  const entries = agenda.entries();
  expect(entries.map(({ time }) => time)).toEqual([1, 1, 2]);
  [second, atOnce, later].forEach((one, index) => expect(entries[index].due).toBe(one));
  [second, atOnce, undefined].forEach((one) => expect(agenda.take(1)).toBe(one));
  expect(agenda.nextTime()).toBe(2);
});
