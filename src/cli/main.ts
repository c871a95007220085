import { readFileSync } from 'fs';
import { join } from 'path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { StepwrightError } from '../errors';
import type { AccessOptions } from './access-command';
import { CommandIo, ExitCode } from './command-io';
import type { CostOptions } from './cost-command';
import type { ExploreOptions } from './explore-command';
import type { ReplayOptions } from './replay-command';
import type { RunOptions } from './run-command';
import type { ValidateOptions } from './validate-command';

/** Runs the command line and says how it ended. Throws only where the fault is ours. */
export function main(argv: readonly string[], io: CommandIo): ExitCode {
  let exitCode = ExitCode.OK;
  const program = new Command('stepwright')
    .description('Checks AWS Step Functions workflows, and runs them without AWS.')
    .version(ownVersion())
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.write(text), writeErr: (text) => io.writeError(text) });

  program.command('validate')
    .description('Say what AWS would refuse, and what would fail when it runs.')
    .argument('<file...>', 'definitions (JSON or YAML), CloudFormation and SAM templates, folders that `cdk synth` made, the files of a GraphQL schema for AppSync (.graphql), or code of its resolvers (.js)')
    .addOption(workflowType())
    .addOption(authModes('a mode of the API that the schema is of'))
    .addOption(new Option('--format <format>', 'how to write the findings').choices(['text', 'json', 'sarif', 'github']).default('text'))
    .option('--max-warnings <number>', 'exit with 1 where there are more warnings than this', wholeNumber)
    .addOption(new Option('--severity <rule=severity>', 'what a rule counts as: error, warning, info or off; can be given several times').argParser(collected))
    .option('--config <file>', 'a file with severities (default: stepwright.config.json, where there is one)')
    .addOption(new Option('--ignore <rule>', 'leave out the findings of a rule; can be given several times. What a CDK app acknowledged is left out anyway').argParser(collected))
    .option('--fix', 'mend what is certain in definitions that have a file of their own')
    .option('--dry-run', 'show what --fix would change, and change nothing')
    .option('--watch', 'check again at every change, until Ctrl-C')
    .addHelpText('after', EXIT_CODES('no error was found', 'errors were found, or more warnings than allowed'))
    .action((files: string[], options: ValidateOptions) => {
      exitCode = validateCommand().validate(files, { ...options, version: program.version()! }, io);
    });

  program.command('access')
    .description('Say who may ask for which field of a GraphQL schema for AppSync.')
    .argument('<file...>', 'the files of the schema (.graphql)')
    .addOption(authModes('a mode of the API'))
    .addOption(new Option('--field <field>', 'a field or a type that is shown, such as Mutation.placeOrder or Mutation; can be given several times').argParser(collected))
    .option('--open-to <mode>', 'show only what callers of this mode can ask for')
    .addOption(new Option('--format <format>', 'how to write the result').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXIT_CODES('it is said'))
    .action((files: string[], options: AccessOptions) => {
      exitCode = accessCommand().access(files, options, io);
    });

  simulating(program.command('run'))
    .description('Run a workflow on virtual time, its tasks answered by mocks.')
    .argument('<file>', 'a definition (JSON or YAML), a CloudFormation or SAM template, or a folder that `cdk synth` made')
    .addOption(workflowType())
    .addOption(new Option('--format <format>', 'what to write: a trace to read, the history as `aws stepfunctions get-execution-history` prints it, the events as they are logged to CloudWatch Logs, or the result').choices(['trace', 'history', 'logs', 'json']).default('trace'))
    .option('--seed <number>', 'the seed of random numbers, jitter and UUIDs', wholeNumber)
    .option('--start-time <time>', 'when the execution starts: an ISO 8601 date-time with zone, such as 2026-01-01T00:00:00Z')
    .addHelpText('after', EXIT_CODES('the execution succeeded', 'the execution did not succeed'))
    .action((file: string, options: RunOptions) => {
      exitCode = runCommand().run(file, options, io);
    });

  program.command('replay')
    .description('Say whether a definition still does what a recorded execution did.')
    .argument('<file>', 'a definition (JSON or YAML), a CloudFormation or SAM template, or a folder that `cdk synth` made')
    .argument('<history>', 'what `aws stepfunctions get-execution-history` prints, in a file')
    .option('--logical-id <id>', 'the state machine of the template; not needed where there is one')
    .addOption(new Option('--format <format>', 'how to write the result').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXIT_CODES('the definition does what was recorded', 'the definition does something else'))
    .action((file: string, history: string, options: ReplayOptions) => {
      exitCode = replayCommand().replay(file, history, options, io);
    });

  simulating(program.command('cost'))
    .description('Say what an execution costs on AWS, as a Standard and as an Express workflow.')
    .argument('<file>', 'a definition (JSON or YAML), a CloudFormation or SAM template, or a folder that `cdk synth` made')
    .option('--region <region>', 'the region whose prices are taken (default: us-east-1)')
    .option('--executions-per-month <number>', 'how many such executions there are in a month', wholeNumber)
    .addOption(new Option('--format <format>', 'how to write the result').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXIT_CODES('the cost was estimated, also of an execution that did not succeed'))
    .action((file: string, options: CostOptions) => {
      exitCode = costCommand().cost(file, options, io);
    });

  program.command('explore')
    .description('Run a workflow over every outcome of every task, and say what is surprising: errors that nothing handles, executions that never end.')
    .argument('<file>', 'a definition (JSON or YAML), a CloudFormation or SAM template, or a folder that `cdk synth` made')
    .addOption(new Option('--input <json>', 'an input: JSON, "@FILE" for that of a file, "-" for standard input; can be given several times').argParser(collected))
    .option('--mocks <file>', 'a mock configuration file, as Step Functions Local takes it, for what tasks succeed with')
    .option('--case <name>', 'the test case of the mock file; not needed where there is one')
    .option('--state-machine <name>', 'the state machine of the mock file; not needed where one has the test case')
    .option('--logical-id <id>', 'the state machine of the template; not needed where there is one')
    .addOption(workflowType())
    .addOption(new Option('--accept <state>', 'accept what is surprising of a state; can be given several times').argParser(collected))
    .option('--max-executions <number>', 'how many executions are begun at most (default: 10000)', positiveNumber)
    .option('--max-depth <number>', 'how many outcomes of tasks an execution is followed over at most (default: 200)', positiveNumber)
    .addOption(new Option('--format <format>', 'how to write the result').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXIT_CODES('there is no surprise', 'there are surprises'))
    .action((file: string, options: ExploreOptions) => {
      exitCode = exploreCommand().explore(file, options, io);
    });

  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    // The output of --help is an error of exit code 0; commander has written the others.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.OK : ExitCode.COULD_NOT_RUN;
    if (!(error instanceof StepwrightError)) throw error;
    io.writeError(`${error.message}\n`);
    return ExitCode.COULD_NOT_RUN;
  }
  return exitCode;
}

/** The command line as a process. */
export function runInProcess(): void {
  // Whoever reads the output may have read enough, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    process.exitCode = main(process.argv.slice(2), {
      write: (text) => process.stdout.write(text),
      writeError: (text) => process.stderr.write(text),
      readInput: () => readFileSync(0, 'utf8'),
      watching: () => watchingCommand().inProcess(),
      colour: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`
      + 'This is a bug in cdk-stepwright; please report it with the command and its files: https://github.com/cdk-stepwright/cdk-stepwright/issues\n');
    process.exitCode = ExitCode.COULD_NOT_RUN;
  }
}

/** The options of commands that run a workflow. */
const simulating = (command: Command): Command => command
  .option('--input <json>', 'the input: JSON, "@FILE" for that of a file, "-" for standard input', '{}')
  .option('--mocks <file>', 'a mock configuration file, as Step Functions Local takes it')
  .option('--case <name>', 'the test case of the mock file; not needed where there is one')
  .option('--state-machine <name>', 'the state machine of the mock file; not needed where one has the test case')
  .option('--logical-id <id>', 'the state machine of the template; not needed where there is one');

// A command is loaded when it is used: `stepwright --help` needs neither the validator nor the simulator.
const watchingCommand = () => require('./watch-in-process') as typeof import('./watch-in-process');
const accessCommand = () => require('./access-command') as typeof import('./access-command');
const validateCommand = () => require('./validate-command') as typeof import('./validate-command');
const costCommand = () => require('./cost-command') as typeof import('./cost-command');
const exploreCommand = () => require('./explore-command') as typeof import('./explore-command');
const replayCommand = () => require('./replay-command') as typeof import('./replay-command');
const runCommand = () => require('./run-command') as typeof import('./run-command');

const EXIT_CODES = (ok: string, found?: string) => `
Exit codes:
  0  ${ok}${found === undefined ? '' : `\n  1  ${found}`}
  2  the command could not run: a file is missing, an option is wrong`;

const authModes = (what: string) => (
  new Option('--auth <mode>', `${what}, the default one first: cognito, cognito:deny, iam, apiKey, oidc or lambda; can be given several times`).argParser(collected));

const workflowType = () => new Option('--type <type>', 'the type of the workflow, where the file does not say it').choices(['STANDARD', 'EXPRESS']);

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError(`It must be a whole number, not "${text}".`);
  return Number(text);
}

function positiveNumber(text: string): number {
  if (wholeNumber(text) === 0) throw new InvalidArgumentError('It must be at least 1.');
  return Number(text);
}

const collected = (value: string, before: string[] | undefined): string[] => [...before ?? [], value];

function ownVersion(): string {
  return (JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string }).version;
}
