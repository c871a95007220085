import { JsonNode } from '../../asl/json/nodes';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { textOf } from '../structure';
import { cut } from '../wording';

/** What is no token: the parts of the context object beside `Task`, and the members of `$states` beside `context`. */
const OTHER_CONTEXT = /\$\$(?:\.(?:Execution|StateMachine|State|Map)\b|\[(?:'(?:Execution|StateMachine|State|Map)'|"(?:Execution|StateMachine|State|Map)")\])/g;
const OTHER_STATES = /\$states\s*\.\s*(?:(?:input|result|errorOutput)\b|context\s*\.\s*(?:Execution|StateMachine|State|Map)\b)/g;

/**
 * A task with `.waitForTaskToken` ends when somebody calls back with its token, `$$.Task.Token` of the context object. Only the task's parameters can
 * tell the token.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
export const taskToken = defineRule({
  id: 'ASL820',
  name: 'task-token',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  summary: 'A task that waits for its token to come back has the token in its parameters.',
  why: 'AWS accepts the machine. Nobody gets the token, so nobody can call back: the task waits until its timeout, or for a year.',
  fix: 'Add the token to what the service gets: "token.$": "$$.Task.Token" under JSONPath, "{% $states.context.Task.Token %}" under JSONata.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token',
  messages: {
    missing: (state: string, field: string) => `State "${state}" waits for its task token to come back, and "${field}" does not hold the token.`,
  },
  examples: {
    good: [
      { definition: { StartAt: 'A', States: { A: send({ Parameters: { QueueUrl: 'u', MessageBody: { 'order.$': '$.order', 'token.$': '$$.Task.Token' } } }) } } },
      {
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: { A: send({ Arguments: { QueueUrl: 'u', MessageBody: '{% $merge([$states.input, {"task": $states.context.Task}]) %}' } }) },
        },
      },
    ],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: send({ Parameters: { QueueUrl: 'u', MessageBody: { 'order.$': '$.order', 'run.$': '$$.Execution.Id' } } }) } },
        findings: [{ at: '/States/A/Parameters', says: 'State "A" waits for its task token to come back, and "Parameters" does not hold the token.' }],
      },
      {
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: { A: send({ Arguments: { QueueUrl: 'u', MessageBody: '{% $states.context.Execution.Id %}' } }) },
        },
        findings: [{ at: '/States/A/Arguments', says: 'State "A" waits for its task token to come back, and "Arguments" does not hold the token.' }],
      },
    ],
  },
  check: ({ report }) => ({
    state({ name, node, language, called }) {
      if (called?.pattern !== '.waitForTaskToken' || !language || node.opaqueMembers.length > 0) return;
      const jsonata = language === 'JSONata';
      // The input may be the context object itself.
      if (!jsonata && textOf(node.get('InputPath'))?.startsWith('$$')) return;
      const field = jsonata ? 'Arguments' : 'Parameters';
      const parameters = node.get(field);
      if (parameters && (jsonata ? mayHoldInJsonata(parameters) : mayHold(parameters))) return;
      report('missing', parameters ?? node, cut(name), field);
    },
  }),
});

function mayHold(node: JsonNode): boolean {
  switch (node.kind) {
    case 'object': return node.opaqueMembers.length > 0 || node.members.some((member) => isEvaluated(member) ? mayBeToken(member) : mayHold(member));
    case 'array': return node.elements.some(mayHold);
    // A text that is not known until deploy is not evaluated, either; a whole value may be an object.
    case 'opaque': return !node.inString;
    default: return false;
  }
}

function isEvaluated(member: JsonNode): boolean {
  return member.parent?.kind === 'object' && (member.name as string).endsWith('.$');
}

function mayBeToken(node: JsonNode): boolean {
  return node.kind !== 'string' || node.value.replace(OTHER_CONTEXT, '').includes('$$');
}

function mayHoldInJsonata(node: JsonNode): boolean {
  switch (node.kind) {
    case 'object': return node.opaqueMembers.length > 0 || node.members.some(mayHoldInJsonata);
    case 'array': return node.elements.some(mayHoldInJsonata);
    case 'opaque': return true;
    case 'string': return node.value.startsWith('{%') && node.value.replace(OTHER_STATES, '').includes('$states');
    default: return false;
  }
}

function send(fields: object): object {
  return { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', TimeoutSeconds: 3600, HeartbeatSeconds: 60, ...fields, End: true };
}
