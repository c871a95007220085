import { isJsonObject, JsonValue } from '../../../asl/json-value';
import { shownText } from '../../../definitions/reference-text';
import { FindingSeverity } from '../../finding';
import { all, cut } from '../../wording';
import { allow, exampleTemplate } from '../example-template';
import { elsewhere, needer, onWhat, remedy } from '../missing';
import { StackAnalysis } from '../stack-analysis';
import { defineStackRule } from '../stack-rule';

const START = { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters: { StateMachineArn: { Ref: 'Bill' } }, TimeoutSeconds: 3600, End: true };
const BILL = { Bill: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: 'arn:aws:iam::123456789012:role/bill', Definition: { StartAt: 'A', States: { A: { Type: 'Succeed' } } } } } };
const EXECUTIONS = [
  allow('states:StartExecution', { Ref: 'Bill' }),
  allow(['states:DescribeExecution', 'states:StopExecution'], { 'Fn::Sub': 'arn:aws:states:*:*:execution:${Bill.Name}:*' }),
];
const RULE = allow(['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], { 'Fn::Sub': 'arn:aws:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule' });

/**
 * When AWS creates a state machine, Step Functions takes its role and tries what it will need: to make a rule of EventBridge that tells when jobs
 * end, and to deliver logs.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html#connect-iam-sync-async
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
export const creationPermissions = defineStackRule({
  id: 'ASL906',
  name: 'creation-permissions',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'AccessDeniedException',
  summary: 'Step Functions may take the role of a state machine, and with it make the rules and the log deliveries that the machine needs.',
  why: 'AWS tries them when it creates the state machine, and refuses it: the role "is not authorized to create managed-rule", or "to access the Log Destination".',
  fix: 'Let the role allow the actions.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html#connect-iam-sync-async',
  messages: {
    missing: (who: string, actions: readonly string[], on: string, role: string, only: string) => `${who} needs ${all(actions)}${on}, which role ${role} does not allow.${only}`,
    trust: (role: string, whom: string) => `Role ${role} may not be taken by Step Functions: it trusts ${whom}, and not the service "states.amazonaws.com".`,
  },
  examples: {
    good: [{ title: 'A nested execution that is waited for', template: exampleTemplate({ Bill: START }, [...EXECUTIONS, RULE], { resources: BILL }) }],
    bad: [
      {
        title: 'A nested execution that is waited for',
        template: exampleTemplate({ Bill: START }, EXECUTIONS, { resources: BILL }),
        findings: [{
          at: '/States/Bill/Resource',
          says: 'State "Bill" needs "events:PutTargets", "events:PutRule" and "events:DescribeRule" on '
            + '"arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule", which role "OrdersRole" does not allow.',
        }],
      },
      {
        title: 'Logs',
        template: exampleTemplate({ Done: { Type: 'Succeed' } }, [allow('logs:*', { 'Fn::GetAtt': ['Logs', 'Arn'] })], {
          machine: { LoggingConfiguration: { Level: 'ALL', Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['Logs', 'Arn'] } } }] } },
          resources: { Logs: { Type: 'AWS::Logs::LogGroup' } },
        }),
        findings: [{
          at: '',
          says: 'Logging needs "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries", '
            + '"logs:PutResourcePolicy", "logs:DescribeResourcePolicies" and "logs:DescribeLogGroups" on all resources ("*"), which role "OrdersRole" does not allow. '
            + 'It allows it on "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Logs}:*" only.',
        }],
      },
      {
        title: 'A role for something else',
        template: exampleTemplate({ Done: { Type: 'Succeed' } }, [], {
          role: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] } },
        }),
        findings: [{ at: '', says: 'Role "OrdersRole" may not be taken by Step Functions: it trusts "lambda.amazonaws.com", and not the service "states.amazonaws.com".' }],
      },
    ],
  },
  check: ({ analysis, report }) => {
    for (const missing of analysis.missing) {
      const { need, actions, role } = missing;
      if (need.for !== 'create') continue;
      const place = need.node ? need : { property: need.what === 'Logging' ? 'LoggingConfiguration' : 'RoleArn' };
      report('missing', place, [needer(missing), actions, onWhat(analysis, missing), cut(role.label), elsewhere(missing)], remedy(analysis, missing));
    }
    const trusted = onlyTrusted(analysis);
    if (trusted) {
      report('trust', { property: 'RoleArn' }, [cut(analysis.role.label), all(trusted.map((each) => cut(each)))],
        'Add to its AssumeRolePolicyDocument: {"Effect":"Allow","Principal":{"Service":"states.amazonaws.com"},"Action":"sts:AssumeRole"}.');
    }
  },
});

/** Whom the role trusts, where Step Functions is certainly not among them. */
function onlyTrusted({ role: { resource }, reader }: StackAnalysis): string[] | undefined {
  const document = resource?.properties.AssumeRolePolicyDocument;
  const statements = isJsonObject(document) ? document.Statement : undefined;
  if (!resource || statements === undefined) return undefined;
  const trusted: string[] = [];
  for (const statement of listOf(statements)) {
    if (!isJsonObject(statement)) return undefined;
    if (statement.Effect === 'Deny') continue;
    const principal = statement.Principal;
    if (statement.Effect !== 'Allow' || !isJsonObject(principal)) return undefined;
    for (const [kind, given] of Object.entries(principal)) {
      for (const each of listOf(given)) {
        const text = reader.text(each, resource.scope);
        const name = shownText(text);
        const known = text.every((part) => typeof part === 'string' || part.kind !== 'open');
        if (!known || (kind === 'Service' && /^states\./.test(name)) || !['Service', 'AWS', 'Federated'].includes(kind)) return undefined;
        trusted.push(name);
      }
    }
  }
  return trusted.length > 0 ? trusted : undefined;
}

const listOf = (value: JsonValue): readonly JsonValue[] => (Array.isArray(value) ? value as readonly JsonValue[] : [value]);
