import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { attributeProblem, attributeValues, PLAIN_ITEM } from './dynamo-attributes';
import {
  DynamoDeleteItemTaskOptions, DynamoGetItemTaskOptions, DynamoItemOptions, DynamoPutItemTaskOptions, DynamoUpdateItemTaskOptions, DynamoWriteOptions,
} from './dynamo-item-options';
import { API_CALL, makeTask, TaskDefaults, TaskKind, TaskProps, TaskResult } from './task-defaults';
import { allow } from './task-statements';

/** What reading an item is made of, in a JSONPath state. */
export interface DynamoGetItemTaskJsonPathProps extends sfn.TaskStateJsonPathBaseProps, DynamoGetItemTaskOptions, TaskDefaults {}

/** What reading an item is made of, in a JSONata state. */
export interface DynamoGetItemTaskJsonataProps extends sfn.TaskStateJsonataBaseProps, DynamoGetItemTaskOptions, TaskDefaults {}

/** What writing an item is made of, in a JSONPath state. */
export interface DynamoPutItemTaskJsonPathProps extends sfn.TaskStateJsonPathBaseProps, DynamoPutItemTaskOptions, TaskDefaults {}

/** What writing an item is made of, in a JSONata state. */
export interface DynamoPutItemTaskJsonataProps extends sfn.TaskStateJsonataBaseProps, DynamoPutItemTaskOptions, TaskDefaults {}

/** What changing an item is made of, in a JSONPath state. */
export interface DynamoUpdateItemTaskJsonPathProps extends sfn.TaskStateJsonPathBaseProps, DynamoUpdateItemTaskOptions, TaskDefaults {}

/** What changing an item is made of, in a JSONata state. */
export interface DynamoUpdateItemTaskJsonataProps extends sfn.TaskStateJsonataBaseProps, DynamoUpdateItemTaskOptions, TaskDefaults {}

/** What deleting an item is made of, in a JSONPath state. */
export interface DynamoDeleteItemTaskJsonPathProps extends sfn.TaskStateJsonPathBaseProps, DynamoDeleteItemTaskOptions, TaskDefaults {}

/** What deleting an item is made of, in a JSONata state. */
export interface DynamoDeleteItemTaskJsonataProps extends sfn.TaskStateJsonataBaseProps, DynamoDeleteItemTaskOptions, TaskDefaults {}

type Given = TaskProps & DynamoItemOptions & Partial<Pick<DynamoWriteOptions, 'expressionAttributeValues' | 'returnValues'>>
& { readonly key?: { [name: string]: any }; readonly item?: { [name: string]: any } };

/** What the four tasks have in common. */
const kindOf = <Props extends Given, Task extends sfn.TaskStateBase>(
  name: 'Get' | 'Put' | 'Update' | 'Delete', make: (scope: Construct, id: string, props: any) => Task, result: (props: Props) => TaskResult | undefined,
): TaskKind<Props, Task> => ({
  factory: `Dynamo${name}ItemTask`,
  problem: ({ key, item, expressionAttributeValues }) =>
    attributeProblem(key, 'key') ?? attributeProblem(item, 'item') ?? attributeProblem(expressionAttributeValues, 'expressionAttributeValues'),
  timeout: () => API_CALL,
  make: (scope, id, props) => {
    const attributes = (['key', 'item', 'expressionAttributeValues'] as const).flatMap((prop) => {
      const values = props[prop];
      return values ? [[prop, attributeValues(values, props.queryLanguage!)] as const] : [];
    });
    return make(scope, id, { ...props, ...Object.fromEntries(attributes) });
  },
  result,
  statements: (task, { table }) => [allow([`dynamodb:${name}Item`], [table.tableArn]), ...keyOf(task, table, name !== 'Get')],
});

/**
 * What DynamoDB does with the key of a table, it does for the caller.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
function keyOf(task: sfn.TaskStateBase, { encryptionKey }: DynamoItemOptions['table'], writes: boolean): iam.PolicyStatement[] {
  if (!encryptionKey) return [];
  const write = writes ? ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'] : [];
  return [allow(['kms:Decrypt', 'kms:DescribeKey', ...write], [encryptionKey.keyArn], { StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(task).region}.amazonaws.com` } })];
}

/** The answer of a write says nothing, but where the user asks for something. */
const written = ({ returnValues, returnConsumedCapacity, returnItemCollectionMetrics }: DynamoWriteOptions): TaskResult | undefined =>
  (returnValues ?? returnConsumedCapacity ?? returnItemCollectionMetrics ? undefined : 'input');

const GET = kindOf<TaskProps & DynamoGetItemTaskOptions, tasks.DynamoGetItem>('Get', (scope, id, props) => new tasks.DynamoGetItem(scope, id, props), () => ({ expression: PLAIN_ITEM }));
const PUT = kindOf<TaskProps & DynamoPutItemTaskOptions, tasks.DynamoPutItem>('Put', (scope, id, props) => new tasks.DynamoPutItem(scope, id, props), written);
const UPDATE = kindOf<TaskProps & DynamoUpdateItemTaskOptions, tasks.DynamoUpdateItem>('Update', (scope, id, props) => new tasks.DynamoUpdateItem(scope, id, props), written);
const DELETE = kindOf<TaskProps & DynamoDeleteItemTaskOptions, tasks.DynamoDeleteItem>('Delete', (scope, id, props) => new tasks.DynamoDeleteItem(scope, id, props), written);

/**
 * Reads an item of a table.
 *
 * In JSONata it goes on with the item as a plain object, or null where there is none. In JSONPath it goes on with DynamoDB's answer, whose `Item` is
 * missing where there is none: a path to it would fail. It may take a minute. Keys are plain values. The role may read items of this table, and use
 * its key.
 *
 * @example
 * declare const table: dynamodb.Table;
 *
 * DynamoGetItemTask.jsonata(this, 'Order', { table, key: { id: '{% $states.input.id %}' } });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html
 */
export class DynamoGetItemTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: DynamoGetItemTaskJsonPathProps): tasks.DynamoGetItem {
    return makeTask(GET, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: DynamoGetItemTaskJsonataProps): tasks.DynamoGetItem {
    return makeTask(GET, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}

/**
 * Writes an item into a table, and goes on with its input, or with DynamoDB's answer where something was asked of it.
 *
 * The item is plain values: in JSONata the types of what expressions give are found when the task runs, in JSONPath `JsonPath.stringAt()` is a text
 * and `JsonPath.numberAt()` a number. It may take a minute. The role may put items into this table, and use its key.
 *
 * @example
 * declare const table: dynamodb.Table;
 *
 * DynamoPutItemTask.jsonata(this, 'Keep', {
 *   table,
 *   item: { id: '{% $states.input.id %}', state: 'PACKED', parcels: [1, 2] },
 *   conditionExpression: 'attribute_not_exists(id)',
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html
 */
export class DynamoPutItemTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: DynamoPutItemTaskJsonPathProps): tasks.DynamoPutItem {
    return makeTask(PUT, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: DynamoPutItemTaskJsonataProps): tasks.DynamoPutItem {
    return makeTask(PUT, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}

/**
 * Changes an item of a table, and goes on with its input, or with DynamoDB's answer where something was asked of it.
 *
 * Keys and values are plain values. It may take a minute. What is retried may have been done: `SET` is safe to repeat, `ADD` is not. The role may
 * update items of this table, and use its key.
 *
 * @example
 * declare const table: dynamodb.Table;
 *
 * DynamoUpdateItemTask.jsonata(this, 'Packed', {
 *   table,
 *   key: { id: '{% $states.input.id %}' },
 *   updateExpression: 'SET #state = :packed',
 *   expressionAttributeNames: { '#state': 'state' },
 *   expressionAttributeValues: { ':packed': 'PACKED' },
 * });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html
 */
export class DynamoUpdateItemTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: DynamoUpdateItemTaskJsonPathProps): tasks.DynamoUpdateItem {
    return makeTask(UPDATE, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: DynamoUpdateItemTaskJsonataProps): tasks.DynamoUpdateItem {
    return makeTask(UPDATE, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}

/**
 * Deletes an item of a table, and goes on with its input, or with DynamoDB's answer where something was asked of it.
 *
 * Keys are plain values. It may take a minute. The role may delete items of this table, and use its key.
 *
 * @example
 * declare const table: dynamodb.Table;
 *
 * DynamoDeleteItemTask.jsonPath(this, 'Forget', { table, key: { id: sfn.JsonPath.stringAt('$.id') } });
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html
 */
export class DynamoDeleteItemTask {
  /**
   * A JSONPath state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonPath(scope: Construct, id: string, props: DynamoDeleteItemTaskJsonPathProps): tasks.DynamoDeleteItem {
    return makeTask(DELETE, sfn.QueryLanguage.JSON_PATH, scope, id, props);
  }

  /**
   * A JSONata state.
   *
   * @param scope where it is
   * @param id the name of the state
   * @param props what it is made of
   */
  public static jsonata(scope: Construct, id: string, props: DynamoDeleteItemTaskJsonataProps): tasks.DynamoDeleteItem {
    return makeTask(DELETE, sfn.QueryLanguage.JSONATA, scope, id, props);
  }

  private constructor() {}
}
