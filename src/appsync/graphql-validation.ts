import { Annotations, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import type { CheckedSchema } from './checked-schema';
import type { ApiParts } from './facts-of-api';
import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';
import { Acknowledgements, acknowledgementId, givenTo, isFor } from '../validation/cdk/acknowledgements';
import { settingsFor } from '../validation/cdk/coverage';
import { Finding, FindingSeverity } from '../validation/finding';
import { NOT_CHECKED } from '../validation/not-checked';
import { SCHEMA_RULES_REFUSED } from '../validation/schema-rule-ids';
import { publicFinding, RuleFinding } from '../validation/validate';

/** Findings of a rule about schemas that are all right, and why. */
export interface GraphqlAcknowledgement {
  /** The rule: `GQL402`. */
  readonly id: string;
  /**
   * The type or the field that it is about: `Query`, `Query.search`.
   *
   * @default - every finding of the rule
   */
  readonly coordinate?: string;
  /** Why it is all right. */
  readonly reason: string;
}

/** An API that is checked. @internal */
export interface CheckedApi {
  readonly schema: CheckedSchema;
  parts(): ApiParts;
}

/** How the APIs are looked at. */
const checked = new WeakMap<IConstruct, CheckedApi>();
/** More errors than this about one API, or more warnings, help nobody at synthesis. */
const MAX_SHOWN = 50;
const IDLE = 'GQL009';

/**
 * Checks the schema of an API together with its modes, its resolvers and what was granted on it, at synthesis. Every `AppSyncApi` does that by
 * itself; this is to acknowledge what is all right, and to look at what is found in a test.
 *
 * What AppSync would refuse, and what is sure not to work, stops the synthesis; what may not work is a warning. `AslValidation.of(app, {
 * severities })` says how much a rule matters. A comment in the schema can acknowledge a finding, too: `# [ack GQL402: the reason]`.
 *
 * @example
 * declare const api: AppSyncApi;
 * GraphqlValidation.acknowledge(api, { id: 'GQL402', coordinate: 'Query.search', reason: 'The search team adds the resolver' });
 */
export class GraphqlValidation {
  /**
   * The check of one API.
   *
   * @param api an AppSyncApi
   */
  public static of(api: IConstruct): GraphqlValidation {
    const found = checked.get(api);
    if (!found) throw new StepwrightError('NoApi', `GraphqlValidation.of() was given "${api.node.path}", which is no AppSyncApi. Give it an AppSyncApi.`);
    return new GraphqlValidation(api, found);
  }

  /**
   * Acknowledges findings about the APIs below a construct: they are not shown and stop nothing.
   *
   * @param scope an API, or anything around it
   * @param acknowledgements what is all right, and why
   */
  public static acknowledge(scope: IConstruct, ...acknowledgements: GraphqlAcknowledgement[]): void {
    for (const { id: given, coordinate, reason } of acknowledgements) {
      const id = given.replace(/^cdk-stepwright::/, '');
      const what = `"${scope.node.path || 'The app'}" acknowledges "${id}"`;
      const ids = Object.keys(SCHEMA_RULES_REFUSED);
      if (!ids.includes(id)) throw new StepwrightError('UnknownRule', `${what}, which is no rule about schemas.${didYouMean(id, ids)}`);
      if (reason.trim() === '') throw new StepwrightError('NoReason', `${what} without a reason. Say why it is all right, for the next one who reads it.`);
      if (coordinate === undefined) Validations.of(scope).acknowledge({ id: acknowledgementId(id), reason });
      else scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [acknowledgementId(id, coordinate)]: reason });
    }
  }

  /**
   * Makes an API check itself.
   * @internal
   */
  public static _check(construct: IConstruct, api: CheckedApi): void {
    checked.set(construct, api);
    construct.node.addValidation({ validate: () => tell(construct, new GraphqlValidation(construct, api).open()) });
  }

  private constructor(
    /** The API that is checked. */
    public readonly api: IConstruct,
    private readonly look: CheckedApi,
  ) {}

  /**
   * What is wrong with the schema of the API, as it is now, and is not acknowledged. To look at in a test.
   *
   * @returns the findings in the order of the schema's texts
   */
  public findings(): Finding[] {
    return this.open().map(publicFinding);
  }

  private open(): RuleFinding[] {
    const { facts, constructs } = this.look.parts();
    const found = this.look.schema.findings(facts).map((finding) => ({ ...finding, edits: undefined, statesAround: around(finding.pointer) }));
    const settings = settingsFor(this.api);
    const open = found.flatMap((finding) => {
      const construct = constructs.get(finding.constructPath ?? '') ?? this.api;
      const isAcknowledged = [construct, this.api].some((each) => new Acknowledgements(each).holds(finding));
      return isAcknowledged ? [] : settings.applied(finding) ?? [];
    });
    return [...open, ...this.idle(found).flatMap((finding) => settings.applied(finding) ?? [])];
  }

  /** Acknowledgements on the API and its parts that hold for nothing, so that they do not hide what nobody has looked at. */
  private idle(found: readonly RuleFinding[]): RuleFinding[] {
    // What could not be read may be what it holds for.
    if (found.some(({ id }) => id === NOT_CHECKED || id === 'GQL001')) return [];
    return this.api.node.findAll().flatMap(givenTo).filter((given) => given.rule in SCHEMA_RULES_REFUSED && given.rule !== IDLE).flatMap((given) => {
      const what = `Construct "${given.construct.node.path}" acknowledges "${given.rule}"${given.state === undefined ? '' : ` of "${given.state}"`}`;
      const problem = given.reason === '' ? `${what} without a reason.` : found.some((finding) => isFor(given, finding)) ? undefined : `${what}, but the rule finds nothing there.`;
      return problem === undefined ? [] : {
        id: IDLE,
        severity: FindingSeverity.WARNING,
        refusedByAws: false,
        messageName: '',
        statesAround: [],
        message: problem,
        fix: 'Remove the acknowledgement, or correct it.',
        pointer: '',
        line: 1,
        column: 1,
        constructPath: given.construct.node.path,
      };
    });
  }
}

/** `Query.order(id:)`, `Query.order` and `Query`, for the first of them: what an acknowledgement can name. */
function around(pointer: string): string[] {
  const field = pointer.split('(')[0];
  return [...new Set([pointer, field, field.split('.')[0]])].filter((each) => each !== '');
}

/** Returns what must stop the synthesis; what need not is annotated. */
function tell(api: IConstruct, findings: readonly RuleFinding[]): string[] {
  const stops = ({ severity, refusedByAws }: Finding) => refusedByAws || severity === FindingSeverity.ERROR;
  const annotations = Annotations.of(api);
  for (const finding of findings.filter((each) => !stops(each)).slice(0, MAX_SHOWN)) {
    if (finding.severity === FindingSeverity.WARNING) annotations.addWarningV2(acknowledgementId(finding.id), messageOf(api, finding));
    else annotations.addInfoV2(acknowledgementId(finding.id), messageOf(api, finding));
  }
  const errors = findings.filter(stops).map((finding) => `${messageOf(api, finding)} [ack: ${acknowledgementId(finding.id)}]`);
  if (errors.length <= MAX_SHOWN) return errors;
  return [...errors.slice(0, MAX_SHOWN), `API "${api.node.path}": there are ${errors.length - MAX_SHOWN} more errors, which are not shown.`];
}

/** The API, what is wrong, what to do, where. */
function messageOf(api: IConstruct, { message, fix, file, line, column, pointer, refusedByAws, constructPath = api.node.path }: Finding): string {
  const where = [
    ...(constructPath === api.node.path ? [] : [`by ${constructPath}`]),
    file === undefined ? `line ${line}, column ${column} of the schema` : `in ${file}:${line}:${column}`,
    ...(pointer === '' ? [] : [`at ${pointer}`]),
    ...(refusedByAws ? ['refused by AWS'] : []),
  ];
  return `API "${api.node.path}": ${message}${fix === undefined ? '' : ` ${fix}`} (${where.join('; ')})`;
}
