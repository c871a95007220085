import { TaskAnswer } from './task-mock';
import { JsonValue } from '../asl/json-value';
import { Engine } from '../engine/engine';
import { OpenTask, TaskOutcome } from '../engine/scope';
import { TaskState } from '../engine/states/task';
import { bug } from '../errors';

/** Runs an execution to its end in virtual time: when nothing is left to do, the next due thing happens at once. */
export function runToEnd(engine: Engine, answer: (task: OpenTask) => TaskAnswer): void {
  engine.start();
  engine.work();
  while (engine.status === 'RUNNING') {
    for (const task of engine.takeTasks()) {
      answerTask(engine, task, answer(task));
    }
    if (engine.status === 'RUNNING' && engine.nextDue() === undefined) {
      bug('An execution is running and waits for nothing.');
    }
    engine.advance();
    engine.work();
  }
}

function answerTask(engine: Engine, task: OpenTask, answer: TaskAnswer): void {
  engine.taskStarted(task, answer.workerName);
  if (waitsForService(task)) {
    engine.taskSubmitted(task, (answer.submittedOutput as JsonValue | undefined) ?? submission(engine));
  }
  const outcome = outcomeOf(answer);
  if (outcome) {
    engine.taskEnds(task, outcome, engine.now + answer.delayMilliseconds);
  }
}

function outcomeOf(answer: TaskAnswer): TaskOutcome | undefined {
  switch (answer.outcome) {
    case 'succeed': return { kind: 'succeeded', output: answer.output as JsonValue };
    case 'fail': return { kind: 'failed', error: answer.error, cause: answer.cause };
    case 'silent': return undefined;
  }
}

/** Whether the task is handed to a service and ends later: `.sync` and `.waitForTaskToken`. */
function waitsForService({ scope: { state } }: OpenTask): boolean {
  return state instanceof TaskState && state.resource.kind === 'integration' && state.resource.pattern !== 'request-response';
}

/** What a service answers to a submission, where a mock does not say: what every AWS API answers. */
function submission(engine: Engine): JsonValue {
  return { SdkHttpMetadata: { HttpStatusCode: 200 }, SdkResponseMetadata: { RequestId: engine.random.uuid() } };
}
