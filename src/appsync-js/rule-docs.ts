import { CodeExample } from './code-rule';
import { CODE_RULES } from './rules';
import { rulePage, rulesTable, shownText } from '../graphql/rule-docs';

/** The pages of the rules about code, by file name. */
export function codeRuleDocs(): Map<string, string> {
  return new Map(CODE_RULES.map((rule) => [`${rule.id}.md`, rulePage(rule, shown, ({ findings }) => findings.map(({ at, says }) => `* \`${at}\`: ${says}`))] as const));
}

/** The part of the list of rules that is about code. */
export function codeRulesOverview(): string {
  const lines = [
    '# Code of resolvers', '', 'What `stepwright validate resolver.js` and the check of `JsResolver` look for in code for the APPSYNC_JS runtime.', '', ...rulesTable(CODE_RULES),
  ];
  return `${lines.join('\n')}\n`;
}

function shown({ title, code }: CodeExample): string[] {
  return [...title === undefined ? [] : [`${title}:`, ''], ...shownText(code, 'js', 'Code')];
}
