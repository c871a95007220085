import { State, StatePlace } from './state';
import { SucceedDefinition } from '../../asl/model';
import { compileSelection, Field, OutputFlow } from '../data-flow';
import type { Engine } from '../engine';
import type { Scope } from '../scope';

/** @see https://states-language.net/spec.html#succeed-state */
export class SucceedState extends State {
  private readonly select: Field;
  private readonly flow: OutputFlow;

  constructor(definition: SucceedDefinition, place: StatePlace) {
    super('Succeed', place);
    this.select = compileSelection(this.jsonata ? undefined : definition.InputPath);
    this.flow = new OutputFlow(definition, this.jsonata);
  }

  public enter(engine: Engine, scope: Scope): State | undefined {
    return this.flow.leave(engine, scope, this.select(engine.evaluate(scope, scope.input)), undefined, false);
  }
}
