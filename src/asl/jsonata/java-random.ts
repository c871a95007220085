/**
 * The first `nextDouble()` of a `java.util.Random` with a seed: what `$random(seed)` gives on AWS, bit for bit. The generator's 48 bits
 * are kept in halves of 24, which multiply without loss.
 *
 * @see https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Random.html
 */
export function javaRandomDouble(seed: number): number {
  const whole = BigInt.asUintN(48, BigInt(Math.trunc(seed)));
  let high = Number(whole >> 24n) ^ MULTIPLIER_HIGH;
  let low = Number(whole & 0xFFFFFFn) ^ MULTIPLIER_LOW;
  const next = (bits: number): number => {
    const product = low * MULTIPLIER_LOW + INCREMENT;
    high = (high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH + Math.floor(product / HALF)) % HALF;
    low = product % HALF;
    return Math.floor((high * HALF + low) / 2 ** (48 - bits));
  };
  return (next(26) * 2 ** 27 + next(27)) / 2 ** 53;
}

const HALF = 2 ** 24;
const MULTIPLIER_HIGH = 0x5DE;
const MULTIPLIER_LOW = 0xECE66D;
const INCREMENT = 0xB;
