import { Bill, priceOf, PriceTable } from './prices';

/** More executions a month than anybody has. */
const MOST = 1e12;

/**
 * The least number of executions a month from which on Express costs less than Standard; undefined where it never does.
 *
 * What both cost is made of straight lines that bend where free transitions or a tier are used up. Between two bends the difference changes its
 * sign once at most. So the bends are walked from the last to the first, for as long as Express is cheaper there.
 */
export function breakEven(standard: Bill, express: Bill, prices: PriceTable): number | undefined {
  const isCheaper = (executions: number): boolean => priceOf(express, executions, prices) < priceOf(standard, executions, prices);
  const bends = [...new Set([0, ...bendsOf(standard, prices), ...bendsOf(express, prices), MOST])].sort((a, b) => a - b);
  let last = bends.length - 1;
  if (!isCheaper(MOST)) {
    return undefined;
  }
  while (last > 0 && isCheaper(bends[last - 1])) {
    last--;
  }
  let [below, from] = [bends[last - 1], bends[last]];
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

/** The whole numbers of executions on both sides of where a price bends. */
function bendsOf({ transitions, gbHours }: Bill, { standard, express }: PriceTable): number[] {
  const amounts = [
    ...transitions > 0 ? [standard.freeTransitionsPerMonth / transitions] : [],
    ...gbHours > 0 ? express.durationTiers.map(({ upTo }) => upTo / gbHours) : [],
  ];
  return amounts.flatMap((amount) => [Math.floor(amount), Math.ceil(amount)]).filter((amount) => amount > 0 && amount < MOST);
}
