/*
 * How wide a text is in a terminal, so that a caret stands under its place. Terminals differ about rare characters; about those of East Asia and
 * emoji they agree.
 *
 * @see https://www.unicode.org/reports/tr11/
 */

const WIDE = /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\uFE0F/u;
const WITHOUT_WIDTH = /^[\p{Mark}\p{Format}]+$/u;
const ONE_COLUMN = /^[\x20-\x7E]*$/;

let segmenter: Intl.Segmenter | undefined;

/** What a reader takes for the characters of a text. */
export function charactersOf(text: string): readonly string[] {
  if (ONE_COLUMN.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

/** The columns that a text takes. */
export function displayWidth(text: string): number {
  if (ONE_COLUMN.test(text)) return text.length;
  return charactersOf(text).reduce((width, character) => width + (WITHOUT_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1), 0);
}
