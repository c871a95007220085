import { COMBINATIONS, COMPARISONS, CHOICE_RULE, NESTED_CHOICE_RULE } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { all, subject } from '../wording';

/**
 * A Choice rule under JSONPath is either a comparison, which has `Variable` and exactly one comparison operator, or a combination, which has
 * exactly one of `And`, `Or` and `Not`.
 *
 * @see https://states-language.net/spec.html#choice-state
 */
export const choiceRule = defineRule({
  id: 'ASL601',
  name: 'choice-rule',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'A Choice rule compares a variable with exactly one operator, or combines other rules with exactly one of And, Or and Not.',
  why: 'AWS refuses a rule with no operator or with two.',
  fix: 'Keep one operator. To ask for two things at once, put two rules into "And".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html',
  messages: {
    several: (what: string, operators: string) => `${what} has the operators ${operators}. A rule has exactly one.`,
    none: (what: string) => `${what} has no operator. A rule has exactly one, such as "StringEquals", "IsPresent" or "And".`,
    noVariable: (what: string, operator: string) => `${what} has "${operator}" and no "Variable" to compare.`,
    needless: (what: string, operator: string) => `${what} has a "Variable" beside "${operator}". The rules in it have their own.`,
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'A',
        States: {
          A: {
            Type: 'Choice',
            Choices: [{ And: [{ Variable: '$.a', IsPresent: true }, { Not: { Variable: '$.a', NumericLessThan: 5 } }], Next: 'B' }],
            Default: 'B',
          },
          B: { Type: 'Succeed' },
        },
      },
    }],
    bad: [
      {
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericLessThan: 5, NumericGreaterThan: 1, Next: 'B' }], Default: 'B' }, B: { Type: 'Succeed' } },
        },
        findings: [{ at: '/States/A/Choices/0', says: 'A Choice rule of state "A" has the operators "NumericLessThan" and "NumericGreaterThan". A rule has exactly one.' }],
      },
      {
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Choice', Choices: [{ Variable: '$.a', Next: 'B' }], Default: 'B' }, B: { Type: 'Succeed' } },
        },
        findings: [{
          at: '/States/A/Choices/0',
          says: 'A Choice rule of state "A" has no operator. A rule has exactly one, such as "StringEquals", "IsPresent" or "And".',
        }],
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Choice',
              Choices: [{ IsPresent: true, Next: 'B' }, { Variable: '$.a', Not: { Variable: '$.b', IsNull: true }, Next: 'B' }],
              Default: 'B',
            },
            B: { Type: 'Succeed' },
          },
        },
        findings: [
          { at: '/States/A/Choices/0', says: 'A Choice rule of state "A" has "IsPresent" and no "Variable" to compare.' },
          { at: '/States/A/Choices/1', says: 'A Choice rule of state "A" has a "Variable" beside "Not". The rules in it have their own.' },
        ],
      },
    ],
  },
  check: ({ report, didYouMean }) => ({
    structure(structure) {
      const { node, spec, language } = structure;
      if ((spec !== CHOICE_RULE && spec !== NESTED_CHOICE_RULE) || language !== 'JSONPath' || node.opaqueMembers.length > 0) return;
      const operators: string[] = [];
      for (const { name } of node.members) {
        if (COMPARISONS.has(name as string) || COMBINATIONS.has(name as string)) operators.push(name as string);
        // What may be an operator with a letter wrong, or a condition of the other language, is refused by itself.
        else if (!spec.fields.has(name as string) && didYouMean(name as string, [...COMPARISONS.keys(), ...COMBINATIONS.keys()]) !== '') return;
        else if (name === 'Condition') return;
      }
      const [operator] = operators;
      if (operators.length > 1) report('several', node, subject(structure), all(operators));
      else if (operators.length === 0) report('none', node, subject(structure));
      else if (COMPARISONS.has(operator) && !node.has('Variable')) report('noVariable', node, subject(structure), operator);
      else if (COMBINATIONS.has(operator) && node.has('Variable')) report('needless', node, subject(structure), operator);
    },
  }),
});
