import { Token } from 'aws-cdk-lib';
import { named, UPDATE_OF_CHANGES } from './dynamo-code';
import { JsResolver, TableAccess } from './js-resolver';
import { StepwrightError } from '../errors';

/** The key of the items of a table. */
export interface DynamoKeyOptions {
  /**
   * The partition key. Its value is the argument of that name, or the member of that name where an item is an argument.
   *
   * @default 'id'
   */
  readonly partitionKey?: string;
  /**
   * The sort key. Its value is the argument of that name, or the member of that name where an item is an argument.
   *
   * @default - the table has none
   */
  readonly sortKey?: string;
}

/** How an item is read. */
export interface DynamoGetOptions extends DynamoKeyOptions {
  /**
   * Whether what was written just before is seen for sure. It costs twice as much.
   *
   * @default false
   */
  readonly consistentRead?: boolean;
}

/** How an item is put. Its key is in the item. */
export interface DynamoPutOptions extends DynamoKeyOptions {
  /**
   * The argument that holds the item.
   *
   * @default 'input'
   */
  readonly argument?: string;
  /**
   * Whether an item with the same key is replaced.
   *
   * @default false
   */
  readonly replace?: boolean;
}

/** How an item is updated. */
export interface DynamoUpdateOptions extends DynamoKeyOptions {
  /**
   * The argument that holds the key and what changes. A member that is null is removed from the item; one that is not given stays.
   *
   * @default 'input'
   */
  readonly argument?: string;
}

/** How items are found. */
export interface DynamoQueryOptions {
  /**
   * The partition key of the table or the index.
   *
   * @default 'id'
   */
  readonly partitionKey?: string;
  /**
   * Where its value is in the context: `args.customerId`, `source.id` for a field of an object, `identity.sub`.
   *
   * @default - the argument of the key's name
   */
  readonly keyFrom?: string;
  /**
   * The index that is asked.
   *
   * @default - the table itself
   */
  readonly index?: string;
  /**
   * Whether the last comes first, in the order of the sort key.
   *
   * @default false
   */
  readonly descending?: boolean;
  /**
   * How many items a page has where the argument `limit` is not given.
   *
   * @default 20
   */
  readonly pageSize?: number;
  /**
   * How many items a page has at most.
   *
   * @default 100
   */
  readonly maxPageSize?: number;
}

/** Items of one table, several at once. */
export interface DynamoBatchOptions extends DynamoKeyOptions {
  /** The name of the table: `table.tableName`. */
  readonly tableName: string;
  /**
   * The argument that holds the list: of partition keys, of keys as objects where there is a sort key, or of items.
   *
   * @default 'ids' for keys, 'input' for items
   */
  readonly argument?: string;
}

/** GraphQL's names; those that begin with "__" are its own, and one of them, `__proto__`, is no member in JavaScript. */
const NAME = /^(?!__)[A-Za-z_][A-Za-z0-9_]{0,254}$/;
const PATH = /^(?:args|source|identity|stash)(?:\.[A-Za-z_][A-Za-z0-9_]{0,254}){1,10}$/;
/** DynamoDB takes so many in one request. */
const MAX_BATCH_GET = 100;
const MAX_BATCH_WRITE = 25;

/**
 * AppSync reads the item where a condition fails, to see whether it is as it was to be.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/js-aws-appsync-resolver-reference-dynamodb-condition-expressions.html
 */
const ON_FAILED_CONDITION: readonly string[] = ['GetItem'];

const ERROR = '  if (ctx.error) util.error(ctx.error.message, ctx.error.type);\n';
const RESULT = `export function response(ctx) {\n${ERROR}  return ctx.result;\n}\n`;

/**
 * Ready-made resolvers for a DynamoDB table, as code that can be read in the template: what an error of DynamoDB says becomes an error of the field.
 *
 * @example
 * declare const orders: appsync.DynamoDbDataSource;
 * const runtime = appsync.FunctionRuntime.JS_1_0_0;
 * orders.createResolver('Order', { typeName: 'Query', fieldName: 'order', runtime, code: DynamoResolvers.get() });
 * orders.createResolver('Orders', {
 *   typeName: 'Customer', fieldName: 'orders', runtime,
 *   code: DynamoResolvers.query({ index: 'byCustomer', partitionKey: 'customerId', keyFrom: 'source.id' }),
 * });
 */
export class DynamoResolvers {
  /**
   * The item with the key in the arguments; null where there is none.
   *
   * @param options the key
   */
  public static get(options: DynamoGetOptions = {}): JsResolver {
    const keys = keysOf(options);
    return made({ actions: ['GetItem'], reads: keys }, `import { util } from '@aws-appsync/utils';

// The item with the key in the arguments, or null.
export function request(ctx) {
  return {
    operation: 'GetItem',
    key: util.dynamodb.toMapValues(${keyOf(keys, 'ctx.args')}),
    consistentRead: ${options.consistentRead ?? false},
  };
}

${RESULT}`);
  }

  /**
   * Puts an item. Without a sort key, an item without a key gets a new UUID. Unless `replace` is true, there must be no item with its key.
   *
   * @param options the key, and the argument
   */
  public static put(options: DynamoPutOptions = {}): JsResolver {
    const keys = keysOf(options);
    const argument = nameOf('argument', options.argument ?? 'input');
    const [id] = keys;
    const condition = options.replace ? '' : `
    condition: { expression: 'attribute_not_exists(#key)', expressionNames: { '#key': '${id}' } },`;
    return made({ actions: options.replace ? ['PutItem'] : ['PutItem', ...ON_FAILED_CONDITION], reads: [argument] }, `import { util } from '@aws-appsync/utils';

// Puts the item in the argument "${argument}"${options.replace ? '' : ', if there is none with its key'}.
export function request(ctx) {
  const { ${named(keys)}, ...values } = ctx.args.${argument};
  return {
    operation: 'PutItem',
    key: util.dynamodb.toMapValues({ ${named(keys)}${keys.length === 1 ? ' ?? util.autoId()' : ''} }),
    attributeValues: util.dynamodb.toMapValues(values),${condition}
  };
}

${RESULT}`);
  }

  /**
   * Changes an item that is there.
   *
   * @param options the key, and the argument
   */
  public static update(options: DynamoUpdateOptions = {}): JsResolver {
    const keys = keysOf(options);
    const argument = nameOf('argument', options.argument ?? 'input');
    return made({ actions: ['UpdateItem', ...ON_FAILED_CONDITION], reads: [argument] }, `import { util } from '@aws-appsync/utils';

// Changes what the argument "${argument}" has; null removes it. The item must be there.
export function request(ctx) {
  const { ${named(keys)}, ...changes } = ctx.args.${argument};
${UPDATE_OF_CHANGES}  return {
    operation: 'UpdateItem',
    key: util.dynamodb.toMapValues({ ${named(keys)} }),
    update,
    condition: { expression: 'attribute_exists(#key)', expressionNames: { '#key': '${keys[0]}' } },
  };
}

${RESULT}`);
  }

  /**
   * Deletes the item with the key in the arguments, and returns it; null where there was none.
   *
   * @param options the key
   */
  public static delete(options: DynamoKeyOptions = {}): JsResolver {
    const keys = keysOf(options);
    return made({ actions: ['DeleteItem'], reads: keys }, `import { util } from '@aws-appsync/utils';

// Deletes the item with the key in the arguments.
export function request(ctx) {
  return {
    operation: 'DeleteItem',
    key: util.dynamodb.toMapValues(${keyOf(keys, 'ctx.args')}),
  };
}

${RESULT}`);
  }

  /**
   * A page of the items with one partition key: `{ items, nextToken }`, which the type of the field has to have. The arguments `limit` and
   * `nextToken` say which.
   *
   * @param options the key, and how large a page is
   */
  public static query(options: DynamoQueryOptions = {}): JsResolver {
    const partitionKey = nameOf('partitionKey', options.partitionKey ?? 'id');
    const { keyFrom = `args.${partitionKey}`, index, descending = false } = options;
    if (!PATH.test(keyFrom)) throw wrong('keyFrom', keyFrom, 'It begins with args, source, identity or stash, and names members: source.id.');
    if (index !== undefined && !/^[A-Za-z0-9_.-]{3,255}$/.test(index)) throw wrong('index', index, 'The name of an index has 3 to 255 letters, digits, "_", "-" and ".".');
    const maxPageSize = countOf('maxPageSize', options.maxPageSize ?? 100);
    const pageSize = countOf('pageSize', options.pageSize ?? Math.min(20, maxPageSize));
    if (pageSize > maxPageSize) throw wrong('pageSize', String(pageSize), `It can be at most "maxPageSize", which is ${maxPageSize}.`);
    const [root, name] = keyFrom.split('.');
    return made({ actions: ['Query'], index, reads: root === 'args' ? [name] : [], isPage: true }, `import { util } from '@aws-appsync/utils';

// A page of the items with one partition key.
export function request(ctx) {
  return {
    operation: 'Query',${index === undefined ? '' : `\n    index: '${index}',`}
    query: {
      expression: '#key = :key',
      expressionNames: { '#key': '${partitionKey}' },
      expressionValues: { ':key': util.dynamodb.toDynamoDB(ctx.${keyFrom.replaceAll('.', '?.')}) },
    },
    scanIndexForward: ${!descending},
    limit: Math.max(1, Math.min(ctx.args.limit ?? ${pageSize}, ${maxPageSize})),
    nextToken: ctx.args.nextToken ?? null,
  };
}

export function response(ctx) {
${ERROR}  return { items: ctx.result.items, nextToken: ctx.result.nextToken ?? null };
}
`);
  }

  /**
   * The items with the keys in a list, in its order; null for those that are not there.
   *
   * @param options the table and the key
   */
  public static batchGet(options: DynamoBatchOptions): JsResolver {
    return batch('BatchGetItem', 'ids', options, MAX_BATCH_GET, 'unprocessedKeys', (keys, list, table) => `${table}: { keys: ${list}.map((each) => util.dynamodb.toMapValues(${batchKey(keys)})) }`);
  }

  /**
   * Puts the items in a list, each in place of one with the same key.
   *
   * @param options the table and the key
   */
  public static batchPut(options: DynamoBatchOptions): JsResolver {
    return batch('BatchPutItem', 'input', options, MAX_BATCH_WRITE, 'unprocessedItems', (_, list, table) => `${table}: ${list}.map((each) => util.dynamodb.toMapValues(each))`);
  }

  /**
   * Deletes the items with the keys in a list.
   *
   * @param options the table and the key
   */
  public static batchDelete(options: DynamoBatchOptions): JsResolver {
    return batch('BatchDeleteItem', 'ids', options, MAX_BATCH_WRITE, 'unprocessedKeys', (keys, list, table) => `${table}: ${list}.map((each) => util.dynamodb.toMapValues(${batchKey(keys)}))`);
  }

  private constructor() {}
}

function batch(
  operation: string, defaultArgument: string, options: DynamoBatchOptions, most: number, unprocessed: string,
  tables: (keys: readonly string[], list: string, table: string) => string,
): JsResolver {
  const keys = keysOf(options);
  const argument = nameOf('argument', options.argument ?? defaultArgument);
  const { tableName } = options;
  if (!Token.isUnresolved(tableName) && !/^[A-Za-z0-9_.-]{3,255}$/.test(tableName)) {
    throw wrong('tableName', tableName, 'The name of a table has 3 to 255 letters, digits, "_", "-" and ".".');
  }
  const code = (table: string) => `import { runtime, util } from '@aws-appsync/utils';

// ${operation} of what the argument "${argument}" lists, in one request.
export function request(ctx) {
  const list = ctx.args.${argument};
  if (list.length > ${most}) util.error(\`At most ${most} at once, not \${list.length}.\`, 'BadRequest');
  if (list.length === 0) runtime.earlyReturn([]);
  return { operation: '${operation}', tables: { ${tables(keys, 'list', `'${table}'`)} } };
}

export function response(ctx) {
${ERROR}  const left = ctx.result.${unprocessed}?.['${table}'] ?? [];
  if (left.length > 0) util.appendError(\`DynamoDB left \${left.length} undone. Ask for them again.\`, 'Unprocessed', left);
  return ctx.result.data['${table}'];
}
`;
  const access = { actions: [operation === 'BatchGetItem' ? operation : 'BatchWriteItem'], reads: [argument] };
  // The name of the table is known at deploy; all but that is checked.
  if (Token.isUnresolved(tableName)) made(access, code('table'));
  return made(access, code(tableName));
}

/** @param actions what it does with the table */
const made = ({ actions, ...access }: TableAccess, code: string) => JsResolver._doing({ actions: actions.map((action) => `dynamodb:${action}`), ...access }, code);

const keyOf = (keys: readonly string[], from: string) => `{ ${keys.map((key) => `${key}: ${from}.${key}`).join(', ')} }`;
const batchKey = (keys: readonly string[]) => (keys.length === 1 ? `{ ${keys[0]}: each }` : keyOf(keys, 'each'));

function keysOf({ partitionKey = 'id', sortKey }: DynamoKeyOptions): string[] {
  if (sortKey === partitionKey) throw wrong('sortKey', sortKey, 'It is the partition key. Give another, or leave it out.');
  return [nameOf('partitionKey', partitionKey), ...sortKey === undefined ? [] : [nameOf('sortKey', sortKey)]];
}

function nameOf(prop: string, name: string): string {
  if (!NAME.test(name)) throw wrong(prop, name, 'It is the name of a field in GraphQL: letters, digits and "_", with neither a digit nor "__" first.');
  return name;
}

function countOf(prop: string, count: number): number {
  if (!Number.isInteger(count) || count < 1 || count > 1000) throw wrong(prop, String(count), 'It can be a whole number from 1 to 1,000.');
  return count;
}

function wrong(prop: string, value: string, allowed: string): StepwrightError {
  return new StepwrightError('InvalidProps', `DynamoResolvers: "${prop}" is "${value}". ${allowed}`);
}
