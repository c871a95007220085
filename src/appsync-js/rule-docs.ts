import { CodeExample, CodeRule } from './code-rule';
import { CODE_RULES } from './rules';
import { evidences, severities } from '../graphql/rule-docs';

/** Longer examples are described by their title only. */
const SHOWN_TEXT = 2000;

/** The pages of the rules about code, by file name. */
export function codeRuleDocs(): Map<string, string> {
  return new Map(CODE_RULES.map((rule) => [`${rule.id}.md`, page(rule)] as const));
}

/** The part of the list of rules that is about code. */
export function codeRulesOverview(): string {
  const lines = [
    '# Code of resolvers', '', 'What `stepwright validate resolver.js` and the check of `JsResolver` look for in code for the APPSYNC_JS runtime.',
    '', '| rule | what must be so | severity | AWS |', '|---|---|---|---|',
    ...CODE_RULES.map(({ id, name, summary, severity, evidence, refusedByAws }) => (
      `| [${id}](${id}.md) ${name} | ${summary} | ${severity.toLowerCase()} | ${refusedByAws ? 'refused' : evidence === 'unverified' ? 'unverified' : 'accepted'} |`)),
  ];
  return `${lines.join('\n')}\n`;
}

function page(rule: CodeRule): string {
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
    for (const { at, says } of example.findings) lines.push(`* \`${at}\`: ${says}`);
  }
  lines.push('', '## Without findings');
  for (const example of examples.good) lines.push('', ...shown(example));
  return `${lines.join('\n')}\n`;
}

function shown({ title, code }: CodeExample): string[] {
  const lines = title === undefined ? [] : [`${title}:`, ''];
  return [...lines, ...code.length > SHOWN_TEXT ? [`(Code of ${code.length.toLocaleString('en-US')} characters.)`] : ['```js', code, '```']];
}
