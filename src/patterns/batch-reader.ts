import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { StepwrightError } from '../errors';

/** What every reader of items has. */
export interface BatchReaderOptions {
  /**
   * How many items are read, at most.
   *
   * @default - all of them
   */
  readonly maxItems?: number;
}

/** What a reader of the objects of a bucket has. */
export interface S3ObjectsReaderOptions extends BatchReaderOptions {
  /**
   * What the keys of the objects begin with. It may be a JSONata expression.
   *
   * @default - all objects of the bucket
   */
  readonly prefix?: string;
}

/** What a reader of a JSON file has. */
export interface JsonReaderOptions extends BatchReaderOptions {
  /**
   * Where the array stands in the file, as a JSON pointer: `/orders/open`.
   *
   * @default - the file is an array
   */
  readonly itemsPointer?: string;
}

/** What a reader of a CSV file has. */
export interface CsvReaderOptions extends BatchReaderOptions {
  /**
   * The names of the columns.
   *
   * @default - those in the first row
   */
  readonly headers?: string[];
  /**
   * What is between the columns.
   *
   * @default CsvDelimiter.COMMA
   */
  readonly delimiter?: sfn.CsvDelimiter;
}

/** What the files of an Athena manifest are. */
export enum AthenaFormat {
  /** Columns with something between them. */
  CSV = 'CSV',
  /** A JSON value in each line. */
  JSONL = 'JSONL',
  /** Apache Parquet. */
  PARQUET = 'PARQUET',
}

interface Source {
  readonly bucket: s3.IBucket;
  readonly action: 'getObject' | 'listObjectsV2';
  readonly parameters: { readonly [name: string]: string };
  readonly config: { readonly [name: string]: unknown };
  /** The keys that are read, `*` where that is any. */
  readonly keys?: string;
}

const isExpression = (text: string): boolean => text.startsWith('{%');

/**
 * Where a DistributedBatch has its items from. A key may be a JSONata expression, `{% $states.input.key %}`; the workflow may then read the whole
 * bucket, where a key that is known allows one object.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export class BatchReader {
  /**
   * The items are in the input of the state.
   *
   * @param items a JSONata expression that gives an array. Default: the input is the array
   */
  public static input(items: string = '{% $states.input %}'): BatchReader {
    if (!isExpression(items) || !items.endsWith('%}')) {
      throw new StepwrightError('InvalidReader', `BatchReader.input("${items}"): this is no JSONata expression. Write for example "{% $states.input.orders %}".`);
    }
    return new BatchReader(items, undefined);
  }

  /**
   * An item for each object of a bucket, with its `Key`, `Size`, `LastModified` and `Etag`: not what is in it.
   *
   * @param bucket the bucket
   * @param options which objects
   */
  public static s3Objects(bucket: s3.IBucket, options: S3ObjectsReaderOptions = {}): BatchReader {
    const parameters = options.prefix === undefined ? undefined : { Prefix: options.prefix };
    return BatchReader.of({ bucket, action: 'listObjectsV2', parameters: { ...parameters }, config: {} }, options);
  }

  /**
   * The elements of an array in a JSON file.
   *
   * @param bucket where the file is
   * @param key its key
   * @param options where in it the array is
   */
  public static json(bucket: s3.IBucket, key: string, options: JsonReaderOptions = {}): BatchReader {
    const pointer = options.itemsPointer;
    if (pointer !== undefined && !pointer.startsWith('/')) {
      throw new StepwrightError('InvalidReader', `BatchReader.json(): "itemsPointer" is "${pointer}". It has to begin with "/", for example "/orders".`);
    }
    return BatchReader.file(bucket, key, { InputType: 'JSON', ...pointer !== undefined && { ItemsPointer: pointer } }, options);
  }

  /**
   * An item for each line of a file of JSON lines.
   *
   * @param bucket where the file is
   * @param key its key
   * @param options how many
   */
  public static jsonLines(bucket: s3.IBucket, key: string, options: BatchReaderOptions = {}): BatchReader {
    return BatchReader.file(bucket, key, { InputType: 'JSONL' }, options);
  }

  /**
   * An item for each row of a CSV file: an object with the columns.
   *
   * @param bucket where the file is
   * @param key its key
   * @param options how it is written
   */
  public static csv(bucket: s3.IBucket, key: string, options: CsvReaderOptions = {}): BatchReader {
    return BatchReader.file(bucket, key, csvConfig('csv', options), options);
  }

  /**
   * An item for each row of a Parquet file.
   *
   * @param bucket where the file is
   * @param key its key
   * @param options how many
   */
  public static parquet(bucket: s3.IBucket, key: string, options: BatchReaderOptions = {}): BatchReader {
    return BatchReader.file(bucket, key, { InputType: 'PARQUET' }, options);
  }

  /**
   * An item for each row of an S3 inventory.
   *
   * @param bucket where the inventory is delivered
   * @param key the key of its `manifest.json`
   * @param options how many
   */
  public static s3Inventory(bucket: s3.IBucket, key: string, options: BatchReaderOptions = {}): BatchReader {
    return BatchReader.of({ bucket, action: 'getObject', parameters: { Key: key }, config: { InputType: 'MANIFEST', ManifestType: 'S3_INVENTORY' }, keys: '*' }, options);
  }

  /**
   * An item for each row of the result of an Athena `UNLOAD`.
   *
   * @param bucket where the result is, with the manifest
   * @param key the key of the manifest
   * @param format what `UNLOAD` wrote
   * @param options how a CSV file is written. `UNLOAD` writes no names of columns, so name them
   */
  public static athenaManifest(bucket: s3.IBucket, key: string, format: AthenaFormat, options: CsvReaderOptions = {}): BatchReader {
    const csv = format === AthenaFormat.CSV ? csvConfig('athenaManifest', options) : undefined;
    if (!csv && (options.headers || options.delimiter)) {
      throw new StepwrightError('InvalidReader', `BatchReader.athenaManifest(): "${options.headers ? 'headers' : 'delimiter'}" is set, but the format is ${format}. It is for CSV only.`);
    }
    return BatchReader.of({
      bucket, action: 'getObject', parameters: { Key: key }, config: { InputType: format, ManifestType: 'ATHENA_DATA', ...csv }, keys: '*',
    }, options);
  }

  private static file(bucket: s3.IBucket, key: string, config: Source['config'], options: BatchReaderOptions): BatchReader {
    return BatchReader.of({ bucket, action: 'getObject', parameters: { Key: key }, config, keys: isExpression(key) ? '*' : key }, options);
  }

  private static of(source: Source, { maxItems }: BatchReaderOptions): BatchReader {
    if (maxItems !== undefined && (!Number.isInteger(maxItems) || maxItems < 1 || maxItems > 100_000_000)) {
      throw new StepwrightError('InvalidReader', `BatchReader: "maxItems" is ${maxItems}. It has to be a whole number from 1 to 100,000,000.`);
    }
    const config = { ...source.config, ...maxItems !== undefined && { MaxItems: maxItems } };
    return new BatchReader(undefined, new Reader({ ...source, config }));
  }

  private constructor(
    /** @internal */
    public readonly _items: string | undefined,
    /** @internal */
    public readonly _reader: sfn.IItemReader | undefined,
  ) {}
}

function csvConfig(method: string, { headers, delimiter }: CsvReaderOptions): Source['config'] {
  if (headers?.length === 0) {
    throw new StepwrightError('InvalidReader', `BatchReader.${method}(): "headers" is empty. Name the columns, or leave it out where they are in the first row.`);
  }
  return {
    InputType: 'CSV',
    ...headers ? { CSVHeaderLocation: 'GIVEN', CSVHeaders: headers } : { CSVHeaderLocation: 'FIRST_ROW' },
    ...delimiter !== undefined && { CSVDelimiter: delimiter },
  };
}

/** The reader of aws-cdk-lib may read every object of the bucket, not decrypt them, and knows no Parquet. */
class Reader implements sfn.IItemReader {
  public readonly resource: string;

  public constructor(private readonly source: Source) {
    this.resource = `arn:${source.bucket.stack.partition}:states:::s3:${source.action}`;
  }

  public get bucket(): s3.IBucket {
    return this.source.bucket;
  }

  public render(): any {
    const { bucket, parameters, config } = this.source;
    return {
      Resource: this.resource,
      ...Object.keys(config).length > 0 && { ReaderConfig: config },
      Arguments: { Bucket: bucket.bucketName, ...parameters },
    };
  }

  public providePolicyStatements(): iam.PolicyStatement[] {
    const { bucket, keys } = this.source;
    if (keys === undefined) return [new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] })];
    const key = bucket.encryptionKey;
    return [
      new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects(keys)] }),
      ...key ? [new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] })] : [],
    ];
  }

  public validateItemReader(): string[] {
    return [];
  }
}
