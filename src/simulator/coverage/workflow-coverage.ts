import { renderHtml } from './coverage-html';
import { CoveragePoint, coveragePoints, PointKind } from './coverage-points';
import { CoveredDefinition } from './covered-definition';
import { renderLcov } from './lcov';
import { StepwrightError } from '../../errors';
import { checkMembers } from '../../known-members';
import { Execution } from '../execution';

/**
 * How much of its state machines a set of executions must reach at least, in percent. Where a state machine has none of something, all of it is
 * reached; a state machine that was not run at all reaches no threshold.
 */
export interface CoverageThresholds {
  /**
   * States that were entered.
   *
   * @default - any
   */
  readonly states?: number;
  /**
   * Ways from a state to another that were taken: `Next`, Choice rules, `Default`, `Catch`.
   *
   * @default - any
   */
  readonly transitions?: number;
  /**
   * Choice rules that held, and `Default`s that were taken.
   *
   * @default - any
   */
  readonly choices?: number;
  /**
   * `Retry` and `Catch` clauses that were used.
   *
   * @default - any
   */
  readonly clauses?: number;
}

/** The coverage of one definition. */
export interface DefinitionCoverage {
  readonly definition: CoveredDefinition;
  /** How often each point was reached: see `State.point`. */
  readonly reached: readonly (number | null | undefined)[];
}

/** What is counted, and of which kinds of points it is made. */
export const MEASURES: { readonly [measure in keyof Required<CoverageThresholds>]: readonly PointKind[] } = {
  states: ['state'],
  transitions: ['next', 'choice', 'catch'],
  choices: ['choice'],
  clauses: ['retry', 'catch'],
};

/**
 * What executions reached of their state machines: states, transitions, Choice branches, and each Retry and Catch clause.
 *
 * @example
 * declare const workflow: StandardWorkflow;
 *
 * const simulator = Simulator.fromStateMachine(workflow);
 * simulator.run({ total: 10 });
 * simulator.run({ total: 10000 });
 *
 * simulator.coverage.summary; // a text with what was not reached
 * simulator.coverage.assertAtLeast({ states: 100, transitions: 90 });
 */
export class WorkflowCoverage {
  /**
   * The coverage of several executions together, of one state machine or of several.
   *
   * @param executions the executions
   */
  public static ofExecutions(executions: Execution[]): WorkflowCoverage {
    return WorkflowCoverage.merge(executions.map(({ coverage }) => coverage));
  }

  /**
   * Adds up coverage: what one of them reached is reached.
   *
   * @param coverages any number of them
   */
  public static merge(coverages: WorkflowCoverage[]): WorkflowCoverage {
    return WorkflowCoverage._of(coverages.flatMap(({ definitions }) => definitions));
  }

  /** @internal */
  public static _of(parts: readonly DefinitionCoverage[]): WorkflowCoverage {
    const byKey = new Map<string, { readonly definition: CoveredDefinition; readonly reached: number[] }>();
    for (const { definition, reached } of parts) {
      let sum = byKey.get(definition.key);
      if (!sum) {
        byKey.set(definition.key, sum = { definition, reached: [] });
      }
      for (let i = 0; i < reached.length; i++) {
        sum.reached[i] = (sum.reached[i] ?? 0) + (reached[i] ?? 0);
      }
    }
    return new WorkflowCoverage([...byKey.values()]);
  }

  private readonly pointsByKey = new Map<string, readonly CoveragePoint[]>();

  private constructor(private readonly definitions: readonly DefinitionCoverage[]) {}

  /** The names of the state machines. */
  public get stateMachines(): string[] {
    return this.definitions.map(({ definition }) => definition.name);
  }

  /** How many percent of the states were entered. */
  public get states(): number {
    return this.percentage('states');
  }

  /** How many percent of the ways from a state to another were taken; 100 where there are none. */
  public get transitions(): number {
    return this.percentage('transitions');
  }

  /** How many percent of the Choice rules and `Default`s were taken; 100 where there are none. */
  public get choices(): number {
    return this.percentage('choices');
  }

  /** How many percent of the `Retry` and `Catch` clauses were used; 100 where there are none. */
  public get clauses(): number {
    return this.percentage('clauses');
  }

  /** What was not reached, one line each. */
  public get missed(): string[] {
    return this.definitions.flatMap((one) => missedOf(this.pointsOf(one)).map((label) => this.definitions.length === 1 ? label : `${one.definition.name}: ${label}`));
  }

  /** The numbers and what was not reached, as a text for people. */
  public get summary(): string {
    if (this.definitions.length === 0) {
      return 'No state machine was run.';
    }
    return this.definitions.map((one) => {
      const points = this.pointsOf(one);
      const numbers = Object.entries(MEASURES).map(([measure, kinds]) => {
        const { reached, total } = count(points, kinds);
        return total === 0 ? undefined : `${measure} ${reached}/${total} (${shown(percentOf(points, kinds))})`;
      });
      const missed = points.filter(({ hits }) => hits === 0).map((point) => notReached(one.definition, point));
      return [`${one.definition.name}: ${numbers.filter(Boolean).join(', ')}`, ...missed].join('\n');
    }).join('\n');
  }

  /**
   * The coverage in LCOV's format, which editors and coverage services read: states are functions, Choice branches and clauses are branches.
   */
  public toLcov(): string {
    return this._lcov((definition) => definition.file ?? pathOf(definition));
  }

  /** The coverage as a page of HTML, line by line of the definitions. */
  public toHtml(): string {
    return renderHtml(this.definitions.map((one) => ({ definition: one.definition, points: this.pointsOf(one) })));
  }

  /**
   * Throws where less was reached than a threshold says, with all that was not reached; also where no state machine was run.
   *
   * @param thresholds percentages, at least one
   */
  public assertAtLeast(thresholds: CoverageThresholds): void {
    const given: CoverageThresholds = thresholds ?? {};
    checkMembers(given, Object.keys(MEASURES), 'assertAtLeast()', 'threshold', 'UnknownThreshold');
    checkThresholds(given);
    if (Object.values(given).every((least) => least === undefined)) {
      throw new StepwrightError('NoThreshold', 'assertAtLeast() was given no threshold. Give at least one, for example { states: 100 }.');
    }
    const { low, missed } = this._tooLow(given);
    if (low.length > 0) {
      throw new StepwrightError('CoverageTooLow', [...low, ...missed].join('\n'));
    }
  }

  /**
   * Which thresholds are not reached, and what was missed for them.
   * @internal
   */
  public _tooLow(thresholds: CoverageThresholds): { readonly low: readonly string[]; readonly missed: readonly string[] } {
    const wanted = Object.entries(MEASURES).flatMap(([measure, kinds]) => {
      const least = thresholds[measure as keyof CoverageThresholds];
      return least === undefined ? [] : [{ measure, kinds, least }];
    });
    if (wanted.length === 0) {
      return { low: [], missed: [] };
    }
    if (this.definitions.length === 0) {
      return { low: ['No state machine was run, so no threshold is reached.'], missed: [] };
    }
    const run = this.definitions.filter(isRun);
    const low = this.definitions.filter((one) => !isRun(one)).map(({ definition }) => `${definition.name}: no execution of it was run.`);
    const missed = new Set<string>();
    for (const { measure, kinds, least } of wanted) {
      for (const one of run) {
        const points = this.pointsOf(one);
        const percent = percentOf(points, kinds);
        if (percent < least) {
          low.push(`${one.definition.name}: ${shown(percent)} of the ${measure} were reached, and ${shown(least)} is wanted.`);
          points.filter(({ kind, hits }) => hits === 0 && kinds.includes(kind)).forEach((point) => missed.add(notReached(one.definition, point)));
        }
      }
    }
    return { low, missed: [...missed] };
  }

  /** @internal */
  public _lcov(path: (definition: CoveredDefinition) => string): string {
    return this.definitions.map((one) => renderLcov(path(one.definition), this.pointsOf(one))).join('');
  }

  /** @internal */
  public get _definitions(): readonly CoveredDefinition[] {
    return this.definitions.map(({ definition }) => definition);
  }

  /** @internal */
  public _only(wanted: (name: string) => boolean): WorkflowCoverage {
    return new WorkflowCoverage(this.definitions.filter(({ definition }) => wanted(definition.name)));
  }

  private pointsOf({ definition, reached }: DefinitionCoverage): readonly CoveragePoint[] {
    let points = this.pointsByKey.get(definition.key);
    if (!points) {
      this.pointsByKey.set(definition.key, points = coveragePoints(definition, reached));
    }
    return points;
  }

  private percentage(measure: keyof CoverageThresholds): number {
    return this.definitions.length === 0 ? 0 : percentOf(this.definitions.flatMap((one) => this.pointsOf(one)), MEASURES[measure]);
  }
}

/** Refuses thresholds that are no percentages. */
export function checkThresholds(thresholds: CoverageThresholds): void {
  for (const measure of Object.keys(MEASURES) as (keyof CoverageThresholds)[]) {
    const least: unknown = thresholds[measure];
    if (least !== undefined && !(typeof least === 'number' && least >= 0 && least <= 100)) {
      throw new StepwrightError('InvalidThreshold', `Threshold "${measure}" is ${typeof least === 'number' ? least : JSON.stringify(least)}. Give a percentage from 0 to 100.`);
    }
  }
}

const isRun = ({ reached }: DefinitionCoverage): boolean => reached.some((times) => (times ?? 0) > 0);

/** Where a definition without a file stands in a report. */
export const pathOf = ({ name, key }: CoveredDefinition): string => `definitions/${name.replace(/[^\w.-]+/g, '-').slice(0, 80)}-${key.slice(0, 6)}.asl.json`;

const notReached = ({ file }: CoveredDefinition, { label, line }: CoveragePoint): string => `  not reached: ${label}${file === undefined ? '' : ` (${file}:${line})`}`;

function missedOf(points: readonly CoveragePoint[]): string[] {
  return points.filter(({ hits }) => hits === 0).map(({ label }) => label);
}

function count(points: readonly CoveragePoint[], kinds: readonly PointKind[]): { readonly reached: number; readonly total: number } {
  const counted = points.filter(({ kind }) => kinds.includes(kind));
  return { reached: counted.filter(({ hits }) => hits > 0).length, total: counted.length };
}

function percentOf(points: readonly CoveragePoint[], kinds: readonly PointKind[]): number {
  const { reached, total } = count(points, kinds);
  return total === 0 ? 100 : reached * 100 / total;
}

/** Never rounded up to 100. */
const shown = (percent: number): string => `${Math.floor(percent * 10) / 10}%`;
