import * as apigwv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';

/**
 * Who may call a HttpApiStart.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
 */
export class HttpStartAuthorization {
  /** Callers sign their requests with AWS credentials that allow `execute-api:Invoke`: see `HttpApiStart.grantInvoke()`. */
  public static iam(): HttpStartAuthorization {
    return new HttpStartAuthorization(new authorizers.HttpIamAuthorizer());
  }

  /**
   * Callers send a JSON Web Token, for example of a Cognito user pool.
   *
   * @param authorizer for example a `HttpJwtAuthorizer` or a `HttpUserPoolAuthorizer`
   * @param scopes the OAuth scopes of which the token has to have one. Default: none is asked for
   */
  public static jwt(authorizer: apigwv2.IHttpRouteAuthorizer, scopes?: string[]): HttpStartAuthorization {
    return new HttpStartAuthorization(authorizer, scopes);
  }

  /**
   * A Lambda authorizer decides.
   *
   * @param authorizer for example a `HttpLambdaAuthorizer`
   */
  public static lambda(authorizer: apigwv2.IHttpRouteAuthorizer): HttpStartAuthorization {
    return new HttpStartAuthorization(authorizer);
  }

  /** Whoever knows the URL may start executions, which you pay for. Not with a synchronous workflow, whose answers tell of its inside. */
  public static none(): HttpStartAuthorization {
    return new HttpStartAuthorization(new apigwv2.HttpNoneAuthorizer(), undefined, true);
  }

  /** @internal */
  public readonly _authorizer: apigwv2.IHttpRouteAuthorizer;
  /** @internal */
  public readonly _scopes: string[] | undefined;
  /** @internal */
  public readonly _isNone: boolean;

  private constructor(authorizer: apigwv2.IHttpRouteAuthorizer, scopes?: string[], isNone = false) {
    this._authorizer = authorizer;
    this._scopes = scopes;
    this._isNone = isNone;
  }
}
