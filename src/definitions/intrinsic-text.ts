import { DefinitionSource, Opaque, opaqueMark } from '../asl/definition-source';
import { isJsonObject, JsonObject, JsonValue, setMember } from '../asl/json-value';
import { StepwrightError } from '../errors';
import { simulatedAttribute, simulatedFromName, simulatedRef, SIMULATED_ACCOUNT, SIMULATED_REGION } from './simulated-names';
import { CROSS_REGION_EXPORT, TemplateScope, ValueInScope } from './template-scope';

/** As deep as a definition may be (src/asl/json/parse.ts), and some more for the functions around its values. */
const MAX_DEPTH = 1200;

/** Exports and nested stacks can refer in circles. */
const MAX_HOPS = 20;
const MAX_HOPS_IN_ALL = 1000;

/** A template's value with its functions evaluated as far as they can be before deploy. */
type Evaluated =
  | { readonly kind: 'text'; readonly parts: readonly (string | Opaque)[] }
  | { readonly kind: 'scalar'; readonly value: number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Evaluated[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Evaluated])[] }
  | { readonly kind: 'opaque'; readonly opaque: Opaque }
  | { readonly kind: 'none' };

const text = (...parts: readonly (string | Opaque)[]): Evaluated => ({ kind: 'text', parts });
const unknown = (opaque: Opaque): Evaluated => ({ kind: 'opaque', opaque });

/** Collects a definition's text: what is known as it is, what is not as a mark. Each unknown has one entry, however often it is used. */
export class TextBuilder {
  private readonly opaques: Opaque[] = [];
  private readonly indexes = new Map<string, number>();

  /** The mark of something unknown. Two with the same label are the same thing. */
  public mark(opaque: Opaque): string {
    let index = this.indexes.get(opaque.label);
    if (index === undefined) {
      index = this.opaques.length;
      this.opaques.push(opaque);
      this.indexes.set(opaque.label, index);
    }
    return opaqueMark(index);
  }

  /** A value where CloudFormation wants a text: `DefinitionString`, a substitution. */
  public asText(value: JsonValue, scope: TemplateScope): string {
    return this.textOf(evaluateWhole(value, scope));
  }

  /** A value as the JSON text of itself: `Definition`. */
  public asJson(value: JsonValue, scope: TemplateScope): string {
    return this.jsonOf(evaluateWhole(value, scope));
  }

  public source(definition: string, more: Omit<DefinitionSource, 'text' | 'opaques'> = {}): DefinitionSource {
    return { text: definition, opaques: this.opaques, ...more };
  }

  private textOf(value: Evaluated): string {
    switch (value.kind) {
      case 'text': return value.parts.map((part) => (typeof part === 'string' ? part : this.mark(part))).join('');
      case 'scalar': return String(value.value);
      case 'opaque': return this.mark(value.opaque);
      case 'none': return '';
      default: return this.jsonOf(value);
    }
  }

  private jsonOf(value: Evaluated): string {
    return jsonParts(value).map((part) => (typeof part === 'string' ? part : this.mark(part))).join('');
  }
}

/** The JSON text of a value. */
function jsonParts(value: Evaluated, parts: (string | Opaque)[] = []): (string | Opaque)[] {
  switch (value.kind) {
    case 'text':
      // A text that is unknown altogether may turn out to be a number: a parameter's value, for example. So it stands bare.
      if (value.parts.length === 1 && typeof value.parts[0] !== 'string') parts.push(value.parts[0]);
      else parts.push('"', ...value.parts.map((part) => (typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : part)), '"');
      break;
    case 'scalar': parts.push(JSON.stringify(value.value)); break;
    case 'opaque': parts.push(value.opaque); break;
    case 'list':
      parts.push('[');
      value.items.filter((item) => item.kind !== 'none').forEach((item, i) => {
        if (i > 0) parts.push(',');
        jsonParts(item, parts);
      });
      parts.push(']');
      break;
    case 'object':
      parts.push('{');
      value.members.filter(([, member]) => member.kind !== 'none').forEach(([name, member], i) => {
        parts.push(i > 0 ? `,${JSON.stringify(name)}:` : `${JSON.stringify(name)}:`);
        jsonParts(member, parts);
      });
      parts.push('}');
      break;
    case 'none': parts.push('null');
  }
  return parts;
}

/** What a template's value is in a simulation. */
export function simulate(value: JsonValue, scope: TemplateScope): JsonValue {
  return simulated(evaluateWhole(value, scope)) ?? null;
}

/** The condition of an `Fn::If` around the whole value picks a branch; inside a value, the branch stays unknown. */
function evaluateWhole(value: JsonValue, scope: TemplateScope): Evaluated {
  let whole = value;
  for (let hops = 0; hops < MAX_HOPS; hops++) {
    const branches = isJsonObject(whole) && Object.keys(whole).length === 1 && Object.hasOwn(whole, 'Fn::If') ? whole['Fn::If'] : undefined;
    if (!Array.isArray(branches) || branches.length !== 3) break;
    whole = branches[simulatedCondition(branches[0], scope) ? 1 : 2];
  }
  return evaluate(whole, scope, 0);
}

function evaluate(value: JsonValue, scope: TemplateScope, depth: number): Evaluated {
  if (depth > MAX_DEPTH) throw tooDeep();
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', value };
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item: JsonValue) => evaluate(item, scope, depth + 1)) };
  const object = value as JsonObject;
  const names = Object.keys(object);
  if (names.length === 1 && (names[0] === 'Ref' || names[0].startsWith('Fn::'))) return call(names[0], object[names[0]], scope, depth + 1);
  return { kind: 'object', members: names.map((name) => [name, evaluate(object[name], scope, depth + 1)] as const) };
}

function call(name: string, given: JsonValue, scope: TemplateScope, depth: number): Evaluated {
  switch (name) {
    case 'Ref': return typeof given === 'string' ? reference(given, scope) : otherFunction(name, given);
    case 'Fn::GetAtt': return getAtt(given, scope) ?? otherFunction(name, given);
    case 'Fn::Sub': return sub(given, scope, depth) ?? otherFunction(name, given);
    case 'Fn::Join': return join(given, scope, depth) ?? otherFunction(name, given);
    case 'Fn::Select': return select(given, scope, depth) ?? otherFunction(name, given);
    case 'Fn::Split': return split(given, scope, depth) ?? otherFunction(name, given);
    case 'Fn::If': return conditional(given, scope) ?? otherFunction(name, given);
    case 'Fn::FindInMap': return findInMap(given, scope) ?? otherFunction(name, given);
    case 'Fn::ImportValue': return importValue(given, scope);
    case 'Fn::GetStackOutput': return stackOutput(given, scope) ?? otherFunction(name, given);
    case 'Fn::ToJsonString': return text(...merged(jsonParts(evaluate(given, scope, depth))));
    case 'Fn::Base64': {
      const inner = evaluate(given, scope, depth);
      return unknown({ label: 'Fn::Base64', simulated: Buffer.from(String(simulated(inner))).toString('base64') });
    }
    default: return otherFunction(name, given);
  }
}

/** A function that cannot be followed: its text distinguishes it from the next of its kind. */
function otherFunction(name: string, given: JsonValue): Evaluated {
  return unknown({ label: `${name} ${typeof given === 'string' ? given : shortText(given)}`, simulated: name.replace('Fn::', '') });
}

/** Enough of a value to tell it from others in a label. */
function shortText(value: JsonValue): string {
  try {
    return JSON.stringify(value).slice(0, 1000);
  } catch {
    throw tooDeep();
  }
}

const tooDeep = () => new StepwrightError('TooDeeplyNested', `The definition is nested too deeply: more than ${MAX_DEPTH} levels. AWS refuses such a definition.`);

function reference(name: string, scope: TemplateScope): Evaluated {
  if (name === 'AWS::NoValue') return { kind: 'none' };
  const label = `\${${name}}`;
  const pseudo = pseudoParameter(name, scope);
  if (pseudo !== undefined) return unknown({ label, simulated: pseudo });
  return unknown(lazyOpaque(label, name, () => {
    const resource = scope.resource(name);
    if (resource) return simulatedRef(resource);
    const parameter = scope.parameter(name);
    if (parameter?.value) return hop(parameter.value) ?? simulatedFromName(name);
    if (parameter?.default !== undefined) return parameterValue(parameter.type, parameter.default);
    return simulatedFromName(scope.readableName(name));
  }));
}

function parameterValue(type: string, value: JsonValue): JsonValue {
  if (type === 'Number' && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
  if (/^List<|^CommaDelimitedList$/.test(type) && typeof value === 'string') return value.split(',').map((item) => item.trim());
  return value;
}

function pseudoParameter(name: string, scope: TemplateScope): JsonValue | undefined {
  switch (name) {
    case 'AWS::Partition': return 'aws';
    case 'AWS::Region': return SIMULATED_REGION;
    case 'AWS::AccountId': return SIMULATED_ACCOUNT;
    case 'AWS::StackName': return scope.stackName;
    case 'AWS::StackId': return `arn:aws:cloudformation:${SIMULATED_REGION}:${SIMULATED_ACCOUNT}:stack/${scope.stackName}/00000000-0000-0000-0000-000000000000`;
    case 'AWS::URLSuffix': return 'amazonaws.com';
    case 'AWS::NotificationARNs': return [];
    default: return undefined;
  }
}

function getAtt(given: JsonValue, scope: TemplateScope): Evaluated | undefined {
  let logicalId: string;
  let attribute: string;
  if (typeof given === 'string' && given.includes('.')) {
    [logicalId, attribute] = splitOnce(given, '.');
  } else if (Array.isArray(given) && given.length === 2 && typeof given[0] === 'string') {
    logicalId = given[0];
    const second = simulate(given[1], scope);
    if (typeof second !== 'string') return undefined;
    attribute = second;
  } else {
    return undefined;
  }
  return unknown(lazyOpaque(`\${${logicalId}.${attribute}}`, logicalId, () => {
    if (attribute.startsWith('Outputs.')) {
      const output = scope.nestedOutput(logicalId, attribute.slice('Outputs.'.length));
      const value = output && hop(output);
      if (value !== undefined) return value;
    }
    if (attribute.startsWith(CROSS_REGION_EXPORT)) {
      const exported = scope.exported(attribute);
      const value = exported && hop(exported);
      if (value !== undefined) return value;
    }
    const resource = scope.resource(logicalId);
    if (resource) return simulatedAttribute(resource, attribute);
    return simulatedFromName(attribute === 'Arn' ? `${scope.readableName(logicalId)}Arn` : scope.readableName(logicalId));
  }));
}

function sub(given: JsonValue, scope: TemplateScope, depth: number): Evaluated | undefined {
  const [pattern, variables] = Array.isArray(given) ? given : [given, undefined];
  if (typeof pattern !== 'string') return undefined;
  const parts: (string | Opaque)[] = [];
  let last = 0;
  for (const match of pattern.matchAll(/\$\{([^{}]*)\}/g)) {
    parts.push(pattern.slice(last, match.index));
    last = match.index + match[0].length;
    const name = match[1].trim();
    if (name.startsWith('!')) {
      parts.push(`\${${name.slice(1)}}`);
    } else if (isJsonObject(variables) && Object.hasOwn(variables, name)) {
      parts.push(...partsOf(evaluate(variables[name], scope, depth)));
    } else {
      parts.push(...partsOf(name.includes('.') ? getAtt(name, scope)! : reference(name, scope)));
    }
  }
  parts.push(pattern.slice(last));
  return text(...merged(parts));
}

function join(given: JsonValue, scope: TemplateScope, depth: number): Evaluated | undefined {
  if (!Array.isArray(given) || given.length !== 2 || typeof given[0] !== 'string') return undefined;
  const [delimiter, values] = given as [string, JsonValue];
  const list = evaluate(values, scope, depth);
  if (list.kind === 'list') {
    return text(...merged(list.items.flatMap((item, i) => (i === 0 ? partsOf(item) : [delimiter, ...partsOf(item)]))));
  }
  if (list.kind !== 'opaque') return undefined;
  const { opaque } = list;
  return unknown(lazyOpaque(`${opaque.label} joined by ${delimiter}`, opaque.logicalId, () => {
    // CDK writes a list into JSON text as `["` + Fn::Join('","', list) + `"]`: inside one string of a simulation there is room for one element.
    const items = Array.isArray(opaque.simulated) ? opaque.simulated : [opaque.simulated];
    return delimiter.includes('"') ? items[0] ?? '' : items.map(String).join(delimiter);
  }));
}

function select(given: JsonValue, scope: TemplateScope, depth: number): Evaluated | undefined {
  if (!Array.isArray(given) || given.length !== 2) return undefined;
  const index = Number(simulate(given[0], scope));
  const list = evaluate(given[1], scope, depth);
  if (list.kind === 'list') return list.items[index];
  if (list.kind !== 'opaque') return undefined;
  const { opaque } = list;
  return unknown(lazyOpaque(`${opaque.label}[${index}]`, opaque.logicalId, () => {
    const items = opaque.simulated;
    return (Array.isArray(items) ? items[index] : undefined) ?? 'Select';
  }));
}

function split(given: JsonValue, scope: TemplateScope, depth: number): Evaluated | undefined {
  if (!Array.isArray(given) || given.length !== 2 || typeof given[0] !== 'string' || given[0] === '') return undefined;
  const [delimiter, value] = given as [string, JsonValue];
  const whole = evaluate(value, scope, depth);
  const parts = partsOf(whole);
  if (parts.every((part) => typeof part === 'string')) return { kind: 'list', items: parts.join('').split(delimiter).map((piece) => text(piece)) };
  const label = parts.map((part) => (typeof part === 'string' ? part : part.label)).join('');
  const logicalId = parts.length === 1 ? (parts[0] as Opaque).logicalId : undefined;
  return unknown(lazyOpaque(`${label} split by ${delimiter}`, logicalId, () => String(simulated(whole)).split(delimiter)));
}

function conditional(given: JsonValue, scope: TemplateScope): Evaluated | undefined {
  if (!Array.isArray(given) || given.length !== 3) return undefined;
  return unknown(lazyOpaque(`Fn::If ${shortText(given)}`, undefined, () => (
    simulate(given[simulatedCondition(given[0], scope) ? 1 : 2], scope))));
}

function findInMap(given: JsonValue, scope: TemplateScope): Evaluated | undefined {
  if (!Array.isArray(given) || given.length < 3) return undefined;
  const keys = given.slice(0, 3).map((key: JsonValue) => simulate(key, scope));
  const found = scope.mapped(String(keys[0]), String(keys[1]), String(keys[2]));
  // Keys that are literals give a value that is known; a region or a parameter may be another one when deployed.
  if (found !== undefined && given.slice(0, 3).every((key) => typeof key === 'string')) return evaluate(found, scope, 0);
  return unknown({ label: `Fn::FindInMap ${keys.join('.')}`, simulated: found ?? keys[2] });
}

function importValue(given: JsonValue, scope: TemplateScope): Evaluated {
  const name = String(simulate(given, scope));
  return unknown(lazyOpaque(`Fn::ImportValue ${name}`, undefined, () => {
    const exported = scope.exported(name);
    return (exported && hop(exported)) ?? simulatedFromName(importedName(name));
  }));
}

function stackOutput(given: JsonValue, scope: TemplateScope): Evaluated | undefined {
  if (!isJsonObject(given) || typeof given.StackName !== 'string' || typeof given.OutputName !== 'string') return undefined;
  const { StackName: stackName, OutputName: output } = given;
  return unknown(lazyOpaque(`Fn::GetStackOutput ${stackName}.${output}`, undefined, () => {
    const found = scope.stackOutput(stackName, output);
    return (found && hop(found)) ?? simulatedFromName(importedName(output));
  }));
}

/** `Stack:ExportsOutputFnGetAttCharge8F3E1A2BArn1A2B3C4D` is how CDK names an export: of it, `ChargeArn`. */
function importedName(name: string): string {
  const last = name.slice(name.lastIndexOf(':') + 1);
  const cdk = /^(?:Exports|Publish)Output(?:FnGetAtt|Ref)(\w+?)(?:[0-9A-F]{8})?(Arn)?(?:[0-9A-F]{8})$/.exec(last);
  return cdk ? `${cdk[1]}${cdk[2] ?? ''}` : last;
}

const conditionsOf = new WeakMap<TemplateScope, Map<string, boolean>>();

/** A template's condition, evaluated once. One that refers to itself holds. */
function namedCondition(name: string, scope: TemplateScope): boolean {
  const known = conditionsOf.get(scope) ?? new Map<string, boolean>();
  conditionsOf.set(scope, known);
  let holds = known.get(name);
  if (holds === undefined) {
    known.set(name, true);
    const condition = scope.condition(name);
    holds = condition === undefined || simulatedCondition(condition, scope);
    known.set(name, holds);
  }
  return holds;
}

/** Conditions as a simulation sees them: parameters have their defaults. What cannot be evaluated holds. */
function simulatedCondition(condition: JsonValue, scope: TemplateScope, depth = 0): boolean {
  if (depth > MAX_HOPS) return true;
  if (typeof condition === 'string') return namedCondition(condition, scope);
  if (!isJsonObject(condition)) return true;
  const [name] = Object.keys(condition);
  const given = condition[name];
  switch (name) {
    case 'Condition': return typeof given !== 'string' || namedCondition(given, scope);
    case 'Fn::Equals': return !Array.isArray(given) || String(simulate(given[0], scope)) === String(simulate(given[1], scope));
    case 'Fn::And': return !Array.isArray(given) || given.every((inner: JsonValue) => simulatedCondition(inner, scope, depth + 1));
    case 'Fn::Or': return !Array.isArray(given) || given.some((inner: JsonValue) => simulatedCondition(inner, scope, depth + 1));
    case 'Fn::Not': return !Array.isArray(given) || !simulatedCondition(given[0], scope, depth + 1);
    default: return true;
  }
}

let hops = 0;
let hopsInAll = 0;

/** Follows a reference into another template. Undefined where references go round in circles. */
function hop({ value, scope }: ValueInScope): JsonValue | undefined {
  if (hops === 0) hopsInAll = 0;
  if (hops >= MAX_HOPS || ++hopsInAll > MAX_HOPS_IN_ALL) return undefined;
  hops++;
  try {
    return simulate(value, scope);
  } finally {
    hops--;
  }
}

/** Most opaques are never simulated: a validation only needs to know that they are unknown. */
function lazyOpaque(label: string, logicalId: string | undefined, make: () => JsonValue): Opaque {
  let made: JsonValue | undefined;
  return {
    label,
    logicalId,
    get simulated(): JsonValue {
      return made ??= make();
    },
  };
}

function partsOf(value: Evaluated): readonly (string | Opaque)[] {
  switch (value.kind) {
    case 'text': return value.parts;
    case 'scalar': return [String(value.value)];
    case 'opaque': return [value.opaque];
    case 'none': return [];
    default: return [JSON.stringify(simulated(value))];
  }
}

/** Joins neighbouring texts, so that a text that is known altogether is one part. */
function merged(parts: readonly (string | Opaque)[]): (string | Opaque)[] {
  const result: (string | Opaque)[] = [];
  for (const part of parts) {
    if (part === '') continue;
    if (typeof part === 'string' && typeof result[result.length - 1] === 'string') result[result.length - 1] += part;
    else result.push(part);
  }
  return result;
}

function simulated(value: Evaluated): JsonValue | undefined {
  switch (value.kind) {
    case 'text': return value.parts.length === 1 && typeof value.parts[0] !== 'string'
      ? value.parts[0].simulated
      : value.parts.map((part) => (typeof part === 'string' ? part : String(part.simulated))).join('');
    case 'scalar': return value.value;
    case 'opaque': return value.opaque.simulated;
    case 'list': return value.items.map((item) => simulated(item) ?? null);
    case 'object': {
      const result: { [member: string]: JsonValue } = {};
      for (const [name, member] of value.members) {
        const inner = simulated(member);
        if (inner !== undefined) setMember(result, name, inner);
      }
      return result;
    }
    case 'none': return undefined;
  }
}

function splitOnce(whole: string, by: string): [string, string] {
  const at = whole.indexOf(by);
  return [whole.slice(0, at), whole.slice(at + by.length)];
}
