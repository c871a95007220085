import type { StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { MAX_DEPTH } from '../asl/json/parse';
import { sourceFromFile } from '../definitions/file';
import { StepwrightError } from '../errors';
import { Finding } from './finding';
import { Settings } from './settings';
import { validateDefinition, ValidateOptions } from './validate';
import type { AslValidationSettings } from './validation-settings';

/** How a definition is validated. */
export interface AslValidationOptions extends AslValidationSettings {
  /**
   * What kind of workflow it is. An Express workflow has restrictions that a Standard one has not.
   *
   * @default StateMachineType.STANDARD
   */
  readonly workflowType?: StateMachineType;
  /**
   * Whether `${Name}` stands for a value that is not known until deploy, as `DefinitionSubstitutions` and templates have it. What is not
   * known is not judged.
   *
   * @default true
   */
  readonly substitutions?: boolean;
}

/**
 * Says what is wrong with a workflow's definition: what AWS refuses, and what fails when the workflow runs.
 *
 * A finding is acknowledged in the comment of the state that it is in, or of the whole machine: `"Comment": "[ack ASL204: StopExecution ends it]"`.
 *
 * @example
 * const findings = AslValidator.validate({ StartAt: 'Greet', States: { Greet: { Type: 'Pass', Next: 'Gone' } } });
 * // State "Greet" goes to "Gone" (Next), which does not exist in the state machine.
 */
export class AslValidator {
  /**
   * Validates a definition.
   *
   * @param definition the definition, as JSON text or as an object
   * @param options how it is validated
   * @returns what is wrong with it, in the order of the text; nothing where all is well. The lines are those of the text; for an object,
   * those of its text indented by two
   */
  public static validate(definition: any, options: AslValidationOptions = {}): Finding[] {
    const text = typeof definition === 'string' ? definition : textOfValue(definition);
    return validateDefinition({ text, opaques: [] }, internal(options));
  }

  /**
   * Validates the definition in a file.
   *
   * @param path the file, JSON or YAML
   * @param options how it is validated
   * @returns what is wrong with it, with the lines of the file
   */
  public static validateFile(path: string, options: AslValidationOptions = {}): Finding[] {
    return validateDefinition(sourceFromFile(path), internal(options));
  }

  private constructor() {}
}

function internal({ workflowType, substitutions = true, ...settings }: AslValidationOptions): ValidateOptions {
  return {
    substitutions,
    ...(workflowType !== undefined && { type: workflowType as 'STANDARD' | 'EXPRESS' }),
    settings: Settings.of(settings, 'in the options of the validator'),
  };
}

function textOfValue(value: unknown): string {
  refuseUnprintable(value, [], 0);
  const text = JSON.stringify(value, undefined, 2) as string | undefined;
  if (text === undefined) throw notJson(`is ${value === undefined ? 'undefined' : `a ${typeof value}`}`);
  return text;
}

/** `JSON.stringify` overflows the stack on deep values and throws on circular ones; neither is a definition. */
function refuseUnprintable(value: unknown, around: object[], depth: number): void {
  if (typeof value === 'bigint') throw notJson('holds a BigInt');
  if (typeof value !== 'object' || value === null) return;
  if (around.includes(value)) throw notJson('holds itself');
  if (depth > MAX_DEPTH) throw notJson(`is nested deeper than ${MAX_DEPTH} levels`);
  around.push(value);
  for (const child of Object.values(value)) refuseUnprintable(child, around, depth + 1);
  around.pop();
}

function notJson(what: string): StepwrightError {
  return new StepwrightError('InvalidDefinition', `The definition ${what}. Give a JSON text, or an object that can be written as JSON.`);
}
