import { CfnResource, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Acknowledgements, acknowledgementId, givenTo, GivenAcknowledgement, isFor } from './acknowledgements';
import { AppLook } from './app-look';
import { apiFindingsBelow, ApisFindings, checksItself, responsibleFor, settingsFor } from './coverage';
import { allFindings, statesOf } from './machine-findings';
import { isStateMachineResource } from '../../definitions/construct';
import { didYouMean } from '../../did-you-mean';
import { idleAcknowledgement } from '../rules/idle-acknowledgement';
import { AT_THE_CODE, CODE_RULE, isCodeRule, SCHEMA_RULES_REFUSED } from '../schema-rule-ids';
import { FINDING_IDS, NOT_CHECKED, Settings } from '../settings';
import { unusedStates } from '../stack/rules/unused-states';
import { RuleFinding } from '../validate';

/** What is said of an acknowledgement that holds for nothing. */
export interface IdleFinding {
  readonly construct: IConstruct;
  readonly finding: RuleFinding;
}

export interface IdleOptions {
  /** Constructs that somebody else looks after. Default: none */
  readonly skip?: (construct: IConstruct) => boolean;
  /** Whether every state machine is checked. Default: where one is not, nothing is said of an acknowledgement that may be for that one */
  readonly checksAll?: boolean;
  /** What is set besides what is set for the constructs. Default: nothing */
  readonly settings?: Settings;
  /** What is known of the app. Default: nothing yet */
  readonly look?: AppLook;
}

/** Acknowledgements below a construct that hold for nothing, so that they do not hide what nobody has looked at. */
export function idleBelow(scope: IConstruct, options: IdleOptions = {}): IdleFinding[] {
  const { skip = () => false, checksAll = false, settings = Settings.NONE, look = new AppLook() } = options;
  const findings = new Map<CfnResource, readonly RuleFinding[]>();
  const findingsOf = (machine: CfnResource): readonly RuleFinding[] => {
    let found = findings.get(machine);
    if (!found) findings.set(machine, found = allFindings(machine, look));
    return found;
  };
  let apis: { readonly found: ApisFindings | undefined } | undefined;
  const apisOf = () => (apis ??= { found: apiFindingsBelow(scope.node.root) }).found;
  return constructsBelow(scope, skip).flatMap((construct) => givenTo(construct).flatMap((given) => {
    const problem = problemOf(given, findingsOf, apisOf, look, checksAll);
    if (problem === undefined) return [];
    const finding = settings.with(settingsFor(construct)).applied(idleFinding(given, problem));
    return finding && !new Acknowledgements(construct).holds(finding) ? { construct, finding } : [];
  }));
}

function constructsBelow(scope: IConstruct, skip: (construct: IConstruct) => boolean): IConstruct[] {
  return [scope, ...scope.node.children.flatMap((child) => (skip(child) ? [] : constructsBelow(child, skip)))];
}

function problemOf(
  given: GivenAcknowledgement, findingsOf: (machine: CfnResource) => readonly RuleFinding[], apisOf: () => ApisFindings | undefined, look: AppLook,
  checksAll: boolean,
): string | undefined {
  const { construct, rule, state, reason, withoutPrefix } = given;
  const isOfSchema = rule in SCHEMA_RULES_REFUSED;
  const place = state === undefined ? '' : ` of ${isOfSchema ? '' : 'state '}"${state}"`;
  const what = `${construct.node.path === '' ? 'The app' : `Construct "${construct.node.path}"`} acknowledges "${rule}"${place}`;
  if (withoutPrefix) return `${what} without the prefix "cdk-stepwright::", so it does not hold. Write "${acknowledgementId(rule, state)}".`;
  if (rule === idleAcknowledgement.id || rule === IDLE_OF_SCHEMA) return undefined;
  // Others of our ids are not of findings: whether they hold for something is not known here.
  if (!FINDING_IDS.includes(rule)) return /^(?:ASL|GQL)/i.test(rule) ? `${what}, which is no rule.` : undefined;
  if (isCodeRule(rule) && reason === AT_THE_CODE) return undefined;
  if (isCodeRule(rule) && !apisOf()?.looksAtCode) return `${what}, ${CODE_RULE}.`;
  if (reason === '') return `${what} without a reason.`;
  if (isOfSchema) return schemaProblemOf(given, what, apisOf());
  if (rule === unusedStates.id && look.unusedStates.lone(construct).some(({ finding }) => isFor(given, finding))) return undefined;
  const machines = construct.node.findAll().filter(isStateMachineResource);
  if (machines.length === 0) return `${what}, but there is no state machine in it.`;
  if (machines.some((machine) => findingsOf(machine).some((finding) => isFor(given, finding)))) return undefined;
  // What is not looked at may be what it holds for.
  if (machines.some((machine) => findingsOf(machine).some(({ id }) => id === NOT_CHECKED))) return undefined;
  if (!checksAll && machines.some((machine) => !checksItself(machine) && !responsibleFor(machine))) return undefined;
  if (state !== undefined) {
    const states = new Set(machines.flatMap(statesOf));
    if (!states.has(state)) return `${what}, but there is no such state.${didYouMean(state, states)}`;
  }
  return `${what}, but the rule finds nothing there.`;
}

/** What is wrong with an acknowledgement of a rule about schemas: it may be for a resolver of an API that is elsewhere in the app. */
function schemaProblemOf(given: GivenAcknowledgement, what: string, found: ApisFindings | undefined): string | undefined {
  if (!found) return `${what}, but no API is checked: there is no AppSyncApi, and GraphqlValidation.of() checks no other.`;
  const around = (construct: IConstruct) => construct.node.scopes.includes(given.construct);
  const concerned = found.findings.filter(({ constructs }) => constructs.some(around));
  if (concerned.some(({ finding }) => isFor(given, finding) || finding.id === NOT_CHECKED || finding.id === 'GQL001')) return undefined;
  return `${what}, but the rule finds nothing there.`;
}

const IDLE_OF_SCHEMA = 'GQL009';

function idleFinding({ construct, rule }: GivenAcknowledgement, message: string): RuleFinding {
  const { id, severity, refusedByAws, fix, link } = idleAcknowledgement;
  const place = { pointer: '', line: 1, column: 1, constructPath: construct.node.path };
  const traits = rule.startsWith('GQL') ? { id: IDLE_OF_SCHEMA, fix: 'Remove the acknowledgement, or correct it.' } : { id, fix, link };
  return { ...traits, severity, refusedByAws, messageName: '', statesAround: [], message, ...place };
}

const judged = new WeakSet<IConstruct>();

/** Has the acknowledgements of every stage around a construct looked at when it is synthesised. */
export function judgeAround(construct: IConstruct, tell: (idle: readonly IdleFinding[], stage: Stage) => string[]): void {
  for (const stage of construct.node.scopes) {
    if (!Stage.isStage(stage) || judged.has(stage)) continue;
    judged.add(stage);
    // A stage in this one that has it looked at by itself has done so.
    stage.node.addValidation({ validate: () => tell(idleBelow(stage, { skip: (below) => judged.has(below) }), stage) });
  }
}
