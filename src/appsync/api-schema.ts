import type * as Check from './checked-schema';
import { readDefinitionText } from '../definitions/read-text';
import { StepwrightError } from '../errors';
import type { SchemaText } from '../graphql/schema-source';

/** What reads schemas, loaded with the first API: it takes longer than all else. @internal */
export const checkedSchema = () => require('./checked-schema') as typeof Check;

/**
 * The schema of an API, in one text or several. What `extend type` adds is put into the type before AppSync sees it, which itself takes no
 * extensions.
 *
 * @example
 * const schema = ApiSchema.fromText('type Query { shop: String }').and(ApiSchema.fromText('extend type Query { till: String }'));
 */
export class ApiSchema {
  /**
   * A schema in files. What is wrong is shown with the line in its file.
   *
   * @param paths the files, relative to where the app is run
   */
  public static fromFile(...paths: string[]): ApiSchema {
    if (paths.length === 0) throw new StepwrightError('NoFile', 'ApiSchema.fromFile() was given no file. Give it the path of at least one.');
    return new ApiSchema([...new Set(paths)].map((file) => ({ file, text: readDefinitionText(file, 'Schema') })));
  }

  /**
   * A schema as text.
   *
   * @param text types and fields in the schema definition language of GraphQL
   */
  public static fromText(text: string): ApiSchema {
    return new ApiSchema([{ text }]);
  }

  /** @internal */
  public readonly _texts: readonly SchemaText[];

  private constructor(texts: readonly SchemaText[]) {
    this._texts = texts;
  }

  /**
   * This schema and others, as one.
   *
   * @param others what is in it besides
   */
  public and(...others: ApiSchema[]): ApiSchema {
    return new ApiSchema([...this._texts, ...others.flatMap(({ _texts }) => _texts)]);
  }
}
