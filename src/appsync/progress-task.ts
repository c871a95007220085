import * as events from 'aws-cdk-lib/aws-events';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { CheckedSchema } from './checked-schema';
import { fieldsOf, literalProblem, ProgressMessage, TIME_FIELD } from './progress-schema';
import { didYouMean } from '../did-you-mean';
import { misuse } from '../misuse';
import { EventTask } from '../tasks/event-task';
import { TaskDefaults } from '../tasks/task-defaults';

/** What a message of a ProgressChannel says. */
export interface ProgressMessageOptions {
  /**
   * The key of what is followed: subscribers of this key get the message.
   *
   * @default - the name of the execution, which `startAsync()` of an AppSyncApi gives. In a child of a distributed Map, that is the child's
   */
  readonly key?: string;
  /**
   * The fields of the message, each with its value, expression or path. A field whose type has `!` has to be there.
   *
   * @default - none, where no field has to be there
   */
  readonly fields?: { [field: string]: any };
}

/** What a JSONPath state that publishes is made of. */
export interface ProgressJsonPathProps extends sfn.TaskStateJsonPathBaseProps, TaskDefaults, ProgressMessageOptions {}

/** What a JSONata state that publishes is made of. */
export interface ProgressJsonataProps extends sfn.TaskStateJsonataBaseProps, TaskDefaults, ProgressMessageOptions {}

/** What a state publishes to. @internal */
export interface Publishing {
  readonly channel: Construct;
  readonly schema: CheckedSchema;
  readonly message: ProgressMessage;
  readonly eventBus: events.IEventBus;
}

/** The source of the events of every channel. @internal */
export const EVENT_SOURCE = 'cdk-stepwright.progress';

/** @internal */
export function publishJsonPath(
  { channel, schema, message, eventBus }: Publishing, scope: Construct, id: string, props: ProgressJsonPathProps,
): tasks.EventBridgePutEvents {
  const { key = sfn.JsonPath.executionName, fields = {}, ...rest } = props;
  checkTask(channel, schema, message, id, fields, props);
  const entry = entryOf(message, eventBus, key, sfn.JsonPath.stateEnteredTime, fields);
  return EventTask.jsonPath(scope, id, { resultPath: sfn.JsonPath.DISCARD, ...rest, entries: [entry] });
}

/** @internal */
export function publishJsonata(
  { channel, schema, message, eventBus }: Publishing, scope: Construct, id: string, props: ProgressJsonataProps,
): tasks.EventBridgePutEvents {
  const { key = '{% $states.context.Execution.Name %}', fields = {}, ...rest } = props;
  checkTask(channel, schema, message, id, fields, props);
  const entry = entryOf(message, eventBus, key, '{% $states.context.State.EnteredTime %}', fields);
  return EventTask.jsonata(scope, id, { outputs: '{% $states.input %}', ...rest, entries: [entry] });
}

/** The time is that at which the state was entered: it stays the same where the state is tried again, and what came later has a later one. */
function entryOf(
  { name, keyField }: ProgressMessage, eventBus: events.IEventBus, key: string, time: string, fields: object,
): tasks.EventBridgePutEventsEntry {
  return { eventBus, source: EVENT_SOURCE, detailType: name, detail: sfn.TaskInput.fromObject({ [keyField]: key, [TIME_FIELD]: time, ...fields }) };
}

function checkTask(
  channel: Construct, schema: CheckedSchema, message: ProgressMessage, id: string, fields: { [field: string]: any }, props: sfn.TaskStateBaseProps,
): void {
  const { keyField } = message;
  const { integrationPattern = sfn.IntegrationPattern.REQUEST_RESPONSE } = props;
  const { [keyField]: _key, [TIME_FIELD]: _time, ...own } = fieldsOf(message);
  const what = `"fields" of "${id}"`;
  const names = Object.keys(own);
  const unknown = Object.keys(fields).find((field) => !names.includes(field));
  if (unknown === keyField) throw misuse(channel, `${what} has "${keyField}", which is the key. Give it as "key".`);
  if (unknown !== undefined) {
    throw misuse(channel, `${what} has "${unknown}", which messages of the channel do not have.${didYouMean(unknown, names)} They have ${names.map((name) => `"${name}"`).join(', ')}.`);
  }
  const missing = names.find((name) => own[name].endsWith('!') && !(name in fields));
  if (missing !== undefined) throw misuse(channel, `${what} has no "${missing}", which every message of the channel has: its type is "${own[missing]}". Give it a value.`);
  for (const [field, value] of Object.entries(fields)) {
    const problem = literalProblem(schema, own[field], value);
    if (problem !== undefined) throw misuse(channel, `${what} has "${field}" with ${JSON.stringify(value)}, but its type is "${own[field]}". ${problem}`);
  }
  if (integrationPattern !== sfn.IntegrationPattern.REQUEST_RESPONSE) {
    throw misuse(channel, `"integrationPattern" of "${id}" is IntegrationPattern.${integrationPattern}, but nobody answers to progress. Leave it out.`);
  }
}
