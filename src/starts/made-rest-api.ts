import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { allowGatewayLogs } from './gateway-account';
import type { RestApiStartProps } from './rest-api-start';

/** A REST API with what a start has by default, what the user sets for it before that. @internal */
export function makeRestApi(
  start: Construct, { restApiProps = {}, allowOrigin }: Pick<RestApiStartProps, 'restApiProps' | 'allowOrigin'>, accessLogGroup: logs.LogGroup | undefined,
): apigateway.RestApi {
  const cloudWatchRole = restApiProps.cloudWatchRole ?? restApiProps.cloudWatchRoleRemovalPolicy !== undefined;
  const api = new apigateway.RestApi(start, 'Api', {
    endpointTypes: restApiProps.endpointConfiguration ? undefined : [apigateway.EndpointType.REGIONAL],
    ...restApiProps,
    cloudWatchRole,
    deployOptions: {
      accessLogDestination: accessLogGroup && new apigateway.LogGroupLogDestination(accessLogGroup),
      accessLogFormat: accessLogGroup && apigateway.AccessLogFormat.jsonWithStandardFields(),
      loggingLevel: apigateway.MethodLoggingLevel.ERROR,
      metricsEnabled: true,
      tracingEnabled: true,
      throttlingRateLimit: 100,
      throttlingBurstLimit: 200,
      ...restApiProps.deployOptions,
    },
  });
  if (restApiProps.cloudWatchRole === undefined && !cloudWatchRole) allowGatewayLogs(api);
  if (allowOrigin !== undefined) {
    for (const [name, type] of [['Cors4xx', apigateway.ResponseType.DEFAULT_4XX], ['Cors5xx', apigateway.ResponseType.DEFAULT_5XX]] as const) {
      api.addGatewayResponse(name, { type, responseHeaders: { 'Access-Control-Allow-Origin': `'${allowOrigin}'` } });
    }
  }
  return api;
}
