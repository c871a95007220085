import { Annotations, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { didYouMean } from '../../did-you-mean';
import { StepwrightError } from '../../errors';
import { CODE_RULE, isCodeRule } from '../schema-rule-ids';
import { FINDING_IDS } from '../settings';
import { RuleFinding } from '../validate';

const PREFIX = 'cdk-stepwright::';

/** What else is said at synthesis and can be acknowledged: of constructs, and of definitions that cannot be read. */
const OTHER_IDS = ['AsyncExpressIdempotency', 'FileNotFound', 'FileNotReadable', 'FileNotText', 'FileTooLarge', 'KeyPolicy', 'NoDefinition', 'NoFile', 'PinnedFunctionVersion',
  'TooDeeplyNested', 'UnfilledSubstitution', 'UnknownTimeout'];

/** Every id that can be acknowledged. */
export const ACKNOWLEDGEABLE: readonly string[] = [...FINDING_IDS.filter((id) => !isCodeRule(id)), ...OTHER_IDS];

/** What CDK makes of an id without a prefix. */
const NO_PREFIX = /^annotation::((?:ASL|GQL)\d{3}\b.*)$/;

/**
 * Every message that a construct of ours gives at synthesis has an id that CDK's own means acknowledge: `Validations.of(x).acknowledge()` and
 * `Annotations.of(x).acknowledgeWarning()`. CDK writes the id of a rule of a validation plugin as `plugin::rule`, and ours is the same everywhere.
 * With a state it reaches that one only, and the states in it.
 */
export const acknowledgementId = (rule: string, state?: string) => `${PREFIX}${rule}${state === undefined ? '' : `:${state}`}`;

/**
 * Acknowledges findings of a rule on a construct. Throws where that could hold for nothing.
 *
 * @param place the state, the type or the field that it is for. Undefined: all
 * @param ids the rules that can be acknowledged, which `kind` says in a sentence
 */
export function acknowledge(scope: IConstruct, given: string, place: string | undefined, reason: string, ids: readonly string[], kind: string): void {
  const id = given.replace(/^cdk-stepwright::/, '');
  const what = `"${scope.node.path || 'The app'}" acknowledges "${id}"`;
  if (isCodeRule(id) && !ids.includes(id)) throw new StepwrightError('UnknownRule', `${what}, ${CODE_RULE}.`);
  if (!ids.includes(id)) throw new StepwrightError('UnknownRule', `${what}, which is ${kind}.${didYouMean(id, ids)}`);
  if (reason.trim() === '') throw new StepwrightError('NoReason', `${what} without a reason. Say why it is all right, for the next one who reads it.`);
  if (place === undefined) Validations.of(scope).acknowledge({ id: acknowledgementId(id), reason });
  // CDK takes no second "::" in an id, and the name of a state may have one.
  else scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [acknowledgementId(id, place)]: reason });
}

/** An acknowledgement that was given to a construct. */
export interface GivenAcknowledgement {
  readonly construct: IConstruct;
  readonly id: string;
  readonly rule: string;
  readonly state?: string;
  readonly reason: string;
  /** Whether CDK does not take it for one of ours, because the prefix is missing. */
  readonly withoutPrefix: boolean;
}

/** The acknowledgements of ours that were given to a construct itself. One without a reason holds, as CDK has it, but it is told of. */
export function givenTo(construct: IConstruct): GivenAcknowledgement[] {
  const given = new Map<string, GivenAcknowledgement>();
  for (const { type, data } of construct.node.metadata) {
    if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY) continue;
    for (const [id, reason] of Object.entries(data as { [id: string]: unknown })) {
      const bare = NO_PREFIX.exec(id)?.[1];
      const name = id.startsWith(PREFIX) ? id.slice(PREFIX.length) : bare;
      if (name === undefined) continue;
      const [, rule, state] = /^([^:]*)(?::(.*))?$/s.exec(name)!;
      given.set(id, { construct, id, rule, state, reason: typeof reason === 'string' ? reason.trim() : '', withoutPrefix: bare !== undefined });
    }
  }
  return [...given.values()];
}

/** Whether an acknowledgement is for a finding about a state machine below its construct. */
export function isFor({ rule, state, withoutPrefix }: GivenAcknowledgement, { id, statesAround }: RuleFinding): boolean {
  return rule === id && (state === undefined || statesAround.includes(state)) && !withoutPrefix;
}

/** What is acknowledged for a construct: on itself, on what it is in, or on anything around that. */
export class Acknowledgements {
  private readonly given: readonly GivenAcknowledgement[];

  constructor(private readonly construct: IConstruct) {
    this.given = construct.node.scopes.flatMap(givenTo);
  }

  public holds(finding: RuleFinding): boolean {
    return this.given.some((acknowledgement) => isFor(acknowledgement, finding))
      || [undefined, ...finding.statesAround].some((state) => acknowledgedAsWarning(this.construct, acknowledgementId(finding.id, state)));
  }

  /** Those that hold for a finding and were given to something that is in no stack. */
  public aboveStacks(finding: RuleFinding, isInStack: (construct: IConstruct) => boolean): GivenAcknowledgement[] {
    return this.given.filter((acknowledgement) => isFor(acknowledgement, finding) && !isInStack(acknowledgement.construct));
  }
}

/**
 * Whether `Annotations.of(x).acknowledgeWarning(id)` was called for a construct or one around it. CDK keeps that to itself, and looks only at
 * the scopes around the construct that a warning is given to (aws-cdk-lib 2.260). So a warning is given to something that would be inside the
 * construct: it is dropped exactly when it was acknowledged.
 */
function acknowledgedAsWarning(construct: IConstruct, id: string): boolean {
  let dropped = true;
  const node = Object.create(construct.node, {
    path: { value: `${construct.node.path}/warning` },
    metadata: { value: [] },
    addMetadata: { value: () => { dropped = false; } },
  }) as IConstruct['node'];
  Annotations.of({ node } as IConstruct).addWarningV2(id, '');
  return dropped;
}
