import { Source } from 'graphql/language';
import { ScannedText, scanText } from './scan-text';
import { Position, Positions } from '../asl/json/positions';

/** A part of a schema: what one file holds, or a text. */
export interface SchemaText {
  readonly text: string;
  /** The file, as a finding names it. Default: it is from no file */
  readonly file?: string;
}

/** A place in one of the texts of a schema. */
export interface TextPlace extends Position {
  readonly text: SchemaText;
}

/** A value of CDK that is not known yet, as it stands in a text. */
const TOKEN = /\$\{Token\[[^\]\n]{0,200}\]\}/;

/** A schema in one or several texts. Together they are what one API has. */
export class SchemaSource {
  /** The texts as graphql-js takes them: every node of its tree points at one. */
  public readonly sources: readonly Source[];
  private readonly bySource: ReadonlyMap<Source, { readonly text: SchemaText; readonly positions: Positions; readonly scanned: ScannedText }>;

  constructor(public readonly texts: readonly SchemaText[]) {
    const parts = texts.map((text) => ({ text, positions: new Positions(text.text), scanned: scanText(text.text) }));
    this.sources = parts.map(({ text, scanned }) => new Source(scanned.text, text.file ?? 'schema'));
    this.bySource = new Map(parts.map((part, index) => [this.sources[index], part]));
  }

  /** Whether a part of it is not known until deploy: then nothing can be said of it. */
  public get isUnresolved(): boolean {
    return this.texts.some(({ text }) => TOKEN.test(text));
  }

  public scanned(source: Source): ScannedText {
    return this.bySource.get(source)!.scanned;
  }

  public locate(source: Source, offset: number): TextPlace {
    const { text, positions } = this.bySource.get(source)!;
    return { text, ...positions.at(offset) };
  }
}
