import { createHash } from 'node:crypto';
import { Engine } from '../../engine/engine';
import { Children, OpenTask, Scope } from '../../engine/scope';

/**
 * Two executions with the same key go on in the same way: they stand in the same states with the same data, wait for the same, and have retried as
 * often. What they have done before, what it was called (ids, ARNs, tokens) and when, is left out; and so is how much time the execution has left.
 *
 * @param chosen what has been chosen for open tasks, where it decides about their next calls
 */
export function stateKey(engine: Engine, chosen: (scope: Scope) => string | undefined): string {
  const numbers = new Map<object, number>();
  const number = (one: object): number => {
    if (!numbers.has(one)) {
      numbers.set(one, numbers.size);
    }
    return numbers.get(one)!;
  };
  const of = (scope: Scope): unknown => {
    number(scope);
    const { state, index, item, input, variables, retries, waiting, done, task, children, parent, execution } = scope;
    return [
      state.index, index, item ?? 0, input, variables ?? 0, retries ?? 0, waiting ?? 0, done, chosen(scope) ?? 0,
      parent && parent.execution !== execution ? execution.input : 0,
      task ? ofTask(task, number) : 0,
      children ? [children.results, children.nextIndex, children.unfinished, children.failed, atWork(children).map(of)] : 0,
    ];
  };
  const { state: { root, agenda, tasks }, now } = engine;
  const scopes = of(root);
  const due = agenda.entries().filter(({ due: { kind } }) => kind !== 'executionTimeout').map(({ time, due: one }) => [
    time - now, one.kind, 'scope' in one ? number(one.scope) : 'task' in one ? number(one.task) : 0, one.kind === 'outcome' ? one.outcome : 0,
  ]);
  return createHash('sha1').update(JSON.stringify([scopes, due, tasks.length])).digest('base64');
}

const atWork = ({ running }: Children): Scope[] => [...running.values()].filter(({ done }) => !done);

function ofTask(task: OpenTask, number: (one: object) => number): unknown {
  const { input, token, started, open, answered } = task;
  number(task);
  return [token === undefined ? input : JSON.stringify(input).replaceAll(token, ''), started, open, answered];
}
