import { Duration } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import { Construct } from 'constructs';
import { resourcesOf } from './facts-of-api';
import { IAppSyncApi } from './i-app-sync-api';
import { misuse } from '../misuse';
import { notWholeSeconds, wholeSeconds } from '../whole-seconds';

/** How large a cache is. It is billed by the hour, used or not. */
export class ApiCacheSize {
  /** 1 vCPU, 1.5 GiB. */
  public static readonly SMALL = ApiCacheSize.of('SMALL');
  /** 2 vCPU, 3 GiB. */
  public static readonly MEDIUM = ApiCacheSize.of('MEDIUM');
  /** 2 vCPU, 12.3 GiB. */
  public static readonly LARGE = ApiCacheSize.of('LARGE');
  /** 4 vCPU, 25.05 GiB. */
  public static readonly XLARGE = ApiCacheSize.of('XLARGE');
  /** 8 vCPU, 50.47 GiB. */
  public static readonly LARGE_2X = ApiCacheSize.of('LARGE_2X');
  /** 16 vCPU, 101.38 GiB. */
  public static readonly LARGE_4X = ApiCacheSize.of('LARGE_4X');
  /** 32 vCPU, 203.26 GiB; not in every region. */
  public static readonly LARGE_8X = ApiCacheSize.of('LARGE_8X');
  /** 48 vCPU, 317.77 GiB. */
  public static readonly LARGE_12X = ApiCacheSize.of('LARGE_12X');

  /**
   * One that is not in the list.
   *
   * @param type AppSync's name of it
   */
  public static of(type: string): ApiCacheSize {
    return new ApiCacheSize(type);
  }

  private constructor(
    /** AppSync's name of it. */
    public readonly type: string,
  ) {}
}

/** What a cache holds. */
export enum ApiCachingBehavior {
  /** The results of the resolvers that have a `cachingConfig`. */
  PER_RESOLVER_CACHING = 'PER_RESOLVER_CACHING',
  /** The results of every resolver, told apart by who asks. */
  FULL_REQUEST_CACHING = 'FULL_REQUEST_CACHING',
  /** Whole answers, which are given without running a resolver. */
  OPERATION_LEVEL_CACHING = 'OPERATION_LEVEL_CACHING',
}

/** What an ApiCache is made of. */
export interface ApiCacheProps {
  /** The API whose results are kept. It has one cache at most. */
  readonly api: IAppSyncApi;
  /**
   * How large it is.
   *
   * @default ApiCacheSize.SMALL
   */
  readonly size?: ApiCacheSize;
  /**
   * What it holds.
   *
   * @default ApiCachingBehavior.PER_RESOLVER_CACHING
   */
  readonly apiCachingBehavior?: ApiCachingBehavior;
  /**
   * How long a result is kept where its resolver does not say: a whole number of seconds, from 1 to 3,600.
   *
   * @default Duration.minutes(5)
   */
  readonly ttl?: Duration;
  /**
   * Whether what is kept is encrypted. It cannot be changed later.
   *
   * @default true
   */
  readonly atRestEncryptionEnabled?: boolean;
  /**
   * Whether connections to the cache are encrypted. It cannot be changed later.
   *
   * @default true
   */
  readonly transitEncryptionEnabled?: boolean;
  /**
   * Whether the load of the cache is measured: its CPU, and packets that were dropped for want of bandwidth.
   *
   * @default true
   */
  readonly healthMetricsEnabled?: boolean;
}

const TTL = [1, 3600] as const;

/**
 * The cache of an API, encrypted at rest and in transit, with health metrics.
 *
 * By default it holds the results of the resolvers that ask for it, so that nothing is kept which nobody thought of. What resolvers say of it is
 * checked with the schema: see `GraphqlValidation`, rule GQL405. Results that differ from user to user need `$context.identity.sub` among the
 * `cachingKeys` of their resolver where these are given at all; without keys AppSync takes the identity, the arguments and the source.
 *
 * It has no alarm: AppSync does not say what was evicted, and how often a result was found is a matter of traffic, measured only with
 * `enhancedMetricsConfig` of the API. `ApiDashboard` shows it then.
 *
 * @example
 * declare const api: AppSyncApi;
 * declare const table: dynamodb.Table;
 *
 * new ApiCache(this, 'Cache', { api, ttl: Duration.minutes(1) });
 * api.addResolver('Query.order', {
 *   dataSource: api.addDynamoDbDataSource('Orders', table),
 *   code: DynamoResolvers.get(),
 *   cachingConfig: { ttl: Duration.seconds(30), cachingKeys: ['$context.arguments.id', '$context.identity.sub'] },
 * });
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/enabling-caching.html
 */
export class ApiCache extends Construct {
  /** The resource. */
  public readonly resource: appsync.CfnApiCache;

  /**
   * Makes the cache.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: ApiCacheProps) {
    super(scope, id);
    const { api, ttl = Duration.minutes(5) } = props;
    const ofApi = api.graphqlApi.node.defaultChild as appsync.CfnGraphQLApi;
    const another = () => resourcesOf(ofApi).find((each) => each instanceof appsync.CfnApiCache && each !== this.resource);
    const twice = (path: string) => misuse(this, `"api" is "${api.node.path}", which has a cache already: "${path}". An API has one. Remove one of them.`);
    const first = another();
    if (first) throw twice(first.node.path);
    if (!ttl.isUnresolved() && wholeSeconds(ttl, ...TTL) === undefined) throw misuse(this, notWholeSeconds('ttl', ttl, ...TTL));

    this.resource = new appsync.CfnApiCache(this, 'Resource', {
      apiId: api.apiId,
      type: (props.size ?? ApiCacheSize.SMALL).type,
      apiCachingBehavior: props.apiCachingBehavior ?? ApiCachingBehavior.PER_RESOLVER_CACHING,
      ttl: ttl.toSeconds(),
      atRestEncryptionEnabled: props.atRestEncryptionEnabled ?? true,
      transitEncryptionEnabled: props.transitEncryptionEnabled ?? true,
      healthMetricsConfig: props.healthMetricsEnabled ?? true ? 'ENABLED' : 'DISABLED',
    });
    // One that is made of the resource itself is only known at the end.
    this.node.addValidation({
      validate: () => {
        const later = another();
        return later ? [twice(later.node.path).message] : [];
      },
    });
  }
}
