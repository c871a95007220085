import type { Engine } from '../../engine/engine';
import type { Execution } from '../execution';

/** The executions of other simulated machines that an execution started: they are billed with it. */
const started = new WeakMap<Engine, Execution[]>();

export function noteNested(engine: Engine, execution: Execution): void {
  const known = started.get(engine);
  if (known) {
    known.push(execution);
  } else {
    started.set(engine, [execution]);
  }
}

export const nestedOf = (engine: Engine): readonly Execution[] => started.get(engine) ?? [];
