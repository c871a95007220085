import * as appsync from 'aws-cdk-lib/aws-appsync';
import { ApiAlarmOptions } from './api-alarms';
import { ApiAuth } from './api-auth';
import { ApiFirewallOptions } from './api-firewall';
import { ApiLogOptions } from './api-logs';
import { ApiSchema } from './api-schema';

/** What an AppSyncApi is made of. */
export interface AppSyncApiProps {
  /** The schema. */
  readonly schema: ApiSchema;
  /** Who may call the API. */
  readonly auth: ApiAuth;
  /**
   * The name of the API.
   *
   * @default - made of the path of the construct
   */
  readonly apiName?: string;
  /**
   * What is logged. AppSync decides the name of the log group.
   *
   * @default - requests, and the errors of their fields, without their content; kept for six months
   */
  readonly logs?: ApiLogOptions;
  /**
   * Whether requests are traced with X-Ray.
   *
   * @default true
   */
  readonly tracingEnabled?: boolean;
  /**
   * The web ACL in front of the API.
   *
   * @default - one with a limit of 2,000 requests of an IP address in five minutes and rules that AWS manages
   */
  readonly firewall?: ApiFirewallOptions;
  /**
   * The alarms for server errors, for slow requests and for failed subscriptions.
   *
   * @default - all of them, with no action; that for subscriptions where the schema has a type for them
   */
  readonly alarms?: ApiAlarmOptions;
  /**
   * Whether callers may ask for the schema.
   *
   * @default false
   */
  readonly introspectionEnabled?: boolean;
  /**
   * How many levels of fields a request may have: 1 to 75.
   *
   * @default 10
   */
  readonly queryDepthLimit?: number;
  /**
   * How many resolvers a request may run: 1 to 10,000. A field of each element of a list counts.
   *
   * @default 1000
   */
  readonly resolverCountLimit?: number;
  /**
   * What resolvers find in `ctx.env`.
   *
   * @default - nothing
   */
  readonly environmentVariables?: { [key: string]: string };
  /**
   * From where the API can be called.
   *
   * @default Visibility.GLOBAL
   */
  readonly visibility?: appsync.Visibility;
  /**
   * Who answers for the API: an address, a name; at most 256 characters.
   *
   * @default - nobody is named
   */
  readonly ownerContact?: string;
}
