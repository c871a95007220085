import { AttributeValue, canonical, checkedItem, compareValues, Item, itemSize, sizeOf, typeOf } from './attribute-value';
import { isJsonObject, JsonValue } from '../../../asl/json-value';
import { ServiceError } from '../service-call';

/** The attributes that find an item, with their types. */
export interface KeySchema {
  readonly partitionKey: string;
  readonly partitionKeyType: 'S' | 'N' | 'B';
  readonly sortKey?: string;
  readonly sortKeyType?: 'S' | 'N' | 'B';
}

const MOST_BYTES = 400 * 1024;
const MOST_PARTITION_KEY_BYTES = 2048;
const MOST_SORT_KEY_BYTES = 1024;

const invalid = (message: string) => new ServiceError('ValidationException', message);

export const keysOf = (schema: KeySchema): readonly (readonly [string, 'S' | 'N' | 'B'])[] => [
  [schema.partitionKey, schema.partitionKeyType], ...(schema.sortKey === undefined ? [] : [[schema.sortKey, schema.sortKeyType ?? 'S'] as const]),
];

/** A table: its items by their keys. */
export class Table {
  public readonly items = new Map<string, Item>();
  public readonly indexes = new Map<string, KeySchema>();

  constructor(readonly name: string, readonly schema: KeySchema) {}

  /** Checks an item that is to be stored. */
  public checked(value: JsonValue | undefined): Item {
    const item = checkedItem(value);
    for (const [name, type] of keysOf(this.schema)) {
      if (!Object.hasOwn(item, name)) {
        throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
      }
      if (typeOf(item[name]) !== type) {
        throw invalid(`One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${typeOf(item[name])}`);
      }
      notEmpty(name, item[name]);
    }
    this.checkKeySize(item);
    for (const [index, schema] of this.indexes) {
      for (const [name, type] of keysOf(schema)) {
        if (Object.hasOwn(item, name) && typeOf(item[name]) !== type) {
          throw invalid(`One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(item[name])} IndexName: ${index}`);
        }
        if (Object.hasOwn(item, name) && (item[name].S === '' || item[name].B === '')) {
          throw invalid('One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute '
            + `cannot contain an empty ${item[name].S === '' ? 'string' : 'binary'} value. IndexName: ${index}, IndexKey: ${name}`);
        }
      }
    }
    if (itemSize(item) > MOST_BYTES) {
      throw invalid('Item size has exceeded the maximum allowed size');
    }
    return item;
  }

  /** Checks the key of an item. */
  public checkedKey(value: JsonValue | undefined): Item {
    const key = checkedItem(isJsonObject(value) ? value : {});
    const schema = keysOf(this.schema);
    if (Object.keys(key).length !== schema.length || !schema.every(([name, type]) => Object.hasOwn(key, name) && typeOf(key[name]) === type)) {
      throw invalid('The provided key element does not match the schema');
    }
    schema.forEach(([name]) => notEmpty(name, key[name]));
    this.checkKeySize(key);
    return key;
  }

  private checkKeySize(item: Item): void {
    const { partitionKey, sortKey } = this.schema;
    if (sizeOf(item[partitionKey]) > MOST_PARTITION_KEY_BYTES) {
      // The space is missing in AWS's words, too.
      throw invalid(`One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of${MOST_PARTITION_KEY_BYTES} bytes`);
    }
    if (sortKey !== undefined && sizeOf(item[sortKey]) > MOST_SORT_KEY_BYTES) {
      throw invalid(`One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of ${MOST_SORT_KEY_BYTES} bytes`);
    }
  }

  /** What an item is stored under. */
  public keyText(item: Item): string {
    return keysOf(this.schema).map(([name]) => canonical(item[name])).join(' ');
  }

  public keyOf(item: Item): Item {
    return Object.fromEntries(keysOf(this.schema).map(([name]) => [name, item[name]]));
  }

  /** The items of the table, or of an index, in the order in which they were stored; those without the index's keys are not in it. */
  public scanned(index: KeySchema | undefined): Item[] {
    const all = [...this.items.values()];
    return index ? all.filter((item) => keysOf(index).every(([name]) => Object.hasOwn(item, name))) : all;
  }

  /** The order of two items of a partition. */
  public order(schema: KeySchema, a: Item, b: Item): number {
    return schema.sortKey === undefined ? 0 : compareValues(a[schema.sortKey], b[schema.sortKey]) ?? 0;
  }
}

function notEmpty(name: string, value: AttributeValue): void {
  if (value.S === '' || value.B === '') {
    throw invalid('One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty '
      + `${value.S === '' ? 'string' : 'binary'} value. Key: ${name}`);
  }
}
