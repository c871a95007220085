import type { Engine } from './engine';
import type { Scope } from './scope';
import { JsonObject, JsonValue } from '../asl/json-value';

/** An ISO 8601 date-time in UTC, as the context object shows it. */
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();

/**
 * The context object: `$$` under JSONPath, `$states.context` under JSONata.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function contextObject(engine: Engine, scope: Scope, taskToken?: string): JsonObject {
  const { execution } = scope;
  const context: { [name: string]: JsonValue } = {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      StartTime: isoTime(execution.startTime),
      Name: execution.name,
      RoleArn: engine.identity.roleArn,
      ...(engine.identity.express ? undefined : { RedriveCount: execution.redrives }),
    },
    StateMachine: { Id: engine.identity.stateMachineArn, Name: engine.identity.stateMachineName },
    State: scope.state.retriable
      ? { Name: scope.state.name, EnteredTime: isoTime(scope.enteredTime), RetryCount: scope.retryCount }
      : { Name: scope.state.name, EnteredTime: isoTime(scope.enteredTime) },
  };
  const iteration = iterationOf(scope);
  if (iteration) {
    const { index, key, item, source } = iteration;
    context.Map = { Item: { Index: index, ...(key === undefined ? undefined : { Key: key }), Value: item, ...(source === '' ? undefined : { Source: source }) } };
  }
  if (taskToken !== undefined) {
    context.Task = { Token: taskToken };
  }
  return context;
}

interface Iteration {
  readonly index: number;
  /** The name of the item, where the items are the members of an object. */
  readonly key: string | undefined;
  readonly item: JsonValue;
  readonly source: string;
}

/** The innermost Map iteration that a scope is in. */
function iterationOf(scope: Scope): Iteration | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.item !== undefined) {
      const children = at.parent?.children;
      return at.itemSource === undefined
        ? { index: at.index, key: children?.keys?.[at.index], item: at.item, source: children?.source ?? 'STATE_DATA' }
        : { index: at.index, key: at.itemKey, item: at.item, source: at.itemSource };
    }
  }
  return undefined;
}
