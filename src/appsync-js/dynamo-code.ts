/**
 * The key under names of our own, which it may share with nothing in the code: as a pattern and as an object.
 *
 * @internal
 */
export const named = ([partitionKey, sortKey]: readonly string[]): string => (
  `${partitionKey}: partitionKey${sortKey === undefined ? '' : `, ${sortKey}: sortKey`}`);

/** Makes `update` of `changes`: what has a value is set, what is null is removed. @internal */
export const UPDATE_OF_CHANGES = `  const changed = [];
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
  // DynamoDB takes no empty map of values.
  if (changed.length > 0) update.expressionValues = expressionValues;
`;
