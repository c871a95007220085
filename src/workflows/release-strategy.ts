import { Duration, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { misuse } from '../misuse';

/** How a canary or a linear release goes on. */
export interface GradualReleaseOptions {
  /**
   * How many percent of the executions are started with the new version, at first and, of a linear release, more with every step: 1 to 99.
   *
   * @default 10
   */
  readonly percentage?: number;
  /**
   * How long it takes to the next step, in whole minutes up to 2,100. An alarm that goes off meanwhile ends the release.
   *
   * @default Duration.minutes(10)
   */
  readonly interval?: Duration;
}

/** @internal */
export type ReleaseType = 'ALL_AT_ONCE' | 'CANARY' | 'LINEAR';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-stepfunctions-statemachinealias-deploymentpreference.html */
const [LEAST_PERCENT, MOST_PERCENT, MOST_MINUTES] = [1, 99, 2100];

/**
 * How executions come to be started with a new version of a workflow.
 *
 * CloudFormation waits until all are: a deployment takes as long as its release.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/version-rolling-deployment.html
 */
export class ReleaseStrategy {
  /** Every execution is started with the new version at once. */
  public static allAtOnce(): ReleaseStrategy {
    return new ReleaseStrategy('ALL_AT_ONCE');
  }

  /**
   * Some executions are started with the new version, and after an interval all of them.
   *
   * @param options how many, and for how long
   */
  public static canary(options: GradualReleaseOptions = {}): ReleaseStrategy {
    return new ReleaseStrategy('CANARY', options);
  }

  /**
   * After every interval some more executions are started with the new version.
   *
   * @param options how many, and how often
   */
  public static linear(options: GradualReleaseOptions = {}): ReleaseStrategy {
    return new ReleaseStrategy('LINEAR', options);
  }

  private constructor(
    /** @internal */
    public readonly _type: ReleaseType,
    private readonly options?: GradualReleaseOptions,
  ) {}

  /**
   * What CloudFormation is told of it.
   * @internal
   */
  public _render(release: IConstruct): { readonly type: ReleaseType; readonly percentage?: number; readonly interval?: number } {
    if (!this.options) return { type: this._type };
    const { percentage = 10, interval = Duration.minutes(10) } = this.options;
    if (!Token.isUnresolved(percentage) && (!Number.isInteger(percentage) || percentage < LEAST_PERCENT || percentage > MOST_PERCENT)) {
      throw misuse(release, `"strategy" has ${percentage} as "percentage". It has to be a whole number from ${LEAST_PERCENT} to ${MOST_PERCENT}.`);
    }
    const minutes = interval.isUnresolved() ? undefined : interval.toMinutes({ integral: false });
    if (minutes !== undefined && (!Number.isInteger(minutes) || minutes < 1 || minutes > MOST_MINUTES)) {
      throw misuse(release, `"strategy" has ${interval.toHumanString() || '0 minutes'} as "interval". It has to be a whole number of minutes, from 1 to ${MOST_MINUTES}.`);
    }
    return { type: this._type, percentage, interval: minutes ?? interval.toMinutes() };
  }
}
