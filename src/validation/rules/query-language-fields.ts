import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { subject } from '../wording';

/**
 * Fields such as `Parameters` and `ResultPath` belong to JSONPath, fields such as `Arguments` and `Output` to JSONata. A state has those of
 * its own query language, which is the machine's where it names none: that of a Map or Parallel state around it does not count.
 *
 * @see https://states-language.net/spec.html#query-languages
 */
export const queryLanguageFields = defineRule({
  id: 'ASL401',
  name: 'query-language-fields',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  awsNamesContainer: true,
  summary: 'A state has only fields of its query language.',
  why: 'AWS refuses fields of the other query language.',
  fix: 'Use the field of the state\'s language ("Arguments" for "Parameters", "Output" for "ResultPath" …), or set "QueryLanguage" on this state.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html',
  messages: {
    other: (what: string, field: string, language: string, other: string) => `${what} has a field "${field}", which belongs to ${other}. Its query language is ${language}.`,
  },
  examples: {
    good: [
      { definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: '{% $states.input %}', End: true } } } },
      { definition: { StartAt: 'A', States: { A: { Type: 'Pass', QueryLanguage: 'JSONata', Output: 1, Next: 'B' }, B: { Type: 'Pass', ResultPath: '$.b', End: true } } } },
    ],
    bad: [
      {
        definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { 'a.$': '$.b' }, End: true } } },
        findings: [{ at: '/States/A/Parameters', says: 'State "A" has a field "Parameters", which belongs to JSONPath. Its query language is JSONata.' }],
      },
      {
        title: 'The language of a Map state does not reach the states in it',
        definition: {
          StartAt: 'M',
          States: {
            M: {
              Type: 'Map',
              QueryLanguage: 'JSONata',
              ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Pass', Output: 1, End: true } } },
              End: true,
            },
          },
        },
        findings: [{
          at: '/States/M/ItemProcessor/States/A/Output',
          says: 'State "A" has a field "Output", which belongs to JSONata. Its query language is JSONPath.',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    field(name, node, spec, structure) {
      const { language } = structure;
      if (spec.language && language && spec.language !== language) report('other', { nameOf: node }, subject(structure), name, language, spec.language);
    },
  }),
});
