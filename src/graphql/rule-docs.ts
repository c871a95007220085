import { ApiFacts } from './api-facts';
import { AppSyncRule, AppSyncRuleMetadata, Evidence } from './appsync-rule';
import { AUTH_MODES } from './auth/auth-mode';
import { SCHEMA_RULE_AREAS, SCHEMA_RULES } from './rules';
import { SchemaExample } from './schema-rule';
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
  return new Map(SCHEMA_RULES.map((rule) => [`${rule.id}.md`, rulePage(rule, shown, ({ findings, fixed }) => [
    ...findings.map(({ at, says, write }) => `* \`${at}\`: ${says}${write === undefined ? '' : ` Write: \`${write}\``}`),
    ...fixed === undefined ? [] : ['', 'What is certain, mended:', '', '```graphql', fixed, '```'],
  ])] as const));
}

/** The part of the list of rules that is about schemas. */
export function schemaRulesOverview(): string {
  const lines = ['# GraphQL schemas', '', 'What `stepwright validate schema.graphql` and the check of APIs at synthesis look for. [The guide](../guides/graphql-schema.md) says how.'];
  for (const [digit, area] of SCHEMA_RULE_AREAS) {
    const rules = SCHEMA_RULES.filter(({ id }) => id[3] === digit);
    if (rules.length > 0) lines.push('', `## ${area}`, '', ...rulesTable(rules));
  }
  return `${lines.join('\n')}\n`;
}

/** A list of rules: a line for each. */
export function rulesTable(rules: readonly AppSyncRuleMetadata[]): string[] {
  return ['| rule | what must be so | severity | AWS |', '|---|---|---|---|', ...rules.map(({ id, name, summary, severity, evidence, refusedByAws }) => (
    `| [${id}](${id}.md) ${name} | ${summary} | ${severity.toLowerCase()} | ${refusedByAws ? 'refused' : evidence === 'unverified' ? 'unverified' : 'accepted'} |`))];
}

/**
 * The page of a rule.
 *
 * @param shownOf an example as it stands there
 * @param findingsOf what is found in it
 */
export function rulePage<Good, Bad extends Good>(
  rule: AppSyncRule<Good, Bad, never, unknown>, shownOf: (example: Good) => string[], findingsOf: (example: Bad) => string[],
): string {
  const { id, name, summary, why, fix, link, seenAt = [], messages, perMessage = {}, examples } = rule;
  const others = new Set(Object.values(perMessage).flatMap((traits) => traits.fix ?? []));
  const lines = [
    `# ${id} ${name}`, '', summary, '',
    `* Severity: ${severities(rule)}`,
    ...evidences(rule, Object.keys(messages)).map((line) => `* ${line}`),
    `* [AWS documentation](${link})`,
    ...seenAt.map((url) => `* Seen at <${url}>`),
    '', '## Why', '', why, '', '## What to do', '', fix, ...[...others].flatMap((other) => ['', `For some findings: ${other}`]), '', '## Findings',
    ...examples.bad.flatMap((example) => ['', ...shownOf(example), '', ...findingsOf(example)]),
    '', '## Without findings',
    ...examples.good.flatMap((example) => ['', ...shownOf(example)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A text in a block; a longer one is described. */
export function shownText(text: string, language: string, what: string): string[] {
  return text.length > SHOWN_TEXT ? [`(${what} of ${text.length.toLocaleString('en-US')} characters.)`] : [`\`\`\`${language}`, text, '```'];
}

/** The severities of what a rule finds, in words. */
function severities({ severity, perMessage = {} }: AppSyncRuleMetadata): string {
  const others = new Set(Object.values(perMessage).map((traits) => traits.severity ?? severity));
  others.delete(severity);
  return [SEVERITY_NAMES[severity], ...[...others].map((other) => `${SEVERITY_NAMES[other]} for some findings`)].join(', ');
}

/** How what AppSync does is known, of the rule and of those of its findings for which that differs. */
function evidences({ evidence, perMessage = {} }: AppSyncRuleMetadata, messages: readonly string[]): string[] {
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
    ...shownText(text, 'graphql', 'A schema'),
  ])];
}

/** What is known of the API, for the line above an example. */
function inWords({ modes, cognitoDefaultAction, mergesExtensions: _, ...others }: ApiFacts): string {
  const names = modes?.map((mode) => `\`${AUTH_MODES[mode].awsName}\``).join(', ');
  const action = cognitoDefaultAction === undefined ? '' : ` (${cognitoDefaultAction} by default)`;
  const rest = Object.keys(others).length === 0 ? '' : `\`${JSON.stringify(others)}\``;
  return [...names === undefined ? [] : [`An API with ${names}${action}`], ...rest === '' ? [] : [`What is known of the API: ${rest}`]].join('. ');
}
