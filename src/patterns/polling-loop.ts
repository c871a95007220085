import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Join } from './join';
import { expression, NOW, variableOf } from './own-names';
import { secondsOf } from './seconds';
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
/** A round has six events at least: those of the Choice, of the Wait, and of one state that does the checking. */
const MOST_ROUNDS = Math.floor(25_000 / 6);

/**
 * Asks again and again until something is so, with an end: after a number of rounds or a time it gives up.
 *
 * A round is the states of `check`, a Choice and a Wait. What counts the rounds is kept in variables, so that the data are those of `check` alone.
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
    checkHistory(this, props.maxAttempts, timeout, (rounds) => Math.min(longest, Math.floor(interval * rate ** rounds)));
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
    Join.after(begin.next(props.check)).next(this.choice);
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
  if (maxAttempts !== undefined && (!Number.isInteger(maxAttempts) || maxAttempts < 1)) {
    throw misuse(loop, `"maxAttempts" is ${maxAttempts}. It has to be a whole number from 1 on.`);
  }
  if (timeout !== undefined && timeout < interval) {
    throw misuse(loop, `"timeout" is ${timeout} seconds, and "interval" is ${interval} seconds: there would be one round only. Make "timeout" as long as "interval" at least.`);
  }
  if (onExhausted && exhaustedError !== undefined) {
    throw misuse(loop, `"exhaustedError" is "${exhaustedError}", but it goes on with "onExhausted" and does not fail. Leave out one of them.`);
  }
  if (exhaustedError === '') throw misuse(loop, '"exhaustedError" is empty. Name an error, or leave it out.');
  if (onFailed && !failWhen) throw misuse(loop, '"onFailed" is set, but nothing says when it has failed. Set "failWhen".');
}

/** A Standard execution fails when its history is full, and an Express one has no time for so many rounds. */
function checkHistory(loop: PollingLoop, maxAttempts: number = Infinity, timeout: number = Infinity, waitAfter: (rounds: number) => number): void {
  let seconds = 0;
  for (let rounds = 1; rounds < maxAttempts; rounds++) {
    seconds += waitAfter(rounds - 1);
    if (seconds > timeout) return;
    if (rounds >= MOST_ROUNDS) {
      throw misuse(loop, `"${maxAttempts === Infinity ? 'timeout' : 'maxAttempts'}" lets it go round more than ${MOST_ROUNDS.toLocaleString('en-US')} times, `
        + 'which does not fit into the 25,000 events of a history. Make "interval" longer, or let it grow with "backoffRate".');
    }
  }
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
