import * as appsync from 'aws-cdk-lib/aws-appsync';
import { Construct } from 'constructs';

/** What a resource has of its code: nothing without any. A file becomes an asset of the construct. @internal */
export function codeProps(owner: Construct, code: appsync.Code | undefined): Pick<appsync.CfnResolverProps, 'code' | 'codeS3Location' | 'runtime'> {
  if (!code) return {};
  const { inlineCode, s3Location } = code.bind(owner);
  return { code: inlineCode, codeS3Location: s3Location, runtime: appsync.FunctionRuntime.JS_1_0_0.toProperties() };
}
