/** What a kind of data source is called, and what its resolvers may do with it. @internal */
export interface SourceKind {
  /** AppSync's type of it. */
  readonly type: string;
  /** What its resolvers do, where they only read. */
  readonly reads: readonly string[];
  /** What a mutation does besides. */
  readonly writes: readonly string[];
  /** What can be asked for in addition. */
  readonly others: readonly string[];
  /** Whether its resolvers need code. */
  readonly needsCode: boolean;
  /** Whether AppSync counts the versions of its items. */
  readonly isVersioned?: boolean;
}

const kind = (
  type: string, reads: readonly string[] = [], writes: readonly string[] = [], others: readonly string[] = [], needsCode = true,
): SourceKind => (
  { type, reads, writes, others, needsCode });

/** The actions that each operation of a resolver needs are those of the same name; transactions need those of the items in them. */
const DYNAMODB = [
  'GetItem', 'BatchGetItem', 'Query',
  'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem',
  'BatchWriteItem', 'Scan', 'PartiQLSelect', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete',
].map((name) => `dynamodb:${name}`);
const RDS_DATA = ['ExecuteStatement', 'BatchExecuteStatement', 'BeginTransaction', 'CommitTransaction', 'RollbackTransaction'].map((name) => `rds-data:${name}`);
const OPEN_SEARCH = ['Get', 'Head', 'Post', 'Put', 'Delete', 'Patch'].map((method) => `es:ESHttp${method}`);

/**
 * A table whose items have versions: AppSync takes no other operation on it. What its fields need is allowed where they are added, on both tables.
 *
 * @see https://github.com/aws-amplify/amplify-cli/issues/7185
 * @internal
 */
export const VERSIONED_TABLE: SourceKind = {
  ...kind('AMAZON_DYNAMODB', [], [], ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'PutItem', 'UpdateItem', 'DeleteItem'].map((name) => `dynamodb:${name}`)),
  isVersioned: true,
};

/**
 * The kinds of data sources. The actions are checked against the names here.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/js-resolver-reference-dynamodb.html
 * @internal
 */
export const SOURCE_KINDS = {
  dynamoDb: kind('AMAZON_DYNAMODB', DYNAMODB.slice(0, 3), DYNAMODB.slice(3, 7), DYNAMODB.slice(7)),
  lambda: kind('AWS_LAMBDA', ['lambda:InvokeFunction'], [], [], false),
  http: kind('HTTP'),
  rdsData: kind('RELATIONAL_DATABASE', RDS_DATA),
  openSearch: kind('AMAZON_OPENSEARCH_SERVICE', OPEN_SEARCH.slice(0, 2), OPEN_SEARCH.slice(2, 5), OPEN_SEARCH.slice(5)),
  eventBridge: kind('AMAZON_EVENTBRIDGE', ['events:PutEvents']),
  none: kind('NONE'),
};
