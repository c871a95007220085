import { JsonValue } from '../../asl/json-value';
import { CatcherDefinition, RetrierDefinition, StateType } from '../../asl/model';
import { bug } from '../../errors';
import { Catcher, compileCatcher } from '../data-flow';
import type { Engine } from '../engine';
import type { EventType } from '../history';
import { compileRetrier, Retrier } from '../retry';
import type { OpenTask, Scope, TaskOutcome } from '../scope';

/** What every state needs to be made: where it stands, and which language its fields are in. */
export interface StatePlace {
  readonly name: string;
  /** The state's number in the machine: how a saved execution names it. */
  readonly index: number;
  readonly jsonata: boolean;
}

/** How a Map fails through its child executions, and the event that the failure shows in. */
export interface ChildrenFailure {
  readonly error: string;
  readonly cause: string;
  readonly event: number;
}

/** The second of a state's points: how often it was left, by whichever way. */
export const EXITED = 1;
const FIRST_WAY = 2;

/**
 * A state, compiled: its expressions are closures and its transitions references. One instance serves every execution; what changes while it
 * runs is in the {@link Scope}.
 */
export abstract class State {
  public readonly name: string;
  public readonly index: number;
  public readonly jsonata: boolean;
  public readonly enteredType: EventType;
  public readonly exitedType: EventType;
  /** Where the state goes; undefined where it is the last of its scope. */
  public next: State | undefined;
  public retriers: readonly Retrier[] = [];
  public catchers: readonly Catcher[] = [];
  /** Whether the state's type has `Retry`; its context object then shows `RetryCount`. */
  public readonly retriable: boolean;

  /**
   * Where the numbers of this state's points start: it was entered, it was left; then one point for each Choice rule, each retrier and each
   * catcher that was used. Set when the machine is linked.
   */
  public point = 0;

  constructor(readonly type: StateType, place: StatePlace) {
    this.name = place.name;
    this.index = place.index;
    this.jsonata = place.jsonata;
    this.enteredType = `${type}StateEntered` as EventType;
    this.exitedType = `${type}StateExited` as EventType;
    this.retriable = type === 'Task' || type === 'Map' || type === 'Parallel';
  }

  /** How many Choice rules it has. */
  public get ruleCount(): number {
    return 0;
  }

  public get firstRule(): number {
    return this.point + FIRST_WAY;
  }

  public get firstRetrier(): number {
    return this.firstRule + this.ruleCount;
  }

  public get firstCatcher(): number {
    return this.firstRetrier + this.retriers.length;
  }

  /** The first point that is not of this state any more. */
  public get endOfPoints(): number {
    return this.firstCatcher + this.catchers.length;
  }

  /**
   * Does what the state does when it is entered. Returns the state to go on with, or undefined where the scope waits or has ended.
   */
  public abstract enter(engine: Engine, scope: Scope): State | undefined;

  /** Does what the state does when what it waits for has happened. Only states that wait have it. */
  public resume(_engine: Engine, scope: Scope): State | undefined {
    return bug(`State "${this.name}" was resumed while waiting for ${scope.waiting}, which its type never does.`);
  }

  /** Starts the state's work again after a failed attempt. Only states with `Retry` have it. */
  public retry(engine: Engine, scope: Scope): State | undefined {
    return this.enter(engine, scope);
  }

  /** Goes on with the state's Map Run, which did not succeed. Only Map has it. */
  public redrive?(engine: Engine, scope: Scope): State | undefined;

  /** Called when a child of this state has ended well. Only Map has it. */
  public childFinished?(engine: Engine, scope: Scope, child: Scope): undefined;

  /**
   * Called when a child execution has failed; returns how the state fails, where it does. Only Map has it.
   */
  public childExecutionFailed?(engine: Engine, scope: Scope, child: Scope): ChildrenFailure | undefined;

  /** Writes what happens to the state's task. Only Task has these three. */
  public taskStarted?(engine: Engine, task: OpenTask, workerName?: string): void;
  public taskSubmitted?(engine: Engine, task: OpenTask, output: JsonValue): void;
  public taskEnded?(engine: Engine, task: OpenTask, outcome: TaskOutcome): void;

  /** Resolves the names of states that this one goes to. */
  public link(find: (name: string) => State, definition: { readonly Next?: string }): void {
    this.next = definition.Next === undefined ? undefined : find(definition.Next);
    this.catchers.forEach((catcher) => { catcher.next = find(catcher.nextName); });
  }

  protected compileErrors(definition: { readonly Retry?: readonly RetrierDefinition[]; readonly Catch?: readonly CatcherDefinition[] }): void {
    this.retriers = (definition.Retry ?? []).map(compileRetrier);
    this.catchers = (definition.Catch ?? []).map((catcher, index) => compileCatcher(catcher, this.jsonata, index));
  }
}

