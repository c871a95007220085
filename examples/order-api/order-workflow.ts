import { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { AslValidation, DynamoPutItemTask, DynamoUpdateItemTask, LambdaTask, ProgressChannel, SqsTask, StandardWorkflow } from 'cdk-stepwright';
import { Construct } from 'constructs';

export interface OrderWorkflowProps {
  readonly orders: dynamodb.ITable;
  readonly chargeCard: lambda.IFunction;
  readonly warehouse: sqs.IQueue;
  readonly progress: ProgressChannel;
}

/** An order from its placing to its packing. Its id is the name of the execution; after each step, its customer is told. */
export class OrderWorkflow extends Construct {
  public readonly workflow: StandardWorkflow;

  constructor(scope: Construct, id: string, private readonly props: OrderWorkflowProps) {
    super(scope, id);
    this.workflow = new StandardWorkflow(this, 'Workflow', {
      comment: 'From an order to its parcel',
      definitionBody: sfn.DefinitionBody.fromChainable(this.definition()),
      timeout: Duration.days(7),
      queryLanguage: sfn.QueryLanguage.JSONATA,
    });
    AslValidation.acknowledge(this.workflow, { id: 'ASL821', state: 'Pack', reason: 'People pack, and send no heartbeats' });
  }

  private definition(): sfn.IChainable {
    const { orders, chargeCard, warehouse } = this.props;
    const orderId = '{% $states.context.Execution.Name %}';
    const save = DynamoPutItemTask.jsonata(this, 'Save order', {
      table: orders,
      item: { customer: '{% $states.input.identity.sub %}', id: orderId, status: 'PLACED', items: '{% $states.input.arguments.items %}' },
      assign: { customer: '{% $states.input.identity.sub %}', items: '{% $states.input.arguments.items %}' },
    });

    const refused = sfn.Fail.jsonata(this, 'Order refused', { error: 'Card.Declined', cause: 'The card was declined.' });
    const refuse = this.mark('Mark as refused', 'REFUSED').next(this.tell('Say that it is refused', 'REFUSED', refused));
    const charge = LambdaTask.jsonata(this, 'Charge card', {
      lambdaFunction: chargeCard,
      payload: sfn.TaskInput.fromObject({ orderId, customer: '{% $customer %}', items: '{% $items %}' }),
      assign: { total: '{% $states.result.Payload.total %}' },
    }).addCatch(refuse, { errors: ['Card.Declined'] });

    const pack = SqsTask.jsonata(this, 'Pack', {
      queue: warehouse,
      messageBody: sfn.TaskInput.fromObject({ orderId, items: '{% $items %}', taskToken: '{% $states.context.Task.Token %}' }),
      integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      taskTimeout: sfn.Timeout.duration(Duration.days(3)),
    });

    const packed = this.tell('Say that it is packed', 'PACKED', sfn.Succeed.jsonata(this, 'Order packed'));
    pack.next(this.mark('Mark as packed', 'PACKED')).next(packed);
    charge.next(this.mark('Mark as paid', 'PAID', { total: '{% $total %}' })).next(this.tell('Say that it is paid', 'PAID', pack));
    return save.next(this.tell('Say that it is placed', 'PLACED', charge));
  }

  /** Tells the customer. Where that fails, the order goes on all the same. */
  private tell(stateId: string, status: string, next: sfn.State & sfn.IChainable): sfn.IChainable {
    return this.props.progress.publishJsonata(this, stateId, { fields: { status, owner: '{% $customer %}' } }).addCatch(next).next(next);
  }

  private mark(stateId: string, status: string, more: { readonly [name: string]: string } = {}): tasks.DynamoUpdateItem {
    const names = ['status', ...Object.keys(more)];
    return DynamoUpdateItemTask.jsonata(this, stateId, {
      table: this.props.orders,
      key: { customer: '{% $customer %}', id: '{% $states.context.Execution.Name %}' },
      updateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      expressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      expressionAttributeValues: { ':status': status, ...Object.fromEntries(Object.entries(more).map(([name, value]) => [`:${name}`, value])) },
    });
  }
}
