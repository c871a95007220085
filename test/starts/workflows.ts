import { App, Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ExpressMode, ExpressWorkflow, StandardWorkflow } from '../../src';

export const newStack = (): Stack => new Stack(new App(), 'Shop');

const definitionBody = (stack: Stack, id: string) => sfn.DefinitionBody.fromChainable(new sfn.Succeed(stack, `${id}Done`));

/** A workflow that does nothing. */
export const standard = (stack: Stack, id = 'Orders') => new StandardWorkflow(stack, id, {
  timeout: Duration.hours(1), logs: { level: sfn.LogLevel.ALL }, definitionBody: definitionBody(stack, id),
});

export const express = (stack: Stack, mode: ExpressMode, timeout?: Duration, id = 'Quotes') => new ExpressWorkflow(stack, id, {
  mode, timeout, definitionBody: definitionBody(stack, id),
});
