import { isJsonObject, JsonObject, JsonValue } from '../../asl/json-value';
import { StepwrightError } from '../../errors';

const DATA_DETAILS = ['included', 'truncated'];
const FAILURE = ['error', 'cause'];
const INPUT = ['input', 'inputDetails'];
const OUTPUT = ['output', 'outputDetails'];
const TASK = ['resourceType', 'resource'];

/** What objects inside of details have. */
const INNER: ReadonlyMap<string, readonly string[]> = new Map([
  ['inputDetails', DATA_DETAILS], ['outputDetails', DATA_DETAILS], ['assignedVariablesDetails', DATA_DETAILS], ['taskCredentials', ['roleArn']],
]);

/**
 * What the details of events have, by the name of the details.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
const DETAILS: ReadonlyMap<string, readonly string[]> = new Map([
  ['activityFailed', FAILURE], ['activityScheduleFailed', FAILURE], ['activityTimedOut', FAILURE],
  ['activityScheduled', ['resource', ...INPUT, 'timeoutInSeconds', 'heartbeatInSeconds']], ['activityStarted', ['workerName']], ['activitySucceeded', OUTPUT],
  ['taskFailed', [...TASK, ...FAILURE]], ['taskStartFailed', [...TASK, ...FAILURE]], ['taskSubmitFailed', [...TASK, ...FAILURE]], ['taskTimedOut', [...TASK, ...FAILURE]],
  ['taskScheduled', [...TASK, 'region', 'parameters', 'timeoutInSeconds', 'heartbeatInSeconds', 'taskCredentials']], ['taskStarted', TASK],
  ['taskSubmitted', [...TASK, ...OUTPUT]], ['taskSucceeded', [...TASK, ...OUTPUT]],
  ['executionFailed', FAILURE], ['executionAborted', FAILURE], ['executionTimedOut', FAILURE], ['executionSucceeded', OUTPUT], ['executionRedriven', ['redriveCount']],
  ['executionStarted', [...INPUT, 'roleArn', 'stateMachineAliasArn', 'stateMachineVersionArn']],
  ['lambdaFunctionFailed', FAILURE], ['lambdaFunctionScheduleFailed', FAILURE], ['lambdaFunctionStartFailed', FAILURE], ['lambdaFunctionTimedOut', FAILURE],
  ['lambdaFunctionScheduled', ['resource', ...INPUT, 'timeoutInSeconds', 'taskCredentials']], ['lambdaFunctionSucceeded', OUTPUT],
  ['mapStateStarted', ['length']], ['mapIterationStarted', ['name', 'index']], ['mapIterationSucceeded', ['name', 'index']],
  ['mapIterationFailed', ['name', 'index']], ['mapIterationAborted', ['name', 'index']],
  ['mapRunStarted', ['mapRunArn']], ['mapRunFailed', FAILURE], ['mapRunRedriven', ['mapRunArn', 'redriveCount']],
  ['stateEntered', ['name', ...INPUT]], ['stateExited', ['name', ...OUTPUT, 'assignedVariables', 'assignedVariablesDetails']],
  ['evaluationFailed', [...FAILURE, 'location', 'state']],
].map(([name, members]) => [`${name as string}EventDetails`, members as readonly string[]]));

/** What a history has, as the AWS CLI prints it; and what SDKs say of the answer that it came in. */
const OF_HISTORY = ['events', 'nextToken', 'NextToken', 'ResponseMetadata', '$metadata'];
const OF_EVENT = ['timestamp', 'type', 'id', 'previousEventId'];

/** Refuses a history with members that nothing looks at: of a newer format, or of somebody else. */
export function checkHistoryMembers(history: JsonObject, what: string): void {
  check(history, OF_HISTORY, what);
}

/**
 * Refuses an event with members that nothing looks at.
 *
 * @param own what the details of an event of its type are called
 * @param at how a message names the event
 */
export function checkEventMembers(event: JsonObject, own: string, at: string): void {
  for (const [name, value] of Object.entries(event)) {
    const members = DETAILS.get(name);
    if (!members || value === null) {
      continue; // there are tools that print all details, most of them null
    }
    if (name !== own) {
      throw new StepwrightError('InvalidHistory', `${at}, has "${name}", which are details of another type of event. Give the events as AWS prints them.`);
    }
    const details = isJsonObject(value) ? value : {};
    check(details, members, `${at}: "${name}"`);
    for (const [inner, innerMembers] of INNER) {
      const object = Object.hasOwn(details, inner) ? details[inner] : undefined;
      check(isJsonObject(object) ? object : {}, innerMembers, `${at}: "${name}.${inner}"`);
    }
  }
  check(event, [...OF_EVENT, ...DETAILS.keys()], `${at},`);
}

function check(object: JsonObject, known: readonly string[], what: string): void {
  const unknown = Object.entries(object).find(([name, value]: [string, JsonValue]) => value !== null && !known.includes(name));
  if (unknown) {
    throw new StepwrightError('UnknownHistoryMember', `${what} has the member "${unknown[0]}", which this version does not know: it may be of a newer format. `
      + 'Look for a newer version of cdk-stepwright; or remove the member, if it is not from AWS.');
  }
}
