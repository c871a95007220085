import { State } from './structure';
import { describeIntegration, Integration } from '../asl/integrations/integration';
import { Members } from '../asl/integrations/members';
import { JsonNode, ObjectNode } from '../asl/json/nodes';

/** What the `Resource` of a Task state calls, as far as its text says it. */
export interface CalledResource {
  readonly activity: boolean;
  /** Whether it is the ARN of a Lambda function. */
  readonly lambdaFunction?: boolean;
  /** The service and the action of an integration: `sqs`, `sendMessage`; `aws-sdk:s3`, `listBuckets`. */
  readonly service?: string;
  readonly action?: string;
  /** How the task waits: `.sync`, `.sync:2`, `.waitForTaskToken`; undefined for request and response. */
  readonly pattern?: string;
  /** What is known of the integration; undefined for an activity. */
  readonly integration?: Integration;
  /** Whether the ARN has the form that AWS gives integrations: without a region and an account. */
  readonly exact: boolean;
}

/** Stands for what is not known until deploy. No ARN has it. */
const UNKNOWN = '\u0000';
const ACTIVITY = /^arn:[^:]*:states:[^:]*:[^:]*:activity:/;
const LAMBDA_FUNCTION = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:/;
const INTEGRATION = /^arn:[^:]*:states:([^:]*:[^:]*):(aws-sdk:)?([^:]+):([^.:]+)(\..+)?$/;

/**
 * What a `Resource` calls; undefined where it is no ARN of a known form or where too much of it is not known until deploy. A partition or a
 * region that is not known does no harm.
 */
export function resourceOf(node: JsonNode): CalledResource | undefined {
  const text = referredText(node) ?? knownText(node);
  if (text === undefined) return undefined;
  if (ACTIVITY.test(text)) return { activity: true, exact: false };
  if (LAMBDA_FUNCTION.test(text)) return { activity: false, lambdaFunction: true, exact: false };
  const match = INTEGRATION.exec(text);
  if (!match) return undefined;
  const [, place, sdk, service, action, pattern] = match;
  if ([service, action, pattern].some((part) => part?.includes(UNKNOWN))) return undefined;
  return {
    activity: false, service: `${sdk ?? ''}${service}`, action, pattern, exact: place === ':',
    integration: describeIntegration({ kind: sdk ? 'sdk' : 'optimized', service, action, pattern }),
  };
}

/** A reference to a resource of the stack, and nothing beside it: what the resource is shows in what stands for it in a simulation. */
function referredText(node: JsonNode): string | undefined {
  if (node.kind !== 'opaque' || node.parts.length !== 1) return undefined;
  const [part] = node.parts;
  return typeof part !== 'string' && part.logicalId !== undefined && typeof part.simulated === 'string' ? part.simulated : undefined;
}

/** The text of a string, with `\u0000` for each part that is not known until deploy; undefined where the value may be no string. */
export function knownText(node: JsonNode): string | undefined {
  if (node.kind === 'string') return node.value;
  if (node.kind !== 'opaque' || !node.inString) return undefined;
  return node.parts.map((part) => typeof part === 'string' ? part : UNKNOWN).join('');
}

/** A parameter as a definition writes it. */
export interface WrittenParameter {
  /** The name that the service is given. */
  readonly name: string;
  readonly node: JsonNode;
  /** Whether its value is evaluated when the task runs: AWS does not look at the name of such a parameter before that. */
  readonly computed: boolean;
}

/** A call of an integration by a Task state. */
export class TaskCall {
  /** What is called, for a sentence: `aws-sdk:s3:getObject`. */
  public readonly name: string;
  /** The parameters that the integration has; undefined where it is not known. */
  public readonly known: Members | undefined;
  /** The field that has the parameters of the task; undefined where the query language is not known. */
  public readonly field: 'Parameters' | 'Arguments' | undefined;
  /** The parameters that the state writes out: an object whose members are all known. Undefined elsewhere. */
  public readonly written: readonly WrittenParameter[] | undefined;

  constructor(state: State, readonly resource: JsonNode, readonly integration: Integration, readonly exact: boolean) {
    this.name = `${integration.kind === 'sdk' ? 'aws-sdk:' : ''}${integration.service}:${integration.action}`;
    this.known = integration.parameters;
    this.field = state.language && (state.language === 'JSONata' ? 'Arguments' : 'Parameters');
    const value = this.field && state.node.get(this.field);
    if (value?.kind === 'object' && value.opaqueMembers.length === 0) {
      this.written = state.language === 'JSONata' ? value.members.map(argument) : value.members.map(parameter);
    }
  }
}

/**
 * The parameters that an integration requires and is not given, by name; each with a written one that it does not have and that is nearest to it.
 *
 * @param didYouMean as rules have it
 */
export function missingParameters(
  { known, written }: TaskCall, didYouMean: (name: string, candidates: Iterable<string>) => string,
): ReadonlyMap<string, WrittenParameter | undefined> {
  const missing = new Map<string, WrittenParameter | undefined>();
  if (!known || !written) return missing;
  known.forEach(({ required }, name) => {
    if (required && !written.some((given) => given.name === name)) missing.set(name, undefined);
  });
  for (const given of missing.size > 0 ? written : []) {
    const hint = known.has(given.name) ? '' : didYouMean(given.name, known.keys());
    for (const [name, meant] of missing) if (!meant && hint.includes(`"${name}"`)) missing.set(name, given);
  }
  return missing;
}

/** Whether AWS looks at the name of a parameter that an integration does not have when a machine is created. */
export function isRefusedName({ integration, known }: TaskCall, { name, computed }: WrittenParameter): boolean {
  return !computed && (integration.kind === 'optimized' || [...known?.keys() ?? []].some((candidate) => candidate.toLowerCase() === name.toLowerCase()));
}

/** In a payload template `.$` after the name says that the value is computed. */
function parameter(node: JsonNode): WrittenParameter {
  const name = node.name as string;
  return name.endsWith('.$') ? { name: name.slice(0, -2), node, computed: true } : { name, node, computed: false };
}

/** In an object or array anything may be computed. */
function argument(node: JsonNode): WrittenParameter {
  return { name: node.name as string, node, computed: node.kind === 'object' || node.kind === 'array' || (node.kind === 'string' && node.value.startsWith('{%')) };
}

const calls = new WeakMap<ObjectNode, TaskCall>();

/** The integration that a state calls; undefined where it is no Task, or calls something else, or it is not known what. */
export function callOf(state: State): TaskCall | undefined {
  const { called } = state;
  if (!called?.integration) return undefined;
  let call = calls.get(state.node);
  if (!call) calls.set(state.node, call = new TaskCall(state, state.node.get('Resource')!, called.integration, called.exact));
  return call;
}
