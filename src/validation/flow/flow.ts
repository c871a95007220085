import { Data, DataSources } from './data';
import { FlowGraph, tryFlowGraph } from './flow-graph';
import { Loops } from './loops';
import { MadeData } from './made-data';
import { ImpossiblePath, StateExpression } from './state-data';
import { ContextRead, contextPathsIn, VariableRead, variablesIn } from './variable-reads';
import { VariableShapes } from './variable-shapes';
import { Variables } from './variables';
import { JsonNode, ObjectNode, StringNode } from '../../asl/json/nodes';
import { JsonataAnalysis } from '../../asl/jsonata';
import { FieldSpec } from '../../asl/state-fields';
import { RuleVisitor } from '../rule';
import { Field, Scope, State, Structure, Template } from '../structure';

/**
 * What the flow of a definition says: the ways between its states, where variables have values, what is known of the data. While the definition
 * is walked it only notes where things are read; everything else is found when a rule asks for it, once for all rules.
 */
export class Flow {
  /** The scopes in the order of the text: each before those inside of it. */
  public readonly scopes: Scope[] = [];
  /** Where variables are read. */
  public readonly reads: VariableRead[] = [];
  /** Where the context object is read under JSONPath, but for a Choice rule that asks whether something is there. */
  public readonly contextReads: ContextRead[] = [];
  private readonly expressions = new Map<State, StateExpression[]>();
  private readonly analyses = new Map<JsonNode, JsonataAnalysis>();
  private readonly inner = new Map<State, Scope[]>();
  private readonly graphs = new Map<Scope, FlowGraph | undefined>();
  /** What notes where things are read. */
  public readonly notes: RuleVisitor = {
    scope: (scope) => this.scope(scope),
    state: (state) => this.made.addState(state),
    field: (name, node, spec, structure) => this.field(name, node, spec, structure),
    templateObject: (object, template) => this.templateObject(object, template),
    jsonata: (node, field, analysis) => this.jsonata(node, field, analysis),
  };
  private readonly made = new MadeData();
  private assigns = false;
  private foundVariables: Variables | undefined;
  private foundData: Data | undefined;
  private foundLoops: Loops | undefined;

  public get variables(): Variables {
    const scopes = this.assigns ? this.scopes : [];
    return this.foundVariables ??= new Variables({ scopes, reads: this.reads, graphOf: (scope) => this.graphOf(scope) });
  }

  /** The paths that lead nowhere: into the data, and into what variables hold. */
  public get impossible(): readonly ImpossiblePath[] {
    const intoVariables = this.assigns ? new VariableShapes({ reads: this.reads, analysisOf: (node) => this.analysisOf(node) }).impossible : [];
    return [...this.data.impossible, ...intoVariables];
  }

  public get data(): Data {
    return this.foundData ??= new Data(this.dataSources);
  }

  public get loops(): Loops {
    return this.foundLoops ??= new Loops(this);
  }

  /** What must be known to follow the data. */
  public get dataSources(): DataSources {
    return {
      root: this.scopes[0],
      mayMeetMade: this.made.mayBeMet,
      cyclic: this.scopes.some((scope) => !scope.graph.forward && this.graphOf(scope)?.cyclic),
      graphOf: (scope) => this.graphOf(scope),
      scopesIn: (state) => this.scopesIn(state),
      analysisOf: (node) => this.analysisOf(node),
      expressionsOf: (state) => this.expressionsOf(state),
    };
  }

  /** Undefined where some way is not known until deploy, or is missing. */
  public graphOf(scope: Scope): FlowGraph | undefined {
    if (!this.graphs.has(scope)) this.graphs.set(scope, tryFlowGraph(scope));
    return this.graphs.get(scope);
  }

  /** The scopes inside of a Map or Parallel state. */
  public scopesIn(state: State): readonly Scope[] {
    return this.inner.get(state) ?? [];
  }

  public analysisOf(node: JsonNode): JsonataAnalysis | undefined {
    return this.analyses.get(node);
  }

  /** The expressions of a state under JSONata, those of its catchers and Choice rules too. */
  public expressionsOf(state: State): readonly StateExpression[] {
    return this.expressions.get(state) ?? [];
  }

  private scope(scope: Scope): void {
    this.scopes.push(scope);
    const { owner } = scope;
    if (!owner) return;
    const siblings = this.inner.get(owner);
    if (siblings) siblings.push(scope);
    else this.inner.set(owner, [scope]);
  }

  private field(name: string, node: JsonNode, spec: FieldSpec, structure: Structure): void {
    const { syntax } = spec;
    if (syntax === 'template') this.assigns ||= name === 'Assign';
    if (syntax === undefined || syntax === 'template' || syntax === 'resultPath' || syntax === 'timestamp') return;
    if (structure.language !== 'JSONPath' || node.kind !== 'string') return;
    this.readsIn(node, { name, node, spec, structure }, !(name === 'Variable' && structure.node.has('IsPresent')));
  }

  private templateObject(object: ObjectNode, template: Template): void {
    if (template.language !== 'JSONPath') return;
    for (const member of object.members) {
      if (member.kind === 'string' && (member.name as string).endsWith('.$')) this.readsIn(member, template, true);
    }
  }

  private jsonata(node: StringNode, field: Field, analysis: JsonataAnalysis | undefined): void {
    const { state } = field.structure;
    if (!analysis || !state) return;
    this.analyses.set(node, analysis);
    const expressions = this.expressions.get(state);
    const expression: StateExpression = { node, field: field.name, analysis };
    if (expressions) expressions.push(expression);
    else this.expressions.set(state, [expression]);
    const { variables } = analysis;
    if (variables.length === 0) return;
    // An expression that copes with a variable without a value in one place may well do so on purpose everywhere.
    const optional = new Set(variables.filter(({ needed }) => !needed).map(({ name }) => name));
    for (const name of new Set(variables.map((variable) => variable.name))) this.addRead(name, node, field, !optional.has(name));
  }

  private readsIn(node: StringNode, field: Field, needed: boolean): void {
    this.made.addRead(node.value);
    for (const name of variablesIn(node.value)) this.addRead(name, node, field, needed);
    if (needed) for (const path of contextPathsIn(node.value)) this.contextReads.push({ path, node, field });
  }

  private addRead(name: string, node: StringNode, field: Field, needed: boolean): void {
    const { state, scope } = field.structure;
    if (state) this.reads.push({ name, node, field, state, scope, needed });
  }
}
