import { FindingSeverity } from '../finding';
import { fullHistories, HISTORY_LIMIT } from '../flow/history';
import { defineRule } from '../rule';
import { cut, statesNamed } from '../wording';

const NAMED = 4;

/**
 * The history of an execution of a Standard workflow has at most 25,000 events. What is certain is counted: the rounds of a loop that counts from a
 * literal to a literal, the items of an inline Map state over a literal, and the rounds that a loop takes at least until the machine's time is up.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/bp-history-limit.html
 */
export const historyLimit = defineRule({
  id: 'ASL207',
  name: 'history-limit',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'The events of an execution fit into its history.',
  why: 'AWS accepts the machine. An execution fails when its history has 25,000 events, however far it has come.',
  fix: 'Let child executions do the work: with a Map state in Distributed mode, or by starting an execution for each part. Wait longer in a loop that polls.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/bp-history-limit.html',
  messages: {
    items: (state: string, items: number, events: number) => (
      `State "${state}" runs its processor for ${shown(items)} items, each with at least ${events} events. The history of an execution has at most ${shown(HISTORY_LIMIT)}.`),
    rounds: (states: string, rounds: number, events: number) => (
      `The loop of ${states} goes round ${rounds === Infinity ? 'without end' : `${shown(rounds)} times`}, each time with at least ${events} events. `
      + `The history of an execution has at most ${shown(HISTORY_LIMIT)}.`),
    timeout: (states: string, seconds: number, events: number, timeout: number) => (
      `The loop of ${states} goes round at least every ${shown(seconds)} seconds, each time with at least ${events} events. The history of an execution, `
      + `at most ${shown(HISTORY_LIMIT)} events, is full long before the machine's "TimeoutSeconds" of ${shown(timeout)}.`),
  },
  examples: {
    good: [
      {
        definition: {
          StartAt: 'Start',
          States: {
            'Start': { Type: 'Pass', Result: { n: 0 }, Next: 'Count' },
            'Count': { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Again?' },
            'Again?': { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: 1000, Next: 'Count' }], Default: 'Done' },
            'Done': { Type: 'Succeed' },
          },
        },
      },
      {
        title: 'each child execution has a history of its own',
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'M',
          States: {
            M: {
              Type: 'Map',
              Items: '{% [1..100000] %}',
              ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'A', States: { A: { Type: 'Succeed' } } },
              End: true,
            },
          },
        },
      },
    ],
    bad: [
      {
        definition: {
          StartAt: 'Start',
          States: {
            'Start': { Type: 'Pass', Assign: { n: 0 }, Next: 'Work' },
            'Work': { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', Assign: { 'n.$': 'States.MathAdd($n, 1)' }, Next: 'Again?' },
            'Again?': { Type: 'Choice', Choices: [{ Variable: '$n', NumericGreaterThanEquals: 10000, Next: 'Done' }], Default: 'Work' },
            'Done': { Type: 'Succeed' },
          },
        },
        findings: [{
          at: '/States/Work',
          says: 'The loop of states "Work" and "Again?" goes round 10,000 times, each time with at least 7 events. The history of an execution has at most 25,000.',
        }],
      },
      {
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'M',
          States: {
            M: { Type: 'Map', Items: '{% [1..4000] %}', ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true } } }, End: true },
          },
        },
        findings: [{
          at: '/States/M',
          says: 'State "M" runs its processor for 4,000 items, each with at least 9 events. The history of an execution has at most 25,000.',
        }],
      },
      {
        definition: {
          TimeoutSeconds: 604800,
          StartAt: 'Wait',
          States: {
            'Wait': { Type: 'Wait', Seconds: 10, Next: 'Ask' },
            'Ask': {
              Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:glue:getJobRun', Parameters: { 'JobName': 'j', 'RunId.$': '$.id' }, ResultPath: '$.run', TimeoutSeconds: 20, Next: 'Ended?',
            },
            'Ended?': { Type: 'Choice', Choices: [{ Variable: '$.run.JobRun.JobRunState', StringEquals: 'RUNNING', Next: 'Wait' }], Default: 'Done' },
            'Done': { Type: 'Succeed' },
          },
        },
        findings: [{
          at: '/States/Wait',
          says: 'The loop of states "Wait", "Ask" and "Ended?" goes round at least every 30 seconds, each time with at least 9 events. The history of an execution, at most 25,000 events, is full long before the machine\'s "TimeoutSeconds" of 604,800.',
        }],
      },
    ],
  },
  check: ({ report, workflowType }) => ({
    end(flow) {
      if (workflowType === 'EXPRESS') return;
      for (const full of fullHistories(flow)) {
        if (full.why === 'items') {
          report('items', { nameOf: full.state.node }, cut(full.state.name), full.items, full.events);
          continue;
        }
        const [first] = full.loop.states;
        const place = { nameOf: first.state.node };
        const states = statesNamed(full.loop.states.map(({ state }) => state.name), NAMED);
        if (full.why === 'rounds') report('rounds', place, states, full.rounds, full.events);
        else report('timeout', place, states, full.seconds, full.events, full.timeout);
      }
    },
  }),
});

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
