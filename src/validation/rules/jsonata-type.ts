import { jsonataTypes, JsonataType } from '../../asl/jsonata';
import { FieldSpec } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { Field } from '../structure';
import { subject } from '../wording';

const TYPE_NAMES: { readonly [type in JsonataType]: string } = {
  string: 'a text', number: 'a number', boolean: 'true or false', null: 'null', array: 'an array', object: 'an object', function: 'a function',
};

/**
 * An expression gives functions and operators values of the types that they take, and its field one that the field takes. Only literals, operators
 * and the functions that always give the same type are looked at.
 *
 * @see https://docs.jsonata.org/embedding-extending#function-signature-syntax
 */
export const jsonataType = defineRule({
  id: 'ASL418',
  name: 'jsonata-type',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  summary: 'An expression gives functions, operators and its field values of the types that they take.',
  why: 'AWS accepts the machine, and the execution fails with States.QueryEvaluationError when it comes there.',
  fix: 'Correct the arguments, or convert the value: $number(…), $string(…), $boolean(…). Texts are joined by "&".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html',
  messages: {
    count: (what: string, name: string, field: string, given: string, taken: string) => `${what} calls $${name} with ${given} in "${field}", and it takes ${taken}.`,
    argument: (what: string, name: string, field: string, type: string, index: number) => (
      `${what} gives $${name} ${type} as argument ${index} in "${field}", which it does not take there.`),
    operand: (what: string, operator: string, field: string, type: string, hint: string) => (
      `${what} has ${type} beside "${operator}" in "${field}". The operator takes numbers.${hint}`),
    field: (what: string, field: string, type: string, wanted: string) => `${what} has an expression in "${field}" that gives ${type}. It must give ${wanted}.`,
  },
  examples: {
    good: [{
      definition: {
        QueryLanguage: 'JSONata',
        StartAt: 'A',
        States: {
          A: { Type: 'Choice', Choices: [{ Condition: '{% $count($states.input.items) > 0 and $exists($states.input.note) %}', Next: 'B' }], Default: 'C' },
          B: { Type: 'Wait', Seconds: '{% $max([$states.input.seconds, 1]) + 1 %}', Next: 'C' },
          C: { Type: 'Succeed', Output: { text: '{% $states.input.name & ": " & $string(1) %}', total: '{% $sum($states.input.items.price) ~> $round(2) %}' } },
        },
      },
    }],
    bad: [
      {
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: {
            A: { Type: 'Choice', Choices: [{ Condition: "{% 'ready' %}", Next: 'B' }], Default: 'B' },
            B: { Type: 'Wait', Seconds: '{% $states.input.minutes & "0" %}', Next: 'C' },
            C: { Type: 'Succeed' },
          },
        },
        findings: [
          { at: '/States/A/Choices/0/Condition', says: 'A Choice rule of state "A" has an expression in "Condition" that gives a text. It must give true or false.' },
          { at: '/States/B/Seconds', says: 'State "B" has an expression in "Seconds" that gives a text. It must give a whole number.' },
        ],
      },
      {
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: {
            A: {
              Type: 'Succeed',
              Output: { sum: '{% $sum(1, 2, 3) %}', name: '{% $uppercase(7) %}', label: '{% "order " + $states.input.id %}' },
            },
          },
        },
        findings: [
          { at: '/States/A/Output/sum', says: 'State "A" calls $sum with 3 arguments in "Output", and it takes 1.' },
          { at: '/States/A/Output/name', says: 'State "A" gives $uppercase a number as argument 1 in "Output", which it does not take there.' },
          { at: '/States/A/Output/label', says: 'State "A" has a text beside "+" in "Output". The operator takes numbers. Texts are joined by "&".' },
        ],
      },
    ],
  },
  check: ({ report }) => ({
    jsonata(node, field, analysis) {
      if (!analysis?.ast) return;
      const { type, mistakes } = jsonataTypes(analysis.ast);
      const { name, structure } = field;
      for (const mistake of mistakes) {
        switch (mistake.kind) {
          case 'count': report('count', node, subject(structure), mistake.name, name, argumentsNamed(mistake.given), takes(mistake.takes)); break;
          case 'argument': report('argument', node, subject(structure), mistake.name, name, TYPE_NAMES[mistake.type], mistake.index); break;
          case 'operand': {
            const hint = mistake.operator === '+' && mistake.type === 'string' ? ' Texts are joined by "&".' : '';
            report('operand', node, subject(structure), mistake.operator, name, TYPE_NAMES[mistake.type], hint);
          }
        }
      }
      const wanted = type && node === field.node ? wantedBy(field) : undefined;
      if (wanted && !wanted.types.includes(type!)) report('field', node, subject(structure), name, TYPE_NAMES[type!], wanted.words);
    },
  }),
});

/** What an expression as a whole must give in a field. Whether AWS makes a text of another value, where a text is wanted, is not known. */
function wantedBy({ name, spec: { expression, types = [] } }: Field): { readonly types: readonly JsonataType[]; readonly words: string } | undefined {
  if (!expression) return undefined;
  if (name === 'Condition') return { types: ['boolean'], words: TYPE_NAMES.boolean };
  return WANTED.find(({ field }) => types.includes(field));
}

const WANTED: readonly { readonly field: NonNullable<FieldSpec['types']>[number]; readonly types: readonly JsonataType[]; readonly words: string }[] = [
  { field: 'integer', types: ['number'], words: 'a whole number' },
  { field: 'number', types: ['number'], words: 'a number' },
  { field: 'array', types: ['array', 'object'], words: 'an array or an object' },
];

const argumentsNamed = (count: number): string => count === 0 ? 'no argument' : count === 1 ? '1 argument' : `${count} arguments`;

function takes([least, most]: readonly [number, number]): string {
  if (most === 0) return 'none';
  return least === most ? String(least) : most - least === 1 ? `${least} or ${most}` : `${least} to ${most}`;
}
