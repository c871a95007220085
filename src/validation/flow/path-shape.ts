import { arrayShape, Giver, itemOf, memberOf, Members, objectShape, scalarShape, Shape, literalShape, UNKNOWN } from './shape';
import { ExpressionSyntaxError } from '../../asl/evaluation';
import { isIntrinsicCall } from '../../asl/intrinsics/intrinsic-call';
import { ParsedArgument, parseIntrinsicCall } from '../../asl/intrinsics/intrinsic-syntax';
import { JsonNode, ObjectNode, StringNode } from '../../asl/json/nodes';
import { ParsedPath, parsePath } from '../../asl/paths/path-syntax';
import { remembering } from '../../remembering';

/** Where a path ends that leads nowhere. */
export interface Missing {
  readonly kind: 'missing';
  readonly text: string;
  /** The part of it that leads somewhere. */
  readonly at: string;
  /** The member or item that is not there. */
  readonly name: string | number;
  /** What is known of the value at that part. */
  readonly from: Shape;
}

/**
 * What a path finds in a value.
 *
 * @param context what is known of the context object
 */
export function pathShapeOf(text: string, base: Shape, context: Shape = UNKNOWN): Shape | Missing {
  if (text === '$') return base;
  const inContext = text.startsWith('$$');
  const from = inContext ? context : base;
  if (from.kind === 'unknown' || !(inContext || isInputPath(text))) return UNKNOWN;
  const parsed = tryParse(inContext ? text.slice(1) : text);
  if (!parsed) return UNKNOWN;
  const last = parsed.steps[parsed.steps.length - 1];
  if (!parsed.definite) return last?.kind === 'function' ? UNKNOWN : arrayShape(UNKNOWN, []);
  let at: Shape = from;
  for (let index = 0; index < parsed.steps.length; index++) {
    const step = parsed.steps[index];
    if (step.kind !== 'member' && step.kind !== 'index') return UNKNOWN;
    const next: Shape | undefined = step.kind === 'member' ? memberOf(at, step.name) : itemOf(at, step.index);
    if (!next) {
      // A function may have something to say of what is not there.
      if (!parsed.steps.every(isPlain)) return UNKNOWN;
      const walked = `${inContext ? '$$' : '$'}${parsed.steps.slice(0, index).filter(isPlain).map(stepText).join('')}`;
      return { kind: 'missing', text, at: walked, name: step.kind === 'member' ? step.name : step.index, from: at };
    }
    at = next;
  }
  return at;
}

type PlainStep = Extract<ParsedPath['steps'][number], { readonly kind: 'member' | 'index' }>;

const isPlain = (step: ParsedPath['steps'][number]): step is PlainStep => step.kind === 'member' || step.kind === 'index';

const stepText = (step: PlainStep): string => (
  step.kind === 'member' && /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(step.name) ? `.${step.name}` : step.fragment);

/** The names and indices of a path into the input that can lead to one place only; undefined for any other text. */
export const stepsOf = remembering((text): readonly (string | number)[] | undefined => {
  if (!isInputPath(text)) return undefined;
  const steps: (string | number)[] = [];
  for (const step of tryParse(text)?.steps ?? [undefined]) {
    if (step?.kind === 'member') steps.push(step.name);
    else if (step?.kind === 'index') steps.push(step.index);
    else return undefined;
  }
  return steps;
});

/** Not into the context object, nor a variable. */
function isInputPath(text: string): boolean {
  return text === '$' || text.startsWith('$.') || text.startsWith('$[');
}

const tryParse = remembering((text): ParsedPath | undefined => {
  try {
    return parsePath(text);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return undefined;
    throw error;
  }
});

/** What a payload template reads from, and who is told of what it makes. */
export interface TemplateValues {
  readonly base: Shape;
  /** What is known of the context object. */
  readonly context: Shape;
  readonly givenBy: readonly Giver[];
  onMissing(node: StringNode, missing: Missing): void;
}

/** What a payload template makes. A path that leads nowhere makes anything: the execution has failed. */
export function templateShape(node: JsonNode, values: TemplateValues): Shape {
  switch (node.kind) {
    case 'object': {
      const names = node.members.map(nameMadeOf);
      const shapes = new Array<Shape>(names.length);
      for (let at = 0; at < shapes.length; at++) shapes[at] = memberShape(node.members[at], values);
      // Of a name that is there with ".$" and without, which another rule refuses, the last counts.
      const members = hasTwice(node) ? Members.of(new Map(names.map((name, at) => [name, shapes[at]]))) : new Members(names, shapes);
      return objectShape(members, node.opaqueMembers.length > 0, values.givenBy);
    }
    case 'array': return arrayShape(node.elements.map((element) => templateShape(element, values)), values.givenBy);
    default: return literalShape(node, values.givenBy);
  }
}

function memberShape(member: JsonNode, values: TemplateValues): Shape {
  if (!isComputed(member.name)) return templateShape(member, values);
  return member.kind === 'string' ? expressionShape(member, values) : UNKNOWN;
}

const isComputed = (name: string | number): boolean => typeof name === 'string' && name.endsWith('.$');
const nameMadeOf = ({ name }: JsonNode): string => isComputed(name) ? (name as string).slice(0, -2) : String(name);

function hasTwice(node: ObjectNode): boolean {
  for (const { name } of node.members) if (isComputed(name) && node.has((name as string).slice(0, -2))) return true;
  return false;
}

function expressionShape(node: StringNode, values: TemplateValues): Shape {
  const text = node.value;
  const { base, context, givenBy } = values;
  if (!isIntrinsicCall(text)) return found(pathShapeOf(text, base, context), node, values);
  if (base.kind === 'unknown' && context.kind === 'unknown') return resultShape(text.slice(0, Math.max(0, text.indexOf('('))), givenBy);
  try {
    return argumentShape(parseIntrinsicCall(text.trimEnd()), givenBy, (path) => found(pathShapeOf(path, base, context), node, values));
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return UNKNOWN;
    throw error;
  }
}

function found(shape: Shape | Missing, node: StringNode, values: TemplateValues): Shape {
  if (shape.kind !== 'missing') return shape;
  values.onMissing(node, shape);
  return UNKNOWN;
}

/** What the intrinsic functions give that always give the same type. */
const RESULTS: ReadonlyMap<string, 'string' | 'number' | 'boolean'> = new Map([
  ['States.Format', 'string'], ['States.JsonToString', 'string'], ['States.Base64Encode', 'string'], ['States.Base64Decode', 'string'],
  ['States.Hash', 'string'], ['States.UUID', 'string'], ['States.MathAdd', 'number'], ['States.MathRandom', 'number'],
  ['States.ArrayLength', 'number'], ['States.ArrayContains', 'boolean'],
]);

function argumentShape(argument: ParsedArgument, givenBy: readonly Giver[], shapeOfPath: (text: string) => Shape): Shape {
  if (argument.kind === 'path') return shapeOfPath(argument.text);
  if (argument.kind === 'literal') return typeof argument.value === 'string' ? scalarShape('string', givenBy) : UNKNOWN;
  const shapes = argument.args.map((one) => argumentShape(one, givenBy, shapeOfPath));
  if (argument.name === 'States.Array') return arrayShape(shapes, givenBy);
  if (argument.name === 'States.ArrayRange') return arrayShape(scalarShape('number', givenBy), givenBy, rangeLength(argument.args));
  return resultShape(argument.name, givenBy);
}

/** How many numbers `States.ArrayRange` gives, where all its arguments are known. */
function rangeLength(args: readonly ParsedArgument[]): number | undefined {
  const [first, last, step] = args.map((argument) => argument.kind === 'literal' && typeof argument.value === 'number' ? argument.value : NaN);
  const length = Math.floor((last - first) / step) + 1;
  return Number.isFinite(length) && length >= 0 ? length : undefined;
}

function resultShape(name: string, givenBy: readonly Giver[]): Shape {
  const type = RESULTS.get(name);
  return type ? scalarShape(type, givenBy) : UNKNOWN;
}
