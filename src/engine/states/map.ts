import { ChildrenFailure, State, StatePlace } from './state';
import { Expression } from '../../asl/evaluation';
import { isJsonObject, JsonArray, JsonObject, JsonValue } from '../../asl/json-value';
import { MapDefinition } from '../../asl/model';
import { compilePath } from '../../asl/paths/expression';
import { compileJsonataField, compileSelection, compileTemplate, compileTypedJsonataField, Field, OutputFlow, readPath } from '../data-flow';
import type { Engine } from '../engine';
import { runtimeFailure, StateFailure } from '../failure';
import { Batcher, compileBatcher } from '../item-batcher';
import { compileNumberField } from '../number-field';
import { fail } from '../outcomes';
import type { OpenTask, Scope, TaskOutcome } from '../scope';
import type { StateEvaluation } from '../state-evaluation';

/** How many child executions of a Distributed Map run at a time where `MaxConcurrency` does not say. */
const DISTRIBUTED_CONCURRENCY = 10_000;

type NumberField = ((evaluation: StateEvaluation) => number) | undefined;

/**
 * @see https://states-language.net/spec.html#map-state
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html
 */
export class MapState extends State {
  /** Where an iteration starts. Set when the machine is linked. */
  public start!: State;
  public readonly distributed: boolean;
  /** The resource that an ItemReader reads with; the items are then what the reader's task answers. */
  public readonly reader: string | undefined;
  private readonly label: string | undefined;
  private readonly select: Field;
  private readonly items: (evaluation: StateEvaluation) => JsonArray;
  private readonly readerInput: Field | undefined;
  private readonly itemSelector: Field | undefined;
  private readonly batcher: Batcher | undefined;
  private readonly resultWriter: Field | undefined;
  private readonly resultSelector: Expression | undefined;
  private readonly flow: OutputFlow;
  private readonly maxConcurrency: NumberField;
  private readonly toleratedCount: NumberField;
  private readonly toleratedPercentage: NumberField;

  constructor(definition: MapDefinition, place: StatePlace) {
    super('Map', place);
    const { jsonata } = this;
    this.distributed = (definition.ItemProcessor ?? definition.Iterator)?.ProcessorConfig?.Mode === 'DISTRIBUTED';
    this.label = definition.Label;
    this.select = compileSelection(jsonata ? undefined : definition.InputPath);
    this.items = jsonata ? jsonataItems(definition) : jsonPathItems(definition);
    const reader = definition.ItemReader;
    this.reader = typeof reader?.Resource === 'string' ? reader.Resource : undefined;
    this.readerInput = reader && (jsonata ? compileJsonataField(reader.Arguments ?? {}, 'ItemReader/Arguments') : compileTemplate(reader.Parameters ?? {}));
    const selector = definition.ItemSelector ?? (jsonata ? undefined : definition.Parameters);
    this.itemSelector = selector === undefined ? undefined : jsonata ? compileJsonataField(selector, 'ItemSelector') : compileTemplate(selector);
    this.batcher = definition.ItemBatcher && compileBatcher(definition.ItemBatcher, jsonata);
    const writer = definition.ResultWriter;
    this.resultWriter = writer && (jsonata ? compileJsonataField(writer.Arguments ?? {}, 'ResultWriter/Arguments') : compileTemplate(writer.Parameters ?? {}));
    this.resultSelector = jsonata ? undefined : compileTemplate(definition.ResultSelector);
    this.flow = new OutputFlow(definition, jsonata);
    this.maxConcurrency = compileNumberField(definition, 'MaxConcurrency', jsonata, { minimum: 0, outside: 'MaxConcurrency cannot be negative.' });
    this.toleratedCount = compileNumberField(definition, 'ToleratedFailureCount', jsonata, { minimum: 0, outside: 'ToleratedFailureCount cannot be negative.' });
    this.toleratedPercentage = compileNumberField(definition, 'ToleratedFailurePercentage', jsonata,
      { fraction: true, minimum: 0, maximum: 100, outside: 'ToleratedFailurePercentage must be between 0 and 100.' });
    this.compileErrors(definition);
  }

  public enter(engine: Engine, scope: Scope): State | undefined {
    const input = this.select(engine.evaluate(scope, scope.input));
    if (this.reader !== undefined) {
      const started = engine.emit(scope, 'MapStateStarted', scope.lastEvent, undefined, undefined, { length: 0 });
      scope.lastEvent = started;
      return engine.schedule(scope, this.readerInput!(engine.evaluate(scope, input)), undefined, started, undefined, undefined);
    }
    return this.iterate(engine, scope, input, this.items(engine.evaluate(scope, input)));
  }

  public resume(engine: Engine, scope: Scope): State | undefined {
    if (scope.waiting === 'task') {
      return this.read(engine, scope, scope.task!.outcome!);
    }
    return this.finish(engine, scope);
  }

  public childFinished(engine: Engine, scope: Scope, child: Scope): undefined {
    if (!this.distributed) {
      scope.children!.lastFinishedEvent = engine.emit(child, 'MapIterationSucceeded', child.lastEvent, this.name, undefined, { index: child.index });
    }
    this.startNext(engine, scope, child.lastEvent);
  }

  public childExecutionFailed(engine: Engine, scope: Scope, child: Scope): ChildrenFailure | undefined {
    const children = scope.children!;
    children.running.delete(child.index);
    children.unfinished--;
    children.failed++;
    children.results[child.index] = null;
    if (children.failed <= children.toleratedFailures) {
      this.startNext(engine, scope, child.lastEvent);
      return undefined;
    }
    const error = 'States.ExceedToleratedFailureThreshold';
    const cause = 'The specified tolerated failure threshold was exceeded';
    return { error, cause, event: engine.emit(scope, 'MapRunFailed', scope.lastEvent, undefined, undefined, { error, cause }) };
  }

  /** The item reader's task has no events of its own in a history. */
  public taskStarted(): void {}
  public taskSubmitted(): void {}
  public taskEnded(_engine: Engine, task: OpenTask, outcome: TaskOutcome): void {
    task.outcome = outcome;
  }

  private read(engine: Engine, scope: Scope, outcome: TaskOutcome): State | undefined {
    if (outcome.kind !== 'succeeded') {
      const error = outcome.kind === 'failed' ? outcome.error : 'States.Timeout';
      return fail(engine, scope, error, outcome.kind === 'failed' ? outcome.cause : undefined, scope.lastEvent);
    }
    if (!Array.isArray(outcome.output)) {
      return fail(engine, scope, 'States.ItemReaderFailed', 'Attempting to map over non-iterable node.', scope.lastEvent);
    }
    return this.iterate(engine, scope, this.select(engine.evaluate(scope, scope.input)), outcome.output as JsonArray);
  }

  private iterate(engine: Engine, scope: Scope, input: JsonValue, items: JsonArray): State | undefined {
    const evaluation = engine.evaluate(scope, input);
    const asked = this.maxConcurrency?.(evaluation) ?? 0;
    const most = this.distributed ? DISTRIBUTED_CONCURRENCY : engine.limits.inlineMapConcurrency;
    if (this.reader === undefined) {
      scope.lastEvent = engine.emit(scope, 'MapStateStarted', scope.lastEvent, undefined, undefined, { length: items.length });
    }
    const count = this.toleratedCount?.(evaluation);
    const percentage = this.toleratedPercentage?.(evaluation);
    const batches = this.batcher ? this.batcher(evaluation, items) : items;
    const tolerated = Math.min(count ?? Infinity, percentage === undefined ? Infinity : Math.floor(percentage * batches.length / 100));
    const mapRunArn = this.distributed ? newMapRunArn(engine, this.label ?? this.name) : undefined;
    if (mapRunArn !== undefined) {
      scope.lastEvent = engine.emit(scope, 'MapRunStarted', scope.lastEvent, undefined, undefined, { mapRunArn });
    }
    scope.waiting = 'children';
    scope.children = {
      startedEvent: scope.lastEvent,
      results: new Array(batches.length),
      items: batches,
      concurrency: Math.min(asked || most, most),
      running: new Map(),
      nextIndex: 0,
      unfinished: batches.length,
      lastFinishedEvent: scope.lastEvent,
      failed: 0,
      toleratedFailures: tolerated === Infinity ? 0 : tolerated,
      mapRunArn,
    };
    while (scope.children.running.size < scope.children.concurrency && this.startNext(engine, scope, scope.lastEvent));
    return batches.length === 0 ? this.finish(engine, scope) : undefined;
  }

  /** Starts the next iteration, where there is one. */
  private startNext(engine: Engine, scope: Scope, previous: number): boolean {
    const children = scope.children!;
    const index = children.nextIndex;
    if (index >= children.items!.length) {
      return false;
    }
    children.nextIndex = index + 1;
    const item = children.items![index];
    if (this.distributed) {
      const input = this.itemInput(engine, scope, index, item);
      const name = engine.state.random.uuid();
      engine.startChildExecution(scope, index, item, this.start, {
        arn: engine.identity.stateMachineArn.replace(':stateMachine:', ':execution:') + `/${this.label ?? this.name}:${name}`,
        name, input, startTime: engine.now,
      });
    } else {
      const started = engine.emit(scope, 'MapIterationStarted', previous, this.name, undefined, { index });
      engine.startChild(scope, index, item, this.start, this.itemInput(engine, scope, index, item), started);
    }
    return true;
  }

  private itemInput(engine: Engine, scope: Scope, index: number, item: JsonValue): JsonValue {
    if (!this.itemSelector) {
      return item;
    }
    // The selector sees the Map's input and, in the context object, the item: as a scope of the iteration would.
    const input = this.select(engine.evaluate(scope, scope.input));
    return this.itemSelector(engine.evaluate({ ...scope, parent: scope.parent, index, item }, input));
  }

  private finish(engine: Engine, scope: Scope): State | undefined {
    const { results, lastFinishedEvent, mapRunArn } = scope.children!;
    scope.children = undefined;
    if (this.distributed) {
      scope.decisionEvent = engine.emit(scope, 'MapRunSucceeded', scope.lastEvent, undefined, undefined, undefined);
      engine.emit(scope, 'MapStateSucceeded', scope.decisionEvent, undefined, undefined, undefined);
    } else {
      scope.decisionEvent = scope.lastEvent = lastFinishedEvent;
      engine.emit(scope, 'MapStateSucceeded', lastFinishedEvent, undefined, undefined, undefined);
    }
    let result: JsonValue = results;
    if (this.resultWriter) {
      result = this.writtenResult(engine, scope, mapRunArn!);
    }
    if (this.resultSelector) {
      result = this.resultSelector(engine.evaluate(scope, result));
    }
    return this.flow.leave(engine, scope, result, this.next, true);
  }

  /** What a Map with a ResultWriter gives: where its results were written, not the results. */
  private writtenResult(engine: Engine, scope: Scope, mapRunArn: string): JsonObject {
    const writer = this.resultWriter!(engine.evaluate(scope, this.select(engine.evaluate(scope, scope.input))));
    const { Bucket = null, Prefix = null } = isJsonObject(writer) ? writer : {};
    const prefix = typeof Prefix === 'string' && Prefix !== '' ? `${Prefix}/` : '';
    return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket, Key: `${prefix}${mapRunArn.slice(mapRunArn.lastIndexOf(':') + 1)}/manifest.json` } };
  }
}

function newMapRunArn(engine: Engine, label: string): string {
  return `${engine.identity.stateMachineArn.replace(':stateMachine:', ':mapRun:')}/${label}:${engine.state.random.uuid()}`;
}

function jsonPathItems(definition: MapDefinition): (evaluation: StateEvaluation) => JsonArray {
  const text = definition.ItemsPath ?? '$';
  const path = compilePath(text);
  return (evaluation) => {
    const value = readPath(path, evaluation);
    if (!Array.isArray(value)) {
      throw runtimeFailure(`Reference path "${text}" must point to array.`);
    }
    return value as JsonArray;
  };
}

function jsonataItems(definition: MapDefinition): (evaluation: StateEvaluation) => JsonArray {
  const { Items: items } = definition;
  if (items === undefined) {
    return ({ input }) => {
      if (!Array.isArray(input)) {
        throw new StateFailure('States.QueryEvaluationError', `Map state input must be an array but was: ${JSON.stringify(input)}`, { evaluation: {} });
      }
      return input as JsonArray;
    };
  }
  return compileTypedJsonataField(items, 'Items', 'array', isArray);
}

const isArray = (value: JsonValue): value is JsonArray => Array.isArray(value);
