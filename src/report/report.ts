import { charactersOf, displayWidth } from './display-width';
import { Position } from '../asl/json/positions';
import { Finding, FindingSeverity } from '../validation/finding';

/** A finding together with its place in the file that the user knows. */
export interface ReportedFinding {
  /** The finding. Its own line and column are places in the definition, which a template holds in parts. */
  readonly finding: Finding;
  /** The file, as the user gave it. */
  readonly file: string;
  /** The state machine, where the file holds more than a definition: its logical id. */
  readonly stateMachine?: string;
  /** The resource that it is about, where that is no state machine: its logical id. */
  readonly resource?: string;
  /** The stack, where CDK wrote the file. */
  readonly stack?: string;
  /** Line and column in the file, from 1. */
  readonly line: number;
  readonly column: number;
  /** The place after the end, where it is known. */
  readonly end?: Position;
  /** What would mend it in the file, where that is certain. */
  readonly replacements?: readonly Replacement[];
  /** The text to show with the finding. */
  readonly excerpt?: Excerpt;
}

/** A part of a file and what should stand there instead. */
export interface Replacement {
  readonly start: Position;
  readonly end: Position;
  readonly newText: string;
}

/** The part of a line that is shown with a finding, and the column in it, from 1, that the finding is about. */
export interface Excerpt {
  readonly text: string;
  readonly column: number;
  /** The line's number in the file; none where the text is put together from parts of the file. */
  readonly line?: number;
}

/** How wide the shown part of a line is: definitions can be a single line of megabytes. */
const SHOWN_WIDTH = 110;
/** How much of that is before the place of the finding, where the line is cut. */
const WIDTH_BEFORE = 60;

/** Cuts the excerpt out of its line, with `…` where something is left out. */
export function excerptOf(text: string, column: number, line?: number): Excerpt {
  const place = column - 1;
  // A character is one column wide or two, or joined to the one before: more than these are never shown.
  const near = Math.max(0, place - SHOWN_WIDTH * 4);
  const before = charactersOf(text.slice(near, place));
  const after = charactersOf(text.slice(place, place + SHOWN_WIDTH * 4));
  const widthAfter = widthOf(after);
  const shownBefore = lastOf(before, Math.max(WIDTH_BEFORE, SHOWN_WIDTH - widthAfter));
  const shownAfter = firstOf(after, SHOWN_WIDTH - widthOf(shownBefore));
  const [start, end] = [shownBefore.join(''), shownAfter.join('')];
  const cutBefore = start.length < place ? '…' : '';
  const cutAfter = place + end.length < text.length ? '…' : '';
  return { text: cutBefore + start + end + cutAfter, column: cutBefore.length + start.length + 1, line };
}

function firstOf(characters: readonly string[], width: number): readonly string[] {
  let left = width;
  const end = characters.findIndex((character) => (left -= displayWidth(character)) < 0);
  return end < 0 ? characters : characters.slice(0, end);
}

function lastOf(characters: readonly string[], width: number): readonly string[] {
  return [...firstOf([...characters].reverse(), width)].reverse();
}

const widthOf = (characters: readonly string[]) => characters.reduce((width, character) => width + displayWidth(character), 0);

/** What a validation found. */
export interface Report {
  readonly findings: readonly ReportedFinding[];
  /** How many definitions were looked at. */
  readonly definitions: number;
  /** How many schemas. Default: none */
  readonly schemas?: number;
  /** How many files with code of resolvers and functions. Default: none */
  readonly resolvers?: number;
  /** How many findings are left out because they were acknowledged. Default: none */
  readonly acknowledged?: number;
  /** How many findings were mended, and in how many files. Default: none */
  readonly fixed?: number;
  readonly fixedFiles?: number;
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
