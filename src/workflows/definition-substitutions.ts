import { Annotations, CfnResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { placeholdersOfResource } from '../definitions/construct';
import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';
import { misuse } from '../misuse';
import { acknowledgementId } from '../validation/cdk/acknowledgements';

/**
 * CloudFormation says nothing of a substitution that the definition does not have, nor of a `${Name}` that it has no value for: that stays as it is
 * written.
 *
 * @param writtenBy who wrote the definition: CDK's states have a `${Name}` on purpose only where there is something to put in
 * @returns what must stop the synthesis; a `${Name}` that may be meant as it is written is a warning
 * @internal
 */
export function substitutionProblems(workflow: Construct, machine: CfnResource, substitutions: { readonly [name: string]: string }, writtenBy: 'user' | 'cdk'): string[] {
  const given = Object.keys(substitutions);
  if (given.length === 0 && writtenBy === 'cdk') return [];
  let placeholders: ReadonlySet<string>;
  try {
    placeholders = placeholdersOfResource(machine);
  } catch (error) {
    // That the definition cannot be read is told of where it is checked.
    if (error instanceof StepwrightError) return [];
    throw error;
  }
  const unfilled = [...placeholders].filter((name) => !Object.hasOwn(substitutions, name));
  const unused = given.filter((name) => !placeholders.has(name));
  if (unused.length > 0) {
    return unused.map((name) => misuse(workflow, `"definitionSubstitutions" has a value for "${name}", but the definition has no "\${${name}}".`
      + `${didYouMean(name, unfilled) || ' Leave it out, or write it into the definition.'}`).message);
  }
  if (unfilled.length > 0) {
    Annotations.of(workflow).addWarningV2(acknowledgementId('UnfilledSubstitution'), `The definition has ${unfilled.map((name) => `"\${${name}}"`).join(', ')}, for which `
      + '"definitionSubstitutions" has no value, so that it stays as it is written. Give a value, or acknowledge this where it is meant as it is written.');
  }
  return [];
}
