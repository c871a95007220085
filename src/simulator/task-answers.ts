import type { MockRegistry } from './mock-registry';
import { NestedMachines } from './nested-executions';
import type { LocalServices } from './services/local-services';
import type { TaskAnswer } from './task-mock';
import type { Engine } from '../engine/engine';
import type { OpenTask } from '../engine/scope';

/** Who answers a task: a mock, another simulated machine, a service in memory; the first that does. */
export class TaskAnswers {
  public services: LocalServices | undefined;
  public readonly machines = new NestedMachines();

  constructor(private readonly mocks: MockRegistry) {}

  /**
   * How a task is answered, or undefined where nothing answers it.
   *
   * @param depth how many executions stand around this one
   */
  public find(task: OpenTask, engine: Engine, depth: number): TaskAnswer | undefined {
    return this.mocks.find(task) ?? this.machines.answer(task, engine, depth) ?? this.services?._answer(task, engine);
  }

  /** How a task is answered. Throws where nothing answers it, or where it was only handed to a service. */
  public answer(task: OpenTask, engine: Engine, depth: number): TaskAnswer {
    const answer = this.find(task, engine, depth);
    return answer && answer.outcome !== 'pending' ? answer : this.mocks.refuse(task, answer !== undefined);
  }
}
