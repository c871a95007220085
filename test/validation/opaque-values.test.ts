import { Opaque, opaqueMark } from '../../src/asl/definition-source';
import { validateDefinition } from '../../src/validation/validate';

const TOKEN: Opaque = { label: '${Token}', simulated: 'token' };
const mark = opaqueMark(0);
const brief = (text: string, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') => validateDefinition({ text, opaques: [TOKEN] }, { type }).map(({ id, pointer }) => `${id} ${pointer}`);
const machine = (state: string, more = '') => `{"StartAt": "A", "States": {"A": ${state}${more}}}`;

describe('what is not known until deploy is not judged', () => {
  test.each([
    ['the whole definition', mark],
    ['the states', `{"StartAt": "A", "States": ${mark}}`],
    ['a state', machine(mark)],
    ['where it starts', `{"StartAt": "${mark}", "States": {"A": {"Type": "Succeed"}, "B": {"Type": "Succeed"}}}`],
    ['a state\'s name', `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "x${mark}": {"Type": "Succeed"}}}`],
    ['where it goes', machine(`{"Type": "Pass", "Next": "${mark}"}`, ', "B": {"Type": "Succeed"}')],
    ['whether it ends', machine(`{"Type": "Pass", "End": ${mark}}`)],
    ['a list of rules', machine(`{"Type": "Choice", "Choices": ${mark}}`, ', "B": {"Type": "Succeed"}')],
    ['a rule', machine(`{"Type": "Choice", "Choices": [${mark}]}`, ', "B": {"Type": "Succeed"}')],
    ['a catcher', machine(`{"Type": "Task", "Resource": "${mark}", "Catch": ${mark}, "End": true}`, ', "B": {"Type": "Succeed"}')],
    ['the type', machine(`{"Type": "${mark}", "Anything": 1}`)],
    ['a field\'s name', machine(`{"Type": "Wait", "${mark}": 1, "End": true}`)],
    ['the query language', `{"QueryLanguage": "${mark}", "StartAt": "A", "States": {"A": {"Type": "Pass", "Output": "{% a %}", "ResultPath": "$.a", "End": true}}}`],
    ['a part of an expression', machine(`{"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% ${mark} + ) %}", "End": true}`)],
    ['a part of a path', machine(`{"Type": "Pass", "InputPath": "$.${mark}[", "Parameters": {"a.$": "${mark}", "b.$": ${mark}}, "End": true}`)],
    ['a part of a resource', machine(`{"Type": "Task", "Resource": "${mark}:function", "End": true}`)],
  ])('%s', (_, text) => {
    expect(brief(text)).toEqual([]);
  });
});

describe('what is known is judged all the same', () => {
  test('the pattern of a resource whose partition is not known', () => {
    const parameters = '"Parameters": {"QueueUrl": "u", "MessageBody": "m"}';
    const text = machine(`{"Type": "Task", "Resource": "arn:${mark}:states:::sqs:sendMessage.waitForTaskToken", ${parameters}, "End": true}`);
    expect(brief(text)).toEqual([]);
    expect(brief(text, 'EXPRESS')).toEqual(['ASL802 /States/A/Resource']);
    expect(brief(machine(`{"Type": "Task", "Resource": "arn:${mark}:states:::sqs:sendMessage.sync", ${parameters}, "End": true}`))).toEqual(['ASL803 /States/A/Resource']);
    expect(brief(machine(`{"Type": "Task", "Resource": "arn:aws:states:::sqs:${mark}.sync", "End": true}`))).toEqual([]);
  });

  test('the parameters of an integration, as far as they are known', () => {
    const task = (parameters: string) => machine(`{"Type": "Task", "Resource": "arn:${mark}:states:::dynamodb:getItem", "Parameters": ${parameters}, "End": true}`);
    expect(brief(task(`{"TableName": "${mark}", "Key": ${mark}}`))).toEqual([]);
    expect(brief(task(mark))).toEqual([]);
    expect(brief(task(`{"${mark}": 1}`))).toEqual([]);
    expect(brief(task(`{"TableName": "${mark}"}`))).toEqual(['ASL804 /States/A/Parameters']);
  });

  test('other states, other fields', () => {
    const text = `{"StartAt": "A", "Version": "${mark}", "States": {"A": {"Type": "Task", "Resource": ${mark}, "TimeoutSeconds": 0, "Next": "Gone"}, "B": {"Type": "Succeed", "Ned": 1}}}`;
    expect(brief(text)).toEqual(['ASL302 /States/A/TimeoutSeconds', 'ASL201 /States/A/Next', 'ASL202 /States/B', 'ASL104 /States/B/Ned']);
  });
});
