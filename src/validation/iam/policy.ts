import { Certainty, MatchText, Patterns } from './match';
import { isJsonObject, JsonObject, JsonValue } from '../../asl/json-value';
import { ReferenceReader, shownText } from '../../definitions/reference-text';
import { TemplateScope } from '../../definitions/template-scope';

/** What the conditions of a policy can ask about a request: the value of a key, where it is known. Keys in lower case. */
export type RequestContext = ReadonlyMap<string, MatchText>;

/** A statement of a policy. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Patterns;
  /** Whether the actions are those that are not meant. */
  readonly notActions: boolean;
  readonly resources: Patterns;
  readonly notResources: boolean;
  readonly conditions: readonly Condition[];
  /** Whether it is there only under a condition of the template, or parts of it are known only at deploy. */
  readonly doubtful: boolean;
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: Patterns;
}

const UNKNOWN_CONDITION: Condition = { operator: 'unknown', key: '', values: new Patterns([]) };

/** Policies, statements and values that are nested in `Fn::If` deeper than this are not looked into. */
const MAX_BRANCHES = 20;

/** Reads the statements of a policy document. What cannot be read is said in `doubts`. */
export function readPolicy(
  document: JsonValue | undefined, scope: TemplateScope, reader: ReferenceReader, doubtful: boolean, doubts: Set<string>,
): Statement[] {
  const read = new PolicyRead(scope, reader, doubts);
  read.document(document, doubtful);
  return read.statements;
}

class PolicyRead {
  public readonly statements: Statement[] = [];

  constructor(private readonly scope: TemplateScope, private readonly reader: ReferenceReader, private readonly doubts: Set<string>) {}

  public document(value: JsonValue | undefined, doubtful: boolean): void {
    for (const [document, unsure] of branches(value, doubtful)) {
      if (isJsonObject(document) && !isFunction(document)) this.list(document.Statement, unsure);
      else this.doubts.add('a policy document is known only at deploy');
    }
  }

  private list(value: JsonValue | undefined, doubtful: boolean): void {
    for (const [statements, unsure] of branches(value, doubtful)) {
      for (const each of Array.isArray(statements) ? statements as readonly JsonValue[] : [statements]) {
        for (const [statement, unsureStatement] of branches(each, unsure)) this.statement(statement, unsureStatement);
      }
    }
  }

  private statement(value: JsonValue | undefined, doubtful: boolean): void {
    if (value === undefined) return;
    if (!isJsonObject(value) || isFunction(value)) {
      this.doubts.add('a statement of a policy is known only at deploy');
      return;
    }
    const unsure = { is: doubtful };
    const texts = (name: string) => this.texts(value[name], unsure);
    const notActions = Object.hasOwn(value, 'NotAction');
    const notResources = Object.hasOwn(value, 'NotResource');
    const effect = value.Effect;
    if (effect !== 'Allow' && effect !== 'Deny') {
      this.doubts.add('whether a statement of a policy allows or denies is known only at deploy');
      return;
    }
    this.statements.push({
      effect,
      notActions,
      actions: new Patterns(texts(notActions ? 'NotAction' : 'Action').map(lowerCase)),
      notResources,
      resources: new Patterns(texts(notResources ? 'NotResource' : 'Resource')),
      conditions: this.conditions(value.Condition, unsure),
      doubtful: unsure.is,
    });
  }

  private texts(value: JsonValue | undefined, unsure: { is: boolean }): MatchText[] {
    const found: MatchText[] = [];
    for (const [list, unsureList] of branches(value, false)) {
      for (const each of Array.isArray(list) ? list as readonly JsonValue[] : [list]) {
        for (const [item, unsureItem] of branches(each, unsureList)) {
          if (item === undefined) continue;
          if (unsureItem) unsure.is = true;
          found.push(new MatchText(this.reader.text(item, this.scope)));
        }
      }
    }
    return found;
  }

  private conditions(value: JsonValue | undefined, unsure: { is: boolean }): Condition[] {
    if (value === undefined) return [];
    if (!isJsonObject(value) || isFunction(value)) return [UNKNOWN_CONDITION];
    return Object.entries(value).flatMap(([operator, tests]) => (isJsonObject(tests) && !isFunction(tests)
      ? Object.entries(tests).map(([key, values]) => ({ operator, key, values: new Patterns(this.texts(values, unsure)) }))
      : [UNKNOWN_CONDITION]));
  }
}

function isFunction(value: JsonObject): boolean {
  const names = Object.keys(value);
  return names.length === 1 && (names[0] === 'Ref' || names[0].startsWith('Fn::'));
}

/** A value, or both values of an `Fn::If` in its place: then it is not sure which is there. */
function branches(value: JsonValue | undefined, doubtful: boolean, depth: number = 0): (readonly [JsonValue | undefined, boolean])[] {
  if (isJsonObject(value) && depth < MAX_BRANCHES) {
    if (value.Ref === 'AWS::NoValue' && Object.keys(value).length === 1) return [];
    const choice = Object.keys(value).length === 1 ? value['Fn::If'] : undefined;
    if (Array.isArray(choice) && choice.length === 3) return [choice[1], choice[2]].flatMap((branch: JsonValue) => branches(branch, true, depth + 1));
  }
  return [[value, doubtful]];
}

/** Actions are matched without regard to case. */
const lowerCase = (text: MatchText): MatchText => new MatchText(text.text.map((part) => (typeof part === 'string' ? part.toLowerCase() : part)));

/** How sure it is that a statement speaks of an action. */
export function speaksOfAction({ actions, notActions }: Statement, action: MatchText): Certainty {
  return unless(actions.match(action), notActions);
}

/** How sure it is that a statement speaks of a resource. */
export function speaksOfResource({ resources, notResources }: Statement, resource: MatchText): Certainty {
  return unless(resources.match(resource), notResources);
}

const unless = (found: Certainty, not: boolean): Certainty => (not ? Certainty.YES - found : found);

/** How sure it is that the conditions of a statement hold for a request. A key of which nothing is known leaves it open. */
export function conditionsHold({ conditions }: Statement, context: RequestContext): Certainty {
  return conditions.reduce<Certainty>((least, condition) => Math.min(least, holds(condition, context)), Certainty.YES);
}

/** The conditions of a statement that certainly do not hold for a request, for a sentence. */
export function brokenConditions({ conditions }: Statement, context: RequestContext): string[] {
  return conditions.filter((condition) => holds(condition, context) === Certainty.NO)
    .map(({ key, values }) => `"${key}" is ${values.all.map(({ text }) => `"${shownText(text)}"`).join(' or ')}`);
}

const ENCRYPTION_CONTEXT = 'kms:encryptioncontext:';

function holds({ operator, key, values }: Condition, context: RequestContext): Certainty {
  const name = key.toLowerCase();
  const asked = context.get(name);
  if (!asked) {
    // An encryption context is known as a whole.
    const known = name.startsWith(ENCRYPTION_CONTEXT) && [...context.keys()].some((other) => other.startsWith(ENCRYPTION_CONTEXT));
    return known ? Certainty.NO : Certainty.PERHAPS;
  }
  // What is made when the task runs: whoever wrote the condition for it knew what it would be.
  if (asked.text.every((part) => typeof part !== 'string' && part.kind === 'later')) return Certainty.YES;
  // Every value that is known is the only one of its key, so that any of them is all.
  switch (operator.replace(/^For(AnyValue|AllValues):/, '').replace(/IfExists$/, '')) {
    case 'StringEquals': case 'ArnEquals': case 'StringLike': case 'ArnLike': return values.match(asked);
    default: return Certainty.PERHAPS;
  }
}
