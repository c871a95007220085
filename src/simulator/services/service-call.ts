import { isJsonObject, JsonObject, JsonValue } from '../../asl/json-value';
import type { Engine } from '../../engine/engine';
import type { OpenTask } from '../../engine/scope';

/** A call of a service by a task, as a fake of the service sees it. Time and ids come from the execution: the same run gives the same answers. */
export interface ServiceCall {
  /** The API action, in camelCase and without what says how Step Functions waits: `putItem`. */
  readonly action: string;
  /** Whether it is an optimised integration and not one of the AWS SDK: they differ in what they answer and in how they word errors. */
  readonly optimized: boolean;
  readonly input: JsonObject;
  /** The virtual time, in milliseconds since the epoch. */
  readonly now: number;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  /** A UUID from the execution's seed. */
  uuid(): string;
}

/** The call that a task makes. */
export function callOf({ input, scope }: OpenTask, engine: Engine, action: string, optimized: boolean): ServiceCall {
  return {
    action, optimized, input: isJsonObject(input) ? input : {}, now: engine.now,
    executionArn: scope.execution.arn, stateMachineArn: engine.identity.stateMachineArn,
    uuid: () => engine.state.random.uuid(),
  };
}

/** What a fake does for an API action. */
export interface ServiceAction {
  /** The parameters that the fake heeds. AWS may know others: a task that gives one is refused. */
  readonly parameters: readonly string[];
  /** Throws {@link ServiceError} where the service answers with an error. */
  perform(call: ServiceCall): JsonObject;
}

/** The names that Step Functions uses for a service. Optimised integrations are built on version 1 of the Java SDK, the others on version 2. */
export interface ServiceNames {
  /** Before the dot of an error's name, in the cause, and the error of an exception that the service's model does not name. */
  readonly optimized: { readonly prefix: string; readonly service: string; readonly unnamed: string };
  readonly sdk: { readonly prefix: string; readonly unnamed: string };
}

/** A fake of a service. */
export interface LocalService {
  readonly names: ServiceNames;
  readonly actions: ReadonlyMap<string, ServiceAction>;
}

/** An error that a service answers. */
export class ServiceError extends Error {
  /**
   * @param code the service's error code
   * @param exception the exception of the service's model; undefined where the model names none for this error
   */
  constructor(readonly code: string, message: string, readonly exception?: string, readonly status = 400) {
    super(message);
    this.name = 'ServiceError';
  }
}

/** An error with which the task fails as it is, whatever the service is called. */
export class TaskError extends Error {
  constructor(readonly error: string, readonly cause: string) {
    super(cause);
    this.name = 'TaskError';
  }
}

/** What AWS does and a fake does not: nothing that a task fails with, but a mistake of the test to leave it to the fake. */
export class NotSimulated extends Error {
  /** @param what the parameter, with its value where others are simulated: `"Range"` */
  constructor(readonly what: string) {
    super(`${what} is not simulated.`);
    this.name = 'NotSimulated';
  }
}

/** Refuses parameters that AWS knows and a fake does not heed. */
export function refuseOthers(input: JsonObject, parameters: readonly string[]): void {
  const other = Object.keys(input).find((name) => input[name] !== null && !parameters.includes(name));
  if (other !== undefined) {
    throw new NotSimulated(`"${other}"`);
  }
}

/** The error name and the cause that a task fails with, as Step Functions words them. */
export function describeError(
  failure: ServiceError, { optimized, sdk }: ServiceNames, call: ServiceCall,
): { readonly error: string; readonly cause: string } {
  const { code, message, exception, status } = failure;
  if (call.optimized) {
    return {
      error: `${optimized.prefix}.${exception ?? optimized.unnamed}`,
      cause: `${message} (Service: ${optimized.service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${call.uuid()}; Proxy: null)`,
    };
  }
  const extended = sdk.prefix === 'S3' ? `, Extended Request ID: ${Buffer.from(`${call.uuid()}${call.uuid()}`).toString('base64')}` : '';
  return {
    error: `${sdk.prefix}.${exception ?? sdk.unnamed}`,
    cause: `${message} (Service: ${sdk.prefix}, Status Code: ${status}, Request ID: ${call.uuid()}${extended}) (SDK Attempt Count: 1)`,
  };
}

/** What an optimised integration adds to a service's answer. */
export function withMetadata(output: JsonObject, call: ServiceCall): JsonObject {
  if (!call.optimized) {
    return output;
  }
  const id = call.uuid();
  return {
    ...output,
    SdkHttpMetadata: { AllHttpHeaders: { 'x-amzn-RequestId': [id] }, HttpHeaders: { 'x-amzn-RequestId': id }, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: id },
  };
}

/** A parameter that is a text. Numbers and truth values are taken as the text that AWS makes of them. */
export function textOf(input: JsonObject, name: string): string | undefined {
  const value = member(input, name);
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A parameter, where the caller gave it; null counts as not given. */
export function member(input: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(input, name) ? input[name] ?? undefined : undefined;
}

/** What a message says to a test that looks at it, where it is JSON. */
export function parsed(text: string): { readonly json?: any } {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return {};
  }
}

/** A text for a parameter that may be JSON: an object becomes its JSON text. */
export const bodyText = (value: JsonValue): string => typeof value === 'string' ? value : JSON.stringify(value);
