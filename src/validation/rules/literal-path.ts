import { JsonNode, StringNode } from '../../asl/json/nodes';
import { CHOICE_RULE, NESTED_CHOICE_RULE } from '../../asl/state-fields';
import { withName } from '../edits';
import { isWholePath } from '../expressions';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { Template } from '../structure';
import { cut, subject } from '../wording';

const CALL = /^States\.[A-Z]\w*\(.*\)\s*$/s;
const JSONATA = /^\$states\.(?:input|result|context|errorOutput)\b/;

/** What is compared to a path has a field of its own. A path for a number or a time is refused. */
const TEXT_COMPARISON = /^String(?:Equals|(?:Less|Greater)Than(?:Equals)?)$/;

/** Some services take paths of their own, as EventBridge does in `InputPathsMap`. */
const NAME_OF_PATHS = /\wpaths?(?:map)?$/i;

/**
 * In a payload template the value of a member is evaluated only where its name ends in `.$`, and under JSONata only where it stands between
 * `{%` and `%}`. Elsewhere a path is a text like any other.
 *
 * @see https://states-language.net/spec.html#payload-template
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
 */
export const literalPath = defineRule({
  id: 'ASL414',
  name: 'literal-path',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  perMessage: {
    member: { awsCode: 'NO_DOLLAR' },
    element: { awsCode: 'NO_DOLLAR' },
    whole: { awsCode: 'NO_DOLLAR' },
    result: { awsCode: 'PASS_RESULT_IS_STATIC' },
    field: { awsCode: 'NO_PATH' },
  },
  summary: 'A path or a call of an intrinsic function stands where it is evaluated.',
  why: 'AWS accepts the machine, and the text itself is passed on: "$.order.id" instead of the id. ValidateStateMachineDefinition warns of it under JSONPath.',
  fix: 'Let the name end in ".$", write "Parameters" for "Result", use the field that ends in "Path", or write {% … %} under JSONata. Acknowledge it where the text itself is meant.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html',
  messages: {
    member: (what: string, field: string, text: string, name: string) => (
      `${what} has the text "${text}" for "${name}" in "${field}", which is passed on as it stands. It is evaluated for "${name}.$".`),
    element: (what: string, field: string, text: string) => (
      `${what} has the text "${text}" in an array of "${field}", which is passed on as it stands. Make the array with States.Array, for a name that ends in ".$".`),
    whole: (what: string, field: string, text: string) => `${what} has the text "${text}" as "${field}", which is passed on as it stands.`,
    result: (state: string, text: string) => `State "${state}" has the text "${text}" in "Result", where nothing is evaluated. "Parameters" is evaluated.`,
    field: (what: string, field: string, text: string) => `${what} has the text "${text}" in "${field}", which is taken as it stands. A path stands in "${field}Path".`,
    expression: (what: string, field: string, text: string) => (
      `${what} has the text "${text}" in "${field}", which is passed on as it stands. A JSONata expression stands between {% and %}.`),
  },
  examples: {
    good: [
      {
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:states:::dynamodb:updateItem',
              Parameters: {
                TableName: 'orders',
                Key: { id: { 'S.$': '$.id' } },
                UpdateExpression: 'SET #n = :n',
                ExpressionAttributeValues: { ':n': { S: '$ 5.00' } },
              },
              End: true,
            },
          },
        },
      },
      {
        title: 'Paths of another service',
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:states:::aws-sdk:eventbridge:putTargets',
              Parameters: { Rule: 'r', Targets: [{ Id: 't', Arn: 'a', InputTransformer: { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '<id>' } }] },
              End: true,
            },
          },
        },
      },
    ],
    bad: [
      {
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
              Parameters: { id: '$.order.id', run: '$$.Execution.Id', text: "States.Format('{}', $.a)", tags: ["$['a']"] },
              Next: 'B',
            },
            B: { Type: 'Pass', Parameters: '$.order', End: true },
          },
        },
        fixed: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
              Parameters: { 'id.$': '$.order.id', 'run.$': '$$.Execution.Id', 'text.$': "States.Format('{}', $.a)", 'tags': ["$['a']"] },
              Next: 'B',
            },
            B: { Type: 'Pass', Parameters: '$.order', End: true },
          },
        },
        findings: [
          { at: '/States/A/Parameters/id', says: 'State "A" has the text "$.order.id" for "id" in "Parameters", which is passed on as it stands. It is evaluated for "id.$".' },
          { at: '/States/A/Parameters/run', says: 'State "A" has the text "$$.Execution.Id" for "run" in "Parameters", which is passed on as it stands. It is evaluated for "run.$".' },
          {
            at: '/States/A/Parameters/text',
            says: 'State "A" has the text "States.Format(\'{}\', $.a)" for "text" in "Parameters", which is passed on as it stands. It is evaluated for "text.$".',
          },
          {
            at: '/States/A/Parameters/tags/0',
            says: 'State "A" has the text "$[\'a\']" in an array of "Parameters", which is passed on as it stands. Make the array with States.Array, for a name that ends in ".$".',
          },
          { at: '/States/B/Parameters', says: 'State "B" has the text "$.order" as "Parameters", which is passed on as it stands.' },
        ],
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Result: { 'id.$': '$.order.id', 'a': 'b' }, Next: 'B' },
            B: { Type: 'Choice', Choices: [{ Variable: '$.a', StringEquals: '$.b', Next: 'C' }], Default: 'C' },
            C: { Type: 'Fail', Cause: '$.cause' },
          },
        },
        findings: [
          { at: '/States/A/Result/id.$', says: 'State "A" has the text "$.order.id" in "Result", where nothing is evaluated. "Parameters" is evaluated.' },
          {
            at: '/States/B/Choices/0/StringEquals',
            says: 'A Choice rule of state "B" has the text "$.b" in "StringEquals", which is taken as it stands. A path stands in "StringEqualsPath".',
          },
          { at: '/States/C/Cause', says: 'State "C" has the text "$.cause" in "Cause", which is taken as it stands. A path stands in "CausePath".' },
        ],
      },
      {
        definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: { id: '$states.input.id' }, Next: 'B' }, B: { Type: 'Fail', Error: '$.error' } } },
        findings: [
          {
            at: '/States/A/Output/id',
            says: 'State "A" has the text "$states.input.id" in "Output", which is passed on as it stands. A JSONata expression stands between {% and %}.',
          },
          { at: '/States/B/Error', says: 'State "B" has the text "$.error" in "Error", which is passed on as it stands. A JSONata expression stands between {% and %}.' },
        ],
      },
    ],
  },
  check: ({ document, report }) => {
    const judge = (node: StringNode, { node: root, name: field, structure, language }: Template): void => {
      const { name, parent, value } = node;
      if (language === 'JSONata') {
        if (isLiteralExpression(value) && !isNamedAfterPaths(node, root)) report('expression', node, subject(structure), field, cut(value));
      } else if ((typeof name !== 'string' || !name.endsWith('.$')) && isExpression(value) && !isNamedAfterPaths(node, root)) {
        if (node === root) report('whole', node, subject(structure), field, cut(value));
        else if (parent?.kind === 'array') report('element', node, subject(structure), field, cut(value));
        else report('member', node, subject(structure), field, cut(value), cut(name as string), { edits: withName(document, node, `${name}.$`) });
      }
    };
    return {
      template(template) {
        if (template.language) search(template.node, template, judge);
      },
      state({ name, node: { members }, type, language }) {
        if (type !== 'Pass' && type !== 'Fail') return;
        for (const field of members) {
          if (field.name === 'Result' && language === 'JSONPath') {
            search(field, field, (node) => {
              if (isExpression(node.value) && !isNamedAfterPaths(node, field)) report('result', node, cut(name), cut(node.value));
            });
          } else if (field.kind === 'string' && (field.name === 'Error' || field.name === 'Cause')) {
            if (language === 'JSONPath' && isExpression(field.value)) report('field', field, `State "${cut(name)}"`, field.name, cut(field.value));
            else if (language === 'JSONata' && isLiteralExpression(field.value)) report('expression', field, `State "${cut(name)}"`, field.name, cut(field.value));
          }
        }
      },
      structure(structure) {
        const { spec, node, language } = structure;
        if ((spec !== CHOICE_RULE && spec !== NESTED_CHOICE_RULE) || language !== 'JSONPath') return;
        for (const operand of node.members) {
          if (operand.kind !== 'string' || !TEXT_COMPARISON.test(operand.name as string) || !isExpression(operand.value)) continue;
          report('field', operand, subject(structure), operand.name as string, cut(operand.value));
        }
      },
    };
  },
});

/** Looks for texts that may be expressions. */
function search<T>(node: JsonNode, within: T, judge: (node: StringNode, within: T) => void): void {
  if (node.kind === 'string') {
    if (mayBeExpression(node.value)) judge(node, within);
  } else if (node.kind === 'object') {
    for (const member of node.members) search(member, within, judge);
  } else if (node.kind === 'array') {
    for (const element of node.elements) search(element, within, judge);
  }
}

function mayBeExpression(text: string): boolean {
  return text.startsWith('$') || text.startsWith('States.');
}

function isExpression(text: string): boolean {
  return mayBeExpression(text) && (isWholePath(text) || CALL.test(text));
}

/** A dollar sign alone is nothing that somebody would write for an expression. What lacks only one of the delimiters is refused. */
function isLiteralExpression(text: string): boolean {
  if (text.endsWith('%}')) return false;
  return JSONATA.test(text) || (text.length > 2 && isExpression(text));
}

function isNamedAfterPaths(node: JsonNode, root: JsonNode): boolean {
  for (let at: JsonNode | undefined = node; at && at !== root; at = at.parent) {
    if (typeof at.name === 'string' && NAME_OF_PATHS.test(at.name)) return true;
  }
  return false;
}
