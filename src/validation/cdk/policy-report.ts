import { join } from 'path';
import { PolicyViolatingResource, PolicyViolation, Stack, Stage, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { acknowledgementId } from './acknowledgements';
import { isStateMachineResource } from '../../definitions/construct';
import { Finding } from '../finding';
import { RULES } from '../rules';

/** The name of what reports, which is the first half of every id. */
export const PLUGIN_NAME = 'cdk-stepwright';

/** A finding as CDK's validation report has it. */
export function violationOf(finding: Finding, construct: IConstruct, hidden: ReadonlySet<string>): PolicyViolation {
  const { id, severity, message, fix, link, awsCode, refusedByAws, stateName } = finding;
  return {
    ruleName: ruleNameOf(id, hidden),
    description: message,
    fix,
    severity: severity.toLowerCase(),
    violatingResources: [violatingResource(finding, construct)],
    ruleMetadata: {
      refusedByAws: String(refusedByAws),
      ...(awsCode !== undefined && { awsCode }),
      ...(stateName !== undefined && { state: stateName }),
      ...(link !== undefined && { link }),
    },
  };
}

/** The ids that somebody in an app acknowledged. */
export function acknowledgedIds(root: IConstruct): Set<string> {
  return new Set(root.node.findAll().flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data as object)));
}

/**
 * CDK leaves a rule out of its report for the whole app where one construct has acknowledged it (aws-cdk-lib 2.260). What is acknowledged is left
 * out by ourselves, for that construct only; so where the id would hide what remains, the rule has its longer name.
 */
function ruleNameOf(id: string, hidden: ReadonlySet<string>): string {
  if (!hidden.has(acknowledgementId(id))) return id;
  const rule = RULES.find((each) => each.id === id);
  return `${id} ${rule?.name ?? 'of another construct'}`;
}

/** Synthesis stops only for what names a resource. */
function violatingResource({ pointer }: Finding, construct: IConstruct): PolicyViolatingResource {
  if (!isStateMachineResource(construct)) return { constructPath: construct.node.path, locations: [] };
  const stack = Stack.of(construct);
  return {
    resourceLogicalId: String(stack.resolve(construct.logicalId)),
    templatePath: join(Stage.of(stack)?.outdir ?? '', stack.templateFile),
    locations: [`Definition${pointer}`],
  };
}
