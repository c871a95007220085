import type { Node } from 'acorn';
import { CodeModel } from './code-model';
import { CodeContext, CodeRule } from './code-rule';
import { CODE_RULES } from './rules';
import { Positions } from '../asl/json/positions';
import { didYouMean } from '../did-you-mean';
import { appSyncTraitsOf } from '../graphql/appsync-rule';
import type { Messages } from '../validation/rule';
import type { RuleFinding } from '../validation/validate';

/** Names that may be compared to find a near one, in all, for one text. */
const COMPARED_NAMES = 10_000;

/**
 * What is wrong with the code of a resolver or of a function in the APPSYNC_JS runtime, in the order of the text. Never throws on any text.
 *
 * @param file the file, as a finding names it. Default: the code is from no file
 */
export function checkCode(text: string, file?: string): RuleFinding[] {
  const code = new CodeModel(text);
  const positions = new Positions(text);
  const found: RuleFinding[] = [];
  let namesLeft = COMPARED_NAMES;

  const contextOf = (rule: CodeRule): CodeContext<Messages> => ({
    code,
    report: (messageName, place, ...words) => {
      const { severity, refusedByAws, fix } = appSyncTraitsOf(rule, String(messageName));
      const node: Node | undefined = typeof place === 'number' ? undefined : place;
      const { line, column } = positions.at(node?.start ?? place as number);
      const end = node && positions.at(node.end);
      found.push({
        id: rule.id,
        severity,
        refusedByAws,
        messageName: String(messageName),
        statesAround: [],
        message: rule.messages[messageName](...words as never[]),
        fix,
        link: rule.link,
        pointer: '',
        line,
        column,
        ...(end && { endLine: end.line, endColumn: end.column }),
        ...(file !== undefined && { file }),
      });
    },
    didYouMean: (name, candidates) => {
      const names = [...candidates];
      namesLeft -= names.length;
      return namesLeft < 0 ? '' : didYouMean(name, names);
    },
  });

  const visitors = CODE_RULES.map((rule) => rule.check(contextOf(rule)));
  for (const visitor of visitors) visitor.text?.();
  if (code.problems.length === 0) {
    for (const visitor of visitors) visitor.program?.();
    const atNodes = visitors.flatMap((visitor) => visitor.node ?? []);
    for (const node of code.nodes) for (const look of atNodes) look(node);
  }
  return found.sort((a, b) => a.line - b.line || a.column - b.column || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
