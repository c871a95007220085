import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { makeRestApi } from './made-rest-api';
import { allowPreflight } from './preflight';
import { checkAnswers, membersOf, nameOf, RestApiStartInput } from './rest-api-input';
import { StartAuthorization } from './start-authorization';
import { acceptedTemplate, describeTemplate, ErrorAnswers, outputTemplate, refusedTemplate, startTemplate, statusTemplate } from './velocity';
import { checkAccount, checkAuthorization, checkNamed, checkWaits, grantDescribe, isExpress, isSynchronous, makeStartRole, noteMappedErrors, otherRegionOf, startAction } from './workflow-start';
import { misuse } from '../misuse';
import { executionArnOf } from '../workflows/execution-arn';
import { IWorkflow } from '../workflows/i-workflow';

/** What a RestApiStart is made of. */
export interface RestApiStartProps {
  /**
   * The workflow whose executions are started. With an ExpressWorkflow of mode SYNC the caller gets the output; with any other, the name of the
   * execution.
   */
  readonly workflow: IWorkflow;
  /** Who may call. `StartAuthorization.none()` lets everybody. */
  readonly authorization: StartAuthorization;
  /**
   * The resource of an API of your own below which the method is.
   *
   * @default - a REST API is made
   */
  readonly resource?: apigateway.IResource;
  /**
   * What else the REST API is made with that is made. What is set here counts before the defaults.
   *
   * @default - regional, with access logs, errors in the execution logs, metrics, tracing, and 100 requests in a second, in bursts 200
   */
  readonly restApiProps?: apigateway.RestApiProps;
  /**
   * The path, from the root of the API or from `resource`, for example `orders/{id}`.
   *
   * @default - the root, or `resource` itself
   */
  readonly path?: string;
  /**
   * The HTTP method.
   *
   * @default 'POST'
   */
  readonly method?: string;
  /**
   * What of the request becomes the input.
   *
   * @default - the body is the input
   */
  readonly input?: RestApiStartInput;
  /**
   * What of the request is the name of the execution, as API Gateway writes it: `method.request.header.Idempotency-Key`, `method.request.path.id`,
   * `method.request.querystring.id` or `method.request.body.order.id`. Only of a StandardWorkflow.
   *
   * A request without it is answered with 400, and so is one that is no name: of more than 80 characters, or with white space, for example. A
   * request with the name and the input of an execution that runs gets that execution; one with the name of another is answered with 409, until 90
   * days after that has ended. An IdempotentStart takes any text for a key, and answers with the execution in any case.
   *
   * @default - every request starts an execution, with a name of its own
   */
  readonly executionName?: string;
  /**
   * The JSON schema (draft 4) of the body. A request whose body is not so is answered with 400 and starts nothing.
   *
   * @default - the body only has to be JSON
   */
  readonly requestSchema?: apigateway.JsonSchema;
  /**
   * The HTTP status of each error that callers may know of: `{ 'Order.NotFound': 404 }`. The body is then `{ "error", "message" }`.
   * Each is a failed execution still: set `alarms.failed.threshold` of the workflow to more than callers cause, or one of them sets off its alarm.
   *
   * @default - every failed execution is answered with 500 and without the name of its error; one that timed out with 504
   */
  readonly errorMapping?: { [error: string]: number };
  /**
   * Whether the cause of an error in `errorMapping` is its message. Causes of other errors are never shown.
   *
   * @default false
   */
  readonly includeCause?: boolean;
  /**
   * How long the gateway waits for the output, up to 5 minutes. More than 29 seconds needs a higher quota, which a regional or private API can have.
   *
   * @default Duration.seconds(29)
   */
  readonly integrationTimeout?: Duration;
  /**
   * Whether `GET` on `{execution}` below the path answers the status of an execution by its name, and its output when it has succeeded.
   *
   * @default false
   */
  readonly statusRoute?: boolean;
  /**
   * The one origin whose pages may call from a browser, for example `https://shop.example.com`. All starts of one path have the same. An OPTIONS
   * method that `resource` has already stays as it is.
   *
   * @default - none: no CORS
   */
  readonly allowOrigin?: string;
}

/** How long a REST API waits at most without a higher quota. */
const GATEWAY_WAITS = Duration.seconds(29);

/** How long it can wait with the highest quota, which is as long as an Express execution may run. */
const LONGEST_WAIT = Duration.minutes(5);

/** The path parameter of the status route. */
const EXECUTION = 'execution';

const JSON_TYPE = 'application/json';

/**
 * A method of a REST API that starts executions, with no function in between.
 *
 * With an ExpressWorkflow of mode SYNC the answer is the output of the execution as JSON, and nothing around it. A failed execution is answered with
 * the status that `errorMapping` has for its error, or with 500 and nothing of what happened inside; one that timed out with 504. With any other
 * workflow the answer is 202 and `{ "name" }`, the name of the execution.
 *
 * The role may only start this workflow. Only requests of type `application/json` are taken, so that none passes by the schema.
 *
 * An API that is made writes logs, for which an account has one role in a region. Each stack with such an API sets it, once, in place of the one that
 * the account had, and leaves it there when the stack is deleted. Where the role of the account is made elsewhere, set
 * `restApiProps: { cloudWatchRole: false }`.
 *
 * @example
 * declare const quotes: ExpressWorkflow;
 *
 * const start = new RestApiStart(this, 'Quote', {
 *   workflow: quotes,
 *   authorization: StartAuthorization.iam(),
 *   path: 'quotes',
 *   errorMapping: { 'Basket.Empty': 400, 'Product.NotFound': 404 },
 * });
 * start.grantInvoke(fn);
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/tutorial-api-gateway.html
 */
export class RestApiStart extends Construct {
  /** The API. */
  public readonly restApi: apigateway.IRestApi;
  /** The resource that has the method. */
  public readonly resource: apigateway.IResource;
  /** The method that starts executions. */
  public readonly method: apigateway.Method;
  /** The method that answers the status of an execution; none without `statusRoute`. */
  public readonly statusMethod?: apigateway.Method;
  /** The role that API Gateway starts executions with. */
  public readonly role: iam.Role;
  /** The log group of the API's access logs; none where the API is your own. */
  public readonly accessLogGroup?: logs.LogGroup;
  /** The usage plan; none but where an API is made with `StartAuthorization.apiKey()`. */
  public readonly usagePlan?: apigateway.UsagePlan;
  /** The API key; none but where an API is made with `StartAuthorization.apiKey()`. */
  public readonly apiKey?: apigateway.IApiKey;

  private readonly signed: boolean;

  /**
   * Makes the method, its role, and the API where none is given.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: RestApiStartProps) {
    super(scope, id);
    const { workflow, method: httpMethod = 'POST', integrationTimeout = GATEWAY_WAITS } = props;
    const synchronous = isSynchronous(workflow);
    this.checkProps(props, synchronous);
    checkAccount(this, workflow);
    checkWaits(this, workflow, integrationTimeout, 'the gateway', '; or raise "integrationTimeout", with the quota of API Gateway; or start a StandardWorkflow, for whose end the caller does not wait.');
    const answers: ErrorAnswers = checkAnswers(this, props.errorMapping ?? {}, props.includeCause ?? false);
    if (synchronous) noteMappedErrors(this, workflow, answers.statuses);

    if (!props.resource && !props.restApiProps?.deployOptions?.accessLogDestination) {
      this.accessLogGroup = new logs.LogGroup(this, 'AccessLogs', { retention: logs.RetentionDays.SIX_MONTHS, removalPolicy: RemovalPolicy.RETAIN });
    }
    const made = props.resource ? undefined : makeRestApi(this, props, this.accessLogGroup);
    const base = props.resource ?? made!.root;
    this.resource = props.path ? base.resourceForPath(props.path) : base;
    this.restApi = made ?? this.resource.api;

    if (props.statusRoute && this.resource.path.includes(`{${EXECUTION}}`)) {
      throw misuse(this, `"statusRoute" is true, but the path "${this.resource.path}" has a parameter "${EXECUTION}" already. Give that another name.`);
    }

    const authorization = props.authorization._bind(this);
    this.signed = authorization.options.authorizationType === apigateway.AuthorizationType.IAM;
    const members = membersOf(this, props.input ?? {}, {
      httpMethod, path: this.resource.path, claims: authorization.claims, schema: props.requestSchema !== undefined,
    });
    const { body } = members;
    const name = props.executionName === undefined ? undefined : nameOf(this, props.executionName, { httpMethod, path: this.resource.path, body });
    this.role = makeStartRole(this, workflow, 'apigateway');

    const requestValidator = new apigateway.RequestValidator(this, 'Validator', { restApi: this.restApi, validateRequestBody: true, validateRequestParameters: true });
    const requestParameters = Object.fromEntries([
      ...members.path.map((parameter) => [`method.request.path.${parameter}`, true]),
      ...members.headers.map((parameter) => [`method.request.header.${parameter}`, false]),
      ...members.querystring.map((parameter) => [`method.request.querystring.${parameter}`, false]),
      ...name && name.from !== 'body' ? [[props.executionName!, true]] : [],
    ]);
    const statuses = [...new Set([...(synchronous ? [200, 504, ...Object.values(answers.statuses)] : [202]), 400, ...name ? [409] : [], 429, 500])];
    this.method = this.addMethod(this.resource, httpMethod, startAction(workflow), props, {
      request: startTemplate(workflow.stateMachineArn, members, name),
      response: synchronous ? outputTemplate(answers) : acceptedTemplate(),
      status: synchronous ? 200 : 202,
      statuses,
      timeout: integrationTimeout,
      options: {
        ...authorization.options,
        requestParameters,
        requestModels: props.requestSchema && {
          [JSON_TYPE]: new apigateway.Model(this, 'Request', { restApi: this.restApi, contentType: JSON_TYPE, schema: props.requestSchema }),
        },
        requestValidator,
      },
    });

    if (props.statusRoute) {
      grantDescribe(workflow, this.role);
      this.statusMethod = this.addMethod(this.resource.addResource(`{${EXECUTION}}`), 'GET', 'DescribeExecution', props, {
        request: describeTemplate(executionArnOf(workflow, ''), EXECUTION),
        response: statusTemplate(answers),
        status: 200,
        statuses: [200, 400, 404, 429, 500],
        options: { ...authorization.options, requestParameters: { [`method.request.path.${EXECUTION}`]: true }, requestValidator },
      });
    }
    if (props.allowOrigin !== undefined) {
      allowPreflight(this, this.method, props.allowOrigin, [...members.headers, ...name?.from === 'header' ? [name.name] : []]);
      if (this.statusMethod) allowPreflight(this, this.statusMethod, props.allowOrigin);
    }
    if (made && authorization.usesApiKey) {
      this.apiKey = made.addApiKey('Key');
      this.usagePlan = made.addUsagePlan('UsagePlan', { apiStages: [{ api: made, stage: made.deploymentStage }] });
      this.usagePlan.addApiKey(this.apiKey);
    }
  }

  /**
   * Allows to call the methods, where `authorization` is `StartAuthorization.iam()`.
   *
   * @param identity who is allowed
   */
  public grantInvoke(identity: iam.IGrantable): iam.Grant {
    if (!this.signed) throw misuse(this, 'grantInvoke() was called, but "authorization" is not StartAuthorization.iam(), and others do not ask for a permission. Use that, or leave out the call.');
    const grant = this.method.grantExecute(identity);
    return this.statusMethod ? grant.combine(this.statusMethod.grantExecute(identity)) : grant;
  }

  private checkProps(props: RestApiStartProps, synchronous: boolean): void {
    checkAuthorization(this, props.authorization, 'StartAuthorization');
    const { workflow, resource, restApiProps, errorMapping, includeCause, statusRoute, integrationTimeout } = props;
    if (resource && restApiProps) throw misuse(this, '"restApiProps" is set, but it is for the API that is made, and "resource" is of one of your own. Set it on that API.');
    if (synchronous && statusRoute) {
      throw misuse(this, `"statusRoute" is true, but the caller waits for the executions of "${workflow.node.path}", and they cannot be described. Leave it out.`);
    }
    if (!synchronous && isExpress(workflow) && statusRoute) {
      throw misuse(this, `"statusRoute" is true, but executions of "${workflow.node.path}", an Express workflow, cannot be described. Leave it out, or use a StandardWorkflow.`);
    }
    if (props.executionName !== undefined) checkNamed(this, workflow);
    checkOrigin(this, props.allowOrigin);
    checkTimeout(this, props);
    const useless = synchronous ? undefined : integrationTimeout !== undefined ? 'integrationTimeout'
      : statusRoute ? undefined : errorMapping !== undefined ? 'errorMapping' : includeCause !== undefined ? 'includeCause' : undefined;
    if (useless) {
      throw misuse(this, `"${useless}" is set, but the caller does not wait for the end of the executions of "${workflow.node.path}". Leave it out, or use an ExpressWorkflow of mode SYNC.`);
    }
  }

  private addMethod(
    resource: apigateway.IResource, httpMethod: string, action: string, { workflow, allowOrigin }: RestApiStartProps, parts: MethodParts,
  ): apigateway.Method {
    const originHeader = 'method.response.header.Access-Control-Allow-Origin';
    const response = (status: number, template: string, selectionPattern?: string): apigateway.IntegrationResponse => ({
      statusCode: String(status),
      selectionPattern,
      responseTemplates: { [JSON_TYPE]: template },
      responseParameters: allowOrigin === undefined ? undefined : { [originHeader]: `'${allowOrigin}'` },
    });
    const integration = new apigateway.AwsIntegration({
      service: 'states',
      action,
      region: otherRegionOf(this, workflow),
      options: {
        credentialsRole: this.role,
        // A request of another type would pass by the model.
        passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
        requestTemplates: { [JSON_TYPE]: parts.request },
        timeout: parts.timeout,
        integrationResponses: [response(parts.status, parts.response, '200'), response(500, refusedTemplate())],
      },
    });
    return resource.addMethod(httpMethod, integration, {
      ...parts.options,
      methodResponses: parts.statuses.map((status) => ({
        statusCode: String(status), responseParameters: allowOrigin === undefined ? undefined : { [originHeader]: true },
      })),
    });
  }
}

/** A browser compares the origin with that of the page, letter by letter. */
function checkOrigin(start: Construct, origin: string | undefined): void {
  if (origin === undefined || Token.isUnresolved(origin) || /^(\*|[a-z][a-z0-9+.-]*:\/\/[^\s'/?#]+)$/.test(origin)) return;
  throw misuse(start, `"allowOrigin" is "${origin}". It has to be one origin without a path, such as "https://shop.example.com", or "*" for all.`);
}

function checkTimeout(start: Construct, { integrationTimeout, restApiProps }: RestApiStartProps): void {
  if (!integrationTimeout || integrationTimeout.isUnresolved()) return;
  const milliseconds = integrationTimeout.toMilliseconds({ integral: false });
  if (milliseconds < 50 || milliseconds > LONGEST_WAIT.toMilliseconds()) {
    throw misuse(start, `"integrationTimeout" is ${integrationTimeout.toHumanString() || '0 seconds'}. It has to be from 50 milliseconds to ${LONGEST_WAIT.toHumanString()}.`);
  }
  const types = restApiProps?.endpointConfiguration?.types ?? restApiProps?.endpointTypes;
  if (milliseconds > GATEWAY_WAITS.toMilliseconds() && types?.includes(apigateway.EndpointType.EDGE)) {
    throw misuse(start, `"integrationTimeout" is ${integrationTimeout.toHumanString()}, but an edge-optimized API waits ${GATEWAY_WAITS.toHumanString()} at most. Make it REGIONAL, or lower the timeout.`);
  }
}

/** What a method is made of. */
interface MethodParts {
  readonly request: string;
  readonly response: string;
  readonly status: number;
  readonly statuses: readonly number[];
  readonly timeout?: Duration;
  readonly options: apigateway.MethodOptions;
}
