import { EvaluationError, EvaluationScope, Expression, ExpressionSyntaxError } from './evaluation';
import { isIntrinsicCall } from './intrinsics/intrinsic-call';
import { JsonObject, JsonValue, setMember } from './json-value';
import { compileExpression, compilePath, Path } from './paths/expression';
import { printValue } from './paths/java-types';
import { PathNotFoundError } from './paths/path-evaluation';

export interface PayloadTemplateOptions {
  /**
   * What an index past the end of its array gives. Jayway JsonPath fails; that AWS gives null here is said but not recorded.
   *
   * @default 'fail'
   */
  readonly indexPastEnd?: 'fail' | 'null';
}

/**
 * Compiles a payload template (`Parameters`, `ResultSelector`, `ItemSelector`, `Assign` …): the value of each key that ends with `.$`
 * is an expression, everything else stands as it is. Throws ExpressionSyntaxError. The values of a template may be nested as deep as
 * the parser of definitions allows.
 *
 * @see https://states-language.net/spec.html#payload-template
 */
export function compilePayloadTemplate(template: JsonValue, options: PayloadTemplateOptions = {}): Expression {
  const compiled = compileValue(template, options);
  return compiled ?? (() => template);
}

/** Undefined where there is nothing to evaluate in the value. */
function compileValue(template: JsonValue, options: PayloadTemplateOptions): Expression | undefined {
  if (typeof template !== 'object' || template === null) return undefined;
  return Array.isArray(template) ? compileArray(template, options) : compileObject(template as JsonObject, options);
}

function compileArray(template: readonly JsonValue[], options: PayloadTemplateOptions): Expression | undefined {
  const compiled = template.map((item) => compileValue(item, options));
  if (compiled.every((item) => item === undefined)) return undefined;
  const items = compiled.map((item, at): Expression => item ?? (() => template[at]));
  return (scope) => items.map((item) => item(scope));
}

function compileObject(template: JsonObject, options: PayloadTemplateOptions): Expression | undefined {
  const names: string[] = [];
  const values: (Expression | undefined)[] = [];
  const constants: JsonValue[] = [];
  for (const [key, value] of Object.entries(template)) {
    const dynamic = key.endsWith('.$');
    const name = dynamic ? key.slice(0, -2) : key;
    if (dynamic && Object.hasOwn(template, name)) {
      throw new ExpressionSyntaxError(`Fields "${name}" and "${key}" stand side by side, and both give "${name}" its value. Remove one of them.`);
    }
    names.push(name);
    values.push(dynamic ? compileField(key, value, options) : compileValue(value, options));
    constants.push(value);
  }
  if (values.every((value) => value === undefined)) return undefined;
  const set = names.includes('__proto__') ? setMember : setPlainMember;
  return (scope) => {
    const object: { [member: string]: JsonValue } = {};
    for (let at = 0; at < names.length; at++) {
      const value = values[at];
      set(object, names[at], value === undefined ? constants[at] : value(scope));
    }
    return object;
  };
}

function setPlainMember(object: { [member: string]: JsonValue }, name: string, value: JsonValue): void {
  object[name] = value;
}

function compileField(key: string, value: JsonValue, options: PayloadTemplateOptions): Expression {
  if (typeof value !== 'string') {
    throw new ExpressionSyntaxError(
      `Field "${key}" holds ${value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`}. `
      + 'A field whose name ends with ".$" holds a text: a path or an intrinsic function. Remove ".$" from the name for a fixed value.');
  }
  try {
    if (isIntrinsicCall(value) || !value.startsWith('$')) return compileExpression(value);
    const path = compilePath(value);
    return (scope) => {
      const found = path.find(scope);
      return found === undefined ? missing(key, path, scope, options) : found;
    };
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    throw new ExpressionSyntaxError(`The value of the field "${key}" is not a valid path or intrinsic function: ${error.message}`, error.offset);
  }
}

function missing(key: string, path: Path, scope: EvaluationScope, options: PayloadTemplateOptions): JsonValue {
  if (options.indexPastEnd === 'null' && isPastEnd(path, scope)) return null;
  const source = path.source(scope) ?? scope.input;
  throw new EvaluationError('path', notFoundSentence(path.text, key, source));
}

/** AWS's sentence for a path of a payload template that leads nowhere. */
export function notFoundSentence(path: string, field: string, input: JsonValue): string {
  return `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${typeof input === 'string' ? JSON.stringify(input) : printValue(input)}'`;
}

function isPastEnd(path: Path, scope: EvaluationScope): boolean {
  try {
    path.read(scope);
    return false;
  } catch (error) {
    if (error instanceof EvaluationError) return error instanceof PathNotFoundError && error.pastEnd;
    throw error;
  }
}
