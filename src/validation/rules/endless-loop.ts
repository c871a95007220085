import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut, statesNamed } from '../wording';

/** How many states of a loop a message names. */
const NAMED = 4;

/**
 * A loop has a way out, and something that bounds it or a Wait state: a Choice state that decides by what the loop changes, such as a counter, or
 * by what a task gives. A loop that takes one page after another is bounded by the pages. A Retry is no loop.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html
 */
export const endlessLoop = defineRule({
  id: 'ASL206',
  name: 'endless-loop',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'A loop ends, and waits where it asks for something again.',
  why: 'AWS accepts the machine. Each transition of a Standard workflow is billed, and an execution fails when its history has 25,000 events; an Express one runs until its time is up.',
  fix: 'Put a Wait state into the loop and count its rounds, or let a Choice state decide by something that the loop changes. For a failed task use "Retry".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html',
  messages: {
    noExit: (states: string) => `The loop of ${states} has no way out. An execution that comes there goes round until something fails or a limit is reached.`,
    unchanged: (states: string) => `The loop of ${states} has no Wait state, and nothing in it changes what its Choice states decide by. An execution that goes round once goes round for ever.`,
    polls: (states: string, task: string) => `The loop of ${states} polls without waiting: it asks "${task}" again as soon as that has answered, and each round costs transitions.`,
    catches: (state: string, states: string) => (
      `State "${state}" runs again as soon as it has failed, through the loop of ${states}, without a Wait state and without a bound. An error that stays is caught for ever.`),
  },
  examples: {
    good: [
      {
        title: 'a loop that polls and waits',
        definition: {
          StartAt: 'Wait',
          States: {
            'Wait': { Type: 'Wait', Seconds: 30, Next: 'Ask' },
            'Ask': {
              Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:glue:getJobRun', Parameters: { 'JobName': 'j', 'RunId.$': '$.id' }, ResultPath: '$.run', Next: 'Ended?',
            },
            'Ended?': { Type: 'Choice', Choices: [{ Variable: '$.run.JobRun.JobRunState', StringEquals: 'RUNNING', Next: 'Wait' }], Default: 'Done' },
            'Done': { Type: 'Succeed' },
          },
        },
      },
      {
        title: 'a loop that counts',
        definition: {
          StartAt: 'Start',
          States: {
            'Start': { Type: 'Pass', Assign: { round: 0 }, Next: 'Work' },
            'Work': { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', Assign: { 'round.$': 'States.MathAdd($round, 1)' }, Next: 'Again?' },
            'Again?': { Type: 'Choice', Choices: [{ Variable: '$round', NumericLessThan: 5, Next: 'Work' }], Default: 'Done' },
            'Done': { Type: 'Succeed' },
          },
        },
      },
      {
        title: 'a loop that takes one page after another',
        definition: {
          StartAt: 'List',
          States: {
            'List': { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sfn:listExecutions', Parameters: { StateMachineArn: 'a' }, Next: 'More?' },
            'More?': { Type: 'Choice', Choices: [{ Variable: '$.NextToken', IsPresent: true, Next: 'List more' }], Default: 'Done' },
            'List more': {
              Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sfn:listExecutions', Parameters: { 'StateMachineArn': 'a', 'NextToken.$': '$.NextToken' }, Next: 'More?',
            },
            'Done': { Type: 'Succeed' },
          },
        },
      },
    ],
    bad: [
      {
        definition: {
          StartAt: 'Start',
          States: {
            Start: { Type: 'Choice', Choices: [{ Variable: '$.skip', BooleanEquals: true, Next: 'Done' }], Default: 'A' },
            A: { Type: 'Wait', Seconds: 60, Next: 'B' },
            B: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', Next: 'A' },
            Done: { Type: 'Succeed' },
          },
        },
        findings: [{
          at: '/States/A',
          says: 'The loop of states "A" and "B" has no way out. An execution that comes there goes round until something fails or a limit is reached.',
        }],
      },
      {
        title: 'the result is put where the Choice state does not look',
        definition: {
          StartAt: 'Work',
          States: {
            'Work': { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', ResultPath: '$.result', Next: 'Done?' },
            'Done?': { Type: 'Choice', Choices: [{ Variable: '$.done', BooleanEquals: true, Next: 'Done' }], Default: 'Work' },
            'Done': { Type: 'Succeed' },
          },
        },
        findings: [{
          at: '/States/Work',
          says: 'The loop of states "Work" and "Done?" has no Wait state, and nothing in it changes what its Choice states decide by. An execution that goes round once goes round for ever.',
        }],
      },
      {
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'Ask',
          States: {
            'Ask': {
              Type: 'Task',
              Resource: 'arn:aws:states:::aws-sdk:fis:getExperiment',
              Arguments: { Id: '{% $states.input.Experiment.Id %}' },
              Next: 'Ended?',
            },
            'Ended?': { Type: 'Choice', Choices: [{ Condition: '{% $states.input.Experiment.State.Status = "running" %}', Next: 'Ask' }], Default: 'Done' },
            'Done': { Type: 'Succeed' },
          },
        },
        findings: [{
          at: '/States/Ask',
          says: 'The loop of states "Ask" and "Ended?" polls without waiting: it asks "Ask" again as soon as that has answered, and each round costs transitions.',
        }],
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
              Catch: [{ ErrorEquals: ['Busy'], ResultPath: null, Next: 'A' }],
              End: true,
            },
          },
        },
        findings: [{
          at: '/States/A',
          says: 'State "A" runs again as soon as it has failed, through the loop of state "A", without a Wait state and without a bound. An error that stays is caught for ever.',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    end({ loops }) {
      for (const { why, loop, state } of loops.endless) {
        const place = { nameOf: state.node };
        const states = statesNamed(loop.states.map((one) => one.state.name), NAMED);
        if (why === 'polls') report(why, place, states, cut(state.name));
        else if (why === 'catches') report(why, place, cut(state.name), states);
        else report(why, place, states);
      }
    },
  }),
});
