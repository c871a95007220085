import { expressionText, hasJsonataDelimiters } from './delimiters';
import { CompiledJsonata, compileJsonata, JsonataStates } from './expression';
import { returnedNothing, threwAnError } from './failure';
import { EvaluationError, EvaluationScope, ExpressionSyntaxError } from '../evaluation';
import { JsonValue, setMember } from '../json-value';

/** A field under JSONata: literals, with expressions wherever a string may stand. */
export interface JsonataTemplate {
  /** The expression's text, where the field is an expression as a whole. */
  readonly expression: string | undefined;
  /** Whether the field holds no expression; its value is then the definition's own. */
  readonly constant: boolean;
  /** Gives the value. Throws {@link EvaluationError} with AWS's sentence and the place within the field. */
  evaluate(scope: EvaluationScope, states: JsonataStates): JsonValue;
}

const MAX_DEPTH = 1000;

/**
 * Compiles a field.
 *
 * @param field how AWS names it: `Output`, `Arguments`, `Choices[0]/Condition`. Below it, AWS writes `/name` for a member and `[0]` for an item.
 */
export function compileJsonataTemplate(value: JsonValue, field: string): JsonataTemplate {
  const part = compilePart(value, field, 0);
  const expression = typeof value === 'string' && hasJsonataDelimiters(value) ? expressionText(value) : undefined;
  return part === undefined
    ? { expression, constant: true, evaluate: () => value }
    : { expression, constant: false, evaluate: part };
}

type Part = (scope: EvaluationScope, states: JsonataStates) => JsonValue;

/** Undefined for what is constant. */
function compilePart(value: JsonValue, field: string, depth: number): Part | undefined {
  if (depth > MAX_DEPTH) throw new ExpressionSyntaxError(`The field "${field.split(/[/[]/, 1)[0]}" is nested deeper than ${MAX_DEPTH} levels.`);
  if (typeof value === 'string') return hasJsonataDelimiters(value) ? compileExpressionPart(expressionText(value), field) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? compileArray(value, field, depth) : compileObject(value as { readonly [name: string]: JsonValue }, field, depth);
}

function compileExpressionPart(text: string, field: string): Part {
  const expression: CompiledJsonata = compileJsonata(text);
  return (scope, states) => {
    let value: JsonValue | undefined;
    try {
      value = expression.evaluate(scope, states);
    } catch (thrown) {
      if (!(thrown instanceof EvaluationError)) throw thrown;
      throw new EvaluationError('jsonata', threwAnError(text, field, thrown.message), field);
    }
    if (value === undefined) throw new EvaluationError('jsonata', returnedNothing(text, field), field);
    return value;
  };
}

function compileArray(array: readonly JsonValue[], field: string, depth: number): Part | undefined {
  const parts = array.map((item, index) => compilePart(item, `${field}[${index}]`, depth + 1));
  if (parts.every((part) => part === undefined)) return undefined;
  return (scope, states) => {
    const items: JsonValue[] = [];
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index];
      items.push(part === undefined ? array[index] : part(scope, states));
    }
    return items;
  };
}

function compileObject(object: { readonly [name: string]: JsonValue }, field: string, depth: number): Part | undefined {
  const names = Object.keys(object);
  const parts = names.map((name) => compilePart(object[name], `${field}/${name}`, depth + 1));
  if (parts.every((part) => part === undefined)) return undefined;
  return (scope, states) => {
    const result: { [name: string]: JsonValue } = {};
    for (let index = 0; index < names.length; index++) {
      const name = names[index];
      const part = parts[index];
      setMember(result, name, part === undefined ? object[name] : part(scope, states));
    }
    return result;
  };
}
