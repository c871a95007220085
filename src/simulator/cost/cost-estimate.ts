import { breakEven } from './break-even';
import { Bill, billedMegabytes, billedMilliseconds, gbHoursOf, priceOf, pricesOf, PriceSource, PriceTable, singlePrice, together } from './prices';
import { Usage } from './usage';
import { StepwrightError } from '../../errors';
import { formatDuration } from '../trace';

/**
 * What a number of executions a month cost.
 */
export interface MonthlyCost {
  /** Executions a month. */
  readonly executions: number;
  /** The price as a Standard workflow in US dollars, the free transitions of a month taken off. */
  readonly standard: number;
  /**
   * The price as an Express workflow in US dollars.
   *
   * @default - the workflow cannot be an Express workflow
   */
  readonly express?: number;
  /** The type that costs less: `STANDARD` or `EXPRESS`. STANDARD where both cost the same. */
  readonly cheaper: string;
}

/**
 * What an execution costs on AWS: as a Standard workflow by its transitions, as an Express workflow by its duration and memory. The executions that
 * it starts are in both: children of Distributed Maps and nested executions, each as the type that it is.
 *
 * The prices are those of Step Functions in the region of the simulator, without what the tasks cost, taxes and discounts. Time is virtual time: what
 * mocks and waits take. Memory is estimated as AWS's page does it: 50 MB, the definition, and the largest data for each iteration and branch.
 *
 * @example
 * declare const workflow: StandardWorkflow;
 *
 * const execution = Simulator.fromStateMachine(workflow).run();
 * const month = execution.cost.inRegion('eu-west-3').perMonth(100000);
 * month.cheaper; // 'EXPRESS' or 'STANDARD'
 */
export class CostEstimate {
  /** @internal */
  public static _of(usage: Usage, region: string): CostEstimate {
    return new CostEstimate(usage, region);
  }

  readonly #usage: Usage;
  #knownPrices: PriceTable | undefined;

  private constructor(
    usage: Usage,
    /** The region whose prices are taken: that of the simulator, or of {@link inRegion}. Where they are not known, asking for a price fails. */
    public readonly region: string,
  ) {
    this.#usage = usage;
  }

  /**
   * The same execution in another region.
   *
   * @param region the region, such as `eu-west-1`
   */
  public inRegion(region: string): CostEstimate {
    pricesOf(region);
    return new CostEstimate(this.#usage, region);
  }

  /**
   * State transitions: what Standard is billed by. Retries are in it, Standard children of Distributed Maps, one for each child that is started, and
   * one for each redrive; nested executions are not.
   */
  public get transitions(): number {
    return this.#usage.transitions;
  }

  /** How long the execution takes in virtual time. */
  public get durationMilliseconds(): number {
    return this.#usage.durationMilliseconds;
  }

  /** The duration that Express is billed by: rounded up to 100 milliseconds. */
  public get billedDurationMilliseconds(): number {
    return billedMilliseconds(this.#usage.durationMilliseconds);
  }

  /** The memory that Express is billed by: the estimate rounded up to 64 MB. */
  public get billedMemoryMegabytes(): number {
    return billedMegabytes(this.#usage.memoryMegabytes);
  }

  /** How many Express executions it starts: children of Distributed Maps, and nested executions. */
  public get startedExpressExecutions(): number {
    return this.#usage.started.requests;
  }

  /** The state transitions of the nested Standard executions that it starts, and that those start. */
  public get startedTransitions(): number {
    return this.#usage.started.transitions;
  }

  /** The price of the executions that it starts in US dollars, when the free transitions of the month are used up. */
  public get started(): number {
    return singlePrice(this.#usage.started, this.prices());
  }

  /** How many nested executions were answered by mocks and not simulated: what they cost is in no price. */
  public get unknownExecutions(): number {
    return this.#usage.unknownExecutions;
  }

  /** The price as a Standard workflow in US dollars, with what it starts, when the free transitions of the month are used up. */
  public get standard(): number {
    return singlePrice(this.asStandard(), this.prices());
  }

  /**
   * The price as an Express workflow in US dollars, with what it starts, at the price of the first GB-hours of a month; undefined where it cannot be
   * one.
   */
  public get express(): number | undefined {
    return this.#usage.notExpress === undefined ? singlePrice(this.asExpress(), this.prices()) : undefined;
  }

  /** Why the workflow cannot be an Express workflow; undefined where it can. */
  public get notExpressReason(): string | undefined {
    return this.#usage.notExpress;
  }

  /**
   * From how many executions a month on Express is the cheaper type; undefined where Standard always is. Below, Standard is: its first transitions
   * of a month are free.
   */
  public get breakEvenExecutions(): number | undefined {
    return this.#usage.notExpress === undefined ? breakEven(this.asStandard(), this.asExpress(), this.prices()) : undefined;
  }

  /**
   * What a number of such executions a month cost, with what they start.
   *
   * @param executions executions a month
   */
  public perMonth(executions: number): MonthlyCost {
    if (!Number.isSafeInteger(executions) || executions < 0) {
      throw new StepwrightError('InvalidExecutions', `The number of executions a month is ${executions}. Give a whole number from 0.`);
    }
    const standard = priceOf(this.asStandard(), executions, this.prices());
    const express = this.#usage.notExpress === undefined ? priceOf(this.asExpress(), executions, this.prices()) : undefined;
    return { executions, standard, express, cheaper: express !== undefined && express < standard ? 'EXPRESS' : 'STANDARD' };
  }

  /** The estimate as a text for people, with its assumptions. */
  public get summary(): string {
    return this._summary();
  }

  /** @internal */
  public _summary(executionsPerMonth?: number): string {
    const { express, notExpressReason, breakEvenExecutions, unknownExecutions } = this;
    const prices = this.prices();
    const count = (number: number, what: string): string => `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
    return [
      `${count(this.transitions, 'transition')}, ${formatDuration(this.durationMilliseconds)} of virtual time`,
      ...this.startedText(count),
      ...unknownExecutions === 0 ? [] : [`${count(unknownExecutions, 'nested execution')} ${unknownExecutions === 1 ? 'was' : 'were'} not simulated: what ${unknownExecutions === 1 ? 'it costs' : 'they cost'} is not known, and in no price`],
      `as Standard: ${dollars(this.standard)} an execution, after ${prices.standard.freeTransitionsPerMonth.toLocaleString('en')} free transitions a month`,
      express === undefined ? `as Express: not possible: ${notExpressReason}`
        : `as Express: ${dollars(express)} an execution, for ${this.billedDurationMilliseconds} ms with ${this.billedMemoryMegabytes} MB`,
      ...express === undefined ? [] : [breakEvenExecutions === undefined ? 'Standard is cheaper for any number of executions'
        : `Express is cheaper from ${breakEvenExecutions.toLocaleString('en')} executions a month on`],
      ...executionsPerMonth === undefined ? [] : [this.monthText(executionsPerMonth)],
      `Prices of ${this.region}: Standard ${sourceText(prices.standard.source)}, Express ${sourceText(prices.express.source)}. Memory is estimated; what the tasks cost is not in it.`,
    ].join('\n');
  }

  /** @internal */
  public get _prices(): PriceTable {
    return this.prices();
  }

  private startedText(count: (number: number, what: string) => string): string[] {
    const { requests, transitions } = this.#usage.started;
    const parts = [...requests > 0 ? [count(requests, 'Express execution')] : [], ...transitions > 0 ? [`${count(transitions, 'transition')} of nested Standard executions`] : []];
    return parts.length === 0 ? [] : [`starts ${parts.join(' and ')}: ${dollars(this.started)}, which is in what follows`];
  }

  private monthText(executions: number): string {
    const { standard, express, cheaper } = this.perMonth(executions);
    const month = `${executions.toLocaleString('en')} executions a month: ${dollars(standard)} as Standard`;
    return express === undefined ? `${month}, not possible as Express` : `${month}, ${dollars(express)} as Express; ${cheaper === 'EXPRESS' ? 'Express' : 'Standard'} is cheaper`;
  }

  private prices(): PriceTable {
    return this.#knownPrices ??= pricesOf(this.region);
  }

  private asStandard(): Bill {
    const { transitions, started } = this.#usage;
    return together({ transitions, requests: 0, gbHours: 0 }, started);
  }

  private asExpress(): Bill {
    const gbHours = gbHoursOf(this.billedDurationMilliseconds, this.billedMemoryMegabytes);
    return together({ transitions: 0, requests: 1, gbHours }, this.#usage.started);
  }
}

const sourceText = ({ url, date }: PriceSource): string => `as of ${date} (${url})`;

/** Dollars with as many digits as there is something in them. */
export function dollars(amount: number): string {
  if (amount === 0 || amount >= 0.01) {
    return `$${amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  }
  return `$${amount.toFixed(Math.min(12, 2 - Math.floor(Math.log10(amount)))).replace(/0+$/, '')}`;
}
