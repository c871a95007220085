import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { newStack, standard } from './workflows';
import { IdempotentStart, RedriveOperator } from '../../src';

/** The errors that the tasks of a start try again, by their ids. */
function retriesOf(make: (stack: ReturnType<typeof newStack>) => unknown): object {
  const stack = newStack();
  make(stack);
  const tasks = stack.node.findAll().filter((child) => child instanceof sfn.TaskStateBase);
  return Object.fromEntries(tasks.map((task) => [task.node.id, (task.toStateJson() as any).Retry.map(({ ErrorEquals }: any) => ErrorEquals)]));
}

const UNNAMED = ['Sfn.SfnException', 'Sfn.SdkClientException'];

test('tasks try again what may pass by itself, and not what they are refused', () => {
  expect(retriesOf((stack) => new RedriveOperator(stack, 'Redrives', { workflow: standard(stack) }))).toEqual({
    'List the failed': [UNNAMED],
    'Look at it': [UNNAMED, ['Sfn.KmsThrottlingException']],
    'Redrive it': [UNNAMED, ['Sfn.ExecutionLimitExceededException']],
  });
  expect(retriesOf((stack) => new IdempotentStart(stack, 'Start', { workflow: standard(stack) }))).toEqual({
    'Start the execution': [
      ['StepFunctions.AWSStepFunctionsException', 'StepFunctions.SdkClientException'], ['StepFunctions.KmsThrottlingException'],
      ['StepFunctions.ExecutionLimitExceededException'],
    ],
    'Describe the execution': [UNNAMED, ['Sfn.KmsThrottlingException'], ['Sfn.ExecutionDoesNotExistException']],
  });
});
