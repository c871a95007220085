import { NAMES, Starters } from './nested-executions';
import { bodyText, callOf, describeError, member, ServiceCall, ServiceError, textOf } from './services/service-call';
import type { TaskAnswer } from './task-mock';
import { JsonValue } from '../asl/json-value';
import type { Engine } from '../engine/engine';
import { isOpenAt, OpenTask, TaskOutcome } from '../engine/scope';
import type { State } from '../engine/states/state';
import { isTaskToken, TaskState } from '../engine/states/task';

/** Whether a state calls tasks back: `aws-sdk:sfn:sendTaskSuccess`, `sendTaskFailure` or `sendTaskHeartbeat`. */
export const callsBack = (state: State): boolean => actionOf(state) !== undefined;

const actionOf = (state: State): string | undefined => state instanceof TaskState && state.resource.kind === 'integration'
  ? /^aws-sdk:sfn:(sendTask(?:Success|Failure|Heartbeat))$/.exec(`${state.resource.service}:${state.resource.action}`)?.[1] : undefined;

const waitsForCallback = (state: State): boolean => state instanceof TaskState && state.usesToken;

/**
 * Lets a task call back the task whose token it sends: of its own execution, or of one around it. Undefined where the task calls nothing back, or
 * where none of those executions has given out a token: it is then one from outside of the simulation.
 *
 * An execution that another starts runs to its end at once, ahead of what is around it. So what it sends becomes due there at its own time; that
 * the task ends earlier, it sees only where it is known already: by a timeout, a heartbeat that is missing, another callback.
 */
export function answerCallback(task: OpenTask, engine: Engine, starters: Starters): TaskAnswer | undefined {
  const action = actionOf(task.scope.state);
  if (action === undefined || ![engine, ...starters.map((one) => one.engine)].some(({ machine }) => machine.states.some(waitsForCallback))) {
    return undefined;
  }
  const call = callOf(task, engine, action, false);
  try {
    callBack(call, engine, starters);
    return { outcome: 'succeed', output: {}, delayMilliseconds: 0 };
  } catch (error) {
    if (error instanceof ServiceError) {
      return { outcome: 'fail', ...describeError(error, NAMES, call), delayMilliseconds: 0 };
    }
    throw error;
  }
}

/**
 * The error for a text that is no token is recorded, the words for a task that has ended are those that its users report, and those for an output
 * are of AWS's page.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
function callBack(call: ServiceCall, engine: Engine, starters: Starters): void {
  const token = textOf(call.input, 'TaskToken') ?? '';
  if (!isTaskToken(token)) {
    throw new ServiceError('InvalidToken', 'Invalid Token: \'Invalid token\'', 'InvalidTokenException');
  }
  const outcome = outcomeOf(call);
  const waiting = findTask(token, engine, starters);
  if (!waiting || !isOpenAt(waiting.task, call.now)) {
    throw new ServiceError('TaskTimedOut', 'Task Timed Out: \'Provided task does not exist anymore\'', 'TaskTimedOutException');
  }
  if (outcome) {
    waiting.engine.taskEnds(waiting.task, outcome, call.now);
  } else {
    waiting.engine.heartbeat(waiting.task, call.now);
  }
}

/** What a task is called back with; undefined for a heartbeat. */
function outcomeOf({ action, input }: ServiceCall): TaskOutcome | undefined {
  switch (action) {
    case 'sendTaskSuccess': return { kind: 'succeeded', output: parseOutput(member(input, 'Output')) };
    case 'sendTaskFailure': {
      const cause = member(input, 'Cause');
      return { kind: 'failed', error: textOf(input, 'Error'), cause: cause === undefined ? undefined : bodyText(cause) };
    }
    default: return undefined;
  }
}

/** A text is JSON text; of anything else Step Functions makes one. */
function parseOutput(output: JsonValue | undefined): JsonValue {
  if (output !== undefined && typeof output !== 'string') {
    return output;
  }
  try {
    return JSON.parse(output ?? '') as JsonValue;
  } catch {
    throw new ServiceError('InvalidOutput', 'The provided JSON output data is not valid.', 'InvalidOutputException');
  }
}

/** The task that was given a token: mostly it is the one that has started the execution. */
function findTask(token: string, engine: Engine, starters: Starters): { readonly task: OpenTask; readonly engine: Engine } | undefined {
  const starter = starters.find(({ task }) => task.token === token);
  if (starter) {
    return starter;
  }
  for (const one of [engine, ...starters.map((other) => other.engine)]) {
    const task = one.openTasks().find((open) => open.token === token);
    if (task) {
      return { task, engine: one };
    }
  }
  return undefined;
}
