import { expressPrice, PriceTable, standardPrice } from './prices';

/** More executions a month than anybody has. */
const MOST = 1e12;

/**
 * The least number of executions a month at which Express costs less than Standard; undefined where it never does.
 *
 * What Standard costs bends upward (nothing at first), what Express costs bends downward (tiers). So the advantage of Express, which is nothing
 * at none, falls at first and then only rises: it begins at one number and stays.
 */
export function breakEven(transitions: number, gbHours: number, prices: PriceTable): number | undefined {
  const isCheaper = (executions: number): boolean =>
    expressPrice(executions, executions * gbHours, prices) < standardPrice(executions * transitions, prices);
  if (!isCheaper(MOST)) {
    return undefined;
  }
  let below = 0;
  let from = MOST;
  while (from - below > 1) {
    const middle = Math.floor((below + from) / 2);
    if (isCheaper(middle)) {
      from = middle;
    } else {
      below = middle;
    }
  }
  return from;
}
