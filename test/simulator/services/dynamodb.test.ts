import { failure, result, runTask } from './run-task';
import { LocalServices } from '../../../src';

const V1 = (code: string) => `(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ${code}; Request ID: -; Proxy: null)`;

let services: LocalServices;
beforeEach(() => {
  services = new LocalServices();
  services.dynamoDb.addTable('T', 'id');
  services.dynamoDb.putItem('T', { id: 'a', n: 5, list: [1, 2, 3], map: { x: 1 }, text: 'hello', flag: true, none: null });
});

const update = (UpdateExpression: string, more: object = {}) => runTask(services, 'dynamodb:updateItem', { TableName: 'T', Key: { id: { S: 'a' } }, UpdateExpression, ...more });
const item = () => services.dynamoDb.item('T', { id: 'a' });

describe('putItem and getItem', () => {
  test('keep an item', () => {
    const put = runTask(services, 'dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'b' }, n: { N: '1.50' }, tags: { SS: ['x', 'y'] } } });
    expect(result(put)).toEqual({});
    expect(services.dynamoDb.item('T', { id: 'b' })).toEqual({ id: 'b', n: 1.5, tags: ['x', 'y'] });
    const got = runTask(services, 'dynamodb:getItem', { TableName: 'T', Key: { id: { S: 'b' } } });
    expect(result(got)).toEqual({ Item: { id: { S: 'b' }, n: { N: '1.5' }, tags: { SS: ['x', 'y'] } } });
  });

  test('of an item that is not there give nothing', () => {
    expect(result(runTask(services, 'dynamodb:getItem', { TableName: 'T', Key: { id: { S: 'no' } } }))).toEqual({});
  });

  test('of the AWS SDK give no metadata', () => {
    expect(runTask(services, 'aws-sdk:dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'b' } } }).output).toEqual({});
  });

  test('give what a projection asks for', () => {
    const got = runTask(services, 'dynamodb:getItem', { TableName: 'T', Key: { id: { S: 'a' } }, ProjectionExpression: 'n, #l[1], #m.x, absent', ExpressionAttributeNames: { '#l': 'list', '#m': 'map' } });
    expect(result(got)).toEqual({ Item: { n: { N: '5' }, list: { L: [{ N: '2' }] }, map: { M: { x: { N: '1' } } } } });
  });

  test('give what was there before', () => {
    const put = runTask(services, 'dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'a' } }, ReturnValues: 'ALL_OLD' });
    expect(result(put)).toMatchObject({ Attributes: { n: { N: '5' } } });
    expect(result(runTask(services, 'dynamodb:deleteItem', { TableName: 'T', Key: { id: { S: 'a' } }, ReturnValues: 'ALL_OLD' }))).toEqual({ Attributes: { id: { S: 'a' } } });
    expect(services.dynamoDb.items('T')).toEqual([]);
  });
});

describe('errors', () => {
  test.each<[string, string, object, string]>([
    ['a table that is not there', 'dynamodb:putItem', { TableName: 'No', Item: { id: { S: 'a' } } },
      `DynamoDB.ResourceNotFoundException: Requested resource not found ${V1('ResourceNotFoundException')}`],
    ['a table that is not there, by the SDK', 'aws-sdk:dynamodb:putItem', { TableName: 'No', Item: { id: { S: 'a' } } },
      'DynamoDb.ResourceNotFoundException: Requested resource not found (Service: DynamoDb, Status Code: 400, Request ID: -) (SDK Attempt Count: 1)'],
    ['a name that no table can have', 'dynamodb:putItem', { TableName: '/t', Item: { id: { S: 'a' } } },
      `DynamoDB.AmazonDynamoDBException: 1 validation error detected: Value '/t' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+ ${V1('ValidationException')}`],
    ['a condition that does not hold', 'dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'a' } }, ConditionExpression: 'attribute_not_exists(id)' },
      `DynamoDB.ConditionalCheckFailedException: The conditional request failed ${V1('ConditionalCheckFailedException')}`],
    ['no item', 'aws-sdk:dynamodb:putItem', { TableName: 'T', Item: null },
      'DynamoDb.DynamoDbException: 1 validation error detected: Value null at \'item\' failed to satisfy constraint: Member must not be null (Service: DynamoDb, Status Code: 400, Request ID: -) (SDK Attempt Count: 1)'],
    ['an item without its key', 'dynamodb:putItem', { TableName: 'T', Item: { n: { N: '1' } } },
      `DynamoDB.AmazonDynamoDBException: One or more parameter values were invalid: Missing the key id in the item ${V1('ValidationException')}`],
    ['a key of another type', 'dynamodb:putItem', { TableName: 'T', Item: { id: { N: '1' } } },
      `DynamoDB.AmazonDynamoDBException: One or more parameter values were invalid: Type mismatch for key id expected: S actual: N ${V1('ValidationException')}`],
    ['a key that is not the table\'s', 'dynamodb:getItem', { TableName: 'T', Key: { other: { S: 'a' } } },
      `DynamoDB.AmazonDynamoDBException: The provided key element does not match the schema ${V1('ValidationException')}`],
    ['a value of no type', 'dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'a' }, x: 'plain' } },
      `DynamoDB.AmazonDynamoDBException: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes ${V1('ValidationException')}`],
    ['a number that is none', 'dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'a' }, x: { N: 'abc' } } },
      `DynamoDB.AmazonDynamoDBException: The parameter cannot be converted to a numeric value: abc ${V1('ValidationException')}`],
    ['names that nothing uses', 'dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'b' } }, ConditionExpression: 'attribute_not_exists(id)', ExpressionAttributeNames: { '#x': 'x' } },
      `DynamoDB.AmazonDynamoDBException: Value provided in ExpressionAttributeNames unused in expressions: keys: {#x} ${V1('ValidationException')}`],
    ['a parameter that is missing', 'dynamodb:putItem', { TableName: 'T' },
      'States.Runtime: An error occurred while executing the state \'Call\' (entered at the event id #2). The Parameters \'{"TableName":"T"}\' could not be used to start the Task: [The field \'Item\' is required but was missing]'],
    ['a number that is no text', 'dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'a' }, n: { N: 5 } } },
      'States.Runtime: An error occurred while executing the state \'Call\' (entered at the event id #2). The Parameters \'{"TableName":"T","Item":{"id":{"S":"a"},"n":{"N":5}}}\' could not be used to start the Task: [The value of the field \'Item\' has an invalid format]'],
    ['a truth value that is a text', 'dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'a' }, b: { BOOL: 'true' } } },
      'States.Runtime: An error occurred while executing the state \'Call\' (entered at the event id #2). The Parameters \'{"TableName":"T","Item":{"id":{"S":"a"},"b":{"BOOL":"true"}}}\' could not be used to start the Task: [The value of the field \'Item\' has an invalid format]'],
    ['a type that is none', 'dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'a' }, x: { L: [{ Foo: 'x' }] } } },
      'States.Runtime: An error occurred while executing the state \'Call\' (entered at the event id #2). The Parameters \'{"TableName":"T","Item":{"id":{"S":"a"},"x":{"L":[{"Foo":"x"}]}}}\' could not be used to start the Task: [The field "Foo" is not supported by Step Functions]'],
    ['names that are none', 'dynamodb:getItem', { TableName: 'T', Key: { id: { S: 'a' } }, ProjectionExpression: 'a', ExpressionAttributeNames: { a: 'b' } },
      `DynamoDB.AmazonDynamoDBException: ExpressionAttributeNames contains invalid key: Syntax error; key: "a" ${V1('ValidationException')}`],
    ['no names', 'dynamodb:getItem', { TableName: 'T', Key: { id: { S: 'a' } }, ProjectionExpression: 'a', ExpressionAttributeNames: {} },
      `DynamoDB.AmazonDynamoDBException: ExpressionAttributeNames must not be empty ${V1('ValidationException')}`],
    ['an attribute that is asked for twice', 'dynamodb:getItem', { TableName: 'T', Key: { id: { S: 'a' } }, ProjectionExpression: 'n, n' },
      `DynamoDB.AmazonDynamoDBException: Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n] ${V1('ValidationException')}`],
    ['values that are none of those listed', 'dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'a' } }, ReturnItemCollectionMetrics: 'FOO', ReturnConsumedCapacity: 'ALL' },
      'DynamoDB.AmazonDynamoDBException: 2 validation errors detected: Value \'ALL\' at \'returnConsumedCapacity\' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; '
      + `Value 'FOO' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE] ${V1('ValidationException')}`],
    ['a key that is too long', 'dynamodb:getItem', { TableName: 'T', Key: { id: { S: 'a'.repeat(2049) } } },
      `DynamoDB.AmazonDynamoDBException: One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes ${V1('ValidationException')}`],
    ['a parameter in another case', 'dynamodb:getItem', { TableName: 'T', Key: { id: { S: 'a' } }, consistentRead: true },
      'States.Runtime: An error occurred while executing the state \'Call\' (entered at the event id #2). The Parameters \'{"TableName":"T","Key":{"id":{"S":"a"}},"consistentRead":true}\' could not be used to start the Task: [The field "consistentRead" is not supported by Step Functions]'],
  ])('%s', (_title, resource, parameters, expected) => {
    expect(failure(runTask(services, resource, parameters))).toBe(expected);
  });
});

describe('conditions', () => {
  const VALUES = { ':five': { N: '5' }, ':six': { N: '6.0' }, ':h': { S: 'he' }, ':two': { N: '2' }, ':S': { S: 'S' }, ':hello': { S: 'hello' } };

  const holds = (condition: string) => {
    const used = Object.fromEntries(Object.entries(VALUES).filter(([name]) => new RegExp(`${name}\\b`).test(condition)));
    const parameters = {
      TableName: 'T', Item: { id: { S: 'a' } }, ConditionExpression: condition,
      ...(Object.keys(used).length > 0 && { ExpressionAttributeValues: used }), ...(condition.includes('#') && { ExpressionAttributeNames: { '#list': 'list', '#map': 'map', '#text': 'text', '#none': 'none' } }),
    };
    if (parameters.ExpressionAttributeNames) {
      const names = Object.entries(parameters.ExpressionAttributeNames).filter(([name]) => condition.includes(name));
      parameters.ExpressionAttributeNames = Object.fromEntries(names) as typeof parameters.ExpressionAttributeNames;
    }
    const execution = runTask(services, 'dynamodb:putItem', parameters);
    return execution.error === undefined ? true : execution.error === 'DynamoDB.ConditionalCheckFailedException' ? false : failure(execution);
  };

  test.each([
    'n = :five', 'n <> :six', 'n < :six', 'n <= :five', 'n > :two', 'n BETWEEN :two AND :six', 'n IN (:two, :five)', 'attribute_exists(id)',
    'attribute_not_exists(absent)', 'attribute_type(#text, :S)', 'begins_with(#text, :h)', 'contains(#text, :h)', 'contains(#list, :two)',
    'size(#list) > :two', 'size(#text) = :five', '#list[1] = :two', 'attribute_exists(#map.x)', 'NOT n = :six', 'n = :six OR n = :five AND #text = :hello',
    '(n = :six OR n = :five) and #text = :hello', 'absent <> :five', 'attribute_exists(#none)', 'not (n = :six or n = :two)',
  ])('%s holds', (condition) => {
    expect(holds(condition)).toBe(true);
  });

  test.each([
    'n = :six', 'n <> :five', 'n > :five', 'n BETWEEN :six AND :six', 'n IN (:two, :six)', 'attribute_exists(absent)', 'absent = :five', 'absent < :five',
    'attribute_type(n, :S)', 'contains(#list, :five)', 'n = :h', 'n < :h', 'begins_with(absent, :h)', '#list[9] = :two',
  ])('%s does not hold', (condition) => {
    expect(holds(condition)).toBe(false);
  });

  test.each([
    ['n = ', 'Syntax error; token: <EOF>, near: "="'],
    ['n == :five', 'Syntax error; token: "=", near: "== :five"'],
    ['n = :nope', 'An expression attribute value used in expression is not defined; attribute value: :nope'],
    ['#nope = :five', 'An expression attribute name used in the document path is not defined; attribute name: #nope'],
    ['status = :five', 'Attribute name is a reserved keyword; reserved keyword: status'],
    ['foo(n)', 'Invalid function name; function: foo'],
    ['size(n)', 'The function is not allowed to be used this way in an expression; function: size'],
    ['if_not_exists(n, :five)', 'The function is not allowed in a condition expression; function: if_not_exists'],
    ['begins_with(n)', 'Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1'],
    ['n = :five AND', 'Syntax error; token: <EOF>, near: "AND"'],
    ['n BETWEEN :six AND :two', 'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:6}, upper bound operand: AttributeValue: {N:2}'],
    ['n = :five ~', 'Syntax error; token: "~", near: ":five ~"'],
    ['', 'The expression can not be empty;'],
  ])('%s is refused', (condition, message) => {
    expect(holds(condition)).toContain(`Invalid ConditionExpression: ${message}`);
  });
});

test('a condition of nothing but parentheses is refused', () => {
  const execution = runTask(services, 'dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'a' } }, ConditionExpression: '('.repeat(4000) });
  expect(failure(execution)).toContain('Invalid ConditionExpression: The expression is nested too deeply');
});

describe('updates', () => {
  test.each<[string, object, object]>([
    ['SET n = n + :v', { ':v': { N: '0.1' } }, { n: 5.1 }],
    ['SET n = :v - n', { ':v': { N: '2' } }, { n: -3 }],
    ['SET extra = if_not_exists(extra, :v)', { ':v': { S: 'x' } }, { extra: 'x' }],
    ['SET n = if_not_exists(n, :v)', { ':v': { N: '9' } }, { n: 5 }],
    ['SET #list = list_append(#list, :v)', { ':v': { L: [{ S: 'z' }] } }, { list: [1, 2, 3, 'z'] }],
    ['SET #list = list_append(:v, #list)', { ':v': { L: [{ S: 'z' }] } }, { list: ['z', 1, 2, 3] }],
    ['SET #list[1] = :v', { ':v': { N: '9' } }, { list: [1, 9, 3] }],
    ['SET #list[10] = :v', { ':v': { N: '9' } }, { list: [1, 2, 3, 9] }],
    ['SET #map.y = :v', { ':v': { BOOL: false } }, { map: { x: 1, y: false } }],
    ['SET a = n, n = :v', { ':v': { N: '1' } }, { a: 5, n: 1 }],
    ['REMOVE #list[0], #list[2]', {}, { list: [2] }],
    ['REMOVE flag, absent', {}, { flag: undefined }],
    ['ADD n :v', { ':v': { N: '-7' } }, { n: -2 }],
    ['ADD hits :v', { ':v': { N: '1' } }, { hits: 1 }],
    ['ADD tags :v', { ':v': { SS: ['a', 'b'] } }, { tags: ['a', 'b'] }],
    ['set extra = :v remove n add hits :v', { ':v': { N: '3' } }, { extra: 3, n: undefined, hits: 3 }],
  ])('%s', (expression, values, expected) => {
    const names = Object.fromEntries(['#list', '#map'].filter((name) => expression.includes(name)).map((name) => [name, name.slice(1)]));
    const execution = update(expression, {
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    });
    expect(execution.cause).toBeUndefined();
    for (const [name, value] of Object.entries(expected)) {
      expect(item()[name]).toEqual(value);
    }
  });

  test('DELETE takes elements out of a set, and an empty set away', () => {
    update('ADD tags :v', { ExpressionAttributeValues: { ':v': { SS: ['a', 'b'] } } });
    update('DELETE tags :v', { ExpressionAttributeValues: { ':v': { SS: ['a'] } } });
    expect(item().tags).toEqual(['b']);
    update('DELETE tags :v', { ExpressionAttributeValues: { ':v': { SS: ['b', 'c'] } } });
    expect(item()).not.toHaveProperty('tags');
  });

  test('make an item that was not there', () => {
    const execution = runTask(services, 'dynamodb:updateItem', {
      TableName: 'T', Key: { id: { S: 'new' } }, UpdateExpression: 'SET n = :v', ExpressionAttributeValues: { ':v': { N: '1' } }, ReturnValues: 'ALL_NEW',
    });
    expect(result(execution)).toEqual({ Attributes: { id: { S: 'new' }, n: { N: '1' } } });
  });

  test.each([
    ['NONE', undefined], ['UPDATED_OLD', { n: { N: '5' } }], ['UPDATED_NEW', { n: { N: '6' }, extra: { N: '1' } }],
  ])('return %s', (ReturnValues, Attributes) => {
    const execution = update('SET n = n + :one, extra = :one', { ExpressionAttributeValues: { ':one': { N: '1' } }, ReturnValues });
    expect(result(execution)).toEqual(Attributes ? { Attributes } : {});
  });

  test.each<[string, object, string]>([
    ['SET id = :v', { ':v': { S: 'x' } }, 'One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key'],
    ['SET absent.x = :v', { ':v': { S: 'x' } }, 'The document path provided in the update expression is invalid for update'],
    ['SET n = absent + :v', { ':v': { N: '1' } }, 'The provided expression refers to an attribute that does not exist in the item'],
    ['SET n = n + :v', { ':v': { S: '1' } }, 'An operand in the update expression has an incorrect data type'],
    ['SET n = :v, n = :v', { ':v': { N: '1' } }, 'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]'],
    ['SET n = :v SET m = :v', { ':v': { N: '1' } }, 'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;'],
    ['SET n = size(n)', {}, 'Invalid UpdateExpression: The function is not allowed in an update expression; function: size'],
    ['ADD n :v', { ':v': { S: 'x' } }, 'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING'],
    ['PUT n = :v', { ':v': { N: '1' } }, 'Invalid UpdateExpression: Syntax error; token: "PUT", near: "PUT n"'],
  ])('%s is refused', (expression, values, message) => {
    const before = item();
    const execution = update(expression, Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {});
    expect(execution.error).toBe('DynamoDB.AmazonDynamoDBException');
    expect(failure(execution)).toContain(message);
    expect(item()).toEqual(before);
  });
});

describe('query and scan', () => {
  beforeEach(() => {
    services.dynamoDb.addTable('Orders', 'customer', { sortKey: 'number', sortKeyType: 'N' as never });
    services.dynamoDb.addIndex('Orders', 'byState', 'state');
    for (const number of [3, 1, 10, 2]) {
      services.dynamoDb.putItem('Orders', { customer: 'c', number, state: number > 2 ? 'open' : 'done' });
    }
    services.dynamoDb.putItem('Orders', { customer: 'd', number: 1 });
  });

  const numbers = (parameters: object, action = 'query'): number[] => {
    const execution = runTask(services, `aws-sdk:dynamodb:${action}`, { TableName: 'Orders', ...parameters });
    expect(execution.cause).toBeUndefined();
    return execution.output.Items.map((one: { number: { N: string } }) => Number(one.number.N));
  };

  test.each<[string, object, number[]]>([
    ['in the order of the sort key', { KeyConditionExpression: 'customer = :c' }, [1, 2, 3, 10]],
    ['backwards', { KeyConditionExpression: 'customer = :c', ScanIndexForward: false }, [10, 3, 2, 1]],
    ['between', { KeyConditionExpression: 'customer = :c AND #n BETWEEN :low AND :high' }, [2, 3]],
    ['greater', { KeyConditionExpression: '#n > :low AND customer = :c' }, [3, 10]],
    ['filtered', { KeyConditionExpression: 'customer = :c', FilterExpression: '#n <> :low' }, [1, 3, 10]],
    ['the first', { KeyConditionExpression: 'customer = :c', Limit: 2 }, [1, 2]],
    ['after a key', { KeyConditionExpression: 'customer = :c', ExclusiveStartKey: { customer: { S: 'c' }, number: { N: '2' } } }, [3, 10]],
  ])('query: %s', (_title, parameters, expected) => {
    const text = JSON.stringify(parameters);
    const values = Object.entries({ ':c': { S: 'c' }, ':low': { N: '2' }, ':high': { N: '4' } }).filter(([name]) => text.includes(name));
    expect(numbers({ ...parameters, ExpressionAttributeValues: Object.fromEntries(values), ...(text.includes('#n') && { ExpressionAttributeNames: { '#n': 'number' } }) })).toEqual(expected);
  });

  test('query: an index', () => {
    const parameters = { IndexName: 'byState', KeyConditionExpression: '#s = :s', ExpressionAttributeNames: { '#s': 'state' }, ExpressionAttributeValues: { ':s': { S: 'open' } } };
    expect(numbers(parameters)).toEqual([3, 10]);
  });

  test('scan', () => {
    expect(numbers({}, 'scan')).toEqual([3, 1, 10, 2, 1]);
    expect(numbers({ IndexName: 'byState' }, 'scan')).toEqual([3, 1, 10, 2]);
  });

  test('query: an index has no empty keys', () => {
    expect(failure(runTask(services, 'dynamodb:putItem', { TableName: 'Orders', Item: { customer: { S: 'c' }, number: { N: '7' }, state: { S: '' } } })))
      .toContain('The AttributeValue for a key attribute cannot contain an empty string value. IndexName: byState, IndexKey: state');
  });

  test('give the capacity that they took', () => {
    const { output } = runTask(services, 'aws-sdk:dynamodb:scan', { TableName: 'Orders', ReturnConsumedCapacity: 'TOTAL', ConsistentRead: true });
    expect(output.ConsumedCapacity).toEqual({ CapacityUnits: 1, TableName: 'Orders' });
    expect(runTask(services, 'aws-sdk:dynamodb:scan', { TableName: 'T', ReturnConsumedCapacity: 'INDEXES' }).output.ConsumedCapacity)
      .toEqual({ CapacityUnits: 0.5, Table: { CapacityUnits: 0.5 }, TableName: 'T' });
  });

  test.each<[object, string]>([
    [{ Select: 'ALL' }, 'Value \'ALL\' at \'select\' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]'],
    [{ Select: 'ALL_PROJECTED_ATTRIBUTES' }, 'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName'],
    [{ Select: 'SPECIFIC_ATTRIBUTES' }, 'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES'],
    [{ Select: 'COUNT', ProjectionExpression: 'a' }, 'Cannot specify the ProjectionExpression when choosing to get only the Count'],
    [{ ExclusiveStartKey: { customer: { S: 'c' } } }, 'Exclusive Start Key must have same size as table\'s key schema'],
    [{ ExclusiveStartKey: { customer: { S: 'c' }, number: { S: '1' } } }, 'The provided starting key is invalid: The provided key element does not match the schema'],
  ])('scan with %j is refused', (parameters, message) => {
    expect(failure(runTask(services, 'aws-sdk:dynamodb:scan', { TableName: 'Orders', ...parameters }))).toContain(message);
  });

  test.each<[string, object, string]>([
    ['scan', { Segment: 0, TotalSegments: 2 }, '"aws-sdk:dynamodb:scan" with "Segment"'],
    ['query', { KeyConditions: {} }, '"aws-sdk:dynamodb:query" with "KeyConditions"'],
    ['putItem', { Item: { customer: { S: 'c' }, number: { N: '1' } }, Expected: {} }, '"aws-sdk:dynamodb:putItem" with "Expected"'],
    ['putItem', { Item: { customer: { S: 'c' }, number: { N: '1' } }, ReturnConsumedCapacity: 'INDEXES' }, 'with "ReturnConsumedCapacity" "INDEXES" of a table with indexes'],
  ])('%s with %j is not simulated', (action, parameters, message) => {
    expect(() => runTask(services, `aws-sdk:dynamodb:${action}`, { TableName: 'Orders', ...parameters })).toThrow(`${message}, which LocalServices does not simulate.`);
  });

  test('pages end with the key of their last item', () => {
    const { output } = runTask(services, 'aws-sdk:dynamodb:query', { TableName: 'Orders', Limit: 1, KeyConditionExpression: 'customer = :c', ExpressionAttributeValues: { ':c': { S: 'c' } } });
    expect(output).toMatchObject({ Count: 1, ScannedCount: 1, LastEvaluatedKey: { customer: { S: 'c' }, number: { N: '1' } } });
  });

  test.each([
    ['#n = :v', 'Query condition missed key schema element: customer'], ['customer > :v', 'Query key condition not supported'], ['customer = :v OR #n = :v', 'Query condition missed key schema element: customer'],
  ])('query by %s is refused', (KeyConditionExpression, message) => {
    const execution = runTask(services, 'aws-sdk:dynamodb:query', {
      TableName: 'Orders', KeyConditionExpression, ExpressionAttributeValues: { ':v': { S: 'x' } }, ...(KeyConditionExpression.includes('#') && { ExpressionAttributeNames: { '#n': 'number' } }),
    });
    expect(failure(execution)).toContain(`DynamoDb.DynamoDbException: ${message}`);
  });
});

describe('numbers', () => {
  test.each([
    ['007', '7'], ['1.500', '1.5'], ['1e3', '1000'], ['-0', '0'], ['.5', '0.5'], ['1E-3', '0.001'], ['123456789012345678901234567890.12345678', '123456789012345678901234567890.12345678'],
  ])('%s is kept as %s', (given, kept) => {
    runTask(services, 'dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'n' }, n: { N: given } } });
    expect(result(runTask(services, 'dynamodb:getItem', { TableName: 'T', Key: { id: { S: 'n' } } }))).toEqual({ Item: { id: { S: 'n' }, n: { N: kept } } });
  });

  test.each([
    ['1234567890123456789012345678901234567890', 'Attempting to store more than 38 significant digits in a Number'],
    ['1e126', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
    ['1e-131', 'Number underflow. Attempting to store a number with magnitude smaller than supported range'],
  ])('%s is refused', (given, message) => {
    expect(failure(runTask(services, 'dynamodb:putItem', { TableName: 'T', Item: { id: { S: 'n' }, n: { N: given } } }))).toContain(message);
  });

  test('are added exactly', () => {
    services.dynamoDb.putItem('T', { id: 'a', n: 0.1 });
    update('ADD n :v', { ExpressionAttributeValues: { ':v': { N: '0.2' } } });
    expect(item().n).toBe(0.3);
  });
});

test('names like "__proto__" are names', () => {
  runTask(services, 'dynamodb:putItem', { TableName: 'T', Item: JSON.parse('{ "id": { "S": "p" }, "__proto__": { "M": { "x": { "N": "1" } } } }') });
  expect(Object.keys(services.dynamoDb.item('T', { id: 'p' }))).toEqual(['id', '__proto__']);
});

test('what a test asks for that is not there is said', () => {
  expect(() => services.dynamoDb.items('U')).toThrow('There is no table "U". There is "T".');
  expect(() => services.dynamoDb.item('T', { other: 1 })).toThrow('The key does not fit table "T"; its key is "id" (S)');
  expect(() => services.dynamoDb.putItem('T', { n: 1 })).toThrow('The item cannot be put into table "T": One or more parameter values were invalid: Missing the key id in the item');
});
