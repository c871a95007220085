import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonValue } from '../../src/asl/json-value';
import { ReferenceReader, shownText } from '../../src/definitions/reference-text';
import { Template } from '../../src/definitions/template';

const folder = mkdtempSync(join(tmpdir(), 'stepwright-references-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

writeFileSync(join(folder, 'Far.template.json'), JSON.stringify({
  Resources: { Work: { Type: 'AWS::SQS::Queue' } },
  Outputs: { Work: { Value: { 'Fn::GetAtt': ['Work', 'Arn'] }, Export: { Name: 'Far:Work' } } },
}));
writeFileSync(join(folder, 'Shop.template.json'), JSON.stringify({
  Parameters: { Stage: { Type: 'String', Default: 'dev' } },
  Mappings: { Names: { dev: { queue: 'dev-work' } } },
  Resources: {
    Charge: { Type: 'AWS::Lambda::Function' },
    Named: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: { 'Fn::Sub': 'charge-${Stage}' } } },
    Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Charge' }, Name: 'live' } },
    V: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { 'Fn::GetAtt': ['Charge', 'Arn'] } } },
    Work: { Type: 'AWS::SQS::Queue' },
    News: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } },
    Files: { Type: 'AWS::S3::Bucket' },
    Flow: { Type: 'AWS::StepFunctions::StateMachine' },
    FlowV: { Type: 'AWS::StepFunctions::StateMachineVersion', Properties: { StateMachineArn: { Ref: 'Flow' } } },
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: 'count' } },
    Secret: { Type: 'AWS::SecretsManager::Secret' },
    Other: { Type: 'AWS::Foo::Bar' },
  },
}));

const scope = Template.load(join(folder, 'Shop.template.json'));
const read = (value: JsonValue) => shownText(new ReferenceReader().text(value, scope));
const IN = '${AWS::Region}:${AWS::AccountId}';

test.each<[JsonValue, string]>([
  ['plain', 'plain'],
  [3, '3'],
  [{ Ref: 'AWS::Region' }, '${AWS::Region}'],
  [{ Ref: 'AWS::StackName' }, '${AWS::StackName}'],
  [{ Ref: 'Charge' }, '${Charge}'],
  [{ 'Fn::GetAtt': ['Charge', 'Arn'] }, `arn:\${AWS::Partition}:lambda:${IN}:function:\${Charge}`],
  [{ 'Fn::Sub': '${Named.Arn}' }, `arn:\${AWS::Partition}:lambda:${IN}:function:charge-\${Stage}`],
  [{ Ref: 'Live' }, `arn:\${AWS::Partition}:lambda:${IN}:function:\${Charge}:live`],
  [{ Ref: 'V' }, `arn:\${AWS::Partition}:lambda:${IN}:function:\${Charge}:\${V.Version}`],
  [{ 'Fn::GetAtt': ['V', 'FunctionArn'] }, `arn:\${AWS::Partition}:lambda:${IN}:function:\${Charge}:\${V.Version}`],
  [{ Ref: 'Work' }, 'https://sqs.${AWS::Region}.amazonaws.com/${AWS::AccountId}/${Work.QueueName}'],
  [{ 'Fn::GetAtt': ['Work', 'QueueUrl'] }, 'https://sqs.${AWS::Region}.amazonaws.com/${AWS::AccountId}/${Work.QueueName}'],
  [{ 'Fn::GetAtt': ['Work', 'QueueName'] }, '${Work.QueueName}'],
  [{ Ref: 'News' }, `arn:\${AWS::Partition}:sns:${IN}:news`],
  [{ 'Fn::GetAtt': ['News', 'TopicArn'] }, `arn:\${AWS::Partition}:sns:${IN}:news`],
  [{ 'Fn::Join': ['/', [{ 'Fn::GetAtt': ['Files', 'Arn'] }, '*']] }, 'arn:${AWS::Partition}:s3:::${Files}/*'],
  [{ Ref: 'FlowV' }, `arn:\${AWS::Partition}:states:${IN}:stateMachine:\${Flow.Name}:\${FlowV.Version}`],
  [{ 'Fn::Select': [6, { 'Fn::Split': [':', { Ref: 'Flow' }] }] }, '${Flow.Name}'],
  [{ Ref: 'Task' }, `arn:\${AWS::Partition}:ecs:${IN}:task-definition/count:\${Task.Revision}`],
  [{ Ref: 'Secret' }, '${Secret.Arn}'],
  [{ 'Fn::GetAtt': ['Other', 'Arn'] }, '${Other.Arn}'],
  [{ 'Fn::FindInMap': ['Names', 'dev', 'queue'] }, 'dev-work'],
  [{ 'Fn::FindInMap': ['Names', { Ref: 'Stage' }, 'queue'] }, '{"Fn::FindInMap":["Names",{"Ref":"Stage"},"queue"]}'],
  [{ 'Fn::ImportValue': 'Far:Work' }, `arn:\${AWS::Partition}:sqs:${IN}:\${Work.QueueName}`],
  [{ 'Fn::ImportValue': 'unknown' }, '{"Fn::ImportValue":"unknown"}'],
  [{ 'Fn::If': ['IsProd', 'a', 'b'] }, '{"Fn::If":["IsProd","a","b"]}'],
  [{ 'Fn::Sub': ['${A}-${!B}', { A: { Ref: 'Charge' } }] }, '${Charge}-${B}'],
  ['a-{{resolve:ssm:x}}', 'a-{{resolve:ssm:x}}'],
  [{ Ref: 'Missing' }, '${Missing}'],
  [['a', 'b'], '["a","b"]'],
])('%j is read as %s', (value, expected) => {
  expect(read(value)).toBe(expected);
});

test('the same name in two templates is two things, and an import is what it imports', () => {
  const reader = new ReferenceReader();
  const far = scope.exported('Far:Work')!.scope;
  const arn = { 'Fn::GetAtt': ['Work', 'Arn'] };
  expect(reader.text({ 'Fn::ImportValue': 'Far:Work' }, scope)).toEqual(reader.text(arn, far));
  expect(reader.text(arn, scope)).not.toEqual(reader.text(arn, far));
  expect(reader.resource({ 'Fn::ImportValue': 'Far:Work' }, scope)).toMatchObject({ logicalId: 'Work', scope: far });
});

test('what is nested too deeply, or refers to itself, is not followed', () => {
  let value: JsonValue = { Ref: 'Charge' };
  for (let i = 0; i < 5_000; i++) value = { 'Fn::Join': ['', [value]] };
  expect(() => read(value)).not.toThrow();
});
