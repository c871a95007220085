import { Annotations, Duration, RemovalPolicy, Tokenization } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ApiDataSource } from './api-data-source';
import { ApiResolver } from './api-resolver';
import { AppSyncApi } from './app-sync-api';
import { fieldOf } from './field-coordinate';
import { VERSIONED_TABLE } from './source-kind';
import { dynamoDbSource } from './source-setup';
import { SyncConflictHandler } from './sync-conflict-handler';
import { deleteCode, getCode, putCode, syncCode, SyncedKey, updateCode } from './synced-table-code';
import { misuse } from '../misuse';
import { acknowledgementId } from '../validation/cdk/acknowledgements';

/** What a SyncedTable is made of. */
export interface SyncedTableProps {
  /** The API that its fields are of. */
  readonly api: AppSyncApi;
  /** What becomes of a change of another version than the one in the table. */
  readonly conflictHandler: SyncConflictHandler;
  /**
   * The table. Its time to live has to be in `_ttl`, or what is deleted stays in it for good.
   *
   * @default - one is made, billed by request, with point-in-time recovery; it stays when the stack goes
   */
  readonly table?: dynamodb.ITable;
  /**
   * The name of the partition key, which is a string.
   *
   * @default 'id'
   */
  readonly partitionKey?: string;
  /**
   * The name of the sort key, which is a string.
   *
   * @default - the table has none
   */
  readonly sortKey?: string;
  /**
   * The table of changes: with the partition key `ds_pk` and the sort key `ds_sk`, both strings, and its time to live in `_ttl`. Several tables of
   * one API can have one.
   *
   * @default - one is made, billed by request; it goes with the stack
   */
  readonly deltaTable?: dynamodb.ITable;
  /**
   * How long a deleted item is kept, for clients to hear of it: whole minutes. With none it is removed at once.
   *
   * @default Duration.days(30)
   */
  readonly baseTableTtl?: Duration;
  /**
   * How long a change is kept: whole minutes. Who synchronizes later than that is given the whole table.
   *
   * @default Duration.minutes(30)
   */
  readonly deltaSyncTableTtl?: Duration;
  /**
   * The name of the data source for AppSync. The partitions of the table of changes begin with it.
   *
   * @default - the id of the construct with "Table" behind it
   */
  readonly dataSourceName?: string;
}

/** How much of a table a page of a synchronization has. */
export interface SyncResolverOptions {
  /**
   * How many items are looked at where the argument `limit` is not given: 1 to 1,000.
   *
   * @default 100
   */
  readonly pageSize?: number;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;
const METADATA = ['_version', '_lastChangedAt', '_deleted'];
/** The attributes that are AppSync's. */
const RESERVED = new Set([...METADATA, '_ttl', 'ds_pk', 'ds_sk', 'gsi_ds_pk', 'gsi_ds_sk']);

/**
 * A DynamoDB table that clients keep a copy of, such as Amplify DataStore does: a versioned data source, the table of its changes, and resolvers that
 * see to it that nobody undoes unknowingly what somebody else did.
 *
 * AppSync counts the versions of an item (`_version`), notes when it changed (`_lastChangedAt`) and keeps what was deleted for a while (`_deleted`).
 * The types of the schema have these fields, so that clients can send the version that they know; it is told where they have not.
 *
 * The role of the data source may do with each table what the fields need that are added: nothing that writes where they only read. AWS names no
 * actions by operation: for fields that write they are those of its example, without Scan.
 *
 * @example
 * // type Order { id: ID!, total: Float, _version: Int!, _lastChangedAt: AWSTimestamp!, _deleted: Boolean }
 * // type OrderConnection { items: [Order]!, nextToken: String, startedAt: AWSTimestamp }
 * declare const api: AppSyncApi;
 *
 * const orders = new SyncedTable(this, 'Orders', { api, conflictHandler: SyncConflictHandler.automerge() });
 * orders.addSyncResolver('Query.syncOrders'); // (filter, limit, nextToken, lastSync): OrderConnection
 * orders.addGetResolver('Query.order'); // (id: ID!): Order
 * orders.addPutResolver('Mutation.createOrder'); // (input: CreateOrder!): Order
 * orders.addUpdateResolver('Mutation.updateOrder'); // (input: UpdateOrder!): Order
 * orders.addDeleteResolver('Mutation.deleteOrder'); // (input: DeleteOrder!): Order
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/versioned-data-sources.html
 */
export class SyncedTable extends Construct {
  /** The table. */
  public readonly table: dynamodb.ITable;
  /** The table of its changes. */
  public readonly deltaTable: dynamodb.ITable;
  /**
   * The data source. A resolver of your own with it names its `actions`, which are allowed on the table, unless it is of `DynamoResolvers`. AppSync
   * writes no batches and no transactions with it.
   */
  public readonly dataSource: ApiDataSource;
  private readonly api: AppSyncApi;
  private readonly key: SyncedKey;
  private readonly conflictHandler: SyncConflictHandler;

  /**
   * Makes the tables and the data source.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: SyncedTableProps) {
    super(scope, id);
    const { api, conflictHandler, partitionKey = 'id', sortKey, baseTableTtl = Duration.days(30), deltaSyncTableTtl = Duration.minutes(30) } = props;
    this.api = api;
    this.conflictHandler = conflictHandler;
    this.key = { partitionKey, sortKey };
    this.checkKeys(props.table);
    const deltaSyncConfig = {
      baseTableTtl: this.minutes('baseTableTtl', baseTableTtl, 0),
      deltaSyncTableTtl: this.minutes('deltaSyncTableTtl', deltaSyncTableTtl, 1),
    };
    this.table = props.table ?? this.makeTable('Table', { partitionKey, sortKey }, RemovalPolicy.RETAIN);
    this.deltaTable = props.deltaTable ?? this.makeTable('DeltaTable', { partitionKey: 'ds_pk', sortKey: 'ds_sk' }, RemovalPolicy.DESTROY);
    if (props.table && (baseTableTtl.isUnresolved() || baseTableTtl.toMinutes() > 0)) this.warnOfLifetime(props.table);

    const name = props.dataSourceName ?? `${id}Table`;
    this.checkName(name, props.dataSourceName === undefined);
    const setup = dynamoDbSource(this.table);
    this.dataSource = ApiDataSource._make(api, name, api.graphqlApi, {
      ...setup,
      kind: VERSIONED_TABLE,
      config: {
        dynamoDbConfig: {
          ...setup.config.dynamoDbConfig as appsync.CfnDataSource.DynamoDBConfigProperty,
          versioned: true,
          deltaSyncConfig: { ...deltaSyncConfig, deltaSyncTableName: this.deltaTable.tableName },
        },
      },
    });
  }

  /**
   * Gives a field the item with the key in its arguments; null where there is none, or where it is deleted.
   *
   * @param field for example `Query.order`
   */
  public addGetResolver(field: string): ApiResolver {
    this.checkFields(field, 'addGetResolver()', METADATA);
    this.allow(['GetItem'], []);
    return this.add(field, getCode(this.key));
  }

  /**
   * Gives a field a page of what changed since the argument `lastSync`, or of everything: `{ items, nextToken, startedAt }`. The arguments `limit`,
   * `nextToken` and `filter` say which. `startedAt` is the `lastSync` of the next time.
   *
   * @param field for example `Query.syncOrders`
   * @param options how large a page is
   */
  public addSyncResolver(field: string, options: SyncResolverOptions = {}): ApiResolver {
    const { pageSize = 100 } = options;
    if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 1000) throw misuse(this, `"pageSize" of "${field}" is ${pageSize}. It has to be a whole number from 1 to 1,000.`);
    this.checkFields(field, 'addSyncResolver()', ['items', 'startedAt']);
    this.allow(['Scan'], ['Query']);
    return this.add(field, syncCode(pageSize));
  }

  /**
   * Puts the item in the argument `input`. It must be new. Without a sort key, an item without a key gets a UUID.
   *
   * @param field for example `Mutation.createOrder`
   */
  public addPutResolver(field: string): ApiResolver {
    return this.addWriter(field, 'addPutResolver()', putCode(this.key));
  }

  /**
   * Changes the item with the key and the `_version` in the argument `input`: what that has is set, what is null there is removed.
   *
   * @param field for example `Mutation.updateOrder`
   */
  public addUpdateResolver(field: string): ApiResolver {
    return this.addWriter(field, 'addUpdateResolver()', updateCode(this.key));
  }

  /**
   * Deletes the item with the key and the `_version` in the argument `input`.
   *
   * @param field for example `Mutation.deleteOrder`
   */
  public addDeleteResolver(field: string): ApiResolver {
    return this.addWriter(field, 'addDeleteResolver()', deleteCode(this.key));
  }

  private addWriter(field: string, what: string, code: string): ApiResolver {
    this.checkFields(field, what, METADATA);
    const { type, field: name } = fieldOf(this, field, what);
    const found = this.api._schema.field(type, name);
    if (found && !found.arguments.some((argument) => argument.name.value === 'input')) {
      throw misuse(this, `${what} was given "${field}", which has no argument "input". Give it one: the key, what is written, and "_version" where the item is there already.`);
    }
    const resolver = this.add(field, code);
    resolver.resource.syncConfig = this.conflictHandler._bind();
    const writes = ['PutItem', 'UpdateItem', 'DeleteItem'];
    this.allow(['GetItem', ...writes], ['GetItem', 'Query', ...writes]);
    this.allowHandler();
    return resolver;
  }

  private add(field: string, code: string): ApiResolver {
    return this.api.addResolver(field, { dataSource: this.dataSource, code: appsync.Code.fromInline(code) });
  }

  private allow(onTable: readonly string[], onDeltaTable: readonly string[]): void {
    const role = this.dataSource.role!;
    for (const [table, names] of [[this.table, onTable], [this.deltaTable, onDeltaTable]] as const) {
      if (names.length > 0) dynamoDbSource(table).grant!(role, names.map((name) => `dynamodb:${name}`));
    }
  }

  private allowHandler(): void {
    const { _function: handler } = this.conflictHandler;
    if (handler) iam.Grant.addToPrincipal({ grantee: this.dataSource.role!, actions: ['lambda:InvokeFunction'], resourceArns: [handler.functionArn] });
  }

  private makeTable(id: string, { partitionKey, sortKey }: SyncedKey, removalPolicy: RemovalPolicy): dynamodb.Table {
    const key = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });
    return new dynamodb.Table(this, id, {
      partitionKey: key(partitionKey),
      sortKey: sortKey === undefined ? undefined : key(sortKey),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: '_ttl',
      removalPolicy,
    });
  }

  private checkKeys(table: dynamodb.ITable | undefined): void {
    const { partitionKey, sortKey } = this.key;
    for (const [prop, name] of [['partitionKey', partitionKey], ['sortKey', sortKey]] as const) {
      if (name === undefined) continue;
      if (!NAME.test(name)) throw misuse(this, `"${prop}" is "${name}". It is the name of a field in GraphQL: letters, digits and "_", and no digit first.`);
      if (RESERVED.has(name)) throw misuse(this, `"${prop}" is "${name}", which AppSync uses itself. Give the key another name.`);
    }
    if (sortKey === partitionKey) throw misuse(this, `"sortKey" is "${sortKey}", which is the partition key. Give another, or leave it out.`);
    const keySchema = table && settingsOf(table)?.keySchema;
    if (!keySchema) return;
    for (const [prop, said, keyType] of [['partitionKey', partitionKey, 'HASH'], ['sortKey', sortKey, 'RANGE']] as const) {
      const is = keySchema.find((each) => each.keyType === keyType)?.attributeName;
      if (said !== is) {
        throw misuse(this, `"${prop}" is ${said === undefined ? 'not set' : `"${said}"`}, but that of "table" "${table.node.path}" is ${is === undefined ? 'none' : `"${is}"`}. Say what it is.`);
      }
    }
  }

  private checkName(name: string, isOfId: boolean): void {
    const what = isOfId ? `The data source would have the name "${name}", after the id` : `"dataSourceName" is "${name}"`;
    if (!NAME.test(name)) throw misuse(this, `${what}. It has to consist of letters, digits and "_", and begin with no digit. ${isOfId ? 'Set "dataSourceName".' : 'Give it another.'}`);
    if (this.api.node.tryFindChild(name)) throw misuse(this, `${what}, which "api" has already. ${isOfId ? 'Set "dataSourceName".' : 'Give it another.'}`);
  }

  /** What clients need of the type of a field. */
  private checkFields(coordinate: string, what: string, needed: readonly string[]): void {
    const { type, field } = fieldOf(this, coordinate, what);
    const schema = this.api._schema;
    const typeName = schema.field(type, field)?.typeName;
    if (typeName === undefined) return;
    const missing = needed.filter((name) => !schema.field(typeName, name));
    if (missing.length === 0) return;
    throw misuse(this, `${what} was given "${coordinate}", whose type "${typeName}" has no ${missing.map((name) => `"${name}"`).join(', ')}. Clients need it to synchronize. Add it to the type.`);
  }

  private warnOfLifetime(table: dynamodb.ITable): void {
    const settings = settingsOf(table);
    const attributeName = settings?.timeToLiveSpecification?.attributeName;
    if (!settings || attributeName === '_ttl') return;
    Annotations.of(this).addWarningV2(acknowledgementId('SyncedTableTimeToLive'), `"table" "${table.node.path}" has ${attributeName === undefined ? 'no time to live' : `its time to live in "${attributeName}"`}, so that what is deleted is never removed from it. `
      + 'Give it timeToLiveAttribute: "_ttl".');
  }

  private minutes(prop: string, duration: Duration, least: number): string {
    if (duration.isUnresolved()) return Tokenization.stringifyNumber(duration.toMinutes());
    const minutes = duration.toMinutes({ integral: false });
    if (Number.isInteger(minutes) && minutes >= least) return String(minutes);
    throw misuse(this, `"${prop}" is ${duration.toHumanString() || '0 minutes'}. It has to be a whole number of minutes, at least ${least}.`);
  }
}

interface TableSettings {
  readonly keySchema: readonly { readonly attributeName: string; readonly keyType: string }[];
  readonly timeToLiveSpecification?: { readonly attributeName?: string };
}

/** What is known of a table of this app. */
function settingsOf({ node: { defaultChild: resource }, stack }: dynamodb.ITable): TableSettings | undefined {
  if (!(resource instanceof dynamodb.CfnTable || resource instanceof dynamodb.CfnGlobalTable)) return undefined;
  return stack.resolve({ keySchema: resource.keySchema, timeToLiveSpecification: resource.timeToLiveSpecification }) as TableSettings;
}
