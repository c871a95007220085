import { JsonNode } from '../asl/json/nodes';

/** What the `Resource` of a Task state calls, as far as its text says it. */
export interface CalledResource {
  readonly activity: boolean;
  /** Whether it is the ARN of a Lambda function. */
  readonly lambdaFunction?: boolean;
  /** The service and the action of an integration: `sqs`, `sendMessage`; `aws-sdk:s3`, `listBuckets`. */
  readonly service?: string;
  readonly action?: string;
  /** How the task waits: `.sync`, `.sync:2`, `.waitForTaskToken`; undefined for request and response. */
  readonly pattern?: string;
}

/** Stands for what is not known until deploy. No ARN has it. */
const UNKNOWN = '\u0000';
const ACTIVITY = /^arn:[^:]*:states:[^:]*:[^:]*:activity:/;
const LAMBDA_FUNCTION = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:/;
const INTEGRATION = /^arn:[^:]*:states:[^:]*:[^:]*:(aws-sdk:[^:]+|[^:]+):([^.:]+)(\..+)?$/;

/**
 * What a `Resource` calls; undefined where it is no ARN of a known form or where too much of it is not known until deploy. A partition or a
 * region that is not known does no harm.
 */
export function resourceOf(node: JsonNode): CalledResource | undefined {
  const text = knownText(node);
  if (text === undefined) return undefined;
  if (ACTIVITY.test(text)) return { activity: true };
  if (LAMBDA_FUNCTION.test(text)) return { activity: false, lambdaFunction: true };
  const match = INTEGRATION.exec(text);
  if (!match) return undefined;
  const [, service, action, pattern] = match;
  if ([service, action, pattern].some((part) => part?.includes(UNKNOWN))) return undefined;
  return { activity: false, service, action, pattern };
}

/** The text of a string, with `\u0000` for each part that is not known until deploy; undefined where the value may be no string. */
export function knownText(node: JsonNode): string | undefined {
  if (node.kind === 'string') return node.value;
  if (node.kind !== 'opaque' || !node.inString) return undefined;
  return node.parts.map((part) => typeof part === 'string' ? part : UNKNOWN).join('');
}
