import { ApiFacts } from './api-facts';
import { AUTH_MODES } from './auth/auth-mode';
import { SCHEMA_RULE_AREAS, SCHEMA_RULES } from './rules';
import { Evidence, SchemaExample, SchemaRule } from './schema-rule';
import { FindingSeverity } from '../validation/finding';

/** Longer examples are described by their title only. */
const SHOWN_TEXT = 2000;

const EVIDENCE: { readonly [evidence in Evidence]: string } = {
  documented: 'AppSync refuses it: AWS documents that, or AppSync answers so.',
  silent: 'AppSync takes it, and it does not do what was meant.',
  unverified: 'What AppSync does is not known for certain. Acknowledge a finding where you have seen that it works.',
};

const SEVERITY_NAMES: { readonly [severity in FindingSeverity]: string } = { ERROR: 'error', WARNING: 'warning', INFO: 'information' };

/** The pages of the rules about schemas, by file name. */
export function schemaRuleDocs(): Map<string, string> {
  return new Map(SCHEMA_RULES.map((rule) => [`${rule.id}.md`, page(rule)] as const));
}

/** The part of the list of rules that is about schemas. */
export function schemaRulesOverview(): string {
  const lines = ['# GraphQL schemas', '', 'What `stepwright validate schema.graphql` and the check of APIs at synthesis look for. [The guide](../guides/graphql-schema.md) says how.'];
  for (const [digit, area] of SCHEMA_RULE_AREAS) {
    const rules = SCHEMA_RULES.filter(({ id }) => id[3] === digit);
    if (rules.length === 0) continue;
    lines.push('', `## ${area}`, '', '| rule | what must be so | severity | AWS |', '|---|---|---|---|');
    for (const { id, name, summary, severity, evidence, refusedByAws } of rules) {
      lines.push(`| [${id}](${id}.md) ${name} | ${summary} | ${severity.toLowerCase()} | ${refusedByAws ? 'refused' : evidence === 'unverified' ? 'unverified' : 'accepted'} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function page(rule: SchemaRule): string {
  const { id, name, summary, why, fix, link, seenAt = [], messages, perMessage = {}, examples } = rule;
  const others = new Set(Object.values(perMessage).flatMap((traits) => traits.fix ?? []));
  const lines = [
    `# ${id} ${name}`, '', summary, '',
    `* Severity: ${severities(rule)}`,
    ...evidences(rule, Object.keys(messages)).map((line) => `* ${line}`),
    `* [AWS documentation](${link})`,
    ...seenAt.map((url) => `* Seen at <${url}>`),
    '', '## Why', '', why, '', '## What to do', '', fix, ...[...others].flatMap((other) => ['', `For some findings: ${other}`]), '', '## Findings',
  ];
  for (const example of examples.bad) {
    lines.push('', ...shown(example), '');
    for (const { at, says, write } of example.findings) lines.push(`* \`${at}\`: ${says}${write === undefined ? '' : ` Write: \`${write}\``}`);
    if (example.fixed !== undefined) lines.push('', 'What is certain, mended:', '', '```graphql', example.fixed, '```');
  }
  lines.push('', '## Without findings');
  for (const example of examples.good) lines.push('', ...shown(example));
  return `${lines.join('\n')}\n`;
}

/** The severities of what a rule finds, in words. */
export function severities({ severity, perMessage = {} }: Pick<SchemaRule, 'severity' | 'perMessage'>): string {
  const others = new Set(Object.values(perMessage).map((traits) => traits.severity ?? severity));
  others.delete(severity);
  return [SEVERITY_NAMES[severity], ...[...others].map((other) => `${SEVERITY_NAMES[other]} for some findings`)].join(', ');
}

/** How what AppSync does is known, of the rule and of those of its findings for which that differs. */
export function evidences({ evidence, perMessage = {} }: Pick<SchemaRule, 'evidence' | 'perMessage'>, messages: readonly string[]): string[] {
  const all = new Set(messages.map((message) => perMessage[message]?.evidence ?? evidence));
  if (all.size === 1) return [EVIDENCE[[...all][0]]];
  all.delete(evidence);
  return [EVIDENCE[evidence], ...[...all].map((other) => `For some findings: ${EVIDENCE[other]}`)];
}

function shown({ title, schema, api }: SchemaExample): string[] {
  const facts = api && inWords(api);
  const heading = [title, facts].filter((part) => part).join('. ');
  const files = typeof schema === 'string' ? [['', schema]] : Object.entries(schema);
  const lines = heading === '' ? [] : [`${heading}:`, ''];
  return [...lines, ...files.flatMap(([file, text], index) => [
    ...index > 0 ? [''] : [],
    ...file === '' ? [] : [`\`${file}\`:`, ''],
    ...text.length > SHOWN_TEXT ? [`(A schema of ${text.length.toLocaleString('en-US')} characters.)`] : ['```graphql', text, '```'],
  ])];
}

/** What is known of the API, for the line above an example. */
function inWords({ modes, cognitoDefaultAction, mergesExtensions: _, ...others }: ApiFacts): string {
  const names = modes?.map((mode) => `\`${AUTH_MODES[mode].awsName}\``).join(', ');
  const action = cognitoDefaultAction === undefined ? '' : ` (${cognitoDefaultAction} by default)`;
  const rest = Object.keys(others).length === 0 ? '' : `\`${JSON.stringify(others)}\``;
  return [...names === undefined ? [] : [`An API with ${names}${action}`], ...rest === '' ? [] : [`What is known of the API: ${rest}`]].join('. ');
}
