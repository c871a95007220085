import type { StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { SimulatorLimit } from './simulator-limit';

/**
 * What a simulation starts from. Everything has a default, and the same props always give the same executions.
 */
export interface SimulatorProps {
  /**
   * The type of the workflow, which sets its limits.
   *
   * @default - what the construct or template says, otherwise STANDARD
   */
  readonly workflowType?: StateMachineType;
  /**
   * The name of the state machine, as ARNs and the context object show it.
   *
   * @default 'StateMachine'
   */
  readonly stateMachineName?: string;
  /**
   * The account of the state machine and its executions.
   *
   * @default '123456789012'
   */
  readonly account?: string;
  /**
   * The region of the state machine and its executions.
   *
   * @default 'us-east-1'
   */
  readonly region?: string;
  /**
   * Where randomness starts from: jitter, `States.UUID`, `States.MathRandom`, `$random` and `$uuid`, task tokens.
   *
   * @default 1
   */
  readonly seed?: number;
  /**
   * When the execution starts, in virtual time: an ISO 8601 date-time with zone.
   *
   * @default '2026-01-01T00:00:00Z'
   */
  readonly startTime?: string;
  /**
   * Values for the `${Name}` placeholders of the definition.
   *
   * @default - a placeholder stands for a readable name or ARN made from its own name; where a number is wanted, the field is as if it
   * was not there, and a Wait state does not wait
   */
  readonly substitutions?: { [name: string]: string };
  /**
   * Limits of AWS that the simulation does not enforce.
   *
   * @default - all limits are enforced
   */
  readonly liftedLimits?: SimulatorLimit[];
}

/**
 * What one execution starts from.
 */
export interface RunOptions {
  /**
   * The name of the execution, as ARNs and the context object show it: 1 to 80 characters, without white space, brackets, wildcards and others
   * that Step Functions does not take.
   *
   * @default - a UUID from the seed
   */
  readonly executionName?: string;
}

/**
 * How an execution is run twice.
 */
export interface RunTwiceOptions extends RunOptions {
  /**
   * After how many calls of tasks the first run is lost: the last of them does its work, and the workflow never learns of it.
   *
   * @default - the first run goes to its end
   */
  readonly lostAfterTasks?: number;
}
