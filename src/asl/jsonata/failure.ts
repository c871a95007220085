import { LIMIT_MESSAGES } from './limits';
import { JsonataError, LimitReached } from '../../../vendor/jsonata-sync';
import { EvaluationError, ExpressionSyntaxError } from '../evaluation';
import { JsonValue } from '../json-value';

/** AWS's sentence for an expression that gives no value. */
export function returnedNothing(expression: string, field: string): string {
  return `${subject(expression, field)} returned nothing (undefined).`;
}

/** AWS's sentence for an expression that fails; `reason` is JSONata's code and message, or a limit's message without a code. */
export function threwAnError(expression: string, field: string, reason: string): string {
  if (reason.startsWith(INTERNAL)) return `${subject(expression, field)} ${reason}`;
  return `${subject(expression, field)} threw an error during evaluation${/^[A-Z]\d{4}: /.test(reason) ? '.' : ':'} ${reason}`;
}

/** AWS's sentence for a value of a type that the field does not take; `expected` is in AWS's words: `array`, `boolean`, `integer`. */
export function unexpectedResultType(expression: string, field: string, expected: string, value: JsonValue): string {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return `${subject(expression, field)} returned an unexpected result type. Expected '${expected}', but was '${type}' for value: ${JSON.stringify(value)}`;
}

function subject(expression: string, field: string): string {
  return `The JSONata expression '${expression}' specified for the field '${field}'`;
}

const INTERNAL = 'threw an internal error during evaluation.';

/** Turns whatever an evaluation throws into JSONata's code and message, or the message of the limit that it met. */
export function asEvaluationError(thrown: unknown): EvaluationError {
  if (thrown instanceof EvaluationError) return thrown;
  if (thrown instanceof LimitReached) return failure(LIMIT_MESSAGES[thrown.limit]);
  if (thrown instanceof ExpressionSyntaxError) return failure(thrown.message);
  // What JavaScript itself cannot do is met by data that is nested too deeply, or by a string too long to be made.
  if (thrown instanceof RangeError) {
    return failure(/call stack/i.test(thrown.message) ? LIMIT_MESSAGES.depth
      : /invalid (array|string) length|invalid count/i.test(thrown.message) ? LIMIT_MESSAGES.memory : `${INTERNAL} ${thrown.message}`);
  }
  if (isJsonataError(thrown)) return failure(`${thrown.code}: ${thrown.message}`);
  // JSONata meets values that it is not made for: AWS answers with an internal error then.
  return failure(`${INTERNAL} ${thrown instanceof Error ? thrown.message : 'The evaluator gave no reason.'}`);
}

function failure(message: string): EvaluationError {
  return new EvaluationError('jsonata', message);
}

function isJsonataError(thrown: unknown): thrown is JsonataError {
  return typeof thrown === 'object' && thrown !== null && typeof (thrown as JsonataError).code === 'string';
}
