import { JsonArray, JsonObject, JsonValue } from './json-value';

/**
 * The Amazon States Language as types: what a definition that AWS accepts may hold.
 *
 * @see https://states-language.net/spec.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export type QueryLanguage = 'JSONPath' | 'JSONata';

/** A workflow's states and where they start: the machine itself, a Parallel branch, a Map's item processor. */
export interface ScopeDefinition {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly States: { readonly [name: string]: StateDefinition };
  readonly QueryLanguage?: QueryLanguage;
}

export interface MachineDefinition extends ScopeDefinition {
  readonly Version?: string;
  readonly TimeoutSeconds?: number;
}

export interface ProcessorDefinition extends ScopeDefinition {
  readonly ProcessorConfig?: { readonly Mode?: 'INLINE' | 'DISTRIBUTED'; readonly ExecutionType?: 'STANDARD' | 'EXPRESS' };
}

export type StateDefinition =
  | PassDefinition | TaskDefinition | ChoiceDefinition | WaitDefinition
  | SucceedDefinition | FailDefinition | ParallelDefinition | MapDefinition;

export type StateType = StateDefinition['Type'];

interface AnyState {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
}

/** A number, or under JSONata an expression that gives one. */
type NumberField = number | string;

interface WithInputOutput extends AnyState {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Output?: JsonValue;
}

interface WithAssign {
  readonly Assign?: JsonObject;
}

interface WithTransition {
  readonly Next?: string;
  readonly End?: boolean;
}

interface WithResult {
  readonly ResultPath?: string | null;
  readonly Parameters?: JsonValue;
}

interface WithErrors {
  readonly ResultSelector?: JsonObject;
  readonly Retry?: readonly RetrierDefinition[];
  readonly Catch?: readonly CatcherDefinition[];
}

export interface RetrierDefinition {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'NONE' | 'FULL';
}

export interface CatcherDefinition extends WithAssign {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
  readonly Output?: JsonValue;
}

export interface PassDefinition extends WithInputOutput, WithAssign, WithTransition, WithResult {
  readonly Type: 'Pass';
  readonly Result?: JsonValue;
}

export interface TaskDefinition extends WithInputOutput, WithAssign, WithTransition, WithResult, WithErrors {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Arguments?: JsonValue;
  readonly Credentials?: JsonObject;
  readonly TimeoutSeconds?: NumberField;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: NumberField;
  readonly HeartbeatSecondsPath?: string;
}

export interface ChoiceDefinition extends WithInputOutput, WithAssign {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRuleDefinition[];
  readonly Default?: string;
}

/** A Choice rule: a comparison, or `And`, `Or`, `Not` over comparisons; under JSONata a `Condition`. */
export interface ChoiceRuleDefinition extends WithAssign {
  readonly Next?: string;
  readonly Output?: JsonValue;
  readonly Condition?: string | boolean;
  readonly And?: readonly ChoiceRuleDefinition[];
  readonly Or?: readonly ChoiceRuleDefinition[];
  readonly Not?: ChoiceRuleDefinition;
  readonly Variable?: string;
  readonly [comparison: string]: unknown;
}

export interface WaitDefinition extends WithInputOutput, WithAssign, WithTransition {
  readonly Type: 'Wait';
  readonly Seconds?: NumberField;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
}

export interface SucceedDefinition extends WithInputOutput {
  readonly Type: 'Succeed';
}

export interface FailDefinition extends AnyState {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

export interface ParallelDefinition extends WithInputOutput, WithAssign, WithTransition, WithResult, WithErrors {
  readonly Type: 'Parallel';
  readonly Branches: readonly ScopeDefinition[];
  readonly Arguments?: JsonValue;
}

export interface MapDefinition extends WithInputOutput, WithAssign, WithTransition, WithResult, WithErrors {
  readonly Type: 'Map';
  readonly ItemProcessor?: ProcessorDefinition;
  /** The old name of `ItemProcessor`. */
  readonly Iterator?: ProcessorDefinition;
  readonly Items?: JsonArray | string;
  readonly ItemsPath?: string;
  readonly ItemSelector?: JsonObject;
  readonly ItemReader?: JsonObject;
  readonly ItemBatcher?: JsonObject;
  readonly ResultWriter?: JsonObject;
  readonly MaxConcurrency?: NumberField;
  readonly MaxConcurrencyPath?: string;
  readonly ToleratedFailureCount?: NumberField;
  readonly ToleratedFailureCountPath?: string;
  readonly ToleratedFailurePercentage?: NumberField;
  readonly ToleratedFailurePercentagePath?: string;
  readonly Label?: string;
}
