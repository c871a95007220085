import type { LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import type { MachineIdentity } from '../engine/engine';
import { EventRecord, EventType } from '../engine/history';
import { renderEvent } from '../engine/render-history';
import { StepwrightError } from '../errors';
import { refuseUnknownOptions } from '../option-names';

/**
 * How a state machine is set to log, as its `LoggingConfiguration` has it.
 */
export interface ExecutionLogOptions {
  /**
   * Which events are logged.
   *
   * @default LogLevel.ALL
   */
  readonly level?: LogLevel;
  /**
   * Whether inputs, outputs, parameters and variables are logged.
   *
   * @default true
   */
  readonly includeExecutionData?: boolean;
}

const FATAL: ReadonlySet<EventType> = new Set<EventType>(['ExecutionAborted', 'ExecutionFailed', 'ExecutionTimedOut']);

/** AWS's page lists neither events of activities nor `EvaluationFailed`; they are taken to be logged as those that say the same of a task. */
const ERROR: ReadonlySet<EventType> = new Set<EventType>([
  ...FATAL, 'FailStateEntered',
  'LambdaFunctionFailed', 'LambdaFunctionTimedOut', 'TaskFailed', 'TaskTimedOut', 'TaskStateAborted', 'WaitStateAborted',
  'MapIterationAborted', 'MapIterationFailed', 'MapStateAborted', 'MapStateFailed', 'MapRunAborted', 'MapRunFailed', 'ParallelStateAborted', 'ParallelStateFailed',
  'ActivityFailed', 'ActivityTimedOut', 'EvaluationFailed',
]);

const LEVELS: ReadonlyMap<string, (type: EventType) => boolean> = new Map<string, (type: EventType) => boolean>([
  ['ALL', () => true], ['ERROR', (type) => ERROR.has(type)], ['FATAL', (type) => FATAL.has(type)], ['OFF', () => false],
]);

/** What is left out without execution data. Recorded for all but variables, which are taken to be data, too. */
const DATA: ReadonlySet<string> = new Set(['input', 'inputDetails', 'output', 'outputDetails', 'parameters', 'assignedVariables', 'assignedVariablesDetails']);

/** CloudWatch Logs takes no more of an input or output, written as JSON. */
const MOST_BYTES = 248 * 1024;

/**
 * The events of an execution as Step Functions writes them to CloudWatch Logs.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
export function logEvents(
  events: readonly EventRecord[], identity: MachineIdentity, executionArn: string, options: ExecutionLogOptions,
): object[] {
  refuseUnknownOptions(options, { level: true, includeExecutionData: true }, 'A log of an execution');
  const { level = 'ALL' as LogLevel, includeExecutionData = true } = options;
  const isLogged = LEVELS.get(level);
  if (!isLogged) {
    throw new StepwrightError('UnknownLogLevel', `The log level is ${JSON.stringify(level)}. It must be one of ${[...LEVELS.keys()].map((one) => `"${one}"`).join(', ')}.`);
  }
  const logged: object[] = [];
  let redriveCount = 0;
  for (const event of events) {
    redriveCount = event.details?.redriveCount ?? redriveCount;
    if (isLogged(event.type)) {
      logged.push({
        id: String(event.id),
        type: event.type,
        details: detailsOf(event, identity, includeExecutionData),
        previous_event_id: String(event.previousEventId),
        event_timestamp: String(event.time),
        execution_arn: executionArn,
        redrive_count: String(redriveCount),
      });
    }
  }
  return logged;
}

function detailsOf(event: EventRecord, identity: MachineIdentity, includeExecutionData: boolean): object {
  const { timestamp, type, id, previousEventId, ...ofType } = renderEvent(event, identity);
  const [details = {}] = Object.values(ofType) as { readonly [name: string]: unknown }[];
  const shown: { [name: string]: unknown } = {};
  for (const name of Object.keys(details).sort()) {
    if (includeExecutionData || !DATA.has(name)) {
      shown[name] = details[name];
    }
  }
  for (const name of ['input', 'output']) {
    const text = shown[name];
    if (typeof text === 'string' && escapedBytes(text) > MOST_BYTES) {
      shown[name] = cut(text);
      shown[`${name}Details`] = { truncated: true };
    }
  }
  return shown;
}

/** As much of a text as CloudWatch Logs takes. */
function cut(text: string): string {
  let [fits, tooLong] = [0, text.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (escapedBytes(text.slice(0, middle)) <= MOST_BYTES) {
      fits = middle;
    } else {
      tooLong = middle;
    }
  }
  const splitsPair = /[\uD800-\uDBFF]/.test(text[fits - 1]);
  return text.slice(0, splitsPair ? fits - 1 : fits);
}

const escapedBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text), 'utf8') - 2;
