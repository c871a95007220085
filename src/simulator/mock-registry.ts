import { copyJson } from './json-input';
import { impossibleAnswer } from './mock-check';
import { TaskAnswer, TaskMock, TaskRequest } from './task-mock';
import { JsonValue } from '../asl/json-value';
import { didYouMean } from '../did-you-mean';
import { Machine } from '../engine/machine';
import { OpenTask } from '../engine/scope';
import { MapState } from '../engine/states/map';
import { State } from '../engine/states/state';
import { TaskState } from '../engine/states/task';
import { StepwrightError } from '../errors';

/** Who answers which task. The most specific mock counts: of the state, then of the Lambda function, then of the integration. */
export class MockRegistry {
  /** By the index of the state. */
  private readonly byState: (TaskMock | undefined)[];
  private readonly byFunction = new Map<string, TaskMock>();
  private readonly functionPaths = new Map<string, string>();
  private readonly byIntegration = new Map<string, TaskMock>();

  constructor(private readonly machine: Machine) {
    this.byState = machine.states.map(() => undefined);
  }

  /** The names of the states that can be mocked. */
  public get mockableStates(): string[] {
    return this.machine.states.filter(callsSomething).map(({ name }) => name);
  }

  public mockState(name: string, mock: TaskMock): void {
    const state = this.machine.states.find((one) => one.name === name);
    if (!state) {
      throw new StepwrightError('UnknownState', `State "${name}" is not in this machine.${didYouMean(name, this.mockableStates)}`);
    }
    if (!callsSomething(state)) {
      throw new StepwrightError('NotATask', `State "${name}" is a ${state.type} state, which calls nothing that could be mocked. Mock a Task state, or a Map with an ItemReader.`);
    }
    this.byState[state.index] = checked(mock, `mockState("${name}", …)`, [state]);
  }

  /** Why a state's task could never be answered so, as it stands behind the name of the state; undefined where it could. */
  public problemOf(name: string, answer: TaskAnswer): string | undefined {
    const state = this.machine.states.find((one) => one.name === name);
    return state && problemOf(state, answer);
  }

  /** @param path the construct of the function: functions of two stacks can have the same readable name */
  public mockFunction(arn: string, mock: TaskMock, path: string): void {
    const name = functionName(arn);
    const other = this.functionPaths.get(name);
    if (other !== undefined && other !== path) {
      throw new StepwrightError('AmbiguousFunction', `Functions "${other}" and "${path}" have the same name in a simulation, "${name}". `
        + 'Give one of them another id, or mock the states that call them: mockState("…", …).');
    }
    if (!this.mayCall(name)) {
      throw new StepwrightError('FunctionNotCalled', `No state of this machine calls the function "${path}". Mock the functions that it calls, or a state: mockState("…", …).`);
    }
    this.functionPaths.set(name, path);
    this.byFunction.set(name, checked(mock, 'mockFunction(…)', []));
  }

  public mockIntegration(resource: string, mock: TaskMock): void {
    const name = integrationName(resource);
    const callers = this.machine.states.filter(callsSomething);
    const called = callers.map((state) => integrationName(resourceOf(state)));
    if (!called.includes(name)) {
      throw new StepwrightError('UnknownIntegration', `No state of this machine calls "${name}".${didYouMean(name, called)}`
        + (called.length === 0 ? '' : ` It calls ${[...new Set(called)].map((one) => `"${one}"`).join(', ')}.`));
    }
    this.byIntegration.set(name, checked(mock, `mockIntegration("${name}", …)`, callers.filter((_, index) => called[index] === name)));
  }

  /** Whether a task calls a function of that name, or one that only the data names. */
  private mayCall(name: string): boolean {
    return this.machine.states.some((state) => state instanceof TaskState
      && (state.functionName === undefined ? isInvoke(state) : functionName(state.functionName) === name));
  }

  /**
   * Says that nothing answers a task.
   *
   * @param pending whether it was handed to a service and only waits
   */
  public refuse(task: OpenTask, pending: boolean): never {
    const { state } = task.scope;
    throw pending ? waitsForCallback(state) : unanswered(state, resourceOf(state), calledFunction(state, task.input));
  }

  /** How a task is answered, or undefined where nothing answers it. */
  public find(task: OpenTask): TaskAnswer | undefined {
    const { state } = task.scope;
    const resource = resourceOf(state);
    const request = new CalledTask(state.name, resource, task.attempt, task.token, task);
    const mock = this.byState[state.index];
    if (mock) {
      return answered(state, mock, request);
    }
    const called = calledFunction(state, task.input);
    const ofFunction = called === undefined ? undefined : this.byFunction.get(functionName(called));
    if (ofFunction) {
      return invoked(state, ofFunction._answer(request));
    }
    const ofIntegration = this.byIntegration.get(integrationName(resource));
    return ofIntegration && answered(state, ofIntegration, request);
  }
}

/** What a mock of a state or an integration answers. */
function answered(state: State, mock: TaskMock, request: TaskRequest): TaskAnswer {
  const given = mock._answer(request);
  if (!mock._answers) {
    refuseImpossible(state, given); // other mocks were looked at when they were set
  }
  return given.returned ? invoked(state, given) : given;
}

/** What a function returns can be anything: it is not the answer yet. */
function problemOf(state: State, answer: TaskAnswer): string | undefined {
  return state instanceof TaskState && !answer.returned ? impossibleAnswer(state.resource, answer) : undefined;
}

function refuseImpossible(state: State, answer: TaskAnswer): void {
  const problem = problemOf(state, answer);
  if (problem !== undefined) {
    throw new StepwrightError('ImpossibleMock', `State "${state.name}" ${problem}`);
  }
}

/** @param states whose task it answers with its whole result */
function checked(mock: TaskMock, where: string, states: readonly State[]): TaskMock {
  if (!(mock instanceof TaskMock)) {
    throw new StepwrightError('NoTaskMock', `${where} was given no TaskMock. Give one, for example TaskMock.succeed({ … }).`);
  }
  states.forEach((state) => mock._answers?.forEach((answer) => refuseImpossible(state, answer)));
  return mock;
}

const NOT_COPIED = {};

/** The input is copied when it is looked at: most mocks do not. */
class CalledTask implements TaskRequest {
  private copy: any = NOT_COPIED;

  constructor(
    readonly stateName: string, readonly resource: string, readonly attempt: number, readonly taskToken: string | undefined,
    private readonly task: OpenTask,
  ) {}

  public get input(): any {
    if (this.copy === NOT_COPIED) {
      this.copy = copyJson(this.task.input);
    }
    return this.copy;
  }
}

const callsSomething = (state: State): boolean => state instanceof TaskState || (state instanceof MapState && state.reader !== undefined);

function resourceOf(state: State): string {
  return state instanceof TaskState ? state.resource.arn : (state as MapState).reader!;
}

/** `dynamodb:putItem` for its ARN and for itself; another ARN is its own name. */
function integrationName(resource: string): string {
  return resource.replace(/^arn:[^:]*:states:[^:]*:[^:]*:(?!activity:)/, '');
}

const isInvoke = (state: State): boolean => /^lambda:invoke(\.waitForTaskToken)?$/.test(integrationName(resourceOf(state)));

const isCallback = (state: State): boolean => state instanceof TaskState && state.resource.kind === 'integration' && state.resource.pattern === 'callback';

/** The Lambda function that a task calls, where it calls one. */
function calledFunction(state: State, input: JsonValue): string | undefined {
  if (state instanceof TaskState && state.resource.kind === 'lambda') {
    return state.resource.arn;
  }
  const name = isInvoke(state) && typeof input === 'object' && input !== null ? (input as { FunctionName?: JsonValue }).FunctionName : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** A function's name, whatever names it: its ARN, with or without a version or alias, or its name. */
function functionName(arnOrName: string): string {
  const match = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(arnOrName);
  return match ? match[1] : arnOrName.split(':')[0];
}

/** What a function returns as the result of the task that calls it. */
function invoked(state: State, answer: TaskAnswer): TaskAnswer {
  return isInvoke(state) && answer.outcome === 'succeed' && !isCallback(state)
    ? { ...answer, output: { ExecutedVersion: '$LATEST', Payload: answer.output as JsonValue, StatusCode: 200 } } : answer;
}

function waitsForCallback(state: State): StepwrightError {
  const name = JSON.stringify(state.name);
  return new StepwrightError('UnansweredTask', `State ${name} waits for a callback, and in run() nothing calls back.`,
    `Drive the execution with start() and succeedTask(), or mock the state: simulator.mockState(${name}, TaskMock.succeed({ /* what is called back */ })).`);
}

function unanswered(state: State, resource: string, called: string | undefined): StepwrightError {
  const name = JSON.stringify(state.name);
  const integration = integrationName(resource);
  const calls = called === undefined || called === resource ? `"${integration}"` : `"${integration}" for "${functionName(called)}"`;
  const result = state instanceof MapState ? '[/* the items */]' : '{ /* its result */ }';
  return new StepwrightError('UnansweredTask', `State ${name} calls ${calls}, and nothing answers it.`,
    `Mock the state, for example simulator.mockState(${name}, TaskMock.succeed(${result})), or what it calls: `
    + (called === undefined ? `simulator.mockIntegration("${integration}", …).` : 'simulator.mockFunction(…).'));
}
