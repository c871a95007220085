import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';

/** The orders of each day as a table of Athena, and where queries keep their results. */
export class OrdersTable extends Construct {
  public readonly orders: s3.Bucket;
  public readonly results: s3.Bucket;
  public readonly databaseName: string;
  public readonly workGroupName: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Buckets take no ACL by default.
    this.node.setContext(cxapi.S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
    const accessLogs = this.bucket('AccessLogs');
    this.orders = this.bucket('Orders', accessLogs);
    this.results = this.bucket('Results', accessLogs);

    const catalogId = Stack.of(this).account;
    this.databaseName = new glue.CfnDatabase(this, 'Database', { catalogId, databaseInput: { name: 'shop' } }).ref;
    new glue.CfnTable(this, 'Table', {
      catalogId,
      databaseName: this.databaseName,
      tableInput: {
        name: 'orders',
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: [{ name: 'day', type: 'string' }],
        // Athena knows the days by itself.
        parameters: {
          'projection.enabled': 'true', 'projection.day.type': 'date', 'projection.day.format': 'yyyy-MM-dd', 'projection.day.range': '2026-01-01,NOW',
        },
        storageDescriptor: {
          columns: [{ name: 'id', type: 'string' }, { name: 'status', type: 'string' }],
          location: this.orders.s3UrlForObject('orders/'),
          inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          serdeInfo: { serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
        },
      },
    });
    this.workGroupName = new athena.CfnWorkGroup(this, 'WorkGroup', {
      name: 'reports',
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        resultConfiguration: { outputLocation: this.results.s3UrlForObject('queries/'), encryptionConfiguration: { encryptionOption: 'SSE_S3' } },
      },
    }).ref;
  }

  private bucket(id: string, serverAccessLogsBucket?: s3.IBucket): s3.Bucket {
    return new s3.Bucket(this, id, {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      serverAccessLogsBucket,
      serverAccessLogsPrefix: serverAccessLogsBucket && `${id}/`,
    });
  }
}
