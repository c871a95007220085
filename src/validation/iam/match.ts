import { Mark, ReferenceText } from '../../definitions/reference-text';

/** How sure it is that something holds. */
export enum Certainty {
  NO = 0,
  PERHAPS = 1,
  YES = 2,
}

/** A text of a policy or of a request, prepared to be matched. */
export class MatchText {
  /** Two texts with the same key are the same. */
  public readonly key: string;
  /** Whether `*` or `?` stand in it. */
  public readonly wildcards: boolean;
  /** What stands before the first wildcard behind the account of an ARN; undefined where the text is no ARN with a known form. */
  public readonly tail: string | undefined;
  /** Whether the tail has a name that CloudFormation makes. */
  public readonly named: boolean;
  private made: readonly (number | Mark)[] | undefined;

  constructor(readonly text: ReferenceText) {
    this.key = keyOf(text);
    this.wildcards = text.some((part) => typeof part === 'string' && /[*?]/.test(part));
    this.tail = tailOf(text, this.key);
    this.named = text.some((part) => typeof part !== 'string' && part.kind === 'name');
  }

  /** Characters and marks. */
  public get tokens(): readonly (number | Mark)[] {
    return this.made ??= this.text.flatMap((part): (number | Mark)[] => (typeof part === 'string' ? Array.from(part, (character) => character.charCodeAt(0)) : [part]));
  }
}

const keyOf = (text: ReferenceText): string => text.map((part) => (typeof part === 'string' ? part : `\u0001${part.key}\u0002`)).join('');

/** The fields of an ARN before the resource: any text but a colon, or a mark. */
const HEAD = /^arn:(?:[^:\u0001]*|\u0001[a-z]+\u0002):[^:\u0001*?]*:(?:[^:\u0001*?]*|\u0001[a-z]+\u0002):(?:[^:\u0001*?]*|\u0001[a-z]+\u0002):/;

const PSEUDO = /\u0001(partition|region|account)\u0002/;

function tailOf(text: ReferenceText, key: string): string | undefined {
  if (text.some((part) => typeof part !== 'string' && (part.kind === 'open' || part.kind === 'identity' || part.kind === 'later'))) return undefined;
  const head = HEAD.exec(key);
  const tail = head ? key.slice(head[0].length).split(/[*?]/, 1)[0] : undefined;
  return tail !== undefined && PSEUDO.test(tail) ? undefined : tail;
}

/**
 * Whether what is asked for is among what a pattern stands for: `*` for any characters, `?` for one.
 *
 * A partition, region or account that the stack does not name is taken to be the one that is written elsewhere. A name that CloudFormation makes
 * is no other name, but may begin like one.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matches(pattern: MatchText, asked: MatchText): Certainty {
  if (pattern.key === '*' || pattern.key === asked.key) return Certainty.YES;
  if (pattern.tail !== undefined && asked.tail !== undefined && !asked.wildcards && pattern.named === asked.named) {
    // Most patterns are of another resource: that shows without a look at every character.
    if (pattern.wildcards ? !asked.tail.startsWith(pattern.tail) : asked.tail !== pattern.tail) return Certainty.NO;
  }
  return glob(pattern.tokens, asked.tokens);
}

/** Patterns of which one is asked to match. Of many, only those that may are looked at. */
export class Patterns {
  /** Patterns by what they have behind the account of an ARN, up to the first wildcard. */
  private readonly exact = new Map<string, MatchText[]>();
  private readonly prefixes = new Map<string, MatchText[]>();
  private readonly others: MatchText[] = [];

  constructor(readonly all: readonly MatchText[]) {
    for (const pattern of all) {
      if (pattern.tail === undefined) this.others.push(pattern);
      else add(pattern.wildcards ? this.prefixes : this.exact, pattern.tail, pattern);
    }
  }

  /** How sure it is that one of the patterns stands for what is asked for. */
  public match(asked: MatchText): Certainty {
    let best = Certainty.NO;
    for (const pattern of this.candidates(asked)) {
      best = Math.max(best, matches(pattern, asked));
      if (best === Certainty.YES) break;
    }
    return best;
  }

  private* candidates(asked: MatchText): Iterable<MatchText> {
    const { tail } = asked;
    if (tail === undefined || asked.wildcards) {
      yield* this.all;
      return;
    }
    yield* this.others;
    yield* this.exact.get(tail) ?? [];
    // A name that CloudFormation makes may begin like any pattern.
    if (asked.named) {
      for (const patterns of this.prefixes.values()) if (!patterns[0].named) yield* patterns;
    }
    if (this.prefixes.size < tail.length) {
      for (const [prefix, patterns] of this.prefixes) if (tail.startsWith(prefix)) yield* patterns;
    } else {
      for (let length = 0; length <= tail.length; length++) yield* this.prefixes.get(tail.slice(0, length)) ?? [];
    }
  }
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const STAR = '*'.charCodeAt(0);
const QUESTION = '?'.charCodeAt(0);
const COLON = ':'.charCodeAt(0);

/** Dynamic programming over both: the best certainty with which the rest of the pattern stands for the rest of what is asked. */
function glob(pattern: readonly (number | Mark)[], asked: readonly (number | Mark)[]): Certainty {
  const width = asked.length + 1;
  let row = new Uint8Array(width);
  row[0] = Certainty.YES;
  for (let i = 0; i < pattern.length; i++) {
    const next = new Uint8Array(width);
    const token = pattern[i];
    let any = false;
    for (let j = 0; j < width; j++) {
      const here = row[j];
      if (here > 0) {
        any = true;
        step(token, i, j, here, row, next);
      }
    }
    if (!any) return Certainty.NO;
    row = next;
  }
  return row[asked.length] as Certainty;

  function step(token: number | Mark, i: number, j: number, here: number, current: Uint8Array, next: Uint8Array): void {
    const other = j < asked.length ? asked[j] : undefined;
    // What may be anything may go on with what follows in the pattern.
    if (typeof token !== 'number' && typeof other === 'object' && other.kind === 'open') raise(next, j, Math.min(here, Certainty.PERHAPS));
    if (token === STAR) {
      raise(next, j, here);
      if (other !== undefined) raise(current, j + 1, here);
      return;
    }
    if (typeof token !== 'number' && canBeLonger(token)) {
      if (other === undefined) return;
      const own = typeof other !== 'number' ? same(token, other, here) : takes(token, other) ? level(token, here) : 0;
      raise(next, j + 1, own);
      // The mark may go on.
      if (typeof other === 'number' || token.kind === 'open') raise(current, j + 1, typeof other === 'number' ? own : Math.min(here, Certainty.PERHAPS));
      return;
    }
    if (other === undefined) return;
    if (typeof token === 'number' && typeof other === 'number') {
      if (token === other || token === QUESTION) raise(next, j + 1, here);
    } else if (typeof token !== 'number' && typeof other !== 'number') {
      raise(next, j + 1, same(token, other, here));
    } else if (typeof token === 'number' && typeof other !== 'number') {
      // What is asked for stands for characters of the pattern.
      const own = other.kind === 'name' ? (wildcardFollows(i) ? Math.min(here, Certainty.PERHAPS) : 0)
        // Whoever wrote `??????` for the end of a secret's ARN knew how long it is.
        : token === QUESTION && other.kind === 'later' ? here : level(other, here);
      if (own > 0 && (token === QUESTION || other.kind === 'name' || takes(other, token))) {
        raise(next, j, own);
        raise(next, j + 1, own);
      }
    }
  }

  /** Whether a wildcard stands in the same part of the pattern. */
  function wildcardFollows(i: number): boolean {
    for (let at = i; at < pattern.length && pattern[at] !== COLON; at++) {
      if (pattern[at] === STAR || pattern[at] === QUESTION) return true;
    }
    return false;
  }
}

function raise(row: Uint8Array, at: number, certainty: number): void {
  if (certainty > row[at]) row[at] = certainty;
}

const canBeLonger = ({ kind }: Mark) => kind !== 'name' && kind !== 'identity';

/** A region that is written is taken to be that of the stack; what may be anything only perhaps is what is written. */
function level({ kind }: Mark, here: number): number {
  return kind === 'partition' || kind === 'region' || kind === 'account' ? here : Math.min(here, Certainty.PERHAPS);
}

function takes({ kind }: Mark, character: number): boolean {
  return kind === 'open' || kind === 'identity' || kind === 'later' || (character !== COLON && character !== '/'.charCodeAt(0));
}

/** Two marks at the same place. */
function same(one: Mark, other: Mark, here: number): number {
  if (one.key === other.key || one.kind === 'later' || other.kind === 'later') return here;
  if (one.kind === 'open' || other.kind === 'open') return Math.min(here, Certainty.PERHAPS);
  if (one.kind !== other.kind) return one.kind === 'identity' || other.kind === 'identity' ? Math.min(here, Certainty.PERHAPS) : 0;
  return one.kind === 'name' || one.kind === 'identity' ? 0 : here;
}
