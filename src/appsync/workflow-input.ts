/**
 * What of a request to a field becomes the input of an execution.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html
 */
export class WorkflowInput {
  /** The arguments of the field: of `placeOrder(id: ID!, items: [ItemInput!])`, `{ "id": …, "items": … }`. */
  public static arguments(): WorkflowInput {
    return new WorkflowInput('ctx.args');
  }

  /**
   * One argument of the field, which is an input object: of `placeOrder(input: OrderInput!)`, what is in `input`.
   *
   * @param name the name of the argument
   */
  public static argument(name: string): WorkflowInput {
    return new WorkflowInput(`ctx.args.${name}`, name);
  }

  /**
   * The arguments, and who called: `{ "arguments": …, "identity": … }`. What a caller sends stands in `arguments`, so that nobody can pass for
   * somebody else. The identity is what AppSync says of the caller: with Cognito `sub`, `username`, `groups` and `claims`; with IAM `userArn` and so
   * on; null with an API key. `AppSyncApi.describe()` shows an execution with it to nobody else.
   */
  public static argumentsAndIdentity(): WorkflowInput {
    return new WorkflowInput('{ arguments: ctx.args, identity: ctx.identity ?? null }', undefined, true);
  }

  /** @internal */
  public readonly _expression: string;
  /**
   * The argument that the field has to have.
   * @internal
   */
  public readonly _argument: string | undefined;
  /**
   * Whether who called is in it.
   * @internal
   */
  public readonly _hasIdentity: boolean;

  private constructor(expression: string, argument?: string, hasIdentity = false) {
    this._expression = expression;
    this._argument = argument;
    this._hasIdentity = hasIdentity;
  }
}
