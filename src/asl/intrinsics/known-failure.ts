import { EvaluationScope } from '../evaluation';
import { JsonValue } from '../json-value';
import { IntrinsicArgumentError } from './intrinsic-function';
import { INTRINSIC_FUNCTIONS } from './intrinsic-functions';
import { ParsedArgument, ParsedCall } from './intrinsic-syntax';

/** Functions whose result is not known before they are called, whatever their arguments. */
const NOT_KNOWN: ReadonlySet<string> = new Set(['States.UUID', 'States.MathRandom']);

const NO_SCOPE: Pick<EvaluationScope, 'random' | 'uuid'> = { random: () => 0, uuid: () => '' };

/**
 * Why a call is sure to fail, for what its literal arguments are; undefined where it is not. The functions that it calls must be there, and have as
 * many arguments as they take.
 */
export function knownFailure(call: ParsedCall): string | undefined {
  try {
    valueOf(call);
    return undefined;
  } catch (error) {
    if (error instanceof KnownFailure) return error.message;
    throw error;
  }
}

class KnownFailure extends Error {}

/** The value of an argument as far as it is known; undefined where it is not. */
function valueOf(argument: ParsedArgument): JsonValue | undefined {
  if (argument.kind === 'path') return undefined;
  if (argument.kind === 'literal') return argument.value;
  const { name, args } = argument;
  const { evaluate, takes = [], takesTemplate } = INTRINSIC_FUNCTIONS.get(name)!;
  const values = args.map(valueOf);
  try {
    for (let at = 0; at < values.length; at++) {
      if (values[at] !== undefined) takes[at]?.(values as JsonValue[], at);
    }
    const known = values.every((value) => value !== undefined);
    // How many {} a template has does not depend on what they are filled with.
    if (!known && !(takesTemplate && values[0] !== undefined)) return undefined;
    const [template] = args;
    const filled = values.map((value) => value ?? null);
    const value = evaluate(filled, NO_SCOPE as EvaluationScope, takesTemplate && template.kind === 'literal' ? template.segments : undefined);
    return known && !NOT_KNOWN.has(name) ? value : undefined;
  } catch (error) {
    if (error instanceof IntrinsicArgumentError) throw new KnownFailure(`Intrinsic function "${name}" fails here: ${error.message}`);
    throw error;
  }
}
