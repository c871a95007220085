import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import notRefused from './not-refused.json';
import { Finding } from '../../src/validation/finding';
import { WorkflowType } from '../../src/validation/rule';
import { validateDefinition } from '../../src/validation/validate';

const CORPUS = join(__dirname, '../../../shared/asl-verdicts');
const RECORDED = join(__dirname, '../../../shared/aws-recorded/validations');

interface Verdict {
  readonly definition?: unknown;
  readonly definitionText?: string;
  readonly stateMachineType?: WorkflowType;
  readonly expected: { readonly valid: boolean | null };
}

const reasons = new Map(Object.entries(notRefused));

function casesOf(folder: string): (readonly [string, Finding[]])[] {
  return readdirSync(join(CORPUS, folder)).filter((file) => file.endsWith('.json')).map((file) => {
    const verdict = JSON.parse(readFileSync(join(CORPUS, folder, file), 'utf8')) as Verdict;
    const text = verdict.definitionText ?? JSON.stringify(verdict.definition);
    return [file.replace(/\.json$/, ''), verdict, text] as const;
  }).filter(([, verdict]) => verdict.expected.valid !== null)
    .map(([name, { stateMachineType }, text]) => [name, validateDefinition(text, { type: stateMachineType, substitutions: true })] as const);
}

const refusals = (findings: readonly Finding[]) => findings.filter(({ refusedByAws }) => refusedByAws).map(({ id, pointer, message }) => `${id} ${pointer} ${message}`);

if (!existsSync(CORPUS)) {
  test.skip('definitions with a known verdict: ../shared/asl-verdicts is not here', () => undefined);
} else {
  test.each(['valid', 'realworld'])('no definition in %s is said to be refused by AWS', (folder) => {
    const refused = casesOf(folder).map(([name, findings]) => [name, refusals(findings)] as const).filter(([, said]) => said.length > 0);
    expect(Object.fromEntries(refused)).toEqual({});
  });

  test('every definition in invalid is said to be refused, but for those listed with a reason', () => {
    const accepted = casesOf('invalid').filter(([, findings]) => refusals(findings).length === 0).map(([name]) => name);
    expect(accepted.sort()).toEqual([...reasons.keys()].sort());
  });
}

/** What we leave out of what AWS says, with the reason. */
const NOT_SAID: { readonly [quoted: string]: string } = {
  'MISSING_TRANSITION_TARGET /States/A': 'where StartAt leads nowhere, AWS adds that no state is reachable: it says the same once more for each state',
};

if (existsSync(CORPUS)) {
  test('where the source quotes a diagnostic of AWS, we give its code and location', () => {
    let quoted = 0;
    const missing: string[] = [];
    for (const file of readdirSync(join(CORPUS, 'invalid'))) {
      const verdict = JSON.parse(readFileSync(join(CORPUS, 'invalid', file), 'utf8')) as Verdict & { readonly recorded?: unknown };
      const quotes = JSON.stringify([verdict.recorded, verdict.expected]).matchAll(/([A-Z_]{8,}): (?:(?!', ').){0,300}? at (\/[^'"\\,\s]*)/g);
      const found = validateDefinition(verdict.definitionText ?? JSON.stringify(verdict.definition), { type: verdict.stateMachineType });
      const said = new Set(found.map(({ awsCode, awsLocation }) => `${awsCode} ${awsLocation}`));
      for (const [, code, location] of quotes) {
        quoted++;
        if (!said.has(`${code} ${location}`)) missing.push(`${code} ${location}`);
      }
    }
    expect(quoted).toBeGreaterThan(40);
    expect([...new Set(missing)]).toEqual(Object.keys(NOT_SAID));
  });
}

/** What AWS itself said of a definition, as recorded. */
interface Recording {
  readonly name: string;
  readonly operation: string;
  readonly definition?: unknown;
  readonly type: WorkflowType;
  readonly expected: {
    readonly errorCode?: string;
    readonly errorMessage?: string;
    readonly diagnostics?: readonly { readonly code: string; readonly location: string; readonly severity: string }[];
  };
}

if (!existsSync(RECORDED)) {
  test.skip('what AWS said of definitions: ../shared/aws-recorded is not here', () => undefined);
} else {
  const recordings = readdirSync(RECORDED).filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(RECORDED, file), 'utf8')) as Recording)
    .filter(({ definition, expected }) => definition !== undefined && (expected.diagnostics !== undefined || expected.errorCode === 'InvalidDefinition'));

  test('there are recordings', () => expect(recordings.length).toBeGreaterThan(8));

  test.each(recordings.map((recording) => [recording.name, recording] as const))('%s: the code and the place are those that AWS gives', (_, { definition, type, expected }) => {
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    const found = validateDefinition(text, { type }).filter(({ refusedByAws }) => refusedByAws);
    const said = expected.diagnostics?.map(({ code, location }) => ({ code, location })) ?? [
      /'(?<code>[A-Z_]+): .* at (?<location>\/.*)'$/.exec(expected.errorMessage ?? '')?.groups as { code: string; location: string },
    ];
    expect(found.map(({ awsCode, awsLocation }) => ({ code: awsCode, location: awsLocation }))).toEqual(said);
  });
}
