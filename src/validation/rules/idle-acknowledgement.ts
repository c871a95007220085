import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut, subject } from '../wording';

/** An acknowledgement names a rule, gives a reason, and there is a finding of the rule that it holds for. */
export const idleAcknowledgement = defineRule({
  id: 'ASL009',
  name: 'idle-acknowledgement',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'An acknowledgement names a rule and a reason, and there is something to acknowledge.',
  why: 'One that is out of date would hide the next finding of the rule, which nobody has looked at.',
  fix: 'Remove the acknowledgement, or correct it. In a comment it is written [ack ASL204: the reason].',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  messages: {
    nothing: (what: string, rule: string) => `${what} acknowledges "${rule}", but the rule finds nothing there.`,
    noReason: (what: string, rule: string) => `${what} acknowledges "${rule}" without a reason, so it does not hold.`,
    noRule: (what: string, rule: string) => `${what} acknowledges "${rule}", which is no rule.`,
  },
  examples: {
    good: [
      {
        title: 'A branch that is stopped from outside, acknowledged in the comment of its state',
        definition: {
          StartAt: 'Watch',
          States: {
            Watch: {
              Type: 'Parallel',
              Comment: 'Polls until it is stopped. [ack ASL204: StopExecution ends it]',
              Branches: [{ StartAt: 'Poll', States: { Poll: { Type: 'Pass', Next: 'Pause' }, Pause: { Type: 'Wait', Seconds: 60, Next: 'Poll' } } }],
              End: true,
            },
          },
        },
      },
      { definition: { Comment: 'Sends an [ack] and an [ack of the order]', StartAt: 'A', States: { A: { Type: 'Succeed' } } } },
    ],
    bad: [
      {
        title: 'The branch has an end by now',
        definition: {
          StartAt: 'Watch',
          States: {
            Watch: {
              Type: 'Parallel',
              Comment: 'Polls until it is stopped. [ack ASL204: StopExecution ends it]',
              Branches: [{ StartAt: 'Poll', States: { Poll: { Type: 'Pass', End: true } } }],
              End: true,
            },
          },
        },
        findings: [{ at: '/States/Watch/Comment', says: 'State "Watch" acknowledges "ASL204", but the rule finds nothing there.' }],
      },
      {
        title: 'Without a reason',
        definition: { Comment: '[ack ASL203]', StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } },
        findings: [
          { at: '/Comment', says: 'The state machine acknowledges "ASL203" without a reason, so it does not hold.' },
          { at: '/States', says: 'The state machine has no state that ends it: no Succeed or Fail state and none with "End": true.' },
        ],
      },
      {
        title: 'A rule that is not there',
        definition: { StartAt: 'A', States: { A: { Type: 'Succeed', Comment: '[ack ASL2003: a slip of the pen]' } } },
        findings: [{ at: '/States/A/Comment', says: 'State "A" acknowledges "ASL2003", which is no rule.' }],
      },
    ],
  },
  check: ({ report, ruleIds }) => ({
    idleAcknowledgement({ rule, reason, comment: { node, structure } }) {
      const what = subject(structure);
      if (!ruleIds.has(rule)) report('noRule', node, what, cut(rule, 40));
      else if (reason === '') report('noReason', node, what, rule);
      else report('nothing', node, what, rule);
    },
  }),
});
