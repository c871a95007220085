import { named, UPDATE_OF_CHANGES } from '../appsync-js/dynamo-code';

/** The key of the items of a table. @internal */
export interface SyncedKey {
  readonly partitionKey: string;
  readonly sortKey?: string;
}

const IMPORT = 'import { util } from \'@aws-appsync/utils\';\n';
/** What AppSync says of an item itself. */
const METADATA = '_version, _lastChangedAt, _deleted, _ttl';
const EXISTS = (name: string, key: SyncedKey) => `condition: { expression: '${name}(#key)', expressionNames: { '#key': '${key.partitionKey}' } },`;

/** Of a conflict the caller gets the item as it is on the server. */
const RESPONSE = `export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type, ctx.result);
  return ctx.result;
}
`;

const taken = ({ partitionKey, sortKey }: SyncedKey) => named(sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]);
const keyOf = (key: SyncedKey, otherwise = '') => `util.dynamodb.toMapValues({ ${taken(key)}${otherwise} })`;

/** @internal */
export const getCode = (key: SyncedKey): string => `${IMPORT}
// The item with the key in the arguments, or null. What was deleted is kept for a while, for those who synchronize.
export function request(ctx) {
  const { ${taken(key)} } = ctx.args;
  return { operation: 'GetItem', key: ${keyOf(key)} };
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result?._deleted ? null : ctx.result;
}
`;

/** @internal */
export const putCode = (key: SyncedKey): string => `${IMPORT}
// Puts a new item, which AppSync gives its first version.
export function request(ctx) {
  const { ${taken(key)}, ${METADATA}, ...values } = ctx.args.input;
  return {
    operation: 'PutItem',
    key: ${keyOf(key, key.sortKey === undefined ? ' ?? util.autoId()' : '')},
    attributeValues: util.dynamodb.toMapValues(values),
    ${EXISTS('attribute_not_exists', key)}
  };
}

${RESPONSE}`;

/** @internal */
export const updateCode = (key: SyncedKey): string => `${IMPORT}
// Changes what the input has; null removes it. "_version" is the version that the caller knows.
export function request(ctx) {
  const { ${taken(key)}, ${METADATA}, ...changes } = ctx.args.input;
${UPDATE_OF_CHANGES}  return {
    operation: 'UpdateItem',
    key: ${keyOf(key)},
    update,
    ${EXISTS('attribute_exists', key)}
    _version,
  };
}

${RESPONSE}`;

/** @internal */
export const deleteCode = (key: SyncedKey): string => `${IMPORT}
// Deletes the item with the key in the input. "_version" is the version that the caller knows.
export function request(ctx) {
  const { ${taken(key)}, _version } = ctx.args.input;
  return { operation: 'DeleteItem', key: ${keyOf(key)}, _version };
}

${RESPONSE}`;

/** @internal */
export const syncCode = (pageSize: number): string => `${IMPORT}
// A page of what changed since "lastSync", or of everything. What was deleted is in it, with "_deleted".
export function request(ctx) {
  const { filter, lastSync, limit, nextToken } = ctx.args;
  return {
    operation: 'Sync',
    limit: Math.max(1, Math.min(limit ?? ${pageSize}, 1000)),
    nextToken: nextToken ?? null,
    lastSync: lastSync ?? null,
    filter: Object.keys(filter ?? {}).length > 0 ? JSON.parse(util.transform.toDynamoDBFilterExpression(filter)) : null,
  };
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const { items, nextToken, startedAt } = ctx.result;
  return { items, nextToken: nextToken ?? null, startedAt };
}
`;
