import type { IConstruct } from 'constructs';
import { StepwrightError } from './errors';

/** A prop that cannot be what it is: named with the construct that it was given to. @internal */
export function misuse(construct: IConstruct, message: string): StepwrightError {
  return new StepwrightError('InvalidProps', `${construct.constructor.name} "${construct.node.path}": ${message}`);
}
