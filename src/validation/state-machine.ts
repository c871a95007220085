import { FindingSeverity } from './finding';
import { NOT_CHECKED } from './settings';
import { checkDocument, RuleFinding, ValidateOptions } from './validate';
import { DefinitionSource, OPAQUE_END, OPAQUE_START } from '../asl/definition-source';
import { AslDocument, parseDefinition } from '../asl/document';
import { DefinitionVariant, MissingDefinition } from '../definitions/definition-variant';
import { StepwrightError } from '../errors';

export type StateMachineOptions = Omit<ValidateOptions, 'settings'>;

/** A finding with the definition that it is in; none where there is no definition to look at. */
export interface FoundFinding {
  readonly finding: RuleFinding;
  readonly source?: DefinitionSource;
}

export interface StateMachineValidation {
  readonly found: readonly FoundFinding[];
  /** How many findings are acknowledged in comments. */
  readonly acknowledged: number;
  /** Why there is no definition, or one that cannot be read. */
  readonly problems: readonly StepwrightError[];
}

const MARK = `${OPAQUE_START}(\\d+)${OPAQUE_END}`;
const WHOLE = new RegExp(`^\\s*${MARK}\\s*$`);
const BEFORE = new RegExp(`(?:${MARK}|(\\$\\{[^{}\\s]+\\}))[\\s,]*$`);
const AFTER = new RegExp(`^(?:${MARK}|(\\$\\{[^{}\\s]+\\}))`);
/** Enough of a text to see what stands at a place. */
const LOOKED_AROUND = 200;

/**
 * Validates a state machine of a template or an app, in all the forms that its definition may have when it is deployed. What cannot be looked at
 * is said once, and not judged. Severities are those of the rules: what is acknowledged does not depend on them.
 */
export function validateStateMachine(variants: readonly DefinitionVariant[], options: StateMachineOptions): StateMachineValidation {
  const byKey = new Map<string, { readonly found: FoundFinding; readonly when: (string | undefined)[] }>();
  const problems = new Map<string, StepwrightError>();
  let acknowledged = 0;
  for (const variant of variants) {
    const validation = validateVariant(variant, options);
    acknowledged = Math.max(acknowledged, validation.acknowledged);
    for (const problem of validation.problems) problems.set(problem.message, problem);
    for (const found of validation.found) {
      const key = JSON.stringify([found.finding.id, found.finding.pointer, found.finding.message]);
      const known = byKey.get(key);
      if (known) known.when.push(variant.when);
      else byKey.set(key, { found, when: [variant.when] });
    }
  }
  return {
    found: [...byKey.values()].map(({ found: { finding, source }, when }) => (
      { source, finding: when.length === variants.length ? finding : { ...finding, message: `${finding.message} This is so where ${when[0]}.` } })),
    acknowledged,
    problems: [...problems.values()],
  };
}

function validateVariant(variant: DefinitionVariant, options: StateMachineOptions): StateMachineValidation {
  const notChecked = (why: string): StateMachineValidation => {
    const finding: RuleFinding = {
      id: NOT_CHECKED,
      severity: FindingSeverity.INFO,
      refusedByAws: false,
      messageName: '',
      statesAround: [],
      message: `The definition is not checked: ${why}.`,
      pointer: '',
      line: 1,
      column: 1,
      ...(options.constructPath !== undefined && { constructPath: options.constructPath }),
    };
    return { found: [{ finding }], acknowledged: 0, problems: [] };
  };

  let source: DefinitionSource;
  try {
    source = variant.source();
  } catch (error) {
    if (error instanceof MissingDefinition) return notChecked(error.reason);
    if (error instanceof StepwrightError) return { found: [], acknowledged: 0, problems: [error] };
    throw error;
  }
  const whole = WHOLE.exec(source.text);
  if (whole) return notChecked(`it is "${source.opaques[Number(whole[1])].label}", which is known only at deploy`);
  const document = parseDefinition(source, options);
  const part = unknownStructure(document);
  if (part !== undefined) return notChecked(`it is put together from "${part}", which is known only at deploy`);
  // What the template says of the type counts for more: it is what will be deployed.
  const { findings, acknowledged } = checkDocument(document, { ...options, type: source.workflowType ?? options.type });
  return { found: findings.map((finding) => ({ finding, source })), acknowledged, problems: [] };
}

/** What is not known until deploy and stands where the text stops being JSON: members of an object, for example. Undefined where there is none. */
function unknownStructure({ root, problems, source: { text, opaques, substitution } }: AslDocument): string | undefined {
  const problem = problems[problems.length - 1];
  if (root || problem?.kind !== 'syntax') return undefined;
  const { offset } = problem;
  const match = AFTER.exec(text.slice(offset, offset + LOOKED_AROUND)) ?? BEFORE.exec(text.slice(Math.max(0, offset - LOOKED_AROUND), offset));
  if (!match) return undefined;
  return match[1] !== undefined ? opaques[Number(match[1])]?.label : substitution ? match[2] : undefined;
}
