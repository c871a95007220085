import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { API_CALL, makeTask, TaskDefaults, TaskKind, TaskResources, TaskStatements } from './task-defaults';
import { allow, arnOf, isExpression, unnamed, writesWithKey } from './task-statements';

/** What a query has beside what CDK's task has. */
export interface AthenaQueryTaskOptions {
  /**
   * Where the data are that the query reads.
   *
   * @default - nothing in S3 is read
   */
  readonly dataLocations?: s3.Location[];
  /**
   * Where the work group keeps results, where `resultConfiguration` does not say it.
   *
   * @default - Athena keeps them itself (managed query results)
   */
  readonly workGroupResultLocation?: s3.Location;
}

/** What reading results has beside what CDK's task has. */
export interface AthenaResultsTaskOptions {
  /**
   * The work group of the query.
   *
   * @default primary
   */
  readonly workGroup?: string;
  /**
   * Where the results are.
   *
   * @default - Athena keeps them itself (managed query results)
   */
  readonly resultLocation?: s3.Location;
}

/** What a query is made of, in a JSONPath state. */
export interface AthenaQueryTaskJsonPathProps
  extends tasks.AthenaStartQueryExecutionJsonPathProps, AthenaQueryTaskOptions, TaskDefaults, TaskResources, TaskStatements {}

/** What a query is made of, in a JSONata state. */
export interface AthenaQueryTaskJsonataProps
  extends tasks.AthenaStartQueryExecutionJsonataProps, AthenaQueryTaskOptions, TaskDefaults, TaskResources, TaskStatements {}

/** What reading the results of a query is made of, in a JSONPath state. */
export interface AthenaResultsTaskJsonPathProps
  extends tasks.AthenaGetQueryResultsJsonPathProps, AthenaResultsTaskOptions, TaskDefaults, TaskResources {}

/** What reading the results of a query is made of, in a JSONata state. */
export interface AthenaResultsTaskJsonataProps
  extends tasks.AthenaGetQueryResultsJsonataProps, AthenaResultsTaskOptions, TaskDefaults, TaskResources {}

type QueryProps = tasks.AthenaStartQueryExecutionProps & AthenaQueryTaskOptions & TaskDefaults & TaskResources & TaskStatements;
type ResultsProps = tasks.AthenaGetQueryResultsProps & AthenaResultsTaskOptions & TaskDefaults & TaskResources;

const { REQUEST_RESPONSE, RUN_JOB } = sfn.IntegrationPattern;
/** Athena ends a query of data after 30 minutes, before which it may wait for its turn. */
const QUERY = Duration.hours(1);
const WORK_GROUP = 'arn:aws:athena:us-east-1:123456789012:workgroup/reports';

const QUERY_KIND: TaskKind<QueryProps, tasks.AthenaStartQueryExecution> = {
  factory: 'AthenaQueryTask',
  pattern: RUN_JOB,
  problem: ({ workGroup = '', iamResources, resultConfiguration, workGroupResultLocation, queryExecutionContext, additionalIamStatements }) => {
    const location = resultConfiguration?.outputLocation;
    if (location && workGroupResultLocation) return '"resultConfiguration.outputLocation" and "workGroupResultLocation" are set. Keep the one where the results are.';
    const named = [['resultConfiguration.outputLocation', location?.bucketName], ['queryExecutionContext.databaseName', queryExecutionContext?.databaseName]];
    const [prop, value] = named.find(([, text]) => text !== undefined && isExpression(text)) ?? [];
    if (value !== undefined && !additionalIamStatements) return `"${prop}" is an expression, so that what the role has to allow is not known. Allow it with "additionalIamStatements".`;
    return unnamed('workGroup', workGroup, iamResources, WORK_GROUP);
  },
  timeout: ({ integrationPattern }) => (integrationPattern === RUN_JOB ? QUERY : API_CALL),
  make: (scope, id, props) => new tasks.AthenaStartQueryExecution(scope, id, props),
  result: ({ integrationPattern, resultConfiguration }) => (integrationPattern === REQUEST_RESPONSE ? undefined : {
    members: {
      QueryExecutionId: 'QueryExecution.QueryExecutionId',
      State: 'QueryExecution.Status.State',
      ...resultConfiguration?.outputLocation ? { OutputLocation: 'QueryExecution.ResultConfiguration.OutputLocation' } : {},
    },
  }),
  statements: (task, props) => [
    allow(
      ['athena:StartQueryExecution', ...props.integrationPattern === RUN_JOB ? ['athena:GetQueryExecution', 'athena:StopQueryExecution'] : []],
      props.iamResources ?? [arnOf(task, 'athena', 'workgroup', props.workGroup ?? 'primary')],
    ),
    allow(['athena:GetDataCatalog'], [arnOf(task, 'athena', 'datacatalog', props.queryExecutionContext?.catalogName ?? 'AwsDataCatalog')]),
    ...resultStatements(task, props.resultConfiguration?.outputLocation ?? props.workGroupResultLocation),
    ...writesWithKey(props.resultConfiguration?.encryptionConfiguration?.encryptionKey),
    ...(props.dataLocations ?? []).flatMap((location) => readStatements(task, location)),
    ...catalogStatements(task, props.queryExecutionContext?.databaseName),
    ...props.additionalIamStatements ?? [],
  ],
};

/** Athena reads and writes with the rights of the caller. @see https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html */
function resultStatements(task: sfn.TaskStateBase, location: s3.Location | undefined): iam.PolicyStatement[] {
  if (!location || isExpression(location.bucketName)) return [];
  return [
    allow(['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], [bucketArn(task, location)]),
    allow(['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], [objectsArn(task, location)]),
  ];
}

const readStatements = (task: sfn.TaskStateBase, location: s3.Location): iam.PolicyStatement[] =>
  [allow(['s3:GetBucketLocation', 's3:ListBucket'], [bucketArn(task, location)]), allow(['s3:GetObject'], [objectsArn(task, location)])];

const bucketArn = (task: sfn.TaskStateBase, { bucketName }: s3.Location): string => `arn:${Stack.of(task).partition}:s3:::${bucketName}`;
const objectsArn = (task: sfn.TaskStateBase, location: s3.Location): string =>
  `${bucketArn(task, location)}/${location.objectKey.replace(/\/?$/, location.objectKey === '' ? '' : '/')}*`;

/** What reading a table needs of the catalogue. @see https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html */
function catalogStatements(task: sfn.TaskStateBase, database: string | undefined): iam.PolicyStatement[] {
  if (database === undefined || isExpression(database)) return [];
  return [allow(
    ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition'],
    [Stack.of(task).formatArn({ service: 'glue', resource: 'catalog' }), arnOf(task, 'glue', 'database', database), arnOf(task, 'glue', 'table', `${database}/*`)],
  )];
}

const RESULTS_KIND: TaskKind<ResultsProps, tasks.AthenaGetQueryResults> = {
  factory: 'AthenaResultsTask',
  problem: ({ workGroup = '', iamResources }) => unnamed('workGroup', workGroup, iamResources, WORK_GROUP),
  timeout: () => API_CALL,
  make: (scope, id, props) => new tasks.AthenaGetQueryResults(scope, id, props),
  result: () => ({ only: 'ResultSet.Rows' }),
  statements: (task, { workGroup = 'primary', resultLocation, iamResources }) => [
    allow(['athena:GetQueryResults'], iamResources ?? [arnOf(task, 'athena', 'workgroup', workGroup)]),
    ...resultLocation ? [allow(['s3:GetObject'], [objectsArn(task, resultLocation)])] : [],
  ],
};

/**
 * Runs a query of Athena to its end, and goes on with its `QueryExecutionId`, its `State`, and the `OutputLocation` where `resultConfiguration` has
 * one. `AthenaResultsTask` reads the rows.
 *
 * It may take an hour. With `IntegrationPattern.REQUEST_RESPONSE` the state does not wait. Athena works with the rights of the caller: the role may
 * run queries in this work group, read the tables of `queryExecutionContext.databaseName` in the catalogue, read `dataLocations`, and write the
 * results. A query that changes tables needs more: give `additionalIamStatements`.
 *
 * @example
 * declare const data: s3.Bucket;
 * declare const results: s3.Bucket;
 *
 * AthenaQueryTask.jsonata(this, 'Count', {
 *   queryString: 'SELECT count(*) FROM orders',
 *   queryExecutionContext: { databaseName: 'shop' },
 *   dataLocations: [{ bucketName: data.bucketName, objectKey: 'orders' }],
 *   resultConfiguration: { outputLocation: { bucketName: results.bucketName, objectKey: 'counts' } },
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html
 */
export class AthenaQueryTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: AthenaQueryTaskJsonPathProps): tasks.AthenaStartQueryExecution {
    return makeTask(QUERY_KIND, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: AthenaQueryTaskJsonataProps): tasks.AthenaStartQueryExecution {
    return makeTask(QUERY_KIND, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}

/**
 * Reads the results of a query of Athena, and goes on with their rows, of which the first has the names of the columns.
 *
 * There are at most 1,000, and 256 KiB. It may take a minute. The role may read results of this work group, and where they are kept.
 *
 * @example
 * AthenaResultsTask.jsonata(this, 'Rows', { queryExecutionId: '{% $states.input.QueryExecutionId %}' });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html
 */
export class AthenaResultsTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: AthenaResultsTaskJsonPathProps): tasks.AthenaGetQueryResults {
    return makeTask(RESULTS_KIND, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: AthenaResultsTaskJsonataProps): tasks.AthenaGetQueryResults {
    return makeTask(RESULTS_KIND, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
