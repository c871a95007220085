import { Duration, Token } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { resourcesOf } from './sdk-resources';
import { makeTask, TaskDefaults, TaskKind, TaskProps, TaskResources, TaskStatements } from './task-defaults';
import { allow } from './task-statements';
import { describeIntegration } from '../asl/integrations/integration';
import { sdkService, sdkServiceNames } from '../asl/integrations/sdk-services';
import { didYouMean } from '../did-you-mean';
import { sdkPermissions } from '../validation/iam/sdk-permissions';

/** What a call of an API of AWS is made of. */
export interface SdkTaskOptions {
  /** The service as the `Resource` of a task has it: `secretsmanager`. */
  readonly service: string;
  /** The action in camelCase: `getSecretValue`. */
  readonly action: string;
  /**
   * The parameters, by their names in the API.
   *
   * @default - none
   */
  readonly parameters?: { [name: string]: any };
  /**
   * The IAM action that the call needs.
   *
   * @default - that of the action, as far as it is known
   */
  readonly iamAction?: string;
}

/** What a call of an API of AWS is made of, in a JSONPath state. */
export interface SdkTaskJsonPathProps extends sfn.TaskStateJsonPathBaseProps, SdkTaskOptions, TaskDefaults, TaskResources, TaskStatements {}

/** What a call of an API of AWS is made of, in a JSONata state. */
export interface SdkTaskJsonataProps extends sfn.TaskStateJsonataBaseProps, SdkTaskOptions, TaskDefaults, TaskResources, TaskStatements {}

type Props = TaskProps & SdkTaskOptions & TaskResources & TaskStatements;

/** Most APIs answer at once; some work meanwhile. */
const CALL = Duration.minutes(5);
/** Calls for which nothing has to be allowed. */
const FREE = new Set(['sts:getCallerIdentity']);

const SDK: TaskKind<Props, tasks.CallAwsService> = {
  factory: 'SdkTask',
  problem: (props, scope) => callProblem(props) ?? parameterProblem(props) ?? permissionProblem(props, scope),
  timeout: () => CALL,
  make: (scope, id, props) => new tasks.CallAwsService(scope, id, { ...props, iamResources: [] }),
  statements: (task, props) => {
    const actions = actionsOf(props);
    const resources = props.iamResources ?? resourcesOf(task, props.service, props.action, plain(props.parameters));
    return [...actions && actions.length > 0 && resources ? [allow(actions, resources)] : [], ...props.additionalIamStatements ?? []];
  },
};

const known = ({ service, action }: Props) => describeIntegration({ kind: 'sdk', service, action });

function callProblem(props: Props): string | undefined {
  const { service, action, integrationPattern } = props;
  if (integrationPattern === sfn.IntegrationPattern.RUN_JOB) {
    return '"integrationPattern" is IntegrationPattern.RUN_JOB, which calls of the SDK do not have. Use the task of the service that waits for its jobs, or ask for the job in a loop.';
  }
  if (Token.isUnresolved(service) || Token.isUnresolved(action)) return undefined;
  const { unknown } = known(props);
  const newer = 'For one that is newer than this library, use tasks.CallAwsService.';
  if (unknown?.part === 'service') return `"service" is "${service}", which the AWS SDK does not have.${byPrefix(service) || didYouMean(service, sdkServiceNames())} ${newer}`;
  if (unknown?.part === 'action') return `"action" is "${action}", which "${service}" does not have.${didYouMean(action, sdkService(service)!.actionNames())} ${newer}`;
  return undefined;
}

/** Many know a service by what IAM calls it. */
function byPrefix(prefix: string): string {
  const name = sdkServiceNames().find((each) => sdkService(each)?.iamPrefix === prefix);
  return name === undefined ? '' : ` Did you mean "${name}"?`;
}

/** Parameters without what says that they are paths. */
const plain = (parameters: { readonly [name: string]: unknown } = {}): { [name: string]: unknown } =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => (name.endsWith('.$') ? [name.slice(0, -2), '{%'] : [name, value])));

function parameterProblem(props: Props): string | undefined {
  const { service, action } = props;
  const { parameters } = known(props);
  if (!parameters) return undefined;
  const given = Object.keys(plain(props.parameters));
  const wrong = given.find((name) => !parameters.has(name));
  if (wrong !== undefined) return `"parameters" has "${wrong}", which "${service}:${action}" does not have.${didYouMean(wrong, parameters.keys())}${listOf([...parameters.keys()])}`;
  const missing = [...parameters].find(([name, { required }]) => required && !given.includes(name));
  return missing && `"parameters" has no "${missing[0]}", which "${service}:${action}" requires. Add it.`;
}

const listOf = (names: readonly string[]): string => (names.length === 0 ? ' It has none.' : names.length > 12 ? '' : ` It has ${names.map((name) => `"${name}"`).join(', ')}.`);

function permissionProblem(props: Props, scope: Construct): string | undefined {
  const { service, action, iamAction, iamResources, additionalIamStatements } = props;
  if (iamResources?.length === 0) return '"iamResources" is empty. Give the ARNs of what the call is made on, or leave it out.';
  if (iamAction !== undefined && !/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(iamAction)) return `"iamAction" is "${iamAction}". It has to be one action with its service, like "s3:ListBucket".`;
  const actions = actionsOf(props);
  if (!actions && !additionalIamStatements) {
    return `which IAM actions "${service}:${action}" needs is not known. Give "iamAction", or "additionalIamStatements" where it needs several.`;
  }
  if (!actions || actions.length === 0) {
    return iamResources && `"iamResources" is set, but ${actions ? `"${service}:${action}" needs no permission. Leave it out.` : 'not for which IAM action. Give "iamAction".'}`;
  }
  if (iamResources ?? resourcesOf(scope, service, action, plain(props.parameters))) return undefined;
  return `on what "${service}:${action}" is called is not known from its "parameters". Give "iamResources" with the ARNs of what the role may call ${actions.map((name) => `"${name}"`).join(' and ')} on; `
    + '["*"] where the action has no resource.';
}

/** The IAM actions of a call; undefined where they are not known. */
function actionsOf({ service, action, iamAction }: Props): string[] | undefined {
  if (iamAction !== undefined) return [iamAction];
  if (FREE.has(`${service}:${action}`)) return [];
  const found = sdkPermissions(service, action)?.flatMap(({ actions }) => actions);
  if (found) return found.length > 0 ? found : undefined;
  const prefix = service === 's3' ? undefined : sdkService(service)?.iamPrefix;
  return prefix === undefined ? undefined : [`${prefix}:${action.charAt(0).toUpperCase()}${action.slice(1)}`];
}

/**
 * Calls any API of AWS, and goes on with its answer as it is.
 *
 * What is misspelt is refused: the service, the action, and the names of the parameters, with the nearest that there is. The IAM action is that of
 * the API, or another where IAM calls it otherwise: `s3:ListBucket` for `listObjectsV2`. What the role may call it on is what the parameters name: a
 * bucket, a table, a function, a queue, a topic, a secret. Where they do not, `iamResources` is required: it is never `*` by itself. A call that
 * gives a role to a service also needs `iam:PassRole`, and what is encrypted with a key of yours needs the key: `additionalIamStatements`. It may
 * take five minutes.
 *
 * @example
 * declare const secret: secretsmanager.Secret;
 *
 * SdkTask.jsonata(this, 'Password', {
 *   service: 'secretsmanager',
 *   action: 'getSecretValue',
 *   parameters: { SecretId: secret.secretArn },
 *   outputs: '{% $states.result.SecretString %}',
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export class SdkTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: SdkTaskJsonPathProps): tasks.CallAwsService {
    return makeTask(SDK, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: SdkTaskJsonataProps): tasks.CallAwsService {
    return makeTask(SDK, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
