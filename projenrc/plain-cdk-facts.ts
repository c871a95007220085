import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PlainOrders } from '../examples/plain-cdk/plain';
import { Orders } from '../examples/plain-cdk/with-stepwright';
import { AslValidation, FindingSeverity } from 'cdk-stepwright';

interface State {
  readonly Type: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Branches?: readonly { readonly States: States }[];
}

interface States {
  readonly [name: string]: State;
}

/** The last is what a service fails with that has no exception of its own for it. */
const THROTTLING = /Thrott|TooManyRequests|ProvisionedThroughput|^States\.(ALL|TaskFailed)$|^(\w+)\.\2Exception$/;

/** What one of the two versions has, read off its template. */
export function facts(version: 'plain' | 'with-stepwright') {
  const app = new App();
  const stack: Stack = version === 'plain' ? new PlainOrders(app, 'Orders') : new Orders(app, 'Orders');
  const template = Template.fromStack(stack);
  const of = (type: string): any[] => Object.values(template.findResources(type)).map(({ Properties }) => Properties);
  const [machine] = of('AWS::StepFunctions::StateMachine');
  const all = statesOf(definitionOf(machine.DefinitionString));
  const tasks = all.filter(({ Type }) => Type === 'Task');
  const alarms = of('AWS::CloudWatch::Alarm');
  const findings = AslValidation.of(app).findings();
  const count = (wanted: FindingSeverity) => findings.filter(({ severity }) => severity === wanted).length;
  return {
    logs: machine.LoggingConfiguration?.Level
      ? `from level ${machine.LoggingConfiguration.Level} on, kept for ${of('AWS::Logs::LogGroup')[0].RetentionInDays} days` : 'nothing',
    tracing: machine.TracingConfiguration?.Enabled ? 'yes' : 'no',
    alarms: alarms.length,
    tasks: tasks.length,
    withTimeout: tasks.filter(({ TimeoutSeconds }) => TimeoutSeconds !== undefined).length,
    retryThrottling: tasks.filter(({ Retry = [] }) => Retry.some(({ ErrorEquals }) => ErrorEquals.some((name) => THROTTLING.test(name)))).length,
    deadLetters: of('AWS::Events::Rule')[0].Targets[0].DeadLetterConfig !== undefined,
    inDoubt: all.some(({ Catch = [] }) => Catch.some(({ ErrorEquals }) => ErrorEquals.includes('States.Timeout'))),
    compensationAlarm: alarms.some(({ MetricName }) => MetricName === 'CompensationFailed'),
    wildcards: of('AWS::IAM::Policy').filter(({ PolicyName }) => /^OrdersStateMachineRole|^OrdersRole/.test(PolicyName)).flatMap(wildcardsOf).length,
    findings: `${count(FindingSeverity.ERROR)} errors, ${count(FindingSeverity.WARNING)} warnings, ${count(FindingSeverity.INFO)} notes`,
  };
}

function definitionOf(text: any): { readonly States: States } {
  return JSON.parse(typeof text === 'string' ? text : text['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'TOKEN')).join(''));
}

const statesOf = ({ States }: { readonly States: States }): State[] =>
  Object.values(States).flatMap((state) => [state, ...(state.Branches ?? []).flatMap(statesOf)]);

/** Resources of statements about what tasks do that stand for more than one thing. */
function wildcardsOf({ PolicyDocument }: any): unknown[] {
  return PolicyDocument.Statement
    .filter(({ Action, Condition }: any) => !/^(xray|logs):/.test([Action].flat()[0]) && Condition === undefined)
    .flatMap(({ Resource }: any) => [Resource].flat())
    .filter((resource: any) => /\*$/.test(typeof resource === 'string' ? resource : resource['Fn::Join']?.[1].at(-1) ?? ''));
}
