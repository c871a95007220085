import { Duration, Expiration, Token } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ApiModes, AuthMode } from '../graphql/auth/auth-mode';
import { misuse } from '../misuse';

/** An API key. */
export interface ApiKeyAuthOptions {
  /**
   * When the key stops to work: between one day and 365 days from now. `Expiration.after()` is another date at every synthesis, so that each
   * deployment prolongs the key; `Expiration.atDate()` stays.
   *
   * @default - seven days after the key is made, as AppSync has it
   */
  readonly expires?: Expiration;
  /**
   * What the key is for.
   *
   * @default - none
   */
  readonly description?: string;
}

/** Users of a Cognito user pool. */
export interface CognitoAuthOptions {
  /**
   * A regular expression for the ids of the app clients whose tokens are taken.
   *
   * @default - every app client of the user pool
   */
  readonly appIdClientRegex?: string;
  /**
   * What becomes of users where no directive speaks of them. Only for the default mode; DENY only where it is the only mode.
   *
   * @default UserPoolDefaultAction.ALLOW
   */
  readonly defaultAction?: appsync.UserPoolDefaultAction;
}

/** Who gives out the tokens of OpenID Connect. */
export interface OidcAuthOptions {
  /** The issuer: AppSync reads `/.well-known/openid-configuration` below this address. It has to begin with `https://`. */
  readonly oidcProvider: string;
  /**
   * The id of the client that tokens have to be for. A regular expression, so that it can be several.
   *
   * @default - tokens for every client of the issuer are taken
   */
  readonly clientId?: string;
  /**
   * How long a token is taken after its user signed in (`auth_time`).
   *
   * @default - as long as the token says
   */
  readonly tokenExpiryFromAuth?: Duration;
  /**
   * How long a token is taken after it was issued (`iat`).
   *
   * @default - as long as the token says
   */
  readonly tokenExpiryFromIssue?: Duration;
}

/** A Lambda function that lets callers in. */
export interface LambdaAuthOptions {
  /**
   * How long an answer of the function is kept for the same token: 0 to 3,600 seconds.
   *
   * @default Duration.minutes(5)
   */
  readonly resultsCacheTtl?: Duration;
  /**
   * A regular expression that a token has to match before the function is called.
   *
   * @default - every token is given to the function
   */
  readonly validationRegex?: string;
}

interface Mode {
  readonly mode: AuthMode;
  /** What may be there once only: which pool, which issuer. Undefined where the mode itself may. */
  readonly provider?: unknown;
  readonly config: appsync.AuthorizationMode;
  readonly check?: (api: Construct) => void;
}

const LONGEST_TTL = 3600;

/**
 * Who may call an API: one of AppSync's five modes, or several.
 *
 * The first is the default mode: it holds for every type and field that has no directive. Another one lets callers in only where a directive says so.
 *
 * @example
 * declare const pool: cognito.UserPool;
 *
 * // Users place orders, other services of ours too where the schema says @aws_iam.
 * const auth = ApiAuth.cognito(pool).and(ApiAuth.iam());
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
 */
export class ApiAuth {
  /**
   * Whoever has a key that stands in every client. For what everybody may read; a key says nothing of who calls.
   *
   * @param options when it expires
   */
  public static apiKey(options: ApiKeyAuthOptions = {}): ApiAuth {
    const { expires, description } = options;
    return ApiAuth.of({
      mode: 'apiKey',
      config: { authorizationType: appsync.AuthorizationType.API_KEY, apiKeyConfig: { expires, description } },
      check(api) {
        const wrong = expires?.isAfter(Duration.days(365)) ? ['more than 365 days from now', 'nearer']
          : expires?.isBefore(Duration.days(1)) ? ['less than a day from now', 'later'] : undefined;
        if (wrong) {
          throw misuse(api, `"expires" of ApiAuth.apiKey() is ${expires!.date.toISOString()}, ${wrong[0]}. An API key has to expire between one day and 365 days from now. `
            + `Give it a ${wrong[1]} date, and another one before it expires.`);
        }
      },
    });
  }

  /** Callers sign their requests with AWS credentials that allow `appsync:GraphQL`: see `AppSyncApi.grant()`. */
  public static iam(): ApiAuth {
    return ApiAuth.of({ mode: 'iam', config: { authorizationType: appsync.AuthorizationType.IAM } });
  }

  /**
   * Users of a Cognito user pool.
   *
   * @param userPool the user pool
   * @param options which of them
   */
  public static cognito(userPool: cognito.IUserPool, options: CognitoAuthOptions = {}): ApiAuth {
    return ApiAuth.of({
      mode: 'cognito',
      provider: userPool,
      config: { authorizationType: appsync.AuthorizationType.USER_POOL, userPoolConfig: { userPool, ...options } },
    });
  }

  /**
   * Callers with a token of OpenID Connect.
   *
   * @param options who gives it out
   */
  public static oidc(options: OidcAuthOptions): ApiAuth {
    const { oidcProvider, clientId, tokenExpiryFromAuth, tokenExpiryFromIssue } = options;
    return ApiAuth.of({
      mode: 'oidc',
      provider: oidcProvider,
      config: {
        authorizationType: appsync.AuthorizationType.OIDC,
        openIdConnectConfig: {
          oidcProvider,
          clientId,
          tokenExpiryFromAuth: tokenExpiryFromAuth?.toMilliseconds(),
          tokenExpiryFromIssue: tokenExpiryFromIssue?.toMilliseconds(),
        },
      },
      check(api) {
        if (Token.isUnresolved(oidcProvider) || /^https:\/\/[^/\s]/i.test(oidcProvider)) return;
        throw misuse(api, `"oidcProvider" of ApiAuth.oidc() is "${oidcProvider}". It has to be the address of the issuer and begin with "https://".`);
      },
    });
  }

  /**
   * Callers whom a Lambda function lets in. AppSync is allowed to call it for this API.
   *
   * @param handler the function
   * @param options how it is asked
   */
  public static lambda(handler: lambda.IFunction, options: LambdaAuthOptions = {}): ApiAuth {
    return ApiAuth.of({
      mode: 'lambda',
      config: { authorizationType: appsync.AuthorizationType.LAMBDA, lambdaAuthorizerConfig: { handler, ...options } },
      check(api) {
        const { resultsCacheTtl: ttl } = options;
        if (!ttl || ttl.isUnresolved()) return;
        const seconds = ttl.toSeconds({ integral: false });
        if (Number.isInteger(seconds) && seconds <= LONGEST_TTL) return;
        throw misuse(api, `"resultsCacheTtl" of ApiAuth.lambda() is ${ttl.toHumanString()}. It has to be a whole number of seconds, at most an hour.`);
      },
    });
  }

  private static of(mode: Mode): ApiAuth {
    return new ApiAuth([mode]);
  }

  private constructor(private readonly modes: readonly Mode[]) {}

  /**
   * These modes, and others beside them. The default mode stays.
   *
   * @param others further modes
   */
  public and(...others: ApiAuth[]): ApiAuth {
    return new ApiAuth([...this.modes, ...others.flatMap(({ modes }) => modes)]);
  }

  /**
   * What the schema check knows of it.
   * @internal
   */
  public get _modes(): ApiModes {
    const [first, ...others] = this.modes;
    return { modes: [first.mode, ...others.map(({ mode }) => mode)], cognitoDefaultAction: first.config.userPoolConfig?.defaultAction };
  }

  /**
   * The function that lets callers in, where there is one.
   * @internal
   */
  public get _authorizer(): lambda.IFunction | undefined {
    return this.modes.find(({ mode }) => mode === 'lambda')?.config.lambdaAuthorizerConfig?.handler;
  }

  /**
   * What an API of CDK takes.
   * @internal
   */
  public _bind(api: Construct): appsync.AuthorizationConfig {
    for (const [index, { mode, provider, config, check }] of this.modes.entries()) {
      check?.(api);
      if (this.modes.slice(0, index).some((other) => other.mode === mode && other.provider === provider)) {
        const same = provider === undefined ? '' : ` with the same ${mode === 'oidc' ? 'issuer' : 'user pool'}`;
        throw misuse(api, `"auth" has ApiAuth.${mode}() twice${same}. An API has it once. Leave out one of them.`);
      }
      if (index > 0 && config.userPoolConfig?.defaultAction !== undefined) {
        throw misuse(api, '"defaultAction" of ApiAuth.cognito() is set, but it is not the default mode, which alone has one. Leave it out, or make it the first mode of "auth".');
      }
    }
    const [first, ...others] = this.modes.map(({ config }) => withoutPermission(config));
    return { defaultAuthorization: first, additionalAuthorizationModes: others.length > 0 ? others : undefined };
  }
}

/**
 * CDK names the permission of the authorizer after the id of its API, which is the same in all of ours, and may leave out for which API it is: it is
 * given by ours.
 */
function withoutPermission(config: appsync.AuthorizationMode): appsync.AuthorizationMode {
  const { lambdaAuthorizerConfig: authorizer } = config;
  if (!authorizer) return config;
  const handler = Object.create(authorizer.handler, { addPermission: { value: () => {} } }) as lambda.IFunction;
  return { ...config, lambdaAuthorizerConfig: { ...authorizer, handler } };
}
