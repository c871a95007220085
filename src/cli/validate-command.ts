import { parseDefinition } from '../asl/document';
import { StepwrightError } from '../errors';
import { CommandIo, ExitCode } from './command-io';
import { didYouMean } from '../did-you-mean';
import { definitionsAt } from './definition-files';
import { githubReport } from '../report/github';
import { jsonReport } from '../report/json';
import { countOf, Report, ReportedFinding } from '../report/report';
import { sarifReport } from '../report/sarif';
import { textReport } from '../report/text';
import { FindingSeverity } from '../validation/finding';
import { WorkflowType } from '../validation/rule';
import { RULES } from '../validation/rules';
import { STACK_RULES } from '../validation/stack/rules';
import { validateDefinition } from '../validation/validate';

export interface ValidateOptions {
  readonly type?: WorkflowType;
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly maxWarnings?: number;
  /** Rules whose findings are left out. */
  readonly ignore?: readonly string[];
  /** The version of this package. */
  readonly version: string;
}

/** `stepwright validate`: a file that cannot be read does not keep the others from being checked. */
export function validate(files: readonly string[], options: ValidateOptions, io: CommandIo): ExitCode {
  const findings: ReportedFinding[] = [];
  const ignored = ignoredRules(options.ignore ?? []);
  let acknowledged = 0;
  let definitions = 0;
  let complete = true;
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof StepwrightError)) throw error;
      io.writeError(`${error.message}\n`);
      complete = false;
    }
  };
  for (const file of files) {
    attempt(() => definitionsAt(file).forEach((definition) => attempt(() => {
      const source = definition.source();
      definitions++;
      // What the template says of the type counts for more than the option: it is what will be deployed.
      const type = source.workflowType ?? options.type;
      const document = parseDefinition(source);
      const ofDefinition = validateDefinition(document, { type, constructPath: definition.constructPath });
      for (const finding of [...ofDefinition, ...definition.stackFindings(document)]) {
        if (ignored.has(finding.id) || definition.acknowledges(finding.id)) acknowledged++;
        else findings.push(definition.report(source, finding));
      }
    })));
  }

  const report: Report = { findings, definitions, acknowledged };
  if (definitions > 0 || complete || options.format !== 'text') io.write(written(report, options, io.colour));
  if (!complete) return ExitCode.COULD_NOT_RUN;
  const refused = countOf(report, FindingSeverity.ERROR) > 0 || countOf(report, FindingSeverity.WARNING) > (options.maxWarnings ?? Infinity);
  return refused ? ExitCode.FOUND : ExitCode.OK;
}

function ignoredRules(ids: readonly string[]): ReadonlySet<string> {
  const known = [...RULES, ...STACK_RULES].map(({ id }) => id);
  for (const id of ids) {
    if (!known.includes(id)) throw new StepwrightError('UnknownRule', `--ignore names the rule "${id}", which does not exist.${didYouMean(id, known)}`);
  }
  return new Set(ids);
}

function written(report: Report, { format, version }: ValidateOptions, colour: boolean): string {
  switch (format) {
    case 'json': return jsonReport(report);
    case 'sarif': return sarifReport(report, { version, rules: [...RULES, ...STACK_RULES] });
    case 'github': return githubReport(report);
    default: return textReport(report, colour);
  }
}
