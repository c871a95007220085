import { Source, Token, TokenKind } from 'graphql/language';
import type { DefinitionNode } from 'graphql/language';
import { NodeOwners, ownersAround } from './node-owners';

/**
 * An acknowledgement in a comment: `# [ack GQL204: a resolver sets the filter]`. Above a type or a field, or behind it in its line, it reaches that
 * and everything in it; at the top of a file, with an empty line after it, the whole file.
 */
export interface SchemaAcknowledgement {
  readonly rule: string;
  /** '' where none is given: then it does not hold. */
  readonly reason: string;
  /** The type, field or argument that it is for; '' for a file; undefined where nothing follows it. */
  readonly owner: string | undefined;
  readonly source: Source;
  readonly offset: number;
}

const OPENING = /#[^\n\r]{0,200}\[ack/i;
/** Bounded in every part, so that no comment takes more than time linear in its length. */
const ACKNOWLEDGEMENT = /\[ack:?\s{1,20}(GQL\w{0,50})\s{0,20}:?\s{0,20}([^\][]{0,1000})\]/gi;

/** The acknowledgements in a schema, and what they hold for. */
export class SchemaAcknowledgements {
  private readonly given: readonly SchemaAcknowledgement[];
  private readonly byOwner = new Map<string, SchemaAcknowledgement[]>();
  private readonly held = new Set<SchemaAcknowledgement>();

  constructor(definitions: readonly DefinitionNode[], owners: NodeOwners) {
    const sources = new Map<Source, Token>();
    for (const { loc } of definitions) {
      if (!sources.has(loc!.source)) sources.set(loc!.source, firstToken(loc!.startToken));
    }
    this.given = [...sources].flatMap(([source, first]) => (OPENING.test(source.body) ? inComments(source, first, owners) : []));
    for (const each of this.given) {
      if (each.owner === undefined) continue;
      const known = this.byOwner.get(keyOf(each.rule, each.owner));
      if (known) known.push(each);
      else this.byOwner.set(keyOf(each.rule, each.owner), [each]);
    }
  }

  /** Whether what a rule found at a place is acknowledged. */
  public holds(rule: string, source: Source | undefined, owner: string): boolean {
    let holds = false;
    for (const around of [...ownersAround(owner), '']) {
      for (const each of this.byOwner.get(keyOf(rule, around)) ?? []) {
        if (each.reason === '' || (around === '' && source !== undefined && each.source !== source)) continue;
        this.held.add(each);
        holds = true;
      }
    }
    return holds;
  }

  /** Those that held for nothing, in the order of the text. */
  public idle(): SchemaAcknowledgement[] {
    return this.given.filter((each) => !this.held.has(each));
  }
}

const keyOf = (rule: string, owner: string) => `${rule} ${owner}`;

function firstToken(token: Token): Token {
  let first = token;
  while (first.prev) first = first.prev;
  return first;
}

function inComments(source: Source, first: Token, owners: NodeOwners): SchemaAcknowledgement[] {
  const found: SchemaAcknowledgement[] = [];
  for (let token: Token | null = first; token; token = token.next) {
    if (token.kind !== TokenKind.COMMENT || !token.value?.includes('[')) continue;
    for (const match of token.value.matchAll(ACKNOWLEDGEMENT)) {
      found.push({
        rule: match[1].toUpperCase(), reason: match[2].trim(), source, offset: token.start + 1 + match.index, owner: ownerOf(token, source, owners),
      });
    }
  }
  return found;
}

/** What a comment is for. */
function ownerOf(comment: Token, source: Source, owners: NodeOwners): string | undefined {
  const before = notComment(comment, 'prev');
  if (before && before.kind !== TokenKind.SOF && before.line === comment.line) return owners.around(source, before.start);
  const after = notComment(comment, 'next');
  const atTop = before === undefined || before.kind === TokenKind.SOF;
  if (atTop && (!after || after.line > lastLine(comment) + 1)) return '';
  return after && after.kind !== TokenKind.EOF ? owners.from(source, after.start) ?? owners.around(source, after.start) : undefined;
}

function notComment(comment: Token, way: 'prev' | 'next'): Token | undefined {
  let token = comment[way];
  while (token?.kind === TokenKind.COMMENT) token = token[way];
  return token ?? undefined;
}

/** The last line of a block of comments. */
function lastLine(comment: Token): number {
  let last = comment;
  while (last.next?.kind === TokenKind.COMMENT && last.next.line === last.line + 1) last = last.next;
  return last.line;
}
