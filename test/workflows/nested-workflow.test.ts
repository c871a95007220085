import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Execution, Simulator } from '../../src';
import { JsonValue } from '../../src/asl/json-value';
import { RetryPolicy } from '../../src/error-handling/retry-policy';
import { AslValidation } from '../../src/validation/cdk/asl-validation';
import { ExpressMode } from '../../src/workflows/express-mode';
import { ExpressWorkflow } from '../../src/workflows/express-workflow';
import { NestedWorkflow, NestedWorkflowProps } from '../../src/workflows/nested-workflow';
import { StandardWorkflow } from '../../src/workflows/standard-workflow';
import { nagErrors } from '../cdk-nag';

const { JSONATA, JSON_PATH } = sfn.QueryLanguage;
const LINK = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID';
type Kind = 'Standard' | 'Express';
const KINDS: Kind[] = ['Standard', 'Express'];

/** A workflow that answers with what it was given, fails with "TooMuch" over 100, and times out where it is slow. */
function makeChild(stack: Stack, kind: Kind, mode: ExpressMode, key?: kms.IKey) {
  const definitionBody = sfn.DefinitionBody.fromChainable(sfn.Choice.jsonata(stack, 'How much?')
    .when(sfn.Condition.jsonata('{% $type($states.input) = "object" and $states.input.total > 100 %}'),
      sfn.Fail.jsonata(stack, 'Too much', { error: 'TooMuch', cause: '{% "It is " & $states.input.total %}' }))
    .when(sfn.Condition.jsonata('{% $states.input = "slow" %}'),
      sfn.Wait.jsonata(stack, 'Be slow', { time: sfn.WaitTime.duration(Duration.seconds(130)) }).next(new sfn.Succeed(stack, 'Slow')))
    .otherwise(new sfn.Succeed(stack, 'Enough')));
  const encryptionConfiguration = key && new sfn.CustomerManagedEncryptionConfiguration(key);
  const props = { definitionBody, encryptionConfiguration, timeout: Duration.minutes(2) };
  return kind === 'Standard' ? new StandardWorkflow(stack, 'Child', props) : new ExpressWorkflow(stack, 'Child', { ...props, mode });
}

interface More {
  readonly mode?: ExpressMode;
  readonly encrypted?: boolean;
  readonly around?: (nested: NestedWorkflow, stack: Stack) => sfn.IChainable;
}

function make(kind: Kind, props: Partial<NestedWorkflowProps> = {}, { mode = ExpressMode.SYNC, encrypted, around = (nested) => nested }: More = {}) {
  const stack = new Stack(new App(), 'Shop');
  const workflow = makeChild(stack, kind, mode, encrypted ? new kms.Key(stack, 'Key', { enableKeyRotation: true }) : undefined);
  const nested = new NestedWorkflow(stack, 'Charge', { workflow, ...props });
  const parent = new StandardWorkflow(stack, 'Orders', {
    definitionBody: sfn.DefinitionBody.fromChainable(around(nested, stack)), timeout: Duration.hours(1), queryLanguage: props.queryLanguage,
  });
  const simulators = () => {
    const ofChild = Simulator.fromStateMachine(workflow);
    return { ofChild, ofParent: Simulator.fromStateMachine(parent).addStateMachine(workflow.stateMachineArn, ofChild) };
  };
  const definition = () => {
    const machines = Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine');
    const [logicalId] = Object.keys(machines).filter((id) => id.startsWith('Orders'));
    const parts = machines[logicalId].Properties.DefinitionString['Fn::Join'][1] as unknown[];
    return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'X')).join(''));
  };
  const statements = () => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('Orders')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Resource }) => Resource !== '*');
  return {
    stack, workflow, nested, definition, statements,
    run: (input: JsonValue): Execution => simulators().ofParent.run(input),
    startedWith: (input: JsonValue): JsonValue => {
      const { ofChild, ofParent } = simulators();
      ofParent.run(input);
      const { executionStartedEventDetails } = ofChild.nestedExecutions[0].history[0] as { executionStartedEventDetails?: { input: string } };
      return JSON.parse(executionStartedEventDetails!.input);
    },
  };
}

const withoutLink = (value: JsonValue): JsonValue => {
  const { [LINK]: _, ...rest } = value as { [name: string]: JsonValue };
  return rest;
};

describe.each(KINDS)('%s', (kind) => {
  test.each([['JSONPath', JSON_PATH], ['JSONata', JSONATA]])('its output is the output of the state, its input the input (%s)', (_, queryLanguage) => {
    const { run, stack } = make(kind, { queryLanguage });
    expect(AslValidation.of(stack).findings()).toEqual([]);
    expect(withoutLink(run({ total: 10 }).output)).toEqual({ total: 10 });
    // What is no object is passed as it is.
    for (const input of ['text', 7, null, [1], [[1]], []]) expect(run(input).output).toEqual(input);
  });

  test.each<[string, Partial<NestedWorkflowProps>]>([
    ['an object of JSONPath', { input: sfn.TaskInput.fromObject({ total: sfn.JsonPath.numberAt('$.order.total') }) }],
    ['a path', { input: sfn.TaskInput.fromJsonPathAt('$.order') }],
    ['an object of JSONata', { input: sfn.TaskInput.fromObject({ total: '{% $states.input.order.total %}' }), queryLanguage: JSONATA }],
    ['an expression', { input: sfn.TaskInput.fromText('{% $states.input.order %}'), queryLanguage: JSONATA }],
  ])('its input is %s', (_, props) => {
    const { run, stack, startedWith } = make(kind, props);
    expect(AslValidation.of(stack).findings()).toEqual([]);
    expect(withoutLink(run({ order: { total: 5 } }).output)).toEqual({ total: 5 });
    expect(withoutLink(startedWith({ order: { total: 5 } }))).toEqual({ total: 5 });
  });

  const result: [string, Partial<NestedWorkflowProps>][] = [
    ['without an input', {}],
    ['with an object', { input: sfn.TaskInput.fromObject({ total: 5 }) }],
  ];
  describe.each(result)('JSONPath, %s', (_, props) => {
    test.each<[string, JsonValue]>([
      ['$', { total: 5 }],
      ['$.a', { total: 5, a: { total: 5 } }],
      ['$.a.b', { total: 5, a: { b: { total: 5 } } }],
      ['$[\'a b\'].c', { 'total': 5, 'a b': { c: { total: 5 } } }],
      ['DISCARD', { total: 5 }],
    ])('its output goes to %s', (path, expected) => {
      const { run, stack } = make(kind, { ...props, resultPath: path === 'DISCARD' ? sfn.JsonPath.DISCARD : path, associateWithParent: false });
      expect(AslValidation.of(stack).findings()).toEqual([]);
      expect(run({ total: 5 }).output).toEqual(expected);
    });
  });

  test.each<[string, Partial<NestedWorkflowProps>]>([
    ['JSONPath', {}], ['JSONPath, with an input', { input: sfn.TaskInput.fromObject({ total: 5 }) }], ['JSONata', { queryLanguage: JSONATA }],
  ])('its output goes to a variable (%s)', (_, props) => {
    const { run, stack } = make(kind, { ...props, resultVariable: 'charged', associateWithParent: false }, {
      around: (nested, scope) => nested.next(sfn.Pass.jsonata(scope, 'Show', { outputs: { input: '{% $states.input %}', charged: '{% $charged %}' } })),
    });
    expect(AslValidation.of(stack).findings()).toEqual([]);
    expect(run({ total: 5 }).output).toEqual({ input: { total: 5 }, charged: { total: 5 } });
  });

  test('its failure is retried and caught', () => {
    const { run } = make(kind, { associateWithParent: false }, {
      around: (nested, stack) => nested.addRetry({ errors: [kind === 'Standard' ? 'States.TaskFailed' : 'TooMuch'], maxAttempts: 2, jitterStrategy: sfn.JitterType.FULL })
        .addCatch(new sfn.Pass(stack, 'Caught')),
    });
    const execution = run({ total: 200 });
    expect(execution.status).toBe('SUCCEEDED');
    expect(execution.history.filter(({ type }) => type === (kind === 'Standard' ? 'TaskFailed' : 'FailStateEntered'))).toHaveLength(3);
    expect(execution.output).toMatchObject(kind === 'Standard' ? { Error: 'States.TaskFailed' } : { Error: 'TooMuch', Cause: 'It is 200' });
  });

  test('the start is tried again where Step Functions has too many calls or fails, or as is said; the run of the execution is not', () => {
    const retried = (props: Partial<NestedWorkflowProps>): string[] => {
      const { Charge } = make(kind, props).definition().States;
      const start = kind === 'Standard' ? Charge : Charge.Branches[0].States['Charge: call'];
      if (start !== Charge) expect(Charge).not.toHaveProperty('Retry');
      return (start.Retry ?? []).flatMap(({ ErrorEquals }: { ErrorEquals: string[] }) => ErrorEquals);
    };
    const prefix = kind === 'Standard' ? 'StepFunctions' : 'Sfn';
    expect(retried({})).toEqual([`${prefix}.${kind === 'Standard' ? 'AWSStepFunctionsException' : 'SfnException'}`, `${prefix}.SdkClientException`, `${prefix}.KmsThrottlingException`]);
    expect(retried({ input: sfn.TaskInput.fromObject({ total: 5 }) })).toHaveLength(3);
    expect(retried({ retryPolicy: RetryPolicy.none() })).toEqual([]);
    expect(retried({ retryPolicy: RetryPolicy.onErrors([`${prefix}.SdkClientException`]) })).toEqual([`${prefix}.SdkClientException`]);
  });

  test('is waited for longer than it may run, so that its own timeout is told of', () => {
    const { run, definition } = make(kind);
    expect(JSON.stringify(definition())).toContain(`"TimeoutSeconds":${kind === 'Standard' ? 180 : 130}`);
    const execution = run('slow');
    expect(execution.status).toBe('FAILED');
    expect(execution.error).toBe(kind === 'Standard' ? 'States.TaskFailed' : 'States.Timeout');
    if (kind === 'Standard') expect(JSON.parse(execution.cause!)).toMatchObject({ Status: 'TIMED_OUT' });
  });

  test.each([true, false])('the role is allowed what is needed and no more (encrypted: %s)', (encrypted) => {
    const { stack, statements } = make(kind, {}, { encrypted });
    expect(AslValidation.of(stack).findings()).toEqual([]);
    const machine = { Ref: 'ChildStateMachine62DC24FC' };
    const decrypt = {
      Action: 'kms:Decrypt', Effect: 'Allow', Resource: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
      Condition: { StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': machine } },
    };
    const here = (service: string, ...rest: unknown[]) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ...rest]] });
    const allowed = kind === 'Express' ? [{ Action: 'states:StartSyncExecution', Effect: 'Allow', Resource: machine }] : [
      { Action: 'states:StartExecution', Effect: 'Allow', Resource: machine },
      {
        Action: ['states:DescribeExecution', 'states:StopExecution'], Effect: 'Allow',
        Resource: here('states', ':execution:', { 'Fn::GetAtt': ['ChildStateMachine62DC24FC', 'Name'] }, ':*'),
      },
      { Action: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], Effect: 'Allow', Resource: here('events', ':rule/StepFunctionsGetEventsForStepFunctionsExecutionRule') },
    ];
    expect(statements()).toEqual([...allowed, ...encrypted ? [decrypt] : []]);
    expect(nagErrors(stack, [
      { id: 'AwsSolutions-SF1', reason: 'A Standard workflow keeps the history of its executions' },
      { id: 'AwsSolutions-IAM5', reason: 'The names of executions are not known before', appliesTo: [{ regex: '/^Resource::arn:.*:execution:.*:\\*$/' }] },
    ])).toEqual([]);
  });

  test('is started and not waited for', () => {
    const { definition, run, stack, statements } = make(kind, { waitForCompletion: false }, { mode: ExpressMode.ASYNC });
    expect(AslValidation.of(stack).findings()).toEqual([]);
    expect(definition().States.Charge).toMatchObject({ Resource: 'arn:X:states:::states:startExecution', TimeoutSeconds: 60 });
    expect(statements()).toEqual([{ Action: 'states:StartExecution', Effect: 'Allow', Resource: { Ref: 'ChildStateMachine62DC24FC' } }]);
    expect(run({ total: 200 })).toMatchObject({ status: 'SUCCEEDED', output: { ExecutionArn: expect.any(String), StartDate: expect.anything() } });
  });
});

describe('the link between the executions', () => {
  const id = expect.stringMatching(/^arn:.*:execution:/);
  test.each<[string, Partial<NestedWorkflowProps>]>([
    ['the input of the state', {}],
    ['an object of JSONPath', { input: sfn.TaskInput.fromObject({ total: sfn.JsonPath.numberAt('$.total') }) }],
    ['an object of JSONata', { input: sfn.TaskInput.fromObject({ total: '{% $states.input.total %}' }), queryLanguage: JSONATA }],
    ['an expression of JSONata', { input: sfn.TaskInput.fromText('{% $states.input %}'), queryLanguage: JSONATA }],
  ])('is in %s', (_, props) => {
    expect(make('Standard', props).startedWith({ total: 5 })).toEqual({ total: 5, [LINK]: id });
  });

  test('is left out where it is not wanted, where the input is no object, and for an Express workflow, of whose executions the console knows nothing', () => {
    for (const { startedWith } of [
      make('Standard', { associateWithParent: false }), make('Standard', { input: sfn.TaskInput.fromJsonPathAt('$') }), make('Express'),
    ]) expect(startedWith({ total: 5 })).toEqual({ total: 5 });
  });

  test('is given to an Express workflow too where that is said', () => {
    const { startedWith } = make('Express', { associateWithParent: true, input: sfn.TaskInput.fromObject({ total: 5 }) });
    expect(startedWith({})).toEqual({ total: 5, [LINK]: id });
  });
});

test('the name, the comment and the timeout are what is given', () => {
  const { definition } = make('Standard', { stateName: 'Charge card', comment: 'Once', executionName: 'charge-1', taskTimeout: sfn.Timeout.duration(Duration.seconds(5)) });
  expect(definition().States['Charge card']).toMatchObject({ Comment: 'Once', TimeoutSeconds: 5, Arguments: { Name: 'charge-1' } });
});

test('an Express workflow that is started asynchronously is not waited for', () => {
  expect(make('Express', {}, { mode: ExpressMode.ASYNC }).definition().States.Charge.Resource).toBe('arn:X:states:::states:startExecution');
});

describe('an imported workflow', () => {
  const ARN = 'arn:aws:states:eu-west-1:111122223333:stateMachine:charges';
  test('is run by its alias, and allowed by its state machine', () => {
    const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-west-1', account: '111122223333' } });
    const workflow = StandardWorkflow.fromStandardWorkflowAttributes(stack, 'Charges', { stateMachineArn: `${ARN}:live`, timeout: Duration.minutes(1) });
    new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), definitionBody: sfn.DefinitionBody.fromChainable(new NestedWorkflow(stack, 'Charge', { workflow })) });
    expect(AslValidation.of(stack).findings()).toEqual([]);
    const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies).toContain(`"${ARN}"`);
    expect(policies).toContain('"arn:aws:states:eu-west-1:111122223333:execution:charges:*"');
  });

  test('has to say how long it may run, or the state how long it waits', () => {
    const stack = new Stack(new App(), 'Shop');
    const workflow = StandardWorkflow.fromStandardWorkflowArn(stack, 'Charges', ARN);
    expect(() => new NestedWorkflow(stack, 'Charge', { workflow })).toThrow('NestedWorkflow "Shop/Charge": "taskTimeout" is not set, and how long executions of "Shop/Charges" may run is not known');
    expect(() => new NestedWorkflow(stack, 'Other', { workflow, taskTimeout: sfn.Timeout.at('$.seconds') })).not.toThrow();
    expect(() => new NestedWorkflow(stack, 'Third', { workflow, waitForCompletion: false })).not.toThrow();
  });
});

describe('props that contradict each other or cannot be', () => {
  test.each<[string, Kind, Partial<NestedWorkflowProps>, ExpressMode]>([
    ['"waitForCompletion" is true, but executions of "Shop/Child" are started asynchronously, with no output to wait for', 'Express', { waitForCompletion: true }, ExpressMode.ASYNC],
    ['"waitForCompletion" is false, but executions of "Shop/Child" are started synchronously', 'Express', { waitForCompletion: false }, ExpressMode.SYNC],
    ['"resultPath" is "$.a", but "queryLanguage" is JSONata', 'Standard', { resultPath: '$.a', queryLanguage: JSONATA }, ExpressMode.SYNC],
    ['"resultPath" and "resultVariable" are both set', 'Standard', { resultPath: '$.a', resultVariable: 'a' }, ExpressMode.SYNC],
    ['"resultVariable" is "$a". It has to be the name of a variable, without "$"', 'Standard', { resultVariable: '$a' }, ExpressMode.SYNC],
    ['"resultPath" is "$.a[0]". It has to be "$" with the names of members', 'Standard', { resultPath: '$.a[0]' }, ExpressMode.SYNC],
    ['"executionName" is "x", but the workflow is Express, and called', 'Express', { executionName: 'x' }, ExpressMode.SYNC],
    ['"associateWithParent" is true, but "input" is no object', 'Standard', { associateWithParent: true, input: sfn.TaskInput.fromJsonPathAt('$.a') }, ExpressMode.SYNC],
    ['"associateWithParent" is true, but "input" is no object', 'Standard', { associateWithParent: true, input: sfn.TaskInput.fromText('a'), queryLanguage: JSONATA }, ExpressMode.SYNC],
    ['"associateWithParent" is true, but "input" is no object', 'Express', { associateWithParent: true }, ExpressMode.SYNC],
    ['"input" is a text. The input of an Express workflow that is called has to be an object', 'Express', { input: sfn.TaskInput.fromText('a') }, ExpressMode.SYNC],
  ])('%s', (message, kind, props, mode) => {
    expect(() => make(kind, props, { mode })).toThrow(`NestedWorkflow "Shop/Charge": ${message}`);
  });
});
