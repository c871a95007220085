import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut, statesNamed } from '../wording';

/**
 * A variable has a value where it is read: a state on every way there assigns it. An `Assign` takes effect when its state is left.
 *
 * AWS looks for neither when a machine is created.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export const unassignedVariable = defineRule({
  id: 'ASL415',
  name: 'unassigned-variable',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  summary: 'A variable is assigned on every way to the state that reads it.',
  why: 'AWS accepts the machine. A state that reads a variable without a value fails: with States.QueryEvaluationError under JSONata, with States.Runtime otherwise.',
  fix: 'Assign the variable in a state that every way there goes through, for example with a first value in a Pass state at the start.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html',
  messages: {
    never: (state: string, name: string, field: string, hint: string) => (
      `State "${state}" reads the variable "$${name}" in "${field}", and no state before it assigns it.${hint}`),
    sometimes: (state: string, name: string, field: string, assigning: string) => (
      `State "${state}" reads the variable "$${name}" in "${field}", and not every way there assigns it: only ${assigning}.`),
    empty: (state: string, name: string, field: string, hint: string) => (
      `State "${state}" asks for the variable "$${name}" in "${field}", and it never has a value there: no state before it assigns it.${hint}`),
  },
  perMessage: { sometimes: { severity: FindingSeverity.WARNING }, empty: { severity: FindingSeverity.WARNING } },
  examples: {
    good: [
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Assign: { 'count': 0, 'order.$': '$.order' }, Next: 'B' },
            B: { Type: 'Pass', Assign: { 'count.$': 'States.MathAdd($count, 1)' }, Next: 'C' },
            C: { Type: 'Choice', Choices: [{ Variable: '$count', NumericLessThan: 3, Next: 'B' }], Default: 'D' },
            D: { Type: 'Pass', InputPath: '$order.id', End: true },
          },
        },
      },
      {
        title: 'an expression that copes without it',
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Assign: { all: '{% $append($all, [$states.input.item]) %}' }, Next: 'B' },
            B: { Type: 'Choice', Choices: [{ Condition: '{% $count($all) < 3 %}', Next: 'A' }], Default: 'C' },
            C: { Type: 'Succeed', Output: '{% $all %}' },
          },
        },
      },
    ],
    bad: [
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Assign: { 'total': 1, 'sum.$': '$total' }, Next: 'B' },
            B: { Type: 'Pass', Parameters: { 'text.$': "States.Format('{}', $totl)" }, End: true },
          },
        },
        findings: [
          { at: '/States/A/Assign/sum.$', says: 'State "A" reads the variable "$total" in "Assign", and no state before it assigns it.' },
          { at: '/States/B/Parameters/text.$', says: 'State "B" reads the variable "$totl" in "Parameters", and no state before it assigns it. Did you mean "$total"?' },
        ],
      },
      {
        title: 'a catcher leaves its state without the state\'s own Assign',
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
              Assign: { answer: '{% $states.result %}' },
              Catch: [{ ErrorEquals: ['States.ALL'], Assign: { problem: '{% $states.errorOutput %}' }, Next: 'B' }],
              Next: 'B',
            },
            B: { Type: 'Succeed', Output: { answer: '{% $answer %}', problem: '{% $exists($problem) ? $problem : null %}', note: '{% $exists($note) ? $note : null %}' } },
          },
        },
        findings: [
          { at: '/States/B/Output/answer', says: 'State "B" reads the variable "$answer" in "Output", and not every way there assigns it: only state "A".' },
          {
            at: '/States/B/Output/note',
            says: 'State "B" asks for the variable "$note" in "Output", and it never has a value there: no state before it assigns it.',
          },
        ],
      },
    ],
  },
  check: ({ report, didYouMean }) => ({
    end({ variables }) {
      for (const read of variables.doubtful) {
        const { name, node, state, field, needed } = read;
        if (variables.outOfSight(read)) continue;
        if (read.assigned === 'sometimes') {
          report('sometimes', node, cut(state.name), cut(name), field.name, statesNamed(variables.statesAssigning(name, read.scope)));
          continue;
        }
        const known = variables.scopesByVariable;
        const hint = known.has(name) ? '' : didYouMean(name, known.keys()).replace('"', '"$$');
        report(needed ? 'never' : 'empty', node, cut(state.name), cut(name), field.name, hint);
      }
    },
  }),
});
