import { createHash } from 'node:crypto';
import { JsonValue } from '../json-value';
import { fail, IntrinsicFunctionTable, limitedText, stringArgument } from './intrinsic-function';

const ALGORITHMS = new Map([['MD5', 'md5'], ['SHA-1', 'sha1'], ['SHA-256', 'sha256'], ['SHA-384', 'sha384'], ['SHA-512', 'sha512']]);

function base64Text(values: readonly JsonValue[], at: number): string {
  const text = limitedText(values, at);
  const digits = text.replace(/=+$/, '');
  // A group of four may lack its padding, but one digit alone says nothing; Buffer would pass over what is wrong.
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || digits.length % 4 === 1 || (text.length > digits.length && text.length % 4 !== 0)) {
    fail(`Argument ${at + 1} is not valid Base64.`);
  }
  return text;
}

function hashAlgorithm(values: readonly JsonValue[], at: number): string {
  const name = stringArgument(values, at);
  return ALGORITHMS.get(name) ?? fail(`Argument ${at + 1} is the algorithm "${name}"; use one of ${[...ALGORITHMS.keys()].join(', ')}.`);
}

function hash(values: readonly JsonValue[]): string {
  const text = limitedText(values, 0);
  return createHash(hashAlgorithm(values, 1)).update(text, 'utf8').digest('hex');
}

export const ENCODING_FUNCTIONS: IntrinsicFunctionTable = [
  ['States.Base64Encode', { minimum: 1, maximum: 1, takes: [limitedText], evaluate: (values) => Buffer.from(limitedText(values, 0), 'utf8').toString('base64') }],
  ['States.Base64Decode', { minimum: 1, maximum: 1, takes: [base64Text], evaluate: (values) => Buffer.from(base64Text(values, 0), 'base64').toString('utf8') }],
  ['States.Hash', { minimum: 2, maximum: 2, takes: [limitedText, hashAlgorithm], evaluate: hash }],
];
