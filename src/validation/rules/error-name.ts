import { isReservedError, mayFailWith, RESERVED_ERRORS, serviceErrorNames } from '../../asl/integrations/error-names';
import { JsonNode } from '../../asl/json/nodes';
import { FindingSeverity } from '../finding';
import { callOf } from '../resource';
import { defineRule } from '../rule';
import { textOf } from '../structure';
import { cut, subject } from '../wording';

/**
 * The names in an `ErrorEquals` are names of errors that there are: those that begin with `States.` are of Step Functions, those that begin with
 * the name of a service are of the exceptions that it has.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation
 */
export const errorName = defineRule({
  id: 'ASL810',
  name: 'error-name',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'A retrier or catcher names errors that there are.',
  why: 'AWS takes any name. One that no error has never matches, and the error that was meant is not handled.',
  fix: 'Correct the name. An error that the model of an API does not name comes with the service\'s exception, such as "S3.S3Exception".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation',
  messages: {
    reserved: (what: string, name: string, hint: string) => `${what} names "${name}", which is no error of Step Functions.${hint}`,
    service: (what: string, name: string, call: string, hint: string) => `${what} names "${name}", with which "${call}" does not fail.${hint}`,
    prefix: (what: string, name: string, call: string, prefix: string) => `${what} names "${name}". The errors of "${call}" begin with "${prefix}.".`,
  },
  examples: {
    good: [
      {
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItem',
              Parameters: { TableName: 't', Item: {} },
              Retry: [{ ErrorEquals: ['DynamoDb.ThrottlingException', 'DynamoDb.DynamoDbException', 'States.Timeout', 'Busy'] }],
              End: true,
            },
          },
        },
      },
      {
        title: 'An error of the workflow\'s own',
        definition: {
          StartAt: 'P',
          States: {
            P: {
              Type: 'Parallel',
              Branches: [{ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'States.QuorumMet' } } }],
              Catch: [{ ErrorEquals: ['States.QuorumMet'], Next: 'Done' }],
              Next: 'Done',
            },
            Done: { Type: 'Succeed' },
          },
        },
      },
    ],
    bad: [
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', Retry: [{ ErrorEquals: ['States.TimeOut'] }], End: true },
          },
        },
        findings: [{
          at: '/States/A/Retry/0/ErrorEquals/0', says: 'A retrier of state "A" names "States.TimeOut", which is no error of Step Functions. Did you mean "States.Timeout"?',
        }],
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
              Parameters: { Bucket: 'b', Key: 'k' },
              Catch: [{ ErrorEquals: ['S3.NoSuchKey'], Next: 'B' }],
              Next: 'B',
            },
            B: { Type: 'Succeed' },
          },
        },
        findings: [{
          at: '/States/A/Catch/0/ErrorEquals/0',
          says: 'A catcher of state "A" names "S3.NoSuchKey", with which "aws-sdk:s3:getObject" does not fail. Did you mean "S3.NoSuchKeyException"?',
        }],
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:states:::dynamodb:putItem',
              Parameters: { TableName: 't', Item: {} },
              Retry: [{ ErrorEquals: ['DynamoDb.ConditionalCheckFailedException'] }],
              End: true,
            },
          },
        },
        findings: [{
          at: '/States/A/Retry/0/ErrorEquals/0',
          says: 'A retrier of state "A" names "DynamoDb.ConditionalCheckFailedException". The errors of "dynamodb:putItem" begin with "DynamoDB.".',
        }],
      },
    ],
  },
  check: ({ report, didYouMean }) => {
    const reserved: { readonly node: JsonNode; readonly what: string; readonly name: string }[] = [];
    /** What the workflow's Fail states fail with. */
    const own = new Set<string>();
    return {
      state({ node, type }) {
        const error = type === 'Fail' ? textOf(node.get('Error')) : undefined;
        if (error !== undefined) own.add(error);
      },
      field(field, node, _, structure) {
        if (field !== 'ErrorEquals' || node.kind !== 'array') return;
        for (const element of node.elements) {
          const name = textOf(element);
          if (name === undefined || !name.includes('.')) continue;
          if (name.startsWith('States.')) {
            if (!isReservedError(name)) reserved.push({ node: element, what: subject(structure), name });
            continue;
          }
          const call = structure.state && callOf(structure.state);
          // Who is called back can fail a task with any error.
          if (!call || call.integration.pattern === '.waitForTaskToken') continue;
          const { errorPrefix } = call.integration;
          const prefix = name.slice(0, name.indexOf('.'));
          if (errorPrefix === undefined || prefix.toLowerCase() !== errorPrefix.toLowerCase()) continue;
          if (prefix !== errorPrefix) {
            report('prefix', element, subject(structure), cut(name), call.name, errorPrefix);
          } else if (!mayFailWith(call.integration, name)) {
            // Where an API's name has no "Exception" at its end, the SDK adds it.
            const exception = `${name.replace(/Fault$/, '')}Exception`;
            const hint = mayFailWith(call.integration, exception) ? ` Did you mean "${exception}"?` : didYouMean(name, serviceErrorNames(call.integration));
            report('service', element, subject(structure), cut(name), call.name, hint);
          }
        }
      },
      end() {
        for (const { node, what, name } of reserved) {
          if (!own.has(name)) report('reserved', node, what, cut(name), didYouMean(name, RESERVED_ERRORS));
        }
      },
    };
  },
});
