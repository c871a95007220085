import { CfnResource, Stack, Stage, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Acknowledgements, givenTo } from './acknowledgements';
import type { AppLook } from './app-look';
import { ownerOf } from './coverage';
import { IdleFinding } from './idle-acknowledgements';
import { LateFindings } from './late-findings';
import { openFindings } from './machine-findings';
import { annotate, stops, tell } from './tell';
import { Finding } from '../finding';
import { RuleFinding } from '../validate';

/**
 * Checks the definition of a state machine at the end of synthesis, when every reference is final. Returns what must stop it; what need not is
 * annotated.
 *
 * @param machine the resource
 * @param from the construct whose validation this is: what is in another stage has been written already
 * @param look what is known of the app
 */
export function checkMachine(machine: CfnResource, from: IConstruct, look: AppLook): string[] {
  const late = Stage.of(machine) !== stageOf(from) ? LateFindings.of(from.node.root) : undefined;
  const findings = openFindings(machine, look, undefined, (finding, acknowledged) => keepForFolder(machine, finding, acknowledged));
  const show = (finding: Finding, message: string) => (late ? late.add(finding, machine) : annotate(machine, finding, message));
  return tell(`State machine "${ownerOf(machine).node.path}"`, findings, whereIn, show);
}

/** Tells of what is wrong beside the state machines: acknowledgements that hold for nothing, states that are in no machine. */
export function tellBeside(found: readonly IdleFinding[], stage: Stage): string[] {
  const errors: string[] = [];
  for (const { construct, finding } of found) {
    // Only what is in a stack is written: what is above is told of on the first stack below.
    const place = isInStack(construct) ? construct : construct.node.findAll().find((below) => isInStack(below) && stageOf(below) === stage);
    if (stops(finding)) errors.push(`${finding.message} ${finding.fix}`);
    else if (place && stageOf(place) === stage) annotate(place, finding, `${finding.message} ${finding.fix}`);
    else LateFindings.of(stage.node.root).add(finding, construct);
  }
  return errors;
}

export const stageOf = (construct: IConstruct) => (Stage.isStage(construct) ? construct : Stage.of(construct));
const isInStack = (construct: IConstruct) => construct.node.scopes.some((scope) => Stack.isStack(scope));

/**
 * CDK writes the acknowledgements in a stack into the folder that `stepwright validate` reads, but not those above: they are noted on the resource.
 */
export function keepForFolder(resource: CfnResource, finding: RuleFinding, acknowledged: Acknowledgements): void {
  const noted = new Set(givenTo(resource).map(({ id }) => id));
  for (const { id, reason } of acknowledged.aboveStacks(finding, isInStack)) {
    if (!noted.has(id)) resource.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
  }
}

/** The rules name the state. */
function whereIn({ file, line, column, pointer, awsCode, refusedByAws }: Finding): string[] {
  return [
    ...(file === undefined ? [] : [`in ${file}:${line}:${column}`]),
    ...(pointer === '' ? [] : [`at ${pointer}`]),
    ...(refusedByAws ? [awsCode === undefined ? 'refused by AWS' : `refused by AWS: ${awsCode}`] : []),
  ];
}
