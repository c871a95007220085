import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { SourceKind } from './source-kind';
import { SourceSetup } from './source-setup';
import type { TableAccess } from '../appsync-js/js-resolver';
import { didYouMean } from '../did-you-mean';
import { misuse } from '../misuse';

/** What is the same for every data source. */
export interface ApiDataSourceOptions {
  /**
   * What the data source is for.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Whether the data source is measured, where `enhancedMetricsConfig` of the API has `PER_DATA_SOURCE_METRICS`.
   *
   * @default - it is not
   */
  readonly metricsConfig?: appsync.DataSourceMetricsConfig;
}

/** How requests to an address are signed. */
export interface ApiHttpDataSourceOptions extends ApiDataSourceOptions {
  /**
   * How requests are signed with AWS credentials. What they may do is for `grantPrincipal` to be allowed.
   *
   * @default - they are not signed
   */
  readonly authorizationConfig?: appsync.AwsIamConfig;
}

/** A database that is asked by SQL. */
export interface ApiRdsDataSourceOptions extends ApiDataSourceOptions {
  /**
   * The name of the database in the cluster.
   *
   * @default - the resolvers name it
   */
  readonly databaseName?: string;
}

/** AppSync's rule for the names of data sources and functions. */
const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/** @internal */
export function checkName(api: Construct, id: string, what: string): void {
  if (NAME.test(id)) return;
  throw misuse(api, `The id of a ${what} is "${id}", which is its name for AppSync, too. It has to consist of letters, digits and "_", and begin with no digit.`);
}

/**
 * Where the fields of an API get their data. `AppSyncApi` makes it: `addDynamoDbDataSource()` and so on.
 *
 * Its role is allowed what its resolvers and functions do, and that only.
 */
export class ApiDataSource extends Construct implements iam.IGrantable {
  /** @internal */
  public static _make(scope: Construct, id: string, api: appsync.IGraphqlApi, setup: SourceSetup, options?: ApiDataSourceOptions): ApiDataSource {
    checkName(scope, id, 'data source');
    return new ApiDataSource(scope, id, api, setup, options);
  }

  /** The data source of CDK. */
  public readonly dataSource: appsync.BaseDataSource;
  /** The role that AppSync uses the data source with; none of a NONE data source. */
  public readonly role?: iam.IRole;
  /** Who the resolvers act as. */
  public readonly grantPrincipal: iam.IPrincipal;
  /** @internal */
  public readonly _kind: SourceKind;
  private readonly granted = new Set<string>();

  private constructor(
    scope: Construct, id: string, api: appsync.IGraphqlApi, private readonly setup: SourceSetup, options: ApiDataSourceOptions = {},
  ) {
    super(scope, id);
    const { kind, config, always } = setup;
    this._kind = kind;
    const role = kind.type === 'NONE' ? undefined : new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('appsync.amazonaws.com'), description: `The resolvers of ${scope.node.path} that use ${id}`,
    });
    this.role = role;
    this.grantPrincipal = role?.grantPrincipal ?? new iam.UnknownPrincipal({ resource: this });
    if (role) always?.(role);
    const props = { api, name: id, description: options.description, metricsConfig: options.metricsConfig, serviceRole: role };
    this.dataSource = kind.type === 'NONE' ? new appsync.NoneDataSource(this, 'Source', props)
      : new OwnDataSource(this, 'Source', props, { type: kind.type, ...config });
  }

  /**
   * Allows what the code of a field does.
   *
   * @param isMutation whether it may write
   * @internal
   */
  public _allow(what: string, isMutation: boolean, { actions, index }: Partial<TableAccess>): void {
    this._checkActions(what, actions);
    const { reads, writes } = this._kind;
    const wanted = (actions ?? (isMutation ? [...reads, ...writes] : reads)).filter((action) => !this.granted.has(action));
    wanted.forEach((action) => this.granted.add(action));
    if (wanted.length > 0) this.setup.grant?.(this.role!, wanted);
    if (index !== undefined) this.setup.grantIndex?.(this.role!, index);
  }

  /** @internal */
  public _checkActions(what: string, actions: readonly string[] | undefined): void {
    if (!actions) return;
    const { reads, writes, others, type, isVersioned } = this._kind;
    const api = this.node.scope as Construct;
    const known = [...reads, ...writes, ...others];
    if (known.length === 0) {
      throw misuse(api, `"actions" of ${what} is set, but "${this.node.id}" is a data source of type ${type}, whose resolvers are allowed nothing by it. `
        + (type === 'NONE' ? 'Leave it out.' : 'Leave it out, and allow "grantPrincipal" of the data source what it needs.'));
    }
    if (actions.length === 0) throw misuse(api, `"actions" of ${what} is empty. Name what the code does, or leave it out.`);
    const wrong = actions.find((action) => !known.includes(action));
    if (wrong === undefined) return;
    throw misuse(api, `"actions" of ${what} has "${wrong}", which is nothing that a ${isVersioned ? 'versioned ' : ''}data source of type ${type} does.${didYouMean(wrong, known)} `
      + `It can be ${known.map((each) => `"${each}"`).join(', ')}.`);
  }
}

/** CDK's own data sources allow their roles everything at once. */
class OwnDataSource extends appsync.BackedDataSource {}
