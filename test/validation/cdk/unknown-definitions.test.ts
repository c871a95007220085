import { App, CfnCondition, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as sam from 'aws-cdk-lib/aws-sam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { AslValidation } from '../../../src/validation/cdk/asl-validation';

const GOOD = { StartAt: 'A', States: { A: { Type: 'Succeed' } } };
const BAD = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Gone' }, B: { Type: 'Succeed' } } };
const ROLE = 'arn:aws:iam::123456789012:role/x';

function findings(add: (stack: Stack) => void): string[] {
  const stack = new Stack(new App(), 'Shop');
  add(stack);
  return AslValidation.of(stack).findings().map(({ id, severity, message }) => `${id} ${severity} ${message}`);
}
const machine = (stack: Stack, definitionString: string) => new sfn.CfnStateMachine(stack, 'Machine', { roleArn: ROLE, definitionString });
const condition = (stack: Stack, id: string = 'IsProduction') => new CfnCondition(stack, id, { expression: Fn.conditionEquals(Fn.ref('AWS::Region'), 'eu-west-1') }).logicalId;

test('both definitions of a condition are checked', () => {
  const [good, bad] = [JSON.stringify(GOOD), JSON.stringify(BAD)];
  expect(findings((stack) => machine(stack, Fn.conditionIf(condition(stack), good, good).toString()))).toEqual([]);
  expect(findings((stack) => machine(stack, Fn.conditionIf(condition(stack), good, bad).toString()))).toEqual([
    'ASL201 ERROR State "A" goes to "Gone" (Next), which does not exist in the state machine. This is so where "IsProduction" does not hold.',
    expect.stringMatching(/^ASL202 .* This is so where "IsProduction" does not hold\.$/),
  ]);
  expect(findings((stack) => machine(stack, Fn.conditionIf(condition(stack), bad, bad).toString()))).toEqual([
    'ASL201 ERROR State "A" goes to "Gone" (Next), which does not exist in the state machine.', expect.not.stringContaining('This is so'),
  ]);
});

test('of several conditions each combination is checked, and the same condition only once', () => {
  const nested = (stack: Stack) => Fn.conditionIf(condition(stack), JSON.stringify(GOOD),
    Fn.conditionIf(condition(stack, 'IsLarge'), Fn.conditionIf('IsProduction', JSON.stringify(BAD), JSON.stringify(GOOD)), JSON.stringify(BAD))).toString();
  expect(findings((stack) => machine(stack, nested(stack))).map((finding) => /This is so where (.*)\.$/.exec(finding)?.[1])).toEqual([
    '"IsProduction" does not hold and "IsLarge" does not hold', '"IsProduction" does not hold and "IsLarge" does not hold',
  ]);
});

test('a type that depends on a condition is both', () => {
  const activity = { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a', TimeoutSeconds: 9, HeartbeatSeconds: 3, End: true } } };
  const found = findings((stack) => {
    new sfn.CfnStateMachine(stack, 'Machine', { roleArn: ROLE, definition: activity, stateMachineType: Fn.conditionIf(condition(stack), 'EXPRESS', 'STANDARD').toString() });
  });
  expect(found).toEqual([expect.stringMatching(/^ASL802 .* This is so where "IsProduction" holds\.$/)]);
});

test('what cannot be looked at is said once, beside what can', () => {
  const found = findings((stack) => {
    new sfn.CfnStateMachine(stack, 'Machine', {
      roleArn: ROLE,
      definitionString: Fn.conditionIf(condition(stack), JSON.stringify(BAD), { Ref: 'AWS::NoValue' }).toString(),
      definitionS3Location: Fn.conditionIf('IsProduction', { Ref: 'AWS::NoValue' }, { Bucket: 'b', Key: 'k' }),
    });
  });
  expect(found).toEqual([
    expect.stringMatching(/^ASL201 .* This is so where "IsProduction" holds\.$/),
    expect.stringMatching(/^ASL202 /),
    'NotChecked INFO The definition is not checked: it is an S3 object that is no asset of this app. This is so where "IsProduction" does not hold.',
  ]);
});

test.each<[string, (parameter: string) => string, string]>([
  ['the whole definition', (parameter) => parameter, 'it is "${Text}", which is known only at deploy'],
  ['all states', (parameter) => `{"StartAt":"A","States":${parameter}}`, ''],
  ['some members', (parameter) => `{"StartAt":"A",${parameter},"States":{}}`, 'it is put together from "${Text}", which is known only at deploy'],
  ['some members at the end', (parameter) => `{"StartAt":"A","States":{"A":{"Type":"Succeed"} ${parameter}}}`, 'it is put together from "${Text}", which is known only at deploy'],
  ['what follows a value', (parameter) => `{"StartAt":"A",${parameter} "States":{}}`, 'it is put together from "${Text}", which is known only at deploy'],
])('a parameter that is %s is not judged', (_, text, why) => {
  expect(findings((stack) => machine(stack, text(new CfnParameter(stack, 'Text').valueAsString)))).toEqual(why === '' ? [] : [`NotChecked INFO The definition is not checked: ${why}.`]);
});

test('what is wrong far from a parameter is judged', () => {
  expect(findings((stack) => machine(stack, `{"StartAt":"${new CfnParameter(stack, 'Text').valueAsString}","States":{"A" {}}}`))).toEqual([expect.stringMatching(/^ASL001 ERROR /)]);
});

test('a machine without a definition is an error', () => {
  expect(findings((stack) => new sfn.CfnStateMachine(stack, 'Machine', { roleArn: ROLE }))).toEqual([expect.stringMatching(/^NoDefinition ERROR State machine "Shop\/Machine" has no definition/)]);
});

test('a state machine of SAM is checked', () => {
  expect(findings((stack) => new sam.CfnStateMachine(stack, 'Machine', { definition: BAD, type: 'EXPRESS' }))).toEqual([expect.stringMatching(/^ASL201 /), expect.stringMatching(/^ASL202 /)]);
  expect(findings((stack) => new sam.CfnStateMachine(stack, 'Machine', { definitionUri: 'flow.asl.yaml' }))).toEqual([
    'NotChecked INFO The definition is not checked: it is in the file "flow.asl.yaml", which is no asset of this app.',
  ]);
});
