import { JsonNode } from '../../asl/json/nodes';
import { FieldSpec, FieldType } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { Structure } from '../structure';
import { shown, subject } from '../wording';

const TYPE_NAMES: { readonly [type in FieldType]: string } = {
  string: 'a text', integer: 'a whole number', number: 'a number', boolean: 'true or false', object: 'an object', array: 'an array', null: 'null',
};

/**
 * The value of a field has the type that the language gives it: `Seconds` is a whole number, `End` is true or false, `ErrorEquals` an array of
 * texts. Under JSONata an expression may stand for some of them.
 *
 * @see https://states-language.net/spec.html#states-fields
 */
export const fieldType = defineRule({
  id: 'ASL301',
  name: 'field-type',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'The value of every field has the type that the language gives the field.',
  why: 'AWS refuses a value of another type: a number in quotes is not a number.',
  fix: 'Write a value of that type, without quotes where it is a number, true or false.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  messages: {
    wrong: (what: string, field: string, found: string, types: string) => `${what} has ${found} in "${field}". It must be ${types}.`,
    element: (what: string, field: string, index: number, found: string, type: string) => (
      `${what} has ${found} as element ${index} of "${field}". Every element must be ${type}.`),
  },
  examples: {
    good: [
      { definition: { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 5, End: true } } } },
      { definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Wait', Seconds: '{% $states.input.seconds %}', End: true } } } },
    ],
    bad: [
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: '5', End: true } } },
        findings: [{ at: '/States/A/Seconds', says: 'State "A" has "5" in "Seconds". It must be a whole number.' }],
      },
      {
        definition: { StartAt: 'A', States: { A: { Type: 'Pass', InputPath: 1, End: 'true' } } },
        findings: [
          { at: '/States/A/InputPath', says: 'State "A" has 1 in "InputPath". It must be a text or null.' },
          { at: '/States/A/End', says: 'State "A" has "true" in "End". It must be true or false.' },
        ],
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', Retry: [{ ErrorEquals: [500] }], End: true },
          },
        },
        findings: [{
          at: '/States/A/Retry/0/ErrorEquals/0',
          says: 'A retrier of state "A" has 500 as element 0 of "ErrorEquals". Every element must be a text.',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    field(name, node, spec, structure) {
      if (!spec.types || !isOfLanguage(spec, structure)) return;
      if (!isOfSome(node, spec.types) && !isExpression(node, spec, structure)) {
        const types = spec.types.map((type) => TYPE_NAMES[type]);
        if (spec.expression && structure.language === 'JSONata') types.push('a JSONata expression');
        report('wrong', node, subject(structure), name, shown(node), types.join(' or '));
      } else if (node.kind === 'array' && spec.elements) {
        const type = spec.elements;
        node.elements.forEach((element, index) => {
          if (!isOfType(element, type)) report('element', element, subject(structure), name, index, shown(element), TYPE_NAMES[type]);
        });
      }
    },
  }),
});

/** A field of the other query language is refused by itself. */
function isOfLanguage(spec: FieldSpec, { language }: Structure): boolean {
  return !spec.language || !language || spec.language === language;
}

function isOfSome(node: JsonNode, types: readonly FieldType[]): boolean {
  for (const type of types) if (isOfType(node, type)) return true;
  return false;
}

function isOfType(node: JsonNode, type: FieldType): boolean {
  if (node.kind === 'opaque') return true;
  return type === 'integer' ? node.kind === 'number' && Number.isInteger(node.value) : node.kind === type;
}

/** Under JSONata any text is taken for an expression here; another rule looks at its delimiters. */
function isExpression(node: JsonNode, spec: FieldSpec, { language }: Structure): boolean {
  return node.kind === 'string' && spec.expression === true && language !== 'JSONPath';
}
