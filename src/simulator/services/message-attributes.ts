import { ServiceError, textOf } from './service-call';
import { isJsonObject, JsonObject, JsonValue } from '../../asl/json-value';

/** How a service words that an attribute of a message is wrong. */
export interface AttributeErrors {
  invalid(message: string): ServiceError;
  /** The type is missing. */
  noType(name: string): ServiceError;
  /** Why a name cannot be used; undefined where it can. */
  problemOfName(name: string): string | undefined;
}

const VALID_NAME = /^(?!\.)(?!.*\.\.)[A-Za-z0-9_.-]+(?<!\.)$/;
const MOST_NAME_BYTES = 256;

/** The attributes of a message of SQS or SNS, checked as the service checks them. */
export function checkedAttributes(given: JsonValue | undefined, { invalid, noType, problemOfName }: AttributeErrors): JsonObject | undefined {
  const attributes = isJsonObject(given) ? given : undefined;
  for (const [name, value] of Object.entries(attributes ?? {})) {
    const attribute = isJsonObject(value) ? value : {};
    if (Buffer.byteLength(name, 'utf8') > MOST_NAME_BYTES) {
      throw invalid(`Length of message attribute name must be less than ${MOST_NAME_BYTES} bytes.`);
    }
    const problem = VALID_NAME.test(name) ? undefined : problemOfName(name);
    if (problem !== undefined) {
      throw invalid(problem);
    }
    const type = textOf(attribute, 'DataType') ?? '';
    if (type === '') {
      throw noType(name);
    }
    const [, base] = /^(String|Number|Binary)(?:\..+)?$/.exec(type) ?? [];
    if (base === undefined) {
      throw invalid(`The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`);
    }
    const content = textOf(attribute, base === 'Binary' ? 'BinaryValue' : 'StringValue') ?? '';
    if (content === '') {
      throw invalid(`The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`);
    }
    if (base === 'Number' && !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(content)) {
      throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
    }
  }
  return attributes;
}
