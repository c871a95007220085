import * as appsync from 'aws-cdk-lib/aws-appsync';
import { Construct } from 'constructs';
import { codeProps } from './code-props';

/**
 * What gives a field its value. `AppSyncApi.addResolver()` and its like make it; its id is the field, so that it stays the same whatever it is made
 * of.
 */
export class ApiResolver extends Construct {
  /** @internal */
  public static _make(scope: Construct, id: string, props: appsync.CfnResolverProps, code: appsync.Code | undefined): ApiResolver {
    return new ApiResolver(scope, id, props, code);
  }

  /** The resource. */
  public readonly resource: appsync.CfnResolver;

  private constructor(scope: Construct, id: string, props: appsync.CfnResolverProps, code: appsync.Code | undefined) {
    super(scope, id);
    this.resource = new appsync.CfnResolver(this, 'Resource', { ...props, ...codeProps(this, code) });
  }

  /** The ARN of the resolver. */
  public get resolverArn(): string {
    return this.resource.attrResolverArn;
  }
}
