import { Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { makeTask, TaskDefaults, TaskKind } from './task-defaults';
import { allow, isExpression } from './task-statements';

/** What an HTTP task has beside what CDK's has. */
export interface HttpTaskOptions {
  /**
   * The endpoints that the role may call, with `*` for any characters: `https://*.example.com/orders/*`. Needed where `apiRoot` is an expression.
   *
   * @default - this endpoint; all below `apiRoot`, where it is an expression
   */
  readonly allowedEndpoints?: string[];
}

/** What a call of an HTTPS API is made of, in a JSONPath state. */
export interface HttpTaskJsonPathProps extends tasks.HttpInvokeJsonPathProps, TaskDefaults, HttpTaskOptions {}

/** What a call of an HTTPS API is made of, in a JSONata state. */
export interface HttpTaskJsonataProps extends tasks.HttpInvokeJsonataProps, TaskDefaults, HttpTaskOptions {}

type Props = tasks.HttpInvokeProps & TaskDefaults & HttpTaskOptions;

/** Step Functions gives up after 60 seconds; then there is an error that says so. */
const LONGEST = Duration.seconds(70);

const HTTP: TaskKind<Props, tasks.HttpInvoke> = {
  factory: 'HttpTask',
  problem: ({ apiRoot, allowedEndpoints }) => {
    if (allowedEndpoints?.length === 0) return '"allowedEndpoints" is empty. Give the endpoints that the role may call, or leave it out.';
    if (isExpression(apiRoot) && !allowedEndpoints) {
      return '"apiRoot" is an expression, so that what the role has to allow is not known. Give "allowedEndpoints", for example ["https://*.example.com/*"].';
    }
    return isExpression(apiRoot) || apiRoot.startsWith('https://') ? undefined : `"apiRoot" is "${apiRoot}". Step Functions calls endpoints by HTTPS only: it has to begin with "https://".`;
  },
  timeout: () => LONGEST,
  make: (scope, id, props) => new tasks.HttpInvoke(scope, id, props),
  result: () => ({ only: 'ResponseBody', optional: true }),
  statements: (task, props) => [
    // The ARN of the state machine itself would be a circular reference.
    allow(['states:InvokeHTTPEndpoint'], [Stack.of(task).formatArn({ service: 'states', resource: 'stateMachine:*' })], {
      StringLike: {
        'states:HTTPEndpoint': props.allowedEndpoints ?? [`${props.apiRoot}/${isExpression(props.apiEndpoint.value) ? '*' : props.apiEndpoint.value}`],
        ...isExpression(props.method.value) ? {} : { 'states:HTTPMethod': props.method.value },
      },
    }),
    allow(['events:RetrieveConnectionCredentials'], [props.connection.connectionArn]),
    allow(['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], [props.connection.connectionSecretArn]),
  ],
};

/**
 * Calls an HTTPS API. In JSONata it goes on with the body of the response, or null where there is none, as with status 204.
 *
 * In JSONPath it goes on with the whole answer, whose member `ResponseBody` has the body: a path to a body that is not there would fail the
 * execution, and no Catch takes that. Where there always is a body, `outputPath: '$.ResponseBody'` goes on with it alone.
 *
 * It may take 70 seconds: Step Functions gives up after 60. What is retried is no answer, and the statuses 429, 500, 502 and 503: an API that must
 * not be called twice needs another `retryPolicy`. Errors by their status are `ErrorCode.httpStatus(404)`. The role may call this endpoint with this
 * method, and read the secret of the connection.
 *
 * @example
 * declare const connection: events.Connection;
 * declare const notFound: sfn.IChainable;
 *
 * HttpTask.jsonata(this, 'Look up', {
 *   connection,
 *   apiRoot: 'https://api.example.com',
 *   apiEndpoint: sfn.TaskInput.fromText('orders'),
 *   method: sfn.TaskInput.fromText('GET'),
 * }).addCatch(notFound, { errors: [ErrorCode.httpStatus(404)] });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
 */
export class HttpTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: HttpTaskJsonPathProps): tasks.HttpInvoke {
    return makeTask(HTTP, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: HttpTaskJsonataProps): tasks.HttpInvoke {
    return makeTask(HTTP, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
