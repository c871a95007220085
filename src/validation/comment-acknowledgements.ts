import { RuleVisitor } from './rule';
import { Field } from './structure';
import { JsonNode } from '../asl/json/nodes';

/**
 * An acknowledgement in a `Comment`: `[ack ASL203: it is stopped from outside]`. It reaches the object that the comment is of, and everything
 * in it: a state, a branch, the whole machine.
 */
export interface CommentAcknowledgement {
  readonly rule: string;
  /** '' where none is given: then it does not hold. */
  readonly reason: string;
  readonly comment: Field;
}

const OPENING = /\[ack/i;
/** A text such as `[ack the order]` is a comment like any other. */
const ACKNOWLEDGEMENT = /\[ack:?\s+(ASL\w*)\s*:?\s*([^\]]*)\]/gi;

/** Whether there can be an acknowledgement in a text. */
export function mayAcknowledge(text: string): boolean {
  return OPENING.test(text);
}

/** Sees the comments of a definition, and says what is acknowledged in them. */
export class CommentAcknowledgements {
  private readonly byNode = new Map<JsonNode, CommentAcknowledgement[]>();
  private readonly held = new Set<CommentAcknowledgement>();

  /** Collects them. */
  public readonly visitor: RuleVisitor = {
    field: (name, node, spec, structure): void => {
      if (name !== 'Comment') return;
      const comment: Field = { name, node, spec, structure };
      const found = [...knownText(node).matchAll(ACKNOWLEDGEMENT)].map(([, rule, reason]) => (
        { rule: rule.toUpperCase(), reason: reason.trim(), comment }));
      if (found.length > 0) this.byNode.set(structure.node, found);
    },
  };

  /** Whether what a rule found at a node is acknowledged, by the node's own comment or by one around it. */
  public holds(rule: string, node: JsonNode | undefined): boolean {
    let holds = false;
    for (let at = node; at; at = at.parent) {
      for (const acknowledgement of this.byNode.get(at) ?? []) {
        if (acknowledgement.rule !== rule || acknowledgement.reason === '') continue;
        this.held.add(acknowledgement);
        holds = true;
      }
    }
    return holds;
  }

  /** Those that held for nothing, in the order of the text. */
  public idle(): CommentAcknowledgement[] {
    return [...this.byNode.values()].flat().filter((acknowledgement) => !this.held.has(acknowledgement));
  }
}

function knownText(node: JsonNode): string {
  if (node.kind === 'string') return node.value;
  return node.kind === 'opaque' && node.inString ? node.parts.map((part) => typeof part === 'string' ? part : part.label).join('') : '';
}
