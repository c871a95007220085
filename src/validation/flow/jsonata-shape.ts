import { arrayShape, Giver, literalShape, memberOf, Members, NO_MEMBERS, merged, objectShape, scalarShape, Shape, UNKNOWN } from './shape';
import { JsonNode } from '../../asl/json/nodes';
import { JsonataAnalysis, JsonataAst } from '../../asl/jsonata';
import { isJsonata } from '../structure';

/** What an expression of a state reads from, and who gives the values that it makes. */
export interface JsonataValues {
  /** The shapes of `$states.input`, `.result` and `.errorOutput`. */
  readonly states: ReadonlyMap<string, Shape>;
  readonly givenBy: readonly Giver[];
  analysisOf(node: JsonNode): JsonataAnalysis | undefined;
}

/** Beyond this depth nothing is said of a part of an expression. */
const MAX_DEPTH = 30;

/** The shape of a field under JSONata: literals, and expressions between `{%` and `%}`. */
export function jsonataShape(node: JsonNode, values: JsonataValues): Shape {
  switch (node.kind) {
    case 'object': {
      const members = new Members(node.members.map(({ name }) => name as string), node.members.map((member) => jsonataShape(member, values)));
      return objectShape(members, node.opaqueMembers.length > 0, values.givenBy);
    }
    case 'array': return arrayShape(node.elements.map((element) => jsonataShape(element, values)), values.givenBy);
    case 'string': {
      if (!isJsonata(node.value)) return scalarShape('string', values.givenBy);
      const ast = values.analysisOf(node)?.ast;
      return ast ? shapeOf(ast, values, 0) ?? UNKNOWN : UNKNOWN;
    }
    default: return literalShape(node, values.givenBy);
  }
}

/** Undefined where the expression has no value for certain. */
function shapeOf(ast: JsonataAst, values: JsonataValues, depth: number): Shape | undefined {
  if (depth > MAX_DEPTH || ast.group || ast.predicate || ast.stages) return UNKNOWN;
  const { givenBy } = values;
  switch (ast.type) {
    case 'string': return scalarShape('string', givenBy);
    case 'number': return { kind: 'scalar', type: 'number', value: ast.value as number, givenBy };
    case 'value': return scalarShape(ast.value === null ? 'null' : 'boolean', givenBy);
    case 'path': return pathShape(ast, values);
    case 'block': return ast.expressions?.length === 1 ? shapeOf(ast.expressions[0], values, depth + 1) : UNKNOWN;
    case 'unary': return ast.value === '{' ? constructed(ast, values, depth) : rangeOf(ast, givenBy) ?? UNKNOWN;
    case 'function': return mergeOf(ast, values, depth) ?? UNKNOWN;
    default: return UNKNOWN;
  }
}

/** A path from a member of `$states` through members of objects. An array on the way would be mapped over. */
function pathShape({ steps, keepSingletonArray }: JsonataAst, { states }: JsonataValues): Shape | undefined {
  const [first, second, ...rest] = steps!;
  const plain = steps!.every((step) => !step.predicate && !step.stages && !step.group && step.focus === undefined && step.index === undefined);
  if (keepSingletonArray || !plain || first.type !== 'variable' || first.value !== 'states' || second?.type !== 'name') return UNKNOWN;
  let at: Shape | undefined = states.get(second.value as string) ?? UNKNOWN;
  for (const step of rest) {
    if (step.type !== 'name' || isArray(at)) return UNKNOWN;
    at = memberOf(at, step.value as string);
    if (!at) return undefined;
  }
  return rest.length > 0 && isArray(at) ? UNKNOWN : at;
}

/** Whether a value is an array for certain. */
export function isArray(shape: Shape): boolean {
  return shape.kind === 'array' || (shape.kind === 'literal' && shape.node.kind === 'array');
}

/** An object constructor. A member whose expression has no value is left out. */
function constructed({ lhs }: JsonataAst, values: JsonataValues, depth: number): Shape {
  const members = new Map<string, Shape>();
  for (const [name, value] of lhs as readonly (readonly [JsonataAst, JsonataAst])[]) {
    if (name.type !== 'string') return UNKNOWN;
    const shape = shapeOf(value, values, depth + 1);
    if (shape) members.set(name.value as string, shape);
  }
  return objectShape(Members.of(members), false, values.givenBy);
}

/** `[1..100]`: so many numbers. */
function rangeOf({ value, expressions }: JsonataAst, givenBy: readonly Giver[]): Shape | undefined {
  const [range, more] = expressions ?? [];
  if (value !== '[' || range?.type !== 'binary' || range.value !== '..' || more) return undefined;
  const [from, to] = [range.lhs as JsonataAst, range.rhs!];
  if (from.type !== 'number' || to.type !== 'number') return undefined;
  const length = Math.max(0, (to.value as number) - (from.value as number) + 1);
  return Number.isInteger(length) ? arrayShape(scalarShape('number', givenBy), givenBy, length) : undefined;
}

/** `$merge([…, …])`: each object over those before it. */
function mergeOf({ procedure, arguments: given }: JsonataAst, values: JsonataValues, depth: number): Shape | undefined {
  const [list] = given ?? [];
  if (procedure?.type !== 'variable' || procedure.value !== 'merge' || list?.type !== 'unary' || list.value !== '[') return undefined;
  let all: Shape = objectShape(NO_MEMBERS, false, values.givenBy);
  for (const part of list.expressions ?? []) {
    const shape = shapeOf(part, values, depth + 1);
    if (shape) all = merged(all, shape, values.givenBy);
  }
  return all;
}
