import { RE2JS } from 're2js';
import { filterExpression } from './dynamodb-expressions';
import { DYNAMODB_MODULE } from './dynamodb-module';
import { DYNAMODB_UTIL } from './dynamodb-values';
import { notSimulated } from './not-simulated';
import { MEMBERS } from '../runtime-facts';

/** An error of a resolver, as it stands in the result of a GraphQL request. */
export interface ResolverError {
  readonly message: string;
  readonly errorType: string | null;
  readonly data: unknown;
  readonly errorInfo: unknown;
}

/** What ends a handler before it returns: `util.error`, `util.unauthorized` and `runtime.earlyReturn`. */
export class HandlerEnd {
  constructor(readonly end: { readonly error: ResolverError } | { readonly value: unknown; readonly skipTo: 'END' | 'NEXT' | undefined }) {}
}

/** Where the runtime takes time and names from: the same always gives the same. */
export interface RuntimeInputs {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The next UUID for `util.autoId`. */
  readonly nextId: () => string;
  /** The next number from 0 up to 1. */
  readonly random: () => number;
  /** What `util.authType` says. Default: 'API Key Authorization' */
  readonly authType?: string;
}

/** What handlers did besides returning something. */
export interface Effects {
  readonly appended: ResolverError[];
  readonly logs: string[];
  readonly responseHeaders: { [name: string]: unknown };
  readonly extensions: { readonly name: string; readonly given: readonly unknown[] }[];
}

const isoOf = (milliseconds: number) => new Date(milliseconds).toISOString();
const error = (message: unknown, errorType: unknown = null, data: unknown = null, errorInfo: unknown = null): ResolverError => (
  copied({ message: String(message), errorType: errorType === null ? null : String(errorType), data, errorInfo }));

/** A value that shares nothing with the code that made it. */
export function copied<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value)) as T;
}

/**
 * What stands in the code without being declared, and what it imports, by module.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/built-in-util-js.html
 */
export function runtimeLibraries({ now, nextId, random, authType = 'API Key Authorization' }: RuntimeInputs, effects: Effects, field: { type: string; name: string }) {
  const log = (...values: readonly unknown[]) => void effects.logs.push(values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' '));
  const extension = (name: string) => (...given: readonly unknown[]) => void effects.extensions.push({ name, given: copied(given) });
  const asText = (filter: unknown) => {
    const expression = filterExpression(filter);
    return expression === undefined ? null : JSON.stringify(expression);
  };

  const util = {
    error: (...given: [unknown, unknown?, unknown?, unknown?]) => { throw new HandlerEnd({ error: error(...given) }); },
    appendError: (...given: [unknown, unknown?, unknown?, unknown?]) => void effects.appended.push(error(...given)),
    unauthorized: () => { throw new HandlerEnd({ error: error(`Not Authorized to access ${field.name} on type ${field.type}`, 'Unauthorized') }); },
    escapeJavaScript: (text: string) => escaped(text),
    urlEncode: (text: string) => encodeURIComponent(text).replace(/%20/g, '+').replace(/[!'()~]/g, (character) => percent(character)),
    urlDecode: (text: string) => decodeURIComponent(text.replaceAll('+', ' ')),
    base64Encode: (text: string) => Buffer.from(text, 'utf8').toString('base64'),
    base64Decode: (text: string) => Buffer.from(text, 'base64').toString('utf8'),
    autoId: () => nextId(),
    autoUlid: () => ulid(now, random),
    autoKsuid: () => notSimulated('util.autoKsuid'),
    // The whole text must match, as Java's Pattern.matches has it.
    matches: (pattern: string, text: string) => RE2JS.matches(pattern, text),
    authType: () => authType,
    time: {
      nowISO8601: () => isoOf(now),
      nowEpochSeconds: () => Math.floor(now / 1000),
      nowEpochMilliSeconds: () => now,
      nowFormatted: () => notSimulated('util.time.nowFormatted'),
      parseISO8601ToEpochMilliSeconds: (text: string) => Date.parse(text),
      parseFormattedToEpochMilliSeconds: () => notSimulated('util.time.parseFormattedToEpochMilliSeconds'),
      epochMilliSecondsToSeconds: (milliseconds: number) => Math.floor(milliseconds / 1000),
      epochMilliSecondsToISO8601: isoOf,
      epochMilliSecondsToFormatted: () => notSimulated('util.time.epochMilliSecondsToFormatted'),
    },
    dynamodb: DYNAMODB_UTIL,
    rds: { toJsonObject: () => notSimulated('util.rds.toJsonObject') },
    http: {
      copyHeaders: (headers: object) => Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()))),
      addResponseHeader: (name: string, value: unknown) => void (effects.responseHeaders[name] = copied(value)),
      addResponseHeaders: (headers: object) => void Object.assign(effects.responseHeaders, copied(headers)),
    },
    xml: { toMap: () => notSimulated('util.xml.toMap'), toJsonString: () => notSimulated('util.xml.toJsonString') },
    transform: {
      toDynamoDBFilterExpression: asText,
      toDynamoDBConditionExpression: asText,
      toElasticsearchQueryDSL: () => notSimulated('util.transform.toElasticsearchQueryDSL'),
      toSubscriptionFilter: () => notSimulated('util.transform.toSubscriptionFilter'),
    },
    math: {
      roundNum: Math.round,
      minVal: Math.min,
      maxVal: Math.max,
      randomDouble: () => random(),
      randomWithinRange: (from: number, to: number) => Math.floor(from + random() * (to - from)),
    },
    str: { normalize: (text: string, form: string) => text.normalize(form.toUpperCase()) },
  };
  const runtime = {
    earlyReturn: (value?: unknown, options?: { skipTo?: 'END' | 'NEXT' }) => { throw new HandlerEnd({ value: copied(value) ?? null, skipTo: options?.skipTo }); },
  };
  const extensions = Object.fromEntries(MEMBERS.get('extensions')!.map((name) => [name, extension(name)]));
  const unknown = (module: string) => new Proxy({}, { get: (_, name) => () => notSimulated(`"${String(name)}" of "${module}"`) });
  return {
    globals: { util, runtime, extensions, console: { log, error: log } },
    modules: {
      '@aws-appsync/utils': { util, runtime, extensions },
      '@aws-appsync/utils/dynamodb': DYNAMODB_MODULE,
      '@aws-appsync/utils/rds': unknown('@aws-appsync/utils/rds'),
      '@aws-appsync/utils/ai': unknown('@aws-appsync/utils/ai'),
    },
  };
}

/** Headers that are of one connection, and those that AppSync keeps. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'transfer-encoding', 'connection', 'host', 'expect', 'keep-alive', 'upgrade', 'proxy-authenticate', 'proxy-authorization', 'te', 'content-length',
]);

const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

function escaped(text: string): string {
  const named: { readonly [character: string]: string } = { '\b': '\\b', '\n': '\\n', '\t': '\\t', '\f': '\\f', '\r': '\\r' };
  return Array.from({ length: text.length }, (_, index) => {
    const character = text[index];
    const code = text.charCodeAt(index);
    if ('\'"\\/'.includes(character)) return `\\${character}`;
    return named[character] ?? (code < 32 || code > 126 ? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}` : character);
  }).join('');
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function ulid(now: number, random: () => number): string {
  const time = Array.from({ length: 10 }, (_, index) => CROCKFORD[Math.floor(now / 32 ** (9 - index)) % 32]);
  return [...time, ...Array.from({ length: 16 }, () => CROCKFORD[Math.floor(random() * 32)])].join('');
}
