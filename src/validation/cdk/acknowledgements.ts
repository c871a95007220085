import { Annotations, CfnResource, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Every message that a construct of ours gives at synthesis has an id that CDK's own means acknowledge: `Validations.of(x).acknowledge()` and
 * `Annotations.of(x).acknowledgeWarning()`. CDK writes the id of a rule of a validation plugin as `plugin::rule`, and ours is the same everywhere.
 */
export const acknowledgementId = (rule: string) => `cdk-stepwright::${rule}`;

/** What is acknowledged for a state machine: on its resource, on the construct that holds it, or on anything around them. */
export class Acknowledgements {
  private readonly recorded = new Set<string>();

  constructor(private readonly machine: CfnResource) {
    for (const scope of machine.node.scopes) {
      for (const { type, data } of scope.node.metadata) {
        if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY) continue;
        for (const id of Object.keys(data as object)) this.recorded.add(id);
      }
    }
  }

  public has(rule: string): boolean {
    const id = acknowledgementId(rule);
    return this.recorded.has(id) || acknowledgedAsWarning(this.machine, id);
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
