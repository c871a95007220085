import { TaskAnswer } from './task-mock';
import { JsonValue } from '../asl/json-value';
import { Engine } from '../engine/engine';
import { NEVER, OpenTask, TaskOutcome } from '../engine/scope';
import { TaskState } from '../engine/states/task';
import { StepwrightError } from '../errors';

/** How a task is answered; undefined where it is left open. */
export type Answers = (task: OpenTask, engine: Engine) => TaskAnswer | undefined;

/**
 * Runs an execution to its end in virtual time: when nothing is left to do, the next due thing happens at once.
 *
 * @param stopsAt when it is stopped, before what is due then. Default: it is not
 */
export function runToEnd(engine: Engine, answers: Answers, stopsAt = NEVER): void {
  while (engine.state.status === 'RUNNING') {
    if (stopsAt < NEVER && (engine.nextDue() ?? NEVER) >= stopsAt) {
      engine.state.now = stopsAt;
      engine.stop();
    } else {
      step(engine, answers);
    }
  }
}

/** Lets the next due thing happen, and all that follows from it at once. */
export function step(engine: Engine, answers: Answers): void {
  if (!engine.advance()) {
    throw new StepwrightError('NeverEnds', 'The execution waits for ever: a task never answers (TaskMock.timeOut()), its state has no TimeoutSeconds, '
      + 'and the limit of how long an execution may take is lifted. Give the state a timeout, or do not lift SimulatorLimit.DURATION.');
  }
  settle(engine, answers);
}

/** Lets every scope that can go on take its turn, and answers the tasks that were scheduled. */
export function settle(engine: Engine, answers: Answers): void {
  engine.work();
  for (let task = engine.takeTask(); task; task = engine.takeTask()) {
    startTask(engine, task, answers(task, engine));
    engine.work();
  }
}

function startTask(engine: Engine, task: OpenTask, answer: TaskAnswer | undefined): void {
  engine.taskStarted(task, answer?.workerName);
  if (waitsForService(task)) {
    engine.taskSubmitted(task, (answer?.submittedOutput as JsonValue | undefined) ?? submission(engine));
  }
  const outcome = answer && outcomeOf(answer);
  if (outcome) {
    if (answer.delayMilliseconds > 0 || !engine.taskEndsAtOnce(task, outcome)) {
      engine.taskEnds(task, outcome, engine.now + answer.delayMilliseconds);
    }
  } else if (answer && answer.outcome !== 'pending') {
    task.answered = true; // by silence
  }
}

function outcomeOf(answer: TaskAnswer): TaskOutcome | undefined {
  switch (answer.outcome) {
    case 'succeed': return { kind: 'succeeded', output: answer.output as JsonValue };
    case 'fail': return { kind: 'failed', error: answer.error, cause: answer.cause };
    case 'silent':
    case 'pending': return undefined;
  }
}

/** Whether the task is handed to a service and ends later: `.sync` and `.waitForTaskToken`. */
function waitsForService({ scope: { state } }: OpenTask): boolean {
  return state instanceof TaskState && state.resource.kind === 'integration' && state.resource.pattern !== 'request-response';
}

/** What a service answers to a submission, where a mock does not say: what every AWS API answers. */
function submission(engine: Engine): JsonValue {
  return { SdkHttpMetadata: { HttpStatusCode: 200 }, SdkResponseMetadata: { RequestId: engine.state.random.uuid() } };
}
