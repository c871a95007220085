import { Annotations, CfnResource, Stack, Stage, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Acknowledgements, acknowledgementId, givenTo } from './acknowledgements';
import type { AppLook } from './app-look';
import { ownerOf } from './coverage';
import { IdleFinding } from './idle-acknowledgements';
import { LateFindings } from './late-findings';
import { openFindings } from './machine-findings';
import { Finding, FindingSeverity } from '../finding';
import { RuleFinding } from '../validate';

/** More errors than this about one machine, or more warnings, help nobody at synthesis. */
const MAX_SHOWN = 50;

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
  for (const finding of findings.filter((each) => !stops(each)).slice(0, MAX_SHOWN)) {
    if (late) late.add(finding, machine);
    else annotate(machine, finding, messageOf(finding, false));
  }
  const errors = findings.filter(stops).map((finding) => messageOf(finding));
  if (errors.length <= MAX_SHOWN) return errors;
  return [...errors.slice(0, MAX_SHOWN), `State machine "${ownerOf(machine).node.path}": there are ${errors.length - MAX_SHOWN} more errors, which are not shown.`];
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

const stops = ({ severity, refusedByAws }: Finding) => refusedByAws || severity === FindingSeverity.ERROR;
const stageOf = (construct: IConstruct) => (Stage.isStage(construct) ? construct : Stage.of(construct));
const isInStack = (construct: IConstruct) => construct.node.scopes.some((scope) => Stack.isStack(scope));

function annotate(construct: IConstruct, { id, severity }: Finding, message: string): void {
  const annotations = Annotations.of(construct);
  if (severity === FindingSeverity.WARNING) annotations.addWarningV2(acknowledgementId(id), message);
  else annotations.addInfoV2(acknowledgementId(id), message);
}

/**
 * CDK writes the acknowledgements in a stack into the folder that `stepwright validate` reads, but not those above: they are noted on the machine.
 */
function keepForFolder(machine: CfnResource, finding: RuleFinding, acknowledged: Acknowledgements): void {
  const noted = new Set(givenTo(machine).map(({ id }) => id));
  for (const { id, reason } of acknowledged.aboveStacks(finding, isInStack)) {
    if (!noted.has(id)) machine.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
  }
}

/** The construct, what is wrong (the rules name the state), what to do, where, the id that acknowledges it. CDK adds the id to warnings itself. */
function messageOf({ id, message, fix, file, line, column, pointer, awsCode, refusedByAws, constructPath }: Finding, withId: boolean = true): string {
  const where = [
    ...(file === undefined ? [] : [`in ${file}:${line}:${column}`]),
    ...(pointer === '' ? [] : [`at ${pointer}`]),
    ...(refusedByAws ? [awsCode === undefined ? 'refused by AWS' : `refused by AWS: ${awsCode}`] : []),
  ];
  return `State machine "${constructPath}": ${message}${fix === undefined ? '' : ` ${fix}`}${where.length === 0 ? '' : ` (${where.join('; ')})`}`
    + (withId ? ` [ack: ${acknowledgementId(id)}]` : '');
}
