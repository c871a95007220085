import { Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { UnusedStates } from './unused-states';
import { AppScopes } from '../../definitions/stack-scope';
import { AppAccess } from '../stack/stack-analysis';

/** What is found out once about an app for all state machines that are looked at. Made for one look, while the tree does not change. */
export class AppLook {
  public readonly scopes = new AppScopes();
  public readonly access = new AppAccess();
  public readonly unusedStates = new UnusedStates(this.scopes);
}

/** The look of each stage's synthesis. */
const looks = new WeakMap<IConstruct, AppLook>();
const begun = new WeakSet<IConstruct>();

const stageOf = (construct: IConstruct): IConstruct => Stage.of(construct) ?? construct.node.root;

/**
 * Lets everything below a stage that is checked in one synthesis share what is found out. CDK asks for the validations of a stage before those
 * below it, so that each synthesis begins with a new look.
 */
export function shareLook(construct: IConstruct): void {
  const stage = stageOf(construct);
  if (begun.has(stage)) return;
  begun.add(stage);
  stage.node.addValidation({
    validate: () => {
      looks.delete(stage);
      return [];
    },
  });
}

/** The look of the synthesis that is going on. */
export function sharedLook(construct: IConstruct): AppLook {
  const stage = stageOf(construct);
  let look = looks.get(stage);
  if (!look) looks.set(stage, look = new AppLook());
  return look;
}
