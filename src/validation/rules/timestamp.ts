import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { isJsonata } from '../structure';
import { cut, subject } from '../wording';

/** RFC 3339 as the language restricts it: capital `T` and `Z`, and a zone. The hour may be 24 only in other profiles of ISO 8601. */
const TIMESTAMP = /^\d{4}-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-](\d\d):(\d\d))$/;

/**
 * A timestamp is written as RFC 3339 says, with an upper case `T` between date and time and an upper case `Z` where it is in UTC.
 *
 * @see https://states-language.net/spec.html#timestamps
 */
export const timestamp = defineRule({
  id: 'ASL305',
  name: 'timestamp',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'A timestamp has the form of RFC 3339, with its zone.',
  why: 'AWS refuses other forms, a time without a zone among them.',
  fix: 'Write it like 2026-03-14T01:59:00Z or 2026-03-14T01:59:00+02:00.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html',
  messages: {
    malformed: (what: string, field: string, value: string) => `${what} has "${value}" in "${field}". It must be a timestamp like 2026-03-14T01:59:00Z.`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Wait', Timestamp: '2026-03-14T01:59:00.5+02:00', End: true } } } }],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Wait', Timestamp: '2026-03-14T01:59:00', End: true } } },
        findings: [{ at: '/States/A/Timestamp', says: 'State "A" has "2026-03-14T01:59:00" in "Timestamp". It must be a timestamp like 2026-03-14T01:59:00Z.' }],
      },
      {
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Choice', Choices: [{ Variable: '$.at', TimestampLessThan: 'tomorrow', Next: 'B' }], Default: 'B' }, B: { Type: 'Succeed' } },
        },
        findings: [{
          at: '/States/A/Choices/0/TimestampLessThan',
          says: 'A Choice rule of state "A" has "tomorrow" in "TimestampLessThan". It must be a timestamp like 2026-03-14T01:59:00Z.',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    field(name, node, spec, structure) {
      if (spec.syntax !== 'timestamp' || node.kind !== 'string' || isTimestamp(node.value)) return;
      if (structure.language !== 'JSONPath' && isJsonata(node.value)) return;
      report('malformed', node, subject(structure), name, cut(node.value, 60));
    },
  }),
});

function isTimestamp(text: string): boolean {
  const match = TIMESTAMP.exec(text);
  if (!match) return false;
  const [month, day, hour, minute, second] = match.slice(1, 6).map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59 && second <= 60;
}
