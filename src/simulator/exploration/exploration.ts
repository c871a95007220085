import { AcceptedSurprise, ExplorationOptions } from './exploration-options';
import { executionsOf, ExploredBranches, explore, ExploredMachine } from './explore';
import { findSurprises, shown } from './find-surprises';
import { lonelyStates } from './lonely-states';
import { ExploredExecution, ExploredOutcome, Surprise, SurpriseKind } from './surprise';
import { didYouMean } from '../../did-you-mean';
import { Machine } from '../../engine/machine';
import { StepwrightError } from '../../errors';
import { checkMembers } from '../../known-members';
import { toJsonValue } from '../json-input';

const MAX_EXECUTIONS = 10_000;
const MAX_DEPTH = 200;
const ACCEPTED_BY = ['kind', 'stateName', 'error', 'clause'];

/**
 * A state that only one of the explored executions reaches.
 */
export interface LonelyState {
  /** The state. */
  readonly stateName: string;
  /** The execution. */
  readonly run: ExploredExecution;
}

/**
 * What comes of running a state machine over every outcome of every task.
 *
 * @example
 * declare const simulator: Simulator;
 *
 * const exploration = simulator.explore({
 *   inputs: [{ orderId: 'o-1' }],
 *   accept: [{ stateName: 'Notify', error: 'SNS.AmazonSNSException', reason: 'The alarm on failed executions tells us.' }],
 * });
 * exploration.summary; // what was found, for people
 * exploration.surprises; // a test wants it to be empty
 */
export class Exploration {
  /** @internal */
  public static _of(machine: ExploredMachine & { readonly machine: Machine }, options: ExplorationOptions): Exploration {
    checkMembers(options, ['inputs', 'accept', 'maxExecutions', 'maxDepth'], 'explore()');
    const accept = options.accept ?? [];
    accept.forEach(checkAcceptance);
    const inputs = (options.inputs ?? [{}]).map((input, index) => toJsonValue(input, `inputs[${index}]`));
    if (inputs.length === 0) {
      throw new StepwrightError('NoInput', 'inputs is empty. Give at least one input to explore with, or leave it out.');
    }
    const explored = explore(machine, inputs, {
      maxExecutions: bound('maxExecutions', options.maxExecutions ?? MAX_EXECUTIONS), maxDepth: bound('maxDepth', options.maxDepth ?? MAX_DEPTH),
    });
    const found = findSurprises(machine, inputs, explored);
    const lonely = lonelyStates(machine.machine, explored).map(({ stateName, branch }) => ({ stateName, run: shown(machine, inputs, branch) }));
    return new Exploration(machine.machine, explored, found, lonely, accept);
  }

  /** How many executions were explored: followed to their end, to where another one had been, or to where the exploration ended. */
  public readonly executions: number;
  /** Whether everything was explored. Where it was not, nothing is known of what was not reached, and nothing is said of it. */
  public readonly isComplete: boolean;
  /** What was found and not accepted. */
  public readonly surprises: Surprise[];
  /** What was found and accepted. */
  public readonly accepted: Surprise[];
  /** States that only one execution reaches: what is hardest to come to, and worth a test of its own. */
  public readonly lonelyStates: LonelyState[];

  private constructor(
    { states }: Machine, { branches, complete }: ExploredBranches, found: readonly Surprise[], lonely: LonelyState[],
    accept: readonly AcceptedSurprise[],
  ) {
    this.executions = executionsOf(branches).length;
    this.isComplete = complete;
    this.lonelyStates = lonely;
    this.accepted = found.filter((surprise) => accept.some((acceptance) => accepts(acceptance, surprise)));
    const unused = accept.filter((acceptance) => complete && !found.some((surprise) => accepts(acceptance, surprise)));
    const stateNames = states.map(({ name }) => name);
    this.surprises = [
      ...found.filter((surprise) => !this.accepted.includes(surprise)), ...unused.map((acceptance) => asSurprise(acceptance, stateNames)),
    ];
  }

  /** What was found, made for reading: each surprise with the shortest execution that shows it. */
  public get summary(): string {
    const { surprises, accepted, executions, lonelyStates: lonely } = this;
    const count = (number: number, what: string) => `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
    const lines = [`${count(executions, 'execution')} explored: ${surprises.length === 0 ? 'no surprise' : count(surprises.length, 'surprise')}`
      + `${accepted.length === 0 ? '' : `, ${accepted.length} accepted`}.`];
    for (const group of ofOneState(surprises)) {
      const [{ kind, description, run, stateName }] = group;
      const all = group.length === 1 ? `: ${description}`
        // Each error counts as a surprise.
        : ` (${group.length}): State "${stateName}" can fail with ${group.map(({ error }) => error).join(', ')}, and nothing handles any of them.`;
      lines.push('', `${kind}${all}`, ...run ? shownRun(run) : []);
    }
    if (lonely.length > 0) {
      lines.push('', `Only one ${this.isComplete ? 'execution' : 'of the explored executions'} reaches ${lonely.map(({ stateName }) => `"${stateName}"`).join(', ')}.`);
    }
    return lines.join('\n');
  }
}

function bound(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new StepwrightError('InvalidBound', `${name} is ${value}. Give a whole number of at least 1.`);
  }
  return value;
}

const accepts = ({ kind, stateName, error, clause }: AcceptedSurprise, surprise: Surprise): boolean =>
  (kind === undefined || kind === surprise.kind) && (stateName === undefined || stateName === surprise.stateName)
  && (error === undefined || error === surprise.error) && (clause === undefined || clause === surprise.clause);

/** What accepts everything, or nothing for want of a reason, is a mistake. */
function checkAcceptance(acceptance: AcceptedSurprise, index: number): void {
  const { reason, ...named } = acceptance;
  const what = `accept[${index}]`;
  checkMembers(acceptance, [...ACCEPTED_BY, 'reason'], what, 'member');
  if (typeof reason !== 'string' || reason.trim() === '') {
    throw new StepwrightError('InvalidAcceptance', `${what} has no reason. Say why it is accepted.`);
  }
  if (Object.values(named).every((value) => value === undefined)) {
    throw new StepwrightError('InvalidAcceptance', `${what} names nothing, and would accept everything. Give at least one of ${ACCEPTED_BY.map((name) => `"${name}"`).join(', ')}.`);
  }
}

/** @param stateNames the states that there are */
function asSurprise({ reason, ...acceptance }: AcceptedSurprise, stateNames: readonly string[]): Surprise {
  const { stateName } = acceptance;
  const unknown = stateName !== undefined && !stateNames.includes(stateName) ? ` There is no state "${stateName}".${didYouMean(stateName, stateNames)}` : '';
  return {
    kind: SurpriseKind.UNUSED_ACCEPTANCE, executions: 0, stateName: acceptance.stateName, error: acceptance.error, clause: acceptance.clause,
    description: `Nothing was found of what is accepted as ${JSON.stringify(acceptance)} ("${reason}").${unknown} Remove the acceptance, or correct it.`,
  };
}

/** Errors of one state are told together. */
function ofOneState(surprises: readonly Surprise[]): Surprise[][] {
  const groups = new Map<string, Surprise[]>();
  surprises.forEach((surprise, index) => {
    const key = surprise.kind === SurpriseKind.UNHANDLED_ERROR ? `${surprise.kind} ${surprise.stateName}` : String(index);
    groups.set(key, [...groups.get(key) ?? [], surprise]);
  });
  return [...groups.values()];
}

function shownRun({ input, outcomes }: ExploredExecution): string[] {
  return [`  input ${JSON.stringify(input)}`, ...inARow(outcomes).map(({ outcome: { stateName, outcome }, times }) => `  "${stateName}" ${outcome}${times > 1 ? `, ${times} times` : ''}`)];
}

/** The same outcome of the same state, one after the other, is one line. */
function inARow(outcomes: readonly ExploredOutcome[]): { readonly outcome: ExploredOutcome; times: number }[] {
  const rows: { readonly outcome: ExploredOutcome; times: number }[] = [];
  for (const outcome of outcomes) {
    const last = rows[rows.length - 1];
    if (last?.outcome.stateName === outcome.stateName && last.outcome.outcome === outcome.outcome) {
      last.times++;
    } else {
      rows.push({ outcome, times: 1 });
    }
  }
  return rows;
}
