import { IConstruct } from 'constructs';
import { misuse } from '../misuse';

/** How an Express workflow is started, and with it how often AWS runs an execution. */
export enum ExpressMode {
  /**
   * The caller waits for the output: `StartSyncExecution`, or a synchronous integration of API Gateway.
   *
   * An execution runs at most once.
   */
  SYNC = 'SYNC',
  /**
   * The caller gets no output: `StartExecution`, EventBridge, Pipes.
   *
   * An execution runs at least once: now and then it runs twice, so that its tasks have to be idempotent.
   */
  ASYNC = 'ASYNC',
}

/** Who writes no types may leave the mode out: that must not make a Standard workflow of it. @internal */
export function checkMode(workflow: IConstruct, mode: ExpressMode): void {
  if (mode !== ExpressMode.SYNC && mode !== ExpressMode.ASYNC) {
    throw misuse(workflow, `"mode" is ${JSON.stringify(mode)}. It has to be ExpressMode.SYNC or ExpressMode.ASYNC.`);
  }
}
