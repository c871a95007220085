import { parseJsonata } from './expression';
import { FUNCTION_NAMES } from './library';
import { neededValues } from './needed-values';
import { Ast } from '../../../vendor/jsonata-sync';
import { ExpressionSyntaxError } from '../evaluation';

/** What AWS refuses in an expression when a machine is created. */
export interface JsonataProblem {
  readonly code: 'INVALID_JSONATA_EXPRESSION' | 'UNSUPPORTED_JSONATA_EXPRESSION';
  /** In AWS's words. */
  readonly message: string;
  /** Characters into the expression. */
  readonly offset: number;
  /** What to write instead, where that is known. */
  readonly hint?: string;
}

/** A variable that the expression reads and does not bind itself. */
export interface VariableReference {
  readonly name: string;
  /** The members on the way from it, as far as they are plain names: `order`, `id`. */
  readonly path: readonly string[];
  readonly offset: number;
  /** Whether the expression has no value, or fails, where the variable has none. */
  readonly needed: boolean;
}

/** A call of a function that neither the language has nor the expression defines. */
export interface UnknownFunction {
  readonly name: string;
  readonly offset: number;
}

/** A reading of `$states`; as a whole where `member` is undefined. */
export interface StatesReference {
  readonly member: string | undefined;
  /** The members on the way, as far as they are plain names: `input`, `order`, `id`. */
  readonly path: readonly string[];
  readonly offset: number;
  /** Whether the expression has no value, or fails, where there is none at the end of the way. */
  readonly needed: boolean;
}

export interface JsonataAnalysis {
  /** What is wrong whatever field the expression stands in. Whether `$states.result` is there depends on the field: see `states`. */
  readonly problems: readonly JsonataProblem[];
  readonly variables: readonly VariableReference[];
  readonly states: readonly StatesReference[];
  /** Calls of functions that there are not, `$eval` among them: AWS accepts them, and fails when they are reached. */
  readonly unknownFunctions: readonly UnknownFunction[];
  /** The parsed expression, where it could be parsed. */
  readonly ast: Ast | undefined;
}

const NOTHING: JsonataAnalysis = { problems: [], variables: [], states: [], unknownFunctions: [], ast: undefined };

/** Says what can be known of an expression without evaluating it. Never throws. */
export function analyzeJsonata(source: string): JsonataAnalysis {
  let ast: Ast;
  try {
    ast = parseJsonata(source);
  } catch (thrown) {
    if (!(thrown instanceof ExpressionSyntaxError)) throw thrown;
    const problem: JsonataProblem = { code: 'INVALID_JSONATA_EXPRESSION', message: thrown.message, offset: thrown.offset };
    const hint = coalescingHint(source);
    return { ...NOTHING, problems: [hint === undefined ? problem : { ...problem, hint }] };
  }
  const analyzer = new Analyzer(source, neededValues(ast));
  analyzer.visit(ast, NO_NAMES, true);
  const { problems, variables, states, unknownFunctions } = analyzer;
  return { problems, variables, states, unknownFunctions, ast };
}

const MAX_COALESCING = 8;

/** A hint where the expression would be right in a later version of JSONata. */
function coalescingHint(source: string): string | undefined {
  const operators = source.match(/\?:|\?\?/g);
  // Each of these operators doubles what stands before it, so that many of them cannot be parsed.
  if (operators === null || operators.length > MAX_COALESCING) return undefined;
  try {
    parseJsonata(source, true);
  } catch {
    return undefined;
  }
  return `The operator "${operators[0]}" is of JSONata 2.1, and Step Functions has JSONata 2.0.6. `
    + (operators[0] === '??' ? 'Write "$exists(a) ? a : b" for "a ?? b".' : 'Write "a ? a : b" for "a ?: b".');
}

type Names = ReadonlySet<string>;
const NO_NAMES: Names = new Set();

class Analyzer {
  readonly problems: JsonataProblem[] = [];
  readonly variables: VariableReference[] = [];
  readonly states: StatesReference[] = [];
  readonly unknownFunctions: UnknownFunction[] = [];

  constructor(private readonly source: string, private readonly needed: ReadonlySet<Ast>) {}

  /**
   * @param local the names that the expression binds around this node
   * @param top whether the context is that of the whole expression, where Step Functions has none
   * @param path the names that follow a variable
   */
  visit(ast: Ast, local: Names, top: boolean, path: readonly string[] = []): void {
    switch (ast.type) {
      case 'path': this.visitPath(ast, local, top); break;
      case 'name': this.visitName(ast, top); break;
      case 'variable': this.visitVariable(ast, local, top, path); break;
      case 'lambda': this.visitLambda(ast, local, top); break;
      case 'transform':
        for (const part of [ast.pattern, ast.update, ast.delete]) if (part !== undefined) this.visit(part, local, false);
        break;
      case 'block': this.visitAll(ast.expressions, withBindings(ast.expressions ?? [], local), top); break;
      case 'bind': this.visit(ast.rhs!, new Set([...local, (ast.lhs as Ast).value as string]), top); break;
      default: this.visitOther(ast, local, top);
    }
    this.visitStages(ast, local);
    for (const [name, value] of ast.group?.lhs ?? []) this.visitAll([name, value], local, false);
  }

  /** Operators, constructors, conditions and calls: their parts have the same context. */
  private visitOther(ast: Ast, local: Names, top: boolean): void {
    const called = ast.type === 'function' || ast.type === 'partial' ? ast.procedure : ast.type === 'apply' ? ast.rhs : undefined;
    const unknown = called?.type === 'variable' && this.isUnknown(called.value as string, local) ? called : undefined;
    if (unknown) this.unknownFunctions.push({ name: unknown.value as string, offset: this.startOf(unknown) });
    this.visitAll([ast.procedure, ast.condition, ast.then, ast.else, ast.expression].filter((part) => part !== unknown), local, top);
    this.visitAll(ast.arguments, local, top);
    this.visitAll(ast.expressions, local, top);
    if (Array.isArray(ast.lhs)) this.visitAll((ast.lhs as readonly (readonly [Ast, Ast])[]).flat(), local, top);
    else this.visitAll([ast.lhs as Ast | undefined], local, top);
    if (ast.rhs !== unknown) this.visitAll([ast.rhs], local, top);
    for (const term of ast.terms ?? []) this.visit(term.expression, local, false);
  }

  /** Whether a name is no function's for certain. A workflow variable holds none. */
  private isUnknown(name: string, local: Names): boolean {
    return name !== '' && name !== '$' && name !== 'states' && !local.has(name) && !FUNCTION_NAMES.has(name);
  }

  private visitAll(nodes: readonly (Ast | undefined)[] | undefined, local: Names, top: boolean): void {
    for (const node of nodes ?? []) if (node !== undefined) this.visit(node, local, top);
  }

  private visitStages(ast: Ast, local: Names): void {
    for (const stage of [...ast.stages ?? [], ...ast.predicate ?? []]) if (stage.expr !== undefined) this.visit(stage.expr, local, false);
  }

  /** Only the first step is read in the context around the path; each later one in what the step before it gave. */
  private visitPath(ast: Ast, local: Names, top: boolean): void {
    const steps = ast.steps!;
    const names = new Set([...local, ...steps.flatMap((step) => boundBy(step))]);
    steps.forEach((step, index) => {
      if (index === 0 && step.type === 'variable' && step.value === 'states' && !local.has('states')) {
        const path = namesAfter(steps);
        this.states.push({ member: path[0], path, offset: this.startOf(step), needed: this.needed.has(step) });
        this.visitStages(step, names);
      } else {
        this.visit(step, names, top && index === 0, index === 0 && step.type === 'variable' ? namesAfter(steps) : undefined);
      }
    });
  }

  private visitName(ast: Ast, top: boolean): void {
    if (!top) return;
    const name = ast.value as string;
    if (this.problems.some((problem) => problem.message === topLevelMessage(name))) return;
    this.problems.push({
      code: 'UNSUPPORTED_JSONATA_EXPRESSION', message: topLevelMessage(name), offset: this.startOf(ast),
      hint: `Write "$states.input.${name}" for a member of the state's input, or "$${name}" for a variable.`,
    });
  }

  private visitVariable(ast: Ast, local: Names, top: boolean, path: readonly string[]): void {
    const name = ast.value as string;
    const offset = this.startOf(ast);
    if (name === '$') {
      this.problems.push({
        code: 'UNSUPPORTED_JSONATA_EXPRESSION', message: "Reference to '$$' is not supported.", offset,
        hint: 'Write "$states.input" for the state\'s input.',
      });
    } else if (name === '') {
      if (top) {
        this.problems.push({
          code: 'UNSUPPORTED_JSONATA_EXPRESSION', message: topLevelMessage('$'), offset, hint: 'Write "$states.input" for the state\'s input.',
        });
      }
    } else if (local.has(name)) {
      return;
    } else if (name === 'states') {
      this.states.push({ member: undefined, path: [], offset, needed: this.needed.has(ast) });
    } else if (!FUNCTION_NAMES.has(name) && name !== 'eval') {
      this.variables.push({ name, path, offset, needed: this.needed.has(ast) });
    }
  }

  /** JSONata notes where a token ends. */
  private startOf(ast: Ast): number {
    const end = ast.position ?? 0;
    const marks = ast.type === 'variable' ? 1 : this.source[end - 1] === '`' ? 2 : 0;
    return Math.max(0, end - String(ast.value).length - marks);
  }

  /** A function's body keeps the context in which the function is defined. */
  private visitLambda(ast: Ast, local: Names, top: boolean): void {
    const parameters = ast.thunk ? [] : (ast.arguments ?? []).map((parameter) => parameter.value as string);
    this.visit(ast.body!, new Set([...local, ...parameters]), top);
  }
}

const topLevelMessage = (name: string) => `Reference to '${name}' at the top level is not supported.`;

/** The plain names that follow the first step of a path, up to a step that is more than a name. */
function namesAfter([first, ...steps]: readonly Ast[]): string[] {
  const names: string[] = [];
  if (first.predicate || first.stages || first.group) return names;
  for (const step of steps) {
    if (step.type !== 'name') break;
    names.push(step.value as string);
    if (step.stages || step.predicate || step.group || step.focus !== undefined || step.index !== undefined) break;
  }
  return names;
}

/** The names that a step binds with `@$name` and `#$name`. */
function boundBy(step: Ast): string[] {
  const indexes = (step.stages ?? []).filter((stage) => stage.type === 'index').map((stage) => stage.value);
  return [step.focus, step.index, ...indexes].filter((name) => name !== undefined);
}

/** A block's own names. Those bound further down are among them: a function may call one that is defined after it. */
function withBindings(expressions: readonly Ast[], local: Names): Names {
  const bound = new Set(local);
  const open = [...expressions];
  for (let ast = open.pop(); ast !== undefined; ast = open.pop()) {
    if (ast.type === 'bind') bound.add((ast.lhs as Ast).value as string);
    if (ast.type === 'bind' || ast.type === 'apply' || ast.type === 'binary') open.push(...[ast.rhs, ast.type === 'bind' ? undefined : ast.lhs as Ast].filter((node) => node !== undefined));
    if (ast.type === 'function') open.push(...ast.arguments ?? []);
    if (ast.type === 'condition') open.push(...[ast.condition, ast.then, ast.else].filter((node) => node !== undefined));
  }
  return bound;
}
