import { GraphQLError } from 'graphql/error';
import { Lexer, Source, TokenKind } from 'graphql/language';
import type { Token } from 'graphql/language';

/** What is seen of a text before it is parsed. */
export interface ScannedText {
  /** The text as graphql-js takes it; every offset is as in the user's. */
  readonly text: string;
  readonly isEmpty: boolean;
  /** The offset of the first bracket that is nested too deeply. */
  readonly tooDeep?: number;
}

/** More levels of brackets than any schema has: the parser calls itself for each. */
export const MAX_LEVELS = 200;

/** Looks at the tokens of a text, one after the other: any text takes time linear in its length, and no stack. */
export function scanText(text: string): ScannedText {
  const lexer = new Lexer(new Source(text));
  const gaps: number[] = [];
  let [level, count, isList] = [0, 0, false];
  const end = (tooDeep?: number): ScannedText => ({ text: withAmpersands(text, gaps), isEmpty: count === 0, tooDeep });
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      count++;
      if (OPENING.has(token.kind) && ++level > MAX_LEVELS) return end(token.start);
      if (CLOSING.has(token.kind)) level--;
      const isName = token.kind === TokenKind.NAME;
      // `implements A, B` is how interfaces were listed once, and AppSync writes them so still; graphql-js reads `&` only.
      if (isList && isName && lexer.lastToken.kind === TokenKind.NAME && lexer.lastToken.value !== 'implements') {
        const gap = gapBetween(text, lexer.lastToken.end, token);
        if (gap === undefined) isList = false;
        else gaps.push(gap);
      }
      isList = isName ? isList || token.value === 'implements' : isList && token.kind === TokenKind.AMP;
    }
  } catch (error) {
    // The parser says what is wrong.
    if (!(error instanceof GraphQLError)) throw error;
    count++;
  }
  return end();
}

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** What begins a definition is no interface where only white space is before it. */
const DEFINITIONS: ReadonlySet<string> = new Set(['type', 'interface', 'union', 'enum', 'input', 'scalar', 'directive', 'schema', 'extend']);

/** A character between two interfaces that can be `&`: a comma, or white space; undefined where the second is none. */
function gapBetween(text: string, from: number, { start, value }: Token): number | undefined {
  // A comment, and the end of its line, stay.
  const gap = text.slice(from, start).replace(/#[^\n\r]*[\n\r]?/g, (comment) => '#'.repeat(comment.length));
  const at = gap.includes(',') ? gap.indexOf(',') : DEFINITIONS.has(value) ? -1 : gap.search(/\s/);
  return at < 0 ? undefined : from + at;
}

function withAmpersands(text: string, gaps: readonly number[]): string {
  let result = '';
  let from = 0;
  for (const gap of gaps) {
    result += `${text.slice(from, gap)}&`;
    from = gap + 1;
  }
  return result + text.slice(from);
}
