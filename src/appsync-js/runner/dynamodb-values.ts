/** A value as DynamoDB's API has it. */
export type AttributeValue = { readonly [type: string]: unknown };

/**
 * A value as `util.dynamodb.toDynamoDB` writes it. Numbers stay numbers, and null is `{ "NULL": null }`, as recordings of AppSync's EvaluateCode have
 * it.
 */
export function toDynamoDB(value: unknown): AttributeValue {
  if (value === null || value === undefined) return { NULL: null };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: value };
  if (typeof value === 'boolean') return { BOOL: value };
  return Array.isArray(value) ? { L: value.map(toDynamoDB) } : { M: toMapValues(value as object) };
}

/** The members of an object; those that are not there are left out. */
export function toMapValues(value: object): { readonly [name: string]: AttributeValue } {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, toDynamoDB(member)]));
}

const ifGiven = <T>(write: (value: T) => AttributeValue) => (
  (value: T | null | undefined) => (value === null || value === undefined ? null : write(value)));

/**
 * `util.dynamodb`.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/dynamodb-helpers-in-util-dynamodb-js.html
 */
export const DYNAMODB_UTIL = {
  toDynamoDB,
  toMapValues: (value: unknown) => (isObject(value) ? toMapValues(value) : null),
  toString: ifGiven((value: string) => ({ S: value })),
  toStringSet: ifGiven((values: string[]) => ({ SS: [...values] })),
  toNumber: ifGiven((value: number) => ({ N: value })),
  toNumberSet: ifGiven((values: number[]) => ({ NS: [...values] })),
  toBinary: ifGiven((value: string) => ({ B: value })),
  toBinarySet: ifGiven((values: string[]) => ({ BS: [...values] })),
  toBoolean: ifGiven((value: boolean) => ({ BOOL: value })),
  toNull: () => ({ NULL: null }),
  toList: ifGiven((values: unknown[]) => ({ L: values.map(toDynamoDB) })),
  toMap: ifGiven((value: object) => ({ M: toMapValues(value) })),
  toS3Object: (key: string, bucket: string, region: string, version?: string) => ({ S: JSON.stringify({ s3: { key, bucket, region, version } }) }),
  fromS3ObjectJson: (text: string) => (JSON.parse(text) as { s3: unknown }).s3,
};

export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
