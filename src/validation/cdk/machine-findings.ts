import { CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Acknowledgements } from './acknowledgements';
import { AppLook } from './app-look';
import { ownerOf, settingsFor } from './coverage';
import type { LoneState } from './unused-states';
import { AslDocument, parseDefinition } from '../../asl/document';
import { JsonNode } from '../../asl/json/nodes';
import { variantsFromResource } from '../../definitions/construct';
import { StepwrightError } from '../../errors';
import { FindingSeverity } from '../finding';
import { Settings } from '../settings';
import { STACK_RULE_IDS } from '../stack/rule-ids';
import { stackFindings } from '../stack/stack-findings';
import { validateStateMachine } from '../state-machine';
import { RuleFinding, StackLook } from '../validate';

/** What is wrong with a state machine, acknowledged on its construct or not, with the severities of the rules. */
export function allFindings(machine: CfnResource, look: AppLook): RuleFinding[] {
  const constructPath = ownerOf(machine).node.path;
  const scope = look.scopes.of(Stack.of(machine));
  const variants = variantsFromResource(machine, scope);
  const lookAtStack = (document: AslDocument | undefined): StackLook => {
    // A state that is used in one of the forms of a definition is used.
    const names = document && (variants.length === 1 ? namesIn(document) : statesOf(machine));
    return {
      ruleIds: STACK_RULE_IDS,
      found: [
        ...stackFindings(scope.declaration(machine), document, { constructPath, inApp: true, access: look.access }),
        ...(names ? look.unusedStates.findings(machine, new Set(names), constructPath).map((finding) => ({ finding })) : []),
      ],
    };
  };
  const { found, problems } = validateStateMachine(variants, { constructPath, lookAtStack });
  // The text of a definition in a template is nothing that a user can change.
  return [...problems.map((problem) => asFinding(problem, constructPath)), ...found.map(({ finding: { edits: _, ...finding } }) => finding)];
}

/**
 * What is wrong with a state machine and not acknowledged.
 *
 * @param look what is known of the app
 * @param settings what is set for the machine. Default: what is set for the constructs around it
 * @param onAcknowledged what becomes of a finding that is
 */
export function openFindings(
  machine: CfnResource, look: AppLook, settings: Settings = settingsFor(machine),
  onAcknowledged?: (finding: RuleFinding, acknowledged: Acknowledgements) => void,
): RuleFinding[] {
  const findings = allFindings(machine, look);
  if (findings.length === 0) return findings;
  const acknowledged = new Acknowledgements(machine);
  return findings.flatMap((finding) => {
    if (!acknowledged.holds(finding)) return settings.applied(finding) ?? [];
    onAcknowledged?.(finding, acknowledged);
    return [];
  });
}

/** The states below a construct that are in no state machine, in stacks that have none, and are not acknowledged. */
export function openLoneStates(scope: IConstruct, look: AppLook, settings: Settings = Settings.NONE): LoneState[] {
  return look.unusedStates.lone(scope).flatMap(({ construct, finding }) => {
    const applied = new Acknowledgements(construct).holds(finding) ? undefined : settings.with(settingsFor(construct)).applied(finding);
    return applied ? [{ construct, finding: applied }] : [];
  });
}

/** The names of all states of a machine, as far as they can be read. */
export function statesOf(machine: CfnResource): string[] {
  return variantsFromResource(machine).flatMap((variant) => {
    try {
      return namesIn(parseDefinition(variant.source()));
    } catch (error) {
      if (!(error instanceof StepwrightError)) throw error;
      return [];
    }
  });
}

function namesIn({ root }: AslDocument): string[] {
  const names: string[] = [];
  collectStates(root, names);
  return names;
}

function collectStates(node: JsonNode | undefined, names: string[]): void {
  if (node?.kind === 'object') {
    if (node.name === 'States') names.push(...node.members.map(({ name }) => String(name)));
    node.members.forEach((member) => collectStates(member, names));
  } else if (node?.kind === 'array') {
    node.elements.forEach((element) => collectStates(element, names));
  }
}

const asFinding = (problem: StepwrightError, constructPath: string): RuleFinding => ({
  id: problem.code,
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  messageName: '',
  statesAround: [],
  message: problem.message,
  pointer: '',
  line: 1,
  column: 1,
  constructPath,
});
