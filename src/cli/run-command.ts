import type { StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { CommandIo, ExitCode } from './command-io';
import { definitionsAt, FoundDefinition } from './definition-files';
import { parseDefinition } from '../asl/document';
import { JsonValue } from '../asl/json-value';
import { readText } from '../definitions/read-text';
import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';
import { Execution } from '../simulator/execution';
import { ExecutionStatus } from '../simulator/execution-status';
import { Simulation } from '../simulator/simulation';

export interface RunOptions {
  readonly input: string;
  readonly mocks?: string;
  readonly case?: string;
  readonly stateMachine?: string;
  readonly logicalId?: string;
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly format: 'trace' | 'history' | 'logs' | 'json';
  readonly seed?: number;
  readonly startTime?: string;
}

/** `stepwright run`: one execution of one definition. */
export function run(file: string, options: RunOptions, io: CommandIo): ExitCode {
  const source = theDefinition(file, options.logicalId).source();
  const simulation = new Simulation(source, {
    workflowType: (source.workflowType ?? options.type) as StateMachineType | undefined,
    seed: options.seed,
    startTime: options.startTime,
  });
  if (options.format === 'history' && simulation.isExpress) {
    throw new StepwrightError('NoHistory', 'An Express execution has no history: GetExecutionHistory does not give one. '
      + 'Use --format logs for what Step Functions writes to CloudWatch Logs.');
  }
  useMocks(simulation, options);
  const execution = executed(simulation, inputOf(options.input, io), options);
  io.write(written(execution, options));
  return execution.status === ExecutionStatus.SUCCEEDED ? ExitCode.OK : ExitCode.FOUND;
}

/** The one definition of a file or folder that is meant. */
export function theDefinition(file: string, logicalId: string | undefined): FoundDefinition {
  const definitions = definitionsAt(file);
  const inTemplates = definitions.filter(({ stateMachine }) => stateMachine !== undefined);
  if (logicalId !== undefined && inTemplates.length === 0) {
    throw new StepwrightError('NoTemplate', `File "${file}" is a definition, not a template: there is nothing for --logical-id to choose from. Leave it out.`);
  }
  const found = logicalId === undefined ? definitions : inTemplates.filter(({ stateMachine }) => stateMachine === logicalId);
  if (found.length === 1) return found[0];

  const ids = inTemplates.map(({ stateMachine }) => stateMachine!);
  if (found.length === 0) {
    throw new StepwrightError('UnknownStateMachine', definitions.length === 0 ? `"${file}" has no state machine.`
      : `"${file}" has no state machine with the logical id "${logicalId}". It has ${listed(ids)}.${didYouMean(logicalId!, ids)}`);
  }
  throw new StepwrightError('UnknownStateMachine', logicalId === undefined
    ? `"${file}" has ${found.length} state machines: ${listed(ids)}. Say which one with --logical-id.`
    : `"${file}" has the state machine "${logicalId}" in several templates: ${listed(found.map((each) => each.file))}. Name one of them instead.`);
}

export function useMocks(simulation: Simulation, options: Pick<RunOptions, 'mocks' | 'case' | 'stateMachine'>): void {
  const { mocks, case: testCase, stateMachine } = options;
  if (mocks === undefined) {
    if (testCase === undefined && stateMachine === undefined) return;
    throw new StepwrightError('NoMockFile', `${testCase === undefined ? '--state-machine' : '--case'} names something in a mock file, but there is none. Give it with --mocks.`);
  }
  simulation.useMockFile(mocks, testCase, stateMachine);
}

export function executed(simulation: Simulation, input: JsonValue, { mocks }: Pick<RunOptions, 'mocks'>): Execution {
  try {
    return simulation.run(input);
  } catch (error) {
    if (!(error instanceof StepwrightError) || error.code !== 'UnansweredTask') throw error;
    throw new StepwrightError(error.code, `${error.problem} ${mocks === undefined ? 'Give a mock file that mocks the state, with --mocks.' : `Mock the state in the test case of "${mocks}".`}`);
  }
}

export function inputOf(option: string, io: CommandIo): JsonValue {
  if (option === '-') return parsedInput(standardInput(io), 'The input from standard input');
  if (option.startsWith('@')) return parsedInput(readText(option.slice(1), 'Input file'), `The input in "${option.slice(1)}"`);
  return parsedInput(option, 'The input given with --input');
}

function standardInput(io: CommandIo): string {
  try {
    return io.readInput();
  } catch (error) {
    throw new StepwrightError('FileNotReadable', `Standard input cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}.`);
  }
}

function parsedInput(text: string, what: string): JsonValue {
  if (text.trim() === '') throw new StepwrightError('InvalidInput', `${what} is empty. Give JSON, for example {}.`);
  const document = parseDefinition(text);
  if (document.root) return document.toValue();
  const { line, column, message } = document.problems[document.problems.length - 1];
  throw new StepwrightError('InvalidInput', `${what} is not JSON: line ${line}, column ${column}: ${message}`);
}

function written(execution: Execution, { format }: RunOptions): string {
  switch (format) {
    case 'history': return `${JSON.stringify({ events: execution.history }, undefined, 2)}\n`;
    case 'logs': return execution.logEvents().map((event) => `${JSON.stringify(event)}\n`).join('');
    case 'json': {
      const { status, output, error, cause, durationMilliseconds, transitions, visitedStates } = execution;
      return `${JSON.stringify({ status, output, error, cause, durationMilliseconds, transitions, visitedStates }, undefined, 2)}\n`;
    }
    default: return `${execution.trace}\n`;
  }
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `"${name}"`).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
