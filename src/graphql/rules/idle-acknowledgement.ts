import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { defineSchemaRule } from '../schema-rule';

/** An acknowledgement names a rule, gives a reason, and there is a finding of the rule that it holds for. */
export const idleSchemaAcknowledgement = defineSchemaRule({
  id: 'GQL009',
  name: 'idle-acknowledgement',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  evidence: 'silent',
  summary: 'An acknowledgement names a rule and a reason, and there is something to acknowledge.',
  why: 'One that is out of date would hide the next finding of the rule, which nobody has looked at.',
  fix: 'Remove the acknowledgement, or correct it. It is written in a comment: # [ack GQL205: the reason].',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/designing-your-schema.html',
  messages: {
    nothing: (what: string, rule: string) => `${what} acknowledges "${rule}", but the rule finds nothing there.`,
    noReason: (what: string, rule: string) => `${what} acknowledges "${rule}" without a reason, so it does not hold.`,
    noRule: (what: string, rule: string) => `${what} acknowledges "${rule}", which is no rule about schemas.`,
  },
  examples: {
    good: [
      {
        title: 'Non-null fields of which every publisher asks for all',
        schema: 'type Order { # [ack GQL205: only our service publishes, with all fields]\n  id: ID!\n}\n\ntype Query {\n  order: Order\n}\n\ntype Mutation {\n  place: Order\n}\n\ntype Subscription {\n  placed: Order @aws_subscribe(mutations: ["place"])\n}',
      },
      { schema: '# An [ack] that is none\ntype Query {\n  shop: String # [ack the order]\n}' },
    ],
    bad: [
      {
        schema: '# [ack GQL201: the types were different once]\n\ntype Query {\n  # [ack GQL304]\n  shop: String # [ack GQL2001: a slip of the pen]\n}',
        findings: [
          { at: '1:3', says: 'The file acknowledges "GQL201", but the rule finds nothing there.' },
          { at: '4:5', says: '"Query.shop" acknowledges "GQL304" without a reason, so it does not hold.' },
          { at: '5:18', says: '"Query.shop" acknowledges "GQL2001", which is no rule about schemas.' },
        ],
      },
    ],
  },
  check: ({ report, ruleIds }) => ({
    idleAcknowledgement({ rule, reason, owner, source, offset }) {
      const what = owner === undefined ? 'A comment at the end of the file' : owner === '' ? 'The file' : `"${owner}"`;
      if (!ruleIds.has(rule)) report('noRule', { source, offset }, [what, cut(rule, 40)]);
      else if (reason === '') report('noReason', { source, offset }, [what, rule]);
      else report('nothing', { source, offset }, [what, rule]);
    },
  }),
});
