import { AslDocument, parseDefinition, valueOf } from '../asl/document';
import { JsonNode, ObjectNode } from '../asl/json/nodes';
import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';
import { TaskAnswer, TaskMock } from './task-mock';

export interface MockFileOptions {
  /** What messages call the file. */
  readonly file: string;
  /** The state machine of the file. Default: the only one that has the test case */
  readonly stateMachine?: string;
  /** Default: the only test case of the state machine */
  readonly testCase?: string;
  /** The names of the Task states of the workflow that is simulated. Default: the test case's state names are not checked */
  readonly taskStates?: Iterable<string>;
  /** Why a state's task could never be answered so, as it stands behind the name of the state. Default: answers are not checked */
  readonly problemOf?: (state: string, answer: TaskAnswer) => string | undefined;
}

/**
 * Reads the mock configuration file of Step Functions Local: the mocks of one test case, by the name of the state.
 *
 * The whole file is checked, not only the test case. The first mistake throws a {@link StepwrightError} that says where it is.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html
 */
export function readMockFile(text: string, options: MockFileOptions): Map<string, TaskMock> {
  return new MockFile(text, options).mocks();
}

/** The answer to the calls `from` to `to` of a state's task, counted from 0 as the file counts. */
interface MockedCalls {
  readonly from: number;
  readonly to: number;
  readonly mock: TaskMock;
  /** Where the answer stands. */
  readonly node: JsonNode;
}

interface MockedResponse {
  readonly calls: readonly MockedCalls[];
  readonly mock: TaskMock;
}

interface TestCase {
  readonly stateMachine: string;
  readonly name: string;
  readonly node: ObjectNode;
}

const CALLS = /^(0|[1-9]\d{0,8})(?:-(0|[1-9]\d{0,8}))?$/;

class MockFile {
  private readonly document: AslDocument;

  constructor(text: string, private readonly options: MockFileOptions) {
    this.document = parseDefinition({ text, opaques: [], file: options.file });
  }

  public mocks(): Map<string, TaskMock> {
    const [problem] = this.document.problems;
    if (problem) this.refuseAt(problem.line, problem.column, `The mock file cannot be read: ${problem.message}`);
    const root = this.object(this.document.root!, 'A mock file');
    this.members(root, 'a mock file', ['StateMachines', 'MockedResponses']);

    const responses = new Map<string, MockedResponse>();
    const responsesNode = root.get('MockedResponses');
    if (responsesNode) {
      for (const response of this.object(responsesNode, '"MockedResponses"').members) responses.set(String(response.name), this.response(response));
    }
    const stateMachines = root.get('StateMachines');
    if (!stateMachines) this.refuse(root, 'The mock file has no "StateMachines". It names the test cases of each state machine.');
    const testCases = this.testCases(this.object(stateMachines, '"StateMachines"'), responses);
    return this.mocksOf(this.choose(testCases), responses);
  }

  private testCases(stateMachines: ObjectNode, responses: ReadonlyMap<string, MockedResponse>): TestCase[] {
    const testCases: TestCase[] = [];
    for (const machine of stateMachines.members) {
      const what = `State machine "${machine.name}" of the mock file`;
      const node = this.object(machine, what);
      this.members(node, 'a state machine of a mock file', ['TestCases']);
      const cases = node.get('TestCases');
      if (!cases) this.refuse(node, `${what} has no "TestCases".`);
      for (const testCase of this.object(cases, `"TestCases" of state machine "${machine.name}"`).members) {
        const states = this.object(testCase, `Test case "${testCase.name}"`);
        for (const state of states.members) {
          if (state.kind !== 'string') this.refuse(state, `State "${state.name}" of test case "${testCase.name}" is ${described(state)}. It must be the name of a mocked response, as text.`);
          if (!responses.has(state.value)) {
            this.refuse(state, `State "${state.name}" of test case "${testCase.name}" takes the mocked response "${state.value}", which "MockedResponses" does not have.${didYouMean(state.value, responses.keys())}`);
          }
        }
        testCases.push({ stateMachine: String(machine.name), name: String(testCase.name), node: states });
      }
    }
    return testCases;
  }

  private choose(testCases: readonly TestCase[]): TestCase {
    const { file, stateMachine, testCase } = this.options;
    const machines = new Set(testCases.map((each) => each.stateMachine));
    if (stateMachine !== undefined && !machines.has(stateMachine)) {
      throw new StepwrightError('UnknownMockedStateMachine', `Mock file "${file}" has no test cases for state machine "${stateMachine}". It has some for ${listed(machines)}.${didYouMean(stateMachine, machines)}`);
    }
    const ofMachine = testCases.filter((each) => stateMachine === undefined || each.stateMachine === stateMachine);
    const found = ofMachine.filter((each) => testCase === undefined || each.name === testCase);
    if (found.length === 1) return found[0];
    const names = new Set(ofMachine.map((each) => each.name));
    if (found.length === 0) {
      throw new StepwrightError('UnknownTestCase', testCase === undefined
        ? `Mock file "${file}" has no test case.`
        : `Mock file "${file}" has no test case "${testCase}". It has ${listed(names)}.${didYouMean(testCase, names)}`);
    }
    if (testCase === undefined && names.size > 1) {
      throw new StepwrightError('AmbiguousTestCase', `Mock file "${file}" has the test cases ${listed(names)}. Say which one to run.`);
    }
    throw new StepwrightError('AmbiguousTestCase', `Mock file "${file}" has the test case "${found[0].name}" for the state machines ${listed(found.map((each) => each.stateMachine))}. Say which state machine is simulated.`);
  }

  private mocksOf(testCase: TestCase, responses: ReadonlyMap<string, MockedResponse>): Map<string, TaskMock> {
    const known = this.options.taskStates && new Set(this.options.taskStates);
    const mocks = new Map<string, TaskMock>();
    for (const state of testCase.node.members) {
      const name = String(state.name);
      if (known && !known.has(name)) {
        const { line, column } = this.document.locateName(state);
        this.refuseAt(line, column, `Test case "${testCase.name}" mocks state "${name}", but the workflow has no Task state of that name. It has ${listed(known)}.${didYouMean(name, known)}`);
      }
      if (state.kind === 'string') {
        const response = responses.get(state.value)!;
        this.checkAnswers(name, response);
        mocks.set(name, response.mock);
      }
    }
    return mocks;
  }

  private checkAnswers(state: string, { calls }: MockedResponse): void {
    for (const { mock, node } of calls) {
      const problem = mock._answers!.map((answer) => this.options.problemOf?.(state, answer)).find((one) => one !== undefined);
      if (problem !== undefined) this.refuse(node, `State "${state}" ${problem}`);
    }
  }

  private response(node: JsonNode): MockedResponse {
    const response = String(node.name);
    const calls = this.object(node, `Mocked response "${response}"`).members.map((member) => ({ member, ...this.calls(member, response) }));
    calls.sort((a, b) => a.from - b.from);
    let next = 0;
    for (const { member, from, to } of calls) {
      if (from < next) this.refuseName(member, `Mocked response "${response}" answers call ${from} twice. Each call is answered once.`);
      if (from > next) {
        this.refuseName(member, `Mocked response "${response}" does not answer ${next === from - 1 ? `call ${next}` : `the calls ${next} to ${from - 1}`}. Calls are counted from 0, without a gap.`);
      }
      next = to + 1;
    }
    if (next === 0) this.refuse(node, `Mocked response "${response}" answers no call. Its members are calls, for example "0" or "1-2".`);
    return { calls, mock: answerByCall(calls, response, this.options.file) };
  }

  private calls(node: JsonNode, response: string): MockedCalls {
    const name = String(node.name);
    const range = CALLS.exec(name);
    if (!range) this.refuseName(node, `Mocked response "${response}" has the member "${name}". Its members are calls, counted from 0: a number, for example "0", or a range, for example "1-2".`);
    const from = Number(range[1]);
    const to = range[2] === undefined ? from : Number(range[2]);
    if (to < from) this.refuseName(node, `Mocked response "${response}" has the range "${name}", which ends before it starts. Write the smaller number first.`);

    const what = `call "${name}" of mocked response "${response}"`;
    const answer = this.object(node, capitalised(what));
    this.members(answer, 'a mocked call', ['Return', 'Throw']);
    const returned = answer.get('Return');
    const thrown = answer.get('Throw');
    if (returned && thrown) this.refuse(node, `${capitalised(what)} has both "Return" and "Throw". A call does one of them.`);
    if (returned) return { from, to, mock: TaskMock.succeed(valueOf(returned)), node: returned };
    if (!thrown) this.refuse(node, `${capitalised(what)} has neither "Return" nor "Throw". Give one of them.`);
    return { from, to, mock: this.thrown(thrown, what), node: thrown };
  }

  private thrown(node: JsonNode, what: string): TaskMock {
    const failure = this.object(node, `"Throw" of ${what}`);
    this.members(failure, '"Throw"', ['Error', 'Cause']);
    const [error, cause] = ['Error', 'Cause'].map((name) => {
      const member = failure.get(name);
      if (!member) this.refuse(failure, `${capitalised(what)} throws without "${name}". "Throw" has "Error" and "Cause", both text.`);
      if (member.kind !== 'string') this.refuse(member, `${capitalised(what)} throws with ${described(member)} as "${name}". It must be text.`);
      return member.value;
    });
    try {
      return TaskMock.fail(error, cause);
    } catch (refusal) {
      if (!(refusal instanceof StepwrightError)) throw refusal;
      return this.refuse(failure, `${capitalised(what)} throws what no task can fail with: ${refusal.message}`);
    }
  }

  private object(node: JsonNode, what: string): ObjectNode {
    if (node.kind !== 'object') this.refuse(node, `${what} is ${described(node)}. It must be an object.`);
    return node;
  }

  private members(node: ObjectNode, what: string, allowed: readonly string[]): void {
    for (const member of node.members) {
      const name = String(member.name);
      if (allowed.includes(name)) continue;
      this.refuseName(member, `Member "${name}" is not known. ${capitalised(what)} has ${listed(allowed)}.${didYouMean(name, allowed)}`);
    }
  }

  private refuse(node: JsonNode, message: string): never {
    const { line, column } = this.document.locate(node);
    return this.refuseAt(line, column, message);
  }

  private refuseName(node: JsonNode, message: string): never {
    const { line, column } = this.document.locateName(node);
    return this.refuseAt(line, column, message);
  }

  private refuseAt(line: number, column: number, message: string): never {
    throw new StepwrightError('InvalidMockFile', `${this.options.file}:${line}:${column}: ${message}`);
  }
}

/** Ranges are looked up, not expanded: a range may be as long as it likes. */
function answerByCall(calls: readonly MockedCalls[], response: string, file: string): TaskMock {
  return TaskMock._answering((request) => {
    const call = request.attempt - 1;
    const found = calls.find(({ from, to }) => from <= call && call <= to);
    if (found) return found.mock._answer(request);
    throw new StepwrightError('TaskSequenceExhausted', `State "${request.stateName}" made call ${call}, counted from 0, but the mocked response "${response}" of mock file "${file}" `
      + `ends with call ${calls[calls.length - 1].to}. Add an answer for this call, or change what the state retries.`);
  }, calls.flatMap(({ mock }) => mock._answers!));
}

function described(node: JsonNode): string {
  switch (node.kind) {
    case 'array': return 'a list';
    case 'object': return 'an object';
    case 'string': return 'text';
    case 'number': return 'a number';
    case 'boolean': return String(node.value);
    default: return 'null';
  }
}

/** Names for a message: all of a few, the first of many. */
function listed(names: Iterable<string>): string {
  const all = [...names];
  if (all.length === 0) return 'none';
  const shown = all.slice(0, 8).map((name) => `"${name}"`);
  return all.length > shown.length ? `${shown.join(', ')} and ${all.length - shown.length} more` : shown.join(', ');
}

function capitalised(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
