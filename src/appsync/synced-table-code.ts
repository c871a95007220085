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

/** The key under names of our own: whatever it is called, it is in nobody's way. */
const taken = ({ partitionKey, sortKey }: SyncedKey) => `${partitionKey}: partitionKey${sortKey === undefined ? '' : `, ${sortKey}: sortKey`}`;
const keyOf = ({ partitionKey, sortKey }: SyncedKey, value = 'partitionKey') => (
  `util.dynamodb.toMapValues({ ${partitionKey}: ${value}${sortKey === undefined ? '' : `, ${sortKey}: sortKey`} })`);

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
    key: ${keyOf(key, key.sortKey === undefined ? 'partitionKey ?? util.autoId()' : undefined)},
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
  const changed = [];
  const removed = [];
  const expressionNames = {};
  const expressionValues = {};
  for (const [name, value] of Object.entries(changes)) {
    expressionNames[\`#\${name}\`] = name;
    if (value === null) {
      removed.push(\`#\${name}\`);
    } else {
      changed.push(\`#\${name} = :\${name}\`);
      expressionValues[\`:\${name}\`] = util.dynamodb.toDynamoDB(value);
    }
  }
  if (changed.length + removed.length === 0) util.error('There is nothing to change.', 'BadRequest');
  const set = changed.length > 0 ? \`SET \${changed.join(', ')}\` : '';
  const remove = removed.length > 0 ? \`REMOVE \${removed.join(', ')}\` : '';
  const update = { expression: \`\${set} \${remove}\`.trim(), expressionNames };
  // DynamoDB takes no empty list of values.
  if (changed.length > 0) update.expressionValues = expressionValues;
  return {
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
