import { TextBuilder } from './intrinsic-text';
import { TemplateScope } from './template-scope';
import { DefinitionSource } from '../asl/definition-source';
import { isJsonObject, JsonObject, JsonValue } from '../asl/json-value';

/** The text of a definition that stands outside the template: a file, an asset. */
export interface DefinitionFile {
  readonly text: string;
  readonly file: string;
  readonly format: 'json' | 'yaml';
}

export const SERVERLESS = 'AWS::Serverless::StateMachine';

/** What the properties are called that make a definition, by the type of the resource. */
export function propertyNames(resourceType: JsonValue | undefined): { readonly [part in 'definition' | 'location' | 'substitutions' | 'workflowType']: string }
  & { readonly definitionString?: string } {
  const both = { definition: 'Definition', substitutions: 'DefinitionSubstitutions' };
  return resourceType === SERVERLESS ? { ...both, location: 'DefinitionUri', workflowType: 'Type' }
    : { ...both, definitionString: 'DefinitionString', location: 'DefinitionS3Location', workflowType: 'StateMachineType' };
}

/** The properties of `AWS::StepFunctions::StateMachine` and `AWS::Serverless::StateMachine` that make the definition. */
export interface DefinitionParts {
  /** `DefinitionString`, `Definition`, or the text of the file that the template points to. */
  readonly definitionString?: JsonValue;
  readonly definition?: JsonValue;
  readonly definitionFile?: DefinitionFile;
  readonly substitutions?: JsonValue;
  readonly workflowType?: JsonValue;
}

/** The definition as CloudFormation makes it, with a mark where a value is known only at deploy. */
export function sourceFromParts(parts: DefinitionParts, scope: TemplateScope): DefinitionSource {
  const builder = new TextBuilder();
  const { definitionFile } = parts;
  let text = definitionFile ? definitionFile.text
    : parts.definition !== undefined ? builder.asJson(parts.definition, scope)
      : builder.asText(parts.definitionString ?? '', scope);
  if (isJsonObject(parts.substitutions)) text = substitute(text, parts.substitutions, (value) => builder.asText(value, scope));
  const { workflowType } = parts;
  return builder.source(text, {
    ...(definitionFile && { file: definitionFile.file, format: definitionFile.format }),
    workflowType: workflowType === 'EXPRESS' || workflowType === 'STANDARD' ? workflowType : workflowType === undefined ? 'STANDARD' : undefined,
  });
}

const PLACEHOLDER = /\$\{([^${}]+)\}/g;

/** The names of the `${Name}` in a text. */
export const placeholdersIn = (text: string): Set<string> => new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name));

/** Replaces `${Name}` where there is a value for the name, as `DefinitionSubstitutions` does. One pass: a value is not looked at again. */
export function substitute(text: string, substitutions: JsonObject, toText: (value: JsonValue) => string): string {
  if (Object.keys(substitutions).length === 0) return text;
  return text.replace(PLACEHOLDER, (whole, name: string) => (
    Object.hasOwn(substitutions, name) ? toText(substitutions[name]) : whole));
}
