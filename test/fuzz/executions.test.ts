import * as fc from 'fast-check';
import { Draw } from './draw';
import { inputOf, Machines } from './machines';
import { begin, resumed, toEnd } from './runs';
import { problemsOf } from './well-formed';
import { compileMachine } from '../../src/engine/machine';
import { saveState } from '../../src/engine/snapshot';
import { validateDefinition } from '../../src/validation/validate';

/** `FUZZ_RUNS=100000 FUZZ_SEED=2 npx jest test/fuzz` looks longer, and elsewhere. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

jest.setTimeout(30_000 + RUNS * 200);

const property = (check: (machine: object, input: object, draw: Draw, seed: number) => void) =>
  fc.assert(fc.property(fc.gen(), fc.integer(), (value, seed) => {
    const draw = new Draw(value);
    const machine = new Machines(draw).machine();
    const input = inputOf(draw);
    try {
      check(machine, input, draw, seed);
    } catch (error) {
      throw new Error(`${String(error)}\n\nMachine: ${JSON.stringify(machine)}\nInput: ${JSON.stringify(input)}, seed: ${seed}`, { cause: error });
    }
  }), { numRuns: RUNS, seed: SEED, endOnFailure: RUNS > 1000 });

test('generated machines are machines that AWS accepts', () => {
  const seen = new Set<unknown>();
  property((machine) => {
    expect(validateDefinition(JSON.stringify(machine)).filter(({ refusedByAws }) => refusedByAws)).toEqual([]);
    JSON.stringify(machine, (name, value) => { if (name === 'Type') seen.add(value); return value as unknown; });
  });
  expect([...seen].sort()).toEqual(['Choice', 'Fail', 'Map', 'Parallel', 'Pass', 'Succeed', 'Task', 'Wait']);
});

test('every execution ends, with a history that is well formed, and can be read as a trace', () => {
  const ends: { [status: string]: number } = {};
  property((definition, input, _draw, seed) => {
    const { execution } = toEnd(begin(compileMachine(definition as never), input, seed), seed);
    expect(problemsOf(execution.history).slice(0, 5)).toEqual([]);
    expect(execution.trace).toContain(execution.status);
    ends[execution.status] = (ends[execution.status] ?? 0) + 1;
  });
  expect(Object.keys(ends).sort()).toEqual(['FAILED', 'SUCCEEDED', 'TIMED_OUT']);
});

test('the same run gives the same bytes, whether or not it was written down and resumed on the way', () => {
  property((definition, input, draw, seed) => {
    const machine = compileMachine(definition as never);
    const often = draw.integer(1, 5);
    const once = toEnd(begin(machine, input, seed), seed);
    const again = toEnd(begin(machine, input, seed), seed);
    const interrupted = toEnd(resumed(begin(machine, input, seed)), seed, (run, steps) => steps % often === 0 ? resumed(run) : run);
    const bytes = ({ execution, engine }: typeof once) => JSON.stringify([execution.history, saveState(engine.state)]);
    expect(bytes(again)).toBe(bytes(once));
    expect(JSON.stringify(interrupted.execution.history)).toBe(JSON.stringify(once.execution.history));
    expect(interrupted.execution.trace).toBe(once.execution.trace);
  });
});
