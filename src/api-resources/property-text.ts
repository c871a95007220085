import { isJsonObject, JsonValue } from '../asl/json-value';
import { plainText, ReferenceReader } from '../definitions/reference-text';
import type { DeclaredResource, TemplateScope } from '../definitions/template-scope';

/** The text of a property; undefined where a part of it is not known until deploy. */
export function propertyText(resource: DeclaredResource, name: string, reader: ReferenceReader): string | undefined {
  return textOf(resource.property(name), resource.scope, reader);
}

/** A value as the text that it is at deploy; undefined where a part of it is not known until then, or there is none. */
export function textOf(value: JsonValue | undefined, scope: TemplateScope, reader: ReferenceReader): string | undefined {
  // A `${…}` in a text that no function reads stays what it is: code of JavaScript is full of them.
  if (typeof value === 'string') return value.includes('{{resolve:') ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return isJsonObject(value) ? plainText(reader.text(value, scope)) : undefined;
}

/** A property that is an object or a list. Read with all others: only there an app has the names of CloudFormation in it. */
export function structureOf({ properties }: DeclaredResource, name: string): JsonValue | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** A member of a property that is an object; undefined where that is not known. */
export function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Whether a value is made by a function of the template, so that it says nothing of its members. */
export const isFunction = (value: JsonValue | undefined): boolean => (
  isJsonObject(value) && Object.keys(value).length === 1 && /^(?:Ref|Condition|Fn::.*)$/.test(Object.keys(value)[0]));
