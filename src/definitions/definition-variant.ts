import { DefinitionSource } from '../asl/definition-source';
import { isJsonObject, JsonObject, JsonValue } from '../asl/json-value';
import { StepwrightError } from '../errors';

/** A definition that a state machine has where conditions of its template hold, or do not. */
export interface DefinitionVariant {
  /** Which: `"IsProduction" holds`. Undefined where the definition is always the same. */
  readonly when?: string;
  /** Throws a `StepwrightError` where there is no definition, or none that can be read here. */
  source(): DefinitionSource;
}

/** A definition that is somewhere else: there is nothing here to look at. */
export class MissingDefinition extends StepwrightError {
  /** @param reason why nothing can be looked at, to go on in a sentence: `the S3 object "x" is no asset of this app` */
  constructor(readonly reason: string, problem: string) {
    super('MissingDefinitionFile', problem);
  }
}

/** More conditions than these make more variants than anybody wrote. */
const MAX_VARIANTS = 16;

/** Properties of a state machine as they are where conditions hold or do not. */
export interface PropertiesVariant {
  readonly when?: string;
  readonly properties: JsonObject;
}

/**
 * The properties of a state machine for all the ways in which the conditions around whole values of some of them may turn out. A condition
 * inside a value stays, as a part that is not known until deploy.
 */
export function propertiesVariants(properties: JsonObject, names: readonly string[]): PropertiesVariant[] {
  const variants: PropertiesVariant[] = [];
  const decide = (decisions: ReadonlyMap<string, boolean>): void => {
    const current = decided(properties, names, decisions);
    const open = names.map((name) => conditionAround(own(current, name))).find((condition) => condition !== undefined);
    if (open === undefined) {
      const when = [...decisions].map(([condition, holds]) => `"${condition}" ${holds ? 'holds' : 'does not hold'}`).join(' and ');
      variants.push({ properties: current, ...(when !== '' && { when }) });
      return;
    }
    for (const holds of [true, false]) {
      if (variants.length < MAX_VARIANTS) decide(new Map([...decisions, [open, holds]]));
    }
  };
  decide(new Map());
  return variants;
}

/** The properties with the branches that decisions choose. */
function decided(properties: JsonObject, names: readonly string[], decisions: ReadonlyMap<string, boolean>): JsonObject {
  const result: { [name: string]: JsonValue } = { ...properties };
  for (const name of names) {
    let value = own(properties, name);
    for (let condition = conditionAround(value); condition !== undefined && decisions.has(condition); condition = conditionAround(value)) {
      value = branchesOf(value)![decisions.get(condition) ? 1 : 2];
    }
    if (value === undefined || (isJsonObject(value) && own(value, 'Ref') === 'AWS::NoValue')) delete result[name];
    else result[name] = value;
  }
  return result;
}

/** The condition of an `Fn::If` that is the whole value. */
function conditionAround(value: JsonValue | undefined): string | undefined {
  const branches = branchesOf(value);
  return branches && typeof branches[0] === 'string' ? branches[0] : undefined;
}

function branchesOf(value: JsonValue | undefined): readonly JsonValue[] | undefined {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return undefined;
  const branches = own(value, 'Fn::If');
  return Array.isArray(branches) && branches.length === 3 ? branches as readonly JsonValue[] : undefined;
}

function own(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
