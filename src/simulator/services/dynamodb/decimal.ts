import { ServiceError } from '../service-call';

/** A decimal number, exact: `digits` times ten to the power of `exponent`. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

const MOST_DIGITS = 38;
const HIGHEST = 125;
const LOWEST = -130;

/** Reads a number as DynamoDB takes it: up to 38 significant digits. */
export function parseDecimal(text: string): Decimal {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (!match || whole + fraction === '') {
    throw new ServiceError('ValidationException', text === '' ? 'The parameter cannot be converted to a numeric value'
      : `The parameter cannot be converted to a numeric value: ${text}`);
  }
  return normal(BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`), Number(exponent) - fraction.length);
}

/** Writes a number as DynamoDB gives it back: without an exponent, and without zeros that say nothing. */
export function formatDecimal({ digits, exponent }: Decimal): string {
  const negative = digits < 0n;
  const text = (negative ? -digits : digits).toString();
  const padded = text.padStart(1 - exponent, '0');
  const plain = exponent >= 0 ? text + '0'.repeat(exponent) : `${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
  return negative ? `-${plain}` : plain;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const [left, right, exponent] = aligned(a, b);
  return normal(left + right, exponent);
}

export const negated = ({ digits, exponent }: Decimal): Decimal => ({ digits: -digits, exponent });

export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

function aligned(a: Decimal, b: Decimal): readonly [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.digits * 10n ** BigInt(a.exponent - exponent), b.digits * 10n ** BigInt(b.exponent - exponent), exponent];
}

function normal(digits: bigint, exponent: number): Decimal {
  if (digits === 0n) {
    return { digits, exponent: 0 };
  }
  const text = digits.toString();
  const zeros = /0*$/.exec(text)![0].length;
  const significant = text.length - zeros - (digits < 0n ? 1 : 0);
  const magnitude = exponent + zeros + significant - 1;
  if (magnitude > HIGHEST) {
    throw new ServiceError('ValidationException', 'Number overflow. Attempting to store a number with magnitude larger than supported range');
  }
  if (magnitude < LOWEST) {
    throw new ServiceError('ValidationException', 'Number underflow. Attempting to store a number with magnitude smaller than supported range');
  }
  if (significant > MOST_DIGITS) {
    throw new ServiceError('ValidationException', 'Attempting to store more than 38 significant digits in a Number');
  }
  return { digits: digits / 10n ** BigInt(zeros), exponent: exponent + zeros };
}
