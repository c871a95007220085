import { ChildrenFailure, State, StatePlace } from './state';
import { Expression } from '../../asl/evaluation';
import { isJsonObject, JsonArray, JsonObject, JsonValue } from '../../asl/json-value';
import { MapDefinition } from '../../asl/model';
import { compilePath } from '../../asl/paths/expression';
import { compileJsonataField, compileSelection, compileTemplate, compileTypedJsonataField, Field, OutputFlow, readPath } from '../data-flow';
import type { Engine } from '../engine';
import { runtimeFailure, StateFailure } from '../failure';
import { Batcher, compileBatcher } from '../item-batcher';
import { compileItemReader, ItemReader, ItemReaderRequest } from '../item-reader';
import { endMapRun, failMapRun, MapRunSettings, startMapRun } from '../map-run';
import { compileNumberField } from '../number-field';
import { fail } from '../outcomes';
import { redriveExecution, redriveMapRun } from '../redrive';
import { compileResultWriter, formatResults, resultFiles, resultPlace, ResultWriter } from '../result-writer';
import type { ExecutionIdentity, OpenTask, Scope, TaskOutcome } from '../scope';
import type { StateEvaluation } from '../state-evaluation';

/** How many child executions of a Distributed Map run at a time where `MaxConcurrency` does not say. */
const DISTRIBUTED_CONCURRENCY = 10_000;
const ITEM_READER_FAILED = 'States.ItemReaderFailed';

type NumberField = ((evaluation: StateEvaluation) => number) | undefined;

/**
 * @see https://states-language.net/spec.html#map-state
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html
 */
export class MapState extends State {
  /** Where an iteration starts. Set when the machine is linked. */
  public start!: State;
  public readonly distributed: boolean;
  /** Whether the child executions of a Distributed Map are Express. */
  public readonly expressChildren: boolean;
  /** The resource that an ItemReader reads with; the items are then what the reader's task answers. */
  public readonly reader: string | undefined;
  private readonly itemReader: ItemReader | undefined;
  private readonly label: string;
  private readonly select: Field;
  private readonly items: (evaluation: StateEvaluation) => Items;
  private readonly itemSelector: Field | undefined;
  private readonly batcher: Batcher | undefined;
  private readonly resultWriter: ResultWriter | undefined;
  private readonly resultSelector: Expression | undefined;
  private readonly flow: OutputFlow;
  private readonly maxConcurrency: NumberField;
  private readonly toleratedCount: NumberField;
  private readonly toleratedPercentage: NumberField;

  constructor(definition: MapDefinition, place: StatePlace) {
    super('Map', place);
    const { jsonata } = this;
    const config = (definition.ItemProcessor ?? definition.Iterator)?.ProcessorConfig;
    this.distributed = config?.Mode === 'DISTRIBUTED';
    this.expressChildren = this.distributed && config?.ExecutionType === 'EXPRESS';
    this.label = definition.Label ?? this.name;
    this.select = compileSelection(jsonata ? undefined : definition.InputPath);
    this.items = jsonata ? jsonataItems(definition, this.distributed) : jsonPathItems(definition, this.distributed);
    this.itemReader = compileItemReader(definition.ItemReader, jsonata);
    this.reader = this.itemReader?.resource;
    const selector = definition.ItemSelector ?? (jsonata ? undefined : definition.Parameters);
    this.itemSelector = selector === undefined ? undefined : jsonata ? compileJsonataField(selector, 'ItemSelector') : compileTemplate(selector);
    this.batcher = definition.ItemBatcher && compileBatcher(definition.ItemBatcher, jsonata);
    this.resultWriter = compileResultWriter(definition.ResultWriter, jsonata);
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
    const reader = this.itemReader;
    const given = reader ? undefined : this.items(engine.evaluate(scope, input));
    const keys = isJsonObject(given) ? Object.keys(given) : undefined;
    const items = isJsonObject(given) ? Object.values(given) : given as JsonArray | undefined;
    const evaluation = engine.evaluate(scope, input);
    const asked = this.maxConcurrency?.(evaluation) ?? 0;
    scope.lastEvent = engine.emit(scope, 'MapStateStarted', scope.lastEvent, undefined, undefined, { length: items?.length ?? 0 });
    const toleratedFailureCount = this.toleratedCount?.(evaluation);
    const toleratedFailurePercentage = this.toleratedPercentage?.(evaluation);
    const maxItems = reader?.maxItems(evaluation);
    const most = this.distributed ? DISTRIBUTED_CONCURRENCY : engine.limits.inlineMapConcurrency;
    const settings = {
      label: this.label, maxConcurrency: Math.min(asked || most, most), toleratedFailureCount, toleratedFailurePercentage,
    };
    if (items) {
      const batches = this.batched(engine, scope, input, items, undefined, keys);
      const mapRun = this.distributed ? startMapRun(engine, scope, settings) : undefined;
      return this.iterate(engine, scope, items, batches, settings, mapRun, undefined, this.batcher ? undefined : keys);
    }
    const readerInput = reader!.input(engine.evaluate(scope, input));
    const mapRun = startMapRun(engine, scope, settings);
    if (maxItems !== undefined && maxItems < 0) {
      return this.failRun(engine, scope, mapRun, ITEM_READER_FAILED, 'field MaxItems must be positive');
    }
    const request = reader!.request(engine.evaluate(scope, input), mapRun);
    return engine.schedule(scope, readerInput, undefined, scope.lastEvent, undefined, undefined, request);
  }

  public resume(engine: Engine, scope: Scope): State | undefined {
    if (scope.waiting === 'task') {
      return this.read(engine, scope, scope.task!);
    }
    return this.finish(engine, scope);
  }

  /** Goes on with the child executions that did not succeed, and with those that were not started. */
  public redrive(engine: Engine, scope: Scope): State | undefined {
    const children = scope.children!;
    scope.waiting = 'children';
    redriveMapRun(engine, scope, this.expressChildren);
    if (children.failed > children.toleratedFailures) {
      const { error, cause, event } = this.tooManyFailed(engine, scope);
      return fail(engine, scope, error, cause, event);
    }
    this.startMany(engine, scope);
    return children.unfinished === 0 ? this.finish(engine, scope) : undefined;
  }

  public childFinished(engine: Engine, scope: Scope, child: Scope): undefined {
    if (!this.distributed) {
      scope.children!.lastFinishedEvent = engine.emit(child, 'MapIterationSucceeded', child.lastEvent, this.name, undefined, { index: child.index });
    }
    this.startNext(engine, scope, child.lastEvent);
  }

  public childExecutionFailed(engine: Engine, scope: Scope, child: Scope): ChildrenFailure | undefined {
    const children = scope.children!;
    children.unfinished--;
    children.failed++;
    children.results[child.index] = null;
    if (children.failed <= children.toleratedFailures) {
      this.startNext(engine, scope, child.lastEvent);
      return undefined;
    }
    return this.tooManyFailed(engine, scope);
  }

  private tooManyFailed(engine: Engine, scope: Scope): ChildrenFailure {
    const mapRun = scope.children!.mapRun!;
    const error = 'States.ExceedToleratedFailureThreshold';
    const cause = 'The specified tolerated failure threshold was exceeded';
    this.writeResults(engine, scope, mapRun);
    return { error, cause, event: failMapRun(engine, scope, mapRun, error, cause) };
  }

  /** The item reader's task has no events of its own in a history. */
  public taskStarted(): void {}
  public taskSubmitted(): void {}
  public taskEnded(_engine: Engine, task: OpenTask, outcome: TaskOutcome): void {
    task.outcome = outcome;
  }

  private read(engine: Engine, scope: Scope, { reader, outcome, input: parameters }: OpenTask): State | undefined {
    const { mapRun, maxItems } = reader!;
    const source = sourceOf(reader!, parameters);
    scope.task = undefined;
    if (outcome!.kind !== 'succeeded') {
      const [error, cause] = outcome!.kind === 'failed' ? [outcome!.error, outcome!.cause] : ['States.Timeout', undefined];
      return this.failRun(engine, scope, mapRun, error, cause);
    }
    if (!Array.isArray(outcome!.output)) {
      return this.failRun(engine, scope, mapRun, ITEM_READER_FAILED, 'Attempting to map over non-iterable node.');
    }
    const read = outcome!.output as JsonArray;
    const items = maxItems === undefined || read.length <= maxItems ? read : read.slice(0, maxItems);
    const input = this.select(engine.evaluate(scope, scope.input));
    return this.iterate(engine, scope, items, this.batched(engine, scope, input, items, source), engine.state.mapRuns[mapRun], mapRun, source);
  }

  /** The Map Run fails before it has a child. */
  private failRun(engine: Engine, scope: Scope, mapRun: number, error: string | undefined, cause: string | undefined): State | undefined {
    return fail(engine, scope, error, cause, failMapRun(engine, scope, mapRun, error, cause));
  }

  private iterate(engine: Engine, scope: Scope, items: JsonArray, batches: JsonArray, settings: Omit<MapRunSettings, 'label'>, mapRun: number | undefined,
    source?: string, keys?: readonly string[]): State | undefined {
    if (mapRun !== undefined) {
      const run = engine.state.mapRuns[mapRun];
      run.itemCount = items.length;
      run.batchSizes = this.batcher && batches.map((batch) => ((batch as JsonObject).Items as JsonArray).length);
    }
    const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = settings;
    const tolerated = Math.min(count ?? Infinity, percentage === undefined ? Infinity : Math.floor(percentage * batches.length / 100));
    scope.waiting = 'children';
    scope.children = {
      startedEvent: scope.lastEvent,
      results: new Array(batches.length),
      items: batches,
      concurrency: settings.maxConcurrency,
      running: new Map(),
      nextIndex: 0,
      unfinished: batches.length,
      lastFinishedEvent: scope.lastEvent,
      failed: 0,
      toleratedFailures: tolerated === Infinity ? 0 : tolerated,
      mapRun,
      source,
      keys,
    };
    this.startMany(engine, scope);
    return batches.length === 0 ? this.finish(engine, scope) : undefined;
  }

  /** Starts as many iterations as run at a time. */
  private startMany(engine: Engine, scope: Scope): void {
    const { concurrency } = scope.children!;
    for (let started = 0; started < concurrency && this.startNext(engine, scope, scope.lastEvent); started++);
  }

  /** Starts the next iteration, where there is one: one that is redriven before one that is new. */
  private startNext(engine: Engine, scope: Scope, previous: number): boolean {
    const children = scope.children!;
    const redriven = children.mapRun === undefined ? undefined : engine.state.mapRuns[children.mapRun].pendingRedrive.pop();
    if (redriven !== undefined) {
      const child = children.running.get(redriven)!;
      if (this.expressChildren) {
        engine.startChildExecution(scope, redriven, child.item!, this.start, { ...child.execution, startTime: engine.now });
      } else {
        redriveExecution(engine, child);
      }
      return true;
    }
    const index = children.nextIndex;
    if (index >= children.items!.length) {
      return false;
    }
    children.nextIndex = index + 1;
    const item = children.items![index];
    if (this.distributed) {
      const input = this.itemInput(engine, scope, index, item);
      engine.startChildExecution(scope, index, item, this.start, this.childIdentity(engine, input));
    } else {
      const started = engine.emit(scope, 'MapIterationStarted', previous, this.name, undefined, { index });
      engine.startChild(scope, index, item, this.start, this.itemInput(engine, scope, index, item), started);
    }
    return true;
  }

  /** An Express execution's ARN has a UUID behind its name. */
  private childIdentity(engine: Engine, input: JsonValue): ExecutionIdentity {
    const { identity: { stateMachineArn }, now: startTime, state: { random } } = engine;
    const name = random.uuid();
    return this.expressChildren
      ? { arn: `${stateMachineArn.replace(':stateMachine:', ':express:')}/${this.label}:${name}:${random.uuid()}`, name, input, startTime, redrives: 0, express: true }
      : { arn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}/${this.label}:${name}`, name, input, startTime, redrives: 0 };
  }

  /** What the child executions get, where items are batched: first the selector shapes each item, then they are put together. */
  private batched(engine: Engine, scope: Scope, input: JsonValue, items: JsonArray, source?: string, keys?: readonly string[]): JsonArray {
    if (!this.batcher) {
      return items;
    }
    const shaped = this.itemSelector ? items.map((item, index) => this.selected(engine, scope, input, index, item, source, keys?.[index]))
      : keys ? items.map((item, index) => pairOf(keys[index], item)) : items;
    return this.batcher(engine.evaluate(scope, input), shaped);
  }

  private itemInput(engine: Engine, scope: Scope, index: number, item: JsonValue): JsonValue {
    const children = scope.children!;
    if (!this.itemSelector || this.batcher) {
      return children.keys ? pairOf(children.keys[index], item) : item;
    }
    children.selectorInput ??= this.select(engine.evaluate(scope, scope.input));
    return this.selected(engine, scope, children.selectorInput, index, item, children.source, children.keys?.[index]);
  }

  /** The selector sees the Map's input and, in the context object, the item: as a scope of the iteration would. */
  private selected(engine: Engine, scope: Scope, input: JsonValue, index: number, item: JsonValue, itemSource = 'STATE_DATA', itemKey?: string): JsonValue {
    return this.itemSelector!(engine.evaluate({ ...scope, parent: scope.parent, index, item, itemSource, itemKey }, input));
  }

  private finish(engine: Engine, scope: Scope): State | undefined {
    const { results, lastFinishedEvent, mapRun } = scope.children!;
    scope.children = undefined;
    if (mapRun === undefined) {
      scope.decisionEvent = scope.lastEvent = lastFinishedEvent;
      engine.emit(scope, 'MapStateSucceeded', lastFinishedEvent, undefined, undefined, undefined);
      return this.leave(engine, scope, results);
    }
    const written = this.writeResults(engine, scope, mapRun);
    if (written.problem !== undefined) {
      return this.failRun(engine, scope, mapRun, 'States.ResultWriterFailed', written.problem);
    }
    endMapRun(engine, mapRun, 'SUCCEEDED');
    scope.decisionEvent = engine.emit(scope, 'MapRunSucceeded', scope.lastEvent, undefined, undefined, undefined);
    engine.emit(scope, 'MapStateSucceeded', scope.decisionEvent, undefined, undefined, undefined);
    return this.leave(engine, scope, written.result ?? results);
  }

  private leave(engine: Engine, scope: Scope, results: JsonValue): State | undefined {
    const result = this.resultSelector ? this.resultSelector(engine.evaluate(scope, results)) : results;
    return this.flow.leave(engine, scope, result, this.next, true);
  }

  /** Exports or formats the results as the ResultWriter says; what the Map gives is then where they are, or the results in that form. */
  private writeResults(engine: Engine, scope: Scope, mapRun: number): { readonly result?: JsonValue; readonly problem?: string } {
    const writer = this.resultWriter;
    if (!writer) {
      return {};
    }
    const run = engine.state.mapRuns[mapRun];
    const { stateMachineArn } = engine.identity;
    if (!writer.parameters) {
      return { result: formatResults(writer, run, stateMachineArn) };
    }
    const parameters = writer.parameters(engine.evaluate(scope, this.select(engine.evaluate(scope, scope.input))));
    const place = resultPlace(parameters, run);
    if (place.problem !== undefined) {
      return place;
    }
    const { bucket, prefix } = place;
    const problem = engine.writeResults?.(resultFiles(writer, run, stateMachineArn, bucket, prefix));
    return { problem, result: { MapRunArn: run.arn, ResultWriterDetails: { Bucket: bucket, Key: `${prefix}manifest.json` } } };
  }
}

/**
 * Where items are from that a reader has read.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
function sourceOf({ transformation, inputType, manifestType }: ItemReaderRequest, parameters: JsonValue): string {
  const { Bucket: bucket, Key: key } = parameters as JsonObject;
  if (transformation === 'LOAD_AND_FLATTEN' || manifestType !== undefined || inputType === 'MANIFEST' || typeof bucket !== 'string') {
    return '';
  }
  return typeof key === 'string' ? `S3://${bucket}/${key}` : `S3://${bucket}`;
}

/**
 * What a Map iterates over: of an object, its members. An inline Map was seen to refuse one.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html#itemsource-json-array
 */
type Items = JsonArray | JsonObject;

/** What an iteration over the members of an object gets. */
const pairOf = (key: string, value: JsonValue): JsonValue => ({ Key: key, Value: value });

function jsonPathItems(definition: MapDefinition, distributed: boolean): (evaluation: StateEvaluation) => Items {
  const text = definition.ItemsPath ?? '$';
  const path = compilePath(text);
  return (evaluation) => {
    const value = readPath(path, evaluation);
    if (!isArray(value) && !(distributed && isJsonObject(value))) {
      throw runtimeFailure(`Reference path "${text}" must point to array.`);
    }
    return value;
  };
}

function jsonataItems(definition: MapDefinition, distributed: boolean): (evaluation: StateEvaluation) => Items {
  const { Items: items } = definition;
  const isItems = (value: JsonValue): value is Items => isArray(value) || (distributed && isJsonObject(value));
  if (items === undefined) {
    return ({ input }) => {
      if (!isItems(input)) {
        throw new StateFailure('States.QueryEvaluationError', `Map state input must be an array but was: ${JSON.stringify(input)}`, { evaluation: {} });
      }
      return input;
    };
  }
  return compileTypedJsonataField(items, 'Items', 'array', isItems);
}

const isArray = (value: JsonValue): value is JsonArray => Array.isArray(value);
