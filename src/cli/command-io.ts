import type { Watching } from './watch';

/** What a command reads and writes, so that it can be run in a test as in a process. */
export interface CommandIo {
  /** Whether the output is a terminal that shows colours. */
  readonly colour: boolean;
  write(text: string): void;
  writeError(text: string): void;
  /** All of standard input. */
  readInput(): string;
  /** What a command that watches files needs. */
  watching(): Watching;
}

/** How the command ended. The documentation of the command line names these. */
export enum ExitCode {
  /** Nothing found; the execution succeeded. */
  OK = 0,
  /** Findings; the execution did not succeed. */
  FOUND = 1,
  /** The command could not do its work: a file is missing, an option is wrong. */
  COULD_NOT_RUN = 2,
}
