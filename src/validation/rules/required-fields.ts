import { ObjectNode } from '../../asl/json/nodes';
import { ITEM_BATCHER, RequiredField } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { cut, either, subject } from '../wording';

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html#input-output-itembatcher-subfields */
const BATCH_SIZES = ['MaxItemsPerBatch', 'MaxItemsPerBatchPath', 'MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'];

/**
 * The language says which fields an object must have: a machine `StartAt` and `States`, a Task state `Resource`, a Choice state `Choices`,
 * every state that does not end the workflow `Next` or `End`, and so on.
 *
 * @see https://states-language.net/spec.html#table-of-state-types-and-fields
 */
export const requiredFields = defineRule({
  id: 'ASL102',
  name: 'required-fields',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'Every object of a definition has the fields that the language requires.',
  why: 'AWS refuses a definition in which one is missing.',
  fix: 'Add the field.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  messages: {
    missing: (what: string, fields: string) => `${what} has no ${fields}, which is required.`,
    nowhere: (state: string) => `State "${state}" has "End" of false and no "Next": it leads nowhere.`,
    noBatch: (what: string, fields: string) => `${what} has no ${fields}. AWS's documentation wants one of them.`,
  },
  // Whether AWS refuses either is not known.
  perMessage: {
    nowhere: { refusedByAws: false },
    noBatch: { severity: FindingSeverity.WARNING, refusedByAws: false, fix: 'Say how large a batch may be, or remove the ItemBatcher.' },
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true } } } }],
    bad: [
      { definition: { StartAt: 'A' }, findings: [{ at: '', says: 'The state machine has no "States", which is required.' }] },
      {
        title: 'A state that neither goes on nor ends',
        definition: { StartAt: 'A', States: { A: { Type: 'Pass' } } },
        findings: [{ at: '/States/A', says: 'State "A" has no "Next" or "End", which is required.' }],
      },
      {
        definition: {
          StartAt: 'A',
          States: { A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'B' }], Default: 'C' }, B: { Type: 'Pass', End: false }, C: { Type: 'Succeed' } },
        },
        findings: [{ at: '/States/B/End', says: 'State "B" has "End" of false and no "Next": it leads nowhere.' }],
      },
      {
        definition: { StartAt: 'A', States: { A: { End: true } } },
        findings: [{ at: '/States/A', says: 'State "A" has no "Type", which is required.' }],
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', Catch: [{ ErrorEquals: ['States.ALL'] }], End: true },
          },
        },
        findings: [{ at: '/States/A/Catch/0', says: 'A catcher of state "A" has no "Next", which is required.' }],
      },
      {
        title: 'Batches of no size',
        definition: {
          StartAt: 'M',
          States: {
            M: {
              Type: 'Map',
              ItemBatcher: { BatchInput: { shop: 'flowers' } },
              ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'A', States: { A: { Type: 'Succeed' } } },
              End: true,
            },
          },
        },
        findings: [{
          at: '/States/M/ItemBatcher',
          says: 'An ItemBatcher of state "M" has no "MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch" or "MaxInputBytesPerBatchPath". AWS\'s documentation wants one of them.',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    state({ name, node, type }) {
      if (node.opaqueMembers.length > 0) return;
      if (type === undefined && !node.has('Type')) report('missing', node, `State "${name}"`, '"Type"');
      const end = node.get('End');
      if (end?.kind === 'boolean' && !end.value && !node.has('Next')) report('nowhere', end, cut(name));
    },
    structure(structure) {
      const { node, spec, language } = structure;
      if (node.opaqueMembers.length > 0) return;
      for (const oneOf of spec.required) {
        if (hasOne(node, oneOf)) continue;
        const names = oneOf.filter((field) => typeof field === 'string' || field.language === language).map(nameOf);
        if (names.length > 0) report('missing', node, subject(structure), either(names));
      }
      if (spec === ITEM_BATCHER && !BATCH_SIZES.some((name) => node.has(name))) {
        report('noBatch', node, subject(structure), either(BATCH_SIZES.filter((name) => language !== 'JSONata' || !name.endsWith('Path'))));
      }
    },
  }),
});

function hasOne(node: ObjectNode, fields: readonly RequiredField[]): boolean {
  for (const field of fields) if (node.has(nameOf(field))) return true;
  return false;
}

const nameOf = (field: RequiredField): string => typeof field === 'string' ? field : field.name;
