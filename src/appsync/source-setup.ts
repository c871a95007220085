import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { SOURCE_KINDS, SourceKind } from './source-kind';

/** What a data source is allowed when its resolvers use it. @internal */
export interface SourceSetup {
  readonly kind: SourceKind;
  readonly config: Omit<appsync.ExtendedDataSourceProps, 'type'>;
  readonly grant?: (role: iam.IRole, actions: string[]) => void;
  /** Allows to ask an index, where that is not allowed with the table. */
  readonly grantIndex?: (role: iam.IRole, index: string) => void;
  /** What the role is allowed whatever the resolvers do. */
  readonly always?: (role: iam.IRole) => void;
}

/** @internal */
export function dynamoDbSource(table: dynamodb.ITable): SourceSetup {
  const kind = SOURCE_KINDS.dynamoDb;
  return {
    kind,
    config: { dynamoDbConfig: { tableName: table.tableName, awsRegion: table.env.region } },
    grant(role, actions) {
      table.grant(role, ...actions);
      if (actions.some((action) => kind.writes.includes(action) || action === 'dynamodb:BatchWriteItem')) table.encryptionKey?.grantEncryptDecrypt(role);
      else table.encryptionKey?.grantDecrypt(role);
    },
    grantIndex(grantee, index) {
      // A table that is imported does not know its indexes.
      if (table.node.defaultChild) return;
      iam.Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns: [`${table.tableArn}/index/${index}`] });
    },
  };
}

/** @internal */
export function lambdaSource(handler: lambda.IFunction): SourceSetup {
  return {
    kind: SOURCE_KINDS.lambda,
    config: { lambdaConfig: { lambdaFunctionArn: handler.functionArn } },
    grant: (grantee, actions) => void iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [handler.functionArn] }),
  };
}

/** @internal */
export function httpSource(endpoint: string, authorizationConfig?: appsync.AwsIamConfig): SourceSetup {
  return {
    kind: SOURCE_KINDS.http,
    config: { httpConfig: { endpoint, authorizationConfig: authorizationConfig && { authorizationType: 'AWS_IAM', awsIamConfig: authorizationConfig } } },
  };
}

/** @internal */
export function rdsDataSource(cluster: rds.IDatabaseCluster, secret: secretsmanager.ISecret, databaseName?: string): SourceSetup {
  return {
    kind: SOURCE_KINDS.rdsData,
    config: {
      relationalDatabaseConfig: {
        relationalDatabaseSourceType: 'RDS_HTTP_ENDPOINT',
        rdsHttpEndpointConfig: {
          awsRegion: cluster.env.region, dbClusterIdentifier: cluster.clusterArn, awsSecretStoreArn: secret.secretArn, databaseName,
        },
      },
    },
    grant: (grantee, actions) => void iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [cluster.clusterArn] }),
    always: (role) => void secret.grantRead(role),
  };
}

/** @internal */
export function openSearchSource(domain: opensearch.IDomain): SourceSetup {
  return {
    kind: SOURCE_KINDS.openSearch,
    config: { openSearchServiceConfig: { awsRegion: domain.env.region, endpoint: `https://${domain.domainEndpoint}` } },
    grant: (grantee, actions) => void iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [`${domain.domainArn}/*`] }),
  };
}

/** @internal */
export function eventBridgeSource(eventBus: events.IEventBus): SourceSetup {
  return {
    kind: SOURCE_KINDS.eventBridge,
    config: { eventBridgeConfig: { eventBusArn: eventBus.eventBusArn } },
    grant: (grantee, actions) => void iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [eventBus.eventBusArn] }),
  };
}
