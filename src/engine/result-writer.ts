import { isoTime } from './context-object';
import { compileJsonataField, compileTemplate, Field } from './data-flow';
import { ChildRecord, endOf, MapRunRecord } from './map-run';
import { isJsonObject, JsonArray, JsonObject, JsonValue } from '../asl/json-value';
import { resultWriterCheck } from '../asl/task-parameters';

/** What a ResultWriter puts into a bucket. */
export interface ResultFiles {
  readonly bucket: string;
  readonly files: readonly { readonly key: string; readonly text: string }[];
}

/** A ResultWriter, compiled. */
export interface ResultWriter {
  /** The bucket and the prefix; undefined where the results are only formatted. */
  readonly parameters: Field | undefined;
  readonly transformation: 'NONE' | 'COMPACT' | 'FLATTEN';
  readonly jsonLines: boolean;
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export function compileResultWriter(definition: JsonObject | undefined, jsonata: boolean): ResultWriter | undefined {
  if (!definition) {
    return undefined;
  }
  const config = isJsonObject(definition.WriterConfig) ? definition.WriterConfig : {};
  const exports = definition.Resource !== undefined;
  return {
    parameters: !exports ? undefined
      : jsonata ? compileJsonataField(definition.Arguments ?? {}, 'ResultWriter/Arguments') : compileTemplate(definition.Parameters ?? {}),
    transformation: config.Transformation === 'COMPACT' || config.Transformation === 'FLATTEN' || config.Transformation === 'NONE'
      ? config.Transformation : exports ? 'NONE' : 'COMPACT',
    jsonLines: config.OutputType === 'JSONL',
  };
}

/** The results of a Map Run as the state's result has them, where they are not exported. */
export function formatResults(writer: ResultWriter, run: MapRunRecord, stateMachineArn: string): JsonValue {
  const results = transformed(writer, run.children, run, stateMachineArn);
  return writer.jsonLines ? results.map((result) => JSON.stringify(result)).join('\n') : results;
}

/** Where results go, or why they can go nowhere. */
export type ResultPlace =
  | { readonly problem?: undefined; readonly bucket: string; readonly prefix: string }
  | { readonly problem: string };

const checkParameters = resultWriterCheck();

/**
 * Reads where the results of a Map Run go. No recording shows AWS's words for parameters that are wrong: what is wrong is named as it is for a Task.
 */
export function resultPlace(parameters: JsonValue, run: MapRunRecord): ResultPlace {
  const given = isJsonObject(parameters) ? parameters : {};
  const problems = checkParameters(parameters, 'types');
  if (problems) {
    return { problem: `The Parameters '${JSON.stringify(parameters)}' could not be used to write the results: [${problems.join(', ')}]` };
  }
  const { Bucket: bucket, Prefix: folder } = given;
  if (typeof bucket !== 'string' || bucket === '') {
    return { problem: `The Parameters '${JSON.stringify(parameters)}' could not be used to write the results: [The value of the field 'Bucket' has an invalid format]` };
  }
  return { bucket, prefix: `${typeof folder === 'string' && folder !== '' ? `${folder}/` : ''}${run.arn.slice(run.arn.lastIndexOf(':') + 1)}/` };
}

/** The files of a Map Run's results: those that succeeded, those that failed, those that did not run, and the manifest that lists them. */
export function resultFiles(writer: ResultWriter, run: MapRunRecord, stateMachineArn: string, bucket: string, prefix: string): ResultFiles {
  const files: { key: string; text: string }[] = [];
  const listed: { [status: string]: JsonValue } = {};
  for (const [status, children] of byStatus(run)) {
    if (children.length === 0) {
      listed[status] = [];
      continue;
    }
    const results = transformed(writer, children, run, stateMachineArn);
    const text = writer.jsonLines ? results.map((result) => `${JSON.stringify(result)}\n`).join('') : JSON.stringify(results);
    const key = `${prefix}${status}_0.${writer.jsonLines ? 'jsonl' : 'json'}`;
    files.push({ key, text });
    listed[status] = [{ Key: key, Size: Buffer.byteLength(text, 'utf8') }];
  }
  const manifest = { DestinationBucket: bucket, MapRunArn: run.arn, ResultFiles: listed };
  return { bucket, files: [{ key: `${prefix}manifest.json`, text: JSON.stringify(manifest) }, ...files] };
}

function byStatus({ children }: MapRunRecord): readonly (readonly [string, ChildRecord[]])[] {
  const status = (child: ChildRecord) => endOf(child)?.type;
  return [
    ['FAILED', children.filter((child) => status(child) === 'ExecutionFailed' || status(child) === 'ExecutionTimedOut')],
    ['PENDING', children.filter((child) => status(child) === undefined || status(child) === 'ExecutionAborted')],
    ['SUCCEEDED', children.filter((child) => status(child) === 'ExecutionSucceeded')],
  ];
}

/** The results of children; one that failed stands there unchanged, whatever the transformation. */
function transformed({ transformation }: ResultWriter, children: readonly ChildRecord[], run: MapRunRecord, stateMachineArn: string): JsonArray {
  return children.flatMap((child) => {
    const end = endOf(child);
    if (transformation === 'NONE' || end?.type !== 'ExecutionSucceeded') {
      return [describe(child, run, stateMachineArn)];
    }
    const output = end.value ?? null;
    return transformation === 'FLATTEN' && Array.isArray(output) ? output as JsonArray : [output];
  });
}

/** A child execution as `DescribeExecution` has it, in the casing of the exported files. */
function describe(child: ChildRecord, run: MapRunRecord, stateMachineArn: string): JsonObject {
  const end = endOf(child);
  const status = end ? end.type.slice('Execution'.length).toUpperCase() : 'PENDING';
  const succeeded = status === 'SUCCEEDED';
  const label = run.arn.slice(run.arn.lastIndexOf('/') + 1, run.arn.lastIndexOf(':'));
  return {
    ...(end?.details?.cause !== undefined && { Cause: end.details.cause }),
    ...(end?.details?.error !== undefined && { Error: end.details.error }),
    ExecutionArn: child.execution.arn,
    Input: JSON.stringify(child.execution.input),
    InputDetails: { Included: true },
    Name: child.execution.name,
    ...(succeeded && { Output: JSON.stringify(end!.value), OutputDetails: { Included: true } }),
    RedriveCount: child.execution.redrives,
    RedriveStatus: succeeded ? 'NOT_REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN',
    ...(succeeded && { RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' }),
    StartDate: isoTime(child.execution.startTime),
    StateMachineArn: `${stateMachineArn}/${label}`,
    Status: status,
    ...(end && { StopDate: isoTime(end.time) }),
  };
}
