import { createHash } from 'node:crypto';
import { javaRandomDouble } from './java-random';
import { MAX_RANGE_ITEMS } from './limits';
import { parseStrictJson } from './strict-json';
import { builtInNames, createLibrary, Focus, Host, LimitReached, NativeFunction } from '../../../vendor/jsonata-sync';

/** A host that can also make UUIDs. */
export interface StepFunctionsHost extends Host {
  uuid(): string;
}

const hostOf = (focus: Focus): StepFunctionsHost => focus.environment.base.host as StepFunctionsHost;

/** An error as JSONata's `$error` raises it, with a message of our own. */
const error = (message: string) => ({ code: 'D3137', message });

const HASH_ALGORITHMS = new Map([['SHA-1', 'sha1'], ['SHA-384', 'sha384'], ['SHA-256', 'sha256'], ['SHA-512', 'sha512'], ['MD5', 'md5']]);

/**
 * The functions that Step Functions adds. Where the documentation is silent, what AWS was measured to do (floci-io/floci#2662, #2676):
 * numbers lose their fraction towards zero; arguments that make no sense give nothing rather than an error.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
 */
export const STEP_FUNCTIONS: { readonly [name: string]: NativeFunction } = {
  partition: {
    signature: '<xn?:a>',
    implementation: function (array: unknown, size: number | undefined): unknown {
      if (array === undefined) return undefined;
      // AWS's message ends in "undefined", the name of a type that it does not have.
      if (!Array.isArray(array)) throw { code: 'T0412', index: 1, type: undefined };
      const length = size === undefined ? array.length : Math.trunc(size);
      if (length < 0) throw error('Second argument must be zero or greater');
      if (array.length === 0 || !(length > 0)) return undefined;
      const parts: unknown[] = [];
      for (let start = 0; start < array.length; start += length) parts.push(array.slice(start, start + length));
      return parts;
    },
  },
  range: {
    signature: '<nnn?:a>',
    implementation: function (this: Focus, first: number, last: number, step: number | undefined): unknown {
      if (first === undefined || last === undefined || step === undefined) return undefined;
      const from = Math.trunc(first);
      const by = Math.trunc(step);
      const count = Math.floor((Math.trunc(last) - from) / by) + 1;
      if (by === 0 || !(count > 0)) return undefined;
      if (count > MAX_RANGE_ITEMS) throw new LimitReached('memory');
      // A sequence, so that a single number stands for itself.
      const items = this.createSequence();
      for (let index = 0; index < count; index++) items.push(from + index * by);
      return items;
    },
  },
  hash: {
    signature: '<ss?:s>',
    implementation: function (text: string | undefined, algorithm: string | undefined): unknown {
      if (text === undefined || algorithm === undefined) return undefined;
      const known = HASH_ALGORITHMS.get(algorithm);
      if (known === undefined) throw error(`Hash algorithm '${algorithm}' must be one of ${[...HASH_ALGORITHMS.keys()].join(', ')}`);
      return createHash(known).update(text, 'utf8').digest('hex');
    },
  },
  random: {
    signature: '<n?:n>',
    implementation: function (this: Focus, seed: number | undefined): unknown {
      return seed === undefined ? hostOf(this).random() : javaRandomDouble(Number.isFinite(seed) ? seed : 0);
    },
  },
  uuid: {
    signature: '<:s>',
    implementation: function (this: Focus): unknown {
      return hostOf(this).uuid();
    },
  },
  parse: {
    signature: '<s?:x>',
    implementation: function (text: string | undefined): unknown {
      if (text === undefined) return undefined;
      const value = parseStrictJson(text);
      if (value === undefined) throw error('Invalid JSON');
      return value;
    },
  },
};

/** JSONata's functions and AWS's. `$eval` is not among them: calling it is calling something that is no function. */
export const LIBRARY = createLibrary({ ...STEP_FUNCTIONS, eval: undefined });

/** The names that are functions wherever no variable has the name. */
export const FUNCTION_NAMES: ReadonlySet<string> = new Set([...builtInNames.filter((name) => name !== 'eval'), ...Object.keys(STEP_FUNCTIONS)]);
