import type { MockRegistry } from './mock-registry';
import { NestedMachine, NestedMachines, Starters } from './nested-executions';
import type { LocalServices } from './services/local-services';
import { answerCallback, callsBack } from './task-callbacks';
import type { TaskAnswer } from './task-mock';
import type { Engine } from '../engine/engine';
import type { Machine } from '../engine/machine';
import type { OpenTask } from '../engine/scope';

/** Who answers a task: a mock, another simulated machine, the task that it calls back, a service in memory; the first that does. */
export class TaskAnswers {
  public services: LocalServices | undefined;
  public readonly machines = new NestedMachines();

  constructor(private readonly machine: Machine, private readonly mocks: MockRegistry) {}

  /**
   * How a task is answered, or undefined where nothing answers it.
   *
   * @param starters who has started the execution, where another has
   */
  public find(task: OpenTask, engine: Engine, starters: Starters): TaskAnswer | undefined {
    return this.mocks.find(task) ?? this.machines.answer(task, engine, starters) ?? answerCallback(task, engine, starters)
      ?? this.services?._answer(task, engine);
  }

  /**
   * How a task is answered where nobody outside answers it. Throws where nothing in the simulation does. A task that was handed on is left to its
   * timeout where it can be called back before.
   */
  public answer(task: OpenTask, engine: Engine, starters: Starters): TaskAnswer {
    const answer = this.find(task, engine, starters);
    if (answer?.outcome === 'pending' && this.canCallBack(new Set())) {
      return { ...answer, outcome: 'silent' };
    }
    return answer && answer.outcome !== 'pending' ? answer : this.mocks.refuse(task, answer !== undefined);
  }

  /** Whether tasks of the machine, or executions that it starts, can call tasks back. */
  public canCallBack(asked: Set<NestedMachine>): boolean {
    return this.machine.states.some(callsBack) || this.machines.canCallBack(asked);
  }
}
