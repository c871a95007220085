import { State, StatePlace } from './state';
import { Expression } from '../../asl/evaluation';
import { ParallelDefinition } from '../../asl/model';
import { compileJsonataField, compileSelection, compileTemplate, Field, OutputFlow } from '../data-flow';
import type { Engine } from '../engine';
import type { Scope } from '../scope';

/** @see https://states-language.net/spec.html#parallel-state */
export class ParallelState extends State {
  /** Where each branch starts. Set when the machine is linked. */
  public branches: readonly State[] = [];
  private readonly select: Field;
  private readonly parameters: Expression | undefined;
  private readonly arguments: Field | undefined;
  private readonly resultSelector: Expression | undefined;
  private readonly flow: OutputFlow;

  constructor(definition: ParallelDefinition, place: StatePlace) {
    super('Parallel', place);
    this.select = compileSelection(this.jsonata ? undefined : definition.InputPath);
    this.parameters = this.jsonata ? undefined : compileTemplate(definition.Parameters);
    this.arguments = this.jsonata && definition.Arguments !== undefined ? compileJsonataField(definition.Arguments, 'Arguments') : undefined;
    this.resultSelector = this.jsonata ? undefined : compileTemplate(definition.ResultSelector);
    this.flow = new OutputFlow(definition, this.jsonata);
    this.compileErrors(definition);
  }

  public enter(engine: Engine, scope: Scope): State | undefined {
    let input = this.select(engine.evaluate(scope, scope.input));
    if (this.parameters) {
      input = this.parameters(engine.evaluate(scope, input));
    } else if (this.arguments) {
      input = this.arguments(engine.evaluate(scope, input));
    }
    const startedEvent = engine.emit(scope, 'ParallelStateStarted', scope.lastEvent, undefined, undefined, undefined);
    scope.lastEvent = startedEvent;
    scope.waiting = 'children';
    scope.children = {
      startedEvent, results: new Array(this.branches.length), items: undefined, concurrency: this.branches.length, running: new Map(),
      nextIndex: this.branches.length, unfinished: this.branches.length, lastFinishedEvent: startedEvent, failed: 0, toleratedFailures: 0,
    };
    this.branches.forEach((start, index) => engine.startChild(scope, index, undefined, start, input, startedEvent));
    return undefined;
  }

  public resume(engine: Engine, scope: Scope): State | undefined {
    const { results, lastFinishedEvent } = scope.children!;
    scope.children = undefined;
    scope.decisionEvent = scope.lastEvent = lastFinishedEvent;
    engine.emit(scope, 'ParallelStateSucceeded', lastFinishedEvent, undefined, undefined, undefined);
    const result = this.resultSelector ? this.resultSelector(engine.evaluate(scope, results)) : results;
    return this.flow.leave(engine, scope, result, this.next, true);
  }
}
