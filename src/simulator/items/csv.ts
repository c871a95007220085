import { ItemReaderError } from './item-reader-error';
import { JsonObject, JsonValue, setMember } from '../../asl/json-value';

const DELIMITERS: { readonly [name: string]: string } = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' };

/** How a text of delimited rows is read, as a `ReaderConfig` says it. */
export interface CsvOptions {
  readonly delimiter?: string;
  /** The names of the columns. Default: the first row has them */
  readonly headers?: readonly string[];
  /** How many items are wanted at most. */
  readonly maxItems?: number;
}

/**
 * Reads rows as objects: each has every header, with an empty text where the row has no such field; fields without a header are dropped, as
 * AWS does (recorded).
 */
export function readCsv(text: string, { delimiter = 'COMMA', headers: given, maxItems = Infinity }: CsvOptions): JsonObject[] {
  const rows = new CsvRows(text, DELIMITERS[delimiter] ?? ',');
  const headers = given ?? rows.next();
  if (!headers) {
    return [];
  }
  if (new Set(headers).size < headers.length) {
    throw new ItemReaderError('CSV headers cannot contain duplicates.');
  }
  const items: JsonObject[] = [];
  for (let row = rows.next(); row && items.length < maxItems; row = rows.next()) {
    const item: { [name: string]: JsonValue } = {};
    for (let i = 0; i < headers.length; i++) {
      setMember(item, headers[i], row[i] ?? '');
    }
    items.push(item);
  }
  return items;
}

/** The rows of a text by RFC 4180: fields in double quotes may hold delimiters, line ends and, doubled, quotes. Empty lines are no rows. */
class CsvRows {
  private at: number;

  constructor(private readonly text: string, private readonly delimiter: string) {
    this.at = text.startsWith('\uFEFF') ? 1 : 0;
  }

  public next(): string[] | undefined {
    const { text } = this;
    while (this.at < text.length && (text[this.at] === '\n' || text[this.at] === '\r')) {
      this.at++;
    }
    if (this.at >= text.length) {
      return undefined;
    }
    const fields: string[] = [];
    for (;;) {
      fields.push(text[this.at] === '"' ? this.quoted() : this.plain());
      if (text[this.at] !== this.delimiter) {
        break;
      }
      this.at++;
    }
    return fields;
  }

  private plain(): string {
    const { text, delimiter, at } = this;
    let end = at;
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') {
      end++;
    }
    this.at = end;
    return text.slice(at, end);
  }

  private quoted(): string {
    const parts: string[] = [];
    let from = this.at + 1;
    for (;;) {
      const quote = this.text.indexOf('"', from);
      if (quote === -1) {
        throw new ItemReaderError(`The CSV file cannot be read: the quote that opens at character ${this.at + 1} is never closed.`);
      }
      parts.push(this.text.slice(from, quote));
      if (this.text[quote + 1] !== '"') {
        this.at = quote + 1;
        break;
      }
      parts.push('"');
      from = quote + 2;
    }
    return parts.join('') + this.plain();
  }
}
