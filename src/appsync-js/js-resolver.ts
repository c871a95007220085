import { resolve } from 'node:path';
import { Token, Validations } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import { Construct } from 'constructs';
import { refuseCode } from './refuse-code';
import { CODE_RULES } from './rules';
import { bundled } from './typescript-bundle';
import { readText } from '../definitions/read-text';
import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';
import { acknowledgementId } from '../validation/cdk/acknowledgements';
import { AT_THE_CODE } from '../validation/schema-rule-ids';

/** What can be said of the code of a resolver. */
export interface JsResolverOptions {
  /**
   * Rules whose findings do not count: `GQL510`. Give those only of which you have seen that AppSync takes it.
   *
   * @default - every error is refused
   */
  readonly acknowledge?: string[];
}

/** What code does with the table of its data source. @internal */
export interface TableAccess {
  /** What its role has to be allowed, as actions of IAM. */
  readonly actions: readonly string[];
  /** The index that it asks. */
  readonly index?: string;
  /** The arguments that the field has to have. */
  readonly reads?: readonly string[];
  /** Whether it gives a page: `{ items, nextToken }`. */
  readonly isPage?: boolean;
}

/** What can be said of the code of a resolver in a file. */
export interface JsResolverFileOptions extends JsResolverOptions {
  /**
   * Whether what the file imports is put into it, with esbuild.
   *
   * @default - TypeScript is bundled, JavaScript is not
   */
  readonly bundle?: boolean;
  /**
   * Whether bundled code is made short.
   *
   * @default false
   */
  readonly minify?: boolean;
}

/**
 * The code of a resolver or a function in AppSync's APPSYNC_JS runtime, checked when it is made.
 *
 * AppSync runs a part of JavaScript, and says of other code only that it "contains one or more errors", at deploy. Here each error is said with its
 * line and what to write instead. TypeScript is bundled where esbuild is there. It is a `Code` of aws-cdk-lib.
 *
 * @example
 * declare const api: appsync.GraphqlApi;
 * declare const table: dynamodb.Table;
 * const code = JsResolver.fromText(`
 *   export const request = (ctx) => ({ operation: 'GetItem', key: util.dynamodb.toMapValues({ id: ctx.args.id }) });
 *   export const response = (ctx) => ctx.result;
 * `);
 * api.addDynamoDbDataSource('Orders', table).createResolver('OrderResolver', {
 *   typeName: 'Query', fieldName: 'order', code, runtime: appsync.FunctionRuntime.JS_1_0_0,
 * });
 */
export class JsResolver extends appsync.Code {
  /**
   * Code that is a text.
   *
   * @param code the code
   * @param options what can be said of it
   */
  public static fromText(code: string, options: JsResolverOptions = {}): JsResolver {
    return new JsResolver(code, 'The code', options);
  }

  /**
   * Code in a file: JavaScript, or TypeScript, which is bundled with what it imports.
   *
   * @param path the file; a relative path is taken from the working directory
   * @param options what can be said of it
   */
  public static fromFile(path: string, options: JsResolverFileOptions = {}): JsResolver {
    const isTypeScript = /\.[mc]?tsx?$/i.test(path);
    const bundle = options.bundle ?? isTypeScript;
    if (isTypeScript && !bundle) throw new StepwrightError('InvalidProps', `Code "${path}" is TypeScript, but "bundle" is false. Leave it out: AppSync takes JavaScript only.`);
    if (options.minify && !bundle) throw new StepwrightError('InvalidProps', `Code "${path}" is not bundled, but "minify" is true. Give bundle: true too, or leave it out.`);
    // Says in plain words where there is none.
    const text = readText(path, 'Code');
    return bundle
      ? new JsResolver(bundled(resolve(path), options.minify ?? false), `What esbuild made of "${path}"`, options)
      : new JsResolver(text, `Code "${path}"`, options);
  }

  /**
   * Code of which it is known what it does.
   *
   * @internal
   */
  public static _doing(access: TableAccess, code: string): JsResolver {
    return new JsResolver(code, 'The code', {}, access);
  }

  /** The code, as AppSync gets it. */
  public readonly code: string;
  /** @internal */
  public readonly _access?: TableAccess;
  private readonly acknowledged: readonly string[];

  private constructor(code: string, name: string, { acknowledge = [] }: JsResolverOptions, access?: TableAccess) {
    super();
    this.code = code;
    this._access = access;
    this.acknowledged = acknowledge;
    const ids = CODE_RULES.map(({ id }) => id);
    const unknown = acknowledge.find((id) => !ids.includes(id));
    if (unknown !== undefined) throw new StepwrightError('UnknownRule', `"acknowledge" names the rule "${unknown}", which is none about code.${didYouMean(unknown, ids)}`);
    // What is not known until deploy is never judged.
    if (!Token.isUnresolved(code)) refuseCode(code, name, acknowledge);
  }

  /**
   * Gives the code to a resolver or a function.
   *
   * @param scope whose code it is
   */
  public bind(scope: Construct): appsync.CodeConfig {
    // Whoever looks at the code in the template knows of it, too.
    for (const id of this.acknowledged) Validations.of(scope).acknowledge({ id: acknowledgementId(id), reason: AT_THE_CODE });
    return { inlineCode: this.code };
  }
}
