import type { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Item, itemFromPlain, itemSize, itemToPlain } from './attribute-value';
import { holds, parseCondition } from './condition';
import { projected, valueAt } from './document-path';
import { ExpressionName, ExpressionParser, Placeholders } from './expression-parser';
import { consumedCapacity, query, scan } from './queries';
import { KeySchema, keysOf, Table } from './table';
import { applyUpdate, changedPaths, parseUpdate, Update } from './update';
import { isJsonObject, JsonObject, JsonValue } from '../../../asl/json-value';
import { simulatedName } from '../../../definitions/construct';
import { StepwrightError } from '../../../errors';
import { toJsonValue } from '../../json-input';
import { LocalService, member, NotSimulated, ServiceAction, ServiceError, textOf } from '../service-call';

/**
 * The keys of a table or of an index, beside the partition key.
 */
export interface LocalTableOptions {
  /**
   * The type of the partition key.
   *
   * @default AttributeType.STRING
   */
  readonly partitionKeyType?: AttributeType;
  /**
   * The attribute that orders the items of a partition.
   *
   * @default - none
   */
  readonly sortKey?: string;
  /**
   * The type of the sort key.
   *
   * @default AttributeType.STRING
   */
  readonly sortKeyType?: AttributeType;
}

/** A table as {@link LocalServices.toJson} writes it. */
interface SavedTable {
  readonly name: string;
  readonly schema: KeySchema;
  readonly indexes: readonly [string, KeySchema][];
  readonly items: readonly Item[];
}

/** What each action heeds: all but the parameters of the time before expressions, and the segments of a scan. */
const EXPRESSION = ['TableName', 'ExpressionAttributeNames', 'ReturnConsumedCapacity'];
const GET = [...EXPRESSION, 'Key', 'ConsistentRead', 'ProjectionExpression'];
const WRITE = [...EXPRESSION, 'ConditionExpression', 'ExpressionAttributeValues', 'ReturnItemCollectionMetrics', 'ReturnValues', 'ReturnValuesOnConditionCheckFailure'];
const SCAN = [...EXPRESSION, 'ConsistentRead', 'ExclusiveStartKey', 'ExpressionAttributeValues', 'FilterExpression', 'IndexName', 'Limit', 'ProjectionExpression', 'Select'];

/** What the parameters may be that have a few values, in the order in which DynamoDB lists them. */
const VALUES: { readonly [parameter: string]: readonly string[] } = {
  ReturnConsumedCapacity: ['INDEXES', 'TOTAL', 'NONE'],
  ReturnItemCollectionMetrics: ['SIZE', 'NONE'],
  ReturnValuesOnConditionCheckFailure: ['ALL_OLD', 'NONE'],
  Select: ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'],
};

const invalid = (message: string) => new ServiceError('ValidationException', message);

/**
 * Amazon DynamoDB in memory: tables with items, for the tasks of simulated executions.
 *
 * Answered are `getItem`, `putItem`, `updateItem` and `deleteItem`, as `dynamodb` and as `aws-sdk:dynamodb` tasks, and `query` and `scan` as
 * `aws-sdk:dynamodb` tasks; with condition, update, key condition, filter and projection expressions.
 *
 * Tests give and get items as plain JSON: a text is S, a number N, an array L, an object M.
 */
export class LocalDynamoDb {
  /** @internal */
  public readonly _service: LocalService = {
    names: {
      optimized: { prefix: 'DynamoDB', service: 'AmazonDynamoDBv2', unnamed: 'AmazonDynamoDBException' },
      sdk: { prefix: 'DynamoDb', unnamed: 'DynamoDbException' },
    },
    actions: new Map<string, ServiceAction>([
      ['getItem', { parameters: GET, perform: ({ input }) => this.get(input) }],
      ['putItem', { parameters: [...WRITE, 'Item'], perform: ({ input }) => this.put(input) }],
      ['updateItem', { parameters: [...WRITE, 'Key', 'UpdateExpression'], perform: ({ input }) => this.update(input) }],
      ['deleteItem', { parameters: [...WRITE, 'Key'], perform: ({ input }) => this.delete(input) }],
      ['query', { parameters: [...SCAN, 'KeyConditionExpression', 'ScanIndexForward'], perform: ({ input }) => query(this.table(input), input) }],
      ['scan', { parameters: SCAN, perform: ({ input }) => scan(this.table(input), input) }],
    ]),
  };

  private readonly tables = new Map<string, Table>();

  /**
   * Makes a table.
   *
   * @param name the table's name
   * @param partitionKey the attribute that its items are found by
   * @param options further keys
   */
  public addTable(name: string, partitionKey: string, options: LocalTableOptions = {}): void {
    const known = tableName(simulatedName(name));
    if (this.tables.has(known)) {
      throw new StepwrightError('TableExists', `There is a table "${known}" already. Give each table a name of its own.`);
    }
    this.tables.set(known, new Table(known, schemaOf(partitionKey, options)));
  }

  /**
   * Makes an index of a table, for `query` and `scan`. All attributes are in it.
   *
   * @param table the table's name
   * @param index the index's name
   * @param partitionKey the attribute that its items are found by
   * @param options further keys
   */
  public addIndex(table: string, index: string, partitionKey: string, options: LocalTableOptions = {}): void {
    this.known(table).indexes.set(index, schemaOf(partitionKey, options));
  }

  /**
   * Puts an item into a table.
   *
   * @param table the table's name
   * @param item the item, as plain JSON
   */
  public putItem(table: string, item: any): void {
    const known = this.known(table);
    const value = toJsonValue(item, 'The item');
    try {
      const checked = known.checked(itemFromPlain(isJsonObject(value) ? value : {}));
      known.items.set(known.keyText(checked), checked);
    } catch (error) {
      throw misuse(error, `The item cannot be put into table "${table}"`);
    }
  }

  /**
   * An item of a table, as plain JSON; undefined where there is none.
   *
   * @param table the table's name
   * @param key the key attributes, as plain JSON: `{ id: 'o-1' }`
   */
  public item(table: string, key: any): any {
    const known = this.known(table);
    const value = toJsonValue(key, 'The key');
    try {
      const item = known.items.get(known.keyText(known.checkedKey(itemFromPlain(isJsonObject(value) ? value : {}))));
      return item && itemToPlain(item);
    } catch (error) {
      throw misuse(error, `The key does not fit table "${table}"; its key is ${keysOf(known.schema).map(([name, type]) => `"${name}" (${type})`).join(' and ')}`);
    }
  }

  /**
   * All items of a table, as plain JSON, in the order in which they were first put.
   *
   * @param table the table's name
   */
  public items(table: string): any[] {
    return [...this.known(table).items.values()].map(itemToPlain);
  }

  /** @internal */
  public _save(): JsonValue {
    const tables = [...this.tables.values()].map(({ name, schema, indexes, items }): SavedTable => ({
      name, schema, indexes: [...indexes], items: [...items.values()],
    }));
    return tables as unknown as JsonValue;
  }

  /** @internal */
  public _restore(saved: JsonValue): void {
    for (const { name, schema, indexes, items } of saved as unknown as SavedTable[]) {
      const table = new Table(name, schema);
      indexes.forEach(([index, keys]) => table.indexes.set(index, keys));
      items.forEach((item) => table.items.set(table.keyText(item), item));
      this.tables.set(name, table);
    }
  }

  private known(name: string): Table {
    const known = tableName(simulatedName(name));
    const table = this.tables.get(known);
    if (!table) {
      const names = [...this.tables.keys()].map((one) => `"${one}"`).join(', ');
      throw new StepwrightError('NoSuchTable', `There is no table "${known}". ${names === '' ? 'No table was made; make one with addTable().' : `There is ${names}.`}`);
    }
    return table;
  }

  /** The table of a request, which names it by its name or its ARN. */
  private table(input: JsonObject): Table {
    checkValues(input);
    const given = textOf(input, 'TableName') ?? '';
    const name = tableName(given);
    if (!/^[a-zA-Z0-9_.-]+$/.test(name)) {
      throw invalid(`1 validation error detected: Value '${given}' at 'tableName' failed to satisfy constraint: `
        + 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+');
    }
    for (const parameter of ['Item', 'Key']) {
      if (Object.hasOwn(input, parameter) && input[parameter] === null) {
        throw invalid(`1 validation error detected: Value null at '${parameter.toLowerCase()}' failed to satisfy constraint: Member must not be null`);
      }
    }
    const table = this.tables.get(name);
    if (!table) {
      throw new ServiceError('ResourceNotFoundException', 'Requested resource not found', 'ResourceNotFoundException');
    }
    refuseIndexMetrics(input, table);
    return table;
  }

  private get(input: JsonObject): JsonObject {
    const table = this.table(input);
    const placeholders = new Placeholders(input);
    const text = textOf(input, 'ProjectionExpression');
    const projection = text === undefined ? undefined : new ExpressionParser(text, 'ProjectionExpression', placeholders).projection();
    placeholders.checkUse(['ProjectionExpression']);
    const item = table.items.get(table.keyText(table.checkedKey(member(input, 'Key'))));
    return {
      ...(item && { Item: projection ? projected(item, projection) : item }),
      ...consumed(input, item, 4096, member(input, 'ConsistentRead') === true ? 1 : 0.5),
    };
  }

  private put(input: JsonObject): JsonObject {
    const table = this.table(input);
    const meets = conditionOf(input, ['ConditionExpression']);
    const item = table.checked(member(input, 'Item'));
    const key = table.keyText(item);
    const old = table.items.get(key);
    meets(old);
    table.items.set(key, item);
    return { ...returned(input, ['NONE', 'ALL_OLD'], old, item), ...consumed(input, larger(old, item), 1024, 1) };
  }

  private delete(input: JsonObject): JsonObject {
    const table = this.table(input);
    const meets = conditionOf(input, ['ConditionExpression']);
    const key = table.keyText(table.checkedKey(member(input, 'Key')));
    const old = table.items.get(key);
    meets(old);
    table.items.delete(key);
    return { ...returned(input, ['NONE', 'ALL_OLD'], old, undefined), ...consumed(input, old, 1024, 1) };
  }

  private update(input: JsonObject): JsonObject {
    const table = this.table(input);
    const placeholders = new Placeholders(input);
    const text = textOf(input, 'UpdateExpression');
    const update = text === undefined ? undefined : parseUpdate(text, placeholders);
    const meets = conditionOf(input, ['UpdateExpression', 'ConditionExpression'], placeholders);
    const key = table.checkedKey(member(input, 'Key'));
    const keyPaths = update ? changedPaths(update) : [];
    const ofKey = keysOf(table.schema).find(([name]) => keyPaths.some(([first]) => first === name));
    if (ofKey) {
      throw invalid(`One or more parameter values were invalid: Cannot update attribute ${ofKey[0]}. This attribute is part of the key`);
    }
    const old = table.items.get(table.keyText(key));
    meets(old);
    const item = table.checked(update ? applyUpdate(update, old ?? key) : old ?? key);
    table.items.set(table.keyText(item), item);
    return {
      ...returned(input, ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'], old, item, update),
      ...consumed(input, larger(old, item), 1024, 1),
    };
  }
}

const tableName = (nameOrArn: string): string => nameOrArn.replace(/^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\//, '');

function checkValues(input: JsonObject): void {
  const problems = Object.entries(VALUES).flatMap(([name, values]) => {
    const value = textOf(input, name);
    return value === undefined || values.includes(value) ? []
      : [`Value '${value}' at '${name[0].toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`];
  });
  if (problems.length > 0) {
    throw invalid(`${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${problems.join('; ')}`);
  }
}

/** What an answer says of indexes is not known here: which are local, and what is written to them. */
function refuseIndexMetrics(input: JsonObject, { indexes, schema }: Table): void {
  if (indexes.size > 0 && textOf(input, 'ReturnConsumedCapacity') === 'INDEXES') {
    throw new NotSimulated('"ReturnConsumedCapacity" "INDEXES" of a table with indexes');
  }
  if (textOf(input, 'ReturnItemCollectionMetrics') === 'SIZE' && [...indexes.values()].some(({ partitionKey }) => partitionKey === schema.partitionKey)) {
    throw new NotSimulated('"ReturnItemCollectionMetrics" of a table with an index that may be local');
  }
}

function schemaOf(partitionKey: string, { partitionKeyType = 'S' as AttributeType, sortKey, sortKeyType = 'S' as AttributeType }: LocalTableOptions): KeySchema {
  return { partitionKey, partitionKeyType, ...(sortKey !== undefined && { sortKey, sortKeyType }) };
}

/** Reads a request's condition; returns what fails where the item does not meet it. */
function conditionOf(
  input: JsonObject, expressions: readonly ExpressionName[], placeholders = new Placeholders(input),
): (item: Item | undefined) => void {
  const text = textOf(input, 'ConditionExpression');
  const condition = text === undefined ? undefined : parseCondition(text, 'ConditionExpression', placeholders);
  placeholders.checkUse(expressions);
  return (item) => {
    if (condition && !holds(condition, item ?? {})) {
      throw new ServiceError('ConditionalCheckFailedException', 'The conditional request failed', 'ConditionalCheckFailedException');
    }
  };
}

function returned(input: JsonObject, allowed: readonly string[], old: Item | undefined, item: Item | undefined, update?: Update): JsonObject {
  const asked = textOf(input, 'ReturnValues') ?? 'NONE';
  if (!allowed.includes(asked)) {
    throw invalid(['ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'].includes(asked) ? 'Return values set to invalid value'
      : `1 validation error detected: Value '${asked}' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]`);
  }
  const paths = update ? changedPaths(update) : [];
  const image = asked === 'NONE' ? undefined : asked.endsWith('_OLD') ? old : item;
  const shown = image && asked.startsWith('UPDATED') ? projected(image, paths.filter((path) => valueAt(image, path))) : image;
  return shown && Object.keys(shown).length > 0 ? { Attributes: shown } : {};
}

const larger = (a: Item | undefined, b: Item): Item => a && itemSize(a) > itemSize(b) ? a : b;

const consumed = (input: JsonObject, item: Item | undefined, unitBytes: number, perUnit: number): JsonObject => (
  consumedCapacity(input, item ? itemSize(item) : 1, unitBytes, perUnit));

function misuse(error: unknown, what: string): unknown {
  return error instanceof ServiceError ? new StepwrightError('InvalidItem', `${what}: ${error.message}`) : error;
}
