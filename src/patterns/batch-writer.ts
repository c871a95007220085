import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';

/** Where a DistributedBatch writes its results, and how. */
export interface BatchWriterOptions {
  /** The bucket that they are written to. */
  readonly bucket: s3.IBucket;
  /**
   * What their keys begin with, without a "/" at the end. It may be a JSONata expression; the workflow may then write to the whole bucket.
   *
   * @default - the id of the Map Run
   */
  readonly prefix?: string;
  /**
   * What is written of each item or batch: all of its execution (`NONE`), its output (`COMPACT`), or the elements of its output (`FLATTEN`).
   *
   * @default Transformation.NONE
   */
  readonly transformation?: sfn.Transformation;
  /**
   * How it is written.
   *
   * @default OutputType.JSON
   */
  readonly outputType?: sfn.OutputType;
}

/**
 * The writer of aws-cdk-lib may write anywhere in the bucket, and not encrypt.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 * @internal
 */
export class Writer extends sfn.ResultWriterV2 {
  private readonly target: s3.IBucket;

  public constructor({ bucket, prefix, transformation, outputType }: BatchWriterOptions) {
    super({
      bucket,
      prefix,
      writerConfig: transformation === undefined && outputType === undefined ? undefined
        : { transformation: transformation ?? sfn.Transformation.NONE, outputType: outputType ?? sfn.OutputType.JSON },
    });
    this.target = bucket;
  }

  public providePolicyStatements(): iam.PolicyStatement[] {
    const below = this.prefix === undefined || this.prefix.startsWith('{%') ? '*' : `${this.prefix}/*`;
    const key = this.target.encryptionKey;
    return [
      new iam.PolicyStatement({
        actions: ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
        resources: [this.target.arnForObjects(below)],
      }),
      // What is large is written in parts, which S3 decrypts to put them together.
      ...key ? [new iam.PolicyStatement({ actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [key.keyArn] })] : [],
    ];
  }
}
