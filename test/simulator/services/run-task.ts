import { Execution, LocalServices, Simulator, SimulatorProps } from '../../../src';

/**
 * Runs one task that services answer: its resource without what stands before the service, and its parameters, which come from the input: AWS does
 * not look at those before the task runs, so they may be wrong.
 */
export function runTask(services: LocalServices, resource: string, parameters: object, props: SimulatorProps = {}): Execution {
  return Simulator.fromDefinition({
    QueryLanguage: 'JSONata',
    StartAt: 'Call',
    States: { Call: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Arguments: '{% $states.input %}', End: true } },
  }, props).useServices(services).run(parameters);
}

/** The error and the cause of an execution, with what differs from call to call as a dash. */
export function failure({ error, cause }: Execution): string {
  return `${error}: ${cause?.replaceAll(/Request ID: [^;,) ]+/g, 'Request ID: -')}`;
}

/** What a task gave, without the metadata of its transport. */
export function result({ output, error, cause }: Execution): object {
  if (output === undefined) {
    throw new Error(`The task failed with ${error}: ${cause}`);
  }
  const { SdkHttpMetadata: _http, SdkResponseMetadata: _response, ...rest } = output;
  return rest;
}
