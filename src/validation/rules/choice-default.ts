import { JsonNode } from '../../asl/json/nodes';
import { holdsAlways, matchesAlways } from '../choice-cases';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut } from '../wording';

/**
 * Where no rule of a Choice state matches, the execution goes to `Default`; where there is none, it fails with `States.NoChoiceMatched`.
 *
 * @see https://states-language.net/spec.html#choice-state
 */
export const choiceDefault = defineRule({
  id: 'ASL602',
  name: 'choice-default',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'A Choice state has a Default, or rules of which one always matches.',
  why: 'Where no rule matches, the execution fails with States.NoChoiceMatched, which a Choice state cannot catch.',
  fix: 'Add "Default", if only with a Fail state that says what was not expected.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html',
  messages: {
    none: (state: string) => `State "${state}" has no "Default", and there is input for which none of its rules matches: the execution fails then.`,
  },
  examples: {
    good: [
      { definition: choice([{ Variable: '$.a', IsPresent: true }, { Variable: '$.a', IsPresent: false }]) },
      { definition: choice([{ And: [{ Variable: '$.a', NumericGreaterThanEquals: 0 }, { Variable: '$.a', NumericLessThan: 10 }] }, { Variable: '$.a', NumericLessThan: 0 }, { Variable: '$.a', NumericGreaterThanEquals: 10 }]) },
      { definition: choice([{ Condition: '{% $states.input.total > 100 %}' }, { Condition: '{% true %}' }], 'JSONata') },
      { title: 'A count is never below zero', definition: choice([{ Condition: '{% $count($states.input.found) > 0 %}' }, { Condition: '{% $count($states.input.found) = 0 %}' }], 'JSONata') },
    ],
    bad: [
      {
        definition: choice([{ Variable: '$.a', StringEquals: 'x' }, { Variable: '$.a', StringEquals: 'y' }]),
        findings: [{ at: '/States/A', says: 'State "A" has no "Default", and there is input for which none of its rules matches: the execution fails then.' }],
      },
      {
        title: 'Zero is in no range',
        definition: choice([{ Variable: '$.a', NumericLessThan: 0 }, { Variable: '$.a', NumericGreaterThan: 0 }]),
        findings: [{ at: '/States/A', says: 'State "A" has no "Default", and there is input for which none of its rules matches: the execution fails then.' }],
      },
      {
        definition: choice([{ Condition: '{% $states.input.total > 100 %}' }, { Condition: '{% $states.input.total < 100 %}' }], 'JSONata'),
        findings: [{ at: '/States/A', says: 'State "A" has no "Default", and there is input for which none of its rules matches: the execution fails then.' }],
      },
    ],
  },
  check: ({ report }) => ({
    state({ name, node, type, language }) {
      const choices = type === 'Choice' && !node.has('Default') ? node.get('Choices') : undefined;
      if (choices?.kind !== 'array' || choices.elements.length === 0 || !language || node.opaqueMembers.length > 0) return;
      const always = language === 'JSONPath' ? matchesAlways(choices.elements) : holdsAlways(choices.elements.map(conditionOf));
      if (!always) report('none', node, cut(name));
    },
  }),
});

function conditionOf(rule: JsonNode): JsonNode | undefined {
  return rule.kind === 'object' && rule.opaqueMembers.length === 0 ? rule.get('Condition') : undefined;
}

function choice(rules: readonly object[], language?: string): object {
  return {
    ...(language !== undefined && { QueryLanguage: language }),
    StartAt: 'A',
    States: { A: { Type: 'Choice', Choices: rules.map((rule) => ({ ...rule, Next: 'B' })) }, B: { Type: 'Succeed' } },
  };
}
