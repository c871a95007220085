import * as appsync from 'aws-cdk-lib/aws-appsync';
import { Construct } from 'constructs';
import { codeProps } from './code-props';

/** A function of pipelines. `AppSyncApi.addFunction()` makes it. */
export class ApiFunction extends Construct {
  /** @internal */
  public static _make(
    scope: Construct, id: string, props: appsync.CfnFunctionConfigurationProps, code: appsync.Code | undefined, allow: (isMutation: boolean) => void,
  ): ApiFunction {
    return new ApiFunction(scope, id, props, code, allow);
  }

  /** The resource. */
  public readonly resource: appsync.CfnFunctionConfiguration;
  /**
   * Allows what the function does, once it is known in which pipelines it is.
   * @internal
   */
  public readonly _allow: (isMutation: boolean) => void;

  private constructor(
    scope: Construct, id: string, props: appsync.CfnFunctionConfigurationProps, code: appsync.Code | undefined, allow: (isMutation: boolean) => void,
  ) {
    super(scope, id);
    this._allow = allow;
    this.resource = new appsync.CfnFunctionConfiguration(this, 'Resource', { ...props, ...codeProps(this, code) });
  }

  /** The id of the function, as pipelines name it. */
  public get functionId(): string {
    return this.resource.attrFunctionId;
  }
}
