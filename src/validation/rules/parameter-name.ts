import { FindingSeverity } from '../finding';
import { callOf } from '../resource';
import { defineRule } from '../rule';
import { cut } from '../wording';

/**
 * A task gives an optimised integration only parameters that it has, and an AWS SDK integration no parameter whose name is spelled otherwise than
 * Step Functions spells it. Names of parameters that are computed are not looked at here: AWS looks at those when the task runs.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-parameters.html
 */
export const parameterName = defineRule({
  id: 'ASL805',
  name: 'parameter-name',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'A parameter is one that the integration has, in the spelling of Step Functions.',
  why: 'AWS does not create the state machine: the field "…" is not supported by Step Functions. Names begin with a capital letter, also where the API\'s do not.',
  fix: 'Write the name as Step Functions has it, or remove the parameter.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-parameters.html',
  messages: {
    unknown: (state: string, call: string, name: string, hint: string) => `State "${state}" gives "${call}" the parameter "${name}", which it does not have.${hint}`,
    spelling: (state: string, call: string, name: string, right: string) => `State "${state}" gives "${call}" the parameter "${name}". Its name is "${right}".`,
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'A',
        States: {
          A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:rds:describeDBInstances', Parameters: { DbInstanceIdentifier: 'db' }, End: true },
        },
      },
    }],
    bad: [
      {
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f', Paylod: {} }, End: true } },
        },
        findings: [{
          at: '/States/A/Parameters/Paylod', says: 'State "A" gives "lambda:invoke" the parameter "Paylod", which it does not have. Did you mean "Payload"?',
        }],
      },
      {
        title: 'One that is required is not said to be missing, too',
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { functionName: 'f' }, End: true } },
        },
        findings: [{
          at: '/States/A/Parameters/functionName', says: 'State "A" gives "lambda:invoke" the parameter "functionName". Its name is "FunctionName".',
        }],
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:rds:describeDBInstances', Parameters: { DBInstanceIdentifier: 'db' }, End: true },
          },
        },
        findings: [{
          at: '/States/A/Parameters/DBInstanceIdentifier',
          says: 'State "A" gives "aws-sdk:rds:describeDBInstances" the parameter "DBInstanceIdentifier". Its name is "DbInstanceIdentifier".',
        }],
      },
    ],
  },
  check: ({ report, didYouMean }) => ({
    state(state) {
      const call = callOf(state);
      if (!call?.known || !call.written) return;
      const { known } = call;
      for (const { name, node, computed } of call.written) {
        if (computed || known.has(name)) continue;
        const right = spelledOtherwise(name, known.keys());
        if (right !== undefined) report('spelling', { nameOf: node }, cut(state.name), call.name, cut(name), right);
        else if (call.integration.kind === 'optimized') report('unknown', { nameOf: node }, cut(state.name), call.name, cut(name), didYouMean(name, known.keys()));
      }
    },
  }),
});

/** The name that differs only in capital letters. */
function spelledOtherwise(name: string, names: Iterable<string>): string | undefined {
  const lower = name.toLowerCase();
  for (const candidate of names) {
    if (candidate.toLowerCase() === lower) return candidate;
  }
  return undefined;
}
