import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { misuse } from '../misuse';

/** What of a method an authorization decides, and where its members stand in `$context`. @internal */
export interface MethodAuthorization {
  readonly options: apigateway.MethodOptions;
  /** The map of what the authorizer says of the caller; none where there is no authorizer. */
  readonly claims?: string;
  readonly usesApiKey?: boolean;
}

/**
 * Who may call a RestApiStart.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
 */
export class StartAuthorization {
  /** Callers sign their requests with AWS credentials that allow `execute-api:Invoke`: see `RestApiStart.grantInvoke()`. */
  public static iam(): StartAuthorization {
    return new StartAuthorization(() => ({ options: { authorizationType: apigateway.AuthorizationType.IAM } }));
  }

  /**
   * Callers send a token of a Cognito user pool.
   *
   * @param userPools the pools whose tokens count
   * @param scopes the OAuth scopes of which the access token has to have one. Default: an identity token of the pool is enough
   */
  public static cognito(userPools: cognito.IUserPool[], scopes?: string[]): StartAuthorization {
    return new StartAuthorization((scope) => {
      if (userPools.length === 0) {
        throw misuse(scope, '"authorization" is cognito() with no user pool. It has to have one: StartAuthorization.cognito([userPool]).');
      }
      return {
        options: {
          authorizationType: apigateway.AuthorizationType.COGNITO,
          authorizer: new apigateway.CognitoUserPoolsAuthorizer(scope, 'Authorizer', { cognitoUserPools: userPools }),
          authorizationScopes: scopes,
        },
        claims: '$context.authorizer.claims',
      };
    });
  }

  /**
   * A Lambda authorizer decides.
   *
   * @param authorizer for example a `TokenAuthorizer` or a `RequestAuthorizer`
   */
  public static lambda(authorizer: apigateway.IAuthorizer): StartAuthorization {
    return new StartAuthorization(() => ({
      options: { authorizationType: apigateway.AuthorizationType.CUSTOM, authorizer }, claims: '$context.authorizer',
    }));
  }

  /**
   * Callers send an API key in the header `x-api-key`.
   *
   * An API key says which client calls and counts its calls. It is a fixed secret that is easily passed on: AWS advises against it as the only
   * protection.
   */
  public static apiKey(): StartAuthorization {
    const options = { authorizationType: apigateway.AuthorizationType.NONE, apiKeyRequired: true };
    return new StartAuthorization(() => ({ options, usesApiKey: true }));
  }

  /** Whoever knows the URL may start executions, which you pay for. */
  public static none(): StartAuthorization {
    return new StartAuthorization(() => ({ options: { authorizationType: apigateway.AuthorizationType.NONE } }));
  }

  private constructor(private readonly bind: (scope: Construct) => MethodAuthorization) {}

  /** @internal */
  public _bind(scope: Construct): MethodAuthorization {
    return this.bind(scope);
  }
}
