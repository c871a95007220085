import { AttributeValue, compareValues, equalValues, Item, sizeOf, typeOf } from './attribute-value';
import { valueAt } from './document-path';
import { Condition, ExpressionName, ExpressionParser, Operand, Placeholders } from './expression-parser';
import { JsonValue } from '../../../asl/json-value';
import { ServiceError } from '../service-call';

/** The functions of conditions, with how many operands they take. */
const TESTS: { readonly [name: string]: number } = { attribute_exists: 1, attribute_not_exists: 1, attribute_type: 2, begins_with: 2, contains: 2 };

/** Reads a condition and checks its functions; returns what says whether it holds for an item. */
export function parseCondition(text: string, kind: ExpressionName, placeholders: Placeholders): Condition {
  const parser = new ExpressionParser(text, kind, placeholders);
  const condition = parser.condition();
  check(condition, (message) => parser.refuse(message));
  return condition;
}

function check(condition: Condition, refuse: (message: string) => ServiceError): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      check(condition.left, refuse);
      check(condition.right, refuse);
      return;
    case 'not': return check(condition.condition, refuse);
    case 'test': return checkTest(condition.name, condition.operands, refuse);
    case 'compare': return [condition.left, condition.right].forEach((operand) => checkOperand(operand, refuse));
    case 'in': return [condition.value, ...condition.list].forEach((operand) => checkOperand(operand, refuse));
    case 'between': {
      const { low, high } = condition;
      [condition.value, low, high].forEach((operand) => checkOperand(operand, refuse));
      if (low.kind === 'value' && high.kind === 'value' && (compareValues(low.value, high.value) ?? 0) > 0) {
        const shown = ({ value }: { readonly value: AttributeValue }) => `AttributeValue: {${typeOf(value)}:${String(value[typeOf(value)])}}`;
        throw refuse('The BETWEEN operator requires upper bound to be greater than or equal to lower bound; '
          + `lower bound operand: ${shown(low)}, upper bound operand: ${shown(high)}`);
      }
    }
  }
}

function checkTest(name: string, operands: readonly Operand[], refuse: (message: string) => ServiceError): void {
  if (!Object.hasOwn(TESTS, name)) {
    throw refuse(name === 'size' ? 'The function is not allowed to be used this way in an expression; function: size'
      : name === 'if_not_exists' || name === 'list_append' ? `The function is not allowed in a condition expression; function: ${name}`
        : `Invalid function name; function: ${name}`);
  }
  if (operands.length !== TESTS[name]) {
    throw refuse(`Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`);
  }
  const [first, second] = operands;
  if (first.kind !== 'path' && name !== 'begins_with' && name !== 'contains') {
    throw refuse(`Operator or function requires a document path; operator or function: ${name}`);
  }
  if (second?.kind === 'value' && name === 'begins_with' && !['S', 'B'].includes(typeOf(second.value))) {
    throw refuse(`Incorrect operand type for operator or function; operator or function: begins_with, operand type: ${typeOf(second.value)}`);
  }
  if (name === 'attribute_type' && !(second.kind === 'value' && ['S', 'SS', 'N', 'NS', 'B', 'BS', 'BOOL', 'NULL', 'L', 'M'].includes(String(second.value.S)))) {
    throw refuse(second.kind === 'value' && second.value.S !== undefined
      ? `Invalid attribute type name found; type: ${String(second.value.S)}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`
      : 'Incorrect operand type for operator or function; operator or function: attribute_type');
  }
}

function checkOperand(operand: Operand, refuse: (message: string) => ServiceError): void {
  if (operand.kind !== 'call') {
    return;
  }
  if (operand.name !== 'size') {
    throw refuse(Object.hasOwn(TESTS, operand.name) ? `The function is not allowed to be used this way in an expression; function: ${operand.name}`
      : operand.name === 'if_not_exists' || operand.name === 'list_append' ? `The function is not allowed in a condition expression; function: ${operand.name}`
        : `Invalid function name; function: ${operand.name}`);
  }
  if (operand.operands.length !== 1) {
    throw refuse(`Incorrect number of operands for operator or function; operator or function: size, number of operands: ${operand.operands.length}`);
  }
}

/** Whether a condition holds for an item. What compares a value that is not there does not hold. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and': return holds(condition.left, item) && holds(condition.right, item);
    case 'or': return holds(condition.left, item) || holds(condition.right, item);
    case 'not': return !holds(condition.condition, item);
    case 'compare': return compares(condition.operator, read(condition.left, item), read(condition.right, item));
    case 'between': {
      const value = read(condition.value, item);
      return compares('>=', value, read(condition.low, item)) && compares('<=', value, read(condition.high, item));
    }
    case 'in': {
      const value = read(condition.value, item);
      return condition.list.some((one) => compares('=', value, read(one, item)));
    }
    case 'test': return tests(condition.name, condition.operands.map((operand) => read(operand, item)));
  }
}

/** The value of an operand; undefined where the item has none. */
function read(operand: Operand, item: Item): AttributeValue | undefined {
  switch (operand.kind) {
    case 'value': return operand.value;
    case 'path': return valueAt(item, operand.path);
    case 'call': {
      const value = read(operand.operands[0], item);
      const size = value && lengthOf(value);
      return size === undefined ? undefined : { N: String(size) };
    }
  }
}

function lengthOf(value: AttributeValue): number | undefined {
  const type = typeOf(value);
  switch (type) {
    case 'S':
    case 'B': return sizeOf(value);
    case 'M': return Object.keys(value.M as Item).length;
    case 'L':
    case 'SS':
    case 'NS':
    case 'BS': return (value[type] as readonly JsonValue[]).length;
    default: return undefined;
  }
}

function compares(operator: string, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (!left || !right) {
    return operator === '<>' && (left !== undefined || right !== undefined);
  }
  if (operator === '=' || operator === '<>') {
    return equalValues(left, right) === (operator === '=');
  }
  const order = compareValues(left, right);
  if (order === undefined) {
    return false;
  }
  switch (operator) {
    case '<': return order < 0;
    case '<=': return order <= 0;
    case '>': return order > 0;
    default: return order >= 0;
  }
}

function tests(name: string, [first, second]: readonly (AttributeValue | undefined)[]): boolean {
  switch (name) {
    case 'attribute_exists': return first !== undefined;
    case 'attribute_not_exists': return first === undefined;
    case 'attribute_type': return first !== undefined && typeOf(first) === second?.S;
    case 'begins_with': return first !== undefined && second !== undefined && beginsWith(first, second);
    default: return first !== undefined && second !== undefined && contains(first, second);
  }
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined && prefix.S !== undefined) {
    return (value.S as string).startsWith(prefix.S as string);
  }
  return value.B !== undefined && prefix.B !== undefined
    && Buffer.from(value.B as string, 'base64').toString('latin1').startsWith(Buffer.from(prefix.B as string, 'base64').toString('latin1'));
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
  const type = typeOf(value);
  switch (type) {
    case 'S': return part.S !== undefined && (value.S as string).includes(part.S as string);
    case 'B': return part.B !== undefined && Buffer.from(value.B as string, 'base64').includes(Buffer.from(part.B as string, 'base64'));
    case 'L': return (value.L as readonly AttributeValue[]).some((one) => equalValues(one, part));
    case 'SS':
    case 'NS':
    case 'BS': {
      const element = part[type[0] as 'S' | 'N' | 'B'];
      return element !== undefined && (value[type] as readonly JsonValue[]).includes(element);
    }
    default: return false;
  }
}
