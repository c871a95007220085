import type { StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { CommandIo, ExitCode } from './command-io';
import { executed, inputOf, RunOptions, theDefinition, useMocks } from './run-command';
import { SIMULATED_REGION } from '../definitions/simulated-names';
import { StepwrightError } from '../errors';
import { pricesOf } from '../simulator/cost/prices';
import { Execution } from '../simulator/execution';
import { ExecutionStatus } from '../simulator/execution-status';
import { Simulation } from '../simulator/simulation';

export interface CostOptions extends Omit<RunOptions, 'format' | 'type' | 'seed' | 'startTime'> {
  readonly executionsPerMonth?: number;
  readonly region?: string;
  readonly format: 'text' | 'json';
}

/** `stepwright cost`: what an execution costs, as Standard and as Express. */
export function cost(file: string, options: CostOptions, io: CommandIo): ExitCode {
  const { region, executionsPerMonth: executions } = options;
  checkRegion(region);
  // As Standard, whichever it is: Express would end it after five minutes.
  const simulation = new Simulation(theDefinition(file, options.logicalId).source(), { workflowType: 'STANDARD' as StateMachineType, region });
  useMocks(simulation, options);
  const execution = executed(simulation, inputOf(options.input, io), options);
  io.write(options.format === 'json' ? `${JSON.stringify(asJson(execution, executions), undefined, 2)}\n` : `${asText(execution, executions)}\n`);
  return ExitCode.OK;
}

/** Refuses a region without prices before anything runs. */
function checkRegion(region: string | undefined): void {
  try {
    pricesOf(region ?? SIMULATED_REGION);
  } catch (error) {
    if (!(error instanceof StepwrightError)) throw error;
    throw new StepwrightError(error.code, error.problem);
  }
}

/** An execution that failed early costs little, which is not what somebody asks who looks at its price. */
function asText(execution: Execution, executions: number | undefined): string {
  const { status, error, cause, cost: estimate } = execution;
  const ended = status === ExecutionStatus.SUCCEEDED ? []
    : [`The execution did not succeed: ${[status, error, cause].filter(Boolean).join(': ')}`, 'It costs as far as it came:'];
  return [...ended, estimate._summary(executions)].join('\n');
}

function asJson({ status, error, cost: estimate }: Execution, executions: number | undefined): object {
  const { transitions, durationMilliseconds, billedDurationMilliseconds, billedMemoryMegabytes } = estimate;
  const { startedExpressExecutions, startedTransitions, started, unknownExecutions } = estimate;
  const { standard, express, notExpressReason, breakEvenExecutions, _prices: prices } = estimate;
  // JSON has no Infinity: the last tier has no end.
  const durationTiers = prices.express.durationTiers.map(({ upTo, perGbHour }) => ({ upTo: Number.isFinite(upTo) ? upTo : undefined, perGbHour }));
  return {
    status, error, transitions, durationMilliseconds, billedDurationMilliseconds, billedMemoryMegabytes,
    startedExpressExecutions, startedTransitions, started, unknownExecutions,
    standard, express, notExpressReason, breakEvenExecutions,
    perMonth: executions === undefined ? undefined : estimate.perMonth(executions),
    prices: { region: prices.region, currency: 'USD', standard: prices.standard, express: { ...prices.express, durationTiers } },
  };
}
