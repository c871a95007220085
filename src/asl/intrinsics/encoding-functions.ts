import { createHash } from 'node:crypto';
import { JsonValue } from '../json-value';
import { fail, IntrinsicFunctionTable, limitedText, stringArgument } from './intrinsic-function';

const ALGORITHMS = new Map([['MD5', 'md5'], ['SHA-1', 'sha1'], ['SHA-256', 'sha256'], ['SHA-384', 'sha384'], ['SHA-512', 'sha512']]);

function decode(values: readonly JsonValue[]): string {
  const text = limitedText(values, 0);
  const digits = text.replace(/=+$/, '');
  // A group of four may lack its padding, but one digit alone says nothing; Buffer would pass over what is wrong.
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || digits.length % 4 === 1 || (text.length > digits.length && text.length % 4 !== 0)) {
    fail('Argument 1 is not valid Base64.');
  }
  return Buffer.from(text, 'base64').toString('utf8');
}

function hash(values: readonly JsonValue[]): string {
  const text = limitedText(values, 0);
  const name = stringArgument(values, 1);
  const algorithm = ALGORITHMS.get(name) ?? fail(`Argument 2 is the algorithm "${name}"; use one of ${[...ALGORITHMS.keys()].join(', ')}.`);
  return createHash(algorithm).update(text, 'utf8').digest('hex');
}

export const ENCODING_FUNCTIONS: IntrinsicFunctionTable = [
  ['States.Base64Encode', { minimum: 1, maximum: 1, evaluate: (values) => Buffer.from(limitedText(values, 0), 'utf8').toString('base64') }],
  ['States.Base64Decode', { minimum: 1, maximum: 1, evaluate: decode }],
  ['States.Hash', { minimum: 2, maximum: 2, evaluate: hash }],
];
