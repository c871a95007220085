import { CodeRunner, HandlerOutcome, ResolverContext, RunOptions } from './code-runner';
import { copied, Effects, ResolverError } from './util';

/** What a data source answers: a result, or an error of its own. */
export interface DataSourceAnswer {
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly type: string };
}

/** Asks a data source what "request" returned. */
export type DataSource = (request: any) => DataSourceAnswer;

/** Code with the data source that it asks. */
export interface RunnableFunction {
  readonly code: CodeRunner;
  /** Default: one of type NONE, which answers with the payload that it is given */
  readonly dataSource?: DataSource;
}

/** What a field came to. */
export interface ResolverOutcome {
  /** The value of the field; null where there is an error. */
  readonly data: unknown;
  /** The errors in the result: those that were appended, then the one that ended the resolver. */
  readonly errors: readonly ResolverError[];
  readonly stash: { readonly [name: string]: unknown };
  readonly logs: readonly string[];
  readonly responseHeaders: { readonly [name: string]: unknown };
  /** What `extensions` was called with, in order. */
  readonly extensions: Effects['extensions'];
}

/** A data source of type NONE. */
const NONE: DataSource = (request: { readonly payload?: unknown } | null) => ({ result: request?.payload ?? null });

/**
 * Runs a resolver with one data source.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html
 */
export function runResolver({ code, dataSource = NONE }: RunnableFunction, context: ResolverContext, options: RunOptions): ResolverOutcome {
  const run = new ResolverRun(context, options);
  const asked = run.call(code, 'request');
  // What returns early is the value: neither the data source nor "response" is asked.
  return asked.error || asked.earlyReturn ? run.ended(asked) : run.ended(run.answered(code, dataSource, asked.value, {}));
}

/**
 * Runs a pipeline: the "request" of the resolver, each function, the "response" of the resolver.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/runtime-utils-js.html
 */
export function runPipeline(
  code: CodeRunner, functions: readonly RunnableFunction[], context: ResolverContext, options: RunOptions,
): ResolverOutcome {
  const run = new ResolverRun(context, options);
  const before = run.call(code, 'request');
  if (before.error) return run.ended(before);
  let result = before.value;
  let skipped = before.earlyReturn !== undefined;
  for (const { code: step, dataSource = NONE } of functions) {
    if (skipped) break;
    const prev = { result };
    const asked = run.call(step, 'request', { prev });
    const answered = asked.error || asked.earlyReturn ? asked : run.answered(step, dataSource, asked.value, { prev });
    if (answered.error) return run.ended(answered);
    result = answered.value;
    skipped = answered.earlyReturn?.skipTo === 'END';
  }
  return run.ended(run.call(code, 'response', { prev: { result }, result }));
}

/** One resolver at work: its stash, and what its handlers did. */
class ResolverRun {
  private stash: { readonly [name: string]: unknown };
  private readonly effects: Effects = { appended: [], logs: [], responseHeaders: {}, extensions: [] };

  constructor(private readonly context: ResolverContext, private readonly options: RunOptions) {
    this.stash = context.stash ?? {};
  }

  public call(code: CodeRunner, handler: 'request' | 'response', more: Partial<ResolverContext> = {}): HandlerOutcome {
    const outcome = code.run(handler, { ...this.context, ...more, stash: this.stash }, this.options, this.effects);
    this.stash = outcome.stash;
    return outcome;
  }

  /** Asks the data source, and "response" about what it answered. An error of the data source is only what "response" makes of it. */
  public answered(code: CodeRunner, dataSource: DataSource, request: unknown, more: Partial<ResolverContext>): HandlerOutcome {
    const { result, error } = dataSource(copied(request));
    return this.call(code, 'response', { ...more, result: copied(result) ?? null, ...(error && { error }) });
  }

  public ended({ value, error }: HandlerOutcome): ResolverOutcome {
    const { appended, logs, responseHeaders, extensions } = this.effects;
    return { data: error ? null : value, errors: [...appended, ...(error ? [error] : [])], stash: this.stash, logs, responseHeaders, extensions };
  }
}
