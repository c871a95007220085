import { Structure } from './structure';
import { JsonNode } from '../asl/json/nodes';

/** The kinds of JSON values, for a sentence. */
export const KIND_NAMES: { readonly [kind in JsonNode['kind']]: string } = {
  object: 'an object', array: 'an array', string: 'a text', number: 'a number', boolean: 'true or false', null: 'null', opaque: 'not known until deploy',
};

/** `"A", "B" or "C"`. */
export function either(names: readonly string[]): string {
  return list(names, 'or');
}

/** `"A", "B" and "C"`. */
export function all(names: readonly string[]): string {
  return list(names, 'and');
}

function list(names: readonly string[], word: string): string {
  const quoted = names.map((name) => `"${name}"`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} ${word} ${quoted[quoted.length - 1]}`;
}

/** `state "A"`, `states "A", "B", "C" and others`. */
export function statesNamed(names: readonly string[], most: number = 3): string {
  const named = names.slice(0, most).map((name) => cut(name, 40));
  return names.length > most ? `states ${named.map((name) => `"${name}"`).join(', ')} and others` : `${names.length === 1 ? 'state' : 'states'} ${all(named)}`;
}

/** The object that a structure is, with the state that owns it: `State "A"`, `A retrier of state "A"`, `The state machine`. */
export function subject({ spec, node, state, scope }: Structure): string {
  if (node === scope.node && scope.kind === 'machine') return 'The state machine';
  if (state?.node === node) return `State "${state.name}"`;
  const title = spec.title.charAt(0).toUpperCase() + spec.title.slice(1);
  return state ? `${title} of state "${state.name}"` : title;
}

/** A value as the definition has it, cut where it is long. */
export function shown(node: JsonNode): string {
  switch (node.kind) {
    case 'string': return `"${cut(node.value)}"`;
    case 'number': case 'boolean': return String(node.value);
    default: return KIND_NAMES[node.kind];
  }
}

/** A text for a sentence. */
export function cut(text: string, length: number = 120): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
