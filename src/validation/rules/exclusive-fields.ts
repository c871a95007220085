import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { all, either, subject } from '../wording';

/**
 * Some fields say the same thing in different ways, and only one of them may be there: `Next` or `End`, `Seconds` or `Timestamp`,
 * a value or a path to it.
 *
 * @see https://states-language.net/spec.html#wait-state
 */
export const exclusiveFields = defineRule({
  id: 'ASL105',
  name: 'exclusive-fields',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'Of fields that exclude each other only one is there.',
  why: 'AWS refuses a definition that has two, since it could not say which counts.',
  fix: 'Keep one of the fields.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  messages: {
    several: (what: string, found: string, fields: string) => `${what} has ${found}. Only one of ${fields} is allowed.`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 5, End: true } } } }],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 5, TimestampPath: '$.until', End: true } } },
        findings: [{
          at: '/States/A',
          says: 'State "A" has "Seconds" and "TimestampPath". Only one of "Seconds", "SecondsPath", "Timestamp" or "TimestampPath" is allowed.',
        }],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B', End: true }, B: { Type: 'Succeed' } } },
        findings: [{ at: '/States/A', says: 'State "A" has "Next" and "End". Only one of "Next" or "End" is allowed.' }],
      },
    ],
  },
  check: ({ report }) => ({
    structure(structure) {
      const { node, spec, language } = structure;
      for (const names of spec.exclusive) {
        let first: string | undefined;
        let found: string[] | undefined;
        for (const name of names) {
          const value = node.get(name);
          const of = value && spec.fields.get(name)?.language;
          // A field of the other query language is refused by itself; `"End": false` says nothing.
          if (!value || (of && language && of !== language) || (name === 'End' && value.kind === 'boolean' && !value.value)) continue;
          if (first === undefined) first = name;
          else (found ??= [first]).push(name);
        }
        if (found) report('several', node, subject(structure), all(found), either(names));
      }
    },
  }),
});
