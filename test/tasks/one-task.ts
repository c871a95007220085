import { Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { surplusOf } from '../role-surplus';
import { makeStack } from './task-cases';
import { AslValidation, Finding, Simulator, StandardWorkflow, TaskMock } from '../../src';
import { definitionOf } from '../definition-of';

/** A workflow with one task, named `Do`. */
export interface OneTask {
  readonly stack: Stack;
  readonly workflow: StandardWorkflow;
  /** The state as CDK writes it. */
  readonly state: any;
  readonly findings: Finding[];
  /** What the role is allowed that is not needed. */
  readonly surplus: string[];
  /** What the execution gives when the task answers this. */
  output(answer: unknown, input?: unknown): unknown;
  /** What the task is called with. */
  sent(input: unknown, answer?: unknown): any;
}

export function oneTask(make: (stack: Stack) => sfn.IChainable, stack: Stack = makeStack()): OneTask {
  const workflow = new StandardWorkflow(stack, 'Workflow', { definitionBody: sfn.DefinitionBody.fromChainable(make(stack)), timeout: Duration.days(9) });
  const run = (mock: TaskMock, input: unknown) => Simulator.fromStateMachine(workflow).mockState('Do', mock).run(input).assertSucceeded();
  return {
    stack,
    workflow,
    get state() { return definitionOf(workflow).States.Do; },
    get findings() { return AslValidation.of(stack).findings(); },
    get surplus() { return surplusOf(workflow); },
    output: (answer, input = { id: 'a' }) => run(TaskMock.succeed(answer), input).output as unknown,
    sent: (input, answer = {}) => {
      let seen: unknown;
      run(TaskMock.respondWith({ respond: (request) => { seen = request.input; return TaskMock.succeed(answer); } }), input);
      return seen;
    },
  };
}
