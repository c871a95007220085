/** Lines around a change that are shown. */
const CONTEXT = 3;
/** Where more pairs of lines would be compared, everything between the first and the last change counts as changed. */
const MAX_COMPARED = 4_000_000;

type Line = { readonly sign: ' ' | '-' | '+'; readonly text: string };

/** What changed in a file, as `diff -u` writes it; empty where nothing did. */
export function difference(file: string, before: string, after: string): string {
  if (before === after) return '';
  const lines = compared(linesOf(before), linesOf(after));
  const hunks: string[] = [];
  let [oldLine, newLine] = [1, 1];
  for (let at = 0; at < lines.length;) {
    let change = at;
    while (change < lines.length && lines[change].sign === ' ') change++;
    if (change === lines.length) break;
    const from = Math.max(at, change - CONTEXT);
    let to = change + 1;
    for (let next = to; next < lines.length && next - to <= CONTEXT * 2; next++) {
      if (lines[next].sign !== ' ') to = next + 1;
    }
    to = Math.min(lines.length, to + CONTEXT);
    [oldLine, newLine] = [oldLine + from - at, newLine + from - at];
    const shown = lines.slice(from, to);
    const [oldCount, newCount] = ['+', '-'].map((other) => shown.filter(({ sign }) => sign !== other).length);
    hunks.push(`@@ -${oldLine},${oldCount} +${newLine},${newCount} @@`, ...shown.map(({ sign, text }) => `${sign}${text.replace(/\r$/, '')}`));
    [oldLine, newLine] = [oldLine + oldCount, newLine + newCount];
    at = to;
  }
  return `--- ${file}\n+++ ${file}\n${hunks.join('\n')}\n`;
}

const linesOf = (text: string) => (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');

function compared(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const same = (text: string): Line => ({ sign: ' ', text });
  return [
    ...before.slice(0, start).map(same),
    ...changes(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

/** The shortest way from one list of lines to the other: by the longest lines that they have in common. */
function changes(before: readonly string[], after: readonly string[]): Line[] {
  const removed = (text: string): Line => ({ sign: '-', text });
  const added = (text: string): Line => ({ sign: '+', text });
  if (before.length * after.length > MAX_COMPARED) return [...before.map(removed), ...after.map(added)];
  const width = after.length + 1;
  // How many lines the rests have in common, from each pair of lines on.
  const common = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i * width + j] = before[i] === after[j] ? common[(i + 1) * width + j + 1] + 1
        : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ sign: ' ', text: before[i] });
      i++;
      j++;
    } else if (j >= after.length || (i < before.length && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      lines.push(removed(before[i++]));
    } else {
      lines.push(added(after[j++]));
    }
  }
  return lines;
}
