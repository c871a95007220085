import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { ApiAlarms } from './api-alarms';
import { AppSyncApiBase, AppSyncApiBaseProps, checkWhole, makeApi } from './app-sync-api-base';
import { misuse } from '../misuse';
import { acknowledgementId } from '../validation/cdk/acknowledgements';

/** What a MergedApi is made of. */
export interface MergedApiProps extends AppSyncApiBaseProps {
  /**
   * The APIs that are merged, with how: `{ sourceApi: orders.graphqlApi, mergeType: appsync.MergeType.MANUAL_MERGE }`. Without a type, changes of
   * the source API are merged by themselves. `addSourceApi()` adds one later.
   *
   * @default - none yet
   */
  readonly sourceApis?: appsync.SourceApi[];
  /**
   * How many source APIs the account allows.
   *
   * @default 10
   * @see https://docs.aws.amazon.com/general/latest/gr/appsync.html
   */
  readonly sourceApiQuota?: number;
}

/**
 * One GraphQL API of several: AppSync merges their schemas, resolvers and data sources. The teams that own them deploy on their own.
 *
 * It has the defaults of an `AppSyncApi`: no API key unless asked for, errors in a log group, traces, a firewall, alarms, no introspection, limits.
 * `auth` has to have the default mode of each source API. Its role may ask for the fields of its source APIs, and may merge those whose changes are
 * merged by themselves, and nothing else.
 *
 * Whether the schemas fit together only AppSync says: fields of the same name and different types make a merge fail, which shows in the status of the
 * association, not in the deployment. `@canonical`, `@hidden` and `@renamed` in the source schemas decide what is whose.
 *
 * @example
 * declare const orders: AppSyncApi;
 * declare const stock: AppSyncApi;
 * declare const pool: cognito.UserPool;
 *
 * new MergedApi(this, 'Shop', {
 *   auth: ApiAuth.cognito(pool).and(ApiAuth.iam()),
 *   sourceApis: [
 *     { sourceApi: orders.graphqlApi },
 *     { sourceApi: stock.graphqlApi, mergeType: appsync.MergeType.MANUAL_MERGE },
 *   ],
 * });
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/merged-api.html
 */
export class MergedApi extends AppSyncApiBase {
  public readonly graphqlApi: appsync.GraphqlApi;
  public readonly logGroup?: logs.ILogGroup;
  public readonly webAcl?: wafv2.CfnWebACL;
  /** The role that it asks its source APIs with. */
  public readonly executionRole: iam.Role;
  /** @internal */
  protected readonly _alarms: ApiAlarms;
  private readonly sourceIds = new Set<string>();
  private readonly quota: number;

  /**
   * Makes the API, its role, its log group, its firewall and its alarms.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: MergedApiProps) {
    super(scope, id);
    const { sourceApis = [], sourceApiQuota = 10 } = props;
    checkWhole(this, 'sourceApiQuota', sourceApiQuota, 1_000_000);
    this.quota = sourceApiQuota;
    this.executionRole = new iam.Role(this, 'ExecutionRole', {
      assumedBy: new iam.ServicePrincipal('appsync.amazonaws.com'), description: `Asks the source APIs of ${this.node.path}`,
    });
    const made = makeApi(this, props, {
      // CDK names what ties a source API to it after the id of that, which is the same in all of ours.
      definition: appsync.Definition.fromSourceApis({ sourceApis: [], mergedApiExecutionRole: this.executionRole }),
    }, () => undefined);
    this.graphqlApi = made.graphqlApi;
    this.logGroup = made.logGroup;
    this.webAcl = made.webAcl;
    this._alarms = made.alarms;
    for (const source of sourceApis) this.addSourceApi(source);
    this.node.addValidation({
      validate: () => (this.sourceIds.size > 0 ? [] : [misuse(this, '"sourceApis" is empty, and addSourceApi() was not called. Add the APIs that it is made of.').message]),
    });
  }

  /**
   * Merges another API into this one.
   *
   * @param source the API, and whether its changes are merged by themselves
   * @returns what ties the two together
   */
  public addSourceApi(source: appsync.SourceApi): appsync.CfnSourceApiAssociation {
    const { sourceApi, mergeType = appsync.MergeType.AUTO_MERGE, description } = source;
    const what = `Source API "${sourceApi.node.path}"`;
    this.checkSource(what, sourceApi);
    this.sourceIds.add(sourceApi.node.addr);
    const { node: { id, addr, scope } } = sourceApi;
    const name = id === 'Api' && scope ? scope.node.id : id;
    const association = new appsync.CfnSourceApiAssociation(this, `${name}Source${addr.slice(-8)}`, {
      // Those of other accounts are named by their ARN.
      sourceApiIdentifier: sourceApi.arn,
      mergedApiIdentifier: this.apiArn,
      sourceApiAssociationConfig: { mergeType },
      description,
    });
    sourceApi.addSchemaDependency(association);
    this.executionRole.addToPolicy(new iam.PolicyStatement({ actions: ['appsync:SourceGraphQL'], resources: [sourceApi.arn, `${sourceApi.arn}/*`] }));
    if (mergeType === appsync.MergeType.AUTO_MERGE) {
      this.executionRole.addToPolicy(new iam.PolicyStatement({ actions: ['appsync:StartSchemaMerge'], resources: [association.attrAssociationArn] }));
    }
    return association;
  }

  private checkSource(what: string, sourceApi: appsync.IGraphqlApi): void {
    if ('graphqlApi' in sourceApi) throw misuse(this, `${what} is the construct around an API. Give its "graphqlApi".`);
    const { node: { defaultChild: resource, addr }, env: { region }, modes } = sourceApi;
    if (this.sourceIds.has(addr)) throw misuse(this, `${what} is merged already. Add it once.`);
    if (this.sourceIds.size >= this.quota) {
      throw misuse(this, `${what} is one more than the ${this.quota} that the account allows. Have the quota "Source API associations per Merged API" raised and set "sourceApiQuota", or put APIs together.`);
    }
    if (resource instanceof appsync.CfnGraphQLApi && resource.apiType === 'MERGED') throw misuse(this, `${what} is merged itself. Give the APIs that it is made of.`);
    const own = Stack.of(this).region;
    if (![region, own].some((each) => Token.isUnresolved(each)) && region !== own) {
      throw misuse(this, `${what} is in "${region}", and this API in "${own}". APIs of one region can be merged.`);
    }
    const [first, ...others] = modes ?? [];
    const lacking = (mode: appsync.AuthorizationType) => !this.graphqlApi.modes.includes(mode);
    if (first !== undefined && lacking(first)) {
      throw misuse(this, `${what} has the default mode ${first}, which is none of "auth": AppSync does not merge it. Add it to "auth", for example by "and()".`);
    }
    const missing = [...new Set(others.filter(lacking))];
    if (missing.length > 0) {
      Annotations.of(this).addWarningV2(acknowledgementId('MergedApiModes'), `${what} lets callers in with ${missing.join(', ')}, too, and "auth" does not, so that nobody can ask for what is allowed for that only. `
        + 'Add it to "auth", or acknowledge this where it is meant.');
    }
  }
}
