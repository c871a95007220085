import { FindingSeverity } from '../finding';
import { callOf, isRefusedName, missingParameters } from '../resource';
import { defineRule } from '../rule';
import { all, cut, either } from '../wording';

/**
 * A task gives the integration that it calls the parameters which that requires.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-parameters.html
 */
export const integrationParameters = defineRule({
  id: 'ASL804',
  name: 'integration-parameters',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'A task gives an integration the parameters that it requires.',
  why: 'AWS does not create the state machine where a required parameter is missing, or where an integration has no parameters at all.',
  fix: 'Add the parameters. One that comes from the input is given with ".$" after its name, or as a JSONata expression.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-parameters.html',
  messages: {
    none: (state: string, call: string, field: string) => `State "${state}" calls "${call}" without "${field}". An integration wants them, if only {}.`,
    missing: (state: string, call: string, names: string, field: string, hint: string) => (
      `State "${state}" calls "${call}" without ${names} in "${field}", which it requires.${hint}`),
    oneOf: (state: string, call: string, names: string, field: string) => `State "${state}" calls "${call}" without ${names} in "${field}". It requires one of them.`,
  },
  examples: {
    good: [
      {
        title: 'A parameter from the input',
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:getItem', Parameters: { 'TableName': 't', 'Key.$': '$.key' }, End: true } },
        },
      },
      { definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets', Parameters: {}, End: true } } } },
      {
        title: 'Arguments that are not known until the task runs',
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: '{% $states.input %}', End: true } },
        },
      },
    ],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } } },
        findings: [{ at: '/States/A', says: 'State "A" calls "lambda:invoke" without "Parameters". An integration wants them, if only {}.' }],
      },
      {
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem', Arguments: {}, End: true } },
        },
        findings: [{ at: '/States/A/Arguments', says: 'State "A" calls "dynamodb:putItem" without "Item" and "TableName" in "Arguments", which it requires.' }],
      },
      {
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::http:invoke', Parameters: { ApiEndpoint: 'https://example.com', Method: 'GET' }, End: true } },
        },
        findings: [{
          at: '/States/A/Parameters',
          says: 'State "A" calls "http:invoke" without "Authentication" or "InvocationConfig" in "Parameters". It requires one of them.',
        }],
      },
      {
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:getObject', Parameters: { Bucket: 'b' }, End: true } },
        },
        findings: [{ at: '/States/A/Parameters', says: 'State "A" calls "aws-sdk:s3:getObject" without "Key" in "Parameters", which it requires.' }],
      },
      {
        title: 'A parameter whose name AWS looks at only when the task runs',
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { 'FunctionNam.$': '$.function' }, End: true } },
        },
        findings: [{
          at: '/States/A/Parameters',
          says: 'State "A" calls "lambda:invoke" without "FunctionName" in "Parameters", which it requires. Is it meant by "FunctionNam"?',
        }],
      },
    ],
  },
  check: ({ report, didYouMean }) => ({
    state(state) {
      const call = callOf(state);
      if (!call?.field) return;
      const { field, known, written } = call;
      if (!state.node.has(field)) {
        if (state.node.opaqueMembers.length === 0) report('none', state.node, cut(state.name), cut(call.name), field);
      } else if (written && known) {
        const { oneOf } = call.integration;
        const parameters = state.node.get(field)!;
        // A misspelt name that AWS refuses is said by itself.
        const missing = [...missingParameters(call, didYouMean)].filter(([, meant]) => !meant || !isRefusedName(call, meant));
        const near = missing.flatMap(([, meant]) => meant ? [meant.name] : []);
        const hint = near.length === 0 ? '' : ` Is it meant by ${all(near)}?`;
        if (missing.length > 0) report('missing', parameters, cut(state.name), call.name, all(missing.map(([name]) => name)), field, hint);
        if (oneOf && !oneOf.some((one) => written.some(({ name }) => name === one))) report('oneOf', parameters, cut(state.name), call.name, either(oneOf), field);
      }
    },
  }),
});
