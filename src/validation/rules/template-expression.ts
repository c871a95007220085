import { calledFunction, expressionProblem } from '../expressions';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut, either, subject } from '../wording';

/** The functions that give a text, which an error and its cause are. */
const TEXT_FUNCTIONS = ['States.ArrayGetItem', 'States.Base64Decode', 'States.Base64Encode', 'States.Format', 'States.Hash', 'States.JsonToString', 'States.UUID'];

/**
 * Under JSONPath the value of a member whose name ends in `.$` is a path or a call of an intrinsic function; so are `ErrorPath` and
 * `CausePath`, where the function gives a text.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
export const templateExpression = defineRule({
  id: 'ASL408',
  name: 'template-expression',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  awsNamesContainer: true,
  summary: 'The value of a member with ".$", of ErrorPath and of CausePath is a path or a call of an intrinsic function.',
  why: 'AWS refuses a text that is neither, and a function that does not exist.',
  fix: 'Write a path ($.a, $$.Execution.Id, $variable) or a call (States.Format(\'{}\', $.a)); or leave out ".$" where the text is meant as it stands.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html',
  messages: {
    invalid: (what: string, field: string, problem: string) => `${what} has a value for "${field}" that cannot be evaluated. ${problem}`,
    noText: (what: string, field: string, name: string, names: string) => `${what} calls ${name} in "${field}", which gives no text. Functions that give one are ${names}.`,
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'A',
        States: {
          A: { Type: 'Pass', Parameters: { 'a.$': 'States.Format(\'{} of {}\', $.a, $$.Execution.Id)' }, ResultPath: '$.text', Next: 'B' },
          B: { Type: 'Fail', ErrorPath: '$.error', CausePath: 'States.JsonToString($)' },
        },
      },
    }],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { 'a.$': 'order.id' }, End: true } } },
        findings: [{
          at: '/States/A/Parameters/a.$',
          says: 'State "A" has a value for "a.$" that cannot be evaluated. Expression "order.id" is neither a path nor an intrinsic function. Start it with "$" for the input, "$$" for the context object, "$name" for a variable or "States." for an intrinsic function.',
        }],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Fail', CausePath: 'States.MathAdd($.a, 1)' } } },
        findings: [{
          at: '/States/A/CausePath',
          says: 'State "A" calls States.MathAdd in "CausePath", which gives no text. Functions that give one are "States.ArrayGetItem", "States.Base64Decode", "States.Base64Encode", "States.Format", "States.Hash", "States.JsonToString" or "States.UUID".',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    templateObject(node, { structure, language }) {
      if (language !== 'JSONPath') return;
      for (const member of node.members) {
        if (member.kind !== 'string' || !(member.name as string).endsWith('.$')) continue;
        const found = expressionProblem(member.value);
        if (found && !found.called) report('invalid', member, subject(structure), cut(member.name as string), found.problem);
      }
    },
    field(name, node, spec, structure) {
      if (spec.syntax !== 'pathOrIntrinsic' || node.kind !== 'string' || structure.language !== 'JSONPath') return;
      const found = expressionProblem(node.value);
      const called = calledFunction(node.value);
      if (found && !found.called) report('invalid', node, subject(structure), name, found.problem);
      else if (called !== undefined && !TEXT_FUNCTIONS.includes(called)) report('noText', node, subject(structure), name, called, either(TEXT_FUNCTIONS));
    },
  }),
});
