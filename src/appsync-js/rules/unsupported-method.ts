import type { AnyNode, MemberExpression } from 'acorn';
import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import type { CodeModel } from '../code-model';
import { defineCodeRule } from '../code-rule';
import { MEMBERS } from '../runtime-facts';

type Kind = 'Array' | 'String' | 'Date';

/** What AWS's plugin for ESLint says is not implemented, of what every value of a kind has. */
const METHODS: { readonly [kind in Kind]: ReadonlySet<string> } = {
  Array: new Set(['copyWithin', 'entries', 'group', 'groupToMap', 'keys', 'toLocaleString', 'toString', 'values']),
  String: new Set(['charCodeAt', 'localeCompare', 'matchAll', 'padEnd', 'padStart', 'repeat', 'search', 'toLocaleLowerCase', 'toLocaleUpperCase', 'valueOf']),
  Date: new Set([
    'setDate', 'setFullYear', 'setHours', 'setMilliseconds', 'setMinutes', 'setMonth', 'setSeconds', 'setTime', 'setUTCDate', 'setUTCFullYear', 'setUTCHours',
    'setUTCMilliseconds', 'setUTCMinutes', 'setUTCMonth', 'setUTCSeconds', 'setYear', 'toGMTString', 'toLocaleDateString', 'toLocaleString', 'toLocaleTimeString',
  ]),
};

/** The same of what the constructors have. */
const STATIC: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['Object', new Set([
    'create', 'defineProperties', 'defineProperty', 'freeze', 'getOwnPropertyDescriptor', 'getOwnPropertyDescriptors', 'getOwnPropertyNames',
    'getOwnPropertySymbols', 'getPrototypeOf', 'hasOwnProperty', 'is', 'isExtensible', 'isFrozen', 'isPrototypeOf', 'isSealed', 'preventExtensions',
    'propertyIsEnumerable', 'seal', 'setPrototypeOf', 'toLocaleString', 'toString', 'valueOf',
  ])],
  ['Array', new Set(['from', 'of'])],
  ['String', new Set(['fromCharCode', 'fromCodePoint', 'raw'])],
]);

/** Methods whose result is a list, whatever they are called on: only lists, texts and Object have them. */
const GIVE_LISTS: ReadonlySet<string> = new Set(['map', 'filter', 'flatMap', 'split', 'reverse', 'flat']);
const GIVE_TEXTS: ReadonlySet<string> = new Set(['toUpperCase', 'toLowerCase', 'trim', 'trimStart', 'trimEnd', 'replaceAll', 'join']);

/**
 * Methods that the runtime has not, of values whose kind can be seen, and members that `util`, `runtime` and `extensions` have not.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
 */
export const unsupportedMethod = defineCodeRule({
  id: 'GQL512',
  name: 'unsupported-method',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'documented',
  summary: 'A method that is called is one that the APPSYNC_JS runtime has.',
  why: 'The runtime has a part of the methods of JavaScript; AWS\'s plugin for ESLint names those that are not implemented.',
  fix: 'Use a method that AWS documents: Object.keys, Object.entries, spread syntax, slice, concat, util.time.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html',
  seenAt: ['https://www.npmjs.com/package/@aws-appsync/eslint-plugin'],
  perMessage: {
    member: { fix: 'Use a member that AWS documents. util.toJson and util.parseJson of mapping templates are JSON.stringify and JSON.parse here.', evidence: 'unverified' },
  },
  messages: {
    method: (name: string) => `"${name}" does not exist in the APPSYNC_JS runtime.`,
    member: (owner: string, name: string, near: string) => `"${owner}" has no "${name}" in the APPSYNC_JS runtime.${near}`,
  },
  examples: {
    good: [{
      code: `import { util } from '@aws-appsync/utils';
export function request(ctx) {
  const names = Object.keys(ctx.args).concat(['id']);
  const table = { keys: ctx.args.list, search: 'x' };
  return { payload: { names, at: util.time.nowISO8601(), search: table.search, keys: ctx.args.keys } };
}
export const response = (ctx) => ctx.result;`,
    }],
    bad: [{
      code: `import { util } from '@aws-appsync/utils';
export function request(ctx) {
  const list = [1, 2];
  const at = new Date();
  at.setHours(3);
  const text = ctx.args.name.trim();
  return {
    payload: [Object.freeze(ctx.args), Array.from(list), list.keys(), list.map((one) => one).toString(), text.padStart(3), 'a'.repeat(3)],
    text: util.toJson(ctx.args),
    id: util.time.nowIso8601(),
  };
}
export const response = (ctx) => ctx.result;`,
      findings: [
        { at: '5:3', says: '"Date.setHours" does not exist in the APPSYNC_JS runtime.' },
        { at: '8:15', says: '"Object.freeze" does not exist in the APPSYNC_JS runtime.' },
        { at: '8:40', says: '"Array.from" does not exist in the APPSYNC_JS runtime.' },
        { at: '8:58', says: '"Array.keys" does not exist in the APPSYNC_JS runtime.' },
        { at: '8:71', says: '"Array.toString" does not exist in the APPSYNC_JS runtime.' },
        { at: '8:106', says: '"String.padStart" does not exist in the APPSYNC_JS runtime.' },
        { at: '8:124', says: '"String.repeat" does not exist in the APPSYNC_JS runtime.' },
        { at: '9:11', says: '"util" has no "toJson" in the APPSYNC_JS runtime.' },
        { at: '10:9', says: '"util.time" has no "nowIso8601" in the APPSYNC_JS runtime. Did you mean "nowISO8601"?' },
      ],
    }],
  },
  check: ({ code, report, didYouMean }) => ({
    node(node) {
      if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier') return;
      const { name } = node.property;
      const owner = ownerOf(code, node.object as AnyNode);
      const members = owner === undefined ? undefined : MEMBERS.get(owner);
      if (members && !members.includes(name)) report('member', node, owner!, cut(name, 60), didYouMean(name, members));
      const parent = code.parentOf(node);
      if (parent?.type !== 'CallExpression' || parent.callee !== node) return;
      const missing = owner !== undefined && STATIC.get(owner)?.has(name) ? owner : missingOf(code, node, name);
      if (missing !== undefined) report('method', node, `${missing}.${name}`);
    },
  }),
});

function missingOf(code: CodeModel, { object }: MemberExpression, name: string): Kind | undefined {
  const kind = kindOf(code, object as AnyNode);
  return kind && METHODS[kind].has(name) ? kind : undefined;
}

/** `util.time`, for what stands there without being declared, or is imported under its own name. */
function ownerOf(code: CodeModel, node: AnyNode): string | undefined {
  if (node.type === 'Identifier') {
    const variable = code.variable(node);
    if (!variable) return node.name;
    const specifier = variable.kind === 'import' ? code.parentOf(variable.node) : undefined;
    return specifier?.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier' ? specifier.imported.name : undefined;
  }
  if (node.type !== 'MemberExpression' || node.computed || node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return undefined;
  const owner = ownerOf(code, node.object);
  return owner === undefined ? undefined : `${owner}.${node.property.name}`;
}

/** What a value certainly is. */
function kindOf(code: CodeModel, node: AnyNode, byName: boolean = false): Kind | undefined {
  switch (node.type) {
    case 'ArrayExpression': return 'Array';
    case 'TemplateLiteral': return 'String';
    case 'Literal': return typeof node.value === 'string' ? 'String' : undefined;
    case 'NewExpression': return node.callee.type === 'Identifier' && node.callee.name === 'Date' && !code.variable(node.callee) ? 'Date' : undefined;
    case 'Identifier': {
      const variable = code.variable(node);
      return variable?.init && !variable.isWritten && !byName ? kindOf(code, variable.init, true) : undefined;
    }
    case 'CallExpression': {
      const { callee } = node;
      if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return undefined;
      const { name } = callee.property;
      if (callee.object.type === 'Identifier' && callee.object.name === 'Object') return ['keys', 'values', 'entries'].includes(name) ? 'Array' : undefined;
      if (name === 'slice') return kindOf(code, callee.object as AnyNode, byName);
      return GIVE_LISTS.has(name) ? 'Array' : GIVE_TEXTS.has(name) ? 'String' : undefined;
    }
    default: return undefined;
  }
}
