import { CommandIo, ExitCode } from './command-io';
import { theDefinition } from './run-command';
import { historyOfFile } from '../simulator/replay/history-input';
import { replayHistory } from '../simulator/replay/replay';

export interface ReplayOptions {
  readonly logicalId?: string;
  readonly format: 'text' | 'json';
}

/** `stepwright replay`: whether a definition still does what a recorded execution did. */
export function replay(file: string, history: string, options: ReplayOptions, io: CommandIo): ExitCode {
  const { agrees, complete, message, divergence } = replayHistory(theDefinition(file, options.logicalId).source(), historyOfFile(history), {});
  io.write(options.format === 'json' ? `${JSON.stringify({ agrees, complete, message, divergence }, undefined, 2)}\n` : `${message}\n`);
  return agrees ? ExitCode.OK : ExitCode.FOUND;
}
