/**
 * A mistake of the person who uses the library, said in their terms. `code` is stable and what tests and tools should look at.
 */
export class StepwrightError extends Error {
  readonly problem!: string;

  /**
   * @param problem what is wrong
   * @param mend what to do about it in code, where the command line says something else. Default: the problem says it
   */
  constructor(readonly code: string, problem: string, mend?: string) {
    super(mend === undefined ? problem : `${problem} ${mend}`);
    this.name = 'StepwrightError';
    // Node shows what is enumerable below the stack of an error that nobody catches: the same sentence again.
    Object.defineProperty(this, 'problem', { value: problem, enumerable: false });
  }
}

/** An invariant of ours that does not hold: our bug, not the user's. */
export function bug(message: string): never {
  throw new Error(`${message} This is a bug in cdk-stepwright; please report it with the definition: https://github.com/cdk-stepwright/cdk-stepwright/issues`);
}
