import { bug } from '../../errors';
import { EvaluationError } from '../evaluation';
import { isJsonObject, JsonArray, JsonObject, JsonValue, setMember } from '../json-value';
import { compileFilter, Condition, FilterContext } from './filter';
import { javaTypeName, printValue } from './java-types';
import { PATH_FUNCTION_TABLE, PathFunction } from './path-functions';
import { FunctionParameter, isDefinite, ParsedPath, PathStep } from './path-syntax';

/**
 * What one evaluation may do and collect: `$..*..*` on a large document has more results than any memory.
 * A comparison in a filter is one unit of work, a value that the path comes to costs more.
 */
const WORK_LIMIT = 10_000_000;
const VISIT_WORK = 5;
const RESULT_LIMIT = 1_000_000;

/** The path leads nowhere in this document, as opposed to a path that fails for what it does there. */
export class PathNotFoundError extends EvaluationError {
  /** `pastEnd`: the last index is past the end of its array. */
  constructor(message: string, readonly pastEnd: boolean = false) {
    super('path', message);
  }
}

/** A path that is wrong for this document; inside a filter it only means that the item is not taken. */
class PathMisfitError extends EvaluationError {
  constructor(message: string) {
    super('path', message);
  }
}

/** Evaluates any path by Jayway's rules, step by step: a value for a definite path, a list for others. */
export function evaluatePath(path: ParsedPath, root: JsonValue): JsonValue {
  return new PathRun(path, root).evaluate(plan(path), root);
}

interface PlannedStep {
  readonly step: PathStep;
  /** Whether everything before this step is definite: only then a value of the wrong type is an error. */
  readonly definiteBefore: boolean;
  readonly condition?: Condition;
  readonly compute?: PathFunction;
}

interface Plan {
  readonly path: ParsedPath;
  readonly steps: readonly PlannedStep[];
}

const plans = new WeakMap<ParsedPath, Plan>();

function plan(path: ParsedPath): Plan {
  let known = plans.get(path);
  if (known === undefined) {
    let definiteBefore = true;
    const last = path.steps.length - 1;
    const steps = path.steps.map((step, at): PlannedStep => {
      const planned: PlannedStep = {
        step,
        definiteBefore,
        condition: step.kind === 'filter' ? compileFilter(step.filter) : undefined,
        compute: step.kind === 'function' ? PATH_FUNCTION_TABLE.get(step.name) : undefined,
      };
      definiteBefore &&= isDefinite(step, at === last);
      return planned;
    });
    known = { path, steps };
    plans.set(path, known);
  }
  return known;
}

class PathRun implements FilterContext {
  invalid = false;
  readonly spend: () => void;
  private work = 0;
  /** What paths from the document's root gave: they give the same for every item that a filter looks at. */
  private readonly rootResults = new Map<ParsedPath, JsonValue | undefined>();

  constructor(private readonly path: ParsedPath, readonly root: JsonValue) {
    this.spend = () => this.spendWork(1);
  }

  spendWork(units: number): void {
    this.work += units;
    if (this.work > WORK_LIMIT) refuse(this.path, 'leads to too many values or comparisons in this document');
  }

  evaluate(planned: Plan, item: JsonValue, requireMembers = false): JsonValue {
    const walk = new PathWalk(this, planned, requireMembers);
    walk.visit(0, item);
    const { results } = walk;
    if (!planned.path.definite) return results;
    if (results.length === 0) throw new PathNotFoundError(`No results for path: ${planned.path.canonical}`, walk.pastEnd);
    return results[results.length - 1];
  }

  lookUp(path: ParsedPath, item: JsonValue): JsonValue | undefined {
    if (path.root === '@') return this.tryEvaluate(path, item);
    if (!this.rootResults.has(path)) this.rootResults.set(path, this.tryEvaluate(path, this.root));
    return this.rootResults.get(path);
  }

  exists(path: ParsedPath, item: JsonValue): boolean {
    return this.tryEvaluate(path, path.root === '$' ? this.root : item, true) !== undefined;
  }

  accepts(condition: Condition, item: JsonValue): boolean {
    this.spend();
    const outer = this.invalid;
    this.invalid = false;
    const accepted = condition(item, this) && !this.invalid;
    this.invalid = outer;
    return accepted;
  }

  private tryEvaluate(path: ParsedPath, item: JsonValue, requireMembers = false): JsonValue | undefined {
    try {
      return this.evaluate(plan(path), item, requireMembers);
    } catch (error) {
      if (error instanceof PathMisfitError) this.invalid = true;
      else if (!(error instanceof PathNotFoundError)) throw error;
      return undefined;
    }
  }
}

class PathWalk {
  readonly results: JsonValue[] = [];
  pastEnd = false;

  constructor(private readonly run: PathRun, private readonly planned: Plan, private readonly requireMembers: boolean) {}

  visit(at: number, model: JsonValue): void {
    this.run.spendWork(VISIT_WORK);
    const planned = this.planned.steps[at];
    if (planned === undefined) {
      if (this.results.length >= RESULT_LIMIT) refuse(this.planned.path, `has more than ${RESULT_LIMIT.toLocaleString('en-US')} results`);
      this.results.push(model);
      return;
    }
    const { step } = planned;
    switch (step.kind) {
      case 'member':
        if (this.checkObject(at, model)) this.visitMember(at, model, step.name);
        break;
      case 'members':
        if (this.checkObject(at, model)) this.visitMembers(at, model, step.names);
        break;
      case 'index':
        if (this.checkArray(at, model)) this.visitItem(at, model, step.index);
        break;
      case 'indices':
        if (this.checkArray(at, model)) for (const index of step.indices) this.visitItem(at, model, index);
        break;
      case 'slice':
        if (this.checkArray(at, model)) this.visitSlice(at, model, step.from, step.to);
        break;
      case 'wildcard':
        if (Array.isArray(model)) for (const item of model) this.visit(at + 1, item as JsonValue);
        else if (isJsonObject(model)) for (const name of Object.keys(model)) this.visit(at + 1, model[name]);
        break;
      case 'descendants':
        this.visitDescendants(at, model);
        break;
      case 'filter':
        this.visitFiltered(at, model, planned.condition ?? bug('A filter has no condition.'));
        break;
      case 'function':
        this.visitFunction(at, model, planned.compute ?? bug(`The path function "${step.name}" is unknown.`), step.parameters);
        break;
    }
  }

  private visitMember(at: number, model: JsonObject, name: string): void {
    if (Object.hasOwn(model, name)) {
      this.visit(at + 1, model[name]);
      return;
    }
    const isLast = at === this.planned.steps.length - 1;
    if (isLast) {
      if (this.requireMembers) throw new PathNotFoundError(`No results for path: ${this.prefix(at)}['${name}']`);
    } else if (this.requireMembers || (this.planned.steps[at].definiteBefore && this.planned.steps[at].step.kind === 'member')) {
      throw new PathNotFoundError(`Missing property in path ${this.prefix(at)}['${name}']`);
    }
  }

  private visitMembers(at: number, model: JsonObject, names: readonly string[]): void {
    if (at < this.planned.steps.length - 1) {
      for (const name of names) this.visitMember(at, model, name);
      return;
    }
    const picked: { [member: string]: JsonValue } = {};
    for (const name of names) {
      if (Object.hasOwn(model, name)) {
        setMember(picked, name, model[name]);
      } else if (this.requireMembers) {
        throw new PathNotFoundError(`Missing property in path ${this.prefix(at)}${this.planned.steps[at].step.fragment}`);
      }
    }
    this.results.push(picked);
  }

  private visitItem(at: number, model: JsonArray, index: number): void {
    const effective = index < 0 ? model.length + index : index;
    if (effective >= 0 && effective < model.length) this.visit(at + 1, model[effective]);
    else this.pastEnd = true;
  }

  /** Jayway counts a negative start from the end only where there is no end, and takes each index of "[-2:1]" as it stands. */
  private visitSlice(at: number, model: JsonArray, from: number | undefined, to: number | undefined): void {
    const { length } = model;
    if (from === undefined) {
      const end = to ?? length;
      for (let index = 0; index < Math.min(length, end < 0 ? length + end : end); index++) this.visit(at + 1, model[index]);
    } else if (to === undefined) {
      for (let index = Math.max(0, from < 0 ? length + from : from); index < length; index++) this.visit(at + 1, model[index]);
    } else {
      for (let index = Math.max(from, -length); index < Math.min(length, to); index++) this.visitItem(at, model, index);
    }
  }

  /** All values in and under the model, parents first. The list stands in for recursion, which deep values would overflow. */
  private visitDescendants(at: number, model: JsonValue): void {
    const next = this.planned.steps[at + 1] ?? bug('A path ends with "..".');
    const waiting: JsonValue[] = [model];
    while (waiting.length > 0) {
      const value = waiting.pop() as JsonValue;
      if (typeof value !== 'object' || value === null) continue;
      this.run.spendWork(VISIT_WORK);
      if (this.isTarget(next, value)) this.visit(at + 1, value);
      const children = Array.isArray(value) ? (value as JsonArray) : Object.values(value);
      for (let child = children.length - 1; child >= 0; child--) waiting.push(children[child]);
    }
  }

  /** Whether the step behind ".." is tried on a value. */
  private isTarget(next: PlannedStep, value: JsonValue): boolean {
    const { step } = next;
    switch (step.kind) {
      case 'member': return isJsonObject(value) && (this.requireMembers || Object.hasOwn(value, step.name));
      case 'members': return isJsonObject(value) && step.names.every((name) => Object.hasOwn(value, name));
      case 'wildcard': return true;
      case 'filter': return next.condition !== undefined && this.run.accepts(next.condition, value);
      case 'function': return false;
      default: return Array.isArray(value);
    }
  }

  private visitFiltered(at: number, model: JsonValue, condition: Condition): void {
    if (Array.isArray(model)) {
      for (const item of model as JsonArray) if (this.run.accepts(condition, item)) this.visit(at + 1, item);
    } else if (isJsonObject(model)) {
      if (this.run.accepts(condition, model)) this.visit(at + 1, model);
    } else if (this.planned.steps[at].definiteBefore) {
      throw new PathMisfitError(`Filter: ${this.rest(at)} can not be applied to primitives. Current context is: ${printValue(model)}`);
    }
  }

  private visitFunction(at: number, model: JsonValue, compute: PathFunction, parameters: readonly FunctionParameter[]): void {
    const values: JsonValue[] = [];
    for (const parameter of parameters) {
      if ('value' in parameter) values.push(parameter.value);
      else values.push(this.run.lookUp(parameter.path, this.run.root) ?? null);
    }
    const result = compute(model, values);
    // A function's result is a result even where more steps follow; of a definite path the last one counts.
    this.results.push(result);
    if (at < this.planned.steps.length - 1) this.visit(at + 1, result);
  }

  private checkObject(at: number, model: JsonValue): model is JsonObject {
    if (isJsonObject(model)) return true;
    if (!this.planned.steps[at].definiteBefore) return false;
    throw new PathNotFoundError(
      `Expected to find an object with property ${this.planned.steps[at].step.fragment} in path ${this.prefix(at)} but found '${javaTypeName(model)}'. `
      + "This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JsonSmartJsonProvider'.");
  }

  private checkArray(at: number, model: JsonValue): model is JsonArray {
    if (Array.isArray(model)) return true;
    if (!this.planned.steps[at].definiteBefore) return false;
    throw new PathNotFoundError(model === null
      ? `The path ${this.prefix(at)} is null`
      : `Filter: ${this.rest(at)} can only be applied to arrays. Current context is: ${printValue(model)}`);
  }

  /** The path up to a step, as Jayway prints it in errors; only asked for where everything before the step is definite. */
  private prefix(at: number): string {
    const { path } = this.planned;
    return path.root + path.steps.slice(0, at).map((step) => {
      if (step.kind === 'member') return `['${step.name}']`;
      return step.kind === 'function' ? '' : step.fragment;
    }).join('');
  }

  private rest(at: number): string {
    return this.planned.path.steps.slice(at).map((step) => step.fragment).join('');
  }
}

function refuse(path: ParsedPath, what: string): never {
  const shown = path.canonical.length > 200 ? `${path.canonical.slice(0, 200)}…` : path.canonical;
  throw new EvaluationError('path', `Path ${shown} ${what}. Make the path narrower.`);
}
