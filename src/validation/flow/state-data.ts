import { FlowEdge, objectsIn } from './flow-graph';
import { isArray, jsonataShape, JsonataValues } from './jsonata-shape';
import { Missing, pathShapeOf, stepsOf, templateShape, TemplateValues } from './path-shape';
import { allowing, anyItemOf, arrayShape, Giver, lengthOf, literalShape, memberOf, Members, NO_MEMBERS, objectShape, scalarShape, Shape, UNKNOWN, withValueAt } from './shape';
import { JsonNode, ObjectNode, StringNode } from '../../asl/json/nodes';
import { JsonataAnalysis } from '../../asl/jsonata';
import { Scope, State } from '../structure';

/** A path that leads nowhere, whichever way an execution took. */
export interface ImpossiblePath extends Omit<Missing, 'kind'> {
  readonly node: StringNode;
  readonly state: State;
  /** The field that the path stands in. */
  readonly field: string;
}

/** An expression of a state under JSONata. */
export interface StateExpression {
  readonly node: StringNode;
  readonly field: string;
  readonly analysis: JsonataAnalysis;
}

/** What must be given to say what a state does to data. */
export interface StateSources {
  /** The scopes inside of a Map or Parallel state. */
  scopesIn(state: State): readonly Scope[];
  analysisOf(node: JsonNode): JsonataAnalysis | undefined;
  expressionsOf(state: State): readonly StateExpression[];
}

/** What a state does to what it gets, and which of its paths lead nowhere in it. */
export class StateData {
  /** Is told of paths that lead nowhere. */
  public onImpossible: ((path: ImpossiblePath) => void) | undefined;

  /** @param run gives the output of a scope inside of a state, for an input; undefined where it never ends well */
  constructor(private readonly sources: StateSources, private readonly run: (scope: Scope, input: Shape) => Shape | undefined) {}

  /** What leaves a state that gets an input. */
  public exitsOf(state: State, input: Shape): Exits {
    if (input.kind === 'unknown' && !makesData(state)) return NOTHING_KNOWN;
    if (state.language === 'JSONata') return this.jsonataExits(state, input);
    if (state.language === 'JSONPath') return this.jsonPathExits(state, input);
    return NOTHING_KNOWN;
  }

  /** How many items a Map state has that gets an input, where that is certain. */
  public itemCountOf(state: State, input: Shape): number | undefined {
    if (state.language === 'JSONata') return lengthOf(this.itemsOf(state, input));
    return state.language === 'JSONPath' ? lengthOf(this.itemsOf(state, this.selected(state, state.node.get('InputPath'), 'InputPath', input))) : undefined;
  }

  private jsonPathExits(state: State, input: Shape): Exits {
    const { node, type } = state;
    const givenBy = [{ state, catches: false }];
    const effective = this.selected(state, node.get('InputPath'), 'InputPath', input);
    const result = this.resultOf(state, effective, givenBy);
    const put = this.put(node, input, result, givenBy);
    const output = this.selected(state, node.get('OutputPath'), 'OutputPath', type === 'Pass' || hasOwnResult(type) ? put : effective);
    const allowed = type === 'Choice' ? allowingAll(output, this.testedPaths(node)) : output;
    if (this.onImpossible) this.checkPathsOf(state, input, effective, result);
    const exits = new JsonPathExits(output, allowed);
    return node.has('Catch') ? this.withCatchers(exits, state, input) : exits;
  }

  private withCatchers(exits: JsonPathExits, state: State, input: Shape): Exits {
    return {
      end: () => exits.end(),
      along: (edge) => edge.kind !== 'Catch' ? exits.along()
        : state.node.has('OutputPath') ? UNKNOWN : this.put(edge.node, input, errorOutput(state), [{ state, catches: true }]),
    };
  }

  private jsonataExits(state: State, input: Shape): Exits {
    const { node, type } = state;
    const result = hasOwnResult(type) ? this.resultOf(state, input, [{ state, catches: false }]) : input;
    if (this.onImpossible) this.checkExpressions(state, input);
    const outputOf = (owner: ObjectNode, otherwise: Shape, catches: boolean): Shape => {
      const output = owner.get('Output');
      if (!output) return otherwise;
      const states = new Map([['input', input], ['result', result], ['errorOutput', errorOutput(state)]]);
      return jsonataShape(output, this.jsonataValues(state, states, catches));
    };
    const tested = type === 'Choice' ? this.testedMembers(state) : [];
    return {
      end: () => outputOf(node, result, false),
      along: (edge) => edge.kind === 'Catch' ? outputOf(edge.node, errorOutput(state), true) : allowingAll(outputOf(edge.node, result, false), tested),
    };
  }

  private jsonataValues(state: State, states: ReadonlyMap<string, Shape>, catches: boolean): JsonataValues {
    return { states, givenBy: [{ state, catches }], analysisOf: (node) => this.sources.analysisOf(node) };
  }

  /** What a state makes of what it gets, before `ResultPath` or `Output`. */
  private resultOf(state: State, effective: Shape, givenBy: readonly Giver[]): Shape {
    const { node, type } = state;
    switch (type) {
      case 'Pass': {
        const [result, parameters] = [node.get('Result'), node.get('Parameters')];
        if (result) return parameters ? UNKNOWN : literalShape(result, givenBy);
        return parameters ? this.template(state, parameters, 'Parameters', effective, givenBy) : effective;
      }
      case 'Task': return this.selectedResult(state, UNKNOWN, givenBy);
      case 'Parallel': return this.selectedResult(state, this.parallelResult(state, effective, givenBy), givenBy);
      case 'Map': return this.selectedResult(state, this.mapResult(state, effective, givenBy), givenBy);
      default: return effective;
    }
  }

  private selectedResult(state: State, result: Shape, givenBy: readonly Giver[]): Shape {
    const selector = state.language === 'JSONPath' ? state.node.get('ResultSelector') : undefined;
    return selector ? this.template(state, selector, 'ResultSelector', result, givenBy) : result;
  }

  private parallelResult(state: State, effective: Shape, givenBy: readonly Giver[]): Shape {
    const input = this.innerInput(state, ['Parameters', 'Arguments'], effective, givenBy) ?? effective;
    return arrayShape(this.sources.scopesIn(state).map((branch) => this.run(branch, input) ?? UNKNOWN), givenBy);
  }

  private mapResult(state: State, effective: Shape, givenBy: readonly Giver[]): Shape {
    const { node } = state;
    const [processor] = this.sources.scopesIn(state);
    if (!processor) return UNKNOWN;
    const item = anyItemOf(this.itemsOf(state, effective));
    const shaped = this.innerInput(state, ['ItemSelector', 'Parameters'], effective, givenBy, contextOf(item)) ?? item;
    const batcher = node.get('ItemBatcher');
    let batch = new Members(['Items'], [arrayShape(shaped, givenBy)]);
    if (batcher?.kind === 'object' && batcher.has('BatchInput')) batch = batch.with('BatchInput', UNKNOWN);
    const input = !batcher ? shaped : batcher.kind === 'object' ? objectShape(batch, false, givenBy) : UNKNOWN;
    const output = this.run(processor, input) ?? UNKNOWN;
    // A Distributed Map may tolerate failures, and may write its results elsewhere.
    return processor.distributed || node.has('ResultWriter') ? UNKNOWN : arrayShape(output, givenBy);
  }

  /** The items of a Map state, as far as they are known. */
  private itemsOf(state: State, effective: Shape): Shape {
    const { node, language } = state;
    if (node.has('ItemReader')) return UNKNOWN;
    if (language === 'JSONPath') return this.selected(state, node.get('ItemsPath'), 'ItemsPath', effective);
    const items = node.get('Items');
    return items ? jsonataShape(items, this.jsonataValues(state, new Map([['input', effective]]), false)) : effective;
  }

  /** What a state gives to the scopes inside of it, where a field says so. */
  private innerInput(
    state: State, fields: readonly string[], effective: Shape, givenBy: readonly Giver[], context: Shape = UNKNOWN,
  ): Shape | undefined {
    for (const field of fields) {
      const template = state.node.get(field);
      if (!template) continue;
      if (state.language === 'JSONPath') return this.template(state, template, field, effective, givenBy, context);
      return jsonataShape(template, this.jsonataValues(state, new Map([['input', effective], ['context', context]]), false));
    }
    return undefined;
  }

  /** `ResultPath`: the result within the input. */
  private put(owner: ObjectNode, input: Shape, result: Shape, givenBy: readonly Giver[]): Shape {
    const path = owner.get('ResultPath');
    if (!path) return result;
    if (path.kind === 'null') return input;
    const names = path.kind === 'string' ? stepsOf(path.value) : undefined;
    return names ? withValueAt(input, names, result, givenBy) : UNKNOWN;
  }

  /** `InputPath`, `OutputPath` or `ItemsPath`: a part of a value. */
  private selected(state: State, path: JsonNode | undefined, field: string, base: Shape): Shape {
    if (!path) return base;
    if (path.kind === 'null') return objectShape(NO_MEMBERS, false, [{ state, catches: false }]);
    return path.kind === 'string' ? this.path(state, path, field, base) : UNKNOWN;
  }

  private path(state: State, node: StringNode, field: string, base: Shape): Shape {
    const found = pathShapeOf(node.value, base);
    if (found.kind !== 'missing') return found;
    // The execution has failed.
    this.report({ ...found, node, state, field });
    return UNKNOWN;
  }

  private template(state: State, node: JsonNode, field: string, base: Shape, givenBy: readonly Giver[], context: Shape = UNKNOWN): Shape {
    return templateShape(node, new TemplateOfState(base, context, givenBy, state, field, this.onImpossible));
  }

  private report(path: ImpossiblePath): void {
    this.onImpossible?.(path);
  }

  /** Paths that a Choice state asks for with `IsPresent`: where it goes on, its answer may be that they lead somewhere. */
  private testedPaths(node: ObjectNode): string[][] {
    const tested: string[][] = [];
    for (const rule of comparisonsIn(node)) {
      const variable = rule.get('Variable');
      const steps = rule.has('IsPresent') && variable?.kind === 'string' ? stepsOf(variable.value) : undefined;
      if (steps) tested.push(steps.map(String));
    }
    return tested;
  }

  private testedMembers(state: State): (readonly string[])[] {
    return this.sources.expressionsOf(state).filter(({ field }) => field === 'Condition')
      .flatMap(({ analysis }) => analysis.states.filter(({ member, needed }) => member === 'input' && !needed).map(({ path }) => path.slice(1)));
  }

  /** The paths of a state that are not read on the way to its output. */
  private checkPathsOf(state: State, input: Shape, effective: Shape, result: Shape): void {
    const { node, type } = state;
    if (type === 'Fail') for (const field of ['ErrorPath', 'CausePath']) this.checkPath(state, node.get(field), field, [input]);
    // Whether variables see a result before or after its selector is not known.
    this.checkTemplate(state, node.get('Assign'), 'Assign', node.has('ResultSelector') ? UNKNOWN : result);
    if (effective.kind === 'unknown') return;
    if (type === 'Wait') for (const field of ['SecondsPath', 'TimestampPath']) this.checkPath(state, node.get(field), field, [effective]);
    if (type === 'Choice') this.checkChoice(state, effective);
    if (type === 'Task') this.checkTask(state, effective);
    if (type === 'Map') this.checkMap(state, effective);
  }

  private checkTask(state: State, effective: Shape): void {
    const { node } = state;
    const parameters = node.get('Parameters');
    const sent = parameters ? this.template(state, parameters, 'Parameters', effective, []) : effective;
    for (const field of ['TimeoutSecondsPath', 'HeartbeatSecondsPath']) this.checkPath(state, node.get(field), field, [effective, sent]);
    if (sent === effective) this.checkTemplate(state, node.get('Credentials'), 'Credentials', effective);
  }

  private checkMap(state: State, effective: Shape): void {
    const { node } = state;
    for (const field of ['MaxConcurrencyPath', 'ToleratedFailureCountPath', 'ToleratedFailurePercentagePath']) {
      this.checkPath(state, node.get(field), field, [effective]);
    }
    for (const field of ['ItemReader', 'ItemBatcher', 'ResultWriter']) {
      const part = node.get(field);
      if (part?.kind !== 'object') continue;
      this.checkTemplate(state, part.get('Parameters'), 'Parameters', effective);
      this.checkTemplate(state, part.get('BatchInput'), 'BatchInput', effective);
      const config = part.get('ReaderConfig');
      const owners = [part, ...config?.kind === 'object' ? [config] : []];
      for (const path of ['MaxItemsPath', 'MaxItemsPerBatchPath', 'MaxInputBytesPerBatchPath']) {
        for (const owner of owners) this.checkPath(state, owner.get(path), path, [effective]);
      }
    }
  }

  /** What a Choice state compares. What a rule of it asks for with `IsPresent` is read by no other rule unless it is there. */
  private checkChoice(state: State, effective: Shape): void {
    const tested = this.testedPaths(state.node);
    for (const rule of comparisonsIn(state.node)) {
      if (rule.has('IsPresent')) continue;
      for (const member of rule.members) {
        const field = member.name as string;
        if (member.kind !== 'string' || !(field === 'Variable' || field.endsWith('Path'))) continue;
        const steps = stepsOf(member.value)?.map(String);
        const asked = steps && tested.some((path) => path.every((name, at) => at >= steps.length || name === steps[at]));
        if (!asked) this.path(state, member, field, effective);
      }
    }
    for (const rule of objectsIn(state.node.get('Choices'))) this.checkTemplate(state, rule.get('Assign'), 'Assign', allowingAll(effective, tested));
  }

  private checkTemplate(state: State, template: JsonNode | undefined, field: string, base: Shape): void {
    if (template) this.template(state, template, field, base, []);
  }

  /** A path of which it is not certain what it reads from: it leads nowhere where it does from each. */
  private checkPath(state: State, path: JsonNode | undefined, field: string, bases: readonly Shape[]): void {
    if (path?.kind !== 'string') return;
    const missing = bases.map((base) => pathShapeOf(path.value, base)).filter((found) => found.kind === 'missing');
    if (missing.length >= bases.length) this.report({ ...missing[0], node: path, state, field });
  }

  private checkExpressions(state: State, input: Shape): void {
    if (input.kind === 'unknown') return;
    for (const { node, field, analysis } of this.sources.expressionsOf(state)) {
      for (const { member, path, needed } of analysis.states) {
        if (member !== 'input' || !needed) continue;
        let at: Shape = input;
        for (let step = 1; step < path.length && !isArray(at); step++) {
          const next = memberOf(at, path[step]);
          if (!next) {
            this.report({ text: `$states.${path.join('.')}`, at: `$states.${path.slice(0, step).join('.')}`, name: path[step], from: at, node, state, field });
            break;
          }
          at = next;
        }
      }
    }
  }
}

/** A template in a field of a state. */
class TemplateOfState implements TemplateValues {
  constructor(
    readonly base: Shape, readonly context: Shape, readonly givenBy: readonly Giver[],
    private readonly state: State, private readonly field: string, private readonly onImpossible: StateData['onImpossible'],
  ) {}

  public onMissing(node: StringNode, missing: Missing): void {
    this.onImpossible?.({ ...missing, node, state: this.state, field: this.field });
  }
}

/** What leaves a state, by the way that it takes. */
export interface Exits {
  along(edge: FlowEdge): Shape;
  /** What the scope gives where it ends here. */
  end(): Shape;
}

/** What leaves a state by whichever way but that of a catcher. */
class JsonPathExits implements Exits {
  constructor(private readonly output: Shape, private readonly toNext: Shape) {}

  public along(): Shape {
    return this.toNext;
  }

  public end(): Shape {
    return this.output;
  }
}

const NOTHING_KNOWN: Exits = { along: () => UNKNOWN, end: () => UNKNOWN };

/** Whether something is known of a state's output, or of what goes into the scopes inside of it, whatever its input is. */
export function makesData({ node, type }: State): boolean {
  switch (type) {
    case 'Map': case 'Parallel': return true;
    case 'Pass': if (node.has('Result') || node.has('Parameters')) return true; break;
    case 'Task': if (node.has('ResultSelector') || node.has('Catch')) return true; break;
  }
  return node.has('Output') || node.get('InputPath')?.kind === 'null' || node.get('OutputPath')?.kind === 'null';
}

function hasOwnResult(type: State['type']): boolean {
  return type === 'Task' || type === 'Map' || type === 'Parallel';
}

/** A value in which paths may lead somewhere. */
function allowingAll(value: Shape, paths: readonly (readonly string[])[]): Shape {
  return paths.reduce<Shape>((shape, names) => leads(shape, names) ? shape : allowing(shape, names), value);
}

function leads(shape: Shape, names: readonly string[]): boolean {
  let at: Shape | undefined = shape;
  for (const name of names) at = at && memberOf(at, name);
  return at !== undefined;
}

/** What a catcher gives: the error's name and a text. */
function errorOutput(state: State): Shape {
  const givenBy = [{ state, catches: true }];
  return objectShape(new Members(['Error', 'Cause'], [scalarShape('string', givenBy), scalarShape('string', givenBy)]), false, givenBy);
}

/** What is known of the context object of a Map state's selector: the item. */
function contextOf(item: Shape): Shape {
  if (item.kind === 'unknown') return UNKNOWN;
  return ['Value', 'Item', 'Map'].reduce<Shape>((inner, name) => objectShape(new Members([name], [inner]), true, []), item);
}

/** The rules of a Choice state, and those in them. */
export function comparisonsIn(node: ObjectNode): ObjectNode[] {
  const found: ObjectNode[] = [];
  const open = objectsIn(node.get('Choices')).reverse();
  for (let rule = open.pop(); rule; rule = open.pop()) {
    found.push(rule);
    const not = rule.get('Not');
    open.push(...objectsIn(rule.get('And')), ...objectsIn(rule.get('Or')), ...not?.kind === 'object' ? [not] : []);
  }
  return found;
}
