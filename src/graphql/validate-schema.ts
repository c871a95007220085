import type { ASTNode, Source } from 'graphql/language';
import { ApiFacts } from './api-facts';
import { appSyncTraitsOf } from './appsync-rule';
import { NodeOwners } from './node-owners';
import { parseSchema } from './parse-schema';
import { SCHEMA_RULES } from './rules';
import { SchemaAcknowledgements } from './schema-acknowledgements';
import { SchemaModel } from './schema-model';
import { SchemaContext, SchemaPlace, SchemaRule } from './schema-rule';
import { SchemaSource } from './schema-source';
import { didYouMean, onlyNearName } from '../did-you-mean';
import { Finding, FindingSeverity } from '../validation/finding';
import { NOT_CHECKED } from '../validation/not-checked';
import type { Messages } from '../validation/rule';
import type { RuleFinding } from '../validation/validate';

/** What is wrong with a schema, and how much is acknowledged in its comments. */
export interface SchemaValidation {
  readonly findings: readonly RuleFinding[];
  readonly acknowledged: number;
}

/** Names that may be compared to find a near one, in all, for one schema: more would not be linear in its size. */
const COMPARED_NAMES = 100_000;

/**
 * What is wrong with the schema of an AppSync API, in the order of its texts. Never throws on any text.
 *
 * @param api what is known of the API: of what is not known, no rule says anything
 */
export function validateSchema(source: SchemaSource, api: ApiFacts = {}): RuleFinding[] {
  return [...checkSchema(source, api).findings];
}

export function checkSchema(source: SchemaSource, api: ApiFacts = {}, rules: readonly SchemaRule[] = SCHEMA_RULES): SchemaValidation {
  if (source.isUnresolved) return { findings: [notChecked(source, api)], acknowledged: 0 };
  const parsed = parseSchema(source);
  const schema = new SchemaModel(parsed.definitions);
  const owners = new NodeOwners(parsed.definitions);
  const acknowledgements = new SchemaAcknowledgements(parsed.definitions, owners);
  const found: { readonly finding: RuleFinding; readonly source: Source | undefined }[] = [];
  let namesLeft = COMPARED_NAMES;
  /** The names to compare, or none where enough was compared. */
  const compared = (candidates: Iterable<string>): readonly string[] => {
    if (namesLeft < 0) return [];
    const names = [...candidates];
    namesLeft -= names.length;
    return namesLeft < 0 ? [] : names;
  };

  const contextOf = (rule: SchemaRule): SchemaContext<Messages> => ({
    schema,
    parsed,
    api,
    ruleIds: RULE_IDS(),
    report: (messageName, place, words, options = {}) => {
      const { severity, refusedByAws, fix } = appSyncTraitsOf(rule, String(messageName));
      const at = placeIn(source, owners, place);
      const { edits, write, constructPath = api.constructPath } = options;
      found.push({
        source: at.source,
        finding: {
          id: rule.id,
          severity,
          refusedByAws,
          messageName: String(messageName),
          statesAround: [],
          message: rule.messages[messageName](...words as never[]),
          fix: write === undefined ? fix : `${fix} Write: ${write}`,
          ...(edits && edits.length > 0 && { edits: [...edits] }),
          link: rule.link,
          pointer: at.owner,
          ...at.position,
          ...(constructPath !== undefined && { constructPath }),
          ...(at.file !== undefined && { file: at.file }),
        },
      });
    },
    didYouMean: (name, candidates) => didYouMean(name, compared(candidates)),
    onlyNearName: (name, candidates) => onlyNearName(name, compared(candidates)),
  });

  const looking = rules.filter(({ needs = [] }) => needs.every((fact) => api[fact] !== undefined));
  const visitors = looking.map((rule) => rule.check(contextOf(rule)));
  for (const visitor of visitors) visitor.text?.();
  if (parsed.problems.length === 0) for (const visitor of visitors) visitor.schema?.();

  let acknowledged = 0;
  const open = found.splice(0).filter(({ finding, source: text }) => {
    const holds = acknowledgements.holds(finding.id, text, finding.pointer);
    if (holds) acknowledged++;
    return !holds;
  });
  // Where a part could not be read, what is acknowledged may be in that.
  for (const idle of parsed.problems.length === 0 ? acknowledgements.idle() : []) {
    // A rule that did not look, because too little is known of the API, may find something elsewhere.
    if (idle.reason !== '' && RULE_IDS().has(idle.rule) && !looking.some(({ id }) => id === idle.rule)) continue;
    visitors.forEach((visitor) => visitor.idleAcknowledgement?.(idle));
  }
  const order = new Map<string | undefined, number>(source.texts.map(({ file }, index) => [file, index]));
  const findings = [...open, ...found].map(({ finding }) => finding).sort((a, b) => (
    (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line || a.column - b.column || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)));
  return { findings, acknowledged };
}

let ruleIdsMade: ReadonlySet<string> | undefined;
const RULE_IDS = () => ruleIdsMade ??= new Set(SCHEMA_RULES.map(({ id }) => id));

interface PlaceInText {
  readonly source: Source | undefined;
  readonly file: string | undefined;
  readonly owner: string;
  readonly position: Pick<Finding, 'line' | 'column' | 'endLine' | 'endColumn'>;
}

function placeIn(schema: SchemaSource, owners: NodeOwners, place: SchemaPlace): PlaceInText {
  const span = place === 'api' ? undefined : 'offset' in place ? { source: place.source, start: place.offset, end: undefined } : (place as ASTNode).loc;
  if (!span) return { source: undefined, file: schema.texts[0]?.file, owner: '', position: { line: 1, column: 1 } };
  const { text, line, column } = schema.locate(span.source, span.start);
  const end = span.end === undefined ? undefined : schema.locate(span.source, span.end);
  return {
    source: span.source,
    file: text.file,
    owner: owners.around(span.source, span.start),
    position: { line, column, ...(end && { endLine: end.line, endColumn: end.column }) },
  };
}

/** A schema with values that CDK does not know yet is no text that could be judged. */
function notChecked(source: SchemaSource, { constructPath }: ApiFacts): RuleFinding {
  const [{ file }] = source.texts;
  return {
    id: NOT_CHECKED,
    severity: FindingSeverity.INFO,
    refusedByAws: false,
    messageName: '',
    statesAround: [],
    message: 'The schema is not checked: a part of it is not known until deploy.',
    pointer: '',
    line: 1,
    column: 1,
    ...(constructPath !== undefined && { constructPath }),
    ...(file !== undefined && { file }),
  };
}
