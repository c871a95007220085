import { parse } from 'acorn';
import type { AnyNode, ArrowFunctionExpression, FunctionDeclaration, FunctionExpression, Identifier, Node, Program } from 'acorn';

export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

/** What keeps a text from being read as JavaScript. */
export interface CodeProblem {
  readonly kind: 'syntax' | 'tooDeep' | 'tooLong';
  readonly offset: number;
  /** The parser's message. */
  readonly message: string;
}

/** Something that a name stands for. */
export interface Variable {
  readonly name: string;
  readonly kind: 'var' | 'let' | 'const' | 'function' | 'parameter' | 'import' | 'class' | 'caught';
  readonly node: Identifier;
  /** The value that it is declared with, where that is all of it. */
  readonly init?: AnyNode;
  /** Where it is read or written, but for its declaration. */
  readonly references: Identifier[];
  isWritten: boolean;
}

interface Scope {
  readonly variables: Map<string, Variable>;
  readonly outer: Scope | undefined;
  /** Whether `var` is declared here. */
  readonly isFunction: boolean;
}

/** More than any resolver has, bundled and not minified: the parser need not look at it. */
const MAX_LENGTH = 1_000_000;

/** Parsed code of a resolver or a function, with what its names stand for. Every part takes time linear in the code. */
export class CodeModel {
  /** All nodes, in the order of the text. */
  public readonly nodes: AnyNode[] = [];
  /** Names that are declared nowhere. */
  public readonly undeclared: Identifier[] = [];
  /** Every variable. */
  public readonly variables: Variable[] = [];
  public readonly problems: readonly CodeProblem[];
  private readonly parents = new Map<Node, AnyNode>();
  private readonly variableOf = new Map<Node, Variable>();
  private readonly scopes = new Map<Node, Scope>();
  private readonly binding = new Set<Node>();

  /** Never throws on any text. */
  constructor(public readonly text: string) {
    const parsed = parsedText(text);
    this.problems = 'problem' in parsed ? [parsed.problem] : [];
    if ('program' in parsed) this.look(parsed.program);
  }

  public parentOf(node: Node): AnyNode | undefined {
    return this.parents.get(node);
  }

  /** What a name stands for; undefined for a name that is declared nowhere, and for what is no name. */
  public variable(node: Node | null | undefined): Variable | undefined {
    return node ? this.variableOf.get(node) : undefined;
  }

  /** The function that an expression is, itself or by its name. */
  public functionOf(node: Node | null | undefined): FunctionNode | undefined {
    if (!node) return undefined;
    if (isFunction(node)) return node;
    const variable = this.variable(node);
    if (variable?.kind === 'function') return this.parents.get(variable.node) as FunctionNode;
    return variable && !variable.isWritten && variable.init && isFunction(variable.init) ? variable.init : undefined;
  }

  /** The function around a node. */
  public functionAround(node: Node): FunctionNode | undefined {
    let around = this.parents.get(node);
    while (around && !isFunction(around)) around = this.parents.get(around);
    return around;
  }

  /** What the code exports under a name: the value itself, where it is a function or a declaration. */
  public exports(): Map<string, { readonly node: AnyNode; readonly value: FunctionNode | undefined }> {
    const found = new Map<string, { readonly node: AnyNode; readonly value: FunctionNode | undefined }>();
    for (const node of this.nodes) {
      if (node.type === 'ExportDefaultDeclaration') found.set('default', { node, value: this.functionOf(node.declaration) });
      if (node.type !== 'ExportNamedDeclaration') continue;
      for (const { local, exported } of node.specifiers) {
        found.set(exported.type === 'Identifier' ? exported.name : String(exported.value), { node: exported as AnyNode, value: this.functionOf(local) });
      }
      const { declaration } = node;
      if (declaration?.type === 'FunctionDeclaration') found.set(declaration.id.name, { node: declaration.id, value: declaration });
      if (declaration?.type === 'ClassDeclaration') found.set(declaration.id.name, { node: declaration.id, value: undefined });
      if (declaration?.type === 'VariableDeclaration') {
        for (const { id } of declaration.declarations) {
          for (const name of boundNames(id as AnyNode)) found.set(name.name, { node: name, value: this.functionOf(name) });
        }
      }
    }
    return found;
  }

  private look(program: Program): void {
    const left: AnyNode[] = [program];
    for (let node = left.pop(); node; node = left.pop()) {
      this.nodes.push(node);
      const children = childrenOf(node);
      for (const child of children) this.parents.set(child, node);
      // The last one put there is looked at first.
      for (const child of children.reverse()) left.push(child);
    }
    for (const node of this.nodes) {
      const outer = this.scopes.get(this.parents.get(node)!);
      this.scopes.set(node, makesScope(node) ? { variables: new Map(), outer, isFunction: node.type === 'Program' || isFunction(node) } : outer!);
    }
    for (const node of this.nodes) this.declare(node);
    for (const node of this.nodes) if (node.type === 'Identifier' && this.isReference(node)) this.refer(node);
  }

  private declare(node: AnyNode): void {
    const around = () => this.scopes.get(this.parents.get(node)!)!;
    switch (node.type) {
      case 'VariableDeclarator': {
        const { kind } = this.parents.get(node) as { kind: 'var' | 'let' | 'const' };
        let scope = this.scopes.get(node)!;
        while (kind === 'var' && !scope.isFunction) scope = scope.outer!;
        const init = node.id.type === 'Identifier' ? node.init as AnyNode | undefined ?? undefined : undefined;
        this.add(node.id as AnyNode, kind, scope, init);
        break;
      }
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression': {
        const scope = this.scopes.get(node)!;
        if (node.id) this.add(node.id, 'function', node.type === 'FunctionDeclaration' ? around() : scope);
        for (const parameter of node.params) this.add(parameter as AnyNode, 'parameter', scope);
        break;
      }
      case 'ClassDeclaration':
        if (node.id) this.add(node.id, 'class', around());
        break;
      case 'ClassExpression':
        if (node.id) this.binding.add(node.id);
        break;
      case 'CatchClause':
        if (node.param) this.add(node.param as AnyNode, 'caught', this.scopes.get(node)!);
        break;
      case 'ImportSpecifier':
      case 'ImportDefaultSpecifier':
      case 'ImportNamespaceSpecifier':
        this.add(node.local, 'import', this.scopes.get(node)!);
        break;
      default:
    }
  }

  private add(pattern: AnyNode, kind: Variable['kind'], { variables }: Scope, init?: AnyNode): void {
    for (const node of boundNames(pattern)) {
      this.binding.add(node);
      const before = variables.get(node.name);
      const variable: Variable = before ?? { name: node.name, kind, node, init, references: [], isWritten: false };
      // A second `var` is another value of the same.
      if (before) before.isWritten = true;
      else this.variables.push(variable);
      variables.set(node.name, variable);
      this.variableOf.set(node, variable);
    }
  }

  private isReference(node: Identifier): boolean {
    const parent = this.parents.get(node)!;
    if (this.binding.has(node)) return false;
    switch (parent.type) {
      case 'MemberExpression': return parent.object === node || parent.computed;
      case 'Property': return parent.value === node || parent.computed;
      case 'MethodDefinition':
      case 'PropertyDefinition': return parent.value === node || parent.computed;
      case 'ExportSpecifier': return parent.local === node && !(this.parents.get(parent) as { source?: unknown }).source;
      case 'ImportSpecifier':
      case 'ImportAttribute':
      case 'ExportAllDeclaration':
      case 'MetaProperty':
      case 'LabeledStatement':
      case 'BreakStatement':
      case 'ContinueStatement': return false;
      default: return true;
    }
  }

  private refer(node: Identifier): void {
    let scope = this.scopes.get(node);
    while (scope && !scope.variables.has(node.name)) scope = scope.outer;
    const variable = scope?.variables.get(node.name);
    if (!variable) {
      this.undeclared.push(node);
      return;
    }
    this.variableOf.set(node, variable);
    variable.references.push(node);
    if (this.isTarget(node)) variable.isWritten = true;
  }

  /** Whether something is assigned to an expression, deleted or counted. */
  public isTarget(node: Node): boolean {
    let inner: Node = node;
    for (let parent = this.parents.get(node); parent; inner = parent, parent = this.parents.get(parent)) {
      switch (parent.type) {
        case 'AssignmentExpression':
        case 'ForInStatement':
        case 'ForOfStatement': return parent.left === inner;
        case 'UpdateExpression': return true;
        case 'UnaryExpression': return parent.operator === 'delete';
        case 'ArrayPattern':
        case 'ObjectPattern':
        case 'RestElement': break;
        case 'AssignmentPattern':
          if (parent.left !== inner) return false;
          break;
        case 'Property':
          if (parent.value !== inner) return false;
          break;
        default: return false;
      }
    }
    return false;
  }
}

export function isFunction(node: Node): node is FunctionNode {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}

function parsedText(text: string): { readonly program: Program } | { readonly problem: CodeProblem } {
  if (text.length > MAX_LENGTH) return { problem: { kind: 'tooLong', offset: 0, message: '' } };
  try {
    return { program: parse(text, { ecmaVersion: 'latest', sourceType: 'module' }) };
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof RangeError)) throw error;
    const { pos = 0, message } = error as Error & { pos?: number };
    // The parser calls itself for what is nested; it says so itself at times.
    if (error instanceof RangeError || message.startsWith('Not enough stack space')) return { problem: { kind: 'tooDeep', offset: 0, message: '' } };
    return { problem: { kind: 'syntax', offset: Math.min(pos, text.length), message: message.replace(/ \(\d+:\d+\)$/, '') } };
  }
}

const SCOPES: ReadonlySet<string> = new Set(['Program', 'BlockStatement', 'ForStatement', 'ForInStatement', 'ForOfStatement', 'SwitchStatement', 'CatchClause', 'StaticBlock']);

function makesScope(node: AnyNode): boolean {
  return isFunction(node) || SCOPES.has(node.type);
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value])).filter(isNode).sort((a, b) => a.start - b.start);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The names that a pattern declares. */
export function boundNames(pattern: AnyNode): Identifier[] {
  const names: Identifier[] = [];
  const left: (AnyNode | null)[] = [pattern];
  const add = (nodes: readonly (AnyNode | null)[]) => {
    for (let index = nodes.length - 1; index >= 0; index--) left.push(nodes[index]);
  };
  while (left.length > 0) {
    const node = left.pop();
    switch (node?.type) {
      case 'Identifier': names.push(node); break;
      case 'ObjectPattern': add(node.properties as AnyNode[]); break;
      case 'Property': left.push(node.value as AnyNode); break;
      case 'ArrayPattern': add(node.elements as (AnyNode | null)[]); break;
      case 'AssignmentPattern': left.push(node.left as AnyNode); break;
      case 'RestElement': left.push(node.argument as AnyNode); break;
      default:
    }
  }
  return names;
}
