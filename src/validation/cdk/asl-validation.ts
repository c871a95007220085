import { CfnResource, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { acknowledge, ACKNOWLEDGEABLE } from './acknowledgements';
import { AppLook, sharedLook, shareLook } from './app-look';
import { checksItself, coverBelow, coverMachine, responsibleFor } from './coverage';
import { idleBelow, judgeAround } from './idle-acknowledgements';
import { checkMachine, tellBeside } from './machine-check';
import { openFindings, openLoneStates } from './machine-findings';
import { isStateMachineResource } from '../../definitions/construct';
import { Finding } from '../finding';
import { Settings } from '../settings';
import { publicFinding } from '../validate';
import type { AslValidationSettings } from '../validation-settings';

/** Findings of a rule that are all right, and why. */
export interface AslAcknowledgement {
  /** The rule: `ASL204`. */
  readonly id: string;
  /**
   * The name of a state: the findings in it, and in the states that are in it.
   *
   * @default - the findings in every state, and those about the whole state machine
   */
  readonly state?: string;
  /** Why it is all right. */
  readonly reason: string;
}

/**
 * Checks the definitions of state machines at synthesis.
 *
 * `StandardWorkflow` and `ExpressWorkflow` do that by themselves. This does it for every other state machine of an app, a stage or a stack:
 * `StateMachine` and `CfnStateMachine`, those that other constructs make too.
 *
 * What AWS would refuse, and what is sure to fail, stops the synthesis; what may fail is a warning. How much a rule matters can be set. Any
 * finding can be acknowledged with a reason: on the state machine or on anything around it, for one state or for all; and in the comment of a
 * state. An acknowledgement that holds for nothing is a warning.
 *
 * @example
 * const app = new App();
 * AslValidation.of(app, { severities: { ASL204: RuleSeverity.ERROR } });
 */
export class AslValidation {
  /**
   * Checks every state machine below a construct, those that are added later too.
   *
   * In a test that synthesises one stage of an app only (`Template.fromStack()` does), call it for that stage.
   *
   * @param scope an app, a stage, a stack, or any construct
   * @param settings what is set for all of them, and for workflows that check themselves; what is set nearer to a state machine counts for more
   */
  public static of(scope: IConstruct, settings: AslValidationSettings = {}): AslValidation {
    if (coverBelow(scope, Settings.of(settings, `for "${scope.node.path || 'the app'}"`))) {
      scope.node.addValidation({ validate: () => checkBelow(scope) });
      judgeAround(scope, tellBeside);
    }
    return new AslValidation(scope);
  }

  /**
   * Acknowledges findings about the state machines below a construct: they are not shown and stop nothing.
   *
   * @param scope a workflow, a state machine, or anything around it
   * @param acknowledgements what is all right, and why
   *
   * @example
   * declare const workflow: StandardWorkflow;
   * AslValidation.acknowledge(workflow, { id: 'ASL204', state: 'Watch', reason: 'StopExecution ends it' });
   */
  public static acknowledge(scope: IConstruct, ...acknowledgements: AslAcknowledgement[]): void {
    for (const { id, state, reason } of acknowledgements) acknowledge(scope, id, state, reason, ACKNOWLEDGEABLE, 'no rule');
  }

  /**
   * Makes a construct check the one state machine that it is made of.
   * @internal
   */
  public static _ofMachine(owner: IConstruct, machine: CfnResource, further?: () => string[]): void {
    coverMachine(machine, owner);
    shareLook(owner);
    owner.node.addValidation({ validate: () => [...checkMachine(machine, owner, sharedLook(owner)), ...further?.() ?? []] });
    judgeAround(owner, tellBeside);
  }

  private constructor(
    /** The construct below which state machines are checked. */
    public readonly scope: IConstruct,
  ) {}

  /**
   * What is wrong with the state machines below the construct, as they are now, and is not acknowledged. To look at in a test.
   *
   * @returns the findings about each state machine, in the order of the tree and of the definition; then the states in stacks without one, and the
   * acknowledgements that hold for nothing
   */
  public findings(): Finding[] {
    const machines = this.scope.node.findAll().filter(isStateMachineResource);
    const look = new AppLook();
    const beside = [...openLoneStates(this.scope, look), ...idleBelow(this.scope, { look })].map(({ finding }) => finding);
    return [...machines.flatMap((machine) => openFindings(machine, look)), ...beside].map(publicFinding);
  }
}

/** A machine is checked once: by itself, or by the nearest construct of its stage that was asked to, or by one around the stage. */
function checkBelow(scope: IConstruct): string[] {
  const machines = scope.node.findAll().filter(isStateMachineResource);
  const look = new AppLook();
  const lone = openLoneStates(scope, look).filter(({ construct }) => responsibleFor(construct) === scope);
  return [
    ...machines.filter((machine) => !checksItself(machine) && responsibleFor(machine) === scope)
      .flatMap((machine) => checkMachine(machine, scope, look)),
    ...tellBeside(lone, Stage.isStage(scope) ? scope : Stage.of(scope)!),
  ];
}
