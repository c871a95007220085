import { cut } from './wording';
import { ExpressionSyntaxError } from '../asl/evaluation';
import { isIntrinsicCall } from '../asl/intrinsics/intrinsic-call';
import { INTRINSIC_FUNCTIONS } from '../asl/intrinsics/intrinsic-functions';
import { ParsedCall, parseIntrinsicCall } from '../asl/intrinsics/intrinsic-syntax';
import { knownFailure } from '../asl/intrinsics/known-failure';
import { compileExpression, compilePath } from '../asl/paths/expression';
import { compileReferencePath } from '../asl/paths/reference-path';
import { remembering } from '../remembering';

/** Why a text is no path, or undefined. AWS does not look into filters when a machine is created, so they are not looked into here. */
export const pathProblem = remembering((text): string | undefined => problemOf(() => compilePath(withoutFilters(text))));

/** Whether a text is as a whole a path into the input (`$.a`, `$['a']`) or the context object (`$$.Execution.Id`), and nothing else. */
export const isWholePath = remembering((text): boolean => (
  /^\$\$?(?:$|\[|\.[\p{L}_*.[])/u.test(text) && !/\s/.test(text.replace(/\[[^\]]*\]/g, '')) && pathProblem(text) === undefined));

/** Why a text does not name one single place, or undefined. Into a variable or the context object is allowed. */
export const singlePathProblem = remembering((text): string | undefined => problemOf(() => {
  if (!compilePath(withoutFilters(text)).definite) throw new ExpressionSyntaxError('It can lead to several values. A path without "..", "*", filters and slices is wanted.');
}));

/** Why a text is no Reference Path into the input, or undefined. */
export const referencePathProblem = remembering((text): string | undefined => problemOf(() => compileReferencePath(text)));

export interface ExpressionProblem {
  /** Whether the text is well formed and a function is called in a way that it cannot be: AWS finds that out when the state runs. */
  readonly called: boolean;
  readonly problem: string;
}

/** Why a text is neither a path nor a call of an intrinsic function that works, or undefined. */
export const expressionProblem = remembering((text): ExpressionProblem | undefined => {
  const judged = isIntrinsicCall(text) ? withCommas(text) : withoutFilters(text);
  const problem = problemOf(() => compileExpression(judged));
  if (problem !== undefined) return { called: isIntrinsicCall(text) && isWellFormed(judged), problem };
  const failure = isIntrinsicCall(text) ? knownFailure(parseIntrinsicCall(judged.trimEnd())) : undefined;
  return failure === undefined ? undefined : { called: true, problem: cut(failure, 600) };
});

/** The name of the function that a text calls, or undefined. */
export function calledFunction(text: string): string | undefined {
  let name: string | undefined;
  if (isIntrinsicCall(text)) problemOf(() => { ({ name } = parseIntrinsicCall(text.trimEnd())); });
  return name;
}

function isWellFormed(text: string): boolean {
  return problemOf(() => checkCall(parseIntrinsicCall(text.trimEnd()))) === undefined;
}

function checkCall({ name, args }: ParsedCall): void {
  if (!INTRINSIC_FUNCTIONS.has(name)) throw new ExpressionSyntaxError(`There is no function "${name}".`);
  for (const argument of args) {
    if (argument.kind === 'call') checkCall(argument);
    else if (argument.kind === 'path') compilePath(argument.text);
  }
}

/** The path with every filter `[?( … )]` taken for `[*]`. */
function withoutFilters(text: string): string {
  let result = '';
  let from = 0;
  for (let start = text.indexOf('[?'); start >= 0; start = text.indexOf('[?', from)) {
    const end = endOfBrackets(text, start);
    if (end < 0) break;
    result += `${text.slice(from, start)}[*]`;
    from = end;
  }
  return result + text.slice(from);
}

/** The offset just past the bracket that closes the one at `start`, or -1. Brackets in quotes do not count. */
function endOfBrackets(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '\'' || character === '"') {
      at = endOfQuotes(text, at);
      if (at < 0) return -1;
    } else if (character === '[') {
      depth++;
    } else if (character === ']' && --depth === 0) {
      return at + 1;
    }
  }
  return -1;
}

function endOfQuotes(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[start]) return at;
  }
  return -1;
}

/** The call with commas between arguments that only blanks separate: AWS accepts those when a machine is created. */
function withCommas(text: string): string {
  return text.replace(/'(?:\\.|[^'\\])*'|([^\s,('])[ \t]+(?=[^\s,)])/g, (match, before?: string) => before === undefined ? match : `${before}, `);
}

function problemOf(compile: () => unknown): string | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    // The sentence may quote an expression of any length.
    if (error instanceof ExpressionSyntaxError) return cut(error.message, 600);
    throw error;
  }
}
