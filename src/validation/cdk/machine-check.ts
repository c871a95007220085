import { Annotations, CfnResource, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { acknowledgementId, Acknowledgements } from './acknowledgements';
import { LateFindings } from './late-findings';
import { unusedStateFindings } from './unused-states';
import { opaqueMark } from '../../asl/definition-source';
import { AslDocument, parseDefinition } from '../../asl/document';
import { scopeOfResource, sourceFromResource } from '../../definitions/construct';
import { StepwrightError } from '../../errors';
import { Finding, FindingSeverity } from '../finding';
import { stackFindings } from '../stack/stack-findings';
import { validateDefinition } from '../validate';

/** The rule under which it is said that a definition cannot be looked at: it is a parameter, or an object in a bucket of someone else. */
const NOT_CHECKED = 'NotChecked';

/** More errors than this about one machine, or more warnings, help nobody at synthesis. */
const MAX_SHOWN = 50;

/**
 * Checks the definition of a state machine at the end of synthesis, when every reference is final. Returns what must stop it; what need not is
 * annotated.
 *
 * @param machine the resource
 * @param owner the construct that the user knows it by
 * @param from the construct whose validation this is: what is in another stage has been written already
 */
export function checkMachine(machine: CfnResource, owner: IConstruct, from: IConstruct): string[] {
  const late = Stage.of(machine) !== (Stage.isStage(from) ? from : Stage.of(from)) ? LateFindings.of(from.node.root) : undefined;
  const findings = openFindings(machine, owner);
  const stops = ({ severity, refusedByAws }: Finding) => refusedByAws || severity === FindingSeverity.ERROR;
  const annotations = Annotations.of(machine);
  for (const finding of findings.filter((each) => !stops(each)).slice(0, MAX_SHOWN)) {
    if (late) late.add(finding, machine);
    else if (finding.severity === FindingSeverity.WARNING) annotations.addWarningV2(acknowledgementId(finding.id), messageOf(finding, false));
    else annotations.addInfoV2(acknowledgementId(finding.id), messageOf(finding, false));
  }
  const errors = findings.filter(stops).map((finding) => messageOf(finding));
  if (errors.length <= MAX_SHOWN) return errors;
  return [...errors.slice(0, MAX_SHOWN), `State machine "${owner.node.path}": there are ${errors.length - MAX_SHOWN} more errors, which are not shown.`];
}

/** What is wrong with a state machine and not acknowledged. */
export function openFindings(machine: CfnResource, owner: IConstruct): Finding[] {
  const findings = findingsOf(machine, owner);
  if (findings.length === 0) return findings;
  const acknowledged = new Acknowledgements(machine);
  return findings.filter(({ id }) => !acknowledged.has(id));
}

function findingsOf(machine: CfnResource, owner: IConstruct): Finding[] {
  const constructPath = owner.node.path;
  const scope = scopeOfResource(machine);
  const ofResource = (document?: AslDocument) => [
    ...stackFindings(scope.declaration(machine), document, { constructPath, inApp: true }), ...unusedStateFindings(machine, document, constructPath),
  ];
  try {
    const source = sourceFromResource(machine, scope);
    // A type or a definition that is a parameter: there is nothing to look at.
    if (source.text === opaqueMark(0)) return [notChecked(`it is "${source.opaques[0].label}", which is known only at deploy`, constructPath), ...ofResource()];
    const document = parseDefinition(source);
    return [...validateDefinition(document, { constructPath }), ...ofResource(document)];
  } catch (error) {
    if (!(error instanceof StepwrightError)) throw error;
    if (error.code === 'MissingDefinitionFile') return [notChecked('it is an S3 object that is no asset of this app', constructPath), ...ofResource()];
    return [{
      id: error.code, severity: FindingSeverity.ERROR, refusedByAws: true, message: error.message, pointer: '', line: 1, column: 1, constructPath,
    }];
  }
}

const notChecked = (why: string, constructPath: string): Finding => ({
  id: NOT_CHECKED,
  severity: FindingSeverity.INFO,
  refusedByAws: false,
  message: `The definition is not checked: ${why}.`,
  pointer: '',
  line: 1,
  column: 1,
  constructPath,
});

/** The construct, what is wrong (the rules name the state), what to do, where, the id that acknowledges it. CDK adds the id to warnings itself. */
function messageOf({ id, message, fix, pointer, awsCode, refusedByAws, constructPath }: Finding, withId: boolean = true): string {
  const where = [
    ...(pointer === '' ? [] : [`at ${pointer}`]),
    ...(refusedByAws ? [awsCode === undefined ? 'refused by AWS' : `refused by AWS: ${awsCode}`] : []),
  ];
  return `State machine "${constructPath}": ${message}${fix === undefined ? '' : ` ${fix}`}${where.length === 0 ? '' : ` (${where.join('; ')})`}`
    + (withId ? ` [ack: ${acknowledgementId(id)}]` : '');
}
