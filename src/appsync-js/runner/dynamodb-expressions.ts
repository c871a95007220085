import { AttributeValue, isObject, toDynamoDB } from './dynamodb-values';

/** An expression with what stands for its names and values. */
export interface DynamoDbExpression {
  readonly expression: string;
  readonly expressionNames: { readonly [name: string]: string };
  readonly expressionValues: { readonly [name: string]: AttributeValue };
}

const COMPARISONS: ReadonlyMap<string, string> = new Map([['eq', '='], ['ne', '<>'], ['le', '<='], ['lt', '<'], ['ge', '>='], ['gt', '>']]);
const FUNCTIONS: ReadonlyMap<string, string> = new Map([['beginsWith', 'begins_with'], ['contains', 'contains'], ['notContains', 'NOT contains']]);
const TYPES: ReadonlyMap<string, string> = new Map([
  ['_null', 'NULL'], ['string', 'S'], ['stringSet', 'SS'], ['number', 'N'], ['numberSet', 'NS'], ['binary', 'B'], ['binarySet', 'BS'], ['boolean', 'BOOL'],
  ['list', 'L'], ['map', 'M'],
]);

/**
 * The expression that `util.transform` makes of a filter; undefined for what is none. Written as recordings of AppSync's EvaluateCode have it.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/transformation-helpers-in-utils-transform-js.html
 */
export function filterExpression(filter: unknown): DynamoDbExpression | undefined {
  const writer = new ExpressionWriter();
  const parts = writer.filter(filter, []);
  return parts && { expression: parts.join(' AND '), expressionNames: writer.names, expressionValues: writer.values };
}

class ExpressionWriter {
  public readonly names: { [name: string]: string } = {};
  public readonly values: { [name: string]: AttributeValue } = {};

  /** The terms of a filter, all of which must hold. */
  public filter(filter: unknown, path: readonly string[]): string[] | undefined {
    if (!isObject(filter)) return undefined;
    return all(Object.entries(filter).map(([name, value]) => {
      if (name === 'and' || name === 'or') return this.group(name, value, path);
      if (name !== 'not') return this.field(name, value, path);
      const inner = this.filter(value, [...path, 'not']);
      return inner && [`(NOT ${wrapped(inner, 'AND')})`];
    }));
  }

  private group(word: 'and' | 'or', members: unknown, path: readonly string[]): string[] | undefined {
    if (!Array.isArray(members)) return undefined;
    const inner = all(members.map((member, index) => {
      const terms = this.filter(member, [...path, word, String(index)]);
      return terms && [wrapped(terms, 'AND')];
    }));
    return inner && (inner.length === 0 ? [] : [wrapped(inner, word.toUpperCase())]);
  }

  private field(name: string, operators: unknown, path: readonly string[]): string[] | undefined {
    this.names[`#${name}`] = name;
    const terms = this.operators(`#${name}`, operators, [...path, name]);
    return terms && (terms.length === 0 ? [''] : [wrapped(terms, 'AND')]);
  }

  private operators(operand: string, operators: unknown, path: readonly string[]): string[] | undefined {
    if (!isObject(operators)) return undefined;
    return all(Object.entries(operators).map(([operator, value]) => {
      const at = [...path, operator];
      if (operator === 'size') return this.operators(operand.startsWith('size(') ? operand : `size(${operand})`, value, at);
      const term = this.term(operand, operator, value, at);
      return term === undefined ? undefined : [`(${term})`];
    }));
  }

  private term(operand: string, operator: string, value: unknown, path: readonly string[]): string | undefined {
    const comparison = COMPARISONS.get(operator);
    if (comparison !== undefined) return `${operand} ${comparison} ${this.value(path, value)}`;
    const called = FUNCTIONS.get(operator);
    if (called !== undefined) return `${called}(${operand},${this.value(path, value)})`;
    switch (operator) {
      case 'attributeExists': return typeof value === 'boolean' ? `${value ? 'attribute_exists' : 'attribute_not_exists'}(${operand})` : undefined;
      case 'attributeType': {
        const type = TYPES.get(String(value));
        return type === undefined ? undefined : `attribute_type(${operand},${this.value(path, type)})`;
      }
      case 'between':
        if (!Array.isArray(value) || value.length < 2) return undefined;
        return `${operand} BETWEEN ${this.value([...path, 'start'], value[0])} AND ${this.value([...path, 'end'], value[1])}`;
      case 'in':
        if (!Array.isArray(value)) return undefined;
        // AppSync writes so of an empty list.
        return value.length === 0 ? 'null' : `${operand} IN (${value.map((each, index) => this.value([...path, String(index)], each)).join(', ')})`;
      default: return undefined;
    }
  }

  private value(path: readonly string[], value: unknown): string {
    const name = `:${path.join('_')}`;
    this.values[name] = toDynamoDB(value);
    return name;
  }
}

const wrapped = (terms: readonly string[], word: string) => (terms.length === 1 ? terms[0] : terms.length === 0 ? '' : `(${terms.join(` ${word} `)})`);

/** All terms; undefined where one could not be written. */
function all(terms: readonly (readonly string[] | undefined)[]): string[] | undefined {
  return terms.includes(undefined) ? undefined : terms.flatMap((each) => each!);
}
