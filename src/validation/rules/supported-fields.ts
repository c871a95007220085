import { NESTED_CHOICE_RULE, STATES } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut, subject } from '../wording';

const STATE_FIELDS: ReadonlySet<string> = new Set([...STATES.values()].flatMap(({ fields }) => [...fields.keys()]));

/**
 * Every object of a definition has only the fields that the language gives it. Names count as they are written: `end` is not `End`.
 *
 * @see https://states-language.net/spec.html#table-of-state-types-and-fields
 */
export const supportedFields = defineRule({
  id: 'ASL104',
  name: 'supported-fields',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  awsNamesContainer: true,
  summary: 'Every field of a definition is one that the language has at that place.',
  why: 'AWS refuses fields that it does not know, also where the field is known on other types of states.',
  fix: 'Correct the name, or remove the field.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  messages: {
    unsupported: (what: string, field: string, kind: string, hint: string) => `${what} has a field "${field}", which ${kind} does not support.${hint}`,
    credentials: (state: string) => `State "${state}" has "Credentials", which the task of an activity does not support: its worker has credentials of its own.`,
    nestedNext: (state: string) => `A Choice rule of state "${state}" that stands inside another has a "Next". Only the outermost rule has one.`,
  },
  examples: {
    good: [{ definition: { Comment: 'About this machine', StartAt: 'A', States: { A: { Type: 'Pass', Result: { end: true }, End: true } } } }],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Pass', end: true, End: true } } },
        findings: [{ at: '/States/A/end', says: 'State "A" has a field "end", which a Pass state does not support. Did you mean "End"?' }],
      },
      {
        title: 'A field of another state type',
        definition: { StartAt: 'A', States: { A: { Type: 'Succeed', ResultPath: '$.result' } } },
        findings: [{ at: '/States/A/ResultPath', says: 'State "A" has a field "ResultPath", which a Succeed state does not support.' }],
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:states:us-east-1:123456789012:activity:Approve',
              Credentials: { RoleArn: 'arn:aws:iam::123456789012:role/r' },
              TimeoutSeconds: 60,
              HeartbeatSeconds: 10,
              End: true,
            },
          },
        },
        findings: [{
          at: '/States/A/Credentials',
          says: 'State "A" has "Credentials", which the task of an activity does not support: its worker has credentials of its own.',
        }],
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Choice', Choices: [{ Not: { Variable: '$.a', IsPresent: true, Next: 'B' }, Next: 'B' }], Default: 'B' },
            B: { Type: 'Succeed' },
          },
        },
        findings: [{ at: '/States/A/Choices/0/Not/Next', says: 'A Choice rule of state "A" that stands inside another has a "Next". Only the outermost rule has one.' }],
      },
    ],
  },
  check: ({ report, didYouMean }) => ({
    state({ name, node, called }) {
      const credentials = called?.activity ? node.get('Credentials') : undefined;
      if (credentials) report('credentials', { nameOf: credentials }, cut(name));
    },
    unknownField(member, structure) {
      const { spec, state } = structure;
      if (spec.open) return;
      const name = member.name as string;
      if (name === 'Next' && state && spec === NESTED_CHOICE_RULE) {
        report('nestedNext', { nameOf: member }, state.name);
      } else {
        // A field of another state type is what was meant, only not here.
        const hint = STATE_FIELDS.has(name) ? '' : didYouMean(name, spec.fields.keys());
        report('unsupported', { nameOf: member }, subject(structure), cut(name), spec.title, hint);
      }
    },
  }),
});
