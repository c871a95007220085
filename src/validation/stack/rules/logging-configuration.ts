import { isJsonObject, JsonObject, JsonValue } from '../../../asl/json-value';
import { plainText } from '../../../definitions/reference-text';
import { FindingSeverity } from '../../finding';
import { either, cut } from '../../wording';
import { allow, exampleTemplate } from '../example-template';
import { StackAnalysis } from '../stack-analysis';
import { defineStackRule } from '../stack-rule';

const LEVELS = ['ALL', 'ERROR', 'FATAL', 'OFF'];
const DONE = { Done: { Type: 'Succeed' } };
const MAY_LOG = [allow('logs:*', '*')];
const LOGS = { Logs: { Type: 'AWS::Logs::LogGroup' } };
const destination = (arn: unknown) => ({ CloudWatchLogsLogGroup: { LogGroupArn: arn } });
const logging = (configuration: object) => exampleTemplate(DONE, MAY_LOG, { machine: { LoggingConfiguration: configuration }, resources: LOGS });

/**
 * A state machine that logs does so to exactly one log group.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html
 */
export const loggingConfiguration = defineStackRule({
  id: 'ASL904',
  name: 'logging-configuration',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'InvalidLoggingConfiguration',
  summary: 'A state machine that logs has exactly one log group to log to.',
  why: 'AWS says "Must specify exactly one Log Destination" and refuses the state machine.',
  fix: 'Give one destination, with the ARN of a log group; or leave the level OFF.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html',
  messages: {
    destinations: (level: string, count: number) => `LoggingConfiguration has the level "${level}" and ${count === 0 ? 'no destination' : `${count} destinations`}. AWS takes exactly one.`,
    level: (level: string) => `LoggingConfiguration has the level "${level}". It must be ${either(LEVELS)}.`,
    arn: (arn: string) => `The log group of LoggingConfiguration is "${arn}". It must be the ARN of a log group, with ":*" at its end.`,
  },
  examples: {
    good: [
      { template: logging({ Level: 'ALL', Destinations: [destination({ 'Fn::GetAtt': ['Logs', 'Arn'] })] }) },
      { title: 'The level is OFF where it is not given', template: logging({}) },
    ],
    bad: [
      {
        template: logging({ Level: 'ALL' }),
        findings: [{ at: '', says: 'LoggingConfiguration has the level "ALL" and no destination. AWS takes exactly one.' }],
      },
      {
        template: logging({
          Level: 'FATAL', Destinations: ['a', 'b'].map((name) => destination(`arn:aws:logs:us-east-1:123456789012:log-group:${name}:*`)),
        }),
        findings: [{ at: '', says: 'LoggingConfiguration has the level "FATAL" and 2 destinations. AWS takes exactly one.' }],
      },
      {
        template: logging({ Level: 'WARN', Destinations: [destination({ 'Fn::GetAtt': ['Logs', 'Arn'] })] }),
        findings: [{ at: '', says: 'LoggingConfiguration has the level "WARN". It must be "ALL", "ERROR", "FATAL" or "OFF".' }],
      },
      {
        title: 'The name of a log group',
        template: logging({ Level: 'ALL', Destinations: [destination({ Ref: 'Logs' })] }),
        findings: [{ at: '', says: 'The log group of LoggingConfiguration is "${Logs}". It must be the ARN of a log group, with ":*" at its end.' }],
      },
    ],
  },
  check: ({ analysis, report }) => {
    const name = analysis.machine.type === 'AWS::Serverless::StateMachine' ? 'Logging' : 'LoggingConfiguration';
    const configuration = analysis.machine.properties[name];
    if (!isJsonObject(configuration)) return;
    const { Level: level } = configuration;
    if (typeof level !== 'string') return;
    if (!LEVELS.includes(level)) {
      report('level', { property: `${name}/Level` }, [cut(level)]);
      return;
    }
    const destinations = knownDestinations(configuration);
    if (!destinations || level === 'OFF') return;
    if (destinations.length !== 1) report('destinations', { property: name }, [level, destinations.length]);
    for (const each of destinations) {
      const wrong = wrongArn(each, analysis);
      if (wrong !== undefined) report('arn', { property: `${name}/Destinations` }, [cut(wrong)]);
    }
  },
});

/** The destinations; undefined where it is known only at deploy how many there are. */
function knownDestinations({ Destinations: given }: JsonObject): readonly JsonObject[] | undefined {
  if (given === undefined) return [];
  if (!Array.isArray(given)) return undefined;
  const known = (given as readonly JsonValue[]).filter((each): each is JsonObject => isJsonObject(each) && isJsonObject(each.CloudWatchLogsLogGroup));
  return known.length === given.length ? known : undefined;
}

/** The text that should be the ARN of a log group, where it certainly is none. */
function wrongArn({ CloudWatchLogsLogGroup: group }: JsonObject, { reader, machine }: StackAnalysis): string | undefined {
  const arn = isJsonObject(group) ? group.LogGroupArn : undefined;
  if (arn === undefined) return undefined;
  const text = reader.text(arn, machine.scope);
  const plain = plainText(text);
  if (plain !== undefined) return /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:.+:\*$/.test(plain) ? undefined : plain;
  const [first] = text;
  return typeof first !== 'string' && first.kind === 'name' ? first.label : undefined;
}
