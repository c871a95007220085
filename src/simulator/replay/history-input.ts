import { FETCH, readHistory, RecordedHistory } from './recorded-history';
import { parseDefinition } from '../../asl/document';
import { JsonValue } from '../../asl/json-value';
import { readText } from '../../definitions/read-text';
import { StepwrightError } from '../../errors';
import { toJsonValue } from '../json-input';

/** A history as a caller gives it: what AWS printed, as an object, as text, or as the path of a file that holds it. */
export function historyOf(history: unknown): RecordedHistory {
  if (typeof history !== 'string') {
    return readHistory(toJsonValue(history, 'The history'), 'The history');
  }
  if (/^\uFEFF?\s*[[{]/.test(history)) {
    return readHistory(parsed(history, 'The history'), 'The history');
  }
  return historyOfFile(history);
}

export function historyOfFile(path: string): RecordedHistory {
  const what = `History "${path}"`;
  return readHistory(parsed(readText(path, 'History'), what), what);
}

function parsed(text: string, what: string): JsonValue {
  if (/^\uFEFF?\s*$/.test(text)) {
    throw new StepwrightError('InvalidHistory', `${what} is empty. Fetch it with "${FETCH}".`);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as JsonValue; // a history may have many megabytes
  } catch {
    // said below, with its place
  }
  const document = parseDefinition(text, { format: 'json' });
  const { line, column, message } = document.problems[document.problems.length - 1];
  throw new StepwrightError('InvalidHistory', `${what} is not JSON: line ${line}, column ${column}: ${message}`);
}
