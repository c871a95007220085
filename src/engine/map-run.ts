import type { Engine } from './engine';
import type { EventLog, EventRecord } from './history';
import type { ExecutionIdentity, Scope } from './scope';

/**
 * The Map Run of a Distributed Map, as the execution keeps it: plain data. What a child came to stands in its log, so a child that has ended
 * costs nothing more than its history.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html
 */
export interface MapRunRecord {
  readonly arn: string;
  readonly stateName: string;
  /** The ARN of the execution whose Map it is: a child execution can have Map Runs of its own. */
  readonly executionArn: string;
  readonly startTime: number;
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number | undefined;
  readonly toleratedFailurePercentage: number | undefined;
  /** How many items there are, and how many each child gets where they are batched. Known once they have been read. */
  itemCount: number;
  batchSizes: readonly number[] | undefined;
  /** The child executions that were started, in the order of their items. */
  readonly children: ChildRecord[];
  redriveCount: number;
  /** The numbers of the children that wait for being redriven, the next one last. */
  pendingRedrive: number[];
  /** Undefined while it runs. */
  status: 'SUCCEEDED' | 'FAILED' | 'ABORTED' | undefined;
  stopTime: number | undefined;
}

/** A child execution of a Map Run. */
export interface ChildRecord {
  readonly execution: ExecutionIdentity;
  readonly log: EventLog;
}

/** How a Map Run is set up, before it has its items. */
export interface MapRunSettings {
  readonly label: string;
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number | undefined;
  readonly toleratedFailurePercentage: number | undefined;
}

/** Begins a Map Run and writes its first event; returns its number in the execution. */
export function startMapRun(engine: Engine, scope: Scope, { label, ...settings }: MapRunSettings): number {
  const { mapRuns, random } = engine.state;
  const arn = `${engine.identity.stateMachineArn.replace(':stateMachine:', ':mapRun:')}/${label}:${random.uuid()}`;
  mapRuns.push({
    ...settings, arn, stateName: scope.state.name, executionArn: scope.execution.arn, startTime: engine.now,
    itemCount: 0, batchSizes: undefined, children: [], redriveCount: 0, pendingRedrive: [], status: undefined, stopTime: undefined,
  });
  scope.lastEvent = engine.emit(scope, 'MapRunStarted', scope.lastEvent, undefined, undefined, { mapRunArn: arn });
  return mapRuns.length - 1;
}

/** A Map Run ends in an error; returns the event that says so. */
export function failMapRun(engine: Engine, scope: Scope, mapRun: number, error: string | undefined, cause: string | undefined): number {
  endMapRun(engine, mapRun, 'FAILED');
  return engine.emit(scope, 'MapRunFailed', scope.lastEvent, undefined, undefined, { error, cause });
}

/** Notes the end of a Map Run; the first end counts. */
export function endMapRun(engine: Engine, mapRun: number, status: NonNullable<MapRunRecord['status']>): void {
  const record = engine.state.mapRuns[mapRun];
  if (record.status === undefined) {
    record.status = status;
    record.pendingRedrive = [];
    record.stopTime = engine.now;
  }
}

/** The event that ended a child; undefined while it runs. */
export function endOf({ log: { events } }: ChildRecord): EventRecord | undefined {
  const last = events[events.length - 1];
  return last && /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(last.type) ? last : undefined;
}
