import { existsSync } from 'fs';
import { StepwrightError } from '../errors';
import { CommandIo, ExitCode } from './command-io';
import { FoundAtPath, FoundDefinition, FoundTemplates, lookAt, UnreadStack } from './definition-files';
import { Fixer } from './fix-definitions';
import { Watcher } from './watch';
import { hasApis } from '../api-resources/declared-apis';
import type { DefinitionSource } from '../asl/definition-source';
import type { AslDocument } from '../asl/document';
import { didYouMean } from '../did-you-mean';
import { githubReport } from '../report/github';
import { jsonReport } from '../report/json';
import { countOf, Report, ReportedFinding } from '../report/report';
import { sarifReport } from '../report/sarif';
import { textReport } from '../report/text';
import { ALL_RULES } from '../validation/all-rules';
import { Finding, FindingSeverity } from '../validation/finding';
import { RuleMetadata, WorkflowType } from '../validation/rule';
import { idleAcknowledgement } from '../validation/rules/idle-acknowledgement';
import { SCHEMA_RULES_REFUSED } from '../validation/schema-rule-ids';
import { CONFIG_FILE, FINDING_IDS, NOT_CHECKED, Settings } from '../validation/settings';
import { unusedStates } from '../validation/stack/rules/unused-states';
import { stackFindings, TEMPLATE_RULE_IDS } from '../validation/stack/stack-findings';
import { validateStateMachine } from '../validation/state-machine';
import type { StackLook } from '../validation/validate';

export interface ValidateOptions {
  readonly type?: WorkflowType;
  /** The modes of the API that a schema is of, the default one first: `cognito`, `iam`. */
  readonly auth?: readonly string[];
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly maxWarnings?: number;
  /** Rules whose findings are left out. */
  readonly ignore?: readonly string[];
  /** Severities of rules: `ASL204=error`. */
  readonly severity?: readonly string[];
  /** A file with severities. Default: `stepwright.config.json`, where there is one */
  readonly config?: string;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
  /** The version of this package. */
  readonly version: string;
}

/** `stepwright validate`: a file that cannot be read does not keep the others from being checked. */
export function validate(files: readonly string[], options: ValidateOptions, io: CommandIo): ExitCode {
  refuseContradictions(options, files);
  if (!options.watch) return new ValidateRun(files, options, io).run().exitCode;

  const check = (): readonly string[] => {
    try {
      return new ValidateRun(files, options, io).run().files;
    } catch (error) {
      if (!(error instanceof StepwrightError)) throw error;
      io.writeError(`${error.message}\n`);
      return [...files, configFile(options)];
    }
  };
  new Watcher(io.watching(), check, (changed) => io.write(`\nChanged: ${changed}\n\n`)).start();
  io.write('Looking at every change. Ctrl-C ends.\n');
  return ExitCode.OK;
}

function refuseContradictions({ format, fix, dryRun, watch, auth }: ValidateOptions, files: readonly string[]): void {
  const refuse = (message: string) => { throw new StepwrightError('ContradictingOptions', message); };
  if (auth && !files.some(isSchemaFile)) refuse('--auth says which modes the API of a schema has, but no schema is among the files. Name a file that ends with .graphql, or leave --auth out.');
  if (dryRun && !fix) refuse('--dry-run shows what --fix would change, but --fix is not given. Give both, or neither.');
  if (dryRun && format !== 'text') refuse(`--dry-run shows what would change as text, but --format is ${format}. Leave one of them out.`);
  if (watch && format !== 'text') refuse(`--watch writes a report for every change, which makes no ${format === 'sarif' ? 'SARIF' : format} document. Leave --format out.`);
  if (watch && fix) refuse('--watch with --fix would change a file while it is being written. Give one of them.');
}

/** A schema is told from its name: any text could be the beginning of one. */
const isSchemaFile = (path: string) => /\.(?:graphqls?|gql)$/i.test(path);

// The parser of GraphQL is loaded when there is a schema, and that of JavaScript when there is code.
const schemaCommand = () => require('./schema-files') as typeof import('./schema-files');
const codeCommand = () => require('./code-files') as typeof import('./code-files');
const apiCommand = () => require('./api-templates') as typeof import('./api-templates');

const hasApisIn = ({ templates }: FoundAtPath): boolean => templates?.templates.some(hasApis) ?? false;

/** Code of an AppSync resolver or function: no definition is JavaScript. */
const isCodeFile = (path: string) => /\.m?js$/i.test(path);

const configFile = ({ config }: ValidateOptions) => config ?? CONFIG_FILE;

/** One look at all files. */
class ValidateRun {
  private readonly findings: ReportedFinding[] = [];
  /** All files that the result depends on. */
  private readonly files = new Set<string>();
  private readonly settings: Settings;
  private readonly ignored: ReadonlySet<string>;
  private acknowledged = 0;
  private definitions = 0;
  private schemas = 0;
  private resolvers = 0;
  private complete = true;

  constructor(private readonly paths: readonly string[], private readonly options: ValidateOptions, private readonly io: CommandIo) {
    this.settings = settingsOf(options);
    this.ignored = new Set(options.ignore?.map(knownRule));
    this.files.add(configFile(options));
  }

  public run(): { readonly exitCode: ExitCode; readonly files: readonly string[] } {
    const { options, io } = this;
    const schemaFiles = this.paths.filter(isSchemaFile);
    const codeFiles = this.paths.filter(isCodeFile);
    const rest = this.paths.filter((path) => !isSchemaFile(path) && !isCodeFile(path));
    const found = rest.flatMap((path) => this.attempt(() => this.lookAt(path)) ?? []);
    this.leaveOut(found);
    const fixer = options.fix ? this.fix(found, schemaFiles) : undefined;
    for (const at of found) this.validate(at);
    if (schemaFiles.length > 0) this.attempt(() => this.validateSchema(schemaFiles));
    for (const file of codeFiles) this.attempt(() => this.validateCode(file));

    const { findings, definitions, schemas, resolvers, acknowledged, complete } = this;
    const others = { ...schemas > 0 && { schemas }, ...resolvers > 0 && { resolvers } };
    const report: Report = { findings, definitions, ...others, acknowledged, ...!options.dryRun && fixer?.counts() };
    if (definitions + schemas + resolvers + findings.length > 0 || complete || options.format !== 'text') {
      io.write(written(report, options, io.colour, rulesFor(schemaFiles, codeFiles, found.some(hasApisIn))));
    }
    const refused = countOf(report, FindingSeverity.ERROR) > 0 || countOf(report, FindingSeverity.WARNING) > (options.maxWarnings ?? Infinity);
    return { exitCode: complete ? refused ? ExitCode.FOUND : ExitCode.OK : ExitCode.COULD_NOT_RUN, files: [...this.files] };
  }

  private lookAt(path: string): FoundAtPath {
    this.files.add(path);
    const found = lookAt(path);
    for (const { file } of [...found.definitions, ...found.unreadStacks, ...found.templates?.templates ?? []]) this.files.add(file);
    for (const problem of found.problems) this.tell(problem);
    return found;
  }

  /** A pattern for files meets some that have neither state machine nor API. That is wrong only where there is nothing else to check. */
  private leaveOut(found: readonly FoundAtPath[]): void {
    const nothings = found.flatMap((each) => (hasApisIn(each) ? [] : each.nothing ?? []));
    const others = nothings.length < found.length || this.paths.some((path) => isSchemaFile(path) || isCodeFile(path));
    for (const nothing of nothings) {
      if (others) this.io.writeError(`${nothing} It is left out.\n`);
      else this.tell(new StepwrightError('UnknownStateMachine', nothing));
    }
  }

  private fix(found: readonly FoundAtPath[], schemaFiles: readonly string[]): Fixer {
    const fixer = new Fixer((definition, finding) => this.isOpen(definition, finding), this.options.type);
    for (const { definitions, inTemplates } of found) {
      definitions.forEach((definition) => fixer.look(definition));
      if (inTemplates) fixer.leave(definitions);
    }
    // What cannot be read is told of by the validation.
    if (schemaFiles.length > 0) schemaCommand().fixSchema(schemaFiles, this.options.auth, fixer, (finding) => this.isShown(finding));
    for (const line of fixer.left()) this.io.writeError(`${line}\n`);
    if (this.options.dryRun) this.io.write(fixer.difference());
    else for (const write of fixer.changes()) this.attempt(write);
    return fixer;
  }

  private validate(found: FoundAtPath): void {
    const { definitions, unreadStacks, acknowledgements, templates } = found;
    for (const definition of definitions) this.attempt(() => this.validateDefinition(definition));
    if (templates && hasApisIn(found)) this.attempt(() => this.validateApis(templates));
    for (const stack of unreadStacks) this.report(unreadStack(stack));
    // What could not be looked at may be what an acknowledgement holds for.
    const sure = this.complete && !this.findings.some(({ finding }) => finding.id === NOT_CHECKED);
    for (const { constructPath, rule, state, templateFile } of sure ? acknowledgements?.idle() ?? [] : []) {
      // A template does not show which states are unused, nor all that an app knows of an API.
      if (rule === idleAcknowledgement.id || rule === unusedStates.id || !FINDING_IDS.includes(rule) || rule in SCHEMA_RULES_REFUSED) continue;
      const message = `Construct "${constructPath}" acknowledges "${rule}"${state === undefined ? '' : ` of state "${state}"`}, but the rule finds nothing there.`;
      const { id, severity, refusedByAws, fix, link } = idleAcknowledgement;
      this.report({ finding: { id, severity, refusedByAws, message, fix, link, pointer: '', line: 1, column: 1, constructPath }, file: templateFile, line: 1, column: 1 });
    }
  }

  private validateDefinition(definition: FoundDefinition): void {
    const { constructPath } = definition;
    const lookAtStack = stackLookOf(definition);
    const variants = definition.variants().map(({ when, source }) => ({ when, source: () => this.noted(source()) }));
    const { found, acknowledged, problems } = validateStateMachine(variants, { type: this.options.type, constructPath, lookAtStack });
    this.acknowledged += acknowledged;
    for (const problem of problems) this.tell(problem);
    if (problems.length === 0 || found.length > 0) this.definitions++;
    for (const { finding, source } of found) {
      if (definition.acknowledges(finding)) this.acknowledged++;
      else this.report(definition.report(finding, source));
    }
  }

  private validateSchema(files: readonly string[]): void {
    for (const file of files) this.files.add(file);
    const { auth } = this.options;
    const { findings, acknowledged } = schemaCommand().schemaFindings(files, auth);
    if (!auth) this.io.writeError('Who may ask for what in the schema is not checked: --auth says which modes the API has, the default one first.\n');
    this.schemas++;
    this.acknowledged += acknowledged;
    for (const reported of findings) this.report(reported);
  }

  private validateApis(templates: FoundTemplates): void {
    const { findings, schemas, codes, acknowledged, files } = apiCommand().apiFindings(templates);
    for (const file of files) this.files.add(file);
    this.schemas += schemas;
    this.resolvers += codes;
    this.acknowledged += acknowledged;
    for (const reported of findings) this.report(reported);
  }

  private validateCode(file: string): void {
    this.files.add(file);
    const findings = codeCommand().codeFindings(file);
    this.resolvers++;
    for (const reported of findings) this.report(reported);
  }

  private noted(source: DefinitionSource): DefinitionSource {
    if (source.file !== undefined) this.files.add(source.file);
    return source;
  }

  private isOpen(definition: FoundDefinition, finding: Parameters<FoundDefinition['acknowledges']>[0]): boolean {
    return !definition.acknowledges(finding) && this.isShown(finding);
  }

  private isShown(finding: Finding): boolean {
    return !this.ignored.has(finding.id) && this.settings.applied(finding) !== undefined;
  }

  private report(reported: ReportedFinding): void {
    const finding = this.settings.applied(reported.finding);
    if (!finding) return;
    if (this.ignored.has(finding.id)) this.acknowledged++;
    else this.findings.push({ ...reported, finding });
  }

  private attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof StepwrightError)) throw error;
      this.tell(error);
      return undefined;
    }
  }

  private tell({ message }: StepwrightError): void {
    this.io.writeError(`${message}\n`);
    this.complete = false;
  }
}

function settingsOf(options: ValidateOptions): Settings {
  const { config, severity = [] } = options;
  const ofFile = config !== undefined || existsSync(CONFIG_FILE) ? Settings.fromFile(configFile(options)) : Settings.NONE;
  const severities = Object.fromEntries(severity.map((given) => {
    const [rule, value] = given.split('=');
    if (value === undefined) throw new StepwrightError('InvalidSeverity', `--severity is "${given}". Give a rule and its severity, for example ASL204=error.`);
    return [rule, value];
  }));
  return ofFile.with(Settings.ofSeverities(severities, 'with --severity'));
}

function knownRule(id: string): string {
  if (!FINDING_IDS.includes(id)) throw new StepwrightError('UnknownRule', `--ignore names the rule "${id}", which does not exist.${didYouMean(id, FINDING_IDS)}`);
  return id;
}

/** How the stack of a definition is looked at; undefined where nothing is known of a stack. */
function stackLookOf({ constructPath, resource }: FoundDefinition): ((document: AslDocument | undefined) => StackLook) | undefined {
  return resource && ((document) => {
    const declared = resource();
    return { ruleIds: TEMPLATE_RULE_IDS, found: declared ? stackFindings(declared, document, { constructPath }) : [] };
  });
}

function unreadStack({ file, logicalId, line, column, excerpt }: UnreadStack): ReportedFinding {
  const finding: Finding = {
    id: NOT_CHECKED,
    severity: FindingSeverity.INFO,
    refusedByAws: false,
    message: `The nested stack "${logicalId}" is not checked: its template is not here.`,
    pointer: '',
    line,
    column,
  };
  return { finding, file, line, column, excerpt };
}

/** The rules that were applied. */
function rulesFor(schemaFiles: readonly string[], codeFiles: readonly string[], withApis: boolean): readonly RuleMetadata[] {
  return [
    ...ALL_RULES,
    ...schemaFiles.length > 0 || withApis ? schemaCommand().SCHEMA_RULES : [],
    ...codeFiles.length > 0 || withApis ? codeCommand().CODE_RULES : [],
  ];
}

function written(report: Report, { format, version }: ValidateOptions, colour: boolean, rules: readonly RuleMetadata[]): string {
  switch (format) {
    case 'json': return jsonReport(report);
    case 'sarif': return sarifReport(report, { version, rules });
    case 'github': return githubReport(report);
    default: return textReport(report, colour);
  }
}
