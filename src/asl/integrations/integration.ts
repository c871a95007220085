import { errorsOf } from './error-names';
import { Members, parseMembers } from './members';
import { apiOf, IntegrationPattern, OPTIMIZED_SERVICES, OptimizedAction, optimizedAction, sdkAction } from './optimized-services';
import { SdkAction, SdkService, sdkService, sdkServiceNames } from './sdk-services';
import { nearestName } from '../../did-you-mean';

/** What a Task's `Resource` calls, as its text says it. */
export interface IntegrationCall {
  readonly kind: 'optimized' | 'sdk';
  /** The service as the ARN has it, without `aws-sdk:`. */
  readonly service: string;
  /** The action without what says how the task waits. */
  readonly action: string;
  /** What says how the task waits; undefined where it waits for the response. It may be one that there is not. */
  readonly pattern?: string;
}

/** What is known of what a Task's `Resource` calls. */
export interface Integration extends IntegrationCall {
  /** Whether the service, the action and the pattern are known. */
  readonly known: boolean;
  /** The first of them that is not known, and the known name that is nearest to it. */
  readonly unknown?: { readonly part: 'service' | 'action' | 'pattern'; readonly name: string; readonly nearest?: string };
  /** The patterns that the action has; undefined where it is not known. */
  readonly patterns?: readonly IntegrationPattern[];
  /** Its parameters by name; undefined where the action is not known. */
  readonly parameters?: Members;
  /** Parameters of which one must be there. */
  readonly oneOf?: readonly string[];
  /** The members of what the task gives; undefined where that is not known: what a callback sends, what some jobs give. */
  readonly output?: Members;
  /** Before the dot in the names of its errors; undefined where it is not known. */
  readonly errorPrefix?: string;
  /** The names of the errors that it can fail with; not those that any task can. */
  readonly errors: readonly string[];
}

const RESOURCE = /^arn:[^:]*:states:[^:]*:[^:]*:(aws-sdk:)?([^:]+):([^.:]+)(\..+)?$/;
const SDK_PATTERNS: readonly IntegrationPattern[] = ['.waitForTaskToken'];

/** What the optimised integrations of these services say beside the answer of the API, which they call with version 1 of the SDK for Java. */
const METADATA = parseMembers('SdkHttpMetadata{ SdkResponseMetadata{');
const WITH_METADATA = new Set(['dynamodb', 'lambda', 'sns', 'sqs', 'states']);

/** What is known of the integration that a `Resource` names; undefined where it names none: a function, an activity, no ARN. */
export function integrationOf(resource: string): Integration | undefined {
  const match = RESOURCE.exec(resource);
  if (!match || (!match[1] && match[2] === 'activity')) {
    return undefined;
  }
  const [, sdk, service, action, pattern] = match;
  return describeIntegration({ kind: sdk ? 'sdk' : 'optimized', service, action, pattern });
}

/** What is known of a call. Everything is looked up when it is asked for. */
export function describeIntegration(call: IntegrationCall): Integration {
  return call.kind === 'sdk' ? new SdkIntegration(call) : new OptimizedIntegration(call);
}

abstract class KnownIntegration implements Integration {
  public readonly kind: IntegrationCall['kind'];
  public readonly service: string;
  public readonly action: string;
  public readonly pattern: string | undefined;
  public abstract readonly patterns: readonly IntegrationPattern[] | undefined;
  public abstract readonly parameters: Members | undefined;
  public abstract readonly oneOf: readonly string[] | undefined;
  public abstract readonly output: Members | undefined;
  public abstract readonly errorPrefix: string | undefined;
  /** The names of the service's actions; undefined where the service is not known. */
  protected abstract readonly actionNames: readonly string[] | undefined;
  protected abstract readonly serviceNames: readonly string[];

  constructor(call: IntegrationCall) {
    this.kind = call.kind;
    this.service = call.service;
    this.action = call.action;
    this.pattern = call.pattern;
  }

  public get known(): boolean {
    return this.patterns !== undefined && this.hasPattern;
  }

  public get unknown(): Integration['unknown'] {
    if (!this.actionNames) {
      return { part: 'service', name: this.service, nearest: nearestName(this.service, this.serviceNames) };
    }
    if (!this.patterns) {
      return { part: 'action', name: this.action, nearest: nearestName(this.action, this.actionNames) };
    }
    return this.hasPattern ? undefined : { part: 'pattern', name: this.pattern!, nearest: nearestName(this.pattern!, this.patterns) };
  }

  public get errors(): readonly string[] {
    return errorsOf(this);
  }

  private get hasPattern(): boolean {
    return this.pattern === undefined || this.patterns!.includes(this.pattern as IntegrationPattern);
  }
}

class SdkIntegration extends KnownIntegration {
  public readonly oneOf = undefined;
  private readonly sdk: SdkService | undefined;
  private readonly api: SdkAction | undefined;

  constructor(call: IntegrationCall) {
    super(call);
    this.sdk = sdkService(call.service);
    this.api = this.sdk?.action(call.action);
  }

  public get patterns() {
    return this.api && SDK_PATTERNS;
  }

  public get parameters() {
    return this.api?.parameters;
  }

  public get output() {
    return this.pattern === undefined ? this.api?.output : undefined;
  }

  public get errorPrefix() {
    return this.sdk?.prefix;
  }

  protected get actionNames() {
    return this.sdk?.actionNames();
  }

  protected get serviceNames() {
    return sdkServiceNames();
  }
}

/** The parameters of the optimised actions that somebody asked for. */
const parametersOf = new Map<string, Members>();

class OptimizedIntegration extends KnownIntegration {
  private readonly facts: OptimizedAction | undefined;

  constructor(call: IntegrationCall) {
    super(call);
    this.facts = optimizedAction(call.service, call.action);
  }

  public get patterns() {
    return this.facts?.patterns;
  }

  public get oneOf() {
    return this.facts?.oneOf;
  }

  public get parameters() {
    if (!this.facts) {
      return undefined;
    }
    const name = `${this.service}:${this.action}`;
    let members = parametersOf.get(name);
    if (!members) {
      parametersOf.set(name, members = this.makeParameters(this.facts));
    }
    return members;
  }

  public get output() {
    const { output, jobOutput } = this.facts ?? {};
    switch (this.pattern) {
      case undefined: {
        const members = !this.facts ? undefined : output === undefined ? this.api.output : parseMembers(output);
        return members && WITH_METADATA.has(this.service) ? new Map([...members, ...METADATA]) : members;
      }
      case '.sync':
      case '.sync:2':
        return jobOutput === undefined ? undefined : typeof jobOutput === 'string' ? parseMembers(jobOutput) : sdkAction(jobOutput.api).output;
      default: return undefined;
    }
  }

  public get errorPrefix() {
    return OPTIMIZED_SERVICES.get(this.service)?.errors?.prefix;
  }

  protected get actionNames() {
    const service = OPTIMIZED_SERVICES.get(this.service);
    return service && Object.keys(service.actions);
  }

  protected get serviceNames() {
    return [...OPTIMIZED_SERVICES.keys()];
  }

  private get api(): SdkAction {
    return apiOf(this.service, this.action);
  }

  private makeParameters({ parameters, changed, removed }: OptimizedAction): Members {
    if (parameters !== undefined) {
      return parseMembers(parameters);
    }
    const members = new Map([...this.api.parameters, ...parseMembers(changed ?? '')]);
    removed?.forEach((name) => members.delete(name));
    return members;
  }
}
