import { WorkflowType } from '../../src/validation/rule';
import { validateDefinition } from '../../src/validation/validate';

/** Cases of single rules that are no examples for their pages. */
const pointersOf = (rule: string, definition: object, type?: WorkflowType) => (
  validateDefinition(JSON.stringify(definition), { type }).filter(({ id }) => id === rule).map(({ pointer }) => pointer));
const ending = { Succeeded: { Type: 'Succeed' } };
const machine = (state: object, more: object = {}) => ({ StartAt: 'A', ...more, States: { A: state, ...(JSON.stringify(state).includes('"Succeeded"') && ending) } });
const pass = (fields: object) => machine({ Type: 'Pass', ...fields, End: true });
const jsonata = (fields: object) => machine({ Type: 'Pass', ...fields, End: true }, { QueryLanguage: 'JSONata' });
const task = (call: string, fields: object = {}) => machine({ Type: 'Task', Resource: `arn:aws:states:::${call}`, ...fields, End: true });

describe('ASL306 literal-size', () => {
  const half = 'x'.repeat(131_100);

  test.each<[string, object, string[]]>([
    ['parameters, in parts', pass({ Parameters: { a: [half], b: half } }), ['/States/A/Parameters']],
    ['what is evaluated may be short', pass({ Parameters: { 'a': half, 'b.$': `States.Format('${half}')` } }), []],
    ['in Result nothing is evaluated', pass({ Result: { 'a': half, 'b.$': half } }), ['/States/A/Result']],
    ['a long expression may give little', jsonata({ Output: { a: half, b: `{% '${half}' = '' %}` } }), []],
    ['a long text under JSONata', jsonata({ Output: [half, half] }), ['/States/A/Output']],
    ['escapes are longer in the definition than in UTF-8', pass({ Result: '\u0001'.repeat(40_000) }), []],
  ])('%s', (_, definition, expected) => expect(pointersOf('ASL306', definition)).toEqual(expected));

  test('what an alias of YAML stands for counts', () => {
    const text = `StartAt: A\nStates:\n  A:\n    Type: Pass\n    Comment: &long ${half}\n    Result: [*long, *long]\n    End: true\n`;
    expect(validateDefinition({ text, opaques: [], format: 'yaml' }).map(({ id, pointer }) => `${id} ${pointer}`)).toEqual(['ASL306 /States/A/Result']);
  });
});

describe('ASL414 literal-path', () => {
  test.each<[string, object, string[]]>([
    ['the whole input', pass({ Parameters: { a: '$', b: '$$' } }), ['/States/A/Parameters/a', '/States/A/Parameters/b']],
    ['filters, slices, descents', pass({ Parameters: { a: '$.b[?(@.c == 1)]', b: '$..c', c: '$[0:2]', d: "$['a b'].c" } }), ['a', 'b', 'c', 'd'].map((name) => `/States/A/Parameters/${name}`)],
    ['texts that only begin as a path does', pass({ Parameters: { a: '$.50', b: '$.a is a path', c: '$LATEST', d: '$5', e: '$.a[', f: '$name', g: 'States.ALL', h: 'States.Format(' } }), []],
    ['expressions of other languages', pass({ Parameters: { UpdateExpression: 'SET #a = :b', FilterPattern: '{ $.a = 1 }', ItemsPath: '$.a', InputPaths: ['$.b'] } }), []],
    ['selectors and variables', machine({ Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun', Parameters: { JobName: 'j' }, ResultSelector: { a: '$.b' }, Assign: { c: '$.d' }, End: true }), ['/States/A/ResultSelector/a', '/States/A/Assign/c']],
    ['a dollar sign under JSONata', jsonata({ Output: { currency: '$', path: '$.a', states: '$states.context.Execution.Id', call: 'States.UUID()' } }), ['path', 'states', 'call'].map((name) => `/States/A/Output/${name}`)],
    ['an expression under JSONata', jsonata({ Output: { a: '{% $states.input.a %}' } }), []],
    ['texts that a Choice matches', machine({ Type: 'Choice', Choices: [{ Variable: '$.a', StringMatches: '$.*', Next: 'Succeeded' }], Default: 'Succeeded' }), []],
  ])('%s', (_, definition, expected) => expect(pointersOf('ASL414', definition)).toEqual(expected));

  test.each([
    ['NO_DOLLAR', pass({ Parameters: { a: '$.b' } })], ['PASS_RESULT_IS_STATIC', pass({ Result: '$.b' })], ['NO_PATH', machine({ Type: 'Fail', Error: '$.e' })],
    [undefined, jsonata({ Output: '$states.input' })],
  ])('AWS says %s', (code, definition) => {
    expect(validateDefinition(JSON.stringify(definition)).map(({ awsCode }) => awsCode)).toEqual([code]);
  });
});

describe('ASL503 catch-drops-input', () => {
  const caught = (handler: object, others: object = {}, catcher: object = {}) => ({
    StartAt: 'A',
    States: {
      A: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun', Parameters: { JobName: 'j' }, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B', ...catcher }], End: true },
      B: { Type: 'Pass', End: true, ...handler },
      ...others,
    },
  });

  test.each<[string, object, boolean]>([
    ['the error alone', caught({ InputPath: '$.Cause' }), false],
    ['a member of its input', caught({ InputPath: '$.order' }), true],
    ['a variable, the context', caught({ Parameters: { 'a.$': '$order.id', 'b.$': '$$.Execution.Input.order' } }), false],
    ['a part of another input', caught({ InputPath: '$$.Execution.Input', Parameters: { 'a.$': '$.order' } }), false],
    ['a result', caught({ Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun', Parameters: { JobName: 'j' }, ResultSelector: { 'a.$': '$.JobRunId' }, OutputPath: '$.a' }), false],
    ['whether it is there', caught({ Type: 'Choice', Choices: [{ Variable: '$.order', IsPresent: true, Next: 'C' }], Default: 'C', End: undefined }, { C: { Type: 'Succeed' } }), false],
    ['what is left, after a state that puts something else there', caught({ Result: { order: 1 }, End: undefined, Next: 'C' }, { C: { Type: 'Pass', InputPath: '$.order', End: true } }), false],
    ['in a loop of states that hand it on', caught({ Type: 'Wait', Seconds: 1, End: undefined, Next: 'C' }, { C: { Type: 'Wait', Seconds: 1, Next: 'B' } }), false],
    ['behind states that hand it on', caught({ Type: 'Wait', Seconds: 1, End: undefined, Next: 'C' }, { C: { Type: 'Wait', SecondsPath: '$.delay', End: true } }), true],
    ['in JSONata', caught({ QueryLanguage: 'JSONata', Output: '{% $states.input.order %}' }), false],
    ['where the error is put beside it', caught({ InputPath: '$.order' }, {}, { ResultPath: '$.error' }), false],
  ])('%s', (_, definition, found) => expect(pointersOf('ASL503', definition)).toEqual(found ? ['/States/A/Catch/0'] : []));
});

describe('ASL505 retry-jitter', () => {
  const retrier = { ErrorEquals: ['States.ALL'] };
  const inner = (fields: object = {}) => ({ StartAt: 'I', States: { I: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun', Parameters: { JobName: 'j' }, Retry: [{ ...retrier, ...fields }], End: true } } });

  test.each<[string, object, boolean]>([
    ['at the top level', task('glue:startJobRun', { Retry: [retrier] }), false],
    ['in a Map', machine({ Type: 'Map', ItemProcessor: inner(), End: true }), true],
    ['in a Map of one at a time, inside a Parallel', machine({
      Type: 'Parallel',
      Branches: [{ StartAt: 'M', States: { M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor: inner(), End: true } } }, { StartAt: 'N', States: { N: { Type: 'Succeed' } } }],
      End: true,
    }), true],
    ['in the only branch of a Parallel', machine({ Type: 'Parallel', Branches: [inner()], End: true }), false],
    ['without a jitter, in so many words', machine({ Type: 'Map', ItemProcessor: inner({ JitterStrategy: 'NONE' }), End: true }), true],
    ['without a retry', machine({ Type: 'Map', ItemProcessor: inner({ MaxAttempts: 0 }), End: true }), false],
  ])('%s', (_, definition, found) => expect(pointersOf('ASL505', definition)).toHaveLength(found ? 1 : 0));
});

describe('ASL820 task-token', () => {
  const callback = (fields: object, more: object = {}) => machine(
    { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', TimeoutSeconds: 60, HeartbeatSeconds: 10, ...fields, End: true }, more);
  const expression = (text: string) => callback({ Arguments: { MessageBody: `{% ${text} %}` } }, { QueryLanguage: 'JSONata' });

  test.each<[string, object, boolean]>([
    ['the token in a call', callback({ Parameters: { 'MessageBody.$': "States.Format('{}', $$.Task.Token)" } }), true],
    ['the whole context object', callback({ Parameters: { MessageBody: { 'context.$': '$$' } } }), true],
    ['with brackets', callback({ Parameters: { 'MessageBody.$': "$$['Task']['Token']" } }), true],
    ['in an array', callback({ Parameters: { MessageBody: [{ 'token.$': '$$.Task.Token' }] } }), true],
    ['the context object as input', callback({ InputPath: '$$.Task', Parameters: { 'MessageBody.$': '$.Token' } }), true],
    ['the path as a text', callback({ Parameters: { MessageBody: '$$.Task.Token' } }), false],
    ['other parts of the context object', callback({ Parameters: { 'MessageBody.$': "States.Array($$.State.Name, $$['Execution'].Id)" } }), false],
    ['no parameters', callback({}), false],
    ['the token in an expression', expression('$string($states.context.Task.Token)'), true],
    ['$states as a whole', expression('$states'), true],
    ['the context object in a variable of the expression', expression('($c := $states.context; $c.Task.Token)'), true],
    ['other members of $states', expression('$states.input & $states.context.State.Name'), false],
    ['a text that is not evaluated', callback({ Arguments: { MessageBody: '$states.context.Task.Token' } }, { QueryLanguage: 'JSONata' }), false],
  ])('%s', (_, definition, sent) => expect(pointersOf('ASL820', definition)).toHaveLength(sent ? 0 : 1));

  test('a call of the AWS SDK, too', () => {
    expect(pointersOf('ASL820', task('aws-sdk:sqs:sendMessage.waitForTaskToken', { Parameters: { QueueUrl: 'u', MessageBody: 'b' } }))).toEqual(['/States/A/Parameters']);
  });
});

describe('ASL823 express-idempotency', () => {
  const update = (expression: string, values: object = {}, more: object = {}) => task('dynamodb:updateItem', {
    Parameters: { TableName: 't', Key: {}, UpdateExpression: expression, ExpressionAttributeValues: values, ...more },
  });

  test.each<[string, object, boolean]>([
    ['ADD of a number', update('ADD paid :n', { ':n': { N: '1' } }), true],
    ['ADD of a number from the input', update('SET a = :a ADD paid :n', { ':n': { 'N.$': '$.n' } }), true],
    ['ADD to a set', update('ADD tags :t', { ':t': { SS: ['a'] } }), false],
    ['a difference', update('SET #p = #p - :n'), true],
    ['a difference to what may not be there', update('SET a = :a, visits = if_not_exists(visits, :zero) + :one'), true],
    ['a list that grows', update('SET tags = list_append(tags, :t)'), true],
    ['a value', update('SET paid = :n REMOVE total'), false],
    ['another attribute', update('SET total = subtotal + :n'), false],
    ['on a condition', update('SET paid = paid + :n', {}, { ConditionExpression: 'lastOrder <> :order' }), false],
    ['an email', task('aws-sdk:sesv2:sendEmail', { Parameters: {} }), true],
    ['a message to a queue', task('aws-sdk:sqs:sendMessage', { Parameters: { QueueUrl: 'https://sqs/q', MessageBody: 'b' } }), true],
    ['a message with a deduplication id', task('sqs:sendMessage', { Parameters: { 'QueueUrl.$': '$.q', 'MessageBody': 'b', 'MessageDeduplicationId.$': '$.id' } }), false],
    ['an execution with a name', task('states:startExecution', { Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m', Name: 'n' } }), false],
    ['a function', task('lambda:invoke', { Parameters: { FunctionName: 'f' } }), false],
    ['an item as a whole', task('dynamodb:putItem', { Parameters: { TableName: 't', Item: {} } }), false],
  ])('%s', (_, definition, found) => {
    expect(pointersOf('ASL823', definition, 'EXPRESS')).toEqual(found ? ['/States/A'] : []);
    expect(pointersOf('ASL823', definition)).toEqual([]);
  });

  test('under JSONata', () => {
    const state = { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', Arguments: { TopicArn: 'arn:aws:sns:us-east-1:123456789012:t', Message: '{% $states.input %}' }, End: true };
    expect(pointersOf('ASL823', machine(state, { QueryLanguage: 'JSONata' }), 'EXPRESS')).toEqual(['/States/A']);
  });

  test('an update expression of any length takes no time', () => {
    const started = process.hrtime.bigint();
    pointersOf('ASL823', update(`SET ${'a'.repeat(500_000)}`), 'EXPRESS');
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(1000);
  });
});

describe('ASL825 partition-region', () => {
  const two = (first: string, second: string) => ({
    StartAt: 'A', States: { A: { Type: 'Task', Resource: first, Next: 'B' }, B: { Type: 'Task', Resource: second, End: true } },
  });
  const lambda = (region: string, partition = 'aws') => `arn:${partition}:lambda:${region}:123456789012:function:f`;

  test.each<[string, object, string[]]>([
    ['one region', two(lambda('eu-west-1'), lambda('eu-west-1')), []],
    ['two regions', two(lambda('eu-west-1'), lambda('us-east-1')), ['/States/B/Resource']],
    ['a region that is a placeholder', two(lambda('eu-west-1'), lambda('REGION')), []],
    ['two partitions', two(lambda('us-gov-west-1', 'aws-us-gov'), lambda('us-gov-west-1')), ['/States/B/Resource']],
    ['in an array', task('ecs:runTask', { Parameters: { TaskDefinition: 'arn:aws-cn:ecs:cn-north-1:123456789012:task-definition/t', Groups: ['arn:aws:s3:::b'] } }), ['/States/A/Resource', '/States/A/Parameters/Groups/0']],
  ])('%s', (_, definition, expected) => expect(pointersOf('ASL825', definition)).toEqual(expected));

  test('what is known of the place where it is deployed counts for more', () => {
    const text = JSON.stringify(task('lambda:invoke', { Parameters: { FunctionName: lambda('us-east-1') } }));
    const found = validateDefinition({ text, opaques: [], partition: 'aws-cn', region: 'cn-north-1' }).filter(({ id }) => id === 'ASL825');
    expect(found.map(({ message }) => message)).toEqual([
      'State "A" has the ARN "arn:aws:states:::lambda:invoke" of partition "aws". The state machine is deployed to "aws-cn".',
      `State "A" has the ARN "${lambda('us-east-1')}" of partition "aws". The state machine is deployed to "aws-cn".`,
    ]);
  });
});
