import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { JsonValue } from '../../../src/asl/json-value';
import { analyzeJsonata, expressionText, hasJsonataDelimiters } from '../../../src/asl/jsonata';

const VERDICTS = path.resolve(__dirname, '../../../../shared/asl-verdicts');
const isHere = existsSync(VERDICTS);

/** The expressions of the states that are in JSONata. */
function expressionsOf(value: JsonValue, jsonata: boolean): string[] {
  if (typeof value === 'string') return jsonata && hasJsonataDelimiters(value) ? [expressionText(value)] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => expressionsOf(item, jsonata));
  const members = value as { readonly [name: string]: JsonValue };
  const inside = typeof members.QueryLanguage === 'string' ? members.QueryLanguage === 'JSONata' : jsonata;
  return Object.entries(members).filter(([name]) => name !== 'Comment').flatMap(([, member]) => expressionsOf(member, inside));
}

const definitionsIn = (folder: string) => readdirSync(path.join(VERDICTS, folder))
  .map((file) => ({ file, ...JSON.parse(readFileSync(path.join(VERDICTS, folder, file), 'utf8')) }))
  .filter(({ definition }) => definition !== undefined);

(isHere ? describe : describe.skip)('definitions with a known verdict, in ../shared/asl-verdicts (skipped where it is absent)', () => {
  test.each(['valid', 'realworld'])('no problem in the expressions of %s machines', (folder) => {
    const found = definitionsIn(folder).filter(({ expected }) => expected?.valid !== false).flatMap(({ file, definition }) =>
      expressionsOf(definition, false).flatMap((expression) => analyzeJsonata(expression).problems.map(({ message }) => `${file}: ${expression}: ${message}`)));
    expect(found).toEqual([]);
  });

  test.each([
    ['floci-jsonata.json', "Reference to '$$' is not supported."],
    ['floci-jsonata-bare-reference.json', "Reference to 'phone' at the top level is not supported."],
    ['floci-jsonata-syntax.json', 'Unexpected end of expression'],
    ['floci-jsonata-syntax-1.json', 'Unexpected end of expression'],
    ['floci-jsonata-syntax-x.json', 'Unexpected end of expression'],
    ['asl-validator-invalid-jsonata-syntax-arithmetic.json', undefined],
    ['asl-validator-invalid-jsonata-syntax-mismatched-parens.json', undefined],
    ['asl-validator-invalid-jsonata-syntax-jsonpath-in-jsonata-surround.json', undefined],
  ])('%s', (file, message) => {
    const { definition } = JSON.parse(readFileSync(path.join(VERDICTS, 'invalid', file), 'utf8'));
    const problems = expressionsOf(definition, false).flatMap((expression) => analyzeJsonata(expression).problems.map((problem) => problem.message));
    expect(problems).not.toEqual([]);
    if (message !== undefined) expect(problems).toEqual([message]);
  });
});
