import type { AnyNode, Node } from 'acorn';
import type { CodeModel } from './code-model';
import type { AppSyncRule, Declared } from '../graphql/appsync-rule';
import type { Messages } from '../validation/rule';

/** Code that a rule's documentation shows and its test runs. */
export interface CodeExample {
  readonly title?: string;
  readonly code: string;
}

export interface BadCodeExample extends CodeExample {
  /** Exactly the findings, of all rules, that the code gives. */
  readonly findings: readonly { readonly at: string; readonly says: string }[];
}

export interface CodeContext<M extends Messages> {
  readonly code: CodeModel;
  /** @param place a node, or the number of UTF-16 units before it */
  report<K extends keyof M>(message: K, place: Node | number, ...words: Parameters<M[K]>): void;
  /** ` Did you mean "…"?`, or nothing; in all a bounded amount of work for one text. */
  didYouMean(name: string, candidates: Iterable<string>): string;
}

/** When a rule looks. */
export interface CodeVisitor {
  /** Once, whatever the text is. */
  text?(): void;
  /** Once, where the text could be read. */
  program?(): void;
  /** At every node, where the text could be read, in its order. */
  node?(node: AnyNode): void;
}

export type CodeRule = AppSyncRule<CodeExample, BadCodeExample, CodeContext<Messages>, CodeVisitor>;

/** Declares a rule. */
export function defineCodeRule<M extends Messages>(rule: Declared<CodeRule, CodeContext<M>, M>): CodeRule {
  return rule as unknown as CodeRule;
}
