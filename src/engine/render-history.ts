import { isoTime } from './context-object';
import type { MachineIdentity } from './engine';
import { EventRecord } from './history';
import { JsonValue } from '../asl/json-value';

/** An event in the form of `GetExecutionHistory`. */
export interface HistoryEvent {
  readonly timestamp: string;
  readonly type: string;
  readonly id: number;
  readonly previousEventId: number;
  readonly [details: string]: unknown;
}

const NOT_TRUNCATED = { truncated: false };

/**
 * Renders an event as `aws stepfunctions get-execution-history` prints it.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export function renderEvent(event: EventRecord, identity: MachineIdentity): HistoryEvent {
  const { type } = event;
  const head = { timestamp: isoTime(event.time).replace('Z', '+00:00'), type, id: event.id, previousEventId: event.previousEventId };
  const name = detailsName(type);
  if (name === undefined) {
    return head;
  }
  return { ...head, [name]: details(event, identity) };
}

/** The member that holds a type's details; undefined for types that have none. */
function detailsName(type: string): string | undefined {
  if (type.endsWith('StateEntered')) {
    return 'stateEnteredEventDetails';
  }
  if (type.endsWith('StateExited')) {
    return 'stateExitedEventDetails';
  }
  return WITHOUT_DETAILS.has(type) ? undefined : `${type[0].toLowerCase()}${type.slice(1)}EventDetails`;
}

const WITHOUT_DETAILS = new Set([
  'LambdaFunctionStarted', 'ParallelStateStarted', 'ParallelStateSucceeded', 'ParallelStateFailed', 'ParallelStateAborted',
  'MapStateSucceeded', 'MapStateFailed', 'MapStateAborted', 'MapRunSucceeded', 'MapRunAborted', 'TaskStateAborted', 'WaitStateAborted',
]);

function details(event: EventRecord, identity: MachineIdentity): object {
  const more = event.details ?? {};
  if (event.type.endsWith('StateEntered')) {
    return { name: event.name, input: JSON.stringify(event.value), inputDetails: NOT_TRUNCATED };
  }
  if (event.type.endsWith('StateExited')) {
    return {
      name: event.name, output: JSON.stringify(event.value), outputDetails: NOT_TRUNCATED,
      ...(more.assigned && { assignedVariables: assignedVariables(more.assigned), assignedVariablesDetails: NOT_TRUNCATED }),
    };
  }
  switch (event.type) {
    case 'ExecutionStarted':
      return { input: JSON.stringify(event.value), inputDetails: NOT_TRUNCATED, roleArn: identity.roleArn };
    case 'ExecutionSucceeded':
      return { output: JSON.stringify(event.value), outputDetails: NOT_TRUNCATED };
    case 'LambdaFunctionScheduled':
    case 'ActivityScheduled':
      return present({
        resource: event.name, input: JSON.stringify(event.value), inputDetails: NOT_TRUNCATED, timeoutInSeconds: more.timeoutInSeconds,
        // The API has no place for the heartbeat of a function.
        heartbeatInSeconds: event.type === 'ActivityScheduled' ? more.heartbeatInSeconds : undefined, taskCredentials: credentials(more.credentialsRoleArn),
      });
    case 'TaskScheduled':
      return present({
        resourceType: more.resourceType, resource: more.resource, region: identity.region, parameters: JSON.stringify(event.value),
        timeoutInSeconds: more.timeoutInSeconds, heartbeatInSeconds: more.heartbeatInSeconds, taskCredentials: credentials(more.credentialsRoleArn),
      });
    case 'TaskSubmitted':
    case 'TaskSucceeded':
      return { resourceType: more.resourceType, resource: more.resource, output: JSON.stringify(event.value), outputDetails: NOT_TRUNCATED };
    case 'LambdaFunctionSucceeded':
    case 'ActivitySucceeded':
      return { output: JSON.stringify(event.value), outputDetails: NOT_TRUNCATED };
    case 'EvaluationFailed':
      return present({ error: more.error, cause: more.cause, location: more.location, state: event.name });
    case 'MapIterationStarted':
    case 'MapIterationSucceeded':
    case 'MapIterationFailed':
    case 'MapIterationAborted':
      return { name: event.name, index: more.index };
    default:
      return present({
        resourceType: more.resourceType, resource: more.resource, error: more.error, cause: more.cause,
        length: more.length, mapRunArn: more.mapRunArn, workerName: more.workerName, redriveCount: more.redriveCount,
      });
  }
}

const credentials = (roleArn: string | undefined): object | undefined => roleArn === undefined ? undefined : { roleArn };

function assignedVariables(assigned: { readonly [name: string]: JsonValue }): object {
  return Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]));
}

/** An object without the members that are undefined. */
function present(members: { readonly [name: string]: unknown }): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
