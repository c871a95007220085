// What the APPSYNC_JS runtime has, as the types of `@aws-appsync/utils` and AWS's page on supported features name it.

/**
 * What can be imported, by module.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/built-in-modules-js.html
 */
export const MODULES: ReadonlyMap<string, readonly string[]> = new Map([
  ['@aws-appsync/utils', ['util', 'extensions', 'runtime']],
  ['@aws-appsync/utils/dynamodb', [
    'get', 'put', 'update', 'remove', 'query', 'scan', 'sync', 'batchGet', 'batchPut', 'batchDelete', 'transactGet', 'transactWrite', 'operations',
    'toStringSet', 'toNumberSet', 'toBinarySet',
  ]],
  ['@aws-appsync/utils/rds', [
    'select', 'insert', 'update', 'remove', 'createPgStatement', 'createMySQLStatement', 'sql', 'toJsonObject', 'typeHint', 'agg',
  ]],
  ['@aws-appsync/utils/ai', ['invokeModel', 'converse']],
]);

/** The members of what is there without an import, and of their members. */
export const MEMBERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['util', [
    'escapeJavaScript', 'urlEncode', 'urlDecode', 'base64Encode', 'base64Decode', 'autoId', 'autoUlid', 'autoKsuid', 'unauthorized', 'error',
    'appendError', 'matches', 'authType', 'time', 'dynamodb', 'rds', 'http', 'xml', 'transform', 'math', 'str',
  ]],
  ['util.time', [
    'nowISO8601', 'nowEpochSeconds', 'nowEpochMilliSeconds', 'nowFormatted', 'parseFormattedToEpochMilliSeconds', 'parseISO8601ToEpochMilliSeconds',
    'epochMilliSecondsToSeconds', 'epochMilliSecondsToISO8601', 'epochMilliSecondsToFormatted',
  ]],
  ['util.dynamodb', [
    'toDynamoDB', 'toString', 'toStringSet', 'toNumber', 'toNumberSet', 'toBinary', 'toBinarySet', 'toBoolean', 'toNull', 'toList', 'toMap',
    'toMapValues', 'toS3Object', 'fromS3ObjectJson',
  ]],
  ['util.http', ['copyHeaders', 'addResponseHeader', 'addResponseHeaders']],
  ['util.transform', ['toDynamoDBFilterExpression', 'toDynamoDBConditionExpression', 'toElasticsearchQueryDSL', 'toSubscriptionFilter']],
  ['runtime', ['earlyReturn']],
  ['extensions', ['evictFromApiCache', 'setSubscriptionFilter', 'setSubscriptionInvalidationFilter', 'invalidateSubscriptions']],
]);

/**
 * What is there without an import.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
 */
export const GLOBALS: readonly string[] = [
  'Object', 'String', 'Number', 'Boolean', 'Array', 'Math', 'JSON', 'Date', 'console', 'NaN', 'Infinity', 'undefined', 'isNaN', 'isFinite', 'parseInt',
  'parseFloat', 'util', 'extensions', 'runtime',
];

/** Methods of arrays that take a function. */
export const TAKE_FUNCTIONS: ReadonlySet<string> = new Set([
  'map', 'find', 'filter', 'findIndex', 'findLast', 'findLastIndex', 'forEach', 'reduce', 'reduceRight', 'every', 'some', 'flatMap',
]);
