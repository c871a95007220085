import { ITEM_READER, READER_CONFIG } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { textOf } from '../structure';
import { cut, subject } from '../wording';

/** An operation of S3 that reads the items. The partition may be any. */
const OPERATION = /^arn:aws[a-z-]*:states:::s3:(getObject|listObjectsV2)$/;

/**
 * An item reader gets its items from S3: the objects of a bucket, or what stands in one object. The headers of a CSV file are in its first
 * row, or they are given.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export const itemReader = defineRule({
  id: 'ASL702',
  name: 'item-reader',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'An item reader reads from S3, and has the headers where it says that they are given.',
  why: 'AWS refuses other resources, and headers that are said to be given and are not there.',
  fix: 'Use "arn:aws:states:::s3:getObject" or "arn:aws:states:::s3:listObjectsV2". Add "CSVHeaders", or read them from the "FIRST_ROW".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html',
  messages: {
    resource: (what: string, resource: string, hint: string) => `${what} has the resource "${resource}". It must be that of s3:getObject or s3:listObjectsV2.${hint}`,
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
    bad: [{
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
    }],
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
      } else if (spec === READER_CONFIG && textOf(node.get('CSVHeaderLocation')) === 'GIVEN' && !node.has('CSVHeaders')) {
        report('noHeaders', node, subject(structure));
      }
    },
  }),
});
