import { Duration, Lazy } from 'aws-cdk-lib';
import { Simulator } from '../../src/simulator/simulator';
import { TaskMock } from '../../src/simulator/task-mock';
import { refusalOf } from '../refusal';

const PASS = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
const withProps = (props: object) => refusalOf(() => Simulator.fromDefinition(PASS, props));
const withOptions = (options: unknown) => refusalOf(() => Simulator.fromDefinition(PASS).run({}, options as never));

describe('the props of a Simulator', () => {
  test.each<[string, object, string]>([
    ['a misspelt name', { regoin: 'eu-west-1' }, 'UnknownOption: A Simulator has no option "regoin". Did you mean "region"? It has "account", "liftedLimits", "region", "seed", '
      + '"startTime", "stateMachineName", "substitutions", "workflowType".'],
    ['an unknown type', { workflowType: 'EXPRES' }, 'InvalidWorkflowType: workflowType is "EXPRES". It must be "STANDARD" or "EXPRESS". Did you mean "EXPRESS"?'],
    ['a type that is no text', { workflowType: 5 }, 'InvalidWorkflowType: workflowType is 5. It must be "STANDARD" or "EXPRESS".'],
    ['an unknown limit', { liftedLimits: ['PAYLOAD_BYTE'] }, 'UnknownLimit: liftedLimits has "PAYLOAD_BYTE", which is no limit. Did you mean "PAYLOAD_BYTES"? '
      + 'Limits are "HISTORY_EVENTS", "PAYLOAD_BYTES", "DURATION", "INLINE_MAP_CONCURRENCY".'],
    ['a limit that is no list', { liftedLimits: 'DURATION' }, 'UnknownLimit: liftedLimits is "DURATION". Give a list, for example [SimulatorLimit.DURATION].'],
    ['an account that is none', { account: '12345' }, 'InvalidAccount: account is "12345". Give the 12 digits of an AWS account, as text.'],
    ['a region that is none', { region: 'Ireland' }, 'InvalidRegion: region is "Ireland". Give the code of an AWS region, for example "us-east-1".'],
    ['a name with a colon', { stateMachineName: 'a:b' }, 'InvalidName: stateMachineName is "a:b", which has the character ":".'],
    ['a seed that is none', { seed: 'one' }, 'InvalidSeed: seed is one. Give a whole number.'],
    ['a start that is no text', { startTime: 5 }, 'InvalidStartTime: startTime is "5".'],
  ])('%s is refused', (_, props, message) => {
    expect(withProps(props)).toContain(message);
  });

  test('may be undefined, also unknown ones', () => {
    expect(withProps({ region: undefined, regoin: undefined })).toBeUndefined();
    expect(withProps({ region: 'us-gov-west-1', account: '000000000000', stateMachineName: 'Orders_1.é' })).toBeUndefined();
  });
});

describe('the options of a run', () => {
  test.each<[string, unknown, string]>([
    ['a misspelt name', { executionNmae: 'e' }, 'UnknownOption: An execution has no option "executionNmae". Did you mean "executionName"? It has "executionName".'],
    ['text', 'e-1', 'NoOptions: An execution was given "e-1" as its options. Give an object, for example {}.'],
    ['null', null, 'NoOptions: An execution was given null as its options.'],
    ['a list', [], 'NoOptions: An execution was given [] as its options.'],
    ['no name', { executionName: '' }, 'InvalidName: executionName has 0 characters. Step Functions takes 1 to 80.'],
    ['a long name', { executionName: 'x'.repeat(81) }, 'InvalidName: executionName has 81 characters. Step Functions takes 1 to 80.'],
    ['a name that is no text', { executionName: 5 }, 'InvalidName: executionName is 5. Give text.'],
  ])('%s is refused', (_, options, message) => {
    expect(withOptions(options)).toContain(message);
  });

  test.each([...' <>{}[]?*"#%\\^|~`$&,;:/\u0000\u0085\uFFFE\uD800'])('a name with %j is refused', (character) => {
    expect(withOptions({ executionName: `a${character}b` })).toContain(`InvalidName: executionName is ${JSON.stringify(`a${character}b`)}, which has the character`);
  });

  test('a name that AWS takes is taken', () => {
    const executionName = `order-1_(é).${'x'.repeat(68)}`;
    const execution = Simulator.fromDefinition({ StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { 'name.$': '$$.Execution.Name' }, End: true } } }).run({}, { executionName });
    expect(execution.output).toEqual({ name: executionName });
  });

  test('are looked at by start(), too', () => {
    expect(refusalOf(() => Simulator.fromDefinition(PASS).start({}, { executionName: 'a b' }))).toContain('InvalidName: ');
  });
});

test('options of explorations and replays that nobody looks at are refused', () => {
  expect(refusalOf(() => Simulator.fromDefinition(PASS).explore({ maxRuns: 5 } as never))).toContain('UnknownOption: An exploration has no option "maxRuns".');
  const { history } = Simulator.fromDefinition(PASS).run();
  expect(refusalOf(() => Simulator.replay(PASS, history, { executionname: 'e' } as never))).toContain('UnknownOption: A replay has no option "executionname". Did you mean "executionName"?');
  expect(refusalOf(() => Simulator.replay(PASS, history, { executionName: 'a b' }))).toContain('InvalidName: ');
});

test.each<[string, unknown, string]>([
  ['a number', 5, 'TaskMock.after() was given 5 as a duration. Give one of the CDK, for example Duration.seconds(5).'],
  ['nothing', undefined, 'TaskMock.after() was given undefined as a duration.'],
  ['a part of a millisecond', Duration.millis(0.5), 'TaskMock.after() was given a duration of 0.5 ms. Give a whole number of milliseconds, 0 or more.'],
  ['a negative duration', { toMilliseconds: () => -1 }, 'TaskMock.after() was given a duration of -1 ms.'],
  ['a token', Duration.seconds(Lazy.number({ produce: () => 5 })), 'TaskMock.after() was given a duration that is known only at deploy.'],
])('%s is no duration', (_, duration, message) => {
  expect(refusalOf(() => TaskMock.after(duration as Duration, TaskMock.succeed()))).toContain(`InvalidDuration: ${message}`);
  expect(refusalOf(() => Simulator.fromDefinition(PASS).start().advance(duration as Duration))).toContain(`InvalidDuration: ${message.replace('TaskMock.after()', 'advance()')}`);
});
