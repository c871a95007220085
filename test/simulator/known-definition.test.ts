import { CfnParameter, Stack } from 'aws-cdk-lib';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Simulator, TaskMock } from '../../src';

const simulate = (states: string, more = '') => Simulator.fromDefinition(`{"StartAt": "A", ${more} "States": {"A": ${states}, "B": {"Type": "Pass", "End": true}}}`);
const task = (fields: string) => `{"Type": "Task", "Resource": "\${Function}", ${fields}, "Next": "B"}`;
const choice = (rule: string) => `{"Type": "Choice", "Choices": ${rule}, "Default": "B"}`;

describe('a number that is not known before the deployment', () => {
  test.each([
    ['a Wait state', '{"Type": "Wait", "Seconds": ${Seconds}, "Next": "B"}'],
    ['a Wait state, as a text', '{"Type": "Wait", "Seconds": "${Seconds}", "Next": "B"}'],
    ['a Wait state, in an expression', '{"Type": "Wait", "QueryLanguage": "JSONata", "Seconds": "{% ${Seconds} %}", "Next": "B"}'],
  ])('of %s takes no time', (_title, state) => {
    const execution = simulate(state).run();
    expect([execution.status, execution.durationMilliseconds]).toEqual(['SUCCEEDED', 0]);
  });

  test('of a Wait state is waited for where it is given', () => {
    const definition = '{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": ${Seconds}, "End": true}}}';
    expect(Simulator.fromDefinition(definition, { substitutions: { Seconds: '60' } }).run().durationMilliseconds).toBe(60_000);
  });

  test('of a retrier is the one that AWS takes where there is none', () => {
    const retrier = task('"Retry": [{"ErrorEquals": ["X"], "MaxAttempts": ${Attempts}, "IntervalSeconds": ${Interval}, "BackoffRate": ${Rate}, "MaxDelaySeconds": ${Delay}}]');
    const execution = simulate(retrier).mockState('A', TaskMock.fail('X')).run();
    expect([execution.error, execution.durationMilliseconds]).toEqual(['X', 7_000]);
  });

  test.each([
    ['the machine', task('"Comment": "c"'), '"TimeoutSeconds": ${Timeout},'],
    ['a task', task('"TimeoutSeconds": ${Timeout}, "HeartbeatSeconds": ${Heartbeat}'), ''],
  ])('is no timeout of %s', (_title, state, more) => {
    expect(simulate(state, more).mockState('A', TaskMock.succeed(1)).run().output).toBe(1);
  });

  test('of a batcher is no limit', () => {
    const execution = simulate(`{"Type": "Map", "ItemBatcher": {"MaxItemsPerBatch": 2, "MaxInputBytesPerBatch": \${Bytes}}, "MaxConcurrency": \${Concurrency}, "Next": "B", "ItemProcessor": {
      "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "C", "States": {"C": {"Type": "Pass", "End": true}}}}`).run([1, 2, 3]);
    expect(execution.output).toEqual([{ Items: [1, 2] }, { Items: [3] }]);
  });

  test('that is simulated as a number is that number', () => {
    const stack = new Stack();
    const seconds = new CfnParameter(stack, 'Seconds', { type: 'Number', default: 90 });
    const definition = { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: seconds.valueAsNumber, End: true } } };
    expect(Simulator.fromStateMachine(new CfnStateMachine(stack, 'Machine', { definition, roleArn: 'r' })).run().durationMilliseconds).toBe(90_000);
  });
});

describe('a part of the structure that is not known before the deployment is named', () => {
  test('"States" of the definition', () => {
    expect(() => Simulator.fromDefinition('{"StartAt": "A", "States": ${Part}}')).toThrow('"States" of the definition is "${Part}": it is not known before the deployment');
  });

  test.each([
    ['State "A" is "${Part}"', '${Part}'],
    ['"Type" of state "A" is "${Part}"', '{"Type": "${Part}", "Next": "B"}'],
    ['"Branches" of state "A" is "${Part}"', '{"Type": "Parallel", "Branches": ${Part}, "Next": "B"}'],
    ['"Branches[0]" of state "A" is "${Part}"', '{"Type": "Parallel", "Branches": [${Part}], "Next": "B"}'],
    ['"ItemProcessor" of state "A" is "${Part}"', '{"Type": "Map", "ItemProcessor": ${Part}, "Next": "B"}'],
    ['"Choices" of state "A" is "${Part}"', choice('${Part}')],
    ['"Choices[0]" of state "A" is "${Part}"', choice('[${Part}]')],
    ['"And" of "Choices[0]" of state "A" is "${Part}"', choice('[{"And": ${Part}, "Next": "B"}]')],
    ['"Not" of "Choices[0]" of state "A" is "${Part}"', choice('[{"Not": ${Part}, "Next": "B"}]')],
    ['"Retry" of state "A" is "${Part}"', task('"Retry": ${Part}')],
    ['"Retry[0]" of state "A" is "${Part}"', task('"Retry": [${Part}]')],
    ['"ErrorEquals" of "Retry[0]" of state "A" is "${Part}"', task('"Retry": [{"ErrorEquals": ${Part}}]')],
    ['"Catch" of state "A" is "${Part}"', task('"Catch": ${Part}')],
  ])('%s', (message, state) => {
    expect(() => simulate(state)).toThrow(`${message}: it is not known before the deployment`);
  });

  test('and is taken where it is given', () => {
    const definition = `{"StartAt": "A", "States": {"A": ${task('"Retry": ${Retry}')}, "B": {"Type": "Succeed"}}}`;
    const execution = Simulator.fromDefinition(definition, { substitutions: { Retry: '[{"ErrorEquals": ["X"], "MaxAttempts": 1}]' } }).mockState('A', TaskMock.fail('X')).run();
    expect(execution.durationMilliseconds).toBe(1_000);
  });

  test('in a state whose name is not known, too', () => {
    expect(() => Simulator.fromDefinition('{"StartAt": "${Name}", "States": {"${Name}": {"Type": "Parallel", "Branches": ${Part}, "End": true}}}')).toThrow('"Branches" of state "Name" is "${Part}"');
  });
});
