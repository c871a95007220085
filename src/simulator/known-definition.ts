import { AslDocument, valueOf } from '../asl/document';
import { JsonNode } from '../asl/json/nodes';
import { isJsonObject, JsonValue } from '../asl/json-value';
import { StepwrightError } from '../errors';

type Fields = { [name: string]: JsonValue };

/** A part of a definition: its value with stand-ins for what is not known until deploy, and where it is from. */
interface Part {
  readonly value: JsonValue;
  readonly node: JsonNode | undefined;
  /** How a message names it. */
  readonly place: string;
}

const STATE_NUMBERS = ['TimeoutSeconds', 'HeartbeatSeconds', 'MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage'];
const RETRIER_NUMBERS = ['IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds'];
const BATCHER_NUMBERS = ['MaxItemsPerBatch', 'MaxInputBytesPerBatch'];

/**
 * A definition that the validator has accepted as it is simulated, with what is not known until deploy. That stands for a text, which serves nearly
 * everywhere. Where a number is wanted, the field is as if it was not there, and a Wait state does not wait. What is unknown of the machine's
 * structure cannot be done without.
 */
export function knownDefinition(document: AslDocument): JsonValue {
  const value = valueOf(document.root!);
  lookAtScope({ value, node: document.root, place: 'the definition' });
  return value;
}

function lookAtScope(scope: Part): void {
  const fields = fieldsOf(scope);
  lookAtNumbers(scope, fields, ['TimeoutSeconds']);
  const states = partOf(scope, fields, 'States');
  const byName = fieldsOf(states);
  for (const name of Object.keys(byName)) {
    lookAtState({ value: byName[name], node: nodeOf(states.node, name), place: `state "${name}"` });
  }
}

function lookAtState(state: Part): void {
  const fields = fieldsOf(state);
  const type = partOf(state, fields, 'Type');
  if (type.node?.kind === 'opaque') {
    throw unknown(type);
  }
  if (type.value === 'Wait' && nodeOf(state.node, 'Seconds')?.kind === 'opaque') {
    fields.Seconds = numberOf(fields.Seconds) ?? 0;
  }
  lookAtNumbers(state, fields, STATE_NUMBERS);
  elementsOf(state, fields, 'Choices').forEach(lookAtRule);
  elementsOf(state, fields, 'Branches').forEach(lookAtScope);
  for (const name of ['ItemProcessor', 'Iterator'].filter((one) => fields[one] !== undefined)) {
    lookAtScope(partOf(state, fields, name));
  }
  for (const name of ['ItemReader', 'ItemBatcher'].filter((one) => fields[one] !== undefined)) {
    const part = partOf(state, fields, name);
    lookAtNumbers(part, fieldsOf(part), BATCHER_NUMBERS);
  }
  for (const clause of [...elementsOf(state, fields, 'Retry'), ...elementsOf(state, fields, 'Catch')]) {
    const members = fieldsOf(clause);
    lookAtNumbers(clause, members, RETRIER_NUMBERS);
    elementsOf(clause, members, 'ErrorEquals');
  }
}

function lookAtRule(rule: Part): void {
  const fields = fieldsOf(rule);
  [...elementsOf(rule, fields, 'And'), ...elementsOf(rule, fields, 'Or')].forEach(lookAtRule);
  if (fields.Not !== undefined) {
    lookAtRule(partOf(rule, fields, 'Not'));
  }
}

function lookAtNumbers({ node }: Part, fields: Fields, names: readonly string[]): void {
  for (const name of names.filter((one) => nodeOf(node, one)?.kind === 'opaque')) {
    const number = numberOf(fields[name]);
    if (number === undefined) {
      delete fields[name];
    } else {
      fields[name] = number;
    }
  }
}

function fieldsOf(part: Part): Fields {
  if (!isJsonObject(part.value)) {
    throw unknown(part);
  }
  return part.value;
}

function elementsOf(part: Part, fields: Fields, name: string): Part[] {
  if (fields[name] === undefined) {
    return [];
  }
  const list = partOf(part, fields, name);
  if (!Array.isArray(list.value)) {
    throw unknown(list);
  }
  const nodes = list.node?.kind === 'array' ? list.node.elements : [];
  return list.value.map((value: JsonValue, index): Part => ({ value, node: nodes[index] ?? list.node, place: `"${name}[${index}]" of ${part.place}` }));
}

const partOf = ({ node, place }: Part, fields: Fields, name: string): Part => ({ value: fields[name], node: nodeOf(node, name), place: `"${name}" of ${place}` });

const nodeOf = (node: JsonNode | undefined, name: string): JsonNode | undefined =>
  node?.kind === 'object' ? node.get(name) ?? node.opaqueMembers.find((member) => member.name === name) : undefined;

/** A number that is simulated, perhaps as a text. */
function numberOf(value: JsonValue): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function unknown({ node, place }: Part): StepwrightError {
  const labels = node?.kind === 'opaque' ? node.parts.flatMap((part) => typeof part === 'string' ? [] : `"${part.label}"`) : [];
  return new StepwrightError('UnknownValue', `${place[0].toUpperCase()}${place.slice(1)} is ${labels.join(' and ')}: it is not known before the deployment, and there is nothing to `
    + 'simulate without it. Give its value as one of the substitutions.');
}
