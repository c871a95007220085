/** A piece of code that AWS's plugin for ESLint and our rules are asked about. */
export interface Snippet {
  readonly name: string;
  readonly code: string;
  /** The rules of ours that find something. */
  readonly ours: readonly string[];
  /** Why ours find more than the plugin does. */
  readonly more?: string;
}

const inRequest = (body: string, before: string = '') => `${before}export function request(ctx) {\n  ${body}\n  return {};\n}\nexport function response(ctx) {\n  return ctx.result;\n}\n`;

export const SNIPPETS: readonly Snippet[] = [
  { name: 'nothing unusual', code: inRequest('const { id } = ctx.args;\n  console.log(id ?? "none", typeof id);'), ours: [] },
  { name: 'loops that there are', code: inRequest('for (const each of ctx.args.list) console.log(each);\n  for (const name in ctx.args) console.log(name);'), ours: [] },
  { name: 'methods that take functions', code: inRequest('console.log([1, 2].map((each) => each * 2).reduce((sum, each) => sum + each, 0));'), ours: [] },
  { name: 'a member of args is assigned', code: inRequest('ctx.args.id = ctx.args.id || "none";'), ours: [] },
  { name: 'the stash is used', code: inRequest('ctx.stash.at = 1;'), ours: [] },
  { name: 'the context is shadowed', code: inRequest('if (ctx.args.id) { const ctx = {}; console.log(ctx); }'), ours: [] },
  { name: 'async function', code: inRequest('const load = async () => 1;\n  load();'), ours: ['GQL506'] },
  { name: 'await', code: 'export async function request(ctx) {\n  return await ctx.args;\n}\nexport const response = (ctx) => ctx.result;\n', ours: ['GQL506'] },
  { name: 'promise', code: inRequest('console.log(new Promise(() => 1));'), ours: ['GQL506', 'GQL509'] },
  { name: 'resolved promise', code: inRequest('console.log(Promise.resolve(1));'), ours: ['GQL506'], more: 'AWS documents that promises are not supported; the plugin looks at `new Promise` only' },
  { name: 'class', code: inRequest('console.log(new Order());', 'class Order {}\n'), ours: ['GQL506'] },
  { name: 'for with a condition', code: inRequest('for (let index = 0; index < 2; index += 1) console.log(index);'), ours: ['GQL504'] },
  { name: 'continue', code: inRequest('for (const each of [1]) { if (each) continue; console.log(each); }'), ours: ['GQL504'] },
  { name: 'generator', code: inRequest('console.log(ids());', 'function* ids() { yield 1; }\n'), ours: ['GQL506'] },
  { name: 'label', code: inRequest('outer: for (const each of [1]) { if (each) break outer; }'), ours: ['GQL504'] },
  { name: 'regular expression', code: inRequest('console.log("a".replace(/a/g, "b"));'), ours: ['GQL506'] },
  { name: 'this', code: inRequest('console.log(this);'), ours: ['GQL506'] },
  { name: 'try', code: inRequest('try { console.log(1); } catch { console.log(2); }'), ours: ['GQL504'] },
  { name: 'try with finally', code: inRequest('try { console.log(1); } finally { console.log(2); }'), ours: ['GQL504'] },
  { name: 'while', code: inRequest('while (ctx.args.id) console.log(1);'), ours: ['GQL504'] },
  { name: 'do-while', code: inRequest('do console.log(1); while (ctx.args.id);'), ours: ['GQL504'] },
  { name: 'throw', code: inRequest('if (!ctx.args.id) throw "no id";'), ours: ['GQL504'], more: 'AWS documents that throw is not supported' },
  { name: '++', code: inRequest('let count = 0;\n  count++;'), ours: ['GQL505'] },
  { name: '--', code: inRequest('let count = 0;\n  --count;'), ours: ['GQL505'] },
  { name: '~', code: inRequest('console.log(~ctx.args.flags);'), ours: ['GQL505'] },
  { name: 'in', code: inRequest('console.log("id" in ctx.args);'), ours: ['GQL505'] },
  { name: 'instanceof', code: inRequest('console.log(ctx.args.at instanceof Date);'), ours: ['GQL505'] },
  { name: 'a function calls itself', code: inRequest('console.log(factorial(3));', 'function factorial(n) { return n < 2 ? 1 : n * factorial(n - 1); }\n'), ours: ['GQL508'] },
  { name: 'functions call each other', code: inRequest('one();', 'function one() { two(); }\nconst two = () => { three(); };\nconst three = function () { one(); };\n'), ours: ['GQL508'] },
  {
    name: 'a function calls itself in a callback', code: inRequest('console.log(names(ctx.args));', 'function names(node) { return node.children.map((child) => names(child)); }\n'), ours: ['GQL508'],
    more: 'the plugin looks at calls directly in a function',
  },
  { name: 'Object.freeze', code: inRequest('console.log(Object.freeze({}));'), ours: ['GQL512'] },
  { name: 'keys of a list', code: inRequest('console.log([1].keys());'), ours: ['GQL512'] },
  { name: 'keys of a list by its name', code: inRequest('const list = [1];\n  console.log(list.keys());'), ours: ['GQL512'] },
  { name: 'padStart', code: inRequest('console.log("1".padStart(3, "0"));'), ours: ['GQL512'] },
  { name: 'repeat of a template', code: inRequest('console.log(`a`.repeat(3));'), ours: ['GQL512'] },
  { name: 'setHours', code: inRequest('const at = new Date();\n  at.setHours(1);'), ours: ['GQL512'] },
  { name: 'Array.from', code: inRequest('console.log(Array.from("ab"));'), ours: ['GQL512'], more: 'the plugin lists it, under a name that TypeScript does not give it' },
  { name: 'String.fromCharCode', code: inRequest('console.log(String.fromCharCode(65));'), ours: ['GQL512'], more: 'the plugin lists it, under a name that TypeScript does not give it' },
  { name: 'a function is passed', code: inRequest('console.log(twice(one));', 'const one = () => 1;\nconst twice = (work) => work() + work();\n'), ours: ['GQL509'] },
  { name: 'sort with a function', code: inRequest('console.log([2, 1].sort((a, b) => a - b));'), ours: ['GQL509'] },
  { name: 'a function is passed to a value that is not known', code: inRequest('ctx.args.sort((a, b) => a - b);'), ours: ['GQL509'], more: 'without types nothing says that it is no list, and no other method takes functions' },
  { name: 'a function is returned', code: inRequest('console.log(maker());', 'function maker() { return () => 1; }\n'), ours: ['GQL509'] },
  { name: 'an arrow returns a function', code: inRequest('console.log(maker());', 'const maker = () => () => 1;\n'), ours: ['GQL509'] },
  { name: 'a named function is returned', code: inRequest('console.log(maker());', 'function maker() { const one = () => 1; return one; }\n'), ours: ['GQL509'] },
  { name: 'a function is assigned', code: inRequest('console.log(other());', 'const one = () => 1;\nconst other = one;\n'), ours: ['GQL509'] },
  { name: 'a function is assigned later', code: inRequest('let other;\n  other = one;\n  console.log(other);', 'const one = () => 1;\n'), ours: ['GQL509'] },
  { name: 'the context is assigned', code: inRequest('ctx = {};'), ours: ['GQL507'] },
  { name: 'a member of the context is assigned', code: inRequest('ctx.args = {};'), ours: ['GQL507'] },
  { name: 'a member of the context by its text', code: inRequest('ctx["stash"] = {};'), ours: ['GQL507'] },
  { name: 'a member of the context is counted', code: inRequest('ctx.args--;'), ours: ['GQL505', 'GQL507'] },
  { name: 'a member of the context is deleted', code: inRequest('delete ctx.stash;'), ours: ['GQL507'] },
  { name: 'a member of the context in a loop', code: inRequest('for (ctx.args in { a: 1 }) console.log(1);'), ours: ['GQL507'] },
  {
    name: 'the context of an arrow function is assigned', code: 'export const request = (ctx) => {\n  ctx.args = {};\n  return {};\n};\nexport const response = (ctx) => ctx.result;\n', ours: ['GQL507'],
    more: 'the plugin looks at function declarations only',
  },
  { name: 'no response', code: 'export function request(ctx) {\n  return {};\n}\n', ours: ['GQL503'], more: 'the plugin does not look at exports' },
  { name: 'a package', code: `import lodash from 'lodash';\n${inRequest('console.log(lodash);')}`, ours: ['GQL511'], more: 'the plugin does not look at imports' },
  { name: 'process', code: inRequest('console.log(process.env.TABLE);'), ours: ['GQL510'], more: 'the plugin does not look at names' },
  { name: 'a member of util that is not there', code: inRequest('console.log(util.toJson(ctx));', 'import { util } from \'@aws-appsync/utils\';\n'), ours: ['GQL512'], more: 'the plugin does not look at members of util' },
  { name: 'too long', code: inRequest(`//${'.'.repeat(33_000)}`), ours: ['GQL502'], more: 'the plugin does not look at the size' },
  { name: 'no JavaScript', code: 'export function request(ctx) {\n', ours: ['GQL501'] },
];
