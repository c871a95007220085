import { Duration, Stack, StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { FailureDestination, FailureSink, LambdaTask, RestApiStart, RetryPolicy, Saga, StandardWorkflow, StartAuthorization } from 'cdk-stepwright';
import { Construct } from 'constructs';

/** What is bought, from its reservation to its shipment; what was done is undone where a later step fails. */
export class PaymentsStack extends Stack {
  public readonly reserve = this.handler('Reserve', `
    if (event.items.includes('unicorn')) throw Object.assign(new Error('There is no unicorn'), { name: 'Stock.SoldOut' });
    return { reservationId: 'r-' + event.orderId };`);
  public readonly release = this.handler('Release', 'return {};');
  public readonly charge = this.handler('Charge', `
    if (event.amount > 1000) throw Object.assign(new Error('The limit is 1000'), { name: 'Card.Declined' });
    return { chargeId: 'c-' + event.key };`);
  public readonly refund = this.handler('Refund', 'return {};');
  public readonly ship = this.handler('Ship', 'return { parcelId: "p-" + event.orderId };');
  public readonly recall = this.handler('Recall', 'return {};');
  public readonly failedPayments: sqs.Queue;
  public readonly workflow: StandardWorkflow;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const operators = new sns.Topic(this, 'Operators', { enforceSSL: true });
    operators.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
    const alarmActions: cloudwatch.IAlarmAction[] = [new actions.SnsAction(operators)];
    this.failedPayments = new sqs.Queue(this, 'FailedPayments', { enforceSSL: true, retentionPeriod: Duration.days(14) });

    // Each action adds what its compensation has to know.
    const adding = (name: string): string => `{% $merge([$states.input, { "${name}": $states.result.Payload }]) %}`;
    // The same key in every attempt: the card is charged once.
    const ofCard = sfn.TaskInput.fromObject({ key: '{% $states.context.Execution.Name %}', amount: '{% $states.input.amount %}' });
    // The saga tries compensations again by itself.
    const undo = { retryPolicy: RetryPolicy.none() };
    const failed = new FailureSink(this, 'Failed payment', { destination: FailureDestination.queue(this.failedPayments) });
    const payment = new Saga(this, 'Payment', {
      steps: [
        {
          id: 'reserve',
          action: LambdaTask.jsonata(this, 'Reserve items', { lambdaFunction: this.reserve, outputs: adding('reservation') }),
          compensation: LambdaTask.jsonata(this, 'Release items', { lambdaFunction: this.release, ...undo }),
        },
        {
          id: 'charge',
          action: LambdaTask.jsonata(this, 'Charge card', {
            lambdaFunction: this.charge,
            payload: ofCard,
            retryPolicy: RetryPolicy.onErrors(['Card.ProcessorBusy'], { interval: Duration.seconds(2), maxAttempts: 5 })
              .and(RetryPolicy.transient()).and(RetryPolicy.throttling()),
            outputs: adding('charge'),
          }),
          compensation: LambdaTask.jsonata(this, 'Refund card', { lambdaFunction: this.refund, payload: ofCard, ...undo }),
        },
        {
          id: 'ship',
          action: LambdaTask.jsonata(this, 'Ship parcel', { lambdaFunction: this.ship, outputs: adding('shipment') }),
          compensation: LambdaTask.jsonata(this, 'Recall parcel', { lambdaFunction: this.recall, ...undo }),
        },
      ],
      onCompensated: failed,
      onCompensationFailed: failed,
      alarmActions,
    });

    this.workflow = new StandardWorkflow(this, 'Workflow', {
      comment: 'A payment, or nothing',
      definitionBody: sfn.DefinitionBody.fromChainable(payment.next(sfn.Succeed.jsonata(this, 'Paid and shipped'))),
      timeout: Duration.hours(2),
      queryLanguage: sfn.QueryLanguage.JSONATA,
      alarms: { actions: alarmActions },
    });

    new RestApiStart(this, 'Api', {
      workflow: this.workflow,
      authorization: StartAuthorization.iam(),
      path: 'payments',
      requestSchema: {
        type: apigateway.JsonSchemaType.OBJECT,
        required: ['orderId', 'amount', 'items'],
        properties: {
          orderId: { type: apigateway.JsonSchemaType.STRING, minLength: 1 },
          amount: { type: apigateway.JsonSchemaType.NUMBER, minimum: 0, exclusiveMinimum: true },
          items: { type: apigateway.JsonSchemaType.ARRAY, minItems: 1, items: { type: apigateway.JsonSchemaType.STRING } },
        },
      },
      statusRoute: true,
      errorMapping: { 'Stock.SoldOut': 409, 'Card.Declined': 402 },
    });
  }

  /** A stand-in for a service of yours. */
  private handler(id: string, body: string): lambda.Function {
    return new lambda.Function(this, id, {
      code: lambda.Code.fromInline(`exports.handler = async (event) => {${body}\n};`),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      timeout: Duration.seconds(20),
    });
  }
}
