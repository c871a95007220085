import type { ExplorationOptions } from './exploration/exploration-options';
import type { ReplayProps } from './replay/replay-props';
import { SimulatorLimit } from './simulator-limit';
import type { RunOptions, RunTwiceOptions, SimulatorProps } from './simulator-props';
import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';
import { refuseUnknownOptions } from '../option-names';

const WORKFLOW_TYPES = ['STANDARD', 'EXPRESS'];
const LIMITS: readonly string[] = Object.values(SimulatorLimit);
const LONGEST_NAME = 80;

/** Refuses props of a Simulator that do not say what a simulation can start from. What their text means is looked at where it is used. */
export function checkSimulatorProps(props: SimulatorProps): void {
  refuseUnknownOptions(props, {
    workflowType: true, stateMachineName: true, account: true, region: true, seed: true, startTime: true, substitutions: true, liftedLimits: true,
  }, 'A Simulator');
  const { workflowType, stateMachineName, account, region, liftedLimits = [] } = props;
  if (workflowType !== undefined && !WORKFLOW_TYPES.includes(workflowType)) {
    throw new StepwrightError('InvalidWorkflowType', `workflowType is ${shown(workflowType)}. It must be "STANDARD" or "EXPRESS".${near(workflowType, WORKFLOW_TYPES)}`);
  }
  checkName(stateMachineName, 'stateMachineName');
  if (account !== undefined && !(typeof account === 'string' && /^\d{12}$/.test(account))) {
    throw new StepwrightError('InvalidAccount', `account is ${shown(account)}. Give the 12 digits of an AWS account, as text.`);
  }
  if (region !== undefined && !(typeof region === 'string' && /^[a-z]+(-[a-z]+)+-\d+$/.test(region))) {
    throw new StepwrightError('InvalidRegion', `region is ${shown(region)}. Give the code of an AWS region, for example "us-east-1".`);
  }
  if (!Array.isArray(liftedLimits)) {
    throw new StepwrightError('UnknownLimit', `liftedLimits is ${shown(liftedLimits)}. Give a list, for example [SimulatorLimit.DURATION].`);
  }
  const unknown: unknown = liftedLimits.find((limit) => !LIMITS.includes(limit));
  if (unknown !== undefined) {
    throw new StepwrightError('UnknownLimit', `liftedLimits has ${shown(unknown)}, which is no limit.${near(unknown, LIMITS)} Limits are ${LIMITS.map(shown).join(', ')}.`);
  }
}

/** Refuses options of a run that do not say what an execution can start from. */
export function checkRunOptions(options: RunOptions): void {
  refuseUnknownOptions(options, { executionName: true }, 'An execution');
  checkName(options.executionName, 'executionName');
}

/** Refuses options of an execution that is run twice, as those of any, and a number of tasks that is none. */
export function checkRunTwiceOptions(options: RunTwiceOptions): void {
  refuseUnknownOptions(options, { executionName: true, lostAfterTasks: true }, 'An execution that is run twice');
  const { executionName, lostAfterTasks } = options;
  checkName(executionName, 'executionName');
  if (lostAfterTasks !== undefined && !(Number.isInteger(lostAfterTasks) && lostAfterTasks > 0)) {
    throw new StepwrightError('InvalidTaskCount', `lostAfterTasks is ${lostAfterTasks}. Give a whole number, 1 or more.`);
  }
}

/** Refuses props of a replay that it would not look at. What they say of the machine is looked at where it is simulated. */
export function checkReplayProps(props: ReplayProps): void {
  refuseUnknownOptions(props, { stateMachineName: true, executionName: true, account: true, region: true, substitutions: true }, 'A replay');
  checkName(props.executionName, 'executionName');
}

/** Refuses options of an exploration that it would not look at. */
export function checkExplorationOptions(options: ExplorationOptions): void {
  refuseUnknownOptions(options, { inputs: true, accept: true, maxExecutions: true, maxDepth: true }, 'An exploration');
}

/**
 * Refuses what is no name of a state machine or an execution.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
function checkName(name: unknown, what: string): void {
  if (name === undefined) {
    return;
  }
  if (typeof name !== 'string' || name.length === 0 || name.length > LONGEST_NAME) {
    throw new StepwrightError('InvalidName', typeof name !== 'string' ? `${what} is ${shown(name)}. Give text.`
      : `${what} has ${name.length} characters. Step Functions takes 1 to ${LONGEST_NAME}.`);
  }
  const refused = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\uFFFE\uFFFF\p{Cs}\u{10FFFF}]/u.exec(name);
  if (refused) {
    throw new StepwrightError('InvalidName', `${what} is ${shown(name)}, which has the character ${shown(refused[0])}. A name in Step Functions has no white space, `
      + 'no control characters, and none of < > { } [ ] ? * " # % \\ ^ | ~ ` $ & , ; : /');
  }
}

const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);

const near = (value: unknown, known: readonly string[]): string => typeof value === 'string' ? didYouMean(value, known) : '';
