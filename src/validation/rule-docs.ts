import { ALL_RULES } from './all-rules';
import { FindingSeverity } from './finding';
import { Rule, RuleExample, RuleMetadata } from './rule';
import { RULE_AREAS } from './rules';
import { StackExample, StackRule } from './stack/stack-rule';

/** Longer examples are described by their title only. */
const SHOWN_TEXT = 2000;

/** The pages of `docs/rules/`, by file name. */
export function ruleDocs(): Map<string, string> {
  return new Map([['README.md', overview()], ...ALL_RULES.map((rule) => [`${rule.id}.md`, page(rule)] as const)]);
}

function overview(): string {
  const lines = ['# The rules', '', 'What the validator looks for. "Refused" rules are those for which AWS does not create the state machine.'];
  for (const [digit, area] of RULE_AREAS) {
    const rules = ALL_RULES.filter(({ id }) => id[3] === digit);
    if (rules.length === 0) continue;
    lines.push('', `## ${area}`, '', '| rule | what must be so | severity | AWS |', '|---|---|---|---|');
    for (const rule of rules) {
      lines.push(`| [${rule.id}](${rule.id}.md) ${rule.name} | ${rule.summary} | ${rule.severity.toLowerCase()} | ${rule.refusedByAws ? 'refused' : 'accepted'} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function page(rule: Rule | StackRule): string {
  const lines = [
    `# ${rule.id} ${rule.name}`, '', rule.summary, '', `* Severity: ${severities(rule)}`, `* ${verdict(rule)}`, `* [AWS documentation](${rule.link})`,
    '', '## Why', '', rule.why, '', '## What to do', '', fixes(rule), '', '## Findings',
  ];
  for (const example of rule.examples.bad) {
    lines.push('', ...shown(example), '');
    for (const { at, says } of example.findings) lines.push(`* \`${at === '' ? '/' : at}\`: ${says}`);
    if ('fixed' in example && example.fixed !== undefined) lines.push('', '`--fix` makes of it:', '', ...shown({ definition: example.fixed }));
  }
  lines.push('', '## Without findings');
  for (const example of rule.examples.good) lines.push('', ...shown(example));
  return `${lines.join('\n')}\n`;
}

function fixes({ fix, perMessage = {} }: RuleMetadata): string {
  const others = new Set(Object.values(perMessage).flatMap((traits) => traits.fix ?? []));
  return [fix, ...[...others].map((other) => `For some findings: ${other}`)].join('\n\n');
}

function severities({ severity, perMessage = {} }: RuleMetadata): string {
  const others = new Set(Object.values(perMessage).map((traits) => traits.severity ?? severity));
  others.delete(severity);
  return [SEVERITY_NAMES[severity], ...[...others].map((other) => `${SEVERITY_NAMES[other]} for some findings`)].join(', ');
}

function verdict({ refusedByAws, awsCode, perMessage = {} }: RuleMetadata): string {
  const traits = Object.values(perMessage);
  const codes = [...new Set([awsCode, ...traits.map((each) => each.awsCode)])].filter((code) => code !== undefined);
  const shownCodes = codes.length === 0 ? '' : ` (${codes.map((code) => `\`${code}\``).join(', ')})`;
  if (refusedByAws) return `AWS refuses the definition${shownCodes}${traits.some((each) => each.refusedByAws === false) ? ', or accepts it' : ''}.`;
  return codes.length === 0 ? 'AWS accepts the definition.' : `AWS accepts the definition, with a warning${shownCodes}.`;
}

const SEVERITY_NAMES: { readonly [severity in FindingSeverity]: string } = { ERROR: 'error', WARNING: 'warning', INFO: 'information' };

function shown(example: RuleExample | StackExample): string[] {
  return 'definition' in example ? shownDefinition(example) : shownStack(example as StackExample);
}

function shownStack({ title, template, code }: StackExample): string[] {
  const lines = title === undefined ? [] : [`${title}:`, ''];
  return [...lines, ...code === undefined ? ['```json', JSON.stringify(template, undefined, 2), '```'] : ['```ts', code, '```']];
}

function shownDefinition({ title, definition, type }: RuleExample): string[] {
  const heading = [title, type === 'EXPRESS' ? 'an Express workflow' : undefined].filter((part) => part !== undefined).join(', ');
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition, undefined, 2);
  const lines = heading === '' ? [] : [`${heading.charAt(0).toUpperCase()}${heading.slice(1)}:`, ''];
  if (text.length > SHOWN_TEXT) return [...lines, `(A definition of ${text.length.toLocaleString('en-US')} characters.)`];
  return [...lines, '```json', text, '```'];
}
