import { variableOf } from './assignments';
import { Data } from './data';
import { FlowEdge, FlowGraph, FlowState, objectsIn } from './flow-graph';
import { Loop } from './loops';
import { stepsOf } from './path-shape';
import { changedOn, PlaceSet } from './places';
import { memberOf, Shape } from './shape';
import { comparisonsIn, StateExpression } from './state-data';
import { variablesIn } from './variable-reads';
import { JsonNode, ObjectNode } from '../../asl/json/nodes';
import { childrenOf, JsonataAnalysis, JsonataAst } from '../../asl/jsonata';
import { isJsonata } from '../structure';

/** A loop that counts: from a literal, by a literal, up or down to a literal. */
export interface CountedLoop {
  readonly loop: Loop;
  /** The state that counts. */
  readonly counting: FlowState;
  /** How often it counts at least. Infinity where it counts away from where it would end. */
  readonly rounds: number;
}

/** The expressions of a definition. */
export interface ExpressionSources {
  analysisOf(node: JsonNode): JsonataAnalysis | undefined;
  expressionsOf(state: FlowState['state']): readonly StateExpression[];
}

/** What must be given to look for counters. */
export interface CounterSources extends ExpressionSources {
  readonly data: Data;
  /** Made when first needed. */
  readonly indexes: Map<FlowGraph, GraphIndex>;
}

/** A number in the data of states, or a variable with one. */
type Counter = { readonly variable: string } | { readonly path: readonly string[] };

type Comparison = '<' | '<=' | '>' | '>=';

/** As long as what holds of the counter the loop goes on. */
interface Bound {
  readonly counter: Counter;
  readonly goesOn: Comparison;
  readonly limit: number;
}

const OPERATORS: ReadonlyMap<string, Comparison> = new Map([
  ['NumericLessThan', '<'], ['NumericLessThanEquals', '<='], ['NumericGreaterThan', '>'], ['NumericGreaterThanEquals', '>='],
]);
const NEGATED: { readonly [comparison in Comparison]: Comparison } = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
const COMPARING: ReadonlySet<string> = new Set([...Object.keys(NEGATED), '=', '!=']);
const MIRRORED: { readonly [comparison in Comparison]: Comparison } = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** How often a loop goes round at least, where all that decides it stands in the definition; otherwise undefined. */
export function countedLoop(loop: Loop, sources: CounterSources): CountedLoop | undefined {
  const bound = boundOf(loop, sources);
  if (!bound) return undefined;
  const counted = countOf(loop, bound.counter, sources);
  const start = counted && startOf(loop, bound.counter, sources);
  if (!counted || start === undefined) return undefined;
  const { step, counting } = counted;
  const { goesOn, limit } = bound;
  const up = goesOn === '<' || goesOn === '<=';
  const distance = up ? limit - start : start - limit;
  const towards = up ? step : -step;
  if (distance < 0 || (distance === 0 && goesOn.length === 1)) return undefined;
  const rounds = towards <= 0 ? Infinity : goesOn.length === 1 ? Math.ceil(distance / towards) : Math.floor(distance / towards) + 1;
  return { loop, counting, rounds };
}

/**
 * Whether a Choice state by which the loop is left compares a number that the loop counts: then it is bounded, however often it goes round. From
 * where it counts, and what else decides, need not be known.
 */
export function comparesCounter({ exits, ways }: Loop, sources: ExpressionSources): boolean {
  const choices = new Set(exits.flatMap(({ from: { state } }) => state.type === 'Choice' ? [state] : []));
  const counters = new Map([...choices].flatMap((state) => comparedIn(state, sources)).map((counter) => [JSON.stringify(counter), counter]));
  if (counters.size === 0) return false;
  // By their places, as a large loop may change and compare thousands.
  const changing = new Map<string, FlowEdge[]>();
  const around = new Set<string>();
  for (const way of ways) {
    const { variables, paths } = changedOn(way);
    for (const variable of variables) add(changing, `$${variable}`, way);
    for (const path of paths) {
      const [whole, ...outer] = outwards(path);
      add(changing, whole, way);
      for (const key of outer) around.add(key);
    }
  }
  return [...counters.values()].some((counter) => {
    const keys = 'variable' in counter ? [`$${counter.variable}`] : outwards(counter.path);
    const changes = keys.flatMap((key) => changing.has(key) ? [changing.get(key)!] : []);
    return changes.length > 0 && !around.has(keys[0]) && changes.every((each) => each.every((way) => (stepOf(way, counter, sources) ?? 0) !== 0));
  });
}

/** Names for a path and for all that it lies in, from itself to the whole input. */
function outwards(path: readonly string[]): string[] {
  return Array.from({ length: path.length + 1 }, (_, cut) => JSON.stringify(path.slice(0, path.length - cut)));
}

/** What a Choice state compares as numbers. */
function comparedIn(state: FlowState['state'], sources: ExpressionSources): Counter[] {
  if (state.language === 'JSONata') {
    return sources.expressionsOf(state).flatMap(({ field, analysis: { ast } }) => field === 'Condition' && ast ? comparedInCondition(ast) : []);
  }
  if (state.node.has('InputPath')) return [];
  return comparisonsIn(state.node).filter(({ members }) => members.some(({ name }) => (name as string).startsWith('Numeric'))).flatMap(({ members }) => (
    members.flatMap((member) => (member.name === 'Variable' || (member.name as string).endsWith('Path')) && member.kind === 'string' ? counterIn(member.value) ?? [] : [])));
}

function comparedInCondition(root: JsonataAst): Counter[] {
  const found: Counter[] = [];
  const open = [root];
  for (let ast = open.pop(); ast; ast = open.pop()) {
    if (ast.type === 'binary' && COMPARING.has(ast.value as string)) {
      for (const side of sidesOf(ast)) if (side.type === 'variable') found.push({ variable: side.value as string });
    }
    open.push(...childrenOf(ast));
  }
  return found;
}

/** The one Choice state by which the loop is left, where it has one rule that compares a counter. Errors leave it as well. */
function boundOf({ exits, ways }: Loop, sources: CounterSources): Bound | undefined {
  const chosen = exits.filter(({ kind }) => kind !== 'Catch');
  const [{ from, kind }] = chosen.length === 1 ? chosen : [{ from: undefined, kind: undefined }];
  const rules = from?.state.type === 'Choice' ? objectsIn(from.state.node.get('Choices')) : [];
  if (!from || rules.length !== 1 || !ways.some((way) => way.from === from) || from.state.node.has('InputPath')) return undefined;
  const [rule] = rules;
  const bound = from.state.language === 'JSONata' ? boundInCondition(rule.get('Condition'), sources) : boundInRule(rule);
  return bound && (kind === 'Choices' ? { ...bound, goesOn: NEGATED[bound.goesOn] } : bound);
}

function boundInRule(rule: ObjectNode): Bound | undefined {
  const variable = rule.get('Variable');
  const counter = variable?.kind === 'string' ? counterIn(variable.value) : undefined;
  for (const [name, goesOn] of OPERATORS) {
    const limit = rule.get(name);
    if (counter && limit?.kind === 'number') return { counter, goesOn, limit: limit.value };
  }
  return undefined;
}

function counterIn(text: string): Counter | undefined {
  const [variable] = variablesIn(text);
  if (variable !== undefined) return text === `$${variable}` ? { variable } : undefined;
  const steps = stepsOf(text);
  return steps && steps.length > 0 ? { path: steps.map(String) } : undefined;
}

function boundInCondition(node: JsonNode | undefined, sources: CounterSources): Bound | undefined {
  const ast = node && astAt(node, sources);
  const comparison = ast?.type === 'binary' && (ast.value as string) in NEGATED ? ast.value as Comparison : undefined;
  if (!ast || !comparison) return undefined;
  const [left, right] = sidesOf(ast);
  if (left.type === 'variable' && right.type === 'number') return { counter: { variable: left.value as string }, goesOn: comparison, limit: right.value as number };
  if (left.type === 'number' && right.type === 'variable') {
    return { counter: { variable: right.value as string }, goesOn: MIRRORED[comparison], limit: left.value as number };
  }
  return undefined;
}

/** An expression without the parentheses around it. */
function astAt(node: JsonNode, sources: ExpressionSources): JsonataAst | undefined {
  const ast = sources.analysisOf(node)?.ast;
  return ast && bare(ast);
}

const sidesOf = ({ lhs, rhs }: JsonataAst): readonly [JsonataAst, JsonataAst] => [bare(lhs as JsonataAst), bare(rhs!)];

function bare(ast: JsonataAst): JsonataAst {
  let inner = ast;
  while (inner.type === 'block' && inner.expressions?.length === 1 && !inner.predicate && !inner.stages && !inner.group) [inner] = inner.expressions;
  return inner;
}

/** The one state of the loop that changes the counter, and by how much. */
function countOf({ ways }: Loop, counter: Counter, sources: ExpressionSources): { readonly counting: FlowState; readonly step: number } | undefined {
  const place = new PlaceSet(['variable' in counter ? { paths: [], variables: [counter.variable] } : { paths: [counter.path], variables: [] }]);
  const changing = ways.filter((way) => place.touches(changedOn(way)));
  const [way] = changing;
  if (changing.length !== 1 || way.kind !== 'Next') return undefined;
  const step = stepOf(way, counter, sources);
  return step === undefined ? undefined : { counting: way.from, step };
}

/** By how much a way changes a counter, where it counts. */
function stepOf(way: FlowEdge, counter: Counter, sources: ExpressionSources): number | undefined {
  return 'variable' in counter ? variableStep(way, counter.variable, sources) : pathStep(way, counter.path);
}

function variableStep({ node }: FlowEdge, variable: string, sources: ExpressionSources): number | undefined {
  const assign = node.get('Assign');
  const member = assign?.kind === 'object' ? assign.members.find((one) => variableOf(one) === variable) : undefined;
  if (member?.kind !== 'string') return undefined;
  if (!isJsonata(member.value)) return (member.name as string).endsWith('.$') ? addedTo(member.value, `$${variable}`) : undefined;
  const ast = astAt(member, sources);
  if (ast?.type !== 'binary' || (ast.value !== '+' && ast.value !== '-')) return undefined;
  const [left, right] = sidesOf(ast);
  if (left.type === 'variable' && left.value === variable && right.type === 'number') return ast.value === '+' ? right.value as number : -(right.value as number);
  return ast.value === '+' && right.type === 'variable' && right.value === variable && left.type === 'number' ? left.value as number : undefined;
}

/** A Pass state that puts `States.MathAdd` of the counter where the counter is. */
function pathStep({ from: { state: { node, type } } }: FlowEdge, path: readonly string[]): number | undefined {
  const parameters = node.get('Parameters');
  const resultPath = node.get('ResultPath');
  const steps = resultPath ? resultPath.kind === 'string' ? stepsOf(resultPath.value)?.map(String) : undefined : [];
  if (type !== 'Pass' || parameters?.kind !== 'object' || node.has('Result') || node.has('InputPath') || node.has('OutputPath')) return undefined;
  if (!steps || steps.length >= path.length || steps.some((name, at) => name !== path[at])) return undefined;
  let at: JsonNode | undefined = parameters;
  const names = path.slice(steps.length);
  for (const [index, name] of names.entries()) {
    at = at?.kind === 'object' ? at.get(index + 1 < names.length ? name : `${name}.$`) : undefined;
  }
  return at?.kind === 'string' ? addedTo(at.value, undefined, path) : undefined;
}

/** The literal that `States.MathAdd` adds to a variable or to what is at a path. */
function addedTo(text: string, variable: string | undefined, path: readonly string[] = []): number | undefined {
  const terms = /^States\.MathAdd\(\s*([^\s,()]+)\s*,\s*([^\s,()]+)\s*\)\s*$/.exec(text)?.slice(1) ?? [];
  const isCounter = (term: string): boolean => (
    variable === undefined ? JSON.stringify(stepsOf(term)?.map(String)) === JSON.stringify(path) : term === variable);
  const added = terms.filter((term) => !isCounter(term));
  return added.length === 1 && /^-?\d+$/.test(added[0]) ? Number(added[0]) : undefined;
}

/** What the counter is when the loop is entered, where that is one number for certain. */
function startOf({ states, graph }: Loop, counter: Counter, { data, indexes }: CounterSources): number | undefined {
  const within = new Set(states);
  let index = indexes.get(graph);
  if (!index) indexes.set(graph, index = new GraphIndex(graph));
  let numbers: (number | undefined)[];
  if ('variable' in counter) {
    const assigning = index.assigning.get(counter.variable) ?? [];
    numbers = assigning.filter(({ from }) => !within.has(from)).map(({ member }) => member.kind === 'number' ? member.value : undefined);
  } else if (within.has(graph.order[0])) {
    return undefined;
  } else {
    const entries = states.flatMap((state) => index.into.get(state) ?? []).filter(({ from }) => !within.has(from));
    numbers = entries.map((edge) => numberAt(data.givenAlong(edge), counter.path));
  }
  return numbers.length > 0 && numbers.every((number) => number === numbers[0]) ? numbers[0] : undefined;
}

/** The ways of a graph by where they lead, and by the variables that they assign. */
export class GraphIndex {
  public readonly into = new Map<FlowState, FlowEdge[]>();
  public readonly assigning = new Map<string, { readonly from: FlowState; readonly member: JsonNode }[]>();

  constructor({ order }: FlowGraph) {
    for (const { edges } of order) {
      for (const edge of edges) {
        add(this.into, edge.to, edge);
        const assign = edge.node.get('Assign');
        for (const member of assign?.kind === 'object' ? assign.members : []) add(this.assigning, variableOf(member), { from: edge.from, member });
      }
    }
  }
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function numberAt(shape: Shape | undefined, path: readonly string[]): number | undefined {
  let at = shape;
  for (const name of path) at = at && memberOf(at, name);
  return at?.kind === 'scalar' ? at.value : undefined;
}
