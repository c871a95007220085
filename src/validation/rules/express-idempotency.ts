import { JsonNode, ObjectNode } from '../../asl/json/nodes';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { textOf } from '../structure';
import { cut } from '../wording';

/** What a call does again when it is made again; undefined where it does no harm, or where that is not known. */
type Effect = (parameters: ObjectNode) => string | undefined;

const email: Effect = () => 'sends an email';

/**
 * SNS and SQS drop a message that they have had only where the topic or the queue is FIFO: by a deduplication id, or by its content. What a FIFO one
 * gets has a group, and so has now and then what another gets.
 */
const message = (target: string, text: string): Effect => (parameters) => {
  if (has(parameters, 'MessageDeduplicationId')) return undefined;
  const name = textOf(parameters.get(target));
  return has(parameters, 'MessageGroupId') && (name === undefined || name.endsWith('.fifo')) ? undefined : text;
};

/** Starting an execution of a name that has run returns that execution, where the input is the same. */
const execution: Effect = (parameters) => has(parameters, 'Name') ? undefined : 'starts an execution that has no "Name" of its own';

/** A condition may keep the second update from being made. */
const update: Effect = (parameters) => {
  const expression = textOf(parameters.get('UpdateExpression'))?.slice(0, LONGEST_EXPRESSION);
  if (expression === undefined || has(parameters, 'ConditionExpression')) return undefined;
  return DIFFERENCE.test(expression) || /\blist_append\s*\(/i.test(expression) || addsNumber(expression, parameters.get('ExpressionAttributeValues'))
    ? 'adds to what an item holds' : undefined;
};

/** Only calls that are known to do something again. What a function or an HTTP endpoint does is not. */
const EFFECTS: ReadonlyMap<string, Effect> = new Map([
  ...['sns:publish', 'aws-sdk:sns:publish'].map((call) => [call, message('TopicArn', 'publishes a message')] as const),
  ...['sqs:sendMessage', 'aws-sdk:sqs:sendMessage'].map((call) => [call, message('QueueUrl', 'sends a message')] as const),
  ...['states:startExecution', 'aws-sdk:sfn:startExecution'].map((call) => [call, execution] as const),
  ...['dynamodb:updateItem', 'aws-sdk:dynamodb:updateItem'].map((call) => [call, update] as const),
  ...['sendEmail', 'sendRawEmail', 'sendTemplatedEmail', 'sendBulkTemplatedEmail'].map((action) => [`aws-sdk:ses:${action}`, email] as const),
  ...['sendEmail', 'sendBulkEmail'].map((action) => [`aws-sdk:sesv2:${action}`, email] as const),
]);

/** DynamoDB takes no longer expression. */
const LONGEST_EXPRESSION = 4_096;
/** `x = x + :n`, `x = if_not_exists(x, :zero) - :n`. */
const DIFFERENCE = /(?:^|[\s,])([#\w.[\]]{1,255})\s*=\s*(?:if_not_exists\s*\(\s*\1\s*,\s*[:#\w.]+\s*\)|\1)\s*[+-]/i;
const ADDED_VALUE = /\bADD\s+[#\w.[\]]+\s+(:\w+)/gi;

/**
 * An asynchronous execution of an Express workflow runs at least once: AWS may start it again. Each call that it makes should do the same when
 * it is made twice as when it is made once.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/express-at-least-once-execution.html
 */
export const expressIdempotency = defineRule({
  id: 'ASL823',
  name: 'express-idempotency',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'An Express workflow that is started asynchronously calls only what may be called twice.',
  why: 'Such an execution runs at least once, now and then twice: the message is sent and the amount is booked a second time.',
  fix: 'Make the call such that a second one does nothing (a deduplication id, a condition, a name made of the input), use a Standard workflow, or acknowledge it: an execution that is started synchronously runs once at most.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/express-at-least-once-execution.html',
  messages: {
    twice: (state: string, does: string) => (
      `State "${state}" ${does}, and an Express workflow that is started asynchronously may run twice. How it is started cannot be seen in the definition.`),
  },
  examples: {
    good: [
      { type: 'EXPRESS', definition: express('sqs:sendMessage', { 'QueueUrl': 'https://sqs.us-east-1.amazonaws.com/1/orders.fifo', 'MessageGroupId': 'g', 'MessageBody.$': '$' }) },
      { type: 'EXPRESS', definition: express('states:startExecution', { 'StateMachineArn': 'arn:aws:states:us-east-1:123456789012:stateMachine:m', 'Name.$': '$.id' }) },
      { type: 'EXPRESS', definition: express('dynamodb:updateItem', { TableName: 't', Key: {}, UpdateExpression: 'SET paid = :yes', ExpressionAttributeValues: { ':yes': { BOOL: true } } }) },
      { title: 'A Standard workflow runs once', definition: express('sns:publish', { 'TopicArn': 'arn:aws:sns:us-east-1:123456789012:t', 'Message.$': '$' }) },
    ],
    bad: [
      {
        type: 'EXPRESS',
        definition: express('sns:publish', { 'TopicArn': 'arn:aws:sns:us-east-1:123456789012:t', 'Message.$': '$' }),
        findings: [finding('publishes a message')],
      },
      {
        type: 'EXPRESS',
        definition: express('dynamodb:updateItem', { TableName: 't', Key: {}, UpdateExpression: 'SET paid = paid + :n', ExpressionAttributeValues: { ':n': { 'N.$': '$.n' } } }),
        findings: [finding('adds to what an item holds')],
      },
      {
        type: 'EXPRESS',
        definition: express('states:startExecution', { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m' }),
        findings: [finding('starts an execution that has no "Name" of its own')],
      },
    ],
  },
  check: ({ report, workflowType }) => workflowType !== 'EXPRESS' ? {} : {
    state({ name, node, language, called }) {
      if (!called) return;
      // What waits for more than the response is refused.
      const effect = called.pattern === undefined ? EFFECTS.get(`${called.service}:${called.action}`) : undefined;
      if (!effect) return;
      const parameters = node.get(language === 'JSONata' ? 'Arguments' : 'Parameters');
      const does = parameters?.kind === 'object' && parameters.opaqueMembers.length === 0 ? effect(parameters) : undefined;
      if (does !== undefined) report('twice', node, cut(name), does);
    },
  },
});

function has(parameters: ObjectNode, name: string): boolean {
  return parameters.has(name) || parameters.has(`${name}.$`);
}

/** To add to a set what it has is nothing; a number grows. */
function addsNumber(expression: string, values: JsonNode | undefined): boolean {
  if (values?.kind !== 'object') return false;
  return [...expression.matchAll(ADDED_VALUE)].some(([, name]) => {
    const value = values.get(name);
    return value?.kind === 'object' && has(value, 'N');
  });
}

function express(call: string, parameters: object): object {
  return { StartAt: 'A', States: { A: { Type: 'Task', Resource: `arn:aws:states:::${call}`, Parameters: parameters, End: true } } };
}

function finding(does: string): { at: string; says: string } {
  return { at: '/States/A', says: `State "A" ${does}, and an Express workflow that is started asynchronously may run twice. How it is started cannot be seen in the definition.` };
}
