import { Size, Token } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { EventStart, EventStartOptions } from './event-start';
import { misuse } from '../misuse';

/** What happens to an object. */
export enum S3ObjectEvent {
  /** It is there, new or in a new version. */
  CREATED = 'Object Created',
  /** It is deleted, or has a delete marker. */
  DELETED = 'Object Deleted',
  /** A copy of it out of an archive is there. */
  RESTORE_COMPLETED = 'Object Restore Completed',
  /** It has other tags. */
  TAGS_ADDED = 'Object Tags Added',
}

/** What an S3ObjectStart is made of. */
export interface S3ObjectStartProps extends EventStartOptions {
  /** The bucket. It is made to send its events to EventBridge. */
  readonly bucket: s3.IBucket;
  /**
   * What starts an execution.
   *
   * @default - S3ObjectEvent.CREATED
   */
  readonly objectEvents?: S3ObjectEvent[];
  /**
   * What the key of an object begins with.
   *
   * @default - anything
   */
  readonly prefix?: string;
  /**
   * What the key of an object ends with.
   *
   * @default - anything
   */
  readonly suffix?: string;
  /**
   * How large an object is at least.
   *
   * @default - any size, an empty object too
   */
  readonly minSize?: Size;
  /**
   * How large an object is at most.
   *
   * @default - any size
   */
  readonly maxSize?: Size;
}

/**
 * Starts an execution for each object that is put into a bucket.
 *
 * The input is the `detail` of the event: `bucket.name`, `object.key` as it is, not encoded for URLs, `object.size`, and `object.version-id` where
 * the bucket has versions. A workflow that writes into the same bucket needs a `prefix` or `suffix` that its own objects do not have, or it starts
 * itself without an end. Everything else is as with an EventStart.
 *
 * @example
 * declare const orders: StandardWorkflow;
 * declare const bucket: s3.Bucket;
 *
 * new S3ObjectStart(this, 'OrderFile', { workflow: orders, bucket, prefix: 'incoming/', suffix: '.csv', minSize: Size.bytes(1) });
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export class S3ObjectStart extends EventStart {
  /** The bucket. */
  public readonly bucket: s3.IBucket;

  /**
   * Makes the rule, its role, and the dead-letter queue where none is given.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: S3ObjectStartProps) {
    const { bucket, objectEvents = [S3ObjectEvent.CREATED], ...options } = props;
    super(scope, id, {
      ...options,
      input: props.input ?? events.RuleTargetInput.fromEventPath('$.detail'),
      eventPattern: {
        source: ['aws.s3'],
        detailType: objectEvents.length > 0 ? objectEvents : [S3ObjectEvent.CREATED], // none is refused below
        detail: { bucket: { name: [bucket.bucketName] }, ...objectPattern(props) },
      },
    });
    this.bucket = bucket;
    const { minSize, maxSize } = props;
    for (const name of ['prefix', 'suffix'] as const) {
      if (props[name] === '') throw misuse(this, `"${name}" is empty, which every key has. Leave it out.`);
    }
    if (objectEvents.length === 0) throw misuse(this, '"objectEvents" is empty, so that nothing starts an execution. Leave it out, or name what does.');
    if (minSize && maxSize && minSize.toBytes() > maxSize.toBytes()) {
      throw misuse(this, `"minSize" is ${minSize.toBytes()} bytes, and "maxSize" only ${maxSize.toBytes()}. It has to be the smaller one.`);
    }
    if ((minSize ?? maxSize) && objectEvents.some((event) => event === S3ObjectEvent.DELETED || event === S3ObjectEvent.TAGS_ADDED)) {
      throw misuse(this, `"${minSize ? 'minSize' : 'maxSize'}" is set, but the events of objects that are deleted or tagged have no size, and would start nothing. Make another S3ObjectStart for them.`);
    }
    bucket.enableEventBridgeNotification();
  }
}

/** What has to hold of an object. */
function objectPattern({ prefix, suffix, minSize, maxSize }: S3ObjectStartProps): { [name: string]: unknown } {
  // Of several conditions in one list, one has to hold: only a wildcard asks for a beginning and an end.
  const key = prefix && suffix ? [{ wildcard: `${literal(prefix)}*${literal(suffix)}` }] : prefix ? [{ prefix }] : suffix ? [{ suffix }] : undefined;
  const size = [...(minSize ? ['>=', minSize.toBytes()] : []), ...(maxSize ? ['<=', maxSize.toBytes()] : [])];
  const object = { ...(key && { key }), ...(size.length > 0 && { size: [{ numeric: size }] }) };
  return Object.keys(object).length > 0 ? { object } : {};
}

/** A text within a wildcard, where the asterisk and the backslash mean something. */
const literal = (text: string): string => Token.isUnresolved(text) ? text : text.replace(/[*\\]/g, '\\$&');
