/** A price that holds up to an amount a month. */
export interface Tier {
  /** GB-hours of a month; Infinity for the last tier. */
  readonly upTo: number;
  readonly perGbHour: number;
}

/** What Step Functions costs, in US dollars. */
export interface PriceTable {
  readonly region: string;
  /** The day from which the prices are known, and where they are from. */
  readonly date: string;
  readonly source: string;
  readonly standard: { readonly perTransition: number; readonly freeTransitionsPerMonth: number };
  readonly express: { readonly perRequest: number; readonly durationTiers: readonly Tier[] };
}

/**
 * Prices without taxes and discounts. AWS's page has the duration of Express in tiers: the first 1,000 GB-hours of a month, the next 4,000, the rest.
 * The date is that of the latest dated source that confirms them.
 */
export const PRICES: PriceTable = {
  region: 'us-east-1',
  date: '2026-03-14',
  source: 'https://aws.amazon.com/step-functions/pricing/',
  standard: { perTransition: 0.025 / 1000, freeTransitionsPerMonth: 4000 },
  express: {
    perRequest: 1 / 1_000_000,
    durationTiers: [{ upTo: 1000, perGbHour: 0.06 }, { upTo: 5000, perGbHour: 0.03 }, { upTo: Infinity, perGbHour: 0.01642 }],
  },
};

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
export function expressPrice(executions: number, gbHours: number, { express }: PriceTable): number {
  let price = executions * express.perRequest;
  let from = 0;
  for (const { upTo, perGbHour } of express.durationTiers) {
    price += Math.max(0, Math.min(gbHours, upTo) - from) * perGbHour;
    from = upTo;
  }
  return price;
}
