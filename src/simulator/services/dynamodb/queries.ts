import { AttributeValue, compareValues, equalValues, Item, itemSize } from './attribute-value';
import { holds, parseCondition } from './condition';
import { projected } from './document-path';
import { Condition, ExpressionParser, Operand, Placeholders } from './expression-parser';
import { KeySchema, keysOf, Table } from './table';
import { isJsonObject, JsonObject, JsonValue } from '../../../asl/json-value';
import { member, ServiceError, textOf } from '../service-call';

/** What a page of a query or a scan may hold. */
const PAGE_BYTES = 1024 * 1024;

const invalid = (message: string) => new ServiceError('ValidationException', message);

/** Answers `query`: the items of one partition, in the order of the sort key. */
export function query(table: Table, input: JsonObject): JsonObject {
  const placeholders = new Placeholders(input);
  const schema = schemaOf(table, input);
  const text = textOf(input, 'KeyConditionExpression');
  if (text === undefined) {
    throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  }
  const inPartition = keyCondition(parseCondition(text, 'KeyConditionExpression', placeholders), schema);
  const forward = member(input, 'ScanIndexForward') !== false;
  const items = table.scanned(schema === table.schema ? undefined : schema).filter(inPartition);
  items.sort((a, b) => table.order(schema, a, b) * (forward ? 1 : -1));
  return page(table, schema, items, input, placeholders, 'KeyConditionExpression');
}

/** Answers `scan`: all items, in the order in which they were stored. */
export function scan(table: Table, input: JsonObject): JsonObject {
  const schema = schemaOf(table, input);
  return page(table, schema, table.scanned(schema === table.schema ? undefined : schema), input, new Placeholders(input), undefined);
}

/**
 * What an answer says of the capacity that a request took, where it was asked for.
 *
 * @param bytes what was read or written
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function consumedCapacity(input: JsonObject, bytes: number, unitBytes: number, perUnit: number): JsonObject {
  const asked = textOf(input, 'ReturnConsumedCapacity') ?? 'NONE';
  const units = Math.ceil(bytes / unitBytes) * perUnit;
  return asked === 'NONE' ? {} : {
    ConsumedCapacity: { CapacityUnits: units, ...(asked === 'INDEXES' && { Table: { CapacityUnits: units } }), TableName: textOf(input, 'TableName')! },
  };
}

/** Checks that what is selected goes with what else is asked for. */
function checkSelect(input: JsonObject): void {
  const select = textOf(input, 'Select');
  const projects = textOf(input, 'ProjectionExpression') !== undefined;
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && textOf(input, 'IndexName') === undefined) {
    throw invalid('One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  if (select === 'SPECIFIC_ATTRIBUTES' && !projects) {
    throw invalid('One or more parameter values were invalid: Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES');
  }
  if (select !== undefined && select !== 'SPECIFIC_ATTRIBUTES' && projects) {
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${select === 'COUNT' ? 'only the Count' : select}`);
  }
}

function schemaOf(table: Table, input: JsonObject): KeySchema {
  const name = textOf(input, 'IndexName');
  if (name === undefined) {
    return table.schema;
  }
  const index = table.indexes.get(name);
  if (!index) {
    throw invalid(`The table does not have the specified index: ${name}`);
  }
  return index;
}

/** What a key condition says: the partition key's value, and what may be known of the sort key. */
function keyCondition(condition: Condition, schema: KeySchema): (item: Item) => boolean {
  const parts = conjuncts(condition);
  const partition = parts.find((part) => subjectOf(part) === schema.partitionKey);
  if (!partition) {
    throw invalid(`Query condition missed key schema element: ${schema.partitionKey}`);
  }
  if (partition.kind !== 'compare' || partition.operator !== '=') {
    throw invalid('Query key condition not supported');
  }
  const others = parts.filter((part) => part !== partition);
  if (others.length > 1 || others.some((part) => schema.sortKey === undefined || subjectOf(part) !== schema.sortKey)) {
    const [stray] = others.filter((part) => subjectOf(part) !== schema.sortKey);
    throw invalid(stray && schema.sortKey !== undefined && others.length === 1 ? `Query condition missed key schema element: ${schema.sortKey}` : 'Query key condition not supported');
  }
  const [sort] = others;
  if (sort && !(sort.kind === 'between' || (sort.kind === 'compare' && sort.operator !== '<>') || (sort.kind === 'test' && sort.name === 'begins_with'))) {
    throw invalid('Query key condition not supported');
  }
  const value = (partition.right.kind === 'value' ? partition.right : partition.left) as { readonly value: AttributeValue };
  checkType(schema.partitionKeyType, value.value);
  return (item) => equalValues(item[schema.partitionKey], value.value) && (!sort || holds(sort, item));
}

function checkType(type: string, value: AttributeValue): void {
  if (value[type] === undefined) {
    throw invalid('One or more parameter values were invalid: Condition parameter type does not match schema type');
  }
}

const conjuncts = (condition: Condition): Condition[] => condition.kind === 'and' ? [...conjuncts(condition.left), ...conjuncts(condition.right)] : [condition];

/** The attribute that a condition is about. */
function subjectOf(condition: Condition): string | undefined {
  const name = (operand: Operand | undefined) => operand?.kind === 'path' && operand.path.length === 1 ? String(operand.path[0]) : undefined;
  switch (condition.kind) {
    case 'compare': return name(condition.left) ?? name(condition.right);
    case 'between': return name(condition.value);
    case 'test': return name(condition.operands[0]);
    default: return undefined;
  }
}

function page(table: Table, schema: KeySchema, items: readonly Item[], input: JsonObject, placeholders: Placeholders, key: 'KeyConditionExpression' | undefined): JsonObject {
  checkSelect(input);
  const filterText = textOf(input, 'FilterExpression');
  const filter = filterText === undefined ? undefined : parseCondition(filterText, 'FilterExpression', placeholders);
  const projectionText = textOf(input, 'ProjectionExpression');
  const projection = projectionText === undefined ? undefined : new ExpressionParser(projectionText, 'ProjectionExpression', placeholders).projection();
  placeholders.checkUse([...(key ? [key] : []), 'FilterExpression', 'ProjectionExpression']);
  const limit = member(input, 'Limit');
  const most = typeof limit === 'number' ? limit : Infinity;
  if (most < 1) {
    throw invalid(`1 validation error detected: Value '${most}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`);
  }
  const start = startOf(table, items, schema, member(input, 'ExclusiveStartKey'), member(input, 'ScanIndexForward') !== false, key !== undefined);
  const found: Item[] = [];
  let scanned = 0;
  let bytes = 0;
  let at = start;
  while (at < items.length && scanned < most && bytes < PAGE_BYTES) {
    const item = items[at++];
    scanned++;
    bytes += itemSize(item);
    if (!filter || holds(filter, item)) {
      found.push(projection ? projected(item, projection) : item);
    }
  }
  const last = at < items.length || (scanned === most && scanned > 0) ? items[at - 1] : undefined;
  const counted = member(input, 'Select') === 'COUNT';
  return {
    Count: found.length,
    ...(!counted && { Items: found as unknown as JsonValue }),
    ScannedCount: scanned,
    ...consumedCapacity(input, Math.max(bytes, 1), 4096, member(input, 'ConsistentRead') === true ? 1 : 0.5),
    ...(last && { LastEvaluatedKey: { ...table.keyOf(last), ...(schema === table.schema ? {} : indexKey(schema, last)) } }),
  };
}

const indexKey = (schema: KeySchema, item: Item): Item => Object.fromEntries(
  [schema.partitionKey, ...(schema.sortKey === undefined ? [] : [schema.sortKey])].map((name) => [name, item[name]]));

/** A starting key has the keys of the table, and where an index is read, those of the index, too. */
function checkStart(given: Item, table: Table, schema: KeySchema): void {
  const types = new Map([...keysOf(table.schema), ...keysOf(schema)]);
  if (Object.keys(given).length !== types.size) {
    throw invalid('Exclusive Start Key must have same size as table\'s key schema');
  }
  if (![...types].every(([name, type]) => Object.hasOwn(given, name) && isJsonObject(given[name]) && given[name][type] !== undefined)) {
    throw invalid('The provided starting key is invalid: The provided key element does not match the schema');
  }
}

/** Where the items after a key begin; the key's own item may be gone meanwhile. */
function startOf(table: Table, items: readonly Item[], schema: KeySchema, after: JsonValue | undefined, forward: boolean, sorted: boolean): number {
  if (after === undefined) {
    return 0;
  }
  const given = after as Item;
  checkStart(given, table, schema);
  const own = Object.fromEntries(Object.keys(table.keyOf(given)).map((name) => [name, given[name]])) as JsonObject;
  const key = table.keyText(table.checkedKey(own));
  const found = items.findIndex((item) => table.keyText(item) === key);
  if (found !== -1 || !sorted || schema.sortKey === undefined) {
    return found + 1;
  }
  const passed = items.filter((item) => (compareValues(item[schema.sortKey!], given[schema.sortKey!]) ?? 0) * (forward ? 1 : -1) <= 0);
  return passed.length;
}
