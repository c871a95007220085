/** What there is to say of an execution in progress: a part of it, so that this loads nothing of the engine. */
interface InProgress {
  readonly execution: { readonly trace: string };
  readonly pendingTasks: readonly { readonly stateName: string; readonly attempt: number }[];
}

/** An execution in progress for people and for snapshots: what happened, and the tasks that wait. */
export function describeInProgress({ execution, pendingTasks }: InProgress): string {
  const pending = pendingTasks.map(({ stateName, attempt }) => `${JSON.stringify(stateName)}${attempt > 1 ? `, attempt ${attempt}` : ''}`);
  return pending.length === 0 ? execution.trace : `${execution.trace}\n\npending: ${pending.join('; ')}`;
}
