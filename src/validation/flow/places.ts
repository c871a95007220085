import { namesAssigned } from './assignments';
import { FlowEdge } from './flow-graph';
import { stepsOf } from './path-shape';
import { comparisonsIn, StateExpression } from './state-data';
import { variablesIn } from './variable-reads';
import { JsonNode, ObjectNode } from '../../asl/json/nodes';
import { State } from '../structure';

/** Places in the data of states: ways into a state's input, and variables. */
export interface Places {
  /** Names and indices from the input on; none for the whole input. */
  readonly paths: readonly (readonly string[])[];
  readonly variables: readonly string[];
}

/** Functions whose value is another each time. */
const CHANGING = /\$(?:now|millis|random|uuid)\s*\(/;

/** What of the context object is the same as long as an execution lasts. */
const LASTING: ReadonlySet<string> = new Set(['Execution', 'StateMachine']);

/** Many places, of which it can be asked whether others are among them, or lie in them or around them. */
export class PlaceSet {
  private readonly variables = new Set<string>();
  private readonly paths = new Set<string>();
  /** The paths, and all that lead to them. */
  private readonly around = new Set<string>();

  constructor(all: readonly Places[]) {
    for (const { paths, variables } of all) {
      for (const name of variables) this.variables.add(name);
      for (const path of paths) {
        this.paths.add(keyOf(path, path.length));
        for (let length = 0; length <= path.length; length++) this.around.add(keyOf(path, length));
      }
    }
  }

  public get isEmpty(): boolean {
    return this.variables.size === 0 && this.paths.size === 0;
  }

  public touches({ paths, variables }: Places): boolean {
    return variables.some((name) => this.variables.has(name)) || paths.some((path) => (
      this.around.has(keyOf(path, path.length)) || path.some((_, length) => this.paths.has(keyOf(path, length)))));
  }
}

function keyOf(path: readonly string[], length: number): string {
  return JSON.stringify(path.slice(0, length));
}

function both(a: Places, b: Places): Places {
  return { paths: [...a.paths, ...b.paths], variables: [...a.variables, ...b.variables] };
}

const NO_PLACES: Places = { paths: [], variables: [] };
const WHOLE_INPUT: Places = { paths: [[]], variables: [] };

/** What a Choice state decides by; undefined where that may be another each time whatever the data is, or is not known. */
export function decidedBy(state: State, expressions: readonly StateExpression[]): Places | undefined {
  if (state.language === 'JSONata') return placesIn(expressions.filter(({ field }) => field === 'Condition'));
  if (state.language !== 'JSONPath' || !isWhole(state.node.get('InputPath'))) return undefined;
  const compared = comparisonsIn(state.node).flatMap(({ members }) => members.filter(({ name }) => name === 'Variable' || (name as string).endsWith('Path')));
  return allOf(compared.map((member) => member.kind === 'string' ? placeOf(member.value) : undefined));
}

/** What a Task state sends; undefined where that may be another each time whatever the data is, or is not known. */
export function sentBy(state: State, expressions: readonly StateExpression[], takesInput: boolean): Places | undefined {
  const { node, language } = state;
  if (language === 'JSONata') {
    if (node.has('Arguments')) return placesIn(expressions.filter(({ field }) => field === 'Arguments'));
    return takesInput ? WHOLE_INPUT : NO_PLACES;
  }
  if (language !== 'JSONPath') return undefined;
  const inputPath = node.get('InputPath');
  const base = !inputPath ? WHOLE_INPUT : inputPath.kind === 'null' ? NO_PLACES : inputPath.kind === 'string' ? placeOf(inputPath.value) : undefined;
  const parameters = node.get('Parameters');
  if (!parameters || !base) return base;
  const read = placesInTemplate(parameters);
  if (!read || read.paths.length === 0) return read;
  // A path of the template begins where InputPath leads.
  return isWhole(inputPath) ? read : both({ paths: [], variables: read.variables }, base);
}

function placesIn(expressions: readonly StateExpression[]): Places | undefined {
  const paths: (readonly string[])[] = [];
  const variables: string[] = [];
  for (const { node, analysis } of expressions) {
    if (CHANGING.test(node.value)) return undefined;
    for (const { path: [member, ...path] } of analysis.states) {
      if (member === 'input') paths.push(path);
      else if (member !== 'context' || !LASTING.has(path[0])) return undefined;
    }
    variables.push(...analysis.variables.map(({ name }) => name));
  }
  return { paths, variables };
}

function placesInTemplate(node: JsonNode): Places | undefined {
  if (node.kind === 'opaque') return NO_PLACES;
  const parts = node.kind === 'object' ? node.members : node.kind === 'array' ? node.elements : [];
  return allOf(parts.map((part) => {
    if (node.kind !== 'object' || !(part.name as string).endsWith('.$')) return placesInTemplate(part);
    return part.kind === 'string' ? placeOf(part.value) : undefined;
  }));
}

function allOf(places: readonly (Places | undefined)[]): Places | undefined {
  const known = places.filter((one) => one !== undefined);
  if (known.length < places.length) return undefined;
  return { paths: known.flatMap(({ paths }) => paths), variables: known.flatMap(({ variables }) => variables) };
}

/** What a path reads: of a path to several places the part before those. Undefined for a function, and for what changes in the context object. */
function placeOf(text: string): Places | undefined {
  if (text.startsWith('$$')) return LASTING.has(/^\$\$\.(\w+)/.exec(text)?.[1] ?? '') ? NO_PLACES : undefined;
  const variables = variablesIn(text);
  if (variables.length > 0 && text.startsWith('$')) return { paths: [], variables };
  if (!text.startsWith('$')) return undefined;
  const names: string[] = [];
  // The longest part of the path that leads to one place.
  for (const part of text === '$' ? [] : text.slice(1).split(/\.(?!\.)|(?=\[)/)) {
    if (part === '') continue;
    const [step] = stepsOf(part.startsWith('[') ? `$${part}` : `$.${part}`) ?? [];
    if (step === undefined) break;
    names.push(String(step));
  }
  return { paths: [names], variables: [] };
}

/** What is changed on a way: of what goes into its state, in what goes into the next one. */
export function changedOn({ from: { state }, kind, node: owner }: FlowEdge): Places {
  const names = namesAssigned(owner.get('Assign'));
  return { paths: changedPaths(state, kind === 'Catch', owner), variables: names ?? [] };
}

const ALL: readonly (readonly string[])[] = [[]];

function changedPaths(state: State, caught: boolean, owner: ObjectNode): readonly (readonly string[])[] {
  const { node, type } = state;
  const hasResult = caught || type === 'Task' || type === 'Map' || type === 'Parallel';
  if (state.language === 'JSONata') {
    const output = owner.get('Output');
    if (!output) return hasResult ? ALL : [];
    return output.kind === 'string' && /^\{%\s*\$states\.input\s*%\}$/.test(output.value) ? [] : ALL;
  }
  if (state.language !== 'JSONPath' || !isWhole(node.get('OutputPath'))) return ALL;
  const untouched = type === 'Pass' && !caught && !node.has('Result') && !node.has('Parameters');
  if (!hasResult && (type !== 'Pass' || untouched) && !node.has('ResultPath')) return isWhole(node.get('InputPath')) ? [] : ALL;
  const path = owner.get('ResultPath');
  if (path?.kind === 'null') return [];
  const steps = path?.kind === 'string' ? stepsOf(path.value) : undefined;
  return steps ? [steps.map(String)] : ALL;
}

function isWhole(path: JsonNode | undefined): boolean {
  return !path || (path.kind === 'string' && path.value === '$');
}
