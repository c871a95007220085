import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaTask, StandardWorkflow } from 'cdk-stepwright';
import { Construct } from 'constructs';

export interface DeliveryWorkflowProps {
  readonly bookCourier: lambda.IFunction;
}

/** Books a courier and waits until the parcel should be there. Another workflow runs it and waits for its output. */
export class DeliveryWorkflow extends Construct {
  public readonly workflow: StandardWorkflow;

  constructor(scope: Construct, id: string, props: DeliveryWorkflowProps) {
    super(scope, id);
    const book = LambdaTask.jsonPath(this, 'Book courier', { lambdaFunction: props.bookCourier, resultPath: '$.courier' });
    const underWay = new sfn.Wait(this, 'Parcel is under way', { time: sfn.WaitTime.timestampPath('$.courier.expectedAt') });
    this.workflow = new StandardWorkflow(this, 'Workflow', {
      definitionBody: sfn.DefinitionBody.fromChainable(book.next(underWay).next(new sfn.Succeed(this, 'Parcel is there'))),
      timeout: Duration.days(5),
    });
  }
}
