import { Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { DynamoGetItemTask, ExpressMode, ExpressWorkflow, LambdaTask, RestApiStart, RetryPolicy, StartAuthorization } from 'cdk-stepwright';
import { Construct } from 'constructs';

/** What a basket costs, while the caller waits: the products are read from a table, and a function prices them. */
export class QuotesStack extends Stack {
  public readonly products: dynamodb.Table;
  public readonly price: lambda.Function;
  public readonly workflow: ExpressWorkflow;
  public readonly api: RestApiStart;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    this.products = new dynamodb.Table(this, 'Products', {
      partitionKey: { name: 'shop', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sku', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.price = new lambda.Function(this, 'Price', {
      code: lambda.Code.fromInline(`exports.handler = async ({ lines }) => {
  const total = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  if (total > 10000) throw Object.assign(new Error('Ask our sales team for ' + total), { name: 'Basket.TooExpensive' });
  return { lines: lines.length, total };
};`),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      timeout: Duration.seconds(5),
    });

    this.workflow = new ExpressWorkflow(this, 'Workflow', {
      comment: 'What a basket costs',
      mode: ExpressMode.SYNC,
      definitionBody: sfn.DefinitionBody.fromChainable(this.definition()),
      timeout: Duration.seconds(25), // the gateway waits 29
      // A basket that is wrong is a failed execution, too.
      alarms: { failed: { threshold: 20 } },
      queryLanguage: sfn.QueryLanguage.JSONATA,
    });

    const { ARRAY, INTEGER, OBJECT, STRING } = apigateway.JsonSchemaType;
    this.api = new RestApiStart(this, 'Api', {
      workflow: this.workflow,
      authorization: StartAuthorization.iam(),
      path: 'shops/{shop}/quotes',
      input: { path: ['shop'] },
      requestSchema: {
        type: OBJECT,
        required: ['items'],
        properties: {
          items: {
            type: ARRAY,
            minItems: 1,
            maxItems: 50,
            items: { type: OBJECT, required: ['sku', 'quantity'], properties: { sku: { type: STRING }, quantity: { type: INTEGER, minimum: 1 } } },
          },
        },
      },
      errorMapping: { 'Product.NotFound': 404, 'Basket.TooExpensive': 422 },
    });
  }

  private definition(): sfn.IChainable {
    // Somebody waits: it is tried again soon, or not at all.
    const once = { interval: Duration.seconds(1), maxAttempts: 1, maxDelay: Duration.seconds(2) };
    const inAHurry = {
      taskTimeout: sfn.Timeout.duration(Duration.seconds(6)),
      retryPolicy: RetryPolicy.transient(once).and(RetryPolicy.throttling(once)),
    };

    const read = DynamoGetItemTask.jsonata(this, 'Read product', {
      table: this.products,
      key: { shop: '{% $states.input.shop %}', sku: '{% $states.input.sku %}' },
      assign: { item: '{% $states.input %}' },
      ...inAHurry,
    });
    const line = sfn.Pass.jsonata(this, 'Line', { outputs: { sku: '{% $item.sku %}', price: '{% $states.input.price %}', quantity: '{% $item.quantity %}' } });
    const unknown = sfn.Fail.jsonata(this, 'Unknown product', { error: 'Product.NotFound', cause: '{% "There is no product " & $item.sku %}' });
    const found = sfn.Choice.jsonata(this, 'Is it there?').when(sfn.Condition.jsonata('{% $states.input = null %}'), unknown).otherwise(line);

    const lines = sfn.Map.jsonata(this, 'Each item', {
      items: sfn.ProvideItems.jsonata('{% $states.input.body.items %}'),
      itemSelector: {
        shop: '{% $states.input.path.shop %}',
        sku: '{% $states.context.Map.Item.Value.sku %}',
        quantity: '{% $states.context.Map.Item.Value.quantity %}',
      },
      maxConcurrency: 10,
      outputs: { lines: '{% $states.result %}' },
    }).itemProcessor(read.next(found));
    return lines.next(LambdaTask.jsonata(this, 'Price basket', { lambdaFunction: this.price, ...inAHurry }));
  }
}
