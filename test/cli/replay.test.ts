import { command, testFolder } from './command';

const { write } = testFolder();
const machine = (states: object) => ({ StartAt: Object.keys(states)[0], States: states });
const FIRST = { First: { Type: 'Pass', Next: 'Second' }, Second: { Type: 'Succeed' } };
const definition = () => write('first.asl.json', machine(FIRST));
const history = () => write('history.json', command(['run', definition(), '--input', '{"a":1}', '--format', 'history']).output);
const changed = () => write('changed.asl.json', machine({ ...FIRST, Second: { Type: 'Pass', Result: 2, End: true } }));

test('a definition that does what was recorded', () => {
  expect(command(['replay', definition(), history()])).toEqual({
    exitCode: 0, errors: '', output: 'The definition still does what was recorded: all 6 events agree.\n',
  });
});

test('a definition that does something else', () => {
  expect(command(['replay', changed(), history()])).toEqual({
    exitCode: 1,
    errors: '',
    output: 'The definition no longer does what was recorded. At event 4 (SucceedStateEntered of state "Second") the definition has PassStateEntered instead.\n',
  });
});

test('as JSON', () => {
  const { output, exitCode } = command(['replay', changed(), history(), '--format', 'json']);
  expect(exitCode).toBe(1);
  expect(JSON.parse(output)).toMatchObject({
    agrees: false, complete: false, divergence: { eventId: 4, stateName: 'Second', member: 'event', recorded: 'SucceedStateEntered', replayed: 'PassStateEntered' },
  });
});

test('one state machine of a template', () => {
  const resource = (states: object) => ({ Type: 'AWS::StepFunctions::StateMachine', Properties: { Definition: machine(states) } });
  const template = write('template.json', { Resources: { Right: resource(FIRST), Wrong: resource({ ...FIRST, First: { Type: 'Wait', Seconds: 1, Next: 'Second' } }) } });
  expect(command(['replay', template, history(), '--logical-id', 'Right']).exitCode).toBe(0);
  expect(command(['replay', template, history(), '--logical-id', 'Wrong']).exitCode).toBe(1);
  expect(command(['replay', template, history()])).toMatchObject({ exitCode: 2, errors: expect.stringContaining('Say which one with --logical-id.') });
});

test.each<[string, () => string[], string]>([
  ['the history is not there', () => [definition(), 'nowhere.json'], 'History "nowhere.json" does not exist.'],
  ['the history is cut off', () => [definition(), write('page.json', '{"events":[],"nextToken":"x"}')], 'page.json" has a "nextToken": it is one page'],
  ['the history is of another machine', () => [write('other.asl.json', machine({ Other: { Type: 'Succeed' } })), history()], 'The history is of another state machine: it enters state "First"'],
  ['the history is left out', () => [definition()], "missing required argument 'history'"],
])('says so where %s', (_, args, message) => {
  const { exitCode, output, errors } = command(['replay', ...args()]);
  expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
  expect(errors).toContain(message);
});
