import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDefinition } from '../../../src/asl/document';
import { Template } from '../../../src/definitions/template';
import { allow, exampleTemplate, invokes } from '../../../src/validation/stack/example-template';
import { stackFindings } from '../../../src/validation/stack/stack-findings';

const folder = mkdtempSync(join(tmpdir(), 'stepwright-iam-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** The findings about the state machine "Orders" of a template, as `ASL901 message`. */
function found(template: object): string[] {
  const file = join(folder, `${++files}.json`);
  writeFileSync(file, JSON.stringify(template));
  const loaded = Template.load(file);
  return stackFindings(loaded.declared('Orders')!, parseDefinition(loaded.source('Orders'))).map(({ finding: { id, message } }) => `${id} ${message}`);
}

const task = (resource: string, parameters?: object, more: object = {}) => ({
  Call: { Type: 'Task', Resource: resource.startsWith('arn:') ? resource : `arn:aws:states:::${resource}`, ...(parameters && { Parameters: parameters }), End: true, ...more },
});
const CHARGE = { Charge: { Type: 'AWS::Lambda::Function' } };
const ARN = { 'Fn::GetAtt': ['Charge', 'Arn'] };
const INVOKE = { Charge: invokes('Charge') };
const MISSING = 'ASL901 State "Charge" needs "lambda:InvokeFunction" on "${Charge.Arn}", which role "OrdersRole" does not allow.';
const CONDITION = 'ASL908 Whether the role of the state machine allows all that is needed is not certain: a condition, or a value that is known only at deploy, decides it.';

describe('a statement of the role', () => {
  const invoking = (...statements: object[]) => found(exampleTemplate(INVOKE, statements, { resources: CHARGE }));

  test.each<[string, object]>([
    ['by Fn::GetAtt', allow('lambda:InvokeFunction', ARN)],
    ['by Fn::GetAtt as one text', allow('lambda:InvokeFunction', { 'Fn::GetAtt': 'Charge.Arn' })],
    ['by Fn::Sub', allow('lambda:InvokeFunction', { 'Fn::Sub': '${Charge.Arn}' })],
    ['by the name of the function', allow('lambda:InvokeFunction', { 'Fn::Sub': 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Charge}' })],
    ['by Fn::Join', allow('lambda:InvokeFunction', { 'Fn::Join': [':', ['arn:aws:lambda', { Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, 'function', { Ref: 'Charge' }]] })],
    ['by parts of the ARN', allow('lambda:InvokeFunction', {
      'Fn::Join': ['', ['arn:aws:lambda:*:*:function:', { 'Fn::Select': [6, { 'Fn::Split': [':', ARN] }] }]],
    })],
    ['with others', allow(['sqs:SendMessage', 'lambda:InvokeFunction'], ['arn:aws:sqs:us-east-1:1:q', ARN])],
    ['in letters of another case', allow('LAMBDA:invokefunction', ARN)],
    ['with wildcards', allow('lambda:Invoke*', 'arn:aws:lambda:*:*:function:*')],
    ['with a wildcard for one character', allow('lambda:InvokeFunctio?', '*')],
    ['but for other actions', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
    ['but for other resources', { Effect: 'Allow', Action: 'lambda:*', NotResource: 'arn:aws:lambda:*:*:function:other' }],
  ])('allows %s', (_, statement) => {
    expect(invoking(statement)).toEqual([]);
  });

  test.each<[string, object]>([
    ['of another action', allow('lambda:InvokeAsync', ARN)],
    ['of versions only', allow('lambda:GetFunction', { 'Fn::Sub': '${Charge.Arn}:*' })],
    ['of all but this action', { Effect: 'Allow', NotAction: 'lambda:*', Resource: '*' }],
    ['of all but this resource', { Effect: 'Allow', Action: 'sqs:*', NotResource: ARN }],
    ['that denies', { Effect: 'Deny', Action: 'sqs:*', Resource: '*' }],
  ])('does not allow: one %s', (_, statement) => {
    expect(invoking(statement)).toEqual([MISSING]);
  });

  test('says where it allows the action', () => {
    expect(invoking(allow('lambda:InvokeFunction', ['arn:aws:lambda:us-east-1:1:function:a', 'arn:aws:lambda:us-east-1:1:function:b', { 'Fn::Sub': '${Charge.Arn}:*' }]))).toEqual([
      `${MISSING} It allows it on "arn:aws:lambda:us-east-1:1:function:a" and "arn:aws:lambda:us-east-1:1:function:b" and 1 more only.`,
    ]);
  });

  test.each<[string, object[]]>([
    ['a condition', [{ ...allow('lambda:InvokeFunction', ARN), Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } }]],
    ['a parameter', [allow('lambda:InvokeFunction', { Ref: 'SomeArn' })]],
    ['a name that may be made so', [allow('lambda:InvokeFunction', 'arn:aws:lambda:*:*:function:shop-*')]],
    ['a branch of Fn::If', [{ 'Fn::If': ['IsProd', allow('lambda:InvokeFunction', ARN), { Ref: 'AWS::NoValue' }] }]],
    ['a parameter of the Systems Manager', [allow('lambda:InvokeFunction', '{{resolve:ssm:charge}}')]],
    ['a resource in Fn::If', [allow('lambda:InvokeFunction', { 'Fn::If': ['IsProd', ARN, '*'] })]],
  ])('leaves it open: %s', (_, statements) => {
    expect(invoking(...statements)).toEqual([CONDITION]);
  });

  test.each<[string, object, string]>([
    ['for all', { Effect: 'Deny', Action: 'lambda:InvokeFunction', Resource: ARN }, 'ASL901 State "Charge" needs "lambda:InvokeFunction" on "${Charge.Arn}", which a policy of role "OrdersRole" denies.'],
    ['under a condition', { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      'ASL908 Whether the role of the state machine allows all that is needed is not certain: a statement that denies may apply.'],
  ])('that denies %s counts for more than one that allows', (_, deny, expected) => {
    expect(invoking(allow('lambda:*', '*'), deny)).toEqual([expected]);
  });

  test('that denies something else does no harm', () => {
    expect(invoking(allow('lambda:*', '*'), { Effect: 'Deny', NotAction: ['lambda:*'], Resource: '*' })).toEqual([]);
  });
});

describe('the policies of the role', () => {
  const withPolicy = (resources: object, role?: object) => found(exampleTemplate(INVOKE, [], { resources: { ...CHARGE, ...resources }, role }));
  const document = { Statement: allow('lambda:InvokeFunction', ARN) };

  test.each<[string, object, object?]>([
    ['AWS::IAM::Policy', { P: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: document, Roles: [{ Ref: 'OrdersRole' }] } } }],
    ['AWS::IAM::RolePolicy', { P: { Type: 'AWS::IAM::RolePolicy', Properties: { PolicyDocument: document, RoleName: { Ref: 'OrdersRole' } } } }],
    ['AWS::IAM::ManagedPolicy with Roles', { P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document, Roles: [{ Ref: 'OrdersRole' }] } } }],
    ['AWS::IAM::ManagedPolicy in ManagedPolicyArns', { P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document } } }, { ManagedPolicyArns: [{ Ref: 'P' }] }],
    ['a policy of AWS', {}, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaRole'] }],
    ['a policy of AWS in any partition', {}, { ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaRole' }] }],
    ['the role by its name', { P: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: document, Roles: ['orders'] } } }, { RoleName: 'orders' }],
  ])('are found: %s', (...row) => {
    expect(withPolicy(row[1], row[2])).toEqual([]);
  });

  test.each<[string, object, object?]>([
    ['a policy of another role', { P: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: document, Roles: [{ Ref: 'Other' }] } }, Other: { Type: 'AWS::IAM::Role' } }],
    ['a managed policy that nobody has', { P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document } } }],
    ['a policy of AWS for something else', {}, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'] }],
  ])('are not: %s', (...row) => {
    expect(withPolicy(row[1], row[2])).toEqual([MISSING]);
  });

  test.each<[string, object, object, string]>([
    ['a policy of AWS that is not in the table', {}, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }, 'what the managed policy "ReadOnlyAccess" allows is not known here'],
    ['a policy that only its ARN tells', {}, { ManagedPolicyArns: ['arn:aws:iam::123456789012:policy/tasks'] }, 'what the managed policy "arn:aws:iam::123456789012:policy/tasks" allows is not known here'],
    ['policies that are a parameter', {}, { ManagedPolicyArns: { Ref: 'Policies' } }, 'the managed policies of the role are known only at deploy'],
    ['a policy under a condition', { P: { Type: 'AWS::IAM::Policy', Condition: 'IsProd', Properties: { PolicyDocument: document, Roles: [{ Ref: 'OrdersRole' }] } } }, {},
      'a condition, or a value that is known only at deploy, decides it'],
  ])('leave it open: %s', (_, resources, role, why) => {
    expect(withPolicy(resources, role)).toEqual([`ASL908 Whether the role of the state machine allows all that is needed is not certain: ${why}.`]);
  });
});

describe('a permissions boundary', () => {
  const bounded = (...statements: object[]) => found(exampleTemplate(INVOKE, statements, {
    resources: CHARGE, role: { PermissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary' },
  }));

  test('may take away what is allowed', () => {
    expect(bounded(allow('lambda:*', '*'))).toEqual(['ASL908 Whether the role of the state machine allows all that is needed is not certain: the role has a permissions boundary.']);
  });

  test('adds nothing', () => {
    expect(bounded()).toEqual([MISSING]);
  });
});

describe('the role', () => {
  const withRole = (roleArn: unknown) => found(exampleTemplate(INVOKE, [], { machine: { RoleArn: roleArn }, resources: CHARGE, role: { RoleName: 'orders' } }));

  test.each<[string, unknown]>([
    ['by an ARN of its name', 'arn:aws:iam::123456789012:role/orders'],
    ['by Fn::Sub', { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/orders' }],
    ['by Fn::Sub of its attribute', { 'Fn::Sub': '${OrdersRole.Arn}' }],
  ])('is found %s', (_, arn) => {
    expect(withRole(arn)).toEqual([MISSING]);
  });

  test.each<[string, unknown, string]>([
    ['another one', 'arn:aws:iam::123456789012:role/other', 'arn:aws:iam::123456789012:role/other'],
    ['a parameter', { Ref: 'Role' }, '${Role}'],
    ['an import', { 'Fn::ImportValue': 'role' }, '{"Fn::ImportValue":"role"}'],
    ['no role', { Ref: 'Charge' }, '${Charge}'],
  ])('is not known: %s', (_, arn, shown) => {
    expect(withRole(arn)).toEqual([`ASL908 Whether the role of the state machine allows all that is needed is not certain: the role "${shown}" is not made here.`]);
  });
});

describe('a resource that has a policy of its own', () => {
  const send = task('sqs:sendMessage', { QueueUrl: { Ref: 'Work' }, MessageBody: 'x' });
  const policy = (statement: object) => found(exampleTemplate(send, [], {
    resources: {
      Work: { Type: 'AWS::SQS::Queue' },
      Other: { Type: 'AWS::IAM::Role' },
      Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Work' }], PolicyDocument: { Statement: [statement] } } },
    },
  }));

  test.each<[string, object]>([
    ['to the role', { Effect: 'Allow', Action: 'sqs:SendMessage', Principal: { AWS: { 'Fn::GetAtt': ['OrdersRole', 'Arn'] } } }],
    ['to everybody', { Effect: 'Allow', Action: 'sqs:*', Principal: '*' }],
    ['to a role that is not known', { Effect: 'Allow', Action: 'sqs:*', Principal: { AWS: 'arn:aws:iam::123456789012:role/orders' } }],
  ])('may allow it %s', (_, statement) => {
    expect(policy(statement)).toEqual(['ASL908 Whether the role of the state machine allows all that is needed is not certain: the policy of "Work" itself may allow it.']);
  });

  test.each<[string, object]>([
    ['to a service', { Effect: 'Allow', Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' } }],
    ['to another role', { Effect: 'Allow', Action: 'sqs:SendMessage', Principal: { AWS: { 'Fn::GetAtt': ['Other', 'Arn'] } } }],
    ['to the account', { Effect: 'Allow', Action: 'sqs:SendMessage', Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } } }],
    ['another action', { Effect: 'Allow', Action: 'sqs:ReceiveMessage', Principal: '*' }],
    ['nothing', { Effect: 'Deny', Action: 'sqs:*', Principal: '*' }],
  ])('does not allow it by allowing it %s', (_, statement) => {
    expect(policy(statement)).toEqual(['ASL901 State "Call" needs "sqs:SendMessage" on "${Work.Arn}", which role "OrdersRole" does not allow.']);
  });
});

describe('what a task needs', () => {
  const needs = (states: object, ...statements: object[]) => found(exampleTemplate(states, statements, {
    resources: {
      ...CHARGE,
      Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Charge' }, Name: 'live' } },
      Work: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work' } },
      News: { Type: 'AWS::SNS::Topic' },
      Items: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'items' } },
      Files: { Type: 'AWS::S3::Bucket' },
      Child: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'child' } },
      Approve: { Type: 'AWS::StepFunctions::Activity' },
    },
  }));
  const one = (actions: string, on: string, only = '') => [`ASL901 State "Call" needs ${actions}${on === '' ? '' : ` on "${on}"`}, which role "OrdersRole" does not allow.${only}`];
  const OTHER = '${AWS::Region}:${AWS::AccountId}';

  test.each<[string, object, string, string]>([
    ['a function by its name', task('lambda:invoke', { FunctionName: 'charge' }), '"lambda:InvokeFunction"', `arn:\${AWS::Partition}:lambda:${OTHER}:function:charge`],
    ['a function by its logical id', task('lambda:invoke', { FunctionName: { Ref: 'Charge' } }), '"lambda:InvokeFunction"', '${Charge.Arn}'],
    ['a function with a qualifier', task('lambda:invoke', { FunctionName: ARN, Qualifier: 'live' }), '"lambda:InvokeFunction"', '${Charge.Arn}:live'],
    ['a function by a short ARN', task('lambda:invoke', { FunctionName: '123456789012:function:f' }), '"lambda:InvokeFunction"', 'arn:${AWS::Partition}:lambda:${AWS::Region}:123456789012:function:f'],
    ['an alias', task('lambda:invoke', { FunctionName: { Ref: 'Live' } }), '"lambda:InvokeFunction"', '${Live}'],
    ['a function by its ARN', task('arn:aws:lambda:us-east-1:123456789012:function:f'), '"lambda:InvokeFunction"', 'arn:aws:lambda:us-east-1:123456789012:function:f'],
    ['a function that the input names', task('lambda:invoke', { 'FunctionName.$': '$.fn' }), '"lambda:InvokeFunction"', ''],
    ['a queue by its URL', task('sqs:sendMessage', { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/q', MessageBody: 'x' }), '"sqs:SendMessage"', 'arn:${AWS::Partition}:sqs:eu-west-1:123456789012:q'],
    ['a topic', task('sns:publish', { TopicArn: { Ref: 'News' }, Message: 'x' }), '"sns:Publish"', '${News}'],
    ['a table', task('dynamodb:putItem', { TableName: 'items', Item: {} }), '"dynamodb:PutItem"', `arn:\${AWS::Partition}:dynamodb:${OTHER}:table/items`],
    ['the default bus', task('events:putEvents', { Entries: [{ Source: 'a', DetailType: 'b', Detail: {} }] }), '"events:PutEvents"', `arn:\${AWS::Partition}:events:${OTHER}:event-bus/default`],
    ['a nested execution', task('states:startExecution', { StateMachineArn: { Ref: 'Child' } }), '"states:StartExecution"', '${Child}'],
    ['an AWS service', task('aws-sdk:s3:getObject', { Bucket: { Ref: 'Files' }, Key: 'a/b' }), '"s3:GetObject"', '${Files.Arn}/a/b'],
    ['an AWS service whose action has another name', task('aws-sdk:s3:listObjectsV2', { Bucket: 'files' }), '"s3:ListBucket"', 'arn:${AWS::Partition}:s3:::files'],
    ['an AWS service with another prefix', task('aws-sdk:cognitoidentityprovider:listUsers', { UserPoolId: 'p' }), '"cognito-idp:ListUsers"', ''],
  ])('%s', (_, states, actions, on) => {
    expect(needs(states)).toEqual(one(actions, on));
    // As the finding says it, it is enough.
    expect(needs(states, allow(JSON.parse(`[${actions}]`), on === '' ? '*' : { 'Fn::Sub': on }))).toEqual([]);
  });

  describe('to start an alias', () => {
    const starts = (StateMachineArn: unknown, ...conditions: object[]) => found(exampleTemplate(
      task('states:startExecution', { StateMachineArn }),
      conditions.map((Condition) => ({ Effect: 'Allow', Action: 'states:StartExecution', Resource: [{ Ref: 'Child' }, CHILD], Condition })),
      {
        resources: {
          Child: { Type: 'AWS::StepFunctions::StateMachine', Properties: {} },
          Version: { Type: 'AWS::StepFunctions::StateMachineVersion', Properties: { StateMachineArn: { Ref: 'Child' } } },
          Alias: { Type: 'AWS::StepFunctions::StateMachineAlias', Properties: { Name: 'live', DeploymentPreference: { StateMachineVersionArn: { Ref: 'Version' } } } },
        },
      },
    ));
    const CHILD = 'arn:aws:states:eu-west-1:111122223333:stateMachine:child';
    const only = (operator: string, qualifier: string | string[]) => ({ [operator]: { 'states:StateMachineQualifier': qualifier } });

    test.each<[string, unknown]>([['of this template', { Ref: 'Alias' }], ['of another', `${CHILD}:live`]])('%s: under a condition for it', (_, arn) => {
      expect(starts(arn, only('ForAnyValue:StringEquals', 'live'))).toEqual([]);
      expect(starts(arn, only('StringEquals', ['1', 'live']))).toEqual([]);
      expect(starts(arn, only('ForAnyValue:StringEquals', 'beta'))).toEqual([expect.stringMatching(
        /needs "states:StartExecution" on .* It allows it under a condition that does not hold: "states:StateMachineQualifier" is "beta"\.$/)]);
    });
  });

  test('nothing for an activity, and for what acts in the cluster', () => {
    expect(needs(task('arn:aws:states:us-east-1:123456789012:activity:approve'))).toEqual([]);
    expect(needs({ Call: { Type: 'Task', Resource: { Ref: 'Approve' }, End: true } })).toEqual([]);
    expect(needs(task('eks:call', { ClusterName: 'c' }))).toEqual([]);
    expect(needs(task('apigateway:invoke', { ApiEndpoint: 'x', Method: 'GET' }))).toEqual([]);
  });

  test('under JSONata, what is an expression is known only when the task runs', () => {
    const call = (name: string) => ({ Call: { Type: 'Task', QueryLanguage: 'JSONata', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: name }, End: true } });
    expect(needs(call('{% $states.input.fn %}'), allow('lambda:InvokeFunction', ARN))).toEqual([]);
    expect(needs(call('charge'), allow('lambda:InvokeFunction', ARN))[0]).toContain('function:charge"');
  });

  test('in branches and in Maps as well', () => {
    const inner = (name: string) => ({ StartAt: name, States: { [name]: invokes('Charge') } });
    expect(needs({ P: { Type: 'Parallel', Branches: [inner('One')], Next: 'M' }, M: { Type: 'Map', ItemProcessor: inner('Two'), End: true } }).map((each) => each.slice(0, 18)))
      .toEqual(['ASL901 State "One"', 'ASL901 State "Two"']);
  });

  test('what is filled in at deploy may be anything', () => {
    const calls = (name: string) => needs(task('lambda:invoke', { FunctionName: name }), allow('lambda:InvokeFunction', ARN));
    expect(calls('{{resolve:ssm:charge}}')).toEqual([CONDITION]);
    expect(calls('${ChargeFunction}')).toEqual([CONDITION]);
  });

  test('a role that is allowed everything is allowed what is not known', () => {
    expect(needs(task('aws-sdk:chatbot:listTeams'), allow('*', '*')).map((each) => each.slice(0, 6))).toEqual(['ASL902']);
  });

  test('what is not known is said once', () => {
    expect(needs({ Call: { Type: 'Task', Resource: { Ref: 'SomeResource' }, Next: 'Then' }, ...{ Then: task('aws-sdk:chatbot:listTeams').Call } })).toEqual([
      'ASL908 Whether the role of the state machine allows all that is needed is not certain: what state "Call" calls; which permissions "aws-sdk:chatbot:listTeams" needs.',
    ]);
  });

  test('a harness to invoke', () => {
    const harness = 'arn:aws:bedrock-agentcore:us-east-1:123456789012:harness/agent-0123456789';
    const invoke = task('bedrockagentcore:invokeHarness', { HarnessArn: harness });
    expect(needs(invoke, allow(['bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime'], harness))).toEqual([]);
    expect(needs(invoke, allow('bedrock-agentcore:InvokeHarness', harness))).toEqual(one('"bedrock-agentcore:InvokeAgentRuntime"', harness));
  });

  test('a role to pass', () => {
    const train = task('sagemaker:createTrainingJob', { RoleArn: 'arn:aws:iam::123456789012:role/train' });
    expect(needs(train, allow('sagemaker:*', '*'))).toEqual(one('"iam:PassRole"', 'arn:aws:iam::123456789012:role/train'));
    const pass = { ...allow('iam:PassRole', '*'), Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } } };
    expect(needs(train, allow('sagemaker:*', '*'), pass)).toEqual([]);
    const toOther = { ...allow('iam:PassRole', '*'), Condition: { StringLike: { 'iam:PassedToService': 'ecs*' } } };
    expect(needs(train, allow('sagemaker:*', '*'), toOther)).toEqual(one('"iam:PassRole"', 'arn:aws:iam::123456789012:role/train', ' It allows it under a condition that does not hold: "iam:PassedToService" is "ecs*".'));
  });

  test('the roles of a task of ECS', () => {
    const definition = { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: 'count', TaskRoleArn: { 'Fn::GetAtt': ['TaskRole', 'Arn'] } } }, TaskRole: { Type: 'AWS::IAM::Role' } };
    const run = (taskDefinition: unknown) => found(exampleTemplate(task('ecs:runTask', { TaskDefinition: taskDefinition }), [allow('ecs:RunTask', '*')], { resources: definition }));
    const expected = ['ASL901 State "Call" needs "iam:PassRole" on "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${TaskRole}", which role "OrdersRole" does not allow.'];
    expect(run('count')).toEqual(expected);
    expect(run({ Ref: 'Task' })).toEqual(expected);
    expect(run('arn:aws:ecs:us-east-1:123456789012:task-definition/other:1')).toEqual([]);
  });

  test('a role that the task takes', () => {
    const call = task('lambda:invoke', { FunctionName: ARN }, { Credentials: { RoleArn: { 'Fn::GetAtt': ['Far', 'Arn'] } } });
    const take = (statements: object[], far: object[]) => found(exampleTemplate(call, statements, {
      resources: { ...CHARGE, Far: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: far } }] } } },
    }));
    const assume = allow('sts:AssumeRole', { 'Fn::GetAtt': ['Far', 'Arn'] });
    expect(take([assume], [allow('lambda:InvokeFunction', ARN)])).toEqual([]);
    expect(take([], [allow('lambda:InvokeFunction', ARN)])).toEqual(one('"sts:AssumeRole"', '${Far.Arn}'));
    expect(take([assume], [])).toEqual(['ASL901 State "Call" needs "lambda:InvokeFunction" on "${Charge.Arn}", which role "Far" does not allow.']);
  });

  test('the key of what is encrypted', () => {
    const encrypted = (keyPolicy: object[], ...statements: object[]) => found(exampleTemplate(
      task('sqs:sendMessage', { QueueUrl: { Ref: 'Q' }, MessageBody: 'x' }), [allow('sqs:SendMessage', '*'), ...statements],
      { resources: { Q: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: { Ref: 'Key' } } }, Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: keyPolicy } } } } },
    ));
    const root = { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } } };
    expect(encrypted([root])).toEqual(one('"kms:GenerateDataKey" and "kms:Decrypt"', '${Key.Arn}'));
    expect(encrypted([root], allow(['kms:GenerateDataKey*', 'kms:Decrypt'], { 'Fn::GetAtt': ['Key', 'Arn'] }))).toEqual([]);
    expect(encrypted([root, { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: { 'Fn::GetAtt': ['OrdersRole', 'Arn'] } } }])[0]).toContain('the policy of "Key" itself may allow it');
  });
});

test('what cannot be a state machine or a policy does not end the search', () => {
  const strange = [null, 1, 'x', [], [[]], { a: 1 }, { 'Fn::If': [] }, { 'Fn::Join': ['', { Ref: 'x' }] }, { 'Fn::Sub': ['${a}', 1] }, { 'Fn::Select': ['x', { 'Fn::Split': ['', ''] }] }, { 'Fn::GetAtt': 'x' }];
  for (const value of strange) {
    const template = exampleTemplate(INVOKE, [allow('lambda:InvokeFunction', value), { Effect: value, Action: value, Resource: value, Condition: value }], {
      machine: { LoggingConfiguration: value, TracingConfiguration: value, EncryptionConfiguration: value },
      role: { ManagedPolicyArns: [value], PermissionsBoundary: value, Path: value },
      resources: { ...CHARGE, P: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: value, Roles: [value, { Ref: 'OrdersRole' }] } } },
    });
    expect(() => found(template)).not.toThrow();
    const strangeRole = { Policies: value, ManagedPolicyArns: value, AssumeRolePolicyDocument: value };
    expect(() => found(exampleTemplate(INVOKE, [], { machine: { RoleArn: value }, role: strangeRole }))).not.toThrow();
  }
});

test('names that are made of each other end', () => {
  const resources = {
    Charge: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: { 'Fn::Sub': '${Other}-a' } } },
    Other: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: { 'Fn::Sub': '${Charge}-b' } } },
  };
  expect(found(exampleTemplate(INVOKE, [allow('lambda:InvokeFunction', ARN)], { resources }))).toEqual([]);
});

describe('a state machine of SAM', () => {
  const sam = (properties: object) => found({
    Resources: { ...CHARGE, Orders: { Type: 'AWS::Serverless::StateMachine', Properties: { Definition: { StartAt: 'Charge', States: INVOKE }, ...properties } } },
  });

  test.each<[string, object]>([
    ['a policy template', { LambdaInvokePolicy: { FunctionName: { Ref: 'Charge' } } }],
    ['a document', { Statement: [allow('lambda:InvokeFunction', ARN)] }],
    ['a policy of AWS by its name', 'service-role/AWSLambdaRole' as unknown as object],
  ])('is allowed by %s', (_, policy) => {
    expect(sam({ Policies: [policy] })).toEqual([]);
  });

  test('is not allowed what no policy allows', () => {
    expect(sam({ Policies: [{ SQSSendMessagePolicy: { QueueName: 'q' } }] })).toEqual([
      'ASL901 State "Charge" needs "lambda:InvokeFunction" on "${Charge.Arn}", which role of "Orders" does not allow.',
    ]);
    expect(sam({ Policies: [{ SomeOtherPolicy: {} }] })[0]).toContain('what a policy of the state machine allows is not known here');
  });
});
