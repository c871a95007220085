import { parseDefinition } from '../../src/asl/document';
import { JsonObject, JsonValue } from '../../src/asl/json-value';
import { simulate, TextBuilder } from '../../src/definitions/intrinsic-text';
import { NamedResource } from '../../src/definitions/simulated-names';
import { TemplateScope, ValueInScope } from '../../src/definitions/template-scope';

const RESOURCES: { [logicalId: string]: { type: string; properties?: { [name: string]: string } } } = {
  Charge: { type: 'AWS::Lambda::Function' },
  Named: { type: 'AWS::Lambda::Function', properties: { FunctionName: 'charge-card' } },
  ChargeVersion: { type: 'AWS::Lambda::Version', properties: { FunctionName: 'charge-card' } },
  ChargeAlias: { type: 'AWS::Lambda::Alias', properties: { FunctionName: 'charge-card', Name: 'live' } },
  Orders: { type: 'AWS::DynamoDB::Table' },
  Work: { type: 'AWS::SQS::Queue' },
  Fifo: { type: 'AWS::SQS::Queue', properties: { FifoQueue: 'true' } },
  News: { type: 'AWS::SNS::Topic' },
  Child: { type: 'AWS::StepFunctions::StateMachine' },
  Reviews: { type: 'AWS::StepFunctions::Activity' },
  Files: { type: 'AWS::S3::Bucket' },
  Access: { type: 'AWS::IAM::Role' },
  Task: { type: 'AWS::ECS::TaskDefinition' },
  Other: { type: 'AWS::NeptuneGraph::PrivateGraphEndpoint' },
};

const SCOPE: TemplateScope = {
  stackName: 'Shop',
  environment: {},
  declared: () => undefined,
  declaredOf: () => [],
  beside: () => [SCOPE],
  resource: (id): NamedResource | undefined => (Object.hasOwn(RESOURCES, id)
    ? { type: RESOURCES[id].type, name: id, property: (name) => RESOURCES[id].properties?.[name] }
    : undefined),
  parameter: (name) => ({
    Limit: { type: 'Number', default: '25' },
    Names: { type: 'CommaDelimitedList', default: 'a, b' },
    Stage: { type: 'String', default: 'dev' },
    NotifyTopicArn: { type: 'String' },
  })[name],
  condition: (name) => ({
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    IsDev: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    Circle: { Condition: 'Circle' },
    ...Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`Many${i}`, { 'Fn::And': Array.from({ length: 10 }, () => ({ Condition: `Many${i + 1}` })) }])),
  } as { [name: string]: JsonValue })[name],
  mapped: (map, key, second) => (map === 'Sizes' && key === 'us-east-1' ? `${second}-size` : undefined),
  stackOutput: (stack, output) => (stack === 'Far' && output === 'Q' ? { value: { 'Fn::GetAtt': ['Work', 'Arn'] }, scope: SCOPE } : undefined),
  exported: (name): ValueInScope | undefined => (name === 'Shared:Queue' || name === '/cdk/exports/Shop/Q' ? { value: { 'Fn::GetAtt': ['Work', 'Arn'] }, scope: SCOPE }
    : name === 'RoundManyTimes' ? { value: { 'Fn::Join': ['', Array.from({ length: 10 }, () => ({ 'Fn::ImportValue': name }))] }, scope: SCOPE }
      : name === 'Round' ? { value: { 'Fn::ImportValue': 'Round' }, scope: SCOPE } : undefined),
  nestedOutput: (id, output) => (id === 'Nested' && output === 'FnArn' ? { value: { 'Fn::GetAtt': ['Charge', 'Arn'] }, scope: SCOPE } : undefined),
  readableName: (id) => id,
};

const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:Charge';

/** The text with `<label>` where something is not known. */
function shown(value: JsonValue, as: 'asText' | 'asJson' = 'asText'): string {
  const builder = new TextBuilder();
  const { text, opaques } = builder.source(builder[as](value, SCOPE));
  return text.replace(/\uF8FE(\d+)\uF8FF/g, (_, index) => `<${opaques[Number(index)].label}>`);
}

describe('a value of a template as text', () => {
  test.each<[JsonValue, string]>([
    ['plain', 'plain'],
    [{ Ref: 'Work' }, '<${Work}>'],
    [{ 'Fn::GetAtt': ['Charge', 'Arn'] }, '<${Charge.Arn}>'],
    [{ 'Fn::GetAtt': 'Charge.Arn' }, '<${Charge.Arn}>'],
    [{ 'Fn::Join': ['', ['{"a":"', { Ref: 'Work' }, '"}']] }, '{"a":"<${Work}>"}'],
    [{ 'Fn::Join': ['-', ['a', { 'Fn::Join': ['+', ['b', { Ref: 'Work' }]] }, 3]] }, 'a-b+<${Work}>-3'],
    [{ 'Fn::Join': [',', { Ref: 'Names' }] }, '<${Names} joined by ,>'],
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:x:${!Keep}:${Charge.Arn}:${Work}' }, 'arn:<${AWS::Partition}>:x:${Keep}:<${Charge.Arn}>:<${Work}>'],
    [{ 'Fn::Sub': ['${A}/${B}', { A: 'known', B: { Ref: 'Work' } }] }, 'known/<${Work}>'],
    [{ 'Fn::Select': [1, ['a', 'b']] }, 'b'],
    [{ 'Fn::Select': ['0', { 'Fn::Split': ['|', 'x|y'] }] }, 'x'],
    [{ 'Fn::Select': [6, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Charge', 'Arn'] }] }] }, '<${Charge.Arn} split by :[6]>'],
    [{ 'Fn::ImportValue': 'Shared:Queue' }, '<Fn::ImportValue Shared:Queue>'],
    [{ 'Fn::FindInMap': ['Sizes', 'us-east-1', 'big'] }, 'big-size'],
    [{ 'Fn::If': ['IsProd', 'for prod', 'for others'] }, 'for others'],
    [{ 'Fn::Join': ['', ['x', { 'Fn::If': ['IsProd', 'p', 'o'] }]] }, 'x<Fn::If ["IsProd","p","o"]>'],
    [{ 'Fn::Unheard': 'of' }, '<Fn::Unheard of>'],
    [{ Ref: 'AWS::NoValue' }, ''],
  ])('%j is %s', (value, expected) => {
    expect(shown(value)).toBe(expected);
  });

  test('the same unknown is marked with the same index wherever it stands', () => {
    const builder = new TextBuilder();
    const { opaques } = builder.source(builder.asText({ 'Fn::Sub': '${Work} ${Work} ${News}' }, SCOPE));
    expect(opaques.map(({ label, logicalId }) => [label, logicalId])).toEqual([['${Work}', 'Work'], ['${News}', 'News']]);
  });
});

describe('a value of a template as JSON', () => {
  test.each<[JsonValue, string]>([
    [{ a: 'q"\n', b: [1, true, null] }, '{"a":"q\\"\\n","b":[1,true,null]}'],
    [{ Resource: { 'Fn::GetAtt': ['Charge', 'Arn'] } }, '{"Resource":<${Charge.Arn}>}'],
    [{ Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:x' } }, '{"Resource":"arn:<${AWS::Partition}>:x"}'],
    [{ a: 1, b: { Ref: 'AWS::NoValue' }, c: [{ Ref: 'AWS::NoValue' }, 2] }, '{"a":1,"c":[2]}'],
    [JSON.parse('{"__proto__":{"x":1}}') as JsonValue, '{"__proto__":{"x":1}}'],
  ])('%j', (value, expected) => {
    expect(shown(value, 'asJson')).toBe(expected);
  });

  test('a definition that is nested too deeply is refused in plain words', () => {
    let deep: JsonValue = 1;
    for (let i = 0; i < 5000; i++) deep = { a: deep };
    expect(() => shown(deep, 'asJson')).toThrow('The definition is nested too deeply: more than 1200 levels.');
    for (let i = 0; i < 20_000; i++) deep = [deep];
    for (const [name, given] of [['Fn::If', ['C', deep, deep]], ['Fn::Unheard', deep]] as const) {
      expect(() => shown(['', { [name]: given }], 'asJson')).toThrow('The definition is nested too deeply: more than 1200 levels.');
    }
  });

  test('a text of many openings without an end is read in linear time', () => {
    const text = '${'.repeat(500_000);
    expect(shown({ 'Fn::Sub': text })).toBe(text);
  });
});

describe('a value of a template in a simulation', () => {
  test.each<[JsonValue, JsonValue]>([
    [{ 'Fn::GetAtt': ['Charge', 'Arn'] }, LAMBDA],
    [{ Ref: 'Charge' }, 'Charge'],
    [{ 'Fn::GetAtt': ['Named', 'Arn'] }, 'arn:aws:lambda:us-east-1:123456789012:function:charge-card'],
    [{ Ref: 'ChargeVersion' }, 'arn:aws:lambda:us-east-1:123456789012:function:charge-card:1'],
    [{ Ref: 'ChargeAlias' }, 'arn:aws:lambda:us-east-1:123456789012:function:charge-card:live'],
    [{ Ref: 'Orders' }, 'Orders'],
    [{ 'Fn::GetAtt': ['Orders', 'Arn'] }, 'arn:aws:dynamodb:us-east-1:123456789012:table/Orders'],
    [{ 'Fn::GetAtt': ['Orders', 'StreamArn'] }, 'arn:aws:dynamodb:us-east-1:123456789012:table/Orders/stream'],
    [{ Ref: 'Work' }, 'https://sqs.us-east-1.amazonaws.com/123456789012/Work'],
    [{ Ref: 'Fifo' }, 'https://sqs.us-east-1.amazonaws.com/123456789012/Fifo.fifo'],
    [{ 'Fn::GetAtt': ['Work', 'QueueName'] }, 'Work'],
    [{ 'Fn::GetAtt': ['Work', 'Arn'] }, 'arn:aws:sqs:us-east-1:123456789012:Work'],
    [{ Ref: 'News' }, 'arn:aws:sns:us-east-1:123456789012:News'],
    [{ 'Fn::GetAtt': ['News', 'TopicArn'] }, 'arn:aws:sns:us-east-1:123456789012:News'],
    [{ 'Fn::GetAtt': ['News', 'TopicName'] }, 'News'],
    [{ Ref: 'Child' }, 'arn:aws:states:us-east-1:123456789012:stateMachine:Child'],
    [{ 'Fn::GetAtt': ['Child', 'Name'] }, 'Child'],
    [{ Ref: 'Reviews' }, 'arn:aws:states:us-east-1:123456789012:activity:Reviews'],
    [{ Ref: 'Files' }, 'files'],
    [{ 'Fn::GetAtt': ['Files', 'Arn'] }, 'arn:aws:s3:::files'],
    [{ 'Fn::GetAtt': ['Access', 'Arn'] }, 'arn:aws:iam::123456789012:role/Access'],
    [{ Ref: 'Task' }, 'arn:aws:ecs:us-east-1:123456789012:task-definition/Task:1'],
    [{ 'Fn::GetAtt': ['Other', 'Arn'] }, 'arn:aws:neptunegraph:us-east-1:123456789012:private-graph-endpoint/Other'],
    [{ 'Fn::GetAtt': ['Nested', 'Outputs.FnArn'] }, LAMBDA],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ Ref: 'AWS::AccountId' }, '123456789012'],
    [{ Ref: 'AWS::Partition' }, 'aws'],
    [{ Ref: 'AWS::StackName' }, 'Shop'],
    [{ Ref: 'Limit' }, 25],
    [{ Ref: 'Names' }, ['a', 'b']],
    [{ Ref: 'NotifyTopicArn' }, 'arn:aws:sns:us-east-1:123456789012:NotifyTopic'],
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:states:::lambda:invoke' }, 'arn:aws:states:::lambda:invoke'],
    [{ 'Fn::Select': [6, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Charge', 'Arn'] }] }] }, 'Charge'],
    [{ 'Fn::ImportValue': 'Shared:Queue' }, 'arn:aws:sqs:us-east-1:123456789012:Work'],
    [{ 'Fn::GetStackOutput': { StackName: 'Far', OutputName: 'Q' } }, 'arn:aws:sqs:us-east-1:123456789012:Work'],
    [{ 'Fn::GetAtt': ['ExportsReader', '/cdk/exports/Shop/Q'] }, 'arn:aws:sqs:us-east-1:123456789012:Work'],
    [{ 'Fn::ImportValue': { 'Fn::Sub': 'Shared:Queue' } }, 'arn:aws:sqs:us-east-1:123456789012:Work'],
    [{ 'Fn::ImportValue': 'A:ExportsOutputFnGetAttCharge8F3E1A2BArn1A2B3C4D' }, LAMBDA],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'big'] }, 'big-size'],
    [[{ 'Fn::If': ['IsProd', 'p', 'o'] }, { 'Fn::If': ['IsDev', 'd', 'x'] }, { 'Fn::If': ['Circle', 'c', 'x'] }], ['o', 'd', 'c']],
    [{ 'Fn::Join': ['","', { Ref: 'Names' }] }, 'a'],
    [{ 'Fn::Base64': 'x' }, 'eA=='],
  ])('%j stands for %j', (value, expected) => {
    expect(simulate(value, SCOPE)).toEqual(expected);
  });

  test('exports that refer in circles end, however many they are', () => {
    expect(simulate({ 'Fn::ImportValue': 'Round' }, SCOPE)).toBe('Round');
    expect(simulate({ 'Fn::ImportValue': 'RoundManyTimes' }, SCOPE)).toMatch(/RoundManyTimes/);
  });

  test('conditions that refer to each other many times are evaluated once', () => {
    expect(simulate({ 'Fn::If': ['Many0', 'yes', 'no'] }, SCOPE)).toBe('yes');
  });
});

test('a definition of CDK, a join with functions in it, is a document whose unknown values stand in their strings', () => {
  const builder = new TextBuilder();
  const source = builder.source(builder.asText({
    'Fn::Join': ['', [
      '{"StartAt":"Charge","States":{"Charge":{"Type":"Task","Resource":"arn:', { Ref: 'AWS::Partition' },
      ':states:::lambda:invoke","Parameters":{"FunctionName":"', { 'Fn::GetAtt': ['Charge', 'Arn'] }, '"},"TimeoutSeconds":', { Ref: 'Limit' }, ',"End":true}}}',
    ]],
  }, SCOPE));
  const document = parseDefinition(source);
  expect(document.problems).toEqual([]);
  expect((document.toValue() as JsonObject).States).toEqual({
    Charge: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: LAMBDA }, TimeoutSeconds: 25, End: true },
  });
});
