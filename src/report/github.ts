import { Report } from './report';
import { FindingSeverity } from '../validation/finding';

const COMMANDS: { readonly [severity in FindingSeverity]: string } = {
  [FindingSeverity.ERROR]: 'error',
  [FindingSeverity.WARNING]: 'warning',
  [FindingSeverity.INFO]: 'notice',
};

/**
 * The report as workflow commands of GitHub Actions, which shows them beside the lines of a pull request.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function githubReport(report: Report): string {
  return report.findings.map(({ finding, file, line, column, end, stateMachine, resource }) => {
    const properties = [
      `file=${property(file)}`,
      `line=${line}`,
      `col=${column}`,
      ...(end ? [`endLine=${end.line}`, `endColumn=${end.column}`] : []),
      `title=${property([finding.id, stateMachine ?? resource].filter((part) => part !== undefined).join(' in '))}`,
    ];
    const message = finding.fix === undefined ? finding.message : `${finding.message}\n${finding.fix}`;
    return `::${COMMANDS[finding.severity]} ${properties.join(',')}::${data(message)}\n`;
  }).join('');
}

/** A line end would end the command, and what follows could be another one. */
function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
