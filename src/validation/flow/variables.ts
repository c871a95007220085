import { assignedOn, AssignField, assignFields, variableOf } from './assignments';
import { FlowGraph } from './flow-graph';
import { VariableRead } from './variable-reads';
import { JsonNode } from '../../asl/json/nodes';
import { Scope, State } from '../structure';

/** A read of a variable that has no value there, or not on every way. */
export interface DoubtfulRead extends VariableRead {
  readonly assigned: 'sometimes' | 'never';
}

/** A variable that is read where it cannot be seen, since the state that assigns it is in another scope. */
export interface OutOfSight {
  /** The Map or Parallel state that hides it. */
  readonly owner: State;
  /** `inside`: assigned inside of the owner. `sibling`: assigned there, and read there as well. `outside`: assigned outside of a Distributed Map. */
  readonly place: 'inside' | 'sibling' | 'outside';
}

/** A variable that is assigned in a scope, and in one around it. */
export interface Shadow {
  /** The member of the inner `Assign`. */
  readonly node: JsonNode;
  readonly name: string;
  readonly inner: AssignField;
  readonly outer: AssignField;
  /** Whether the outer variable may have a value when the inner one is assigned. */
  readonly covers: boolean;
}

/** What must be given to say where variables have values. */
export interface VariableSources {
  readonly scopes: readonly Scope[];
  readonly reads: readonly VariableRead[];
  graphOf(scope: Scope): FlowGraph | undefined;
}

/** On which ways to a place a variable is assigned. */
interface Ways {
  readonly every: boolean;
  readonly some: boolean;
}

const EVERY_WAY: Ways = { every: true, some: true };
const NO_WAY: Ways = { every: false, some: false };

/** In how many scopes that assign a variable the one that a reader may have meant is looked for. */
const MEANT_SCOPES = 10;

/** How many variables are followed at a time: the bits of a small integer. */
const AT_A_TIME = 30;

/** How many steps are taken along ways, in all, for one definition. A definition that needs more has thousands of variables, and loops in loops. */
const MAX_STEPS = 5_000_000;

/**
 * Where the variables of a definition have values. `Assign` takes effect when its state is left, and each way out of a state has its own. The
 * states inside of a Map or Parallel state see the variables of outside as they are when it is entered; those inside of a Distributed Map do
 * not. Only variables that are read are followed.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export class Variables {
  private readonly fields = new Map<Scope, readonly AssignField[]>();
  private readonly facts = new Map<Scope, ScopeFacts | undefined>();
  private readonly read: ReadonlySet<string>;
  /** Variables that a Choice state asks for: where it goes on, its answer may be that they have a value. */
  private readonly tested = new Map<State, Set<string>>();
  private assigning: ReadonlyMap<string, ReadonlySet<Scope>> | undefined;
  private doubtfulReads: readonly DoubtfulRead[] | undefined;
  private readonly budget = { steps: MAX_STEPS };

  constructor(private readonly sources: VariableSources) {
    const twice = [...this.scopesByVariable].filter(([, scopes]) => scopes.size > 1).map(([name]) => name);
    this.read = new Set([...sources.reads.map(({ name }) => name), ...twice]);
    for (const { name, needed, state } of sources.reads) {
      if (!needed && state.type === 'Choice') addTo(this.tested, state, name);
    }
  }

  /** The reads of variables that never have a value there, and those that fail where the variable has none on some way. */
  public get doubtful(): readonly DoubtfulRead[] {
    return this.doubtfulReads ??= this.sources.reads.flatMap((read): DoubtfulRead[] => {
      const { every, some } = this.waysTo(read);
      if (every || (some && !read.needed)) return [];
      return [{ ...read, assigned: some ? 'sometimes' : 'never' }];
    });
  }

  /** The `Assign` fields of a scope's own states. */
  public fieldsOf(scope: Scope): readonly AssignField[] {
    let fields = this.fields.get(scope);
    if (!fields) this.fields.set(scope, fields = assignFields(scope));
    return fields;
  }

  /** The scopes whose own states assign a variable, by its name. */
  public get scopesByVariable(): ReadonlyMap<string, ReadonlySet<Scope>> {
    if (!this.assigning) {
      const found = new Map<string, Set<Scope>>();
      for (const scope of this.sources.scopes) {
        for (const { names } of this.fieldsOf(scope)) for (const name of names) addTo(found, name, scope);
      }
      this.assigning = found;
    }
    return this.assigning;
  }

  /** The names of the states that assign a variable in a scope, or in one that it sees. */
  public statesAssigning(name: string, scope: Scope): string[] {
    const scopes = visibleFrom(scope).filter((at) => this.scopesByVariable.get(name)?.has(at));
    const fields = scopes.flatMap((at) => this.fieldsOf(at)).filter(({ names }) => names.includes(name));
    return [...new Set(fields.map(({ state }) => state.name))];
  }

  /** Why a variable that never has a value where it is read has one elsewhere; undefined where it has not. */
  public outOfSight({ name, scope, assigned, needed }: DoubtfulRead): OutOfSight | undefined {
    const assigning = this.scopesByVariable.get(name);
    if (assigned !== 'never' || !needed || !assigning) return undefined;
    const visible = visibleFrom(scope);
    if (visible.some((at) => assigning.has(at))) return undefined;
    const { owner: hiding } = visible[visible.length - 1];
    for (let at = hiding?.scope; at; at = at.owner?.scope) if (assigning.has(at)) return { owner: hiding!, place: 'outside' };
    for (const hidden of [...assigning].slice(0, MEANT_SCOPES)) {
      for (let { owner } = hidden; owner; owner = owner.scope.owner) {
        if (visible.includes(owner.scope)) return { owner, place: visible.some((at) => at.owner === owner) ? 'sibling' : 'inside' };
      }
    }
    return undefined;
  }

  /** The variables that are assigned in a scope and in one that it sees: each once, at the first place. */
  public get shadows(): readonly Shadow[] {
    return this.sources.scopes.flatMap((scope) => {
      const visible = visibleFrom(scope);
      const around = visible.some(mayBeDistributed) ? [] : visible.slice(1);
      const seen = new Set<string>();
      return around.length === 0 ? [] : this.fieldsOf(scope).flatMap((inner) => inner.members.flatMap((node): Shadow[] => {
        const name = variableOf(node);
        const covered = around.find((at) => this.scopesByVariable.get(name)?.has(at));
        if (!covered || seen.has(name)) return [];
        seen.add(name);
        const fields = this.fieldsOf(covered).filter(({ names }) => names.includes(name));
        // The state's own assignment says more than that of a catcher.
        const outer = fields.find(({ owner, state }) => owner === state.node) ?? fields[0];
        return [{ node, name, inner, outer, covers: this.covers(name, scope, covered) }];
      }));
    });
  }

  /** Whether a variable of an outer scope may have a value when a scope inside of it is entered. */
  private covers(name: string, inner: Scope, outer: Scope): boolean {
    let owner = inner.owner!;
    while (owner.scope !== outer) owner = owner.scope.owner!;
    return this.sources.graphOf(outer) !== undefined && this.waysTo({ name, scope: outer, state: owner }).some;
  }

  /** On which ways a variable has a value when the state that reads it is entered. A state that cannot be reached fails on nothing. */
  private waysTo({ name, scope, state }: Pick<VariableRead, 'name' | 'scope' | 'state'>): Ways {
    let { every, some } = NO_WAY;
    for (let at: Scope | undefined = scope, entered: State | undefined = state; at && entered; entered = at.owner, at = entered?.scope) {
      const ways = this.factsOf(at)?.waysTo(name, entered) ?? EVERY_WAY;
      every ||= ways.every;
      some ||= ways.some;
      if (every && some || at.distributed) break;
    }
    return { every: every && some, some };
  }

  private factsOf(scope: Scope): ScopeFacts | undefined {
    if (!this.facts.has(scope)) {
      const graph = this.sources.graphOf(scope);
      this.facts.set(scope, graph && new ScopeFacts(graph, this.read, this.tested, this.budget));
    }
    return this.facts.get(scope);
  }
}

/** A scope and those around it whose variables it sees. */
export function visibleFrom(scope: Scope): Scope[] {
  const visible = [scope];
  for (let at = scope; !at.distributed && at.owner; at = at.owner.scope) visible.push(at.owner.scope);
  return visible;
}

/** Whether only the deployment says if a Map state is a Distributed one. */
function mayBeDistributed({ node }: Scope): boolean {
  const config = node.get('ProcessorConfig');
  return config !== undefined && (config.kind !== 'object' || config.get('Mode')?.kind === 'opaque');
}

function addTo<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const values = map.get(key);
  if (values) values.add(value);
  else map.set(key, new Set([value]));
}

/** The variables of a scope's own states, in groups that are followed together. */
class ScopeFacts {
  private readonly places = new Map<string, number>();
  private readonly indexes = new Map<State, number>();
  /** The ways out of each state: where those of a state begin, and where each leads. */
  private readonly firstWay: Int32Array;
  private readonly target: Int32Array;
  /** What is assigned on ways, by group. */
  private readonly given: Gift[][] = [];
  /** What Choice states ask for, by group. */
  private readonly asked: Gift[][] = [];
  /** The ways on which any variable may be assigned: that is not known until deploy. */
  private readonly anything: number[] = [];
  private readonly groups: (Group | undefined)[] = [];

  /** @param budget the steps that may still be taken; without any nothing is said of further variables */
  constructor(
    { order }: FlowGraph, read: ReadonlySet<string>, tested: ReadonlyMap<State, ReadonlySet<string>>, private readonly budget: { steps: number },
  ) {
    const target: number[] = [];
    this.firstWay = new Int32Array(order.length + 1);
    for (const { state, index, edges } of order) {
      this.indexes.set(state, index);
      for (const edge of edges) {
        const names = assignedOn(edge);
        if (!names) this.anything.push(target.length);
        for (const name of names ?? []) if (read.has(name)) this.note(this.given, target.length, name);
        target.push(edge.to.index);
      }
      for (const name of tested.get(state) ?? []) this.note(this.asked, index, name);
      this.firstWay[index + 1] = target.length;
    }
    this.target = Int32Array.from(target);
  }

  private note(gifts: Gift[][], at: number, name: string): void {
    let place = this.places.get(name);
    if (place === undefined) this.places.set(name, place = this.places.size);
    (gifts[Math.floor(place / AT_A_TIME)] ??= []).push({ at, bit: 1 << place % AT_A_TIME });
  }

  public waysTo(name: string, state: State): Ways {
    const index = this.indexes.get(state);
    if (index === undefined) return EVERY_WAY;
    const place = this.places.get(name);
    if (place === undefined) return this.anything.length > 0 ? EVERY_WAY : NO_WAY;
    const number = Math.floor(place / AT_A_TIME);
    const group = this.groups[number] ??= this.follow(number);
    if (this.budget.steps < 0) return EVERY_WAY;
    const { every, some } = group;
    const bit = 1 << place % AT_A_TIME;
    return { every: (every[index] & bit) !== 0, some: (some[index] & bit) !== 0 };
  }

  /**
   * Follows a group of variables. A state is looked at again only when its bits change, so that the work is bounded by the ways times the bits.
   */
  private follow(group: number): Group {
    const { firstWay, target } = this;
    const count = firstWay.length - 1;
    const given = bits(target.length, this.given[group]);
    for (const way of this.anything) given[way] = ALL;
    const asked = bits(count, this.asked[group]);
    const every = new Int32Array(count).fill(ALL);
    const some = new Int32Array(count);
    const reached = new Uint8Array(count);
    // Where the scope starts nothing is assigned. The states to look at are in a ring: none is in it twice.
    every[0] = 0;
    const ring = new Int32Array(count);
    const waiting = new Uint8Array(count);
    waiting[0] = 1;
    for (let first = 0, left = 1; left > 0 && this.budget.steps >= 0; first = first + 1 < count ? first + 1 : 0, left--) {
      const index = ring[first];
      waiting[index] = 0;
      this.budget.steps -= 1 + firstWay[index + 1] - firstWay[index];
      for (let way = firstWay[index]; way < firstWay[index + 1]; way++) {
        const to = target[way];
        const everyWay = every[to] & (every[index] | given[way] | asked[index]);
        const someWay = some[to] | some[index] | given[way];
        if (reached[to] && everyWay === every[to] && someWay === some[to]) continue;
        reached[to] = 1;
        every[to] = everyWay;
        some[to] = someWay;
        if (waiting[to]) continue;
        waiting[to] = 1;
        ring[(first + left++) % count] = to;
      }
    }
    return { every, some };
  }
}

const ALL = (1 << AT_A_TIME) - 1;

/** A variable, by its bit, and the way or the state that gives it a value. */
interface Gift {
  readonly at: number;
  readonly bit: number;
}

function bits(length: number, gifts: readonly Gift[] | undefined): Int32Array {
  const all = new Int32Array(length);
  for (const { at, bit } of gifts ?? []) all[at] |= bit;
  return all;
}

/** By state: bits of the variables that are assigned on every way there, and on some. */
interface Group {
  readonly every: Int32Array;
  readonly some: Int32Array;
}
