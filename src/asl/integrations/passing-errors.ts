/** The name of an error without the service in front. */
const exceptionOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

const THROTTLING = /Thrott(le|led|ling)(Exception)?$|^TooManyRequestsException$|^ProvisionedThroughputExceeded|^RequestLimitExceeded|^BandwidthLimitExceeded|^SlowDown|^429$/;
const TRANSIENT = new RegExp([
  '^Internal(Server|Service)?(Error|Failure)?(Exception)?$', '^Service(Unavailable)?Exception$', '^ServerException$', '^SdkClientException$',
  '^(Client|Model|Operation|CodeArtifactMount|EfsMount)(Execution)?Timeout(Exception)?$', 'NotReadyException$', 'RetryableException$',
  '^Transaction(InProgress|Conflict)Exception$', '^ReplicatedWriteConflictException$', '^FailedEntry$', '^Socket$', '^5\\d\\d$',
].join('|'));

/** Whether an error says that there were too many calls: the same call, later and less often, can succeed. */
export const isThrottling = (name: string): boolean => THROTTLING.test(exceptionOf(name));

/**
 * Whether an error is by no fault of the caller and passes by itself: the service failed, or was not reached. Names, because the API models say it
 * of few.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const isTransient = (name: string): boolean => !isThrottling(name) && TRANSIENT.test(exceptionOf(name));
