/** What a Task's `Resource` names. */
export type TaskResource =
  | { readonly kind: 'lambda' | 'activity'; readonly arn: string }
  | {
    readonly kind: 'integration'; readonly arn: string;
    /** `lambda`, `aws-sdk:s3`: what events call `resourceType`. */
    readonly service: string;
    /** `invoke`, `startExecution.sync:2`: what events call `resource`. */
    readonly action: string;
    readonly pattern: 'request-response' | 'sync' | 'callback';
  };

const INTEGRATION = /^arn:[^:]*:states:[^:]*:[^:]*:(aws-sdk:[^:]+|[^:]+):(.+)$/;

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html */
export function parseTaskResource(arn: string): TaskResource {
  if (/^arn:[^:]*:states:[^:]*:[^:]*:activity:/.test(arn)) {
    return { kind: 'activity', arn };
  }
  const match = INTEGRATION.exec(arn);
  if (!match) {
    return { kind: 'lambda', arn };
  }
  const [, service, action] = match;
  const pattern = action.endsWith('.waitForTaskToken') ? 'callback' : /\.sync(:2)?$/.test(action) ? 'sync' : 'request-response';
  return { kind: 'integration', arn, service, action, pattern };
}
