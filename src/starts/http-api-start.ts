import { Annotations, Duration } from 'aws-cdk-lib';
import * as apigwv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { HttpStartAuthorization } from './http-start-authorization';
import { checkAccount, checkAuthorization, checkNamed, checkWaits, isSynchronous, makeStartRole, otherRegionOf } from './workflow-start';
import { misuse } from '../misuse';
import { acknowledgementId } from '../validation/cdk/acknowledgements';
import { IWorkflow } from '../workflows/i-workflow';
import { makeLogGroup } from '../workflows/workflow-logs';

/** What a HttpApiStart is made of. */
export interface HttpApiStartProps {
  /** The workflow whose executions are started. */
  readonly workflow: IWorkflow;
  /** Who may call. `HttpStartAuthorization.none()` lets everybody. */
  readonly authorization: HttpStartAuthorization;
  /**
   * An HTTP API of your own.
   *
   * @default - an HTTP API is made, with a stage that has access logs, metrics by route, and 100 requests in a second, in bursts 200
   */
  readonly httpApi?: apigwv2.IHttpApi;
  /**
   * What else the HTTP API is made with that is made.
   *
   * @default - nothing: no CORS, and `authorization` is that of the route alone
   */
  readonly httpApiProps?: apigwv2.HttpApiProps;
  /**
   * How many requests the stage takes that is made.
   *
   * @default - 100 in a second, in bursts 200
   */
  readonly throttle?: apigwv2.ThrottleSettings;
  /**
   * The path, for example `/orders/{id}`.
   *
   * @default '/'
   */
  readonly path?: string;
  /**
   * The HTTP method.
   *
   * @default HttpMethod.POST
   */
  readonly method?: apigwv2.HttpMethod;
  /**
   * What of the request is the input, which has to be JSON. A part of the body, such as `$request.body.order`, is read from its first 100 KB only.
   *
   * An HTTP API writes a value into a text as it is: in `{"id":"${request.path.id}"}`, a quote in the path ends the text. Where the input needs
   * more than the body, take a RestApiStart.
   *
   * @default - the whole body
   */
  readonly input?: apigwv2.MappingValue;
  /**
   * What of the request is the name of the execution, for example `MappingValue.requestHeader('idempotency-key')`. Only of a StandardWorkflow.
   *
   * A request with the name and the input of an execution that runs gets that execution; one with the name of another gets an error with status 400.
   *
   * @default - every request starts an execution, with a name of its own
   */
  readonly executionName?: apigwv2.MappingValue;
}

/** How long an HTTP API waits. */
const GATEWAY_WAITS = Duration.seconds(30);

/** The header that says how a synchronous execution ended: the HTTP status cannot. */
const STATUS_HEADER = 'execution-status';

/**
 * A route of an HTTP API that starts executions, with no function in between.
 *
 * HTTP APIs cannot change bodies. With an ExpressWorkflow of mode SYNC the answer is all of what `StartSyncExecution` answers: the ARN of the
 * execution, its input, its output as a text within the JSON, and with a failed one its error and cause. Its HTTP status is 200 however the
 * execution ended; the header `execution-status` says SUCCEEDED, FAILED or TIMED_OUT. With any other workflow the answer is 202 with the ARN of the
 * execution and when it started. For callers outside of the account, and for the output alone, take a RestApiStart.
 *
 * With a synchronous workflow that is a warning, which is acknowledged by
 * `Validations.of(start).acknowledge({ id: 'cdk-stepwright::HttpApiShowsExecution', reason })`, and `HttpStartAuthorization.none()` an error.
 *
 * The role may only start this workflow. HTTP APIs have neither request validation nor tracing.
 *
 * @example
 * declare const orders: StandardWorkflow;
 *
 * const start = new HttpApiStart(this, 'PlaceOrder', {
 *   workflow: orders,
 *   authorization: HttpStartAuthorization.iam(),
 *   path: '/orders',
 *   executionName: apigwv2.MappingValue.requestHeader('idempotency-key'),
 * });
 * start.grantInvoke(fn);
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services.html
 */
export class HttpApiStart extends Construct {
  /** The API. */
  public readonly httpApi: apigwv2.IHttpApi;
  /** The route that starts executions. */
  public readonly route: apigwv2.HttpRoute;
  /** The role that API Gateway starts executions with. */
  public readonly role: iam.Role;
  /** The stage; none where the API is your own. */
  public readonly stage?: apigwv2.HttpStage;
  /** The log group of the stage's access logs; none where the API is your own. */
  public readonly accessLogGroup?: logs.LogGroup;

  /**
   * Makes the route, its role, and the API where none is given.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: HttpApiStartProps) {
    super(scope, id);
    const { workflow, path = '/', input = apigwv2.MappingValue.custom('$request.body'), executionName } = props;
    const synchronous = isSynchronous(workflow);
    checkAuthorization(this, props.authorization, 'HttpStartAuthorization');
    const useless = props.httpApi && (['httpApiProps', 'throttle'] as const).find((name) => props[name] !== undefined);
    if (useless) throw misuse(this, `"${useless}" is set, but it is for the API that is made, and "httpApi" is one of your own. Set it on that API.`);
    if (!path.startsWith('/')) throw misuse(this, `"path" is "${path}". It has to begin with "/".`);
    if (executionName) checkNamed(this, workflow);
    if (synchronous) this.checkShown(props);
    checkAccount(this, workflow);
    checkWaits(this, workflow, GATEWAY_WAITS, 'an HTTP API', '; or use a RestApiStart, which can wait longer with a higher quota; or start a StandardWorkflow, for whose end the caller does not wait.');

    if (props.httpApi) {
      this.httpApi = props.httpApi;
    } else {
      this.accessLogGroup = makeLogGroup(this, 'AccessLogs', 'apigateway');
      this.httpApi = new apigwv2.HttpApi(this, 'Api', { ...props.httpApiProps, createDefaultStage: false });
      this.stage = new apigwv2.HttpStage(this, 'Stage', {
        httpApi: this.httpApi,
        autoDeploy: true,
        detailedMetricsEnabled: true,
        throttle: { rateLimit: 100, burstLimit: 200, ...props.throttle },
        accessLogSettings: { destination: new apigwv2.LogGroupLogDestination(this.accessLogGroup) },
      });
    }

    this.role = makeStartRole(this, workflow, 'apigateway');
    const parameters = new apigwv2.ParameterMapping().custom('StateMachineArn', workflow.stateMachineArn).custom('Input', input.value);
    if (executionName) parameters.custom('Name', executionName.value);
    const region = otherRegionOf(this, workflow);
    if (region !== undefined) parameters.custom('Region', region);
    this.route = new apigwv2.HttpRoute(this, 'Route', {
      httpApi: this.httpApi,
      routeKey: apigwv2.HttpRouteKey.with(path, props.method ?? apigwv2.HttpMethod.POST),
      authorizer: props.authorization._authorizer,
      authorizationScopes: props.authorization._scopes,
      integration: new StartIntegration('Integration', synchronous, parameters, this.role),
    });
    // CDK's integrations have no response parameters.
    const integration = this.route.node.findChild('Integration').node.defaultChild as apigwv2.CfnIntegration;
    const [source, destination] = synchronous ? ['$response.body.status', `overwrite:header.${STATUS_HEADER}`] : ['202', 'overwrite:statuscode'];
    integration.responseParameters = { 200: { ResponseParameters: [{ Source: source, Destination: destination }] } };
  }

  /**
   * Allows to call the route, where `authorization` is `HttpStartAuthorization.iam()`.
   *
   * @param identity who is allowed
   */
  public grantInvoke(identity: iam.IGrantable): iam.Grant {
    return this.route.grantInvoke(identity);
  }

  private checkShown({ workflow: { node: { path } }, authorization }: HttpApiStartProps): void {
    if (authorization._isNone) {
      throw misuse(this, `"authorization" is none(), but the answer of "${path}" has the ARN of the execution, its input, and the causes of errors, which are not for everybody. `
        + 'Use another authorization, or a RestApiStart, which answers the output alone.');
    }
    Annotations.of(this).addWarningV2(acknowledgementId('HttpApiShowsExecution'), `Callers get the ARN of each execution of "${path}", its input, and the causes of errors, because an HTTP API cannot change bodies. `
      + 'Acknowledge this where the callers are your own; for others, use a RestApiStart, which answers the output alone.');
  }
}

class StartIntegration extends apigwv2.HttpRouteIntegration {
  public constructor(
    id: string, private readonly synchronous: boolean, private readonly parameters: apigwv2.ParameterMapping, private readonly role: iam.IRole,
  ) {
    super(id);
  }

  public bind(): apigwv2.HttpRouteIntegrationConfig {
    return {
      type: apigwv2.HttpIntegrationType.AWS_PROXY,
      subtype: this.synchronous ? apigwv2.HttpIntegrationSubtype.STEPFUNCTIONS_START_SYNC_EXECUTION
        : apigwv2.HttpIntegrationSubtype.STEPFUNCTIONS_START_EXECUTION,
      payloadFormatVersion: apigwv2.PayloadFormatVersion.VERSION_1_0,
      connectionType: apigwv2.HttpConnectionType.INTERNET,
      credentials: apigwv2.IntegrationCredentials.fromRole(this.role),
      parameterMapping: this.parameters,
    };
  }
}
