import type { ASTNode, ConstDirectiveNode } from 'graphql/language';
import type { TextEdit } from '../validation/finding';

/** The edits that put something else in the place of a node; none where it is not known what. */
export function withNode({ loc }: ASTNode, newText: string | undefined): TextEdit[] | undefined {
  return loc && newText !== undefined ? [{ start: loc.start, end: loc.end, newText }] : undefined;
}

/** The edits with which a directive has another name; its arguments stay. */
export function withDirective({ name }: ConstDirectiveNode, newName: string | undefined): TextEdit[] | undefined {
  return withNode(name, newName);
}

/** A directive as it is written, with its arguments. */
export function textOf({ loc }: ASTNode): string {
  return loc!.source.body.slice(loc!.start, loc!.end);
}
