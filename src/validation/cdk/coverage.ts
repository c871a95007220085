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

/** The APIs that check themselves: what is wrong with each, acknowledged or not. */
const apis = new WeakMap<IConstruct, () => readonly ApiFinding[]>();

/** Says that an API checks itself. */
export function coverApi(api: IConstruct, findings: () => readonly ApiFinding[]): void {
  apis.set(api, findings);
}

/** What is wrong with the APIs below a construct; undefined where there are none. */
export function apiFindingsBelow(construct: IConstruct): readonly ApiFinding[] | undefined {
  const found = construct.node.findAll().flatMap((each) => apis.get(each) ?? []);
  return found.length === 0 ? undefined : found.flatMap((findings) => findings());
}

/** A workflow or a `StateMachine` is what its user knows, not the resource in it. */
export function ownerOf(machine: CfnResource): IConstruct {
  const workflow = checkedBy.get(machine);
  if (workflow) return workflow;
  const { scope } = machine.node;
  return scope && machine.node.id === 'Resource' && !Stage.isStage(scope) ? scope : machine;
}
