import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { oneTask } from './one-task';
import { DynamoGetItemTask, DynamoPutItemTask, DynamoUpdateItemTask, LocalServices, Simulator } from '../../src';

const table = (stack: Stack, props: Partial<dynamodb.TableProps> = {}) => new dynamodb.Table(stack, 'Table', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, ...props,
});

describe('plain values become attribute values', () => {
  const FIXED: readonly (readonly [unknown, object])[] = [
    ['a', { S: 'a' }], ['', { S: '' }], [7.5, { N: '7.5' }], [true, { BOOL: true }], [null, { NULL: true }], [[], { L: [] }], [{}, { M: {} }],
    [[1, ['a']], { L: [{ N: '1' }, { L: [{ S: 'a' }] }] }],
    [{ a: { b: null } }, { M: { a: { M: { b: { NULL: true } } } } }],
    [tasks.DynamoAttributeValue.fromStringSet(['a']), { SS: ['a'] }],
  ];

  test.each([['jsonPath'], ['jsonata']] as const)('in %s', (language) => {
    const item = Object.fromEntries(FIXED.map(([value], index) => [`a${index}`, value]));
    const { sent } = oneTask((stack) => DynamoPutItemTask[language](stack, 'Do', { table: table(stack), item: { id: 'x', ...item } }));
    expect(sent({}).Item).toEqual({ id: { S: 'x' }, ...Object.fromEntries(FIXED.map(([, value], index) => [`a${index}`, value])) });
  });

  test('the types of what is known only when the task runs, in JSONata', () => {
    const { sent, findings } = oneTask((stack) => DynamoPutItemTask.jsonata(stack, 'Do', { table: table(stack), item: { id: 'x', given: '{% $states.input.given %}' } }));
    const values = FIXED.slice(0, -1);
    for (const [given, attribute] of values) expect(sent({ given }).Item.given).toEqual(attribute);
    expect(findings).toEqual([]);
  });

  test('texts and numbers by their paths, in JSONPath', () => {
    const { sent, findings } = oneTask((stack) => DynamoPutItemTask.jsonPath(stack, 'Do', {
      table: table(stack),
      item: { id: sfn.JsonPath.stringAt('$.id'), of: { total: sfn.JsonPath.numberAt('$.total') }, text: '{% not an expression here %}' },
    }));
    expect(sent({ id: 'a', total: 7 }).Item).toEqual({ id: { S: 'a' }, of: { M: { total: { N: '7' } } }, text: { S: '{% not an expression here %}' } });
    expect(findings).toEqual([]);
  });
});

describe('an item becomes plain, in JSONata', () => {
  const { output } = oneTask((stack) => DynamoGetItemTask.jsonata(stack, 'Do', { table: table(stack), key: { id: 'a' } }));

  test.each<[object, unknown]>([
    [{ S: 'a' }, 'a'], [{ S: '' }, ''], [{ N: '7.5' }, 7.5], [{ BOOL: false }, false], [{ NULL: true }, null], [{ L: [] }, []], [{ M: {} }, {}],
    [{ L: [{ N: '1' }] }, [1]],
    [{ L: [{ L: [{ S: 'a' }] }] }, [['a']]],
    [{ L: [{ L: [] }, { NULL: true }, { M: { a: { L: [{ S: 'b' }, { S: 'c' }] } } }] }, [[], null, { a: ['b', 'c'] }]],
    [{ SS: ['a'] }, ['a']], [{ NS: ['1'] }, [1]], [{ BS: ['YQ=='] }, ['YQ==']], [{ B: 'YQ==' }, 'YQ=='],
  ])('%j', (attribute, plain) => {
    expect(output({ Item: { id: { S: 'x' }, given: attribute } })).toEqual({ id: 'x', given: plain });
  });

  test('null where there is none', () => {
    expect(output({})).toBeNull();
  });
});

test('what is asked of a write is what goes on', () => {
  const { output } = oneTask((stack) => DynamoUpdateItemTask.jsonata(stack, 'Do', {
    table: table(stack), key: { id: 'a' }, updateExpression: 'SET n = :n', expressionAttributeValues: { ':n': 1 }, returnValues: tasks.DynamoReturnValues.ALL_NEW,
  }));
  expect(output({ Attributes: { n: { N: '1' } } })).toEqual({ Attributes: { n: { N: '1' } } });
});

test('an item that was written is read, with the fake of the service', () => {
  const { stack, workflow } = oneTask((scope) => {
    const made = table(scope);
    return DynamoPutItemTask.jsonata(scope, 'Do', { table: made, item: { id: '{% $states.input.id %}', lines: '{% $states.input.lines %}' } })
      .next(DynamoGetItemTask.jsonata(scope, 'Read', { table: made, key: { id: '{% $states.input.id %}' } }));
  });
  const services = LocalServices.fromConstruct(stack);
  const order = { id: 'a', lines: [{ sku: 'x', count: 2, tags: [] }] };
  expect(Simulator.fromStateMachine(workflow).useServices(services).run(order).assertSucceeded().output).toEqual(order);
});

test.each<[string, 'Get' | 'Put', string[]]>([
  ['reads', 'Get', ['kms:Decrypt', 'kms:DescribeKey']],
  ['writes', 'Put', ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo']],
])('with a key of one\'s own, the role may use it through DynamoDB: %s', (_, which, actions) => {
  const { stack } = oneTask((scope) => {
    const encrypted = table(scope, { encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED });
    return which === 'Get' ? DynamoGetItemTask.jsonata(scope, 'Do', { table: encrypted, key: { id: 'a' } }) : DynamoPutItemTask.jsonata(scope, 'Do', { table: encrypted, item: { id: 'a' } });
  });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: actions, Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } } },
      })]),
    },
  });
});
