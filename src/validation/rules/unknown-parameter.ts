import { FindingSeverity } from '../finding';
import { callOf, isRefusedName, missingParameters } from '../resource';
import { defineRule } from '../rule';
import { cut } from '../wording';

/**
 * Parameters whose names AWS does not look at, or not certainly, before the task runs: those of the AWS SDK integrations that the API's model does
 * not have, and those that are computed.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export const unknownParameter = defineRule({
  id: 'ASL806',
  name: 'unknown-parameter',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'A parameter is one that the API has.',
  why: 'The task fails when it runs: the field "…" is not supported by Step Functions. AWS adds parameters to its APIs, so it may be one that is newer than what is known here.',
  fix: 'Look the parameter up in the reference of the API. Its name begins with a capital letter in Step Functions.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html',
  messages: {
    unknown: (state: string, call: string, name: string, hint: string) => (
      `State "${state}" gives "${call}" the parameter "${name}", which it is not known to have.${hint}`),
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'A',
        States: {
          A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:ec2:describeSnapshots', Parameters: { Filters: [{ 'Name': 'volume-id', 'Values.$': '$.volumes' }] }, End: true },
        },
      },
    }],
    bad: [
      {
        title: 'The parameters of an API that takes lists have the plural',
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:ec2:describeSnapshots', Parameters: { Filter: [] }, End: true } },
        },
        findings: [{
          at: '/States/A/Parameters/Filter',
          says: 'State "A" gives "aws-sdk:ec2:describeSnapshots" the parameter "Filter", which it is not known to have. Did you mean "Filters"?',
        }],
      },
      {
        title: 'The token of a callback, which belongs into the payload',
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
              Parameters: { 'FunctionName': 'f', 'TaskToken.$': '$$.Task.Token' },
              TimeoutSeconds: 60,
              HeartbeatSeconds: 10,
              End: true,
            },
          },
        },
        findings: [{
          at: '/States/A/Parameters/TaskToken.$', says: 'State "A" gives "lambda:invoke" the parameter "TaskToken", which it is not known to have.',
        }],
      },
    ],
  },
  check: ({ report, didYouMean }) => ({
    state(state) {
      const call = callOf(state);
      if (!call?.known || !call.written) return;
      const { known } = call;
      for (const parameter of call.written) {
        const { name, node } = parameter;
        // What is certain before the task runs, another rule says; so is a parameter missing that this one is meant for.
        if (known.has(name) || isRefusedName(call, parameter) || [...missingParameters(call, didYouMean).values()].includes(parameter)) continue;
        report('unknown', { nameOf: node }, cut(state.name), call.name, cut(name), didYouMean(name, known.keys()));
      }
    },
  }),
});
