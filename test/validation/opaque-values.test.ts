import { Opaque, opaqueMark } from '../../src/asl/definition-source';
import { validateDefinition } from '../../src/validation/validate';

const TOKEN: Opaque = { label: '${Token}', simulated: 'token' };
const mark = opaqueMark(0);
const brief = (text: string, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') => validateDefinition({ text, opaques: [TOKEN] }, { type }).map(({ id, pointer }) => `${id} ${pointer}`);
const machine = (state: string, more = '') => `{"StartAt": "A", "States": {"A": ${state}${more}}}`;

const callback = (fields: string) => machine(
  `{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "TimeoutSeconds": 60, "HeartbeatSeconds": 10, ${fields}, "End": true}`);
const lambda = (fields: string) => machine(`{"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", ${fields}, "End": true}`);
const express = (call: string, parameters: string) => machine(`{"Type": "Task", "Resource": "arn:aws:states:::${call}", "Parameters": {${parameters}}, "End": true}`);

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
    ['the parameters that may hold a task token', callback(`"Parameters": ${mark}`)],
    ['a value that may be a task token', callback(`"Parameters": {"QueueUrl": "u", "MessageBody": {"token.$": "${mark}"}}`)],
    ['an object that may hold a task token', callback(`"Parameters": {"QueueUrl": "u", "MessageBody": ${mark}}`)],
    ['an expression that may give a task token', callback(`"QueryLanguage": "JSONata", "Arguments": {"QueueUrl": "u", "MessageBody": "{% ${mark} %}"}`)],
    ['a field that may be a timeout', machine(`{"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync", "Parameters": {"JobName": "j"}, "${mark}": 1, "End": true}`)],
    ['a timeout', machine(`{"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "TimeoutSeconds": ${mark}, "HeartbeatSeconds": 60, "End": true}`)],
    ['a comparison', machine(`{"Type": "Choice", "Choices": [{"Variable": "$.a", "StringEquals": "${mark}", "Next": "B"}]}`, ', "B": {"Type": "Succeed"}')],
    ['a condition', machine(`{"Type": "Choice", "QueryLanguage": "JSONata", "Choices": [{"Condition": "{% ${mark} %}", "Next": "B"}]}`, ', "B": {"Type": "Succeed"}')],
    ['what errors are retried', lambda(`"Retry": [{"ErrorEquals": ["${mark}"], "IntervalSeconds": 1}]`)],
    ['the retriers', lambda(`"Retry": ${mark}`)],
    ['a text that may be a path', machine(`{"Type": "Pass", "Parameters": {"a": "$.${mark}"}, "End": true}`)],
    ['a region, a partition', machine(`{"Type": "Pass", "Parameters": {"a": "arn:${mark}:s3:::b", "b": "arn:aws:lambda:${mark}:123456789012:function:f"}, "End": true}`)],
  ])('%s', (_, text) => {
    expect(brief(text)).toEqual([]);
  });

  test.each([
    ['a queue that may be FIFO', express('sqs:sendMessage', `"QueueUrl": "${mark}", "MessageGroupId": "g", "MessageBody": "b"`)],
    ['an update', express('dynamodb:updateItem', `"TableName": "t", "Key": {}, "UpdateExpression": "${mark}"`)],
    ['how long it waits', machine(`{"Type": "Wait", "Seconds": ${mark}, "End": true}`)],
  ])('in an Express workflow: %s', (_, text) => {
    expect(brief(text, 'EXPRESS')).toEqual([]);
  });
});

describe('what is known is judged all the same', () => {
  test('the pattern of a resource whose partition is not known', () => {
    const timeouts = '"TimeoutSeconds": 60, "HeartbeatSeconds": 10, "End": true';
    const parameters = '"Parameters": {"QueueUrl": "u", "MessageBody.$": "$$.Task.Token"}';
    const text = machine(`{"Type": "Task", "Resource": "arn:${mark}:states:::sqs:sendMessage.waitForTaskToken", ${parameters}, ${timeouts}}`);
    expect(brief(text)).toEqual([]);
    expect(brief(text, 'EXPRESS')).toEqual(['ASL802 /States/A/Resource']);
    expect(brief(machine(`{"Type": "Task", "Resource": "arn:${mark}:states:::sqs:sendMessage.sync", ${parameters}, ${timeouts}}`))).toEqual(['ASL803 /States/A/Resource']);
    expect(brief(machine(`{"Type": "Task", "Resource": "arn:aws:states:::sqs:${mark}.sync", ${timeouts}}`))).toEqual([]);
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
