import { isAbsolute } from 'path';
import { pathToFileURL } from 'url';
import { Report, ReportedFinding } from './report';
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

function result({ finding, file, line, column, stateMachine }: ReportedFinding, indexes: ReadonlyMap<string, number>): object {
  return {
    ruleId: finding.id,
    ruleIndex: indexes.get(finding.id),
    level: LEVELS[finding.severity],
    message: { text: finding.fix === undefined ? finding.message : `${finding.message} ${finding.fix}` },
    locations: [{
      physicalLocation: {
        artifactLocation: { uri: uriOf(file) },
        region: { startLine: line, startColumn: column },
      },
      logicalLocations: [{ name: finding.stateName ?? stateMachine, fullyQualifiedName: `${stateMachine ?? ''}${finding.pointer}` || undefined }],
    }],
    properties: {
      refusedByAws: finding.refusedByAws, awsCode: finding.awsCode, awsLocation: finding.awsLocation, constructPath: finding.constructPath,
    },
  };
}

/** A relative path stays relative: a service resolves it against the root of the repository. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(/[\\/]/).filter((part) => part !== '.').map(encodeURIComponent).join('/');
}
