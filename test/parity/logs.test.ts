import { readdirSync, readFileSync } from 'node:fs';
import { sourceFromText } from '../../src/definitions/file';
import { Simulation } from '../../src/simulator/simulation';
import { describeWithData, sharedData } from '../shared-data';

type LogEvent = { readonly [member: string]: unknown; readonly details: { readonly [name: string]: unknown } };

interface LoggedCase {
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly definition: object;
  readonly input: unknown;
  readonly ungraded?: string;
  readonly loggingConfiguration?: { readonly level: string; readonly includeExecutionData?: boolean };
  readonly expected: { readonly loggedEvents?: readonly LogEvent[]; readonly endEvent?: LogEvent };
}

/** The recorder parsed texts that are JSON objects, and put placeholders where times, ARNs and roles stand. */
function comparable({ details, ...event }: LogEvent): object {
  const parsed = Object.entries(details).map(([name, value]) => (
    [name, name === 'roleArn' ? '-' : (name === 'input' || name === 'output') && typeof value === 'string' ? JSON.parse(value) : value]));
  return { ...event, event_timestamp: '-', execution_arn: String(event.execution_arn).split(':').slice(5, 6), details: Object.fromEntries(parsed) };
}

describeWithData('aws-recorded', 'events that AWS wrote to CloudWatch Logs', () => {
  const folder = sharedData('aws-recorded', 'executions');
  const cases = readdirSync(folder).filter((file) => /^(logs|express|sfn-api-express)\./.test(file))
    .map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as LoggedCase)
    .filter(({ loggingConfiguration, ungraded }) => loggingConfiguration?.includeExecutionData !== undefined && ungraded === undefined);

  test('are recorded', () => expect(cases.length).toBeGreaterThan(20));

  test.each(cases.map((one) => [one.name, one] as const))('%s', (_name, { type, definition, input, loggingConfiguration, expected }) => {
    const simulation = new Simulation(sourceFromText(JSON.stringify(definition)), { workflowType: type as never });
    const { level, includeExecutionData } = loggingConfiguration!;
    const logged = simulation.run(input).logEvents({ level: level as never, includeExecutionData });
    const wanted = expected.endEvent ? [expected.endEvent] : expected.loggedEvents ?? []; // of an Express execution only the last event was kept
    expect((expected.endEvent ? logged.slice(-1) : logged).map(comparable)).toEqual(wanted.map(comparable));
  });
});
