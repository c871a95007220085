import { isAbsolute } from 'path';
import { pathToFileURL } from 'url';
import { Report, ReportedFinding } from './report';
import { Position } from '../asl/json/positions';
import { FindingSeverity } from '../validation/finding';
import { RuleMetadata } from '../validation/rule';

const LEVELS: { readonly [severity in FindingSeverity]: string } = {
  [FindingSeverity.ERROR]: 'error',
  [FindingSeverity.WARNING]: 'warning',
  [FindingSeverity.INFO]: 'note',
};

export interface SarifOptions {
  /** The version of this package. */
  readonly version: string;
  /** The rules that were applied, in their order. */
  readonly rules: readonly RuleMetadata[];
}

/**
 * The report as SARIF 2.1.0, which code scanning services take.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifReport(report: Report, { version, rules }: SarifOptions): string {
  const indexes = new Map(rules.map((rule, index) => [rule.id, index]));
  return `${JSON.stringify({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: 'stepwright',
          informationUri: 'https://github.com/cdk-stepwright/cdk-stepwright',
          version,
          rules: rules.map(ruleDescriptor),
        },
      },
      columnKind: 'utf16CodeUnits',
      results: report.findings.map((reported) => result(reported, indexes)),
    }],
  }, undefined, 2)}\n`;
}

function ruleDescriptor({ id, name, summary, why, fix, link, severity }: RuleMetadata): object {
  return {
    id,
    name,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: { text: fix },
    helpUri: link,
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function result(reported: ReportedFinding, indexes: ReadonlyMap<string, number>): object {
  const { finding, file, line, column, end, replacements, stateMachine, resource } = reported;
  const around = stateMachine ?? (resource === undefined ? '' : `${resource}/`);
  return {
    ruleId: finding.id,
    ruleIndex: indexes.get(finding.id),
    level: LEVELS[finding.severity],
    message: { text: finding.fix === undefined ? finding.message : `${finding.message} ${finding.fix}` },
    locations: [{
      physicalLocation: {
        artifactLocation: { uri: uriOf(file) },
        region: region({ line, column }, end),
      },
      logicalLocations: [{ name: finding.stateName ?? stateMachine ?? resource, fullyQualifiedName: `${around}${finding.pointer}` || undefined }],
    }],
    ...(replacements && {
      fixes: [{
        description: { text: finding.fix ?? finding.message },
        artifactChanges: [{
          artifactLocation: { uri: uriOf(file) },
          replacements: replacements.map((each) => ({ deletedRegion: region(each.start, each.end), insertedContent: { text: each.newText } })),
        }],
      }],
    }),
    properties: {
      refusedByAws: finding.refusedByAws, awsCode: finding.awsCode, awsLocation: finding.awsLocation, constructPath: finding.constructPath,
    },
  };
}

function region(start: Position, end: Position | undefined): object {
  return { startLine: start.line, startColumn: start.column, ...(end && { endLine: end.line, endColumn: end.column }) };
}

/** A relative path stays relative: a service resolves it against the root of the repository. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(/[\\/]/).filter((part) => part !== '.').map(encodeURIComponent).join('/');
}
