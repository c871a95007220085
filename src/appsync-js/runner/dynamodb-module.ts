import { filterExpression } from './dynamodb-expressions';
import { DYNAMODB_UTIL, isObject, toDynamoDB, toMapValues } from './dynamodb-values';
import { notSimulated } from './not-simulated';

export interface Input {
  readonly [name: string]: any;
}

/**
 * `@aws-appsync/utils/dynamodb`. The names in an update are ours: what AppSync calls them is not documented.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/built-in-modules-js.html
 */
export const DYNAMODB_MODULE = {
  get: ({ key, consistentRead, projection }: Input) => given({ operation: 'GetItem', key: toMapValues(key), consistentRead, projection: projected(projection) }),
  put: ({ key, item, condition, ...others }: Input) => (
    given({ operation: 'PutItem', key: toMapValues(key), attributeValues: toMapValues(item), condition: conditionOf(condition), ...others })),
  remove: ({ key, condition, ...others }: Input) => given({ operation: 'DeleteItem', key: toMapValues(key), condition: conditionOf(condition), ...others }),
  update: ({ key, update, condition, ...others }: Input) => (
    given({ operation: 'UpdateItem', key: toMapValues(key), update: updateOf(update), condition: conditionOf(condition), ...others })),
  query: ({ query, filter, projection, ...others }: Input) => (
    given({ operation: 'Query', query: conditionOf(query), filter: conditionOf(filter), projection: projected(projection), ...others })),
  scan: ({ filter, projection, ...others }: Input) => given({ operation: 'Scan', filter: conditionOf(filter), projection: projected(projection), ...others }),
  sync: ({ filter, ...others }: Input) => given({ operation: 'Sync', filter: conditionOf(filter), ...others }),
  batchGet: ({ tables }: Input) => ({
    operation: 'BatchGetItem',
    tables: each(tables, ({ keys, consistentRead, projection }) => (
      given({ keys: keys.map(toMapValues), consistentRead, projection: projected(projection) }))),
  }),
  batchPut: ({ tables }: Input) => ({ operation: 'BatchPutItem', tables: each(tables, (items) => items.map(toMapValues)) }),
  batchDelete: ({ tables }: Input) => ({ operation: 'BatchDeleteItem', tables: each(tables, (keys) => keys.map(toMapValues)) }),
  transactGet: () => notSimulated('transactGet of "@aws-appsync/utils/dynamodb"'),
  transactWrite: () => notSimulated('transactWrite of "@aws-appsync/utils/dynamodb"'),
  toStringSet: DYNAMODB_UTIL.toStringSet,
  toNumberSet: DYNAMODB_UTIL.toNumberSet,
  toBinarySet: DYNAMODB_UTIL.toBinarySet,
  operations: {
    remove: () => ({ _type: 'remove' }),
    replace: (value: unknown) => ({ _type: 'replace', value }),
    add: () => notSimulated('operations.add'),
    increment: () => notSimulated('operations.increment'),
    decrement: () => notSimulated('operations.decrement'),
    append: () => notSimulated('operations.append'),
    prepend: () => notSimulated('operations.prepend'),
    updateListItem: () => notSimulated('operations.updateListItem'),
  },
};

function each(tables: Input, write: (value: any) => unknown): object {
  return Object.fromEntries(Object.entries(tables).map(([table, value]) => [table, write(value)]));
}

/** What has a value. */
function given(request: object): object {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined && value !== null));
}

function conditionOf(condition: unknown) {
  return condition === undefined || condition === null ? undefined : filterExpression(condition);
}

function projected(attributes: readonly string[] | undefined) {
  if (!attributes) return undefined;
  const names = attributes.map((path) => path.split('.').map((part) => `#${part}`));
  return { expression: names.map((parts) => parts.join('.')).join(', '), expressionNames: Object.fromEntries(names.flat().map((name) => [name, name.slice(1)])) };
}

function updateOf(update: Input) {
  const removed = Object.entries(update).filter(([, value]) => isObject(value) && value._type === 'remove').map(([name]) => name);
  const set = Object.entries(update).filter(([name, value]) => value !== undefined && !removed.includes(name));
  const parts = [
    ...set.length > 0 ? [`SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`] : [],
    ...removed.length > 0 ? [`REMOVE ${removed.map((name) => `#${name}`).join(', ')}`] : [],
  ];
  return {
    expression: parts.join(' '),
    expressionNames: Object.fromEntries([...set.map(([name]) => name), ...removed].map((name) => [`#${name}`, name])),
    expressionValues: Object.fromEntries(set.map(([name, value]) => [`:${name}`, toDynamoDB(isObject(value) && value._type === 'replace' ? value.value : value)])),
  };
}
