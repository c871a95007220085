import { breakEven } from './break-even';
import { BILLED_MEGABYTES, BILLED_MILLISECONDS, expressPrice, PRICES, standardPrice } from './prices';
import { StepwrightError } from '../../errors';
import { formatDuration } from '../trace';

/** What a simulated execution used, as far as it is billed. */
export interface Usage {
  readonly transitions: number;
  readonly durationMilliseconds: number;
  readonly memoryMegabytes: number;
  /** Why the workflow cannot be an Express workflow; undefined where it can. */
  readonly notExpress: string | undefined;
}

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
 * What an execution costs on AWS: as a Standard workflow by its transitions, as an Express workflow by its duration and memory.
 *
 * The prices are those of Step Functions in us-east-1, without what the tasks cost, taxes and discounts. Time is virtual time: what mocks and waits
 * take. Memory is estimated as AWS's page does it: 50 MB, the definition, and the largest data for each iteration and branch.
 *
 * @example
 * declare const workflow: StandardWorkflow;
 *
 * const execution = Simulator.fromStateMachine(workflow).run();
 * const month = execution.cost.perMonth(100000);
 * month.cheaper; // 'EXPRESS' or 'STANDARD'
 */
export class CostEstimate {
  /** @internal */
  public static _of(usage: Usage): CostEstimate {
    return new CostEstimate(usage);
  }

  private constructor(private readonly usage: Usage) {}

  /** State transitions, retries included: what Standard is billed by. */
  public get transitions(): number {
    return this.usage.transitions;
  }

  /** How long the execution takes in virtual time. */
  public get durationMilliseconds(): number {
    return this.usage.durationMilliseconds;
  }

  /** The duration that Express is billed by: rounded up to 100 milliseconds. */
  public get billedDurationMilliseconds(): number {
    return Math.max(1, Math.ceil(this.usage.durationMilliseconds / BILLED_MILLISECONDS)) * BILLED_MILLISECONDS;
  }

  /** The memory that Express is billed by: the estimate rounded up to 64 MB. */
  public get billedMemoryMegabytes(): number {
    return Math.ceil(this.usage.memoryMegabytes / BILLED_MEGABYTES) * BILLED_MEGABYTES;
  }

  /** The price as a Standard workflow in US dollars, when the free transitions of the month are used up. */
  public get standard(): number {
    return this.transitions * PRICES.standard.perTransition;
  }

  /** The price as an Express workflow in US dollars, at the price of the first GB-hours of a month; undefined where it cannot be one. */
  public get express(): number | undefined {
    return this.usage.notExpress === undefined ? expressPrice(1, this.gbHours, PRICES) : undefined;
  }

  /** Why the workflow cannot be an Express workflow; undefined where it can. */
  public get notExpressReason(): string | undefined {
    return this.usage.notExpress;
  }

  /**
   * From how many executions a month on Express is the cheaper type; undefined where Standard always is. Below, Standard is: its first transitions
   * of a month are free.
   */
  public get breakEvenExecutions(): number | undefined {
    return this.usage.notExpress === undefined ? breakEven(this.transitions, this.gbHours, PRICES) : undefined;
  }

  /**
   * What a number of such executions a month cost.
   *
   * @param executions executions a month
   */
  public perMonth(executions: number): MonthlyCost {
    if (!Number.isSafeInteger(executions) || executions < 0) {
      throw new StepwrightError('InvalidExecutions', `The number of executions a month is ${executions}. Give a whole number from 0.`);
    }
    const standard = standardPrice(executions * this.transitions, PRICES);
    const express = this.usage.notExpress === undefined ? expressPrice(executions, executions * this.gbHours, PRICES) : undefined;
    return { executions, standard, express, cheaper: express !== undefined && express < standard ? 'EXPRESS' : 'STANDARD' };
  }

  /** The estimate as a text for people, with its assumptions. */
  public get summary(): string {
    const { express, notExpressReason, breakEvenExecutions } = this;
    return [
      `${this.transitions} transitions, ${formatDuration(this.durationMilliseconds)} of virtual time`,
      `as Standard: ${dollars(this.standard)} an execution, after ${PRICES.standard.freeTransitionsPerMonth.toLocaleString('en')} free transitions a month`,
      express === undefined ? `as Express: not possible: ${notExpressReason}`
        : `as Express: ${dollars(express)} an execution, for ${this.billedDurationMilliseconds} ms with ${this.billedMemoryMegabytes} MB`,
      ...(express === undefined ? [] : [breakEvenExecutions === undefined ? 'Standard is cheaper for any number of executions'
        : `Express is cheaper from ${breakEvenExecutions.toLocaleString('en')} executions a month on`]),
      `Prices of ${PRICES.region} as of ${PRICES.date}, ${PRICES.source}; memory is estimated; what the tasks cost is not in it.`,
    ].join('\n');
  }

  private get gbHours(): number {
    return this.billedMemoryMegabytes / 1024 * this.billedDurationMilliseconds / 3_600_000;
  }
}

/** Dollars with as many digits as there is something in them. */
export function dollars(amount: number): string {
  if (amount === 0 || amount >= 0.01) {
    return `$${amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  }
  return `$${amount.toFixed(Math.min(12, 2 - Math.floor(Math.log10(amount)))).replace(/0+$/, '')}`;
}
