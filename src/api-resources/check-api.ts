import type { DeclaredApi } from './declared-apis';
import { factsOf, modesOf } from './facts';
import { memberOf, propertyText, structureOf, textOf } from './property-text';
import type { ServerlessPart } from './serverless-api';
import { checkCode } from '../appsync-js/check-code';
import { JsonValue } from '../asl/json-value';
import type { DeclaredResource } from '../definitions/template-scope';
import { SchemaSource, SchemaText } from '../graphql/schema-source';
import { checkSchema } from '../graphql/validate-schema';
import { FindingSeverity } from '../validation/finding';
import { NOT_CHECKED } from '../validation/not-checked';
import type { RuleFinding } from '../validation/validate';

/** What is wrong with a part of an API. */
export interface ApiResourceFinding {
  readonly finding: RuleFinding;
  /** The resource that has to be changed: the resolver, or the API where it is the schema. */
  readonly resource: DeclaredResource;
  /** Where the text is that line and column are of. */
  readonly text?: ResourceText;
}

/** A schema or code, as a property of a resource has it. */
export interface ResourceText extends SchemaText {
  readonly resource: DeclaredResource;
  /** Where it is among the properties of the resource: `Definition`. */
  readonly property: string;
}

export interface ApiCheck {
  readonly findings: readonly ApiResourceFinding[];
  /** How many schemas and how much code was looked at, and how much is acknowledged in comments. */
  readonly schemas: number;
  readonly codes: number;
  readonly acknowledged: number;
}

/** Reads what a property such as `DefinitionS3Location` points to; undefined where that is not here. */
export type ReadAt = (location: JsonValue, resource: DeclaredResource) => SchemaText | undefined;

/** What is wrong with the schema of an API, together with its modes, resolvers and cache, and with the code of its resolvers and functions. */
export function checkApi(declared: DeclaredApi, readAt: ReadAt = () => undefined): ApiCheck {
  const schemas = schemasOf(declared, readAt);
  const codes = codesOf(declared, readAt);
  const parts = new Map<string, DeclaredResource>();
  const facts = factsOf(declared, (part) => {
    const key = String(parts.size);
    parts.set(key, part);
    return key;
  });
  const api = { ...modesOf(declared), ...facts };
  let acknowledged = 0;
  const ofSchemas = schemas.flatMap((text): ApiResourceFinding[] => {
    const checked = checkSchema(new SchemaSource([text]), api);
    acknowledged += checked.acknowledged;
    return checked.findings.map(({ constructPath: key, edits: _, ...finding }) => {
      const resource = key === undefined ? declared.api : parts.get(key)!;
      return { finding: named(finding, resource), resource, text };
    });
  });
  const ofCode = codes.flatMap((text) => checkCode(text.text, text.file).map((finding) => ({
    finding: named(finding, text.resource), resource: text.resource, text,
  })));
  const unknown = schemas.length > 0 ? [] : [{ finding: named(notChecked(declared), declared.api), resource: declared.api }];
  return { findings: [...unknown, ...ofSchemas, ...ofCode], schemas: schemas.length, codes: codes.length, acknowledged };
}

/** The text of the schema of an API; undefined where it is not known, or there are several. */
export function schemaOf(declared: DeclaredApi, readAt: ReadAt = () => undefined): SchemaText | undefined {
  const texts = schemasOf(declared, readAt);
  return texts.length === 1 ? texts[0] : undefined;
}

function named(finding: RuleFinding, { constructPath }: DeclaredResource): RuleFinding {
  return constructPath === undefined ? finding : { ...finding, constructPath };
}

function schemasOf(declared: DeclaredApi, readAt: ReadAt): ResourceText[] {
  return declared.partsOf('AWS::AppSync::GraphQLSchema').flatMap((resource) => {
    const text = textAt(resource, 'Definition', 'DefinitionS3Location', declared, readAt);
    return text ? { ...text, resource, property: placeOf(resource, 'Definition') } : [];
  });
}

/** The code for APPSYNC_JS of resolvers and functions. */
function codesOf(declared: DeclaredApi, readAt: ReadAt): ResourceText[] {
  const withCode = ['AWS::AppSync::Resolver', 'AWS::AppSync::FunctionConfiguration'].flatMap(declared.partsOf);
  return withCode.flatMap((resource) => {
    if (textOf(memberOf(structureOf(resource, 'Runtime'), 'Name'), resource.scope, declared.reader) !== 'APPSYNC_JS') return [];
    const text = textAt(resource, 'Code', 'CodeS3Location', declared, readAt);
    return text ? { ...text, resource, property: placeOf(resource, 'Code') } : [];
  });
}

const placeOf = (resource: ServerlessPart, property: string) => resource.textAt ?? property;

function textAt(resource: DeclaredResource, inline: string, location: string, { reader }: DeclaredApi, readAt: ReadAt): SchemaText | undefined {
  const text = propertyText(resource, inline, reader);
  if (text !== undefined) return { text };
  const at = resource.property(location);
  return at === undefined || resource.property(inline) !== undefined ? undefined : readAt(at, resource);
}

function notChecked({ partsOf, isPartial }: DeclaredApi): RuleFinding {
  const why = partsOf('AWS::AppSync::GraphQLSchema').length > 0 ? 'its text is not known here'
    : `there is no resource of type "AWS::AppSync::GraphQLSchema" for the API${isPartial ? ' here' : ''}`;
  return {
    id: NOT_CHECKED,
    severity: FindingSeverity.INFO,
    refusedByAws: false,
    messageName: '',
    statesAround: [],
    message: `The schema is not checked: ${why}.`,
    pointer: '',
    line: 1,
    column: 1,
  };
}
