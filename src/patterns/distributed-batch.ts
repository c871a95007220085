import { Token } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { BatchReader } from './batch-reader';
import { BatchWriterOptions, Writer } from './batch-writer';
import { misuse } from '../misuse';

/** How many items one child execution gets. */
export interface BatchOptions {
  /**
   * How many items it gets, at most.
   *
   * @default - as many as `maxInputBytesPerBatch` lets in
   */
  readonly maxItemsPerBatch?: number;
  /**
   * How many bytes its input has, at most: up to 262,144.
   *
   * @default - as many as an input may have
   */
  readonly maxInputBytesPerBatch?: number;
  /**
   * What it gets beside the items, as `BatchInput`. Strings may be JSONata expressions.
   *
   * @default - nothing
   */
  readonly batchInput?: { [key: string]: any };
}

/** What a DistributedBatch is made of. */
export interface DistributedBatchProps {
  /** What is done with an item; with `batch`, with a number of them, which are the `Items` of its input. */
  readonly processor: sfn.IChainable;
  /**
   * Where the items are from.
   *
   * @default - the input is an array of them
   */
  readonly reader?: BatchReader;
  /**
   * What is made of each item before it is handed on, as `ItemSelector`. Strings may be JSONata expressions, with the item in
   * `$states.context.Map.Item.Value`.
   *
   * @default - the item as it is
   */
  readonly itemSelector?: { [key: string]: any };
  /**
   * How many items one child execution gets.
   *
   * @default - one item each
   */
  readonly batch?: BatchOptions;
  /**
   * Where the results are written.
   *
   * @default - nowhere: they are the output of the state, where all of them have to fit into 262,144 bytes
   */
  readonly writer?: BatchWriterOptions;
  /**
   * How many percent of the items may fail.
   *
   * @default 0
   */
  readonly toleratedFailurePercentage?: number;
  /**
   * How many items may fail.
   *
   * @default 0
   */
  readonly toleratedFailureCount?: number;
  /**
   * How many child executions run at a time. Step Functions allows 10,000; whatever the items call has to bear them.
   *
   * @default 1000, as many as an account's Lambda functions have by default
   */
  readonly maxConcurrency?: number;
  /**
   * What the child executions are. Express ones cost less, run up to five minutes, cannot wait for jobs and callbacks, and are run anew as a whole
   * by a redrive.
   *
   * @default StateMachineType.STANDARD
   */
  readonly executionType?: sfn.StateMachineType;
  /**
   * What the ARNs of its Map Runs and child executions have in them, up to 40 characters.
   *
   * @default - made from the id
   */
  readonly label?: string;
  /**
   * The output of the state, with JSONata expressions.
   *
   * @default - the results; with `writer`, where they are
   */
  readonly outputs?: any;
  /**
   * Variables that the state assigns, with JSONata expressions.
   *
   * @default - none
   */
  readonly assign?: { [name: string]: any };
  /**
   * A comment in the definition.
   *
   * @default - none
   */
  readonly comment?: string;
}

const RESULT_WRITER_V2 = '@aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2';
/** What a label cannot have: white space, wildcards, brackets, special and control characters. */
const NOT_IN_LABEL = /[\s?*<>{}[\]:;,\\|^~$#%&`"\u0000-\u001f\u007f-\u009f]/;

/**
 * A Distributed Map: up to 100 million items, each worked on in a child execution of its own, or so many of them in one.
 *
 * It is a `DistributedMap` of aws-cdk-lib in JSONata, which a JSONPath definition may have as well. The role of the workflow may start, follow, stop
 * and redrive the child executions, read the very object that has the items, and write below the prefix of the results. Where buckets are encrypted
 * with a key, it may use the key: aws-cdk-lib leaves that out.
 *
 * @example
 * declare const importRow: sfn.TaskStateBase;
 * declare const bucket: s3.Bucket;
 *
 * const rows = new DistributedBatch(this, 'Import rows', {
 *   reader: BatchReader.csv(bucket, 'in/customers.csv'),
 *   batch: { maxItemsPerBatch: 100 },
 *   processor: importRow,
 *   executionType: sfn.StateMachineType.EXPRESS,
 *   toleratedFailurePercentage: 5,
 *   writer: { bucket, prefix: 'out' },
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export class DistributedBatch extends sfn.DistributedMap {
  /**
   * Makes the state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: DistributedBatchProps) {
    const reader = props.reader ?? BatchReader.input();
    super(scope, id, {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      comment: props.comment,
      items: reader._items === undefined ? undefined : sfn.ProvideItems.jsonata(reader._items),
      itemReader: reader._reader,
      itemSelector: props.itemSelector,
      itemBatcher: props.batch && new sfn.ItemBatcher(props.batch),
      resultWriterV2: props.writer && new Writer(props.writer),
      toleratedFailurePercentage: props.toleratedFailurePercentage,
      toleratedFailureCount: props.toleratedFailureCount,
      maxConcurrency: props.maxConcurrency ?? 1000,
      mapExecutionType: props.executionType ?? sfn.StateMachineType.STANDARD,
      label: props.label ?? labelOf(id),
      outputs: props.outputs,
      assign: props.assign,
    });
    checkProps(this, props);
    // Without it, aws-cdk-lib leaves out what is given as resultWriterV2.
    this.node.setContext(RESULT_WRITER_V2, true);
    super.itemProcessor(props.processor);
  }

  /**
   * Refused: it has its "processor".
   *
   * @param _processor none
   * @param _config none
   */
  public itemProcessor(_processor: sfn.IChainable, _config?: sfn.ProcessorConfig): sfn.DistributedMap {
    throw misuse(this, 'itemProcessor() was called, but a DistributedBatch has its "processor". Use sfn.DistributedMap to set it later.');
  }
}

/** Names of states may have what a label cannot have, and be longer. States of one machine have different names, and so have their labels. */
function labelOf(id: string): string | undefined {
  if (Token.isUnresolved(id)) return undefined;
  const label = id.replace(new RegExp(NOT_IN_LABEL, 'g'), '-');
  if (label === id && id.length <= 40) return id;
  let hash = 0;
  for (const character of id) hash = (Math.imul(hash, 31) + character.codePointAt(0)!) >>> 0;
  return `${label.slice(0, 32)}-${hash.toString(36).slice(0, 7)}`;
}

function checkProps(batch: DistributedBatch, props: DistributedBatchProps): void {
  const number = (name: string, value: number | undefined, least: number, most: number, whole = true): void => {
    if (value === undefined || Token.isUnresolved(value) || (value >= least && value <= most && (!whole || Number.isInteger(value)))) return;
    throw misuse(batch, `"${name}" is ${value}. It has to be a ${whole ? 'whole ' : ''}number from ${least} to ${most.toLocaleString('en-US')}.`);
  };
  number('toleratedFailurePercentage', props.toleratedFailurePercentage, 0, 100, false);
  number('toleratedFailureCount', props.toleratedFailureCount, 0, 100_000_000);
  number('maxConcurrency', props.maxConcurrency, 1, 10_000);
  number('batch.maxItemsPerBatch', props.batch?.maxItemsPerBatch, 1, 100_000_000);
  number('batch.maxInputBytesPerBatch', props.batch?.maxInputBytesPerBatch, 1, 262_144);
  if (props.batch && props.batch.maxItemsPerBatch === undefined && props.batch.maxInputBytesPerBatch === undefined) {
    throw misuse(batch, '"batch" says neither "maxItemsPerBatch" nor "maxInputBytesPerBatch". Set one of them, or leave out "batch" for one item each.');
  }
  const { label, writer } = props;
  if (label !== undefined && !Token.isUnresolved(label) && (label === '' || label.length > 40 || NOT_IN_LABEL.test(label))) {
    throw misuse(batch, `"label" is "${label}". It has to have 1 to 40 characters, without white space, wildcards, brackets and special characters.`);
  }
  if (writer?.prefix !== undefined && !writer.prefix.startsWith('{%') && /^$|^\/|\/$/.test(writer.prefix)) {
    throw misuse(batch, `"writer.prefix" is "${writer.prefix}". It has to be without a "/" at its beginning and end: Step Functions puts one behind it.`);
  }
}
