import { createHash } from 'node:crypto';
import type { EndedTask } from './task-tokens';
import type { Engine, MachineIdentity } from '../engine/engine';
import type { Machine } from '../engine/machine';
import { saveState, Snapshot } from '../engine/snapshot';
import { StepwrightError } from '../errors';

/** Raised when what is written changes its form. */
const FORMAT = 1;

/** An execution in progress as JSON. */
interface WrittenExecution extends Snapshot {
  readonly machine: string;
  readonly identity: MachineIdentity;
  readonly endedTasks: readonly EndedTask[];
}

/** Writes an execution down. The digest tells a text that was cut off or changed, of which nothing good could come. */
export function writeExecution({ machine, identity, state }: Engine, endedTasks: readonly EndedTask[]): string {
  const written: WrittenExecution = { machine: machine.fingerprint, identity, endedTasks, ...saveState(state) };
  const text = JSON.stringify(written);
  return JSON.stringify({ format: FORMAT, digest: digestOf(text), execution: written });
}

/** Reads what {@link writeExecution} wrote, of the same state machine. */
export function readExecution(json: string, machine: Machine, identity: MachineIdentity): WrittenExecution {
  const { format, digest, execution } = parsed(json);
  if (typeof format !== 'number' || typeof digest !== 'string' || typeof execution !== 'object') {
    throw new StepwrightError('InvalidSnapshot', 'The text is not an execution that toJson() of an ExecutionInProgress wrote.');
  }
  if (format !== FORMAT) {
    throw new StepwrightError('InvalidSnapshot', 'The execution was written down by another version of cdk-stepwright, in another form. Start it again, or use that version.');
  }
  if (digest !== digestOf(JSON.stringify(execution))) {
    throw new StepwrightError('InvalidSnapshot', 'The execution is not as toJson() of an ExecutionInProgress wrote it: the text was changed or cut off. Start it again.');
  }
  if (execution.machine !== machine.fingerprint) {
    throw new StepwrightError('InvalidSnapshot', 'The execution is of another definition. Resume it with a simulator of the definition that it was started with.');
  }
  const { identity: own } = execution;
  if (own.stateMachineArn !== identity.stateMachineArn || own.express !== identity.express) {
    throw new StepwrightError('InvalidSnapshot', `The execution is of ${described(own)}, and the simulator simulates ${described(identity)}. `
      + 'Resume it with a simulator of the same workflowType, stateMachineName, account and region.');
  }
  return execution;
}

function parsed(json: string): { readonly format?: unknown; readonly digest?: unknown; readonly execution?: WrittenExecution } {
  try {
    return Object(JSON.parse(json));
  } catch {
    return {};
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const described = ({ stateMachineArn, express }: MachineIdentity): string => `"${stateMachineArn}", ${express ? 'an Express' : 'a Standard'} workflow`;
