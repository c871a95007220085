import { asEvaluationError } from './failure';
import { compileFastPath, FastPath, NOT_FAST } from './fast-path';
import { LIBRARY, StepFunctionsHost } from './library';
import { LIMITS } from './limits';
import { toJson } from './result';
import { readsOnlyMembersOfStates } from './states-use';
import { Ast, JsonataError, parse, run } from '../../../vendor/jsonata-sync';
import { EvaluationError, EvaluationScope, ExpressionSyntaxError } from '../evaluation';
import { JsonObject, JsonValue } from '../json-value';
import { LinearRegExp } from '../regular-expression';

/** What `$states` holds beside the context object. A member that is undefined is not there. */
export interface JsonataStates {
  readonly input: JsonValue;
  readonly result?: JsonValue;
  readonly errorOutput?: JsonValue;
}

export interface CompiledJsonata {
  readonly source: string;
  /** Gives the value, or undefined where the expression selects nothing. Throws {@link EvaluationError} with JSONata's code and message. */
  evaluate(scope: EvaluationScope, states: JsonataStates): JsonValue | undefined;
}

const CACHE_LIMIT = 2000;
const compiled = new Map<string, CompiledJsonata>();

/** Compiles an expression without its delimiters. Throws {@link ExpressionSyntaxError}. */
export function compileJsonata(source: string): CompiledJsonata {
  let expression = compiled.get(source);
  if (expression === undefined) {
    expression = new JsonataExpression(source, parseJsonata(source));
    if (compiled.size >= CACHE_LIMIT) compiled.clear();
    compiled.set(source, expression);
  }
  return expression;
}

/**
 * Parses in the language's version 2.0.6, which has no operators `?:` and `??`; or with them, to see whether they are all that is wrong.
 * The message of an {@link ExpressionSyntaxError} is JSONata's without its code, as AWS gives it when a machine is created.
 */
export function parseJsonata(source: string, withCoalescing = false): Ast {
  try {
    return parse(source, withCoalescing);
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new ExpressionSyntaxError('The expression is nested too deeply');
    const { message } = thrown as JsonataError;
    throw new ExpressionSyntaxError(message ?? String(thrown), placeOf(thrown as JsonataError, source));
  }
}

/** Where the token begins at which an expression is wrong; after the last one where it ends too early. JSONata notes where a token ends. */
function placeOf({ position = 0, token }: JsonataError, source: string): number {
  if (token === '(end)') return source.trimEnd().length;
  const written = WRITTEN.map((write) => write(String(token ?? ''))).find((text) => source.endsWith(text, position));
  return Math.min(position, source.length) - (written?.length ?? 0);
}

/** How a token may stand in an expression: a variable, a text, a quoted name, anything else. */
const WRITTEN: readonly ((token: string) => string)[] = [
  (token) => `$${token}`, (token) => `"${token}"`, (token) => `'${token}'`, (token) => `\`${token}\``, (token) => token,
];

class JsonataExpression implements CompiledJsonata {
  private readonly fast: FastPath | undefined;
  private readonly needsContext: boolean;

  constructor(readonly source: string, private readonly ast: Ast) {
    this.fast = compileFastPath(ast);
    this.needsContext = !readsOnlyMembersOfStates(ast, ['input', 'result', 'errorOutput']);
  }

  evaluate(scope: EvaluationScope, states: JsonataStates): JsonValue | undefined {
    if (this.fast !== undefined) {
      const value = this.fast(scope, states);
      if (value !== NOT_FAST) return value as JsonValue | undefined;
    }
    try {
      return toJson(run(this.ast, undefined, new ScopeHost(scope, states, this.needsContext), LIBRARY, LIMITS));
    } catch (thrown) {
      throw asEvaluationError(thrown);
    }
  }
}

/** Lets the evaluator read a scope. */
class ScopeHost implements StepFunctionsHost {
  readonly RegexEngine = LinearRegExp;
  private statesObject: JsonObject | undefined;

  constructor(private readonly scope: EvaluationScope, private readonly states: JsonataStates, private readonly needsContext: boolean) {}

  variable(name: string): JsonValue | undefined {
    if (name !== 'states') return this.scope.variable(name);
    return this.statesObject ??= statesObject(this.scope, this.states, this.needsContext);
  }

  now(): number {
    return this.scope.now();
  }

  random(): number {
    return this.scope.random();
  }

  uuid(): string {
    return this.scope.uuid();
  }
}

/** `$states` as an object. The context object is made only for expressions that can reach it. */
function statesObject(scope: EvaluationScope, states: JsonataStates, withContext: boolean): JsonObject {
  const object: { [member: string]: JsonValue } = { input: states.input };
  if (states.result !== undefined) object.result = states.result;
  if (states.errorOutput !== undefined) object.errorOutput = states.errorOutput;
  if (withContext) object.context = scope.context();
  return object;
}
