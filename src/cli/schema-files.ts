import { resolve } from 'path';
import { TextPlaces } from './definition-files';
import { Fixer } from './fix-definitions';
import { readDefinitionText } from '../definitions/read-text';
import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';
import { ApiModes, AuthMode } from '../graphql/auth/auth-mode';
import { SchemaSource, SchemaText } from '../graphql/schema-source';
import { checkSchema } from '../graphql/validate-schema';
import { ReportedFinding } from '../report/report';
import { Finding } from '../validation/finding';
import { fixText } from '../validation/fix';
import { publicFinding } from '../validation/validate';

export { SCHEMA_RULES } from '../graphql/rules';

/** How the command line calls the modes. */
const MODES: ReadonlyMap<string, { readonly mode: AuthMode; readonly cognitoDefaultAction?: 'DENY' }> = new Map([
  ['cognito', { mode: 'cognito' as const }],
  ['cognito:deny', { mode: 'cognito' as const, cognitoDefaultAction: 'DENY' as const }],
  ['iam', { mode: 'iam' as const }],
  ['apiKey', { mode: 'apiKey' as const }],
  ['oidc', { mode: 'oidc' as const }],
  ['lambda', { mode: 'lambda' as const }],
]);

export interface SchemaFindings {
  readonly findings: readonly ReportedFinding[];
  readonly acknowledged: number;
}

/** What is wrong with the schema that some files hold together. Throws where one cannot be read. */
export function schemaFindings(files: readonly string[], auth: readonly string[] | undefined): SchemaFindings {
  const texts = textsOf(files);
  const { findings, acknowledged } = checkSchema(new SchemaSource(texts), auth && modesOf(auth));
  const places = new TextPlaces();
  const byFile = new Map(texts.map(({ file, text }) => [file, text]));
  return {
    acknowledged,
    findings: findings.map((found) => {
      const finding = publicFinding(found);
      const file = found.file ?? files[0];
      return { finding, file, ...places.inFile(finding, { text: byFile.get(file) ?? '', opaques: [] }) };
    }),
  };
}

/** What is mended in one file may make more certain in another; more rounds than this have never been of use. */
const MAX_ROUNDS = 5;

/** Mends what is certain in the files of a schema. */
export function fixSchema(files: readonly string[], auth: readonly string[] | undefined, fixer: Fixer, isShown: (finding: Finding) => boolean): void {
  const modes = auth && modesOf(auth);
  let before: SchemaText[];
  try {
    before = textsOf(files);
  } catch (error) {
    if (!(error instanceof StepwrightError)) throw error;
    return;
  }
  const texts = [...before];
  const fixed = before.map(() => 0);
  for (let round = 0, more = true; more && round < MAX_ROUNDS; round++) {
    more = false;
    for (const [index, { file, text: current }] of texts.entries()) {
      const mended = fixText(current, (text) => (
        checkSchema(new SchemaSource(texts.map((other, at) => (at === index ? { file, text } : other))), modes).findings.filter(isShown)
          // Only this file is changed now.
          .map((finding) => (finding.file === file ? finding : { ...finding, edits: undefined }))
          // What a name that is right makes visible is not made by mending it; but AppSync must not refuse more than before.
          .filter(({ edits, refusedByAws }) => edits !== undefined || refusedByAws)));
      if (mended.fixed === 0) continue;
      texts[index] = { file, text: mended.text };
      fixed[index] += mended.fixed;
      more = true;
    }
  }
  for (const [index, { file, text }] of before.entries()) fixer.note(file!, text, texts[index].text, fixed[index]);
}

/** The files, each once, by whatever path it is named. */
export function textsOf(files: readonly string[]): { readonly file: string; readonly text: string }[] {
  const byPath = new Map<string, string>();
  for (const file of files) if (!byPath.has(resolve(file))) byPath.set(resolve(file), file);
  return [...byPath.values()].map((file) => ({ file, text: readDefinitionText(file, 'Schema') }));
}

/** The modes of an API as `--auth` names them. */
export function modesOf(auth: readonly string[]): ApiModes {
  const [first, ...others] = auth.map((given) => {
    const found = MODES.get(given);
    if (found) return { ...found, given };
    throw new StepwrightError('UnknownAuthMode', `--auth is "${given}", which is no mode.${didYouMean(given, MODES.keys())} It can be ${[...MODES.keys()].join(', ')}.`);
  });
  const wrong = others.find(({ cognitoDefaultAction }) => cognitoDefaultAction !== undefined);
  if (wrong) {
    throw new StepwrightError('ContradictingOptions', `--auth ${wrong.given} is not the first mode, and only the default one, which is the first, has a default action. Write --auth cognito, or name it first.`);
  }
  return { modes: [first.mode, ...others.map(({ mode }) => mode)], cognitoDefaultAction: first.cognitoDefaultAction };
}
