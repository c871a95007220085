/**
 * Who of those who may subscribe to a `ProgressChannel` gets which messages.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-enhanced-filtering.html
 */
export class ChannelAccess {
  /**
   * Whoever knows the key of what is followed. Names that Step Functions makes for executions cannot be guessed; numbers of orders can.
   *
   * To decide otherwise, give the subscription a resolver of your own with `addResolver()` of the API.
   */
  public static anyone(): ChannelAccess {
    return new ChannelAccess(undefined);
  }

  /**
   * The user whom a message is for, and nobody else: a user who subscribes to the key of another one gets nothing. Every message has a field with
   * the user's `sub`, as Cognito or the issuer of OpenID Connect made it, which is compared with that of the subscriber.
   *
   * @param field the field, which is added to the messages. Default: `owner`
   */
  public static owner(field: string = 'owner'): ChannelAccess {
    return new ChannelAccess(field);
  }

  /**
   * The field with the user, where there is one.
   * @internal
   */
  public readonly _owner: string | undefined;

  private constructor(owner: string | undefined) {
    this._owner = owner;
  }
}
