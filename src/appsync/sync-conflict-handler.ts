import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/**
 * What AppSync does where somebody changes another version of an item than the one in the table.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/conflict-detection-and-resolution.html
 */
export class SyncConflictHandler {
  /** The change is refused: an error of type `ConflictUnhandled` with the item in the table as its data. */
  public static optimisticConcurrency(): SyncConflictHandler {
    return new SyncConflictHandler('OPTIMISTIC_CONCURRENCY');
  }

  /** Scalars of the table stay where both changed them; lists and sets are put together. */
  public static automerge(): SyncConflictHandler {
    return new SyncConflictHandler('AUTOMERGE');
  }

  /**
   * A function decides. It is given `newItem`, `serverItem` and, where it is known, `baseItem`, and answers `{ action: 'RESOLVE', item }`,
   * `{ action: 'REJECT' }` or `{ action: 'REMOVE' }`. The data source is allowed to call it.
   *
   * @param handler the function
   */
  public static lambda(handler: lambda.IFunction): SyncConflictHandler {
    return new SyncConflictHandler('LAMBDA', handler);
  }

  private constructor(
    private readonly handler: string,
    /**
     * The function that decides.
     * @internal
     */
    public readonly _function?: lambda.IFunction,
  ) {}

  /** @internal */
  public _bind(): appsync.CfnResolver.SyncConfigProperty {
    return {
      conflictDetection: 'VERSION',
      conflictHandler: this.handler,
      lambdaConflictHandlerConfig: this._function && { lambdaConflictHandlerArn: this._function.functionArn },
    };
  }
}
