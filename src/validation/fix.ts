import { Finding, TextEdit } from './finding';

/** A text after all that is certain was mended. */
export interface FixedText {
  readonly text: string;
  /** How many findings were mended. */
  readonly fixed: number;
}

/** What one mend makes visible another can mend; more rounds than this have never been of use. */
const MAX_ROUNDS = 20;

/** Findings that are tried one by one where all of them together do no good. */
const MAX_SINGLE = 20;

/**
 * Mends what findings have edits for. Edits that overlap are applied in rounds. After each the text is validated again: there must not be more
 * findings than before, and those that were mended must be gone, or the edits are not applied.
 *
 * @param findingsOf what is wrong with a text; what is acknowledged is not among it
 */
export function fixText(text: string, findingsOf: (text: string) => readonly Finding[]): FixedText {
  let current: Attempt = { text, findings: findingsOf(text), fixed: 0 };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const mendable = current.findings.filter(({ edits }) => edits && edits.length > 0);
    const next = attempt(current, together(mendable), findingsOf) ?? oneByOne(current, mendable, findingsOf);
    if (!next) break;
    current = next;
  }
  return { text: current.text, fixed: current.fixed };
}

interface Attempt extends FixedText {
  readonly findings: readonly Finding[];
}

function oneByOne(before: Attempt, mendable: readonly Finding[], findingsOf: (text: string) => readonly Finding[]): Attempt | undefined {
  if (mendable.length < 2) return undefined;
  for (const finding of mendable.slice(0, MAX_SINGLE)) {
    const next = attempt(before, [finding], findingsOf);
    if (next) return next;
  }
  return undefined;
}

/** The text with the edits of some findings; undefined where that does no good. */
function attempt(before: Attempt, mended: readonly Finding[], findingsOf: (text: string) => readonly Finding[]): Attempt | undefined {
  if (mended.length === 0) return undefined;
  const text = applyEdits(before.text, mended.flatMap(({ edits }) => edits ?? []));
  if (text === before.text) return undefined;
  const findings = findingsOf(text);
  const refused = (all: readonly Finding[]) => all.filter(({ refusedByAws }) => refusedByAws).length;
  const left = new Set(findings.map(keyOf));
  const isBetter = findings.length <= before.findings.length && refused(findings) <= refused(before.findings)
    && mended.every((finding) => !left.has(keyOf(finding)));
  return isBetter ? { text, findings, fixed: before.fixed + mended.length } : undefined;
}

const keyOf = ({ id, pointer, message }: Finding) => JSON.stringify([id, pointer, message]);

/** The first findings whose edits do not overlap. Where two want the same edit, it is made once. */
function together(findings: readonly Finding[]): Finding[] {
  const taken: TextEdit[] = [];
  return findings.filter(({ edits = [] }) => {
    const more = edits.filter((edit) => !taken.some((other) => isSame(edit, other)));
    if (more.some((edit) => taken.some((other) => overlap(edit, other)))) return false;
    taken.push(...more);
    return true;
  });
}

const isSame = (one: TextEdit, other: TextEdit) => one.start === other.start && one.end === other.end && one.newText === other.newText;

/** Two edits at the same place overlap too: which comes first would be chance. */
const overlap = (one: TextEdit, other: TextEdit) => one.start < other.end && other.start < one.end || one.start === other.start;

/** Applies edits that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let from = 0;
  for (const [index, edit] of ordered.entries()) {
    if (index > 0 && isSame(edit, ordered[index - 1])) continue;
    result += text.slice(from, edit.start) + edit.newText;
    from = edit.end;
  }
  return result + text.slice(from);
}
