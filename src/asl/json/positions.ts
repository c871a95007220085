/** A place in a text, as an editor counts: both from 1, the column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Turns offsets into lines and columns. The text is scanned for line ends once, at the first question. */
export class Positions {
  private starts: number[] | undefined;

  constructor(private readonly text: string) {}

  public at(offset: number): Position {
    const starts = this.starts ??= lineStarts(this.text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: Math.max(1, offset - starts[low] + 1) };
  }
}

function lineStarts(text: string): number[] {
  // A byte order mark is not a column.
  const starts = [text.charCodeAt(0) === 0xFEFF ? 1 : 0];
  const end = /\r\n?|\n/g;
  while (end.exec(text)) starts.push(end.lastIndex);
  return starts;
}
