import { CfnResource, Stage } from 'aws-cdk-lib';
import type { AuthorizationType } from 'aws-cdk-lib/aws-appsync';
import { Construct, IConstruct } from 'constructs';
import { ApiLook } from './api-look';
import type { CheckedSchema } from './checked-schema';
import type { ApiParts } from './facts-of-api';
import { fieldOf } from './field-coordinate';
import { isApiResource, PlainApi } from './plain-api';
import { modesOf } from '../graphql/api-facts';
import { ApiModes, AUTH_MODES } from '../graphql/auth/auth-mode';
import { ownersAround } from '../graphql/node-owners';
import { misuse } from '../misuse';
import { acknowledge, Acknowledgements } from '../validation/cdk/acknowledgements';
import { ApiFinding, coverApis, responsibleForApi, settingsFor } from '../validation/cdk/coverage';
import { idleBelow, judgeAround } from '../validation/cdk/idle-acknowledgements';
import { LateFindings } from '../validation/cdk/late-findings';
import { keepForFolder, stageOf, tellBeside } from '../validation/cdk/machine-check';
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

/** An API of ours, which checks itself. @internal */
export interface CheckedApi {
  readonly resource: CfnResource;
  readonly schema: CheckedSchema;
  parts(): ApiParts;
}

/** An API, and what is wrong with it. */
interface ApiCheck {
  /** What its user knows it by. */
  readonly owner: IConstruct;
  readonly resource: CfnResource;
  readonly schema: CheckedSchema | undefined;
  readonly modes: ApiModes | undefined;
  found(): ApiFinding[];
}

/** The rules that can be acknowledged here. */
const SCHEMA_RULES = Object.keys(SCHEMA_RULES_REFUSED);

/** The APIs that check themselves, by their construct and by their resource. */
const ownChecks = new WeakMap<IConstruct, ApiCheck>();
const ownResources = new WeakSet<IConstruct>();

/** The constructs below which every API is checked. */
const covered = new WeakSet<IConstruct>();

/**
 * Checks GraphQL APIs of AppSync at synthesis: the schema together with the modes, the resolvers and the cache of its API.
 *
 * An `AppSyncApi` does that by itself, and knows what was granted on it, too. `GraphqlValidation.of()` does it for every other API of an app, a stage
 * or a stack: `GraphqlApi` and `CfnGraphQLApi`, with the resolvers that any construct of the app adds. There the code of resolvers and functions
 * for APPSYNC_JS is checked as well, which an `AppSyncApi` refuses where it is given. State machines are checked by `AslValidation`.
 *
 * What AppSync would refuse, and what is sure not to work, stops the synthesis; what may not work is a warning. `AslValidation.of(app, {
 * severities })` says how much a rule matters. A comment in the schema can acknowledge a finding, too: `# [ack GQL402: the reason]`.
 *
 * @example
 * const app = new App();
 * GraphqlValidation.of(app);
 */
export class GraphqlValidation {
  /**
   * Checks every API below a construct, those that are added later too.
   *
   * In a test that synthesises one stage of an app only (`Template.fromStack()` does), call it for that stage.
   *
   * @param scope an app, a stage, a stack, an API, or any construct
   */
  public static of(scope: IConstruct): GraphqlValidation {
    // An API of ours has done that already.
    if (!ownChecks.has(scope) && !covered.has(scope)) {
      covered.add(scope);
      const checks = () => plainApisBelow(scope).filter(({ resource }) => responsibleForApi(resource) === scope);
      coverApis(scope, { apis: () => checks().map((check) => check.found()), looksAtCode: true });
      scope.node.addValidation({ validate: () => checks().flatMap((check) => tellOf(check, scope)) });
      judgeAround(scope, tellBeside);
    }
    return new GraphqlValidation(scope);
  }

  /**
   * Acknowledges findings about the APIs below a construct: they are not shown and stop nothing.
   *
   * @param scope an API, a resolver, or anything around them
   * @param acknowledgements what is all right, and why
   *
   * @example
   * declare const api: AppSyncApi;
   * GraphqlValidation.acknowledge(api, { id: 'GQL402', coordinate: 'Query.search', reason: 'The search team adds the resolver' });
   */
  public static acknowledge(scope: IConstruct, ...acknowledgements: GraphqlAcknowledgement[]): void {
    for (const { id, coordinate, reason } of acknowledgements) acknowledge(scope, id, coordinate, reason, SCHEMA_RULES, 'no rule about schemas');
  }

  /**
   * Makes an API check itself.
   * @internal
   */
  public static _check(construct: IConstruct, { resource, schema, parts }: CheckedApi): void {
    const check: ApiCheck = {
      owner: construct,
      resource,
      schema,
      get modes() { return modesOf(parts().facts); },
      found: () => {
        const { facts, constructs } = parts();
        return schema.findings(facts).map((finding) => ({
          finding: { ...finding, edits: undefined, statesAround: ownersAround(finding.pointer) },
          constructs: [...new Set([constructs.get(finding.constructPath ?? '') ?? construct, construct])],
        }));
      },
    };
    ownChecks.set(construct, check);
    ownResources.add(resource);
    coverApis(construct, { apis: () => [check.found()], looksAtCode: false });
    construct.node.addValidation({ validate: () => tellOf(check, construct) });
    judgeAround(construct, tellBeside);
  }

  private constructor(
    /** The construct below which APIs are checked. */
    public readonly scope: IConstruct,
  ) {}

  /**
   * What is wrong with the APIs, as they are now, and is not acknowledged. To look at in a test.
   *
   * @returns the findings about each API, in the order of the tree and of its schema, then of the code of its resolvers; then the acknowledgements
   * that hold for nothing
   */
  public findings(): Finding[] {
    return [
      ...this.checks().flatMap((check) => openOf(check)),
      ...idleBelow(this.scope).map(({ finding }) => finding).filter(({ id }) => SCHEMA_RULES.includes(id)),
    ].map(publicFinding);
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
    const what = 'GraphqlValidation.callersOf()';
    const { owner, schema, modes } = this.onlyCheck(what);
    const { type, field: name } = fieldOf(owner as Construct, coordinate, what);
    const refused = (problem: string) => misuse(owner, `${what} was given "${coordinate}", which ${problem}`);
    if (!modes) throw refused('cannot be answered: a mode of the API is not known until deploy. Give the modes as plain values.');
    const field = schema?.field(type, name);
    if (!schema || !field) throw refused('the schema does not have, or which cannot be read in it. GraphqlValidation.findings() says what is wrong with it.');
    if (field.parent.kind !== 'object') throw refused('is of an interface. Ask for the types that implement it: who may ask is decided there.');
    const access = schema.accessTo(field, modes);
    return [...access].map(([mode, callers]) => ({ mode: AUTH_MODES[mode].awsName as AuthorizationType, ...(callers !== 'everyone' && { groups: [...callers] }) }));
  }

  private checks(): ApiCheck[] {
    const plain = new Map(plainApisBelow(this.scope).map((each) => [each.resource as IConstruct, each]));
    return this.scope.node.findAll().flatMap((each) => ownChecks.get(each) ?? plain.get(each) ?? []);
  }

  private onlyCheck(what: string): ApiCheck {
    const checks = this.checks();
    if (checks.length === 1) return checks[0];
    throw misuse(this.scope, checks.length === 0 ? `${what} has no API to look at: there is none in it that has a schema of its own. Give GraphqlValidation.of() an API of this app.`
      : `${what} is about one API, and there are ${checks.length} in it: ${checks.map(({ owner }) => `"${owner.node.path}"`).join(', ')}. Give GraphqlValidation.of() one of them.`);
  }
}

/** The APIs below a construct that do not check themselves. */
function plainApisBelow(scope: IConstruct): PlainApi[] {
  const resources = scope.node.findAll().filter(isApiResource).filter((each) => !ownResources.has(each));
  if (resources.length === 0) return [];
  const look = new ApiLook(resources[0]);
  return resources.filter((each) => look.hasSchema(each)).map((each) => new PlainApi(each, look));
}

/** What is wrong with an API and is not acknowledged. */
function openOf(check: ApiCheck, onAcknowledged?: (finding: RuleFinding, acknowledged: Acknowledgements) => void): RuleFinding[] {
  const settings = settingsFor(check.owner);
  const given = new Map<IConstruct, Acknowledgements>();
  const givenTo = (construct: IConstruct) => {
    let known = given.get(construct);
    if (!known) given.set(construct, known = new Acknowledgements(construct));
    return known;
  };
  return check.found().flatMap(({ finding, constructs }) => {
    const holding = constructs.map(givenTo).filter((each) => each.holds(finding));
    for (const each of holding) onAcknowledged?.(finding, each);
    return holding.length > 0 ? [] : settings.applied(finding) ?? [];
  });
}

/** @param from the construct whose validation this is: what is in another stage has been written already */
function tellOf(check: ApiCheck, from: IConstruct): string[] {
  const { owner, resource } = check;
  const late = Stage.of(owner) !== stageOf(from) ? LateFindings.of(from.node.root) : undefined;
  const findings = openOf(check, (finding, acknowledged) => keepForFolder(resource, finding, acknowledged));
  const show = (finding: Finding, message: string) => (late ? late.add(finding, owner) : annotate(owner, finding, message));
  return tell(`API "${owner.node.path}"`, findings, (finding) => whereIn(owner, finding), show);
}

/** Where in its schema or its code, and by which construct, something is wrong with an API. */
function whereIn(api: IConstruct, { id, file, line, column, pointer, refusedByAws, constructPath = api.node.path }: Finding): string[] {
  return [
    ...(constructPath === api.node.path ? [] : [`by ${constructPath}`]),
    file === undefined ? `line ${line}, column ${column} of the ${isCodeRule(id) ? 'code' : 'schema'}` : `in ${file}:${line}:${column}`,
    ...(pointer === '' ? [] : [`at ${pointer}`]),
    ...(refusedByAws ? ['refused by AWS'] : []),
  ];
}
