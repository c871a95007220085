import type { StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { CommandIo, ExitCode } from './command-io';
import { inputOf, RunOptions, theDefinition, useMocks } from './run-command';
import { Exploration } from '../simulator/exploration/exploration';
import { Simulation } from '../simulator/simulation';

export interface ExploreOptions extends Omit<RunOptions, 'input' | 'format' | 'seed' | 'startTime'> {
  readonly input?: readonly string[];
  readonly accept?: readonly string[];
  readonly maxExecutions?: number;
  readonly maxDepth?: number;
  readonly format: 'text' | 'json';
}

/** `stepwright explore`: a definition over every outcome of every task. */
export function explore(file: string, options: ExploreOptions, io: CommandIo): ExitCode {
  const source = theDefinition(file, options.logicalId).source();
  const simulation = new Simulation(source, { workflowType: (source.workflowType ?? options.type) as StateMachineType | undefined });
  useMocks(simulation, options);
  const { machine, mocks } = simulation;
  const exploration = Exploration._of({ machine, mocks, begin: (input) => simulation.begin(input, {}) }, {
    inputs: options.input?.map((input) => inputOf(input, io)),
    accept: options.accept?.map((stateName) => ({ stateName, reason: '--accept' })),
    maxExecutions: options.maxExecutions,
    maxDepth: options.maxDepth,
  });
  const { executions, isComplete, surprises, accepted, lonelyStates, summary } = exploration;
  io.write(options.format === 'text' ? `${summary}\n` : `${JSON.stringify({ executions, isComplete, surprises, accepted, lonelyStates }, undefined, 2)}\n`);
  return surprises.length === 0 ? ExitCode.OK : ExitCode.FOUND;
}
