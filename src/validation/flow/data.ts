import { FlowEdge, FlowGraph, FlowState, components, isLoop, objectsIn } from './flow-graph';
import { isArray, jsonataShape, JsonataValues } from './jsonata-shape';
import { Missing, pathShapeOf, stepsOf, templateShape } from './path-shape';
import { allowing, anyItemOf, arrayShape, Giver, join, literalShape, memberOf, objectShape, scalarShape, Shape, UNKNOWN, withValueAt } from './shape';
import { JsonNode, ObjectNode, StringNode } from '../../asl/json/nodes';
import { JsonataAnalysis } from '../../asl/jsonata';
import { Scope, State } from '../structure';

/** A path that leads nowhere, whichever way an execution took. */
export interface ImpossiblePath extends Missing {
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

/** What must be given to follow the data. */
export interface DataSources {
  readonly root: Scope | undefined;
  /** Whether some state has a field with which something is known of its data. */
  readonly makesData: boolean;
  graphOf(scope: Scope): FlowGraph | undefined;
  /** The scopes inside of a Map or Parallel state. */
  scopesIn(state: State): readonly Scope[];
  analysisOf(node: JsonNode): JsonataAnalysis | undefined;
  expressionsOf(state: State): readonly StateExpression[];
}

/** The fields with which something is known of a state's data even where its input may be anything. */
export const MAKES_DATA: ReadonlySet<string> = new Set([
  'InputPath', 'Result', 'Parameters', 'ResultSelector', 'ResultPath', 'Output', 'Catch', 'Branches', 'ItemProcessor', 'Iterator',
]);

/** How often a loop is followed before nothing is said of its data. */
const MAX_ROUNDS = 4;
/** How often a scope inside of a state is followed with more and more inputs before nothing is said of its input. */
const MAX_RUNS = 3;

/**
 * What is certainly known of the data that each state gets. It begins with an input of which nothing is known, and with each state follows what
 * the state certainly does to it; where ways meet, what may be on one of them may be there.
 */
export class Data {
  private readonly runs = new Map<Scope, Run>();
  private found: ImpossiblePath[] | undefined;
  private followed = false;
  /** Whether paths that lead nowhere are written down. They are when all inputs are known. */
  private reporting = false;
  /**
   * The states of which some path led nowhere while the data was followed. What a state gets only grows: of all others no path can lead nowhere
   * when all inputs are known.
   */
  private readonly suspects = new Set<State>();

  /** @param input what is known of the execution's input */
  constructor(private readonly sources: DataSources, private readonly input: Shape = UNKNOWN) {}

  /** The paths that lead nowhere, in every state that can be reached. */
  public get impossible(): readonly ImpossiblePath[] {
    if (this.found) return this.found;
    this.found = [];
    if (this.input.kind === 'unknown' && !this.sources.makesData) return this.found;
    this.follow();
    this.reporting = true;
    for (const { graph, inputs } of [...this.runs.values()]) {
      for (const flowState of graph?.order ?? []) {
        const input = inputs[flowState.index];
        if (input) this.check(flowState, input);
      }
    }
    return this.found;
  }

  /** What a state gets; undefined where it cannot be reached. */
  public inputOf({ state, index }: FlowState): Shape | undefined {
    this.follow();
    return this.runs.get(state.scope)?.inputs[index];
  }

  private follow(): void {
    if (!this.followed && this.sources.root) this.run(this.sources.root, this.input);
    this.followed = true;
  }

  /** Follows a scope's data from an input; returns the scope's output, or undefined where it never ends well. */
  private run(scope: Scope, input: Shape): Shape | undefined {
    let run = this.runs.get(scope);
    if (run && this.followed) return run.graph ? run.output : UNKNOWN;
    if (!run) this.runs.set(scope, run = { graph: this.sources.graphOf(scope), input: undefined, times: 0, inputs: [], output: UNKNOWN });
    if (!run.graph || run.graph.order.length === 0) return UNKNOWN;
    const all = run.input ? join(run.input, input) : input;
    if (all === run.input) return run.output;
    run.input = ++run.times > MAX_RUNS ? UNKNOWN : all;
    run.inputs = new Array<Shape | undefined>(run.graph.order.length).fill(undefined);
    run.inputs[0] = run.input;
    run.output = undefined;
    for (const part of components(run.graph)) this.followPart(part, run);
    return run.output;
  }

  private followPart(part: readonly FlowState[], run: Run): void {
    if (!isLoop(part)) {
      this.pass(part[0], run);
      return;
    }
    for (let round = 0; ; round++) {
      let changed = false;
      for (const state of part) changed = this.pass(state, run) || changed;
      if (!changed) return;
      if (round === MAX_ROUNDS) for (const { index } of part) run.inputs[index] = UNKNOWN;
    }
  }

  /** Takes the data through a state. Returns whether a state gets more than it did. */
  private pass(flowState: FlowState, run: Run): boolean {
    const input = run.inputs[flowState.index];
    if (!input) return false;
    const exits = input.kind === 'unknown' && !makesData(flowState.state.node) ? NOTHING_KNOWN : this.exitsOf(flowState.state, input);
    let changed = false;
    for (const edge of flowState.edges) {
      const { index } = edge.to;
      const before = run.inputs[index];
      const given = exits.along(edge);
      const after = before ? join(before, given) : given;
      if (after === before) continue;
      run.inputs[index] = after;
      changed = true;
    }
    if (flowState.ends) run.output = run.output ? join(run.output, exits.end()) : exits.end();
    return changed;
  }

  private exitsOf(state: State, input: Shape): Exits {
    if (state.language === 'JSONata') return this.jsonataExits(state, input);
    if (state.language === 'JSONPath') return this.jsonPathExits(state, input);
    return NOTHING_KNOWN;
  }

  private jsonPathExits(state: State, input: Shape): Exits {
    const { node, type } = state;
    const givenBy = [{ state, catches: false }];
    const effective = this.selected(state, node.get('InputPath'), 'InputPath', input);
    const result = this.resultOf(state, effective, givenBy);
    const put = this.put(node, input, result, givenBy);
    const output = this.selected(state, node.get('OutputPath'), 'OutputPath', type === 'Pass' || hasOwnResult(type) ? put : effective);
    const tested = type === 'Choice' ? this.testedPaths(node) : [];
    const allowed = allowingAll(output, tested);
    return {
      end: () => output,
      along: (edge) => edge.kind !== 'Catch' ? allowed
        : node.has('OutputPath') ? UNKNOWN : this.put(edge.node, input, errorOutput(state), [{ state, catches: true }]),
    };
  }

  private jsonataExits(state: State, input: Shape): Exits {
    const { node, type } = state;
    const result = hasOwnResult(type) ? this.resultOf(state, input, [{ state, catches: false }]) : input;
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
    const shaped = this.innerInput(state, ['ItemSelector', 'Parameters'], effective, givenBy) ?? anyItemOf(this.itemsOf(state, effective));
    const batcher = node.get('ItemBatcher');
    const batch = new Map<string, Shape>([['Items', arrayShape(shaped, givenBy)]]);
    if (batcher?.kind === 'object' && batcher.has('BatchInput')) batch.set('BatchInput', UNKNOWN);
    const input = !batcher ? shaped : batcher.kind === 'object' ? objectShape(batch, false, givenBy) : UNKNOWN;
    const output = this.run(processor, input) ?? UNKNOWN;
    // A Distributed Map may tolerate failures, and may write its results elsewhere.
    return processor.distributed || node.has('ResultWriter') ? UNKNOWN : arrayShape(output, givenBy);
  }

  /** The items of a Map state, as far as they are known. */
  public itemsOf(state: State, effective: Shape): Shape {
    const { node, language } = state;
    if (node.has('ItemReader')) return UNKNOWN;
    if (language === 'JSONPath') return this.selected(state, node.get('ItemsPath'), 'ItemsPath', effective);
    const items = node.get('Items');
    return items ? jsonataShape(items, this.jsonataValues(state, new Map([['input', effective]]), false)) : effective;
  }

  /** What a state gives to the scopes inside of it, where a field says so. */
  private innerInput(state: State, fields: readonly string[], effective: Shape, givenBy: readonly Giver[]): Shape | undefined {
    for (const field of fields) {
      const template = state.node.get(field);
      if (!template) continue;
      if (state.language === 'JSONPath') return this.template(state, template, field, effective, givenBy);
      return jsonataShape(template, this.jsonataValues(state, new Map([['input', effective]]), false));
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
    if (path.kind === 'null') return objectShape(new Map(), false, [{ state, catches: false }]);
    return path.kind === 'string' ? this.path(state, path, field, base) : UNKNOWN;
  }

  private path(state: State, node: StringNode, field: string, base: Shape): Shape {
    return pathShapeOf(node.value, base, (missing) => this.report({ ...missing, node, state, field }));
  }

  private template(state: State, node: JsonNode, field: string, base: Shape, givenBy: readonly Giver[]): Shape {
    return templateShape(node, base, givenBy, (at, missing) => this.report({ ...missing, node: at, state, field }));
  }

  private report(path: ImpossiblePath): void {
    if (this.reporting) this.found!.push(path);
    else this.suspects.add(path.state);
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

  /** Reads, with what is known of its input, every path of a state. */
  private check({ state }: FlowState, input: Shape): void {
    const { node, type } = state;
    if (state.language === 'JSONata') {
      this.checkExpressions(state, input);
      return;
    }
    if (state.language !== 'JSONPath') return;
    if (type === 'Fail') {
      for (const field of ['ErrorPath', 'CausePath']) this.checkPaths(state, node.get(field), field, [input]);
      return;
    }
    if (input.kind === 'unknown' && !makesData(node)) return;
    if (this.suspects.has(state)) this.jsonPathExits(state, input);
    const assign = node.get('Assign');
    if (!assign && type !== undefined && READS_NO_MORE.has(type)) return;
    this.reporting = false;
    const effective = this.selected(state, node.get('InputPath'), 'InputPath', input);
    const result = assign && type !== 'Choice' && type !== 'Wait' ? this.resultOf(state, effective, []) : effective;
    this.reporting = true;
    // Whether a Task's variables see its result before or after the selector is not known.
    if (assign) this.checkTemplate(state, assign, 'Assign', node.has('ResultSelector') ? UNKNOWN : result);
    if (effective.kind === 'unknown') return;
    if (type === 'Choice') this.checkChoice(state, effective);
    for (const field of ['SecondsPath', 'TimestampPath', 'MaxConcurrencyPath', 'ToleratedFailureCountPath', 'ToleratedFailurePercentagePath']) {
      this.checkPaths(state, node.get(field), field, [effective]);
    }
    if (type === 'Task') this.checkTask(state, effective);
    if (type === 'Map') this.checkMap(state, effective);
  }

  private checkTask(state: State, effective: Shape): void {
    const { node } = state;
    const parameters = node.get('Parameters');
    const sent = parameters ? this.template(state, parameters, 'Parameters', effective, []) : effective;
    for (const field of ['TimeoutSecondsPath', 'HeartbeatSecondsPath']) this.checkPaths(state, node.get(field), field, [effective, sent]);
    if (sent === effective) this.checkTemplate(state, node.get('Credentials'), 'Credentials', effective);
  }

  private checkMap(state: State, effective: Shape): void {
    const { node } = state;
    if (node.has('ItemSelector') || node.has('Parameters')) this.itemsOf(state, effective);
    for (const field of ['ItemReader', 'ItemBatcher', 'ResultWriter']) {
      const part = node.get(field);
      if (part?.kind !== 'object') continue;
      this.checkTemplate(state, part.get('Parameters'), 'Parameters', effective);
      this.checkTemplate(state, part.get('BatchInput'), 'BatchInput', effective);
      const config = part.get('ReaderConfig');
      const owners = [part, ...config?.kind === 'object' ? [config] : []];
      for (const path of ['MaxItemsPath', 'MaxItemsPerBatchPath', 'MaxInputBytesPerBatchPath']) {
        for (const owner of owners) this.checkPaths(state, owner.get(path), path, [effective]);
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
  private checkPaths(state: State, path: JsonNode | undefined, field: string, bases: readonly Shape[]): void {
    if (path?.kind !== 'string') return;
    const missing: Missing[] = [];
    for (const base of bases) pathShapeOf(path.value, base, (one) => missing.push(one));
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

interface Run {
  readonly graph: FlowGraph | undefined;
  /** All that the scope may get. */
  input: Shape | undefined;
  times: number;
  /** What each state may get. */
  inputs: (Shape | undefined)[];
  output: Shape | undefined;
}

/** What leaves a state, by the way that it takes. */
interface Exits {
  along(edge: FlowEdge): Shape;
  /** What the scope gives where it ends here. */
  end(): Shape;
}

/** The types of states that read nothing but what decides about their output. */
const READS_NO_MORE: ReadonlySet<string> = new Set(['Pass', 'Parallel', 'Succeed']);

const NOTHING_KNOWN: Exits = { along: () => UNKNOWN, end: () => UNKNOWN };

function makesData({ members }: ObjectNode): boolean {
  return members.some(({ name }) => MAKES_DATA.has(name as string));
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
  return objectShape(new Map([['Error', scalarShape('string', givenBy)], ['Cause', scalarShape('string', givenBy)]]), false, givenBy);
}

/** The rules of a Choice state, and those in them. */
function comparisonsIn(node: ObjectNode): ObjectNode[] {
  const found: ObjectNode[] = [];
  const open = objectsIn(node.get('Choices')).reverse();
  for (let rule = open.pop(); rule; rule = open.pop()) {
    found.push(rule);
    const not = rule.get('Not');
    open.push(...objectsIn(rule.get('And')), ...objectsIn(rule.get('Or')), ...not?.kind === 'object' ? [not] : []);
  }
  return found;
}
