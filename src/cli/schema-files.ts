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

/** Mends what is certain in the files of a schema. */
export function fixSchema(files: readonly string[], auth: readonly string[] | undefined, fixer: Fixer, isShown: (finding: Finding) => boolean): void {
  const modes = auth && modesOf(auth);
  let texts: SchemaText[];
  try {
    texts = textsOf(files);
  } catch (error) {
    if (!(error instanceof StepwrightError)) throw error;
    return;
  }
  for (const [index, { file, text: before }] of texts.entries()) {
    const after = fixer.mendText(file!, before, (text) => (
      checkSchema(new SchemaSource(texts.map((other, at) => (at === index ? { file, text } : other))), modes).findings.filter(isShown)
        // Only this file is changed now.
        .map((finding) => (finding.file === file ? finding : { ...finding, edits: undefined }))));
    texts[index] = { file, text: after };
  }
}

/** The files, each once. */
export const textsOf = (files: readonly string[]) => [...new Set(files)].map((file) => ({ file, text: readDefinitionText(file, 'Schema') }));

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
