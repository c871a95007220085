import { countOf, Report } from './report';
import { FindingSeverity } from '../validation/finding';

/** The report for a program: every member of every finding, in order. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify({
    definitions: report.definitions,
    schemas: report.schemas,
    resolvers: report.resolvers,
    errors: countOf(report, FindingSeverity.ERROR),
    warnings: countOf(report, FindingSeverity.WARNING),
    infos: countOf(report, FindingSeverity.INFO),
    fixed: report.fixed,
    findings: report.findings.map(({ finding, file, line, column, end, replacements, stateMachine, resource, stack }) => ({
      file,
      line,
      column,
      endLine: end?.line,
      endColumn: end?.column,
      stateMachine,
      resource,
      stack,
      id: finding.id,
      severity: finding.severity,
      refusedByAws: finding.refusedByAws,
      awsCode: finding.awsCode,
      awsLocation: finding.awsLocation,
      message: finding.message,
      fix: finding.fix,
      link: finding.link,
      edits: replacements && finding.edits,
      pointer: finding.pointer,
      stateName: finding.stateName,
      constructPath: finding.constructPath,
    })),
  }, undefined, 2)}\n`;
}
