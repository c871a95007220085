import { CfnResource, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Settings } from '../settings';
import type { RuleFinding } from '../validate';

/** The construct that a resource's validation belongs to, where it has one of its own. */
const checkedBy = new WeakMap<CfnResource, IConstruct>();

/** The constructs below which every state machine is checked. */
const covered = new WeakMap<IConstruct, Settings>();

/** Says that a construct checks the one state machine that it is made of. */
export function coverMachine(machine: CfnResource, owner: IConstruct): void {
  checkedBy.set(machine, owner);
}

/** Says that every state machine below a construct is checked. Returns whether that is new. */
export function coverBelow(scope: IConstruct, settings: Settings): boolean {
  const known = covered.get(scope);
  covered.set(scope, known ? known.with(settings) : settings);
  return known === undefined;
}

export function checksItself(machine: CfnResource): boolean {
  return checkedBy.has(machine);
}

/** The nearest construct around another that was asked to check what is below it. */
export function responsibleFor(construct: IConstruct): IConstruct | undefined {
  return [...construct.node.scopes].reverse().find((scope) => covered.has(scope));
}

/** What is set for a construct: by those around it that were asked to check what is below them, the nearest counts most. */
export function settingsFor(construct: IConstruct): Settings {
  return construct.node.scopes.reduce((settings, scope) => settings.with(covered.get(scope) ?? Settings.NONE), Settings.NONE);
}

/** What is wrong with an API, and the constructs that an acknowledgement of it can stand on, or around. */
export interface ApiFinding {
  readonly finding: RuleFinding;
  readonly constructs: readonly IConstruct[];
}

/** What looks at APIs: one that checks itself, or a construct below which all others are checked. */
export interface ApisLook {
  /** What is wrong with each API that is looked at, acknowledged or not. */
  readonly apis: () => readonly (readonly ApiFinding[])[];
  /** Whether the code of resolvers is looked at, too. */
  readonly looksAtCode: boolean;
}

const apiLooks = new WeakMap<IConstruct, ApisLook>();

/** Says that APIs are checked. */
export function coverApis(construct: IConstruct, look: ApisLook): void {
  apiLooks.set(construct, look);
}

/** The nearest construct around another that was asked to check the APIs below it, and does not only check itself. */
export function responsibleForApi(construct: IConstruct): IConstruct | undefined {
  return [...construct.node.scopes].reverse().find((scope) => apiLooks.get(scope)?.looksAtCode);
}

export interface ApisFindings {
  readonly findings: readonly ApiFinding[];
  readonly looksAtCode: boolean;
}

/** What is wrong with the APIs below a construct; undefined where none is looked at. */
export function apiFindingsBelow(construct: IConstruct): ApisFindings | undefined {
  const looks = construct.node.findAll().flatMap((each) => apiLooks.get(each) ?? [])
    .map(({ apis, looksAtCode }) => ({ found: apis(), looksAtCode }))
    .filter(({ found }) => found.length > 0);
  if (looks.length === 0) return undefined;
  return { findings: looks.flatMap(({ found }) => found.flat()), looksAtCode: looks.some(({ looksAtCode }) => looksAtCode) };
}

/** A workflow or a `StateMachine` is what its user knows, not the resource in it. */
export function ownerOf(machine: CfnResource): IConstruct {
  const workflow = checkedBy.get(machine);
  if (workflow) return workflow;
  const { scope } = machine.node;
  return scope && machine.node.id === 'Resource' && !Stage.isStage(scope) ? scope : machine;
}
