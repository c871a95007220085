import { CommandIo, ExitCode } from './command-io';
import { modesOf, textsOf } from './schema-files';
import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';
import { Callers } from '../graphql/auth/access';
import { accessTable, FieldAccess } from '../graphql/auth/access-table';
import { AuthMode } from '../graphql/auth/auth-mode';
import { textOf } from '../graphql/edits';
import { parseSchema } from '../graphql/parse-schema';
import { coordinateOf, SchemaModel } from '../graphql/schema-model';
import { SchemaSource } from '../graphql/schema-source';
import { displayWidth } from '../report/display-width';
import { printable } from '../report/report';

export interface AccessOptions {
  /** The modes of the API, the default one first: `cognito`, `iam`. */
  readonly auth?: readonly string[];
  /** Fields and types that are shown: `Mutation.placeOrder`, `Mutation`. Default: all */
  readonly field?: readonly string[];
  /** Only what callers of a mode can ask for. Default: everything */
  readonly openTo?: string;
  readonly format: 'text' | 'json';
}

/** `stepwright access`: who may ask for which field of a schema. */
export function access(files: readonly string[], options: AccessOptions, io: CommandIo): ExitCode {
  const { auth, field: asked, openTo, format } = options;
  if (!auth) throw new StepwrightError('MissingOption', 'Who may ask for what depends on the modes of the API: give them with --auth, the default one first, for example --auth cognito --auth iam.');
  const api = modesOf(auth);
  const modes = [...new Set(api.modes)];
  if (openTo !== undefined && !modes.some((mode) => mode === openTo)) {
    throw new StepwrightError('UnknownAuthMode', `--open-to is "${openTo}", which is no mode that --auth gives.${didYouMean(openTo, modes)} It can be ${modes.join(', ')}.`);
  }
  const source = new SchemaSource(textsOf(files));
  const schema = readSchema(source);
  const isAsked = askedIn(schema, asked);
  const rows = accessTable(schema, api).filter((row) => isAsked(row) && (openTo === undefined || isOpen(row, openTo as AuthMode)));
  io.write(format === 'json' ? `${JSON.stringify(asJson(rows, modes, source), undefined, 2)}\n` : asText(rows, modes));
  return ExitCode.OK;
}

function readSchema(source: SchemaSource): SchemaModel {
  const { definitions, problems: [problem] } = parseSchema(source);
  if (!problem) return new SchemaModel(definitions);
  const { text: { file }, line, column } = source.locate(problem.source, problem.offset);
  throw new StepwrightError('InvalidSchema', `${file}:${line}:${column}: the schema cannot be read. \`stepwright validate\` says what is wrong with it.`);
}

/** Which fields are asked for. Throws where there is no such field. */
function askedIn({ types }: SchemaModel, asked: readonly string[] | undefined): (row: FieldAccess) => boolean {
  if (!asked) return () => true;
  for (const name of asked) {
    const [, typeName, fieldName] = /^([^.]*)(?:\.(.*))?$/s.exec(name)!;
    const type = types.get(typeName);
    const refuse = (problem: string) => { throw new StepwrightError('UnknownField', `--field is "${name}", but ${problem}`); };
    const objects = [...types.values()].filter(({ kind }) => kind === 'object');
    if (type?.kind === 'interface') {
      const by = objects.filter(({ interfaces }) => interfaces.some((each) => each.name.value === typeName)).map((each) => each.name);
      refuse(`"${typeName}" is an interface: who may ask is decided at the types that implement it. ${by.length === 0 ? 'There are none.' : `Ask for ${by.slice(0, 5).join(', ')}${by.length > 5 ? ' or others' : ''}.`}`);
    }
    if (type?.kind !== 'object') refuse(`the schema has no type "${typeName}" of objects.${didYouMean(typeName, objects.map((each) => each.name))}`);
    if (fieldName !== undefined && !type!.fields.has(fieldName)) refuse(`"${typeName}" has no such field.${didYouMean(fieldName, type!.fields.keys())}`);
  }
  const names = new Set(asked);
  return ({ field }) => names.has(field.parent.name) || names.has(coordinateOf(field));
}

const isOpen = (row: FieldAccess, mode: AuthMode) => row.access.has(mode) && row.reachedBy.has(mode);

const DECIDED_BY = { field: 'the field', type: 'its type', default: 'default mode' };

function asText(rows: readonly FieldAccess[], modes: readonly AuthMode[]): string {
  if (rows.length === 0) return 'No field.\n';
  const lines = [
    ['field', ...modes, 'decided by'],
    ...rows.map((row) => [coordinateOf(row.field), ...modes.map((mode) => cell(row, mode)), DECIDED_BY[row.decidedBy]]),
  ];
  const widths = lines[0].map((_, column) => lines.reduce((widest, line) => Math.max(widest, displayWidth(line[column])), 0));
  return lines.map((line) => `${line.map((text, column) => text + ' '.repeat(widths[column] - displayWidth(text))).join('  ').trimEnd()}\n`).join('');
}

/** Who of a mode may, for a table. */
function cell({ access: allowed, reachedBy }: FieldAccess, mode: AuthMode): string {
  const callers = allowed.get(mode);
  if (callers === undefined) return '-';
  if (!reachedBy.has(mode)) return 'not reached';
  const groups = groupsOf(callers);
  return groups ? `only ${groups.map(printable).join(', ')}` : 'all';
}

const groupsOf = (callers: Callers) => (callers === 'everyone' ? undefined : [...callers]);

function asJson(rows: readonly FieldAccess[], modes: readonly AuthMode[], source: SchemaSource): object {
  return {
    modes,
    fields: rows.map(({ field, access: allowed, decidedBy, reachedBy }) => {
      const { source: text, start } = field.node.name.loc!;
      const { text: { file }, line, column } = source.locate(text, start);
      return {
        field: coordinateOf(field),
        returns: textOf(field.node.type),
        file,
        line,
        column,
        decidedBy,
        callers: modes.flatMap((mode) => {
          const callers = allowed.get(mode);
          return callers === undefined ? [] : [{ mode, groups: groupsOf(callers), reached: reachedBy.has(mode) }];
        }),
      };
    }),
  };
}
