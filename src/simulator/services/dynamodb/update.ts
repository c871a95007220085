import { AttributeValue, Item, typeOf } from './attribute-value';
import { addDecimals, formatDecimal, negated, parseDecimal } from './decimal';
import { DocumentPath, valueAt, withoutValue, withValue } from './document-path';
import { ExpressionParser, Operand, Placeholders } from './expression-parser';
import { ServiceError } from '../service-call';

/** An UpdateExpression, read: what it sets, removes, adds and deletes. */
export interface Update {
  readonly set: readonly { readonly path: DocumentPath; readonly value: SetValue }[];
  readonly remove: readonly DocumentPath[];
  readonly add: readonly { readonly path: DocumentPath; readonly value: AttributeValue }[];
  readonly delete: readonly { readonly path: DocumentPath; readonly value: AttributeValue }[];
}

interface SetValue {
  readonly left: Operand;
  readonly operator?: '+' | '-';
  readonly right?: Operand;
}

const SECTIONS = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html */
export function parseUpdate(text: string, placeholders: Placeholders): Update {
  const parser = new ExpressionParser(text, 'UpdateExpression', placeholders);
  const set: { path: DocumentPath; value: SetValue }[] = [];
  const remove: DocumentPath[] = [];
  const add: { path: DocumentPath; value: AttributeValue }[] = [];
  const removeFromSets: { path: DocumentPath; value: AttributeValue }[] = [];
  const seen = new Set<string>();
  while (parser.peek() !== undefined) {
    const section = SECTIONS.find((one) => parser.take(one));
    if (!section) {
      throw parser.syntaxError();
    }
    if (seen.has(section)) {
      throw parser.refuse(`The "${section}" section can only be used once in an update expression;`);
    }
    seen.add(section);
    do {
      const path = parser.path();
      switch (section) {
        case 'SET': set.push({ path, value: setValue(parser) }); break;
        case 'REMOVE': remove.push(path); break;
        case 'ADD': add.push({ path, value: literal(parser, 'ADD', ['N', 'SS', 'NS', 'BS']) }); break;
        case 'DELETE': removeFromSets.push({ path, value: literal(parser, 'DELETE', ['SS', 'NS', 'BS']) }); break;
      }
    } while (parser.take(','));
  }
  const update = { set, remove, add, delete: removeFromSets };
  parser.refuseOverlap(changedPaths(update));
  return update;
}

export const changedPaths = (update: Update): DocumentPath[] => [
  ...update.set.map(({ path }) => path), ...update.remove, ...update.add.map(({ path }) => path), ...update.delete.map(({ path }) => path),
];

function setValue(parser: ExpressionParser): SetValue {
  if (!parser.take('=')) {
    throw parser.syntaxError();
  }
  const left = checkedOperand(parser.operand(), parser);
  const operator = parser.take('+') ? '+' : parser.take('-') ? '-' : undefined;
  return operator ? { left, operator, right: checkedOperand(parser.operand(), parser) } : { left };
}

function checkedOperand(operand: Operand, parser: ExpressionParser): Operand {
  if (operand.kind !== 'call') {
    return operand;
  }
  if (operand.name !== 'if_not_exists' && operand.name !== 'list_append') {
    throw parser.refuse(/^(size|attribute_exists|attribute_not_exists|attribute_type|begins_with|contains)$/.test(operand.name)
      ? `The function is not allowed in an update expression; function: ${operand.name}` : `Invalid function name; function: ${operand.name}`);
  }
  if (operand.operands.length !== 2) {
    throw parser.refuse(`Incorrect number of operands for operator or function; operator or function: ${operand.name}, number of operands: ${operand.operands.length}`);
  }
  if (operand.name === 'if_not_exists' && operand.operands[0].kind !== 'path') {
    throw parser.refuse('Operator or function requires a document path; operator or function: if_not_exists');
  }
  operand.operands.forEach((one) => checkedOperand(one, parser));
  return operand;
}

function literal(parser: ExpressionParser, section: string, types: readonly string[]): AttributeValue {
  const operand = parser.operand();
  if (operand.kind !== 'value') {
    throw parser.syntaxError();
  }
  if (!types.includes(typeOf(operand.value))) {
    throw parser.refuse(`Incorrect operand type for operator or function; operator: ${section}, operand type: ${TYPE_NAMES[typeOf(operand.value)] ?? typeOf(operand.value)}`);
  }
  return operand.value;
}

const TYPE_NAMES: { readonly [type: string]: string } = { S: 'STRING', N: 'NUMBER', B: 'BINARY', BOOL: 'BOOLEAN', NULL: 'NULL', M: 'MAP', L: 'LIST' };

/** An item as an update leaves it. All values are read from the item as it was before. */
export function applyUpdate(update: Update, item: Item): Item {
  let result = item;
  for (const { path, value } of update.set) {
    result = withValue(result, path, evaluate(value, item));
  }
  for (const { path, value } of update.add) {
    result = withValue(result, path, added(valueAt(item, path), value));
  }
  for (const { path, value } of update.delete) {
    const left = deleted(valueAt(item, path), value);
    result = left ? withValue(result, path, left) : withoutValue(result, path);
  }
  // Elements of one list are removed from the last to the first: their numbers are those of the item before.
  const removed = [...update.remove].sort((a, b) => Number(b[b.length - 1]) - Number(a[a.length - 1]) || 0);
  for (const path of removed) {
    result = withoutValue(result, path);
  }
  return result;
}

const wrongType = () => new ServiceError('ValidationException', 'An operand in the update expression has an incorrect data type');

function evaluate({ left, operator, right }: SetValue, item: Item): AttributeValue {
  const value = read(left, item);
  if (!operator) {
    return value;
  }
  const other = read(right!, item);
  if (value.N === undefined || other.N === undefined) {
    throw wrongType();
  }
  const amount = parseDecimal(other.N as string);
  return { N: formatDecimal(addDecimals(parseDecimal(value.N as string), operator === '+' ? amount : negated(amount))) };
}

function read(operand: Operand, item: Item): AttributeValue {
  if (operand.kind === 'value') {
    return operand.value;
  }
  if (operand.kind === 'path') {
    const value = valueAt(item, operand.path);
    if (!value) {
      throw new ServiceError('ValidationException', 'The provided expression refers to an attribute that does not exist in the item');
    }
    return value;
  }
  const [first, second] = operand.operands;
  if (operand.name === 'if_not_exists') {
    return (first.kind === 'path' ? valueAt(item, first.path) : undefined) ?? read(second, item);
  }
  const [head, tail] = [read(first, item), read(second, item)];
  if (head.L === undefined || tail.L === undefined) {
    throw wrongType();
  }
  return { L: [...head.L as readonly AttributeValue[], ...tail.L as readonly AttributeValue[]] };
}

function added(present: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (!present) {
    return value;
  }
  const type = typeOf(value);
  if (typeOf(present) !== type) {
    throw wrongType();
  }
  return type === 'N' ? { N: formatDecimal(addDecimals(parseDecimal(present.N as string), parseDecimal(value.N as string))) }
    : { [type]: [...new Set([...present[type] as readonly string[], ...value[type] as readonly string[]])] };
}

/** A set without some elements; undefined where none is left. */
function deleted(present: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined {
  if (!present) {
    return undefined;
  }
  const type = typeOf(value);
  if (typeOf(present) !== type) {
    throw wrongType();
  }
  const left = (present[type] as readonly string[]).filter((element) => !(value[type] as readonly string[]).includes(element));
  return left.length > 0 ? { [type]: left } : undefined;
}
