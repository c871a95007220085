import { assignFields, assignOwners, variableOf } from './assignments';
import { isArray, jsonataShape } from './jsonata-shape';
import { pathShapeOf, stepsOf, templateShape, TemplateValues } from './path-shape';
import { Giver, join, literalShape, memberOf, Shape, UNKNOWN } from './shape';
import { ImpossiblePath } from './state-data';
import { pathsGiven, VariableRead } from './variable-reads';
import { visibleFrom } from './variables';
import { isIntrinsicCall } from '../../asl/intrinsics/intrinsic-call';
import { JsonNode } from '../../asl/json/nodes';
import { JsonataAnalysis } from '../../asl/jsonata';
import { Scope, State } from '../structure';

/** What must be given to say what variables hold. */
export interface VariableShapeSources {
  readonly reads: readonly VariableRead[];
  analysisOf(node: JsonNode): JsonataAnalysis | undefined;
}

/** A member of an `Assign` field. */
interface Assignment {
  readonly member: JsonNode;
  readonly state: State;
  readonly catches: boolean;
}

/** The assignments of a scope's own states, by variable; undefined where only the deployment says which there are. */
type Assignments = ReadonlyMap<string, readonly Assignment[]> | undefined;

/**
 * What the variables of a definition may hold, as far as what is assigned to them stands in it. On which way each assignment lies does not matter:
 * a variable may hold what any of them gives.
 */
export class VariableShapes {
  private readonly assignments = new Map<Scope, Assignments>();
  private readonly shapes = new Map<Scope, Map<string, Shape | undefined>>();

  constructor(private readonly sources: VariableShapeSources) {}

  /** The paths into variables that lead nowhere, whatever way an execution took. Where some state asks whether a path leads somewhere, it may not. */
  public get impossible(): readonly ImpossiblePath[] {
    const found = this.sources.reads.flatMap((read) => {
      const shape = this.shapeOf(read.name, read.scope);
      if (!shape || shape.kind === 'unknown') return [];
      return read.field.structure.language === 'JSONata' ? this.inExpression(read, shape) : read.needed ? inText(read, shape) : [];
    });
    return found.length === 0 ? found : withoutAsked(found, this.askedFor());
  }

  private inExpression({ name, node, state, field }: VariableRead, shape: Shape): ImpossiblePath[] {
    const found: ImpossiblePath[] = [];
    for (const variable of this.sources.analysisOf(node)?.variables ?? []) {
      let at: Shape | undefined = variable.name === name && variable.needed ? shape : undefined;
      for (let step = 0; at && !isArray(at) && step < variable.path.length; step++) {
        const next: Shape | undefined = memberOf(at, variable.path[step]);
        const walked = [`$${name}`, ...variable.path];
        if (!next) {
          found.push({ text: walked.join('.'), at: walked.slice(0, step + 1).join('.'), name: variable.path[step], from: at, node, state, field: field.name });
        }
        at = next;
      }
    }
    return found;
  }

  /** The paths of which some state asks whether they lead somewhere, or copes where they do not. */
  private askedFor(): string[] {
    return this.sources.reads.flatMap(({ name, node, field, needed }) => {
      if (field.structure.language !== 'JSONata') return needed ? [] : [node.value];
      const variables = this.sources.analysisOf(node)?.variables ?? [];
      return variables.flatMap((variable) => variable.name === name && !variable.needed ? [[`$${name}`, ...variable.path].join('.')] : []);
    });
  }

  private shapeOf(name: string, scope: Scope): Shape | undefined {
    let shapes = this.shapes.get(scope);
    if (!shapes) this.shapes.set(scope, shapes = new Map());
    if (!shapes.has(name)) shapes.set(name, this.joined(name, scope));
    return shapes.get(name);
  }

  private joined(name: string, scope: Scope): Shape | undefined {
    let all: Shape | undefined;
    for (const visible of visibleFrom(scope)) {
      const assignments = this.assignmentsOf(visible);
      if (!assignments) return UNKNOWN;
      for (const assignment of assignments.get(name) ?? []) {
        const shape = this.shapeAssigned(assignment);
        all = all ? join(all, shape) : shape;
        if (all.kind === 'unknown') return all;
      }
    }
    return all;
  }

  private shapeAssigned({ member, state, catches }: Assignment): Shape {
    const givenBy: readonly Giver[] = [{ state, catches }];
    if (state.language === 'JSONata') return jsonataShape(member, { states: new Map(), givenBy, analysisOf: (node) => this.sources.analysisOf(node) });
    if (state.language === undefined || (member.name as string).endsWith('.$')) return UNKNOWN;
    return member.kind === 'object' || member.kind === 'array' ? templateShape(member, ofNothing(givenBy)) : literalShape(member, givenBy);
  }

  private assignmentsOf(scope: Scope): Assignments {
    if (!this.assignments.has(scope)) this.assignments.set(scope, assignmentsIn(scope));
    return this.assignments.get(scope);
  }
}

/** What a template reads from, of which nothing is known. */
const ofNothing = (givenBy: readonly Giver[]): TemplateValues => ({ base: UNKNOWN, context: UNKNOWN, givenBy, onMissing: () => {} });

function assignmentsIn(scope: Scope): Assignments {
  const found = new Map<string, Assignment[]>();
  const unknown = scope.states.some((state) => assignOwners(state).some((owner) => {
    const assign = owner.get('Assign');
    return owner.opaqueMembers.length > 0 || assign?.kind === 'opaque' || (assign?.kind === 'object' && assign.opaqueMembers.length > 0);
  }));
  if (unknown) return undefined;
  for (const { state, owner, members } of assignFields(scope)) {
    const catches = owner.parent?.name === 'Catch';
    for (const member of members) {
      const name = variableOf(member);
      const assignment = { member, state, catches };
      const others = found.get(name);
      if (others) others.push(assignment);
      else found.set(name, [assignment]);
    }
  }
  return found;
}

function withoutAsked(paths: readonly ImpossiblePath[], asked: readonly string[]): readonly ImpossiblePath[] {
  const around = new Set(asked.flatMap((text) => prefixesOf(stepsFrom(text))));
  return paths.filter(({ at, name }) => !around.has(JSON.stringify([...stepsFrom(at), String(name)])));
}

/** The name of a variable, and the steps that follow it. */
function stepsFrom(text: string): string[] {
  const [variable] = /^\$[^.[]*/.exec(text)!;
  return [variable, ...(stepsOf(`$${text.slice(variable.length)}`) ?? []).map(String)];
}

const prefixesOf = (steps: readonly string[]): string[] => steps.map((_, at) => JSON.stringify(steps.slice(0, at + 1)));

/** The paths of a text that lead from a variable to nowhere. */
function inText({ name, node, state, field }: VariableRead, shape: Shape): ImpossiblePath[] {
  const found: ImpossiblePath[] = [];
  const variable = `$${name}`;
  for (const path of isIntrinsicCall(node.value) ? pathsGiven(node.value) : [node.value]) {
    const rest = path.startsWith(variable) ? path.slice(variable.length) : '';
    if (rest.startsWith('.') || rest.startsWith('[')) {
      const missing = pathShapeOf(`$${rest}`, shape);
      if (missing.kind === 'missing') found.push({ ...missing, text: path, at: variable + missing.at.slice(1), node, state, field: field.name });
    }
  }
  return found;
}
