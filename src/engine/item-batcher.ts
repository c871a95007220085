import { compileJsonataField, compileTemplate } from './data-flow';
import { compileNumberField } from './number-field';
import type { StateEvaluation } from './state-evaluation';
import { JsonArray, JsonObject, JsonValue } from '../asl/json-value';

/** Groups the items of a Distributed Map: each child execution gets one batch. */
export type Batcher = (evaluation: StateEvaluation, items: JsonArray) => JsonArray;

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
export function compileBatcher(definition: JsonObject, jsonata: boolean): Batcher {
  const maxItems = compileNumberField(definition, 'MaxItemsPerBatch', jsonata, { minimum: 1, outside: 'field MaxItemsPerBatch must be positive' });
  const maxBytes = compileNumberField(definition, 'MaxInputBytesPerBatch', jsonata, { minimum: 1, outside: 'field MaxInputBytesPerBatch must be positive' });
  const { BatchInput } = definition;
  const batchInput = BatchInput === undefined ? undefined
    : jsonata ? compileJsonataField(BatchInput, 'ItemBatcher/BatchInput') : compileTemplate(BatchInput);
  return (evaluation, items) => {
    const most = maxItems?.(evaluation) ?? Infinity;
    const bytes = maxBytes?.(evaluation) ?? Infinity;
    const shared = batchInput?.(evaluation);
    const batches: JsonValue[] = [];
    const wrapper = bytes === Infinity ? 0 : size(shared === undefined ? { Items: [] } : { BatchInput: shared, Items: [] });
    let batch: JsonValue[] = [];
    let used = wrapper;
    const flush = () => {
      batches.push(shared === undefined ? { Items: batch } : { BatchInput: shared, Items: batch });
      batch = [];
      used = wrapper;
    };
    for (const item of items) {
      const more = bytes === Infinity ? 0 : size(item) + 1;
      if (batch.length > 0 && (batch.length >= most || used + more > bytes)) {
        flush();
      }
      batch.push(item);
      used += more;
    }
    if (batch.length > 0) {
      flush();
    }
    return batches;
  };
}

const size = (value: JsonValue): number => Buffer.byteLength(JSON.stringify(value), 'utf8');
