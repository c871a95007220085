import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { textOf } from './api-gateway';
import {
  EventStart, HttpApiStart, HttpStartAuthorization, IdempotentStart, IWorkflow, QueueStart, QueueStartSource, RestApiStart, S3ObjectStart,
  ScheduleStart, StartAuthorization, StartTime,
} from '../../src';

/** A start of a workflow, as simple as it can be, with the id `Start`. */
export interface Start {
  readonly name: string;
  /** The service that starts executions with the role of the start; none where a workflow in front does. */
  readonly service?: 'apigateway' | 'events' | 'pipes' | 'scheduler';
  readonly make: (stack: Stack, workflow: IWorkflow) => unknown;
  /** The ARN that its template starts. */
  readonly started: (stack: Stack) => string;
}

/** The properties of the first resource of a type. */
export const propertiesOf = (stack: Stack, type: string, properties = {}): any =>
  Object.values(Template.fromStack(stack).findResources(type, { Properties: properties }))[0].Properties;

/** The definition of the workflow that a start makes. */
export const definitionOfStart = (stack: Stack): string =>
  textOf(propertiesOf(stack, 'AWS::StepFunctions::StateMachine', { RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Start'), 'Arn'] } }).DefinitionString);

const ofRule = (stack: Stack): string => textOf(propertiesOf(stack, 'AWS::Events::Rule').Targets[0].Arn);

/** Every start. */
export const STARTS: readonly Start[] = [
  {
    name: 'RestApiStart',
    service: 'apigateway',
    make: (stack, workflow) => new RestApiStart(stack, 'Start', { workflow, authorization: StartAuthorization.iam() }),
    started: (stack) => /"stateMachineArn":"([^"]*)"/.exec(textOf(propertiesOf(stack, 'AWS::ApiGateway::Method').Integration.RequestTemplates['application/json']))![1],
  },
  {
    name: 'HttpApiStart',
    service: 'apigateway',
    make: (stack, workflow) => new HttpApiStart(stack, 'Start', { workflow, authorization: HttpStartAuthorization.iam() }),
    started: (stack) => textOf(propertiesOf(stack, 'AWS::ApiGatewayV2::Integration').RequestParameters.StateMachineArn),
  },
  {
    name: 'EventStart',
    service: 'events',
    make: (stack, workflow) => new EventStart(stack, 'Start', { workflow, eventPattern: { source: ['shop'] } }),
    started: ofRule,
  },
  {
    name: 'S3ObjectStart',
    service: 'events',
    make: (stack, workflow) => new S3ObjectStart(stack, 'Start', { workflow, bucket: new s3.Bucket(stack, 'Bucket') }),
    started: ofRule,
  },
  {
    name: 'ScheduleStart',
    service: 'scheduler',
    make: (stack, workflow) => new ScheduleStart(stack, 'Start', { workflow, time: StartTime.rate(Duration.hours(1)) }),
    started: (stack) => textOf(propertiesOf(stack, 'AWS::Scheduler::Schedule').Target.Arn),
  },
  {
    name: 'QueueStart',
    service: 'pipes',
    make: (stack, workflow) => new QueueStart(stack, 'Start', { workflow, source: QueueStartSource.sqs() }),
    started: (stack) => textOf(propertiesOf(stack, 'AWS::Pipes::Pipe').Target),
  },
  {
    name: 'IdempotentStart',
    make: (stack, workflow) => new IdempotentStart(stack, 'Start', { workflow }),
    started: (stack) => /"StateMachineArn":"([^"]*)"/.exec(definitionOfStart(stack))![1],
  },
];
