import { checkCode } from './check-code';
import { StepwrightError } from '../errors';
import { FindingSeverity } from '../validation/finding';

/** More findings than these say nothing new. */
const SHOWN = 10;

/**
 * Throws where the check of code finds an error.
 *
 * @param name what the code is called, at the beginning of the sentence
 * @param acknowledged rules whose findings do not count
 */
export function refuseCode(text: string, name: string, acknowledged: readonly string[] = []): void {
  const found = checkCode(text).filter(({ id, severity }) => severity === FindingSeverity.ERROR && !acknowledged.includes(id));
  if (found.length === 0) return;
  const lines = found.slice(0, SHOWN).map(({ id, line, column, message, fix }) => `${line}:${column} ${id} ${message} ${fix}`);
  const more = found.length > SHOWN ? [`And ${found.length - SHOWN} more.`] : [];
  throw new StepwrightError('RefusedCode', `${name} cannot be run by AppSync:\n${[...lines, ...more].join('\n')}`);
}
