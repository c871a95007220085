import { StepwrightError } from '../../errors';

/** Refuses what AppSync does and the runner does not. */
export function notSimulated(what: string): never {
  throw new StepwrightError('NotSimulated', `${what} is not simulated. Test what uses it with AppSync's EvaluateCode, or leave it out of the code that is run here.`);
}
