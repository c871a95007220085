import * as fc from 'fast-check';
import { Draw } from './draw';
import { inputOf, Machines } from './machines';

/** `FUZZ_RUNS=100000 FUZZ_SEED=2 npx jest test/fuzz` looks longer, and elsewhere. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

/** Time for as many runs, and for shrinking what fails. */
export const TIMEOUT = 60_000 + RUNS * 200;

/** Checks a property of generated machines and inputs; what does not hold is shown as small as it could be made. */
export function holds(check: (machine: object, input: object, draw: Draw, seed: number) => void, runs = RUNS): void {
  fc.assert(fc.property(fc.gen(), fc.integer(), (value, seed) => {
    const draw = new Draw(value);
    const machine = new Machines(draw).machine();
    const input = inputOf(draw);
    try {
      check(machine, input, draw, seed);
    } catch (error) {
      throw new Error(`${String(error)}\n\nMachine: ${JSON.stringify(machine)}\nInput: ${JSON.stringify(input)}, seed: ${seed}`, { cause: error });
    }
  }), { numRuns: runs, seed: SEED });
}
