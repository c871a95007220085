import { contextObject } from './context-object';
import type { Engine } from './engine';
import type { Scope } from './scope';
import { EvaluationScope } from '../asl/evaluation';
import { JsonObject, JsonValue } from '../asl/json-value';
import type { JsonataTemplate } from '../asl/jsonata';

/** What the expressions of a state see while they are evaluated. */
export class StateEvaluation implements EvaluationScope {
  public scope!: Scope;
  public input: JsonValue = null;
  public result: JsonValue | undefined;
  public errorOutput: JsonValue | undefined;
  public taskToken: string | undefined;

  constructor(private readonly engine: Engine) {}

  public context(): JsonObject {
    return contextObject(this.engine, this.scope, this.taskToken);
  }

  public variable(name: string): JsonValue | undefined {
    const { execution } = this.scope;
    for (let at: Scope | undefined = this.scope; at && at.execution === execution; at = at.parent) {
      if (at.variables && Object.hasOwn(at.variables, name)) {
        return at.variables[name];
      }
    }
    return undefined;
  }

  public variables(): JsonObject {
    const { scope } = this;
    if (!scope.parent) {
      return scope.variables ?? {};
    }
    const chain: Scope[] = [];
    for (let at: Scope | undefined = scope; at && at.execution === scope.execution; at = at.parent) {
      chain.push(at);
    }
    return Object.assign({}, ...chain.reverse().map(({ variables }) => variables));
  }

  public random(): number {
    return this.engine.state.random.next();
  }

  public uuid(): string {
    return this.engine.state.random.uuid();
  }

  public now(): number {
    return this.engine.now;
  }

  public jsonata(template: JsonataTemplate): JsonValue {
    return template.evaluate(this, this);
  }
}
