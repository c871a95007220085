import type { IConstruct } from 'constructs';
import { LocalDynamoDb } from './dynamodb/local-dynamodb';
import { LocalEventBridge } from './local-event-bridge';
import { LocalS3 } from './local-s3';
import { LocalSns } from './local-sns';
import { LocalSqs } from './local-sqs';
import { addResource, RESOURCE_TYPES } from './resources-of-construct';
import { callOf, describeError, LocalService, NotSimulated, refuseOthers, ServiceError, TaskError, withMetadata } from './service-call';
import { JsonValue } from '../../asl/json-value';
import { simulatedResources } from '../../definitions/construct';
import type { Engine } from '../../engine/engine';
import type { ResultFiles } from '../../engine/result-writer';
import type { OpenTask } from '../../engine/scope';
import { TaskState } from '../../engine/states/task';
import { StepwrightError } from '../../errors';
import { ItemReaderError } from '../items/item-reader-error';
import { readItems } from '../items/read-items';
import type { TaskAnswer } from '../task-mock';

/** The fakes in a text of {@link LocalServices.toJson}, in its order. */
const SAVED = ['s3', 'dynamoDb', 'sqs', 'sns', 'eventBridge'] as const;

/**
 * Services in memory that answer the tasks of simulated executions, where no mock does. A test puts data in before, and looks at what is there
 * after.
 *
 * What they hold is not part of an execution: it outlives the execution, several simulators can share it, and `ExecutionInProgress.toJson()`
 * does not have it. Write it down beside the execution with {@link toJson}.
 *
 * @example
 * declare const workflow: StandardWorkflow;
 * const services = new LocalServices();
 * services.dynamoDb.addTable('Orders', 'id');
 * services.sqs.addQueue('shipping'); // or all that a stack has: LocalServices.fromConstruct(stack)
 *
 * Simulator.fromStateMachine(workflow).useServices(services).run({ orderId: 'o-1' });
 *
 * services.dynamoDb.item('Orders', { id: 'o-1' }); // { id: 'o-1', status: 'PAID' }
 * services.sqs.messages('shipping'); // what was sent
 */
export class LocalServices {
  /**
   * Services with the tables and their indexes, queues, topics and buckets of an app, of a stack, or of any part of it, all of them empty. They
   * have the names that simulated definitions have for them.
   *
   * @param construct where they are looked for, with all that is in it
   */
  public static fromConstruct(construct: IConstruct): LocalServices {
    const services = new LocalServices();
    simulatedResources(construct, RESOURCE_TYPES).forEach((resource) => addResource(services, resource));
    return services;
  }

  /**
   * The services that {@link toJson} wrote down.
   *
   * @param json what it wrote
   */
  public static fromJson(json: string): LocalServices {
    const services = new LocalServices();
    let saved: { readonly [service: string]: JsonValue };
    try {
      saved = JSON.parse(json);
      SAVED.forEach((name) => services[name]._restore(saved[name]));
    } catch {
      throw new StepwrightError('InvalidServices', 'The text is not what toJson() of LocalServices wrote.');
    }
    return services;
  }

  /** Buckets and objects. */
  public readonly s3 = new LocalS3();
  /** Tables and items. */
  public readonly dynamoDb = new LocalDynamoDb();
  /** Queues and the messages in them. */
  public readonly sqs = new LocalSqs();
  /** Topics and what was published. */
  public readonly sns = new LocalSns();
  /** Event buses and the events on them. */
  public readonly eventBridge = new LocalEventBridge();

  /** All that the services hold, as JSON, for {@link fromJson}. */
  public toJson(): string {
    return JSON.stringify(Object.fromEntries(SAVED.map((name) => [name, this[name]._save()])));
  }

  /** @internal */
  public _answer(task: OpenTask, engine: Engine): TaskAnswer | undefined {
    if (task.reader) {
      return this.readItems(task, engine);
    }
    const { state } = task.scope;
    if (!(state instanceof TaskState) || state.resource.kind !== 'integration') {
      return undefined;
    }
    const { service: name, action: suffixed, pattern } = state.resource;
    const action = suffixed.replace(/\.(sync(:2)?|waitForTaskToken)$/, '');
    const service = this.service(name);
    const answers = service?.actions.get(action);
    if (!service || !answers) {
      return undefined;
    }
    const call = callOf(task, engine, action, !name.startsWith('aws-sdk:'));
    try {
      refuseOthers(call.input, answers.parameters);
      const output = withMetadata(answers.perform(call), call);
      return pattern === 'callback' ? { outcome: 'pending', submittedOutput: output, delayMilliseconds: 0 } : { outcome: 'succeed', output, delayMilliseconds: 0 };
    } catch (error) {
      if (error instanceof TaskError) {
        return { outcome: 'fail', error: error.error, cause: error.cause, delayMilliseconds: 0 };
      }
      if (error instanceof ServiceError) {
        return { outcome: 'fail', ...describeError(error, service.names, call), delayMilliseconds: 0 };
      }
      throw explained(error, `calls "${name}:${suffixed}" with`, state.name);
    }
  }

  /** @internal */
  public _writeResults({ bucket, files }: ResultFiles, now: number): string | undefined {
    try {
      files.forEach(({ key, text }) => this.s3._write(bucket, key, text, now));
      return undefined;
    } catch (error) {
      if (error instanceof ServiceError) {
        return `${error.message}: the bucket "${bucket}" of the ResultWriter.`;
      }
      throw error;
    }
  }

  private readItems(task: OpenTask, engine: Engine): TaskAnswer {
    const action = task.scope.state.type === 'Map' ? readerAction(task) : '';
    const call = callOf(task, engine, action, true);
    try {
      return { outcome: 'succeed', output: readItems(this.s3, action, call.input, task.reader!), delayMilliseconds: 0 };
    } catch (error) {
      if (error instanceof ItemReaderError) {
        return { outcome: 'fail', error: 'States.ItemReaderFailed', cause: error.message, delayMilliseconds: 0 };
      }
      if (error instanceof ServiceError) {
        return { outcome: 'fail', error: 'States.ItemReaderFailed', cause: describeError(error, this.s3._service.names, call).cause, delayMilliseconds: 0 };
      }
      throw explained(error, 'has an ItemReader with', task.scope.state.name);
    }
  }

  private service(name: string): LocalService | undefined {
    switch (name) {
      case 'aws-sdk:s3': return this.s3._service;
      case 'dynamodb':
      case 'aws-sdk:dynamodb': return this.dynamoDb._service;
      case 'sqs':
      case 'aws-sdk:sqs': return this.sqs._service;
      case 'sns':
      case 'aws-sdk:sns': return this.sns._service;
      case 'events':
      case 'aws-sdk:eventbridge': return this.eventBridge._service;
      default: return undefined;
    }
  }
}

/** Says what is not simulated, and whose it is. */
function explained(error: unknown, does: string, stateName: string): unknown {
  const name = JSON.stringify(stateName);
  return !(error instanceof NotSimulated) ? error : new StepwrightError('NotSimulated',
    `State ${name} ${does} ${error.what}, which LocalServices does not simulate. Leave it out, or mock the state: mockState(${name}, …).`);
}

const readerAction = ({ scope: { state } }: OpenTask): string => {
  const { reader } = state as unknown as { readonly reader?: string };
  return reader?.slice(reader.lastIndexOf(':') + 1) ?? '';
};
