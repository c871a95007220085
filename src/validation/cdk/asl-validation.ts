import { CfnResource, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { checkMachine, openFindings } from './machine-check';
import { isStateMachineResource } from '../../definitions/construct';
import { Finding } from '../finding';

/** The construct that a resource's validation belongs to, where it has one of its own. */
const checkedBy = new WeakMap<CfnResource, IConstruct>();

/** The constructs below which every state machine is checked. */
const covered = new WeakSet<IConstruct>();

/**
 * Checks the definitions of state machines at synthesis.
 *
 * `StandardWorkflow` and `ExpressWorkflow` do that by themselves. This does it for every other state machine of an app, a stage or a stack:
 * `StateMachine` and `CfnStateMachine`, those that other constructs make too.
 *
 * What AWS would refuse, and what is sure to fail, stops the synthesis; what may fail is a warning. Any of them can be acknowledged, on the state
 * machine or on anything around it, with `Validations.of(construct).acknowledge({ id, reason })`; the id stands in the message.
 *
 * @example
 * const app = new App();
 * AslValidation.of(app);
 */
export class AslValidation {
  /**
   * Checks every state machine below a construct, those that are added later too.
   *
   * In a test that synthesises one stage of an app only (`Template.fromStack()` does), call it for that stage.
   *
   * @param scope an app, a stage, a stack, or any construct
   */
  public static of(scope: IConstruct): AslValidation {
    if (!covered.has(scope)) {
      covered.add(scope);
      scope.node.addValidation({ validate: () => checkBelow(scope) });
    }
    return new AslValidation(scope);
  }

  /**
   * Makes a construct check the one state machine that it is made of.
   * @internal
   */
  public static _ofMachine(owner: IConstruct, machine: CfnResource, further?: () => string[]): void {
    checkedBy.set(machine, owner);
    owner.node.addValidation({ validate: () => [...checkMachine(machine, owner, owner), ...further?.() ?? []] });
  }

  private constructor(
    /** The construct below which state machines are checked. */
    public readonly scope: IConstruct,
  ) {}

  /**
   * What is wrong with the state machines below the construct, as they are now, and is not acknowledged. To look at in a test.
   *
   * @returns the findings about each state machine, in the order of the tree and of the definition
   */
  public findings(): Finding[] {
    return this.scope.node.findAll().filter(isStateMachineResource).flatMap((machine) => openFindings(machine, ownerOf(machine)));
  }
}

/** A machine is checked once: by itself, or by the nearest construct of its stage that was asked to, or by one around the stage. */
function checkBelow(scope: IConstruct): string[] {
  const errors: string[] = [];
  for (const construct of scope.node.findAll()) {
    if (!isStateMachineResource(construct) || checkedBy.has(construct) || responsible(construct) !== scope) continue;
    errors.push(...checkMachine(construct, ownerOf(construct), scope));
  }
  return errors;
}

function responsible(machine: CfnResource): IConstruct | undefined {
  const scopes = machine.node.scopes;
  for (let i = scopes.length - 1; i >= 0; i--) {
    if (covered.has(scopes[i])) return scopes[i];
  }
  return undefined;
}

/** A workflow or a `StateMachine` is what its user knows, not the resource in it. */
function ownerOf(machine: CfnResource): IConstruct {
  const workflow = checkedBy.get(machine);
  if (workflow) return workflow;
  const { scope } = machine.node;
  return scope && machine.node.id === 'Resource' && !Stage.isStage(scope) ? scope : machine;
}
