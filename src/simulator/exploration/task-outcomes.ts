import { isRaisable, usualErrors } from './raisable-errors';
import { OpenTask, Scope, TaskOutcome } from '../../engine/scope';
import { MapState } from '../../engine/states/map';
import { TaskState } from '../../engine/states/task';
import { StepwrightError } from '../../errors';
import type { MockRegistry } from '../mock-registry';
import type { TaskAnswer } from '../task-mock';

/** One way for a call of a task to end. */
export interface PossibleOutcome {
  /** Tells the ways of one call apart: `succeeds`, `fails with Boom`. */
  readonly label: string;
  /** Undefined where the task never answers, and times out if it can. */
  readonly outcome: TaskOutcome | undefined;
  readonly delayMilliseconds: number;
}

/** How often a mock is asked for a success: one of a sequence may come after failures. */
const ASKED_CALLS = 10;

/** All ways for a call of a task to end, its success first. */
export function possibleOutcomes(task: OpenTask, mocks: MockRegistry): PossibleOutcome[] {
  const answers = mockedAnswers(task, mocks);
  const mocked = answers.find(({ outcome }) => outcome === 'succeed');
  const output = mocked ? mocked.output : defaultOutput(task);
  const outcomes: PossibleOutcome[] = [{ label: 'succeeds', outcome: { kind: 'succeeded', output }, delayMilliseconds: mocked?.delayMilliseconds ?? 0 }];
  const failures = new Map(errorsOf(task).map((error): [string, string | undefined] => [error, undefined]));
  for (const { outcome, error, cause } of answers) {
    if (outcome === 'fail' && error !== undefined) {
      failures.set(error, cause);
    }
  }
  failures.forEach((cause, error) => outcomes.push({ label: `fails with ${error}`, outcome: { kind: 'failed', error, cause: cause ?? '' }, delayMilliseconds: 0 }));
  const timesOut = task.timeoutMilliseconds !== undefined || task.heartbeatMilliseconds !== undefined;
  if (timesOut || waitsForSomebody(task)) {
    outcomes.push({ label: timesOut ? 'times out' : 'is never answered', outcome: undefined, delayMilliseconds: 0 });
  }
  return outcomes;
}

/** What a state's mock says to this call and to further ones. */
function mockedAnswers(task: OpenTask, mocks: MockRegistry): TaskAnswer[] {
  const answers: TaskAnswer[] = [];
  try {
    for (let call = 0; call < ASKED_CALLS && answers[call - 1]?.outcome !== 'succeed'; call++) {
      const answer = mocks.find({ ...task, attempt: task.attempt + call });
      if (!answer) {
        break;
      }
      answers.push(answer);
    }
    return answers;
  } catch (error) {
    if (!(error instanceof StepwrightError) || error.code !== 'TaskSequenceExhausted') {
      throw error;
    }
  }
  return answers.length > 0 || task.attempt === 1 ? answers : mockedAnswers({ ...task, attempt: 1 }, mocks);
}

function defaultOutput({ scope: { state } }: OpenTask): any {
  if (state instanceof MapState) {
    return [{}];
  }
  const invokes = state instanceof TaskState && state.resource.kind === 'integration' && state.resource.service === 'lambda' && state.resource.pattern !== 'callback';
  return invokes ? { ExecutedVersion: '$LATEST', Payload: {}, StatusCode: 200 } : {};
}

/** The names of the errors that a call can fail with: the usual ones of the integration, and those of clauses around it that it can have. */
function errorsOf({ scope, input }: OpenTask): string[] {
  const { state } = scope;
  if (!(state instanceof TaskState)) {
    return ['States.ItemReaderFailed'];
  }
  const names = new Set(usualErrors(state.resource, input));
  for (let at: Scope | undefined = scope; at && at.execution === scope.execution; at = at.parent) {
    for (const { errors } of [...at.state.retriers, ...at.state.catchers]) {
      errors.filter((name) => isRaisable(name, state.resource, input)).forEach((name) => names.add(name));
    }
  }
  return [...names];
}

/** A task token is given to somebody who may lose it, and a worker may not be there. */
function waitsForSomebody({ scope: { state } }: OpenTask): boolean {
  return state instanceof TaskState && (state.resource.kind === 'activity' || (state.resource.kind === 'integration' && state.resource.pattern === 'callback'));
}
