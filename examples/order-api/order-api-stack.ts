import * as path from 'path';
import { Duration, Expiration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ApiAuth, ApiSchema, AppSyncApi, ChannelAccess, DynamoResolvers, JsResolver, ProgressChannel, WorkflowInput } from 'cdk-stepwright';
import { Construct } from 'constructs';
import { OrderWorkflow } from './order-workflow';

/** A shop: everybody reads the catalogue, users place orders and follow them, services keep the catalogue and tell where parcels are. */
export class OrderApiStack extends Stack {
  public readonly users: cognito.UserPool;
  public readonly products = this.table('Products', 'category', 'sku');
  public readonly orders = this.table('OrderTable', 'customer', 'id');
  public readonly chargeCard: lambda.Function;
  public readonly api: AppSyncApi;
  public readonly progress: ProgressChannel;
  public readonly order: OrderWorkflow;
  /** The service that says where a parcel is. */
  public readonly couriers = this.service('Couriers');
  /** The service that keeps the catalogue. */
  public readonly buyers = this.service('Buyers');

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    this.users = new cognito.UserPool(this, 'Users', {
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      passwordPolicy: { minLength: 12, requireLowercase: true, requireUppercase: true, requireDigits: true, requireSymbols: true },
      mfa: cognito.Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: cognito.FeaturePlan.PLUS,
      standardThreatProtectionMode: cognito.StandardThreatProtectionMode.FULL_FUNCTION,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.chargeCard = new lambda.Function(this, 'ChargeCard', {
      code: lambda.Code.fromInline(`exports.handler = async ({ items }) => {
  const total = items.reduce((sum, { quantity }) => sum + 4 * quantity, 0);
  if (total > 1000) throw Object.assign(new Error('The limit is 1000'), { name: 'Card.Declined' });
  return { total };
};`),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      timeout: Duration.seconds(20),
    });

    this.api = new AppSyncApi(this, 'Api', {
      schema: ApiSchema.fromFile(path.join(__dirname, 'schema.graphql')),
      auth: ApiAuth.cognito(this.users).and(
        ApiAuth.iam(),
        // Each deployment makes it good for another year.
        ApiAuth.apiKey({ description: 'Visitors of the shop', expires: Expiration.after(Duration.days(365)) }),
      ),
    });
    this.progress = new ProgressChannel(this, 'Progress', {
      api: this.api,
      name: 'orderProgress',
      fields: { status: 'OrderStatus!', place: 'String' },
      // Users follow their own orders, whatever ids they know.
      access: ChannelAccess.owner(),
    });
    this.order = new OrderWorkflow(this, 'Order', {
      orders: this.orders,
      chargeCard: this.chargeCard,
      warehouse: new sqs.Queue(this, 'Warehouse', { enforceSSL: true }),
      progress: this.progress,
    });

    // The identity of the caller comes from AppSync: nobody orders for somebody else.
    this.api.startAsync('Mutation.placeOrder', this.order.workflow, { input: WorkflowInput.argumentsAndIdentity() });
    this.addTableFields();
    this.progress.grantPublish(this.couriers);
    this.api.grant(this.buyers, 'Mutation.putProduct');
  }

  private addTableFields(): void {
    const products = this.api.addDynamoDbDataSource('Products', this.products);
    const orders = this.api.addDynamoDbDataSource('Orders', this.orders);
    const ofProduct = { partitionKey: 'category', sortKey: 'sku' };
    this.api.addResolver('Query.product', { dataSource: products, code: DynamoResolvers.get(ofProduct) });
    this.api.addResolver('Query.products', { dataSource: products, code: DynamoResolvers.query({ partitionKey: 'category' }) });
    this.api.addResolver('Mutation.putProduct', { dataSource: products, code: DynamoResolvers.put({ ...ofProduct, replace: true }) });
    this.api.addResolver('Query.orders', { dataSource: orders, code: DynamoResolvers.query({ partitionKey: 'customer', keyFrom: 'identity.sub' }) });
    this.api.addResolver('Query.order', {
      dataSource: orders, code: JsResolver.fromFile(path.join(__dirname, 'resolvers', 'my-order.js')), actions: ['dynamodb:GetItem'],
    });
  }

  private table(id: string, partitionKey: string, sortKey: string): dynamodb.Table {
    return new dynamodb.Table(this, id, {
      partitionKey: { name: partitionKey, type: dynamodb.AttributeType.STRING },
      sortKey: { name: sortKey, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  private service(id: string): iam.Role {
    return new iam.Role(this, id, { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
  }
}
