import { StepwrightError } from '../errors';
import type { Execution } from '../simulator/execution';
import { AssertedExecution, checkStateNames, describeEnd, hint, quoted, unknownStates } from '../simulator/execution-assertions';
import type { ExecutionInProgress } from '../simulator/execution-in-progress';
import type { ChildExecution } from '../simulator/map-run';
import { formatValue } from '../simulator/trace';

/** What the matchers look at. Of an execution in progress they look at how it stands. */
export type MatchedExecution = Execution | ExecutionInProgress | ChildExecution;

/** What a text should be: the text, a pattern that it matches, or what `expect.stringContaining()` and its like make. */
export type ExpectedText = string | RegExp | { asymmetricMatch(other: unknown): boolean };

/** What a matcher says, as jest asks for it. */
interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** What jest gives a matcher, as far as it is used here. */
interface MatcherContext {
  readonly isNot?: boolean;
  readonly utils: { diff(expected: unknown, received: unknown): string | null; stringify(value: unknown): string };
  equals(a: unknown, b: unknown): boolean;
}

/**
 * Matchers of executions, executions in progress, and child executions of Map Runs, for `expect.extend()`. Each shows the trace where it fails.
 *
 * @example
 * expect.extend(executionMatchers);
 * expect(simulator.run({ orderId: 'o-1' })).toSucceed();
 */
export const executionMatchers = {
  /** The execution succeeded; with an output, where one is given, of which `expect.objectContaining()` and its like may be parts. */
  toSucceed(this: MatcherContext, received: MatchedExecution, ...output: unknown[]): MatcherResult {
    const execution = executionOf(received);
    const succeeded = execution.status === 'SUCCEEDED';
    if (!succeeded || output.length === 0) {
      const not = `and it did, with the output ${formatValue(execution.output)}.`;
      return result(execution, succeeded, this.isNot ? `The execution should not have succeeded, ${not}` : missed(execution, 'SUCCEEDED', 'have succeeded'));
    }
    const difference = this.utils.diff(output[0], execution.output) ?? '';
    return result(execution, this.equals(execution.output, output[0]), this.isNot
      ? `The execution should not have succeeded with this output, and it did: ${formatValue(execution.output)}.`
      : `The output of the execution is not as expected.\n\n${difference}`);
  },

  /** The execution failed: with that error name, where one is given, and a cause that holds the text or matches the pattern. */
  toFailWith(this: MatcherContext, received: MatchedExecution, error?: ExpectedText, cause?: ExpectedText): MatcherResult {
    return endedWith(this, received, { status: 'FAILED', did: 'failed', matcher: 'toFailWith()' }, error, cause);
  },

  /** The execution ran into a limit of its time: the `TimeoutSeconds` of its state machine, or that of its type. */
  toTimeOut(this: MatcherContext, received: MatchedExecution): MatcherResult {
    return endedWith(this, received, { status: 'TIMED_OUT', did: 'timed out', matcher: 'toTimeOut()' });
  },

  /** The execution was stopped: with that error name, where one is given, and a cause that holds the text or matches the pattern. */
  toBeAborted(this: MatcherContext, received: MatchedExecution, error?: ExpectedText, cause?: ExpectedText): MatcherResult {
    return endedWith(this, received, { status: 'ABORTED', did: 'been stopped', matcher: 'toBeAborted()' }, error, cause);
  },

  /** All the states were entered; behind `.not`, none of them. */
  toHaveVisited(this: MatcherContext, received: MatchedExecution, ...stateNames: string[]): MatcherResult {
    const execution = executionOf(received);
    const unknown = checkedStates(this, execution, stateNames, 'toHaveVisited()');
    const { visitedStates } = execution;
    const wrong = stateNames.filter((name) => visitedStates.includes(name) === (this.isNot ?? false));
    return result(execution, (wrong.length === 0) !== (this.isNot ?? false),
      `The execution should ${this.isNot ? 'not ' : ''}have visited ${quoted(wrong)}, and visited ${quoted(visitedStates)}.${unknown}`);
  },

  /** These states were entered, in this order, and no others. */
  toHaveTakenPath(this: MatcherContext, received: MatchedExecution, ...stateNames: string[]): MatcherResult {
    const execution = executionOf(received);
    const unknown = checkedStates(this, execution, stateNames, 'toHaveTakenPath()');
    const { path } = execution;
    return result(execution, this.equals(path, stateNames),
      `The execution should ${this.isNot ? 'not ' : ''}have taken the path ${quoted(stateNames)}, and took ${this.isNot ? 'it' : quoted(path)}.${unknown}`);
  },
};

/** Says of states that there are not. Behind `.not` they are refused: that they were not entered would hold whatever the execution does. */
function checkedStates({ isNot }: MatcherContext, execution: AssertedExecution, stateNames: readonly string[], matcher: string): string {
  checkStateNames(execution, stateNames, matcher);
  const unknown = unknownStates(execution, stateNames);
  if (isNot && unknown !== '') {
    throw new StepwrightError('UnknownState', `.not.${matcher} would always hold.${unknown}`);
  }
  return unknown;
}

interface End {
  readonly status: string;
  /** What an execution has done that ended so: `failed`. */
  readonly did: string;
  readonly matcher: string;
}

function endedWith(
  context: MatcherContext, received: MatchedExecution, { status, did, matcher }: End, error?: ExpectedText, cause?: ExpectedText,
): MatcherResult {
  const execution = executionOf(received);
  checkText(matcher, error);
  checkText(matcher, cause);
  const pass = execution.status === status && isText(context, execution.error, error, (text, wanted) => text === wanted)
    && isText(context, execution.cause, cause, (text, wanted) => text.includes(wanted));
  const should = [`have ${did}`, wantedText(context, 'with the error', 'with an error that matches', error), wantedText(context, 'and a cause with', 'and a cause that matches', cause)]
    .filter(Boolean).join(' ');
  return result(execution, pass, context.isNot ? `The execution should not ${should}, and is ${describeEnd(execution)}.` : missed(execution, status, should));
}

const missed = (execution: AssertedExecution, status: string, should: string): string =>
  `The execution should ${should}, and is ${describeEnd(execution)}.${hint(execution, status)}`;

const result = ({ trace }: AssertedExecution, pass: boolean, message: string): MatcherResult => ({ pass, message: () => `${message}\n\n${trace}` });

function isText(
  context: MatcherContext, text: string | undefined, wanted: ExpectedText | undefined, isPlain: (text: string, wanted: string) => boolean,
): boolean {
  if (wanted === undefined) {
    return true;
  }
  if (typeof wanted === 'string') {
    return text !== undefined && isPlain(text, wanted);
  }
  return wanted instanceof RegExp ? text !== undefined && text.search(wanted) >= 0 : context.equals(text, wanted);
}

function wantedText({ utils }: MatcherContext, plain: string, pattern: string, wanted: ExpectedText | undefined): string {
  return wanted === undefined ? '' : typeof wanted === 'string' ? `${plain} ${JSON.stringify(wanted)}` : `${pattern} ${wanted instanceof RegExp ? wanted : utils.stringify(wanted)}`;
}

function checkText(matcher: string, text: unknown): void {
  const isExpectation = typeof text === 'object' && text !== null && typeof (text as { asymmetricMatch?: unknown }).asymmetricMatch === 'function';
  if (text !== undefined && typeof text !== 'string' && !(text instanceof RegExp) && !isExpectation) {
    throw new StepwrightError('NotAText', `${matcher} takes the name of an error and a cause, each as a text, a pattern or what expect.stringContaining() and its like make, and was given ${JSON.stringify(text)}.`);
  }
}

/** The execution that is meant. By its shape: a project can have two copies of the package. */
function executionOf(received: unknown): AssertedExecution {
  const execution = isExecution(received) ? received : isExecutionInProgress(received) ? received.execution : undefined;
  if (!execution) {
    throw new StepwrightError('NotAnExecution', 'This matcher looks at an execution: expect(simulator.run(…)), expect(simulator.start(…)), or a child execution of a Map Run.');
  }
  return execution;
}

export const isExecution = (value: unknown): value is AssertedExecution => has(value, 'status', 'trace', 'visitedStates', 'path');

export const isExecutionInProgress = (value: unknown): value is { readonly execution: AssertedExecution } & Pick<ExecutionInProgress, 'pendingTasks'> =>
  has(value, 'execution', 'pendingTasks') && isExecution((value as { readonly execution: unknown }).execution);

const has = (value: unknown, ...members: string[]): boolean => typeof value === 'object' && value !== null && members.every((member) => member in value);
