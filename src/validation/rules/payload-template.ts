import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut, shown, subject } from '../wording';

/**
 * In a payload template under JSONPath the value of a member whose name ends in `.$` is a path or a call of an intrinsic function, as a text;
 * the member's name without the two characters is free.
 *
 * @see https://states-language.net/spec.html#payload-template
 */
export const payloadTemplate = defineRule({
  id: 'ASL404',
  name: 'payload-template',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'The value of a payload template\'s member with ".$" is a text, and no other member has the same name without ".$".',
  why: 'AWS refuses another value, and two members that would get the same name.',
  fix: 'Leave out ".$" where the value is meant as it stands, or write a path. Keep one of two members of the same name.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html',
  messages: {
    noText: (what: string, field: string, name: string, found: string) => `${what} has ${found} for "${name}" in "${field}". A name with ".$" needs a path or an intrinsic function, as a text.`,
    conflict: (what: string, field: string, name: string) => `${what} has both "${name}" and "${name}.$" in "${field}". Both would become "${name}".`,
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { 'a': 'not.a.path', 'b.$': '$.a', 'c': [{ 'd.$': '$$.Execution.Id' }] }, End: true } } } }],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { a: { 'b.$': 1 } }, End: true } } },
        findings: [{ at: '/States/A/Parameters/a/b.$', says: 'State "A" has 1 for "b.$" in "Parameters". A name with ".$" needs a path or an intrinsic function, as a text.' }],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { 'a': 1, 'a.$': '$.a' }, End: true } } },
        findings: [{ at: '/States/A/Parameters/a.$', says: 'State "A" has both "a" and "a.$" in "Parameters". Both would become "a".' }],
      },
    ],
  },
  check: ({ report }) => ({
    templateObject(node, { structure, name: field, language }) {
      if (language !== 'JSONPath') return;
      for (const member of node.members) {
        const name = member.name as string;
        if (!name.endsWith('.$')) continue;
        if (member.kind !== 'string' && member.kind !== 'opaque') report('noText', member, subject(structure), field, cut(name), shown(member));
        if (node.has(name.slice(0, -2))) report('conflict', { nameOf: member }, subject(structure), field, cut(name.slice(0, -2)));
      }
    },
  }),
});
