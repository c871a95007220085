import { compileJsonataField, compileTemplate, Field } from './data-flow';
import { compileNumberField } from './number-field';
import type { StateEvaluation } from './state-evaluation';
import { isJsonObject, JsonObject, JsonValue } from '../asl/json-value';

/** What an ItemReader asks for beside the parameters of its API action: its `ReaderConfig`, evaluated. */
export interface ItemReaderRequest {
  /** The Map Run that the items are for. */
  readonly mapRun: number;
  /** The `InputType`; none for a listing of objects. */
  readonly inputType: string | undefined;
  readonly transformation: string | undefined;
  readonly manifestType: string | undefined;
  readonly csvDelimiter: string | undefined;
  readonly csvHeaderLocation: string | undefined;
  readonly csvHeaders: readonly string[] | undefined;
  readonly itemsPointer: string | undefined;
  /** How many items are taken; undefined for all. */
  readonly maxItems: number | undefined;
}

/** An ItemReader, compiled. */
export interface ItemReader {
  readonly resource: string;
  /** The parameters of the API action. */
  readonly input: Field;
  request(evaluation: StateEvaluation, mapRun: number): ItemReaderRequest;
  /** `MaxItems` as the definition has it: AWS refuses a negative one only when it reads. */
  maxItems(evaluation: StateEvaluation): number | undefined;
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
export function compileItemReader(definition: JsonObject | undefined, jsonata: boolean): ItemReader | undefined {
  if (typeof definition?.Resource !== 'string') {
    return undefined;
  }
  const config = isJsonObject(definition.ReaderConfig) ? definition.ReaderConfig : {};
  const maxItems = compileNumberField(config, 'MaxItems', jsonata, { outside: '' });
  const fixed = {
    inputType: textOf(config.InputType),
    transformation: textOf(config.Transformation),
    manifestType: textOf(config.ManifestType),
    csvDelimiter: textOf(config.CSVDelimiter),
    csvHeaderLocation: textOf(config.CSVHeaderLocation),
    csvHeaders: Array.isArray(config.CSVHeaders) ? config.CSVHeaders.map(String) : undefined,
    itemsPointer: textOf(config.ItemsPointer),
  };
  return {
    resource: definition.Resource,
    input: jsonata ? compileJsonataField(definition.Arguments ?? {}, 'ItemReader/Arguments') : compileTemplate(definition.Parameters ?? {})!,
    maxItems: (evaluation) => maxItems?.(evaluation),
    request: (evaluation, mapRun) => ({ ...fixed, mapRun, maxItems: maxItems?.(evaluation) || undefined }), // 0 means all
  };
}

const textOf = (value: JsonValue | undefined): string | undefined => typeof value === 'string' ? value : undefined;
