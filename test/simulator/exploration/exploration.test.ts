import { Duration } from 'aws-cdk-lib';
import { ExplorationOptions, Simulator, Surprise, SurpriseKind, TaskMock } from '../../../src';
import { LAMBDA } from '../run';

const task = (more: object = {}) => ({ Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a', TimeoutSeconds: 60, ...more });
const lambda = (more: object = {}) => ({ Type: 'Task', Resource: LAMBDA('f'), ...more });
const CATCH_ALL = { ErrorEquals: ['States.ALL'] };
const machine = (states: object, more: object = {}) => Simulator.fromDefinition({ ...more, StartAt: Object.keys(states)[0], States: states });
const explore = (states: object, options: ExplorationOptions = {}) => machine(states).explore(options);
const brief = ({ kind, stateName, error, clause }: Surprise) => [kind, stateName, error ?? clause].filter(Boolean).join(' ');

describe('an error that nothing handles', () => {
  const exploration = explore({ A: lambda({ Next: 'B' }), B: task({ Catch: [{ ...CATCH_ALL, Next: 'C' }], Next: 'C' }), C: { Type: 'Succeed' } });

  test('is found for each error of the integration', () => {
    expect(exploration.surprises.map(brief)).toEqual([
      'Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.ClientExecutionTimeoutException', 'Lambda.TooManyRequestsException', 'States.TaskFailed',
    ].map((error) => `UNHANDLED_ERROR A ${error}`));
  });

  test('comes with the shortest execution that shows it', () => {
    const [{ run, description, executions }] = exploration.surprises;
    expect(description).toBe('State "A" can fail with Lambda.ServiceException, and nothing handles it.');
    expect(executions).toBe(1);
    expect(run!.input).toEqual({});
    expect(run!.outcomes).toEqual([{ stateName: 'A', attempt: 1, outcome: 'fails with Lambda.ServiceException' }]);
    expect(run!.trace).toMatch(/^FAILED after 0s: \{\} → Lambda.ServiceException/);
  });

  test('is told of in a summary, once for all errors of a state', () => {
    expect(exploration.summary.split('\n')).toEqual([
      '9 executions explored: 6 surprises.', '',
      'UNHANDLED_ERROR (6): State "A" can fail with Lambda.ServiceException, Lambda.AWSLambdaException, Lambda.SdkClientException, Lambda.ClientExecutionTimeoutException, '
      + 'Lambda.TooManyRequestsException, States.TaskFailed, and nothing handles any of them.',
      '  input {}', '  "A" fails with Lambda.ServiceException',
    ]);
  });

  test('is none where a Fail state means it', () => {
    expect(explore({ A: task({ Catch: [{ ...CATCH_ALL, Next: 'F' }], End: true }), F: { Type: 'Fail', Error: 'Meant' } }).surprises).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['in a branch', { P: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: task({ End: true }) } }], End: true } }, 'UNHANDLED_ERROR A States.TaskFailed'],
    ['in an iteration', { M: { Type: 'Map', ItemsPath: '$.list', ItemProcessor: { StartAt: 'A', States: { A: task({ End: true }) } }, End: true } }, 'UNHANDLED_ERROR A States.TaskFailed'],
    ['of data that is not there', { A: lambda({ ...{ Catch: [{ ...CATCH_ALL, Next: 'B' }] }, Next: 'B' }), B: { Type: 'Pass', InputPath: '$.total', End: true } }, 'UNHANDLED_ERROR B States.Runtime'],
  ])('%s is found', (_, states, surprise) => {
    expect(explore(states, { inputs: [{ list: [1, 2] }] }).surprises.map(brief)).toContain(surprise);
  });

  test('of a whole execution is its timeout', () => {
    const waits = { W: { Type: 'Wait', Seconds: 100, End: true } };
    expect(machine(waits, { TimeoutSeconds: 60 }).explore().surprises.map(brief)).toEqual(['UNHANDLED_ERROR W States.Timeout']);
  });
});

describe('what the outcomes of a task are', () => {
  const errorsAt = (resource: object) => explore({ A: { Type: 'Task', ...resource, TimeoutSeconds: 10, End: true } }).surprises.map(({ error }) => error);

  test.each<[string, object, string[]]>([
    ['a conditional write', { Resource: 'arn:aws:states:::dynamodb:putItem', Parameters: { TableName: 't', Item: {}, ConditionExpression: 'attribute_not_exists(id)' } },
      ['DynamoDB.AmazonDynamoDBException', 'DynamoDB.InternalServerErrorException', 'DynamoDB.ProvisionedThroughputExceededException', 'DynamoDB.ConditionalCheckFailedException', 'States.Timeout']],
    ['a read', { Resource: 'arn:aws:states:::dynamodb:getItem', Parameters: { TableName: 't', Key: {} } },
      ['DynamoDB.AmazonDynamoDBException', 'DynamoDB.InternalServerErrorException', 'DynamoDB.ProvisionedThroughputExceededException', 'States.Timeout']],
    ['a call of an SDK', { Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets', Parameters: {} }, ['S3.S3Exception', 'States.Timeout']],
    ['a callback', { Resource: 'arn:aws:states:::sns:publish.waitForTaskToken', Parameters: { 'TopicArn': 'arn:aws:sns:us-east-1:123456789012:t', 'Message.$': '$$.Task.Token' } },
      ['SNS.AmazonSNSException', 'SNS.SdkClientException', 'States.TaskFailed', 'States.Timeout']],
    ['an integration without a list of usual errors', { Resource: 'arn:aws:states:::batch:submitJob', Parameters: { JobName: 'j', JobQueue: 'q', JobDefinition: 'd' } }, ['Batch.AWSBatchException', 'States.Timeout']],
    ['an integration whose errors are not known', { Resource: 'arn:aws:states:::databrew:startJobRun', Parameters: { Name: 'j' } }, ['States.TaskFailed', 'States.Timeout']],
  ])('%s', (_, resource, errors) => {
    expect(errorsAt(resource)).toEqual(errors);
  });

  test('also the names that its clauses and those around it have, and that its mock fails with', () => {
    const inner = lambda({ Retry: [{ ErrorEquals: ['Busy', 'States.Runtime', 'States.Timeout'], MaxAttempts: 1 }], End: true });
    const exploration = machine({ P: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: inner } }], Catch: [{ ErrorEquals: ['Gone'], Next: 'B' }], Next: 'B' }, B: { Type: 'Succeed' } })
      .mockState('A', TaskMock.sequence([TaskMock.fail('Declined', 'no money'), TaskMock.succeed('ok')])).explore();
    const errors = exploration.surprises.map(({ error }) => error);
    expect(errors).toEqual(expect.arrayContaining(['Busy', 'Declined']));
    expect(errors).not.toContain('Gone');
    expect(errors).not.toContain('States.Timeout');
    expect(exploration.surprises.find(({ error }) => error === 'Declined')!.cause).toBe('no money');
  });

  const clause = (resource: object, ...errors: string[]) => explore({
    A: { Type: 'Task', TimeoutSeconds: 10, ...resource, Catch: [...errors.map((error) => ({ ErrorEquals: [error], Next: 'B' })), { ...CATCH_ALL, Next: 'B' }], Next: 'B' }, B: { Type: 'Succeed' },
  }).surprises.map((surprise) => [surprise.kind, surprise.clause, surprise.description]);
  const PUT = { Resource: 'arn:aws:states:::dynamodb:putItem', Parameters: { TableName: 't', Item: {} } };
  const CONDITIONAL = { ...PUT, Parameters: { ...PUT.Parameters, ConditionExpression: 'attribute_not_exists(id)' } };
  const SEND = (suffix = '') => ({ Resource: `arn:aws:states:::sqs:sendMessage${suffix}`, Parameters: { 'QueueUrl': 'q', 'MessageBody.$': suffix ? '$$.Task.Token' : '$' } });
  const GLUE = { Resource: 'arn:aws:states:::glue:startJobRun', Parameters: { JobName: 'j' } };
  const HTTP = { Resource: 'arn:aws:states:::http:invoke', Parameters: { ApiEndpoint: 'https://a.example/', Method: 'GET', Authentication: { ConnectionArn: 'arn:aws:events:us-east-1:123456789012:connection/c/1' } } };
  const sdk = (action: string, Parameters: object = {}) => ({ Resource: `arn:aws:states:::aws-sdk:${action}`, Parameters });
  const NESTED = { Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:M' } };

  test.each<[string, object, string[]]>([
    ['a write to DynamoDB', PUT, ['DynamoDB.ThrottlingException', 'DynamoDB.ResourceNotFoundException', 'States.Permissions', 'States.TaskFailed']],
    ['a conditional write', CONDITIONAL, ['DynamoDB.ConditionalCheckFailedException']],
    ['a message', SEND(), ['SQS.QueueDoesNotExistException']],
    ['a callback, by whoever calls back', SEND('.waitForTaskToken'), ['Declined', 'Sales.Declined', 'SQS.QueueDoesNotExistException']],
    ['a function', { Resource: LAMBDA('f') }, ['Declined', 'Lambda.Unknown', 'Lambda.ResourceNotFoundException', 'States.DataLimitExceeded']],
    ['a function by its integration', { Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' } }, ['java.lang.Exception', 'Lambda.SnapStartException']],
    ['an activity', { Resource: 'arn:aws:states:us-east-1:123456789012:activity:a' }, ['Anything']],
    ['a nested execution', NESTED, ['OrderRefused', 'StepFunctions.ExecutionAlreadyExistsException']],
    ['a call of an SDK', sdk('s3:getObject', { Bucket: 'b', Key: 'k' }), ['S3.NoSuchKeyException']],
    ['a call of another SDK', sdk('secretsmanager:getSecretValue', { SecretId: 's' }), ['SecretsManager.ResourceNotFoundException']],
    ['a job', GLUE, ['Glue.ConcurrentRunsExceededException']],
    ['an integration whose errors are not known', { Resource: 'arn:aws:states:::databrew:startJobRun', Parameters: { Name: 'j' } }, ['DataBrew.ConflictException', 'Databrew.ConflictException']],
    ['an HTTP task', HTTP, ['States.Http.StatusCode.503', 'States.Http.Socket']],
    ['an API', { Resource: 'arn:aws:states:::apigateway:invoke', Parameters: { ApiEndpoint: 'a', Method: 'GET' } }, ['ApiGateway.403']],
  ])('what %s can fail with reaches its clause', (_, resource, errors) => {
    for (const error of errors) {
      expect(clause(resource, error)).toEqual([]);
    }
  });

  test.each<[string, object, string, string]>([
    ['is misspelt', PUT, 'DynamoDB.ConditionalChekFailed', 'dynamodb:putItem does not fail with DynamoDB.ConditionalChekFailed. Did you mean "DynamoDB.ConditionalCheckFailedException"?'],
    ['needs a condition that is not there', PUT, 'DynamoDB.ConditionalCheckFailedException', 'A call fails with DynamoDB.ConditionalCheckFailedException only where it has a ConditionExpression.'],
    ['is of a function, and misspelt', { Resource: LAMBDA('f') }, 'Lambda.ServiceExeption', 'A Lambda function does not fail with Lambda.ServiceExeption. Did you mean "Lambda.ServiceException"?'],
    ['is of another service', SEND(), 'S3.NoSuchKeyException', 'sqs:sendMessage does not fail with S3.NoSuchKeyException.'],
    ['is of nobody', SEND(), 'Busy', 'sqs:sendMessage does not fail with Busy.'],
    ['has the prefix of the optimised integration', sdk('dynamodb:putItem', PUT.Parameters), 'DynamoDB.ConditionalCheckFailedException',
      'aws-sdk:dynamodb:putItem does not fail with DynamoDB.ConditionalCheckFailedException. Did you mean "DynamoDb.ConditionalCheckFailedException"?'],
    ['has the prefix of another SDK', sdk('secretsmanager:getSecretValue', { SecretId: 's' }), 'Ssm.ParameterNotFoundException', 'aws-sdk:secretsmanager:getSecretValue does not fail with Ssm.ParameterNotFoundException.'],
    ['is misspelt from a service of the SDK', sdk('secretsmanager:getSecretValue', { SecretId: 's' }), 'SecretsManager.ResourceNotFond',
      'aws-sdk:secretsmanager:getSecretValue does not fail with SecretsManager.ResourceNotFond. Did you mean "SecretsManager.ResourceNotFoundException"?'],
    ['is of Step Functions, and misspelt', PUT, 'States.Timout', 'dynamodb:putItem does not fail with States.Timout. Did you mean "States.Timeout"?'],
    ['is no status code', HTTP, 'States.Http.StatusCode.40', 'http:invoke does not fail with States.Http.StatusCode.40. Did you mean "States.Http.StatusCode.400"?'],
    ['is of HTTP, without it', GLUE, 'States.Http.Socket', 'glue:startJobRun does not fail with States.Http.Socket.'],
  ])('an error that %s reaches nothing, and it is said why', (_, resource, error, why) => {
    expect(clause(resource, error)).toEqual([['UNREACHED_CLAUSE', 'Catch[0]', `Nothing reaches Catch[0] of state "A", for ${error}. ${why}`]]);
  });

  test('what a mock fails with is tried, whatever it is called', () => {
    const states = { A: { ...SEND(), Type: 'Task', Catch: [{ ErrorEquals: ['Busy'], Next: 'B' }, { ...CATCH_ALL, Next: 'B' }], Next: 'B' }, B: { Type: 'Succeed' } };
    expect(machine(states).explore().surprises.map(brief)).toEqual(['UNREACHED_CLAUSE A Catch[0]']);
    expect(machine(states).mockState('A', TaskMock.sequence([TaskMock.fail('Busy'), TaskMock.succeed({})])).explore().surprises).toEqual([]);
  });

  test('a clause around a state is reached by what the state can fail with', () => {
    const around = (error: string) => explore({
      P: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Task', ...PUT, End: true } } }], Catch: [{ ErrorEquals: [error], Next: 'B' }, { ...CATCH_ALL, Next: 'B' }], Next: 'B' },
      B: { Type: 'Succeed' },
    }).surprises.map(brief);
    expect(around('DynamoDB.ThrottlingException')).toEqual([]);
    expect(around('DynamoDB.ThrotlingException')).toEqual(['UNREACHED_CLAUSE P Catch[0]']);
  });

  test('its success is the mock\'s', () => {
    const choice = { C: { Type: 'Choice', Choices: [{ Variable: '$.paid', BooleanEquals: true, Next: 'Paid' }], Default: 'Unpaid' }, Paid: { Type: 'Succeed' }, Unpaid: { Type: 'Succeed' } };
    const states = { A: lambda({ Catch: [{ ...CATCH_ALL, Next: 'Paid' }], Next: 'C' }), ...choice };
    expect(machine(states).mockState('A', TaskMock.succeed({ paid: true })).explore().surprises.map(brief)).toEqual(['UNREACHED_STATE Unpaid']);
    expect(machine(states).mockState('A', TaskMock.succeed({ paid: false })).explore().surprises).toEqual([]);
  });

  test('retries: it succeeds the next time, or fails until they are used up', () => {
    const exploration = explore({ A: task({ Retry: [{ ...CATCH_ALL, MaxAttempts: 50, BackoffRate: 1 }], Catch: [{ ...CATCH_ALL, Next: 'B' }], Next: 'B' }), B: { Type: 'Succeed' } });
    expect(exploration.surprises).toEqual([]);
    // It succeeds; it fails or times out, and then succeeds, or goes on to do so.
    expect(exploration.executions).toBe(5);
  });
});

describe('an execution that never ends', () => {
  test('goes in a circle for as long as a task fails', () => {
    const [surprise, ...others] = explore({ A: task({ Catch: [{ ...CATCH_ALL, ResultPath: null, Next: 'A' }], End: true }) }).surprises;
    expect(others).toEqual([]);
    expect(surprise.kind).toBe(SurpriseKind.NEVER_ENDS);
    expect(surprise.description).toBe('The execution can go in a circle for as long as the task of state "A" fails with States.TaskFailed.');
    expect(surprise.run!.outcomes).toEqual([{ stateName: 'A', attempt: 1, outcome: 'fails with States.TaskFailed' }]);
  });

  test('goes in a circle that nothing leads out of', () => {
    const states = {
      'Poll': task({ ResultPath: '$.job', Catch: [{ ...CATCH_ALL, ResultPath: '$.job', Next: 'Done?' }], Next: 'Done?' }),
      'Done?': { Type: 'Choice', Choices: [{ Variable: '$.job.done', IsPresent: true, Next: 'Done' }], Default: 'Wait' }, 'Wait': { Type: 'Wait', Seconds: 60, Next: 'Poll' }, 'Done': { Type: 'Succeed' },
    };
    const { surprises } = machine(states).mockState('Poll', TaskMock.succeed({ state: 'RUNNING' })).explore();
    expect(surprises.map(brief)).toEqual(['NEVER_ENDS Poll', 'UNREACHED_STATE Done']);
    expect(surprises[0].description).toBe('The execution goes in a circle through state "Poll", and no outcome of a task leads out of it.');
  });

  test('fills its history without a task', () => {
    const { surprises } = explore({ A: { Type: 'Choice', Choices: [{ Variable: '$.end', IsPresent: true, Next: 'B' }], Default: 'A' }, B: { Type: 'Succeed' } });
    expect(surprises.map(brief)).toEqual(['NEVER_ENDS A', 'UNREACHED_STATE B']);
    expect(surprises[0].run!.trace.split('\n').length).toBeLessThan(70);
  });

  test('retries until its time is up', () => {
    const states = { A: task({ Retry: [{ ...CATCH_ALL, MaxAttempts: 50 }], Catch: [{ ...CATCH_ALL, Next: 'B' }], Next: 'B' }), B: { Type: 'Succeed' } };
    expect(explore(states).surprises.map(brief)).toEqual(['NEVER_ENDS A', 'UNREACHED_CLAUSE A Catch[0]']);
  });

  test('waits for somebody who does not answer', () => {
    const states = { Ask: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a', Catch: [{ ...CATCH_ALL, Next: 'B' }], Next: 'B' }, B: { Type: 'Succeed' } };
    const { surprises } = explore(states);
    expect(surprises.map(brief)).toEqual(['NEVER_ENDS Ask']);
    expect(surprises[0].description).toBe('State "Ask" can take longer than an execution may. Give its task a timeout, or bound its retries.');
  });
});

describe('what no execution reaches', () => {
  test('are states and clauses', () => {
    const states = {
      A: task({ Retry: [{ ErrorEquals: ['States.IntrinsicFailure'] }], Catch: [{ ...CATCH_ALL, Next: 'C' }], Next: 'C' }),
      C: { Type: 'Choice', Choices: [{ Variable: '$.vip', IsPresent: true, Next: 'V' }], Default: 'E' }, V: { Type: 'Pass', Next: 'E' }, E: { Type: 'Succeed' },
    };
    expect(explore(states).surprises.map(brief)).toEqual(['UNREACHED_CLAUSE A Retry[0]', 'UNREACHED_STATE V']);
    expect(explore(states, { inputs: [{}, { vip: true }] }).surprises.map(brief)).toEqual(['UNREACHED_CLAUSE A Retry[0]', 'UNREACHED_STATE V']); // A replaces the input
    const kept = { ...states, A: { ...states.A, ResultPath: null, Catch: [{ ...CATCH_ALL, ResultPath: null, Next: 'C' }] } };
    expect(explore(kept, { inputs: [{}, { vip: true }] }).surprises.map(brief)).toEqual(['UNREACHED_CLAUSE A Retry[0]']);
  });

  test('a catcher behind one that takes everything', () => {
    const states = { A: task({ Retry: [{ ErrorEquals: ['States.TaskFailed'], MaxAttempts: 0 }], Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'B' }, { ...CATCH_ALL, Next: 'B' }], Next: 'B' }), B: { Type: 'Succeed' } };
    expect(explore(states).surprises.map(brief)).toEqual(['UNREACHED_CLAUSE A Retry[0]']);
  });
});

test('states that only one execution reaches', () => {
  const { lonelyStates } = explore({
    A: task({ Catch: [{ ErrorEquals: ['Rare'], Next: 'R' }, { ...CATCH_ALL, Next: 'E' }], Next: 'E' }), R: { Type: 'Pass', Next: 'E' }, E: { Type: 'Succeed' },
  });
  expect(lonelyStates.map(({ stateName, run: { outcomes } }) => [stateName, outcomes.map(({ outcome }) => outcome)])).toEqual([['R', ['fails with Rare']]]);
});

describe('accepted surprises', () => {
  const states = { A: task({ End: true }) };

  test('are no surprises any more', () => {
    const { surprises, accepted, summary } = explore(states, { accept: [{ stateName: 'A', kind: SurpriseKind.UNHANDLED_ERROR, reason: 'an alarm tells us' }] });
    expect(surprises).toEqual([]);
    expect(accepted.map(brief)).toEqual(['UNHANDLED_ERROR A States.TaskFailed', 'UNHANDLED_ERROR A States.Timeout']);
    expect(summary).toBe('3 executions explored: no surprise, 2 accepted.');
  });

  test('are accepted as exactly as they are named', () => {
    expect(explore(states, { accept: [{ stateName: 'A', error: 'States.Timeout', reason: 'it is late' }] }).surprises.map(brief)).toEqual(['UNHANDLED_ERROR A States.TaskFailed']);
  });

  test.each<[string, object, string]>([
    ['have no reason', { stateName: 'A' }, 'accept[0] has no reason. Say why it is accepted.'],
    ['have an empty reason', { stateName: 'A', reason: ' ' }, 'accept[0] has no reason.'],
    ['name nothing', { reason: 'it is late' }, 'accept[0] names nothing, and would accept everything. Give at least one of "kind", "stateName", "error", "clause".'],
    ['are misspelt', { statename: 'A', reason: 'it is late' }, 'accept[0] has no member "statename". Did you mean "stateName"?'],
  ])('that %s are refused', (_, acceptance, message) => {
    expect(() => explore(states, { accept: [acceptance as any] })).toThrow(message);
  });

  test('that are not there are surprises', () => {
    const { surprises } = explore({ A: { Type: 'Succeed' } }, { accept: [{ stateName: 'B', reason: 'was there once' }] });
    expect(surprises.map(brief)).toEqual(['UNUSED_ACCEPTANCE B']);
    expect(surprises[0].description).toBe('Nothing was found of what is accepted as {"stateName":"B"} ("was there once"). There is no state "B". Remove the acceptance, or correct it.');
  });
});

describe('bounds', () => {
  const chain = (length: number) => Object.fromEntries(Array.from({ length }, (_, i) => [`S${i}`, task({ Catch: [{ ...CATCH_ALL, Next: 'E' }], Next: i + 1 < length ? `S${i + 1}` : 'E' })]));

  test.each<[string, ExplorationOptions]>([['executions', { maxExecutions: 5 }], ['depth', { maxDepth: 2 }]])('of %s leave a surprise', (_, options) => {
    const { surprises, isComplete } = explore({ ...chain(6), E: { Type: 'Succeed' } }, options);
    expect(isComplete).toBe(false);
    expect(surprises.at(-1)!.kind).toBe(SurpriseKind.INCOMPLETE);
  });

  test('say nothing of what was not reached, but that it is not known', () => {
    const states = { A: task({ Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'B' }, { ...CATCH_ALL, Next: 'C' }], Next: 'B' }), B: { Type: 'Succeed' }, C: { Type: 'Succeed' } };
    const { surprises, executions, isComplete, summary } = explore(states, { maxExecutions: 1, accept: [{ stateName: 'B', reason: 'may come' }] });
    expect({ executions, isComplete, kinds: surprises.map(brief) }).toEqual({ executions: 1, isComplete: false, kinds: ['INCOMPLETE'] });
    expect(summary.split('\n')).toEqual([
      '1 execution explored: 1 surprise.', '',
      'INCOMPLETE: There is more than the execution that was explored. Whether anything reaches these is not known: Catch[0] of state "A", Catch[1] of state "A", state "B", state "C". '
      + 'Raise maxExecutions or maxDepth (--max-executions, --max-depth), or give mocks and inputs that lead to less.', '',
      'Only one of the explored executions reaches "A".',
    ]);
    expect(explore(states, { maxExecutions: 2 }).executions).toBe(1);
    expect(explore(states, { maxExecutions: 3 }).executions).toBe(2);
    expect(explore(states)).toMatchObject({ executions: 3, isComplete: true, surprises: [] });
  });

  test('many places that are not known are not all named', () => {
    const { surprises } = explore({ ...chain(12), E: { Type: 'Succeed' } }, { maxExecutions: 1 });
    expect(surprises[0].description).toContain('Catch[0] of state "S0", state "S1", state "S2", state "S3", state "S4", state "S5", state "S6", state "S7", state "S8", state "S9" and 3 more. ');
  });

  test.each<[ExplorationOptions, string]>([[{ maxExecutions: 0 }, 'InvalidBound'], [{ maxDepth: 1.5 }, 'InvalidBound'], [{ inputs: [] }, 'NoInput'], [{ inputs: [() => 1] }, 'NotJson'], [{ maxExecution: 5 } as object, 'UnknownOption']])('%j is refused', (options, code) => {
    expect(() => explore({ A: { Type: 'Succeed' } }, options)).toThrow(expect.objectContaining({ code }));
  });

  test('many iterations that can each fail are not explored in all combinations', () => {
    const list = Array.from({ length: 30 }, (_, i) => i);
    const map = { M: { Type: 'Map', ItemsPath: '$.list', ItemProcessor: { StartAt: 'A', States: { A: task({ End: true }) } }, Catch: [{ ...CATCH_ALL, ResultPath: null, Next: 'E' }], Next: 'E' }, E: { Type: 'Succeed' } };
    const { isComplete, executions, surprises } = explore(map, { inputs: [{ list }] });
    expect(surprises).toEqual([]);
    expect(isComplete).toBe(true);
    expect(executions).toBeLessThan(200);
  });
});

test('tasks that take time end in their order', () => {
  const branch = (name: string) => ({ StartAt: name, States: { [name]: task({ End: true }) } });
  const exploration = machine({ P: { Type: 'Parallel', Branches: [branch('A'), branch('B')], Catch: [{ ...CATCH_ALL, Next: 'E' }], Next: 'E' }, E: { Type: 'Succeed' } })
    .mockState('A', TaskMock.after(Duration.seconds(50), TaskMock.succeed('a'))).mockState('B', TaskMock.after(Duration.seconds(10), TaskMock.succeed('b'))).explore();
  expect(exploration.surprises).toEqual([]);
});

test('children of a Distributed Map are explored', () => {
  const map = {
    Type: 'Map', ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'b' } }, End: true,
    ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'A', States: { A: task({ End: true }) } },
  };
  expect(explore({ M: map }).surprises.map(brief)).toEqual(['UNHANDLED_ERROR M States.ItemReaderFailed', 'UNHANDLED_ERROR M States.ExceedToleratedFailureThreshold']);
});

test('the same exploration finds the same', () => {
  const states = { A: lambda({ Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' }], Catch: [{ ...CATCH_ALL, Next: 'B' }], Next: 'B' }), B: task({ End: true }) };
  const text = () => JSON.stringify(explore(states));
  expect(text()).toBe(text());
});
