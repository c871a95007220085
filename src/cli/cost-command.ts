import type { StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { CommandIo, ExitCode } from './command-io';
import { executed, inputOf, RunOptions, theDefinition, useMocks } from './run-command';
import { CostEstimate, dollars } from '../simulator/cost/cost-estimate';
import { PRICES } from '../simulator/cost/prices';
import { Simulation } from '../simulator/simulation';

export interface CostOptions extends Omit<RunOptions, 'format' | 'type' | 'seed' | 'startTime'> {
  readonly executionsPerMonth?: number;
  readonly format: 'text' | 'json';
}

/** `stepwright cost`: what an execution costs, as Standard and as Express. */
export function cost(file: string, options: CostOptions, io: CommandIo): ExitCode {
  // As Standard, whichever it is: Express would end it after five minutes.
  const simulation = new Simulation(theDefinition(file, options.logicalId).source(), { workflowType: 'STANDARD' as StateMachineType });
  useMocks(simulation, options);
  const estimate = executed(simulation, inputOf(options.input, io), options).cost;
  io.write(options.format === 'json' ? `${JSON.stringify(asJson(estimate, options.executionsPerMonth), undefined, 2)}\n` : `${asText(estimate, options.executionsPerMonth)}\n`);
  return ExitCode.OK;
}

function asJson(estimate: CostEstimate, executions: number | undefined): object {
  const { transitions, durationMilliseconds, billedDurationMilliseconds, billedMemoryMegabytes } = estimate;
  const { standard, express, notExpressReason, breakEvenExecutions } = estimate;
  const { region, date, source } = PRICES;
  return {
    transitions, durationMilliseconds, billedDurationMilliseconds, billedMemoryMegabytes, standard, express, notExpressReason, breakEvenExecutions,
    perMonth: executions === undefined ? undefined : estimate.perMonth(executions),
    prices: { region, date, source, currency: 'USD' },
  };
}

function asText(estimate: CostEstimate, executions: number | undefined): string {
  if (executions === undefined) {
    return estimate.summary;
  }
  const { standard, express, cheaper } = estimate.perMonth(executions);
  const lines = estimate.summary.split('\n');
  const month = `${executions.toLocaleString('en')} executions a month: ${dollars(standard)} as Standard, `
    + `${express === undefined ? 'not possible' : dollars(express)} as Express; ${cheaper === 'EXPRESS' ? 'Express' : 'Standard'} is cheaper`;
  return [...lines.slice(0, -1), express === undefined ? month.replace(/; .*/, '') : month, ...lines.slice(-1)].join('\n');
}
