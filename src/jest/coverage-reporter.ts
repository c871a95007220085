import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { didYouMean } from '../did-you-mean';
import { StepwrightError } from '../errors';
import { checkMembers } from '../known-members';
import { COVERAGE_FOLDER, readCoverage } from '../simulator/coverage/coverage-folder';
import { CoveredDefinition } from '../simulator/coverage/covered-definition';
import { checkThresholds, CoverageThresholds, MEASURES, pathOf, WorkflowCoverage } from '../simulator/coverage/workflow-coverage';

/** The options of the reporter, behind its name in `reporters` of the jest configuration. */
export interface CoverageReporterOptions extends CoverageThresholds {
  /** The state machines that count, by name, with `*` for any part of it. Each must be run by some test. Default: all that a test ran */
  readonly only?: string[];
  /** Where the reports go, from the root of the project. Default: 'coverage-stepwright' */
  readonly folder?: string;
}

/** What jest tells a reporter, as far as this one looks at it. */
interface GlobalConfig {
  readonly rootDir: string;
}

const OPTIONS = [...Object.keys(MEASURES), 'only', 'folder'];

/**
 * A reporter for jest that puts together what all test files reached of their state machines, prints it, writes `lcov.info` and `index.html`,
 * and fails the run where it is less than the thresholds say, or where a state machine that `only` names was not run.
 *
 * @example
 * // jest.config.js
 * reporters: ['default', ['cdk-stepwright/jest/coverage-reporter', { states: 100, transitions: 90 }]],
 */
export default class CoverageReporter {
  private readonly folder: string;
  private readonly options: CoverageReporterOptions;
  private error: Error | undefined;

  constructor(private readonly globalConfig: GlobalConfig, options: CoverageReporterOptions = {}) {
    checkOptions(options);
    this.options = options;
    // Before the first test starts, in this process or in one that inherits its environment.
    this.folder = mkdtempSync(join(tmpdir(), 'stepwright-coverage-'));
    process.env[COVERAGE_FOLDER] = this.folder;
  }

  public onRunStart(): void {
    // In watch mode there are many runs.
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    this.error = undefined;
  }

  public onRunComplete(): void {
    try {
      const all = WorkflowCoverage._of(readCoverage(this.folder));
      const coverage = all._only((name) => this.counts(name));
      this.write(coverage);
      process.stdout.write(`\nWorkflow coverage\n${coverage.summary}\n`);
      const notRun = this.notRun(all.stateMachines);
      const { low } = coverage._tooLow(this.options);
      if (notRun !== undefined) {
        this.fail('StateMachineNotRun', 'Workflow coverage names what was not run', notRun);
      } else if (low.length > 0) {
        // What is not reached stands above.
        this.fail('CoverageTooLow', 'Workflow coverage is too low', low.join('\n'));
      }
    } catch (error) {
      this.error = error as Error;
      process.stderr.write(`\nWorkflow coverage: ${this.error.message}\n`);
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** Jest asks for it at the end, and fails the run where there is one. */
  public getLastError(): Error | undefined {
    return this.error;
  }

  private fail(code: string, heading: string, problem: string): void {
    process.stderr.write(`\n${heading}\n${problem}\n`);
    this.error = new StepwrightError(code, problem);
  }

  /** What `only` names and no test ran: a name that is misspelt would make every threshold hold. */
  private notRun(names: readonly string[]): string | undefined {
    const unmatched = this.options.only?.filter((pattern) => !names.some((name) => matches(pattern, name))) ?? [];
    const ran = names.length === 0 ? 'No state machine was run.' : `Run were ${names.map((name) => `"${name}"`).join(', ')}.`;
    return unmatched.length === 0 ? undefined
      : unmatched.map((pattern) => `"${pattern}" of "only" is the name of no state machine that a test ran.${didYouMean(pattern, names)} ${ran}`).join('\n');
  }

  private counts(name: string): boolean {
    const { only } = this.options;
    return only === undefined || only.some((pattern) => matches(pattern, name));
  }

  private write(coverage: WorkflowCoverage): void {
    const { rootDir } = this.globalConfig;
    const folder = resolve(rootDir, this.options.folder ?? 'coverage-stepwright');
    mkdirSync(folder, { recursive: true });
    rmSync(join(folder, 'definitions'), { recursive: true, force: true });
    const made = (definition: CoveredDefinition): string => join(folder, pathOf(definition));
    for (const definition of coverage._definitions.filter(({ file }) => file === undefined)) {
      mkdirSync(dirname(made(definition)), { recursive: true });
      writeFileSync(made(definition), definition.text);
    }
    writeFileSync(join(folder, 'lcov.info'), coverage._lcov((definition) => relative(rootDir, resolve(definition.file ?? made(definition))).replaceAll('\\', '/')));
    writeFileSync(join(folder, 'index.html'), coverage.toHtml());
  }
}

function checkOptions(options: CoverageReporterOptions): void {
  checkMembers(options, OPTIONS, 'cdk-stepwright/jest/coverage-reporter');
  checkThresholds(options);
  const { only, folder } = options as { readonly only?: unknown; readonly folder?: unknown };
  if (only !== undefined && !(Array.isArray(only) && only.length > 0 && only.every((pattern) => typeof pattern === 'string'))) {
    throw new StepwrightError('InvalidOption', `Option "only" of cdk-stepwright/jest/coverage-reporter is ${JSON.stringify(only)}. Give a list of names, for example ['Shop/*'], or leave it out.`);
  }
  if (folder !== undefined && (typeof folder !== 'string' || folder === '')) {
    throw new StepwrightError('InvalidOption', `Option "folder" of cdk-stepwright/jest/coverage-reporter is ${JSON.stringify(folder)}. Give the path of a folder, or leave it out.`);
  }
}

/** Whether a name is that of a pattern with `*` in it. Linear: each part is looked for once, from the front. */
function matches(pattern: string, name: string): boolean {
  const [first, ...rest] = pattern.split('*');
  if (rest.length === 0) {
    return name === pattern;
  }
  const last = rest.pop()!;
  let at = name.startsWith(first) ? first.length : -1;
  for (const part of rest) {
    const found = at < 0 ? -1 : name.indexOf(part, at);
    at = found < 0 ? -1 : found + part.length;
  }
  return at >= 0 && name.length - last.length >= at && name.endsWith(last);
}
