import { nearestName } from '../../did-you-mean';
import { EvaluationError, EvaluationScope, Expression, ExpressionSyntaxError } from '../evaluation';
import { JsonValue } from '../json-value';
import { IntrinsicArgumentError, IntrinsicFunction } from './intrinsic-function';
import { INTRINSIC_FUNCTIONS } from './intrinsic-functions';
import { parseIntrinsicCall, ParsedArgument, ParsedCall } from './intrinsic-syntax';
import { printValue } from '../paths/java-types';

/** What an argument that is a path needs to be compiled to; the paths' own module gives it. */
interface ArgumentPath {
  source(scope: EvaluationScope): JsonValue | undefined;
  find(scope: EvaluationScope): JsonValue | undefined;
}

export function isIntrinsicCall(text: string): boolean {
  return text.startsWith('States.');
}

/**
 * Compiles a call of an intrinsic function, with the calls in its arguments; throws ExpressionSyntaxError.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
export function compileIntrinsic(text: string, compilePath: (text: string) => ArgumentPath): Expression {
  const source = text.trimEnd();
  return compileCall(parseIntrinsicCall(source), source, compilePath);
}

function compileCall(call: ParsedCall, source: string, compilePath: (text: string) => ArgumentPath): Expression {
  const definition = INTRINSIC_FUNCTIONS.get(call.name);
  if (definition === undefined) {
    const prefix = 'States.'.length;
    // Compared without the prefix, which would make all names look alike.
    const nearest = nearestName(call.name.slice(prefix), [...INTRINSIC_FUNCTIONS.keys()].map((name) => name.slice(prefix)));
    throw new ExpressionSyntaxError(
      `Intrinsic function "${call.name}" does not exist.${nearest === undefined ? '' : ` Did you mean "States.${nearest}"?`} `
      + `The intrinsic functions are ${[...INTRINSIC_FUNCTIONS.keys()].join(', ')}.`, call.offset);
  }
  checkArity(call, definition);
  const { evaluate } = definition;
  const evaluators = call.args.map((argument) => compileArgument(argument, source, compilePath));
  const template = definition.takesTemplate && call.args[0]?.kind === 'literal' ? call.args[0].segments : undefined;
  return (scope) => {
    const values: JsonValue[] = [];
    for (const evaluator of evaluators) values.push(evaluator(scope));
    try {
      return evaluate(values, scope, template);
    } catch (error) {
      if (error instanceof IntrinsicArgumentError) throw new EvaluationError('intrinsic', failureSentence(source, error.message));
      throw error;
    }
  };
}

function compileArgument(argument: ParsedArgument, source: string, compilePath: (text: string) => ArgumentPath): Expression {
  if (argument.kind === 'call') return compileCall(argument, source, compilePath);
  if (argument.kind === 'path') {
    const path = compilePath(argument.text);
    return (scope) => {
      const value = path.find(scope);
      if (value === undefined) {
        const input = path.source(scope) ?? scope.input;
        const shown = typeof input === 'string' ? JSON.stringify(input) : printValue(input);
        throw new EvaluationError('path', failureSentence(source, `The JsonPath argument for the field '${argument.text}' could not be found in the input '${shown}'`));
      }
      return value;
    };
  }
  const { value } = argument;
  return () => value;
}

/** AWS's sentence around the reason why a function failed. */
function failureSentence(source: string, reason: string): string {
  return `The function '${source}' had the following error: ${reason}`;
}

function checkArity(call: ParsedCall, { minimum, maximum }: IntrinsicFunction): void {
  const count = call.args.length;
  if (count >= minimum && count <= maximum) return;
  const allowed = maximum === Infinity ? `at least ${minimum}` : minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`;
  throw new ExpressionSyntaxError(
    `Intrinsic function "${call.name}" has ${count} ${count === 1 ? 'argument' : 'arguments'}; it takes ${allowed}.`, call.offset);
}
