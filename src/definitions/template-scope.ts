import { NamedResource } from './simulated-names';
import { JsonObject, JsonValue } from '../asl/json-value';

/** A value together with the template that its references belong to. */
export interface ValueInScope {
  readonly value: JsonValue;
  readonly scope: TemplateScope;
}

export interface TemplateParameter {
  readonly type: string;
  readonly default?: JsonValue;
  /** What the stack around a nested stack passes in. */
  readonly value?: ValueInScope;
}

/** A resource as its template declares it, with the template that its references belong to. */
export interface DeclaredResource {
  readonly scope: TemplateScope;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  /** The condition of the template under which it is there. */
  readonly condition?: string;
  /** The construct that made it, without the resource itself at its end. */
  readonly constructPath?: string;
  /** One of the properties, without a look at the others. */
  property(name: string): JsonValue | undefined;
}

/** What is known of where a stack goes. */
export interface TemplateEnvironment {
  readonly region?: string;
  readonly account?: string;
}

/** What the functions of a template can refer to. A template in a file has one, and so has a stack of a CDK app. */
export interface TemplateScope {
  readonly stackName: string;
  readonly environment: TemplateEnvironment;
  resource(logicalId: string): NamedResource | undefined;
  /** A resource with its properties; one of another stack where references between stacks are not made yet. */
  declared(logicalId: string): DeclaredResource | undefined;
  /** The resources of these types that are in this template itself. */
  declaredOf(types: ReadonlySet<string>): readonly DeclaredResource[];
  /** The templates of the same app, this one too. */
  beside(): readonly TemplateScope[];
  parameter(name: string): TemplateParameter | undefined;
  condition(name: string): JsonValue | undefined;
  mapped(map: string, key: string, secondKey: string): JsonValue | undefined;
  /** What another stack exports under a name; for another region, CDK does so in a custom resource, under a name that begins with `/cdk/exports/`. */
  exported(name: string): ValueInScope | undefined;
  /** An output of another stack. */
  stackOutput(stackName: string, output: string): ValueInScope | undefined;
  /** An output of a nested stack. */
  nestedOutput(logicalId: string, output: string): ValueInScope | undefined;
  readableName(logicalId: string): string;
}

/** How the names begin under which CDK passes a value to a stack in another region: in parameters of the Systems Manager. */
export const CROSS_REGION_EXPORT = '/cdk/exports/';
export const CROSS_REGION_WRITER = 'Custom::CrossRegionExportWriter';

/**
 * CDK ends a logical id with a hash of the construct's path: `ChargeCard8F3E1A2B`. In a trace it only hides the name, and it changes when a
 * construct moves. It is left out where what remains stands for one resource only; where two constructs share it, both keep their hash, so
 * that neither name depends on which came first.
 */
export class ReadableNames {
  private readonly count = new Map<string, number>();

  constructor(logicalIds: Iterable<string>) {
    for (const id of logicalIds) {
      const name = withoutHash(id);
      this.count.set(name, (this.count.get(name) ?? 0) + 1);
    }
  }

  public of(logicalId: string): string {
    const name = withoutHash(logicalId);
    return (this.count.get(name) ?? 0) > 1 ? logicalId : name;
  }
}

function withoutHash(logicalId: string): string {
  const name = logicalId.slice(0, -8);
  return /^[0-9A-F]{8}$/.test(logicalId.slice(-8)) && /[^0-9A-F]/.test(name) ? name : logicalId;
}
