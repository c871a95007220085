import type { AuthorizationType } from 'aws-cdk-lib/aws-appsync';
import { Construct, IConstruct } from 'constructs';
import type { CheckedSchema } from './checked-schema';
import type { ApiParts } from './facts-of-api';
import { fieldOf } from './field-coordinate';
import { StepwrightError } from '../errors';
import { modesOf } from '../graphql/api-facts';
import { AUTH_MODES } from '../graphql/auth/auth-mode';
import { ownersAround } from '../graphql/node-owners';
import { misuse } from '../misuse';
import { acknowledge, Acknowledgements } from '../validation/cdk/acknowledgements';
import { ApiFinding, coverApi, settingsFor } from '../validation/cdk/coverage';
import { idleBelow, judgeAround } from '../validation/cdk/idle-acknowledgements';
import { tellBeside } from '../validation/cdk/machine-check';
import { annotate, tell } from '../validation/cdk/tell';
import { Finding } from '../validation/finding';
import { isCodeRule, SCHEMA_RULES_REFUSED } from '../validation/schema-rule-ids';
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

/** Who of a mode may ask for a field. */
export interface GraphqlCallers {
  /** How they say who they are. */
  readonly mode: AuthorizationType;
  /**
   * The groups of Cognito users that may.
   *
   * @default - all callers of the mode
   */
  readonly groups?: string[];
}

/** An API that is checked. @internal */
export interface CheckedApi {
  readonly schema: CheckedSchema;
  parts(): ApiParts;
}

/** The rules that can be acknowledged here. */
const SCHEMA_RULES = Object.keys(SCHEMA_RULES_REFUSED).filter((id) => !isCodeRule(id));

/** The checks of the APIs. */
const checked = new WeakMap<IConstruct, GraphqlValidation>();

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
    return found;
  }

  /**
   * Acknowledges findings about the APIs below a construct: they are not shown and stop nothing.
   *
   * @param scope an API, or anything around it
   * @param acknowledgements what is all right, and why
   */
  public static acknowledge(scope: IConstruct, ...acknowledgements: GraphqlAcknowledgement[]): void {
    for (const { id, coordinate, reason } of acknowledgements) acknowledge(scope, id, coordinate, reason, SCHEMA_RULES, 'no rule about schemas');
  }

  /**
   * Makes an API check itself.
   * @internal
   */
  public static _check(construct: IConstruct, api: CheckedApi): void {
    const validation = new GraphqlValidation(construct, api);
    checked.set(construct, validation);
    coverApi(construct, () => validation.found());
    construct.node.addValidation({ validate: () => tell(`API "${construct.node.path}"`, validation.open(), (finding) => whereIn(construct, finding), (finding, message) => annotate(construct, finding, message)) });
    judgeAround(construct, tellBeside);
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
    return [...this.open(), ...idleBelow(this.api).map(({ finding }) => finding).filter(({ id }) => SCHEMA_RULES.includes(id))].map(publicFinding);
  }

  /**
   * Who may ask for a field, as the directives of the schema and the modes of the API decide it. To look at in a test. IAM policies and resolvers may
   * deny it to some of them.
   *
   * @param coordinate the field: `Mutation.placeOrder`
   * @returns the callers of each mode that the field is open to; nothing where it is open to nobody
   *
   * @example
   * declare const api: AppSyncApi;
   * GraphqlValidation.of(api).callersOf('Mutation.block'); // [{ mode: 'AMAZON_COGNITO_USER_POOLS', groups: ['admins'] }]
   */
  public callersOf(coordinate: string): GraphqlCallers[] {
    const { schema } = this.look;
    const { type, field: name } = fieldOf(this.api as Construct, coordinate, 'GraphqlValidation.callersOf()');
    const field = schema.field(type, name);
    const refused = (problem: string) => misuse(this.api, `GraphqlValidation.callersOf() was given "${coordinate}", which ${problem}`);
    if (!field) throw refused('the schema does not have, or which cannot be read in it. GraphqlValidation.findings() says what is wrong with it.');
    if (field.parent.kind !== 'object') throw refused('is of an interface. Ask for the types that implement it: who may ask is decided there.');
    const access = schema.accessTo(field, modesOf(this.look.parts().facts)!);
    return [...access].map(([mode, callers]) => ({ mode: AUTH_MODES[mode].awsName as AuthorizationType, ...(callers !== 'everyone' && { groups: [...callers] }) }));
  }

  private open(): RuleFinding[] {
    const settings = settingsFor(this.api);
    return this.found().flatMap(({ finding, constructs }) => (
      constructs.some((each) => new Acknowledgements(each).holds(finding)) ? [] : settings.applied(finding) ?? []));
  }

  private found(): ApiFinding[] {
    const { facts, constructs } = this.look.parts();
    return this.look.schema.findings(facts).map((finding) => ({
      finding: { ...finding, edits: undefined, statesAround: ownersAround(finding.pointer) },
      constructs: [...new Set([constructs.get(finding.constructPath ?? '') ?? this.api, this.api])],
    }));
  }
}

/** Where in its schema, and by which construct, something is wrong with an API. */
function whereIn(api: IConstruct, { file, line, column, pointer, refusedByAws, constructPath = api.node.path }: Finding): string[] {
  return [
    ...(constructPath === api.node.path ? [] : [`by ${constructPath}`]),
    file === undefined ? `line ${line}, column ${column} of the schema` : `in ${file}:${line}:${column}`,
    ...(pointer === '' ? [] : [`at ${pointer}`]),
    ...(refusedByAws ? ['refused by AWS'] : []),
  ];
}
