import { ITEM_READER, READER_CONFIG } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { textOf } from '../structure';
import { cut, subject } from '../wording';

/** An operation of S3 that reads the items. The partition may be any. */
const OPERATION = /^arn:aws[a-z-]*:states:::s3:(getObject|listObjectsV2)$/;

/**
 * An item reader gets its items from S3: the objects of a bucket, or what stands in one object. It is said of a CSV file, and of no JSON file, where
 * the headers are: in the first row, or given.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export const itemReader = defineRule({
  id: 'ASL702',
  name: 'item-reader',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'An item reader reads from S3, and says of a CSV file where the headers are.',
  why: 'AWS refuses other resources, a CSV file without the place of its headers, and headers that are said to be given and are not there.',
  fix: 'Use "arn:aws:states:::s3:getObject" or "arn:aws:states:::s3:listObjectsV2". Add "CSVHeaders", or read them from the "FIRST_ROW".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html',
  messages: {
    resource: (what: string, resource: string, hint: string) => `${what} has the resource "${resource}". It must be that of s3:getObject or s3:listObjectsV2.${hint}`,
    noLocation: (what: string) => `${what} has "CSV" in "InputType" and no "CSVHeaderLocation".`,
    needless: (what: string) => `${what} has "JSON" in "InputType" and a "CSVHeaderLocation", which only a CSV file has.`,
    noHeaders: (what: string) => `${what} has "GIVEN" in "CSVHeaderLocation" and no "CSVHeaders".`,
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            ItemReader: {
              Resource: 'arn:aws:states:::s3:getObject',
              Parameters: { Bucket: 'b', Key: 'k' },
              ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'] },
            },
            ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
            End: true,
          },
        },
      },
    }],
    bad: [
      {
        definition: { StartAt: 'M', States: { M: map({ InputType: 'CSV' }, 'N'), N: map({ InputType: 'JSON', CSVHeaderLocation: 'FIRST_ROW' }) } },
        findings: [
          { at: '/States/M/ItemReader/ReaderConfig', says: 'A ReaderConfig of state "M" has "CSV" in "InputType" and no "CSVHeaderLocation".' },
          {
            at: '/States/N/ItemReader/ReaderConfig/CSVHeaderLocation',
            says: 'A ReaderConfig of state "N" has "JSON" in "InputType" and a "CSVHeaderLocation", which only a CSV file has.',
          },
        ],
      },
      {
        definition: {
          StartAt: 'M',
          States: {
            M: {
              Type: 'Map',
              ItemReader: {
                Resource: 'arn:aws:states:::s3:getObjects',
                Parameters: { Bucket: 'b', Key: 'k' },
                ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'GIVEN' },
              },
              ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
              End: true,
            },
          },
        },
        findings: [
          {
            at: '/States/M/ItemReader/Resource',
            says: 'An ItemReader of state "M" has the resource "arn:aws:states:::s3:getObjects". It must be that of s3:getObject or s3:listObjectsV2. Did you mean "arn:aws:states:::s3:getObject"?',
          },
          { at: '/States/M/ItemReader/ReaderConfig', says: 'A ReaderConfig of state "M" has "GIVEN" in "CSVHeaderLocation" and no "CSVHeaders".' },
        ],
      },
    ],
  },
  check: ({ report, didYouMean }) => ({
    structure(structure) {
      const { node, spec } = structure;
      if (spec === ITEM_READER) {
        const resource = node.get('Resource');
        if (resource?.kind === 'string' && !OPERATION.test(resource.value)) {
          const hint = didYouMean(resource.value, ['arn:aws:states:::s3:getObject', 'arn:aws:states:::s3:listObjectsV2']);
          report('resource', resource, subject(structure), cut(resource.value), hint);
        }
      } else if (spec === READER_CONFIG && node.opaqueMembers.length === 0) {
        const type = textOf(node.get('InputType'));
        const location = node.get('CSVHeaderLocation');
        // What AWS wants of the files of a manifest has not been seen.
        if (type === 'CSV' && !location && !node.has('ManifestType')) report('noLocation', node, subject(structure));
        else if (type === 'JSON' && location) report('needless', { nameOf: location }, subject(structure));
        else if (textOf(location) === 'GIVEN' && !node.has('CSVHeaders')) report('noHeaders', node, subject(structure));
      }
    },
  }),
});

function map(readerConfig: object, next?: string): object {
  const item = `${next ?? ''}Item`;
  return {
    Type: 'Map',
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' }, ReaderConfig: readerConfig },
    ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: item, States: { [item]: { Type: 'Pass', End: true } } },
    ...(next === undefined ? { End: true } : { Next: next }),
  };
}
