import { Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { eventsOf } from './history-events';
import { Join } from './join';
import { expression, NOW, variableOf } from './own-names';
import { checkKnown, checkWhole, secondsOf } from './whole-numbers';
import { misuse } from '../misuse';

/** What a PollingLoop is made of. */
export interface PollingLoopProps {
  /** What is done in each round: a state or a chain. What it gives is what the conditions look at, and the input of the next round. */
  readonly check: sfn.IChainable;
  /** When it is done. In JSONPath or in JSONata, `sfn.Condition.jsonata()`. */
  readonly until: sfn.Condition;
  /**
   * When it has failed, so that there is no use in going on. In the language of `until`.
   *
   * @default - only `check` can fail
   */
  readonly failWhen?: sfn.Condition;
  /**
   * Where it goes on when `failWhen` holds.
   *
   * @default - the execution fails with the error `PollingLoop.Failed`
   */
  readonly onFailed?: sfn.IChainable;
  /** How long it waits between two rounds, in whole seconds. */
  readonly interval: Duration;
  /**
   * How many times longer each wait is than the one before, at least 1.
   *
   * @default 1
   */
  readonly backoffRate?: number;
  /**
   * The longest wait, where waits grow.
   *
   * @default - the longest that Step Functions takes, 99,999,999 seconds
   */
  readonly maxInterval?: Duration;
  /**
   * How many rounds there are, at most. This or `timeout` has to be given.
   *
   * @default - as many as there are within `timeout`
   */
  readonly maxAttempts?: number;
  /**
   * How long after the beginning the last round may begin. This or `maxAttempts` has to be given.
   *
   * @default - as long as `maxAttempts` rounds take
   */
  readonly timeout?: Duration;
  /**
   * Where it goes on when the rounds or the time are used up, with what the last round gave.
   *
   * @default - the execution fails with `exhaustedError`
   */
  readonly onExhausted?: sfn.IChainable;
  /**
   * The error with which the execution fails when the rounds or the time are used up.
   *
   * @default 'PollingLoop.Exhausted'
   */
  readonly exhaustedError?: string;
}

/** The longest wait that Step Functions takes. */
const LONGEST_WAIT = 99_999_999;
/** The events of a history, without some for what stands before and after the loop. */
const MOST_EVENTS = 25_000 - 100;
/** The events of a round beside those of `check`: of the Choice and of the Wait. */
const OWN_EVENTS = 4;
/** How long an Express execution runs, at most. */
const EXPRESS_SECONDS = 300;

/**
 * Asks again and again until something is so, with an end: after a number of rounds or a time it gives up.
 *
 * A round is the states of `check`, a Choice and a Wait: nine events where `check` is one task. A loop that may go round more often than the 25,000
 * events of a history have room for is refused, retries and failures not counted; so is one that may outlast the executions of its Express workflow.
 * What counts the rounds is kept in variables, so that the data are those of `check` alone.
 * After it, `next()` goes on with what the last round gave; `Join.after(loop)` goes on from its handlers as well.
 *
 * @example
 * declare const getJob: sfn.TaskStateBase;
 * declare const useResult: sfn.IChainable;
 *
 * const job = new PollingLoop(this, 'Job', {
 *   check: getJob,
 *   until: sfn.Condition.stringEquals('$.JobRun.JobRunState', 'SUCCEEDED'),
 *   failWhen: sfn.Condition.stringEquals('$.JobRun.JobRunState', 'FAILED'),
 *   interval: Duration.seconds(30),
 *   timeout: Duration.hours(2),
 * });
 * const flow = sfn.Chain.start(job).next(useResult);
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html
 */
export class PollingLoop extends Construct implements sfn.IChainable {
  /** The name of the loop. */
  public readonly id: string;
  /** The state that begins to count. */
  public readonly startState: sfn.State;
  /** Where it goes on when it is done. */
  public readonly endStates: sfn.INextable[];
  /** The state that decides whether there is another round. */
  public readonly choice: sfn.Choice;
  /** The state that waits between two rounds. */
  public readonly wait: sfn.Wait;

  /**
   * Makes the states around `check`.
   *
   * @param scope where it is
   * @param id what it is called, and what the names of its states begin with
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: PollingLoopProps) {
    super(scope, id);
    this.id = id;
    const interval = secondsOf(this, 'interval', props.interval, LONGEST_WAIT);
    const { rate, longest } = growthOf(this, props, interval);
    const timeout = props.timeout && secondsOf(this, 'timeout', props.timeout, 31_536_000);
    checkEnd(this, props, timeout, interval);
    const waits: Waits = { maxAttempts: props.maxAttempts, timeout, after: (rounds) => Math.min(longest, Math.floor(interval * rate ** rounds)) };
    const conditions = [props.until, props.failWhen].flatMap((condition) => condition ?? []);
    const language = languageOfAll(this, conditions);
    const jsonata = language === sfn.QueryLanguage.JSONATA;

    const round = variableOf(this, 'round');
    const lastTime = variableOf(this, 'lastTime');
    const waitAfter = (rounds: string): string => rate === 1 ? String(interval) : grown(interval, rate, longest, rounds);
    const latest = (start: string, rounds: string): string => `$fromMillis(${start} - 1000 * ${waitAfter(rounds)})`;

    const end = variableOf(this, 'end');
    const begin = sfn.Pass.jsonata(this, `${id}: begin`, {
      assign: {
        [round]: 1,
        ...timeout !== undefined && { [lastTime]: expression(latest(`${NOW} + ${timeout * 1000}`, '1')) },
        ...timeout !== undefined && rate !== 1 && { [end]: expression(`${NOW} + ${timeout * 1000}`) },
      },
    });
    this.choice = jsonata ? sfn.Choice.jsonata(this, `${id}: done?`) : sfn.Choice.jsonPath(this, `${id}: done?`);
    this.wait = sfn.Wait.jsonata(this, `${id}: wait`, {
      time: rate === 1 ? sfn.WaitTime.duration(props.interval) : sfn.WaitTime.seconds(expression(waitAfter(`$${round}`))),
      assign: {
        [round]: expression(`$${round} + 1`),
        ...timeout !== undefined && rate !== 1 && { [lastTime]: expression(latest(`$${end}`, `($${round} + 1)`)) },
      },
    });
    const done = sfn.Pass.jsonata(this, `${id}: done`);

    this.choice.when(props.until, done);
    if (props.failWhen) this.choice.when(props.failWhen, props.onFailed ?? this.failed(id));
    const exhausted = props.onExhausted ?? this.exhausted(id, props.exhaustedError ?? 'PollingLoop.Exhausted', round);
    const over = usedUp(jsonata, props.maxAttempts, round, timeout === undefined ? undefined : lastTime);
    for (const condition of over) this.choice.when(condition, exhausted);
    this.choice.otherwise(this.wait);
    this.wait.next(props.check);
    const tooLong = historyProblem(this, props.check, waits);
    if (tooLong) throw misuse(this, tooLong);
    Join.after(begin.next(props.check)).next(this.choice);
    this.node.addValidation({ validate: () => problems(this, props.check, waits, round).map((problem) => misuse(this, problem).message) });
    this.startState = begin;
    this.endStates = [done];
  }

  private failed(id: string): sfn.Fail {
    return sfn.Fail.jsonata(this, `${id}: failed`, { error: 'PollingLoop.Failed', cause: `"${id}" has failed: its condition "failWhen" holds.` });
  }

  private exhausted(id: string, error: string, round: string): sfn.Fail {
    const text = JSON.stringify(`"${id}" is not done after round `);
    return sfn.Fail.jsonata(this, `${id}: give up`, { error, cause: expression(`${text} & $string($${round}) & "."`) });
  }
}

/** How waits grow. */
function growthOf(
  loop: PollingLoop, { backoffRate: rate = 1, maxInterval }: PollingLoopProps, interval: number,
): { readonly rate: number; readonly longest: number } {
  checkKnown(loop, 'backoffRate', rate);
  if (!(rate >= 1) || rate === Infinity) throw misuse(loop, `"backoffRate" is ${rate}. It has to be a number from 1 on.`);
  if (!maxInterval) return { rate, longest: LONGEST_WAIT };
  if (rate === 1) {
    throw misuse(loop, `"maxInterval" is ${maxInterval.toHumanString()}, but every wait is as long as "interval". Set "backoffRate", or leave out "maxInterval".`);
  }
  const longest = secondsOf(loop, 'maxInterval', maxInterval, LONGEST_WAIT);
  if (longest < interval) throw misuse(loop, `"maxInterval" is ${maxInterval.toHumanString()}, which is shorter than "interval". It has to be longer.`);
  return { rate, longest };
}

/** The wait after a number of rounds, in whole seconds. The exponent ends where the longest wait is reached, as JSONata fails on what is infinite. */
function grown(interval: number, rate: number, longest: number, rounds: string): string {
  const steps = Math.ceil(Math.log(longest / interval) / Math.log(rate));
  return `$min([${longest}, $floor(${interval} * $power(${rate}, $min([${rounds} - 1, ${steps}])))])`;
}

function checkEnd(loop: PollingLoop, props: PollingLoopProps, timeout: number | undefined, interval: number): void {
  const { maxAttempts, onExhausted, exhaustedError, failWhen, onFailed } = props;
  if (maxAttempts === undefined && timeout === undefined) {
    throw misuse(loop, 'neither "maxAttempts" nor "timeout" is set, so that the loop would have no end. Set one of them.');
  }
  checkWhole(loop, 'maxAttempts', maxAttempts);
  if (timeout !== undefined && timeout < interval) {
    throw misuse(loop, `"timeout" is ${timeout} seconds, and "interval" is ${interval} seconds: there would be one round only. Make "timeout" as long as "interval" at least.`);
  }
  if (onExhausted && exhaustedError !== undefined) {
    throw misuse(loop, `"exhaustedError" is "${exhaustedError}", but it goes on with "onExhausted" and does not fail. Leave out one of them.`);
  }
  if (exhaustedError === '') throw misuse(loop, '"exhaustedError" is empty. Name an error, or leave it out.');
  if (onFailed && !failWhen) throw misuse(loop, '"onFailed" is set, but nothing says when it has failed. Set "failWhen".');
}

/** What bounds the rounds, and how long it waits after so many. */
interface Waits {
  readonly maxAttempts?: number;
  readonly timeout?: number;
  readonly after: (rounds: number) => number;
}

/** What is wrong when it goes round more often than fits into a history. */
function historyProblem(
  { choice }: PollingLoop, check: sfn.IChainable, { maxAttempts = Infinity, timeout = Infinity, after }: Waits,
): string | undefined {
  const events = eventsOf(check, choice) + OWN_EVENTS;
  const most = Math.floor(MOST_EVENTS / events);
  let seconds = 0;
  for (let rounds = 1; rounds < maxAttempts; rounds++) {
    seconds += after(rounds - 1);
    if (seconds > timeout) return undefined;
    if (rounds >= most) {
      const bound = maxAttempts === Infinity ? 'timeout' : 'maxAttempts';
      return `"${bound}" lets it go round more than ${most.toLocaleString('en-US')} times with ${events} events each, `
        + 'which does not fit into the 25,000 events of a history. Make "interval" longer, let it grow with "backoffRate", or set a lower "maxAttempts".';
    }
  }
  return undefined;
}

/** What is known when the loop is in a state machine: what stands inside the states of `check`, and how long an execution may run. */
function problems(loop: PollingLoop, check: sfn.IChainable, waits: Waits, variable: string): string[] {
  const tooLong = historyProblem(loop, check, waits);
  if (tooLong) return [tooLong];
  if (!outlastsExpress(waits)) return [];
  const stack = Stack.of(loop);
  const express = stack.node.findAll().filter((construct): construct is sfn.CfnStateMachine => (
    construct instanceof sfn.CfnStateMachine && construct.stateMachineType === sfn.StateMachineType.EXPRESS
    && JSON.stringify(stack.resolve(construct.definitionString ?? null)).includes(variable)));
  return express.map((machine) => `its waits may take more than the ${EXPRESS_SECONDS} seconds after which executions of the Express workflow "${machine.node.path}" end. `
    + 'Use a Standard workflow, or set a shorter "timeout" or a lower "maxAttempts".');
}

/** Whether an Express execution ends before the loop gives up. */
function outlastsExpress({ maxAttempts = Infinity, timeout = Infinity, after }: Waits): boolean {
  let seconds = 0;
  for (let rounds = 1; rounds < maxAttempts; rounds++) {
    seconds += after(rounds - 1);
    if (seconds > timeout) return false;
    if (seconds > EXPRESS_SECONDS) return true;
  }
  return false;
}

/** The language that all conditions are written in. */
function languageOfAll(loop: PollingLoop, conditions: readonly sfn.Condition[]): sfn.QueryLanguage {
  const languages = new Set(conditions.map((condition) => (
    'Condition' in (condition.renderCondition() as object) ? sfn.QueryLanguage.JSONATA : sfn.QueryLanguage.JSON_PATH)));
  if (languages.size > 1) {
    throw misuse(loop, '"until" and "failWhen" are written in two query languages, but one Choice state looks at both. '
      + 'Write both in JSONPath, or both with Condition.jsonata().');
  }
  const [language] = languages;
  return language;
}

/** When the rounds or the time are used up: there is no round after the next wait. */
function usedUp(jsonata: boolean, maxAttempts: number | undefined, round: string, lastTime: string | undefined): sfn.Condition[] {
  const conditions: sfn.Condition[] = [];
  if (maxAttempts !== undefined) {
    conditions.push(jsonata ? sfn.Condition.jsonata(expression(`$${round} >= ${maxAttempts}`)) : sfn.Condition.numberGreaterThanEquals(`$${round}`, maxAttempts));
  }
  if (lastTime !== undefined) {
    conditions.push(jsonata ? sfn.Condition.jsonata(expression(`${NOW} > $toMillis($${lastTime})`))
      : sfn.Condition.timestampGreaterThanJsonPath('$$.State.EnteredTime', `$${lastTime}`));
  }
  return conditions;
}
