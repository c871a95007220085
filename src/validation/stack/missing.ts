import { Missing, StackAnalysis } from './stack-analysis';
import { shownText } from '../../definitions/reference-text';
import { DeclaredResource } from '../../definitions/template-scope';
import { all, cut } from '../wording';

/** What needs something, to begin a sentence. */
export function needer({ need: { state, what } }: Missing): string {
  return state ? `State "${cut(state.name)}"` : what ?? 'The state machine';
}

/** On what something is needed, to go on with a sentence. */
export function onWhat(analysis: StackAnalysis, { need }: Missing): string {
  const [arn] = need.resource.arns;
  if (!arn) return '';
  return arn.length === 1 && arn[0] === '*' ? ' on all resources ("*")' : ` on "${analysis.shown(need)}"`;
}

/** Where else the role allows it, or under which condition: what was meant is often one of these. */
export function elsewhere({ allowedOn, conditions }: Missing): string {
  if (conditions.length > 0) return ` It allows it under a condition that does not hold: ${conditions.slice(0, 2).map((each) => cut(each, 300)).join(', ')}.`;
  if (allowedOn.length === 0) return '';
  const some = allowedOn.slice(0, 2).map(({ text }) => cut(shownText(text), 200));
  return ` It allows it on ${all(some)}${allowedOn.length > 2 ? ` and ${allowedOn.length - 2} more` : ''} only.`;
}

/** What makes the role allow it: the line to add. */
export function remedy(analysis: StackAnalysis, { need, actions, role, denied }: Missing): string {
  if (denied) return `Remove what denies it from the policies of role ${role.label}, or except this from it.`;
  const shown = need.resource.arns.length > 0 ? analysis.shown(need) : '*';
  const circular = refersToMachine(analysis, shown) && waitsForPolicies(analysis, role);
  if (!analysis.inApp) {
    const resource = /\$\{/.test(shown) ? { 'Fn::Sub': shown } : shown;
    const statement = JSON.stringify({ Effect: 'Allow', Action: actions.length === 1 ? actions[0] : actions, Resource: resource });
    if (!circular) return `Add to a policy of role ${role.label}: ${statement}.`;
    return `Add to an "AWS::IAM::Policy" of its own, attached to role ${role.label}: ${statement}. Among the role's own policies it would be a circular dependency: `
      + 'the state machine needs the role, and the statement the state machine.';
  }
  const granted = `new iam.PolicyStatement({ actions: [${actions.map((action) => `'${action}'`).join(', ')}], resources: ['${shown}'] })`;
  if (circular) {
    return `Attach a policy of its own to the role: new iam.Policy(this, 'OwnPolicy', { roles: [role], statements: [${granted}] }). `
      + 'By addToRolePolicy() it would be a circular dependency: the state machine waits for the policies of its role, and the statement needs the state machine.';
  }
  const grant = grantOf(actions[0], need.resource.declared);
  const grantable = grant === undefined ? '' : `Call ${grant} of "${need.resource.declared!.constructPath}" with the state machine. Or call `;
  return `${grantable}${grantable === '' ? 'Call ' : ''}addToRolePolicy() of the state machine with ${granted}.`;
}

function refersToMachine({ machine: { logicalId } }: StackAnalysis, shown: string): boolean {
  return shown.includes(`\${${logicalId}}`) || shown.includes(`\${${logicalId}.`);
}

/** Whether the role is made together with the state machine: then what is written in the role comes before the state machine. */
function waitsForPolicies({ machine: { type, properties } }: StackAnalysis, { resource }: Missing['role']): boolean {
  return resource !== undefined || (type === 'AWS::Serverless::StateMachine' && properties.Role === undefined);
}

/** The method of the L2 construct that allows an action, by the type of its resource. */
const GRANTS: { readonly [typeAndAction: string]: string } = {
  'AWS::Lambda::Function lambda:InvokeFunction': 'grantInvoke()',
  'AWS::SQS::Queue sqs:SendMessage': 'grantSendMessages()',
  'AWS::SNS::Topic sns:Publish': 'grantPublish()',
  'AWS::StepFunctions::StateMachine states:StartExecution': 'grantStartExecution()',
  'AWS::DynamoDB::Table dynamodb:GetItem': 'grantReadData()',
  'AWS::DynamoDB::Table dynamodb:PutItem': 'grantWriteData()',
  'AWS::DynamoDB::Table dynamodb:UpdateItem': 'grantWriteData()',
  'AWS::DynamoDB::Table dynamodb:DeleteItem': 'grantWriteData()',
  'AWS::S3::Bucket s3:GetObject': 'grantRead()',
  'AWS::S3::Bucket s3:ListBucket': 'grantRead()',
  'AWS::S3::Bucket s3:PutObject': 'grantWrite()',
  'AWS::SecretsManager::Secret secretsmanager:GetSecretValue': 'grantRead()',
  'AWS::KMS::Key kms:Decrypt': 'grantDecrypt()',
  'AWS::KMS::Key kms:GenerateDataKey': 'grantEncryptDecrypt()',
};

function grantOf(action: string, declared: DeclaredResource | undefined): string | undefined {
  const key = declared && `${declared.type} ${action}`;
  return key !== undefined && declared?.constructPath !== undefined && Object.hasOwn(GRANTS, key) ? GRANTS[key] : undefined;
}
