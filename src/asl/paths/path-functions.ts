import { EvaluationError } from '../evaluation';
import { isJsonObject, JsonValue } from '../json-value';

/** What a function of a path, such as `length()`, works on: the value before it, and its parameters evaluated. */
export type PathFunction = (model: JsonValue, parameters: readonly JsonValue[]) => JsonValue;

const EMPTY = 'Aggregation function attempted to calculate value using empty array';

function aggregate(compute: (numbers: readonly number[]) => number): PathFunction {
  return (model, parameters) => {
    const numbers: number[] = [];
    const add = (value: JsonValue) => {
      if (typeof value === 'number') numbers.push(value);
    };
    if (Array.isArray(model)) model.forEach(add);
    for (const parameter of parameters) {
      if (Array.isArray(parameter)) parameter.forEach(add);
      else add(parameter);
    }
    if (numbers.length === 0) throw new EvaluationError('path', EMPTY);
    return compute(numbers);
  };
}

function itemAt(model: JsonValue, index: number): JsonValue {
  if (!Array.isArray(model)) throw new EvaluationError('path', EMPTY);
  const at = index < 0 ? model.length + index : index;
  if (at < 0) throw new EvaluationError('path', `Target index:${index} larger than object count:${model.length}`);
  if (at >= model.length) throw new EvaluationError('path', `Index ${at} out of bounds for length ${model.length}`);
  return model[at] as JsonValue;
}

function concatenate(model: JsonValue, parameters: readonly JsonValue[]): string {
  const texts: string[] = [];
  if (Array.isArray(model)) {
    for (const item of model as readonly JsonValue[]) if (typeof item === 'string') texts.push(item);
  }
  for (const parameter of parameters) {
    for (const item of Array.isArray(parameter) ? (parameter as readonly JsonValue[]) : [parameter]) {
      if (item !== null) texts.push(typeof item === 'object' ? JSON.stringify(item) : String(item));
    }
  }
  return texts.join('');
}

function length(model: JsonValue, parameters: readonly JsonValue[]): JsonValue {
  const counted = parameters.length > 0 && Array.isArray(parameters[0]) ? parameters[0] : model;
  if (Array.isArray(counted)) return counted.length;
  return isJsonObject(counted) ? Object.keys(counted).length : null;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

export const PATH_FUNCTION_TABLE: ReadonlyMap<string, PathFunction> = new Map<string, PathFunction>([
  ['append', (model, parameters) => (Array.isArray(model) ? [...(model as readonly JsonValue[]), ...parameters] : model)],
  ['avg', aggregate((numbers) => sum(numbers) / numbers.length)],
  ['concat', concatenate],
  ['first', (model) => itemAt(model, 0)],
  ['index', (model, parameters) => itemAt(model, typeof parameters[0] === 'number' ? Math.trunc(parameters[0]) : 0)],
  ['keys', (model) => (isJsonObject(model) ? Object.keys(model) : null)],
  ['last', (model) => itemAt(model, -1)],
  ['length', length],
  ['max', aggregate((numbers) => numbers.reduce((best, number) => Math.max(best, number)))],
  ['min', aggregate((numbers) => numbers.reduce((best, number) => Math.min(best, number)))],
  ['size', length],
  ['stddev', aggregate((numbers) => {
    const mean = sum(numbers) / numbers.length;
    return Math.sqrt(sum(numbers.map((number) => number * number)) / numbers.length - mean * mean);
  })],
  ['sum', aggregate(sum)],
]);
