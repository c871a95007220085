import type { Flow } from './flow/flow';
import { ScopeGraphBuilder } from './graph';
import { resourceOf } from './resource';
import { RuleVisitor } from './rule';
import { Field, isJsonata, Scope, State, Structure, Template, textOf } from './structure';
import { AslDocument } from '../asl/document';
import { JsonNode, ObjectNode } from '../asl/json/nodes';
import { analyzeJsonata } from '../asl/jsonata';
import type { QueryLanguage, StateType } from '../asl/model';
import {
  BRANCH, CATCHER, CHOICE_RULE, CREDENTIALS, ITEM_BATCHER, ITEM_PROCESSOR, ITEM_READER, ITERATOR, MACHINE, NESTED_CHOICE_RULE, ObjectSpec,
  PROCESSOR_CONFIG, READER_CONFIG, RESULT_WRITER, RETRIER, STATES, WRITER_CONFIG,
} from '../asl/state-fields';

/** The rules that want to see something, by what it is: most want little. */
type Hooks = { readonly [K in Exclude<keyof RuleVisitor, 'idleAcknowledgement'>]-?: Required<RuleVisitor>[K][] };

/** Shows a definition to the rules, in the order of the text: one walk for all of them. The parser bounds the depth. */
export class Walk {
  private readonly states = new Map<JsonNode, State>();
  /** Scopes whose states are not among {@link states} yet: they are wanted only where there is a finding. */
  private readonly newScopes: Scope[] = [];

  private readonly hooks: Hooks = {
    document: [], root: [], scope: [], state: [], structure: [], field: [], unknownField: [], template: [], templateObject: [], jsonata: [], end: [],
  };

  constructor(rules: readonly RuleVisitor[], private readonly flow: Flow) {
    for (const visitor of [flow.notes, ...rules]) {
      for (const name of Object.keys(visitor) as (keyof RuleVisitor)[]) {
        if (name !== 'idleAcknowledgement') this.add(name, visitor);
      }
    }
  }

  private add<K extends keyof Hooks>(name: K, visitor: RuleVisitor): void {
    const hook = visitor[name]?.bind(visitor) as Required<RuleVisitor>[K] | undefined;
    if (hook) (this.hooks[name] as Required<RuleVisitor>[K][]).push(hook);
  }

  public document(document: AslDocument): void {
    for (const hook of this.hooks.document) hook(document);
    if (document.root) this.machine(document.root);
  }

  private machine(root: JsonNode): void {
    for (const hook of this.hooks.root) hook(root);
    if (root.kind === 'object') this.scope(root, MACHINE, 'machine', undefined, languageOf(root.get('QueryLanguage'), 'JSONPath'), false);
    for (const hook of this.hooks.end) hook(this.flow);
  }

  /** The state around a node, or undefined. */
  public stateAround(node: JsonNode): State | undefined {
    for (const scope of this.newScopes.splice(0)) {
      for (const state of scope.states) this.states.set(state.node, state);
    }
    for (let at: JsonNode | undefined = node; at; at = at.parent) {
      const state = this.states.get(at);
      if (state) return state;
    }
    return undefined;
  }

  private scope(
    node: ObjectNode, spec: ObjectSpec, kind: Scope['kind'], owner: State | undefined, language: QueryLanguage | undefined, distributed: boolean,
  ): void {
    const member = node.get('States');
    const statesNode = member?.kind === 'object' ? member : undefined;
    const states: State[] = [];
    const scope: { -readonly [K in keyof Scope]: Scope[K] } = {
      kind,
      node,
      owner,
      distributed,
      language,
      statesNode,
      states,
      graph: { transitions: [], unreached: [], uncertain: true, terminal: true, forward: false },
    };
    const graph = new ScopeGraphBuilder(node, statesNode);
    for (const child of statesNode?.members ?? []) {
      if (child.kind !== 'object') continue;
      const type = stateType(textOf(child.get('Type')));
      const resource = type === 'Task' ? child.get('Resource') : undefined;
      const state: State = {
        name: child.name as string,
        node: child,
        type,
        called: resource && resourceOf(resource),
        scope,
        language: languageOf(child.get('QueryLanguage'), language),
      };
      states.push(state);
      graph.add(state);
    }
    scope.graph = graph.build(states);
    this.newScopes.push(scope);

    this.structure({ spec, node, scope, state: owner, language });
    for (const hook of this.hooks.scope) hook(scope);
    const processorConfig = node.get('ProcessorConfig');
    if (kind === 'processor') this.part(processorConfig, PROCESSOR_CONFIG, { spec, node, scope, state: owner, language });
    for (const state of states) this.state(state);
  }

  private state(state: State): void {
    for (const hook of this.hooks.state) hook(state);
    const { node, scope, language } = state;
    const spec = state.type && STATES.get(state.type);
    if (!spec) return;
    const structure: Structure = { spec, node, scope, state, language };
    this.structure(structure);
    if (state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map') {
      this.parts(node.get('Retry'), RETRIER, structure);
      this.parts(node.get('Catch'), CATCHER, structure);
    }
    if (state.type === 'Choice') this.choiceRules(node.get('Choices'), CHOICE_RULE, structure);
    if (state.type === 'Task') this.part(node.get('Credentials'), CREDENTIALS, structure);
    if (state.type === 'Parallel') {
      for (const branch of elements(node.get('Branches'))) {
        if (branch.kind === 'object') this.scope(branch, BRANCH, 'branch', state, scope.language, false);
      }
    }
    if (state.type === 'Map') this.map(structure);
  }

  private map(structure: Structure): void {
    const { node, state, scope } = structure;
    const reader = this.part(node.get('ItemReader'), ITEM_READER, structure);
    if (reader) this.part(reader.get('ReaderConfig'), READER_CONFIG, structure);
    this.part(node.get('ItemBatcher'), ITEM_BATCHER, structure);
    const writer = this.part(node.get('ResultWriter'), RESULT_WRITER, structure);
    if (writer) this.part(writer.get('WriterConfig'), WRITER_CONFIG, structure);
    for (const [name, spec] of [['ItemProcessor', ITEM_PROCESSOR], ['Iterator', ITERATOR]] as const) {
      const processor = node.get(name);
      if (processor?.kind !== 'object') continue;
      const config = processor.get('ProcessorConfig');
      const distributed = config?.kind === 'object' && textOf(config.get('Mode')) === 'DISTRIBUTED';
      this.scope(processor, spec, 'processor', state, scope.language, distributed);
    }
  }

  private choiceRules(list: JsonNode | undefined, spec: ObjectSpec, within: Structure): void {
    for (const rule of elements(list)) this.choiceRule(rule, spec, within);
  }

  private choiceRule(rule: JsonNode, spec: ObjectSpec, within: Structure): void {
    const node = this.part(rule, spec, within);
    if (!node) return;
    this.choiceRules(node.get('And'), NESTED_CHOICE_RULE, within);
    this.choiceRules(node.get('Or'), NESTED_CHOICE_RULE, within);
    const not = node.get('Not');
    if (not) this.choiceRule(not, NESTED_CHOICE_RULE, within);
  }

  private parts(list: JsonNode | undefined, spec: ObjectSpec, within: Structure): void {
    for (const node of elements(list)) this.part(node, spec, within);
  }

  /** An object inside a state. Returns it where it is one. */
  private part(node: JsonNode | undefined, spec: ObjectSpec, within: Structure): ObjectNode | undefined {
    if (node?.kind !== 'object') return undefined;
    this.structure({ ...within, spec, node });
    return node;
  }

  private structure(structure: Structure): void {
    const { node, spec, language } = structure;
    for (const hook of this.hooks.structure) hook(structure);
    for (const member of node.members) {
      const name = member.name as string;
      const field = spec.fields.get(name);
      if (!field) {
        for (const hook of this.hooks.unknownField) hook(member, structure);
        continue;
      }
      for (const hook of this.hooks.field) hook(name, member, field, structure);
      if (field.language && language && field.language !== language) continue;
      if (field.syntax === 'template') this.template({ name, node: member, spec: field, structure, language });
      else if (field.expression && language === 'JSONata') this.jsonata(member, { name, node: member, spec: field, structure });
    }
  }

  private template(template: Template): void {
    for (const hook of this.hooks.template) hook(template);
    this.templateNode(template.node, template);
  }

  private templateNode(node: JsonNode, template: Template): void {
    if (node.kind === 'object') {
      for (const hook of this.hooks.templateObject) hook(node, template);
      for (const member of node.members) this.templateNode(member, template);
    } else if (node.kind === 'array') {
      for (const element of node.elements) this.templateNode(element, template);
    } else if (template.language === 'JSONata') {
      this.jsonata(node, template);
    }
  }

  private jsonata(node: JsonNode, field: Field): void {
    if (node.kind !== 'string') return;
    const { value } = node;
    if (!value.startsWith('{%') && !value.endsWith('%}')) return;
    const analysis = isJsonata(value) ? analyzeJsonata(value.slice(2, -2)) : undefined;
    for (const hook of this.hooks.jsonata) hook(node, field, analysis);
  }
}

function elements(node: JsonNode | undefined): readonly JsonNode[] {
  return node?.kind === 'array' ? node.elements : [];
}

function stateType(name: string | undefined): StateType | undefined {
  return name !== undefined && STATES.has(name as StateType) ? name as StateType : undefined;
}

function languageOf(node: JsonNode | undefined, inherited: QueryLanguage | undefined): QueryLanguage | undefined {
  if (!node) return inherited;
  return node.kind === 'string' && (node.value === 'JSONPath' || node.value === 'JSONata') ? node.value : undefined;
}
