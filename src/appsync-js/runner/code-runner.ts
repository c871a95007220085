import { createContext, runInContext, Script } from 'node:vm';
import type { AnyNode } from 'acorn';
import { copied, Effects, HandlerEnd, ResolverError, RuntimeInputs, runtimeLibraries } from './util';
import { StepwrightError } from '../../errors';
import { CodeModel } from '../code-model';
import { refuseCode } from '../refuse-code';

/** The context that a handler is given; what is left out is null or empty. */
export interface ResolverContext {
  readonly arguments?: { readonly [name: string]: unknown };
  readonly source?: unknown;
  readonly identity?: unknown;
  readonly request?: { readonly headers?: { readonly [name: string]: string }; readonly domainName?: string | null };
  readonly info?: {
    readonly fieldName?: string;
    readonly parentTypeName?: string;
    readonly variables?: object;
    readonly selectionSetList?: readonly string[];
  };
  readonly env?: { readonly [name: string]: string };
  readonly stash?: { readonly [name: string]: unknown };
  readonly result?: unknown;
  readonly prev?: { readonly result: unknown };
  readonly error?: { readonly message: string; readonly type: string };
}

/** What a handler came to. */
export interface HandlerOutcome {
  /** What it returned, or what `runtime.earlyReturn` was given. */
  readonly value: unknown;
  /** Whether it ended by `runtime.earlyReturn`, and where that goes on. */
  readonly earlyReturn?: { readonly skipTo: 'END' | 'NEXT' | undefined };
  /** The error that it ended with. */
  readonly error?: ResolverError;
  readonly stash: { readonly [name: string]: unknown };
}

export interface RunOptions extends RuntimeInputs {
  /** Milliseconds that one handler may take. Default: 1000 */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT = 1000;

/**
 * Code of a resolver or a function, to be run. `node:vm` keeps its names apart from ours; it does not keep out who means harm, and the code is the
 * user's own.
 */
export class CodeRunner {
  private readonly script: Script;

  /**
   * @param name what the code is called in errors
   * @param acknowledged rules whose findings do not count
   */
  constructor(text: string, private readonly name: string = 'The code', acknowledged: readonly string[] = []) {
    refuseCode(text, name, acknowledged);
    this.script = new Script(asScript(new CodeModel(text)), { filename: 'resolver.js' });
  }

  /** Calls a handler. The same code, context and inputs give the same outcome. */
  public run(handler: 'request' | 'response', context: ResolverContext, options: RunOptions, effects: Effects): HandlerOutcome {
    const { timeout = DEFAULT_TIMEOUT, now, random } = options;
    const { info = {} } = context;
    const { globals, modules } = runtimeLibraries(options, effects, { type: info.parentTypeName ?? 'Query', name: info.fieldName ?? 'field' });
    const sandbox = createContext(
      { ...globals, __modules: modules, __context: JSON.stringify(contextOf(context)), __now: now, __random: random },
      { codeGeneration: { strings: false, wasm: false } },
    );
    const stash = () => JSON.parse(runInContext('JSON.stringify(__ctx.stash)', sandbox, { timeout }) as string) as HandlerOutcome['stash'];
    try {
      runInContext(PRELUDE, sandbox);
      this.script.runInContext(sandbox, { timeout });
      const text = runInContext(`JSON.stringify(__handlers.${handler}(__ctx))`, sandbox, { timeout }) as string | undefined;
      return { value: text === undefined ? null : JSON.parse(text), stash: stash() };
    } catch (thrown) {
      if (thrown instanceof HandlerEnd) {
        const { end } = thrown;
        return 'error' in end ? { value: null, error: end.error, stash: stash() } : { value: end.value, earlyReturn: { skipTo: end.skipTo }, stash: stash() };
      }
      if (thrown instanceof StepwrightError) throw thrown;
      return { value: null, error: this.failed(thrown, handler, timeout), stash: copied(context.stash) ?? {} };
    }
  }

  /** What the code itself threw. AppSync's type of that is "Code"; its message says less. */
  private failed(thrown: unknown, handler: string, timeout: number): ResolverError {
    const { code, message } = thrown as { readonly code?: string; readonly message?: string };
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw new StepwrightError('CodeTimeout', `${this.name} did not end within ${timeout} ms in "${handler}". AppSync ends code that runs for long; look at its loops.`);
    }
    return { message: `Runtime Error: ${message ?? String(thrown)}`, errorType: 'Code', data: null, errorInfo: null };
  }
}

/** The code has no time and no chance of its own. */
const PRELUDE = `'use strict';
globalThis.Date = class extends Date {
  constructor(...given) { given.length === 0 ? super(__now) : super(...given); }
  static now() { return __now; }
};
Math.random = () => __random();
globalThis.__ctx = JSON.parse(__context);
__ctx.args = __ctx.arguments;
Object.freeze(__ctx);`;

function contextOf({ request = {}, info = {}, ...context }: ResolverContext): object {
  return {
    source: null,
    identity: null,
    env: {},
    stash: {},
    result: null,
    error: null,
    ...context,
    arguments: context.arguments ?? {},
    prev: context.prev ?? null,
    request: { headers: {}, domainName: null, ...request },
    info: { fieldName: 'field', parentTypeName: 'Query', variables: {}, selectionSetList: [], ...info },
  };
}

/** The module as a script, with every line where it was. */
function asScript(code: CodeModel): string {
  const edits: { start: number; end: number; text: string }[] = [];
  const exported = [...code.exports()].flatMap(([name, { node }]) => (name === 'request' || name === 'response' ? [`${name}: ${localName(code, node)}`] : []));
  for (const node of code.nodes) {
    if (node.type === 'ImportDeclaration') {
      const from = `__modules[${JSON.stringify(node.source.value)}]`;
      const parts = node.specifiers.map((specifier) => {
        if (specifier.type === 'ImportNamespaceSpecifier') return `const ${specifier.local.name} = ${from};`;
        const name = specifier.type === 'ImportSpecifier' ? specifier.imported.type === 'Identifier' ? specifier.imported.name : String(specifier.imported.value) : 'default';
        return `const ${specifier.local.name} = ${from}[${JSON.stringify(name)}];`;
      });
      const lines = code.text.slice(node.start, node.end).replace(/[^\n]/g, '');
      edits.push({ start: node.start, end: node.end, text: parts.join(' ') + lines });
    }
    if (node.type === 'ExportNamedDeclaration') {
      edits.push(node.declaration
        ? { start: node.start, end: node.declaration.start, text: '' }
        : { start: node.start, end: node.end, text: code.text.slice(node.start, node.end).replace(/[^\n]/g, '') });
    }
  }
  let text = code.text;
  for (const { start, end, text: instead } of edits.reverse()) text = text.slice(0, start) + instead + text.slice(end);
  return `'use strict'; globalThis.__handlers = (() => { ${text}\nreturn { ${exported.join(', ')} }; })();`;
}

/** What the code calls that which it exports. */
function localName(code: CodeModel, node: AnyNode): string {
  const parent = code.parentOf(node);
  const named = parent?.type === 'ExportSpecifier' ? parent.local as AnyNode : node;
  return named.type === 'Identifier' ? named.name : 'undefined';
}
