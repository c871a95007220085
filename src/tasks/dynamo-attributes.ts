import { Token, Tokenization } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';

interface Values { readonly [name: string]: unknown }

/** An attribute of each member of an object. An empty one stays an object. */
const members = (object: string, attribute: string): string => `$merge($append([{}], $each(${object}, function($one, $name) { { $name: ${attribute}($one) } })))`;

/** A JSONata expression that makes an attribute value of what another gives, by its type. */
const marshalled = (jsonata: string): string => '{% ('
  + '$attribute := function($value) { $type($value) = "string" ? { "S": $value } : $type($value) = "number" ? { "N": $string($value) } '
  + ': $type($value) = "boolean" ? { "BOOL": $value } : $type($value) = "null" ? { "NULL": true } '
  + `: $type($value) = "array" ? { "L": [$map($value, function($one) { $attribute($one) })] } : { "M": ${members('$value', '$attribute')} } }; `
  + `$attribute(${jsonata})) %}`;

/** A JSONata expression that gives the item of an answer as a plain object, or null where there is none. @internal */
export const PLAIN_ITEM = '('
  + '$plain := function($value) { $exists($value.S) ? $value.S : $exists($value.N) ? $number($value.N) : $exists($value.BOOL) ? $value.BOOL : $exists($value.NULL) ? null '
  // In JSONata, a list in a list becomes one list, but for brackets around it.
  + ': $exists($value.L) ? $reduce($value.L, function($list, $one) { $append($list, $exists($one.L) ? [[$plain($one)]] : [$plain($one)]) }, []) '
  + `: $exists($value.M) ? ${members('$value.M', '$plain')} `
  + ': $exists($value.SS) ? $value.SS : $exists($value.NS) ? [$map($value.NS, function($one) { $number($one) })] : $exists($value.BS) ? $value.BS : $value.B }; '
  + `$exists($states.result.Item) ? ${members('$states.result.Item', '$plain')} : null)`;

/** Attribute values of plain values by their names, in a state of a language. @internal */
export const attributeValues = (values: Values, language: sfn.QueryLanguage): { [name: string]: tasks.DynamoAttributeValue } => Object.fromEntries(
  Object.entries(values).map(([name, value]) => [name, attributeValue(value, language)]),
);

/** What is no value of DynamoDB, as the sentences of a message. @internal */
export function attributeProblem(values: Values | undefined, prop: string): string | undefined {
  for (const [name, value] of Object.entries(values ?? {})) {
    const problem = valueProblem(value, `${prop}.${name}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function valueProblem(value: unknown, at: string): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || value instanceof tasks.DynamoAttributeValue) return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `"${at}" is ${value}, which DynamoDB cannot keep. Give a finite number.`;
  if (Array.isArray(value)) {
    return Token.isUnresolved(value) ? unsaid(at, 'a list', 'listFromJsonPath') : value.map((each, index) => valueProblem(each, `${at}[${index}]`)).find((problem) => problem !== undefined);
  }
  if (typeof value === 'object' && Token.isUnresolved(value)) return unsaid(at, 'an object', 'mapFromJsonPath');
  const plain = typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);
  if (plain) return attributeProblem(value as Values, at);
  return `"${at}" is ${typeof value === 'object' ? `a ${value.constructor.name}` : String(value)}. It has to be a text, a number, a boolean, null, a list, an object, or a tasks.DynamoAttributeValue.`;
}

const unsaid = (at: string, what: string, method: string): string =>
  `"${at}" is ${what} that is known only when the task runs, so that its type is not. Use tasks.DynamoAttributeValue.${method}(...).`;

function attributeValue(value: unknown, language: sfn.QueryLanguage): tasks.DynamoAttributeValue {
  const { DynamoAttributeValue } = tasks;
  if (value instanceof DynamoAttributeValue) return value;
  if (value === null) return DynamoAttributeValue.fromNull(true);
  if (typeof value === 'boolean') return DynamoAttributeValue.fromBoolean(value);
  if (typeof value === 'number') return DynamoAttributeValue.numberFromString(numberText(value));
  if (typeof value === 'string') {
    const expression = language === sfn.QueryLanguage.JSONATA ? /^\{%(.*)%\}$/s.exec(value)?.[1] : undefined;
    return expression === undefined ? DynamoAttributeValue.fromString(value) : madeWhenRun(marshalled(expression.trim()));
  }
  if (Array.isArray(value)) return DynamoAttributeValue.fromList(value.map((each) => attributeValue(each, language)));
  return DynamoAttributeValue.fromMap(attributeValues(value as Values, language));
}

/** A number as DynamoDB wants it, which is a text. */
function numberText(value: number): string {
  if (!Token.isUnresolved(value)) return String(value);
  const text = Tokenization.reverseNumber(value)!.toString();
  return sfn.JsonPath.isEncodedJsonPath(text) ? sfn.JsonPath.format('{}', text) : text;
}

/** An attribute value that is an expression as a whole, since its type is known only when the task runs. CDK writes it as it is. */
const madeWhenRun = (jsonata: string): tasks.DynamoAttributeValue =>
  Reflect.construct(tasks.DynamoAttributeValue, [jsonata]) as tasks.DynamoAttributeValue;
