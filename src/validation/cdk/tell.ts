import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { acknowledgementId } from './acknowledgements';
import { Finding, FindingSeverity } from '../finding';

/** More errors than this about one thing, or more warnings, help nobody at synthesis. */
const MAX_SHOWN = 50;

/** Whether a finding stops the synthesis. */
export const stops = ({ severity, refusedByAws }: Finding) => refusedByAws || severity === FindingSeverity.ERROR;

/** Shows what need not stop the synthesis on a construct. CDK adds the id to warnings itself. */
export function annotate(construct: IConstruct, { id, severity }: Finding, message: string): void {
  const annotations = Annotations.of(construct);
  if (severity === FindingSeverity.WARNING) annotations.addWarningV2(acknowledgementId(id), message);
  else annotations.addInfoV2(acknowledgementId(id), message);
}

/**
 * Tells of what is wrong with something. Returns what must stop the synthesis.
 *
 * @param subject what it is, at the beginning of each sentence: `State machine "Shop/Orders"`
 * @param findings what is wrong
 * @param whereOf where in it that is, in a few words each
 * @param show what becomes of a finding that need not stop the synthesis
 */
export function tell<F extends Finding>(
  subject: string, findings: readonly F[], whereOf: (finding: F) => readonly string[], show: (finding: F, message: string) => void,
): string[] {
  const messageOf = (finding: F) => {
    const { message, fix } = finding;
    const where = whereOf(finding);
    return `${subject}: ${message}${fix === undefined ? '' : ` ${fix}`}${where.length === 0 ? '' : ` (${where.join('; ')})`}`;
  };
  for (const finding of findings.filter((each) => !stops(each)).slice(0, MAX_SHOWN)) show(finding, messageOf(finding));
  const errors = findings.filter(stops).map((finding) => `${messageOf(finding)} [ack: ${acknowledgementId(finding.id)}]`);
  if (errors.length <= MAX_SHOWN) return errors;
  return [...errors.slice(0, MAX_SHOWN), `${subject}: there are ${errors.length - MAX_SHOWN} more errors, which are not shown.`];
}
