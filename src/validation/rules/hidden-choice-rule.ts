import { hiddenTests, testOfCondition, testOfRule } from '../choice-tests';
import { FindingSeverity } from '../finding';
import { objectsIn } from '../flow/flow-graph';
import { defineRule } from '../rule';
import { State } from '../structure';
import { cut } from '../wording';

/**
 * A Choice state tries its rules from the top and takes the first that matches: one that matches only where an earlier one does is never taken.
 *
 * @see https://states-language.net/spec.html#choice-state
 */
export const hiddenChoiceRule = defineRule({
  id: 'ASL603',
  name: 'hidden-choice-rule',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'Every rule of a Choice state matches something that no rule before it matches.',
  why: 'AWS accepts the machine, and tries the rules from the top: the execution never goes where the later rule says.',
  fix: 'Put the narrower rule before the wider one, or remove it.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html',
  messages: {
    hidden: (state: string, place: number, earlier: number) => (
      `"Choices[${place}]" of state "${state}" never matches: "Choices[${earlier}]" comes before it and matches everything that it does.`),
  },
  examples: {
    good: [
      {
        definition: choice([
          { Variable: '$.total', NumericGreaterThan: 10 },
          { Variable: '$.total', NumericGreaterThan: 5 },
          { And: [{ Variable: '$.kind', StringEquals: 'card' }, { Variable: '$.paid', BooleanEquals: true }] },
          { Variable: '$.kind', StringEquals: 'card' },
          { Not: { Variable: '$.total', NumericLessThan: 5 } },
        ]),
      },
      {
        definition: choice([
          { Condition: '{% $states.input.total >= 10 and $states.input.paid %}' },
          { Condition: '{% $states.input.total >= 10 %}' },
          { Condition: '{% $random() < 0.5 %}' },
          { Condition: '{% $random() < 0.5 %}' },
        ], 'JSONata'),
      },
    ],
    bad: [
      {
        definition: choice([{ Variable: '$.total', NumericGreaterThan: 5 }, { Variable: '$.total', NumericGreaterThan: 10 }]),
        findings: [{
          at: '/States/A/Choices/1',
          says: '"Choices[1]" of state "A" never matches: "Choices[0]" comes before it and matches everything that it does.',
        }],
      },
      {
        title: 'A value that is compared is there',
        definition: choice([{ Variable: '$.kind', IsPresent: true }, { Variable: '$.kind', StringEquals: 'card' }]),
        findings: [{
          at: '/States/A/Choices/1',
          says: '"Choices[1]" of state "A" never matches: "Choices[0]" comes before it and matches everything that it does.',
        }],
      },
      {
        definition: choice([
          { Condition: '{% $states.input.total > 5 %}' },
          { Condition: '{% $states.input.paid and 10 <= $states.input.total %}' },
        ], 'JSONata'),
        findings: [{
          at: '/States/A/Choices/1',
          says: '"Choices[1]" of state "A" never matches: "Choices[0]" comes before it and matches everything that it does.',
        }],
      },
    ],
  },
  check: ({ report }) => {
    const states: State[] = [];
    return {
      state(state) {
        if (state.type === 'Choice') states.push(state);
      },
      end(flow) {
        for (const { name, node, language } of states) {
          const rules = objectsIn(node.get('Choices'));
          if (!language || rules.length < 2) continue;
          const tests = rules.map((rule) => (
            language === 'JSONPath' ? testOfRule(rule) : testOfCondition(rule.get('Condition'), (at) => flow.analysisOf(at)?.ast)));
          for (const [place, earlier] of hiddenTests(tests)) report('hidden', rules[place], cut(name), Number(rules[place].name), Number(rules[earlier].name));
        }
      },
    };
  },
});

function choice(rules: readonly object[], language?: string): object {
  return {
    ...(language !== undefined && { QueryLanguage: language }),
    StartAt: 'A',
    States: { A: { Type: 'Choice', Choices: rules.map((rule) => ({ ...rule, Next: 'B' })), Default: 'B' }, B: { Type: 'Succeed' } },
  };
}
