import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptedMutants, MUTATIONS, Mutant, refusedMutants } from './mutations';
import { validateDefinition } from '../../src/validation/validate';

const CORPUS = join(__dirname, '../../../shared/asl-verdicts/realworld');
const COUNT = 500;
const SEED = Number(process.env.MUTATION_SEED ?? 1);

const isRefused = ({ definition }: Mutant) =>
  validateDefinition(JSON.stringify(definition), { substitutions: true }).some(({ refusedByAws }) => refusedByAws);

if (!existsSync(CORPUS)) {
  test.skip('mutations of real definitions: ../shared/asl-verdicts is not here', () => undefined);
} else {
  const definitions = readdirSync(CORPUS).map((file) => JSON.parse(readFileSync(join(CORPUS, file), 'utf8')) as { definition?: object; expected: { valid: boolean | null } })
    .filter(({ definition, expected }) => definition !== undefined && expected.valid).map(({ definition }) => definition!);

  test(`of ${COUNT} changes that AWS must refuse, at least 99 % are refused`, () => {
    const mutants = refusedMutants(definitions, COUNT, SEED);
    expect(mutants).toHaveLength(COUNT);
    expect(new Set(mutants.map(({ mutation }) => mutation)).size).toBeGreaterThan(MUTATIONS.length * 0.9);
    const accepted = mutants.filter((mutant) => !isRefused(mutant)).map(({ mutation }) => mutation);
    expect({ accepted, few: accepted.length <= COUNT * 0.01 }).toEqual({ accepted, few: true });
  });

  test(`of ${COUNT} changes that AWS does not mind, none is refused`, () => {
    const mutants = acceptedMutants(definitions, COUNT, SEED);
    expect(mutants).toHaveLength(COUNT);
    expect(mutants.filter(isRefused).map(({ mutation, definition }) => [mutation, JSON.stringify(definition)])).toEqual([]);
  });
}
