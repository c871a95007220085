import { State, StatePlace } from './state';
import { ChoiceDefinition, ChoiceRuleDefinition } from '../../asl/model';
import { compileCondition, Condition } from '../choice-rule';
import { compileSelection, Field, OutputFlow } from '../data-flow';
import type { Engine } from '../engine';
import { runtimeFailure } from '../failure';
import type { Scope } from '../scope';

interface Rule {
  readonly condition: Condition;
  readonly flow: OutputFlow;
  readonly nextName: string;
  next: State;
}

/** A rule that holds has an output and variables of its own; those of the state are for its `Default`. */
function ruleFlow(definition: ChoiceDefinition, rule: ChoiceRuleDefinition, index: number, jsonata: boolean): OutputFlow {
  return new OutputFlow({ OutputPath: definition.OutputPath, Output: rule.Output, Assign: rule.Assign }, jsonata, `Choices[${index}]/`);
}

/** @see https://states-language.net/spec.html#choice-state */
export class ChoiceState extends State {
  private readonly select: Field;
  private readonly rules: readonly Rule[];
  private readonly flow: OutputFlow;
  private readonly defaultName: string | undefined;

  public override get ruleCount(): number {
    return this.rules.length;
  }

  constructor(definition: ChoiceDefinition, place: StatePlace) {
    super('Choice', place);
    const { jsonata } = this;
    this.select = compileSelection(jsonata ? undefined : definition.InputPath);
    this.flow = new OutputFlow(definition, jsonata);
    this.rules = definition.Choices.map((rule, index) => ({
      condition: compileCondition(rule, jsonata, `Choices[${index}]`),
      flow: ruleFlow(definition, rule, index, jsonata),
      nextName: rule.Next!,
      next: undefined as unknown as State,
    }));
    this.defaultName = definition.Default;
  }

  public enter(engine: Engine, scope: Scope): State | undefined {
    const input = this.select(engine.evaluate(scope, scope.input));
    for (let i = 0; i < this.rules.length; i++) {
      const rule = this.rules[i];
      if (rule.condition(engine.evaluate(scope, input))) {
        const next = rule.flow.leave(engine, scope, input, rule.next, false);
        engine.reach(this.firstRule + i);
        return next;
      }
    }
    if (!this.next) {
      throw runtimeFailure('Failed to transition out of the state. The state does not point to a next state.');
    }
    return this.flow.leave(engine, scope, input, this.next, false);
  }

  public link(find: (name: string) => State): void {
    this.rules.forEach((rule) => { rule.next = find(rule.nextName); });
    this.next = this.defaultName === undefined ? undefined : find(this.defaultName);
  }
}
