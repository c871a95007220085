import { Finding, FindingSeverity } from '../validation/finding';

/** A finding together with its place in the file that the user knows. */
export interface ReportedFinding {
  /** The finding. Its own line and column are places in the definition, which a template holds in parts. */
  readonly finding: Finding;
  /** The file, as the user gave it. */
  readonly file: string;
  /** The state machine, where the file holds more than a definition: its logical id. */
  readonly stateMachine?: string;
  /** Line and column in the file, from 1. */
  readonly line: number;
  readonly column: number;
  /** The text to show with the finding. */
  readonly excerpt?: Excerpt;
}

/** The part of a line that is shown with a finding, and the column in it, from 1, that the finding is about. */
export interface Excerpt {
  readonly text: string;
  readonly column: number;
  /** The line's number in the file; none where the text is put together from parts of the file. */
  readonly line?: number;
}

/** How many columns of a line are shown: definitions can be a single line of megabytes. */
const SHOWN_COLUMNS = 110;
/** How many columns are shown before the place of the finding, where the line is cut. */
const COLUMNS_BEFORE = 60;

/** Cuts the excerpt out of its line, with `…` where something is left out. */
export function excerptOf(text: string, column: number, line?: number): Excerpt {
  if (text.length <= SHOWN_COLUMNS) return { text, column, line };
  const from = Math.max(0, Math.min(column - 1 - COLUMNS_BEFORE, text.length - SHOWN_COLUMNS));
  const before = from > 0 ? '…' : '';
  const after = from + SHOWN_COLUMNS < text.length ? '…' : '';
  return { text: `${before}${text.slice(from, from + SHOWN_COLUMNS)}${after}`, column: column - from + before.length, line };
}

/** What a validation found. */
export interface Report {
  readonly findings: readonly ReportedFinding[];
  /** How many definitions were looked at. */
  readonly definitions: number;
  /** How many findings are left out because they were acknowledged. Default: none */
  readonly acknowledged?: number;
}

export function countOf(report: Report, severity: FindingSeverity): number {
  return report.findings.filter(({ finding }) => finding.severity === severity).length;
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * Text from a definition is shown on one line and as it is: a name may hold line ends, and what a terminal or a CI system would take for a command.
 */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
