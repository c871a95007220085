import { Annotations as CdkAnnotations, App, CfnParameter, Duration, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { IConstruct } from 'constructs';
import { AslValidation } from '../../../src/validation/cdk/asl-validation';
import { StandardWorkflow } from '../../../src/workflows/standard-workflow';

const GOOD = JSON.stringify({ StartAt: 'A', TimeoutSeconds: 60, States: { A: { Type: 'Succeed' } } });
/** ASL201: the target of a transition does not exist. */
const REFUSED = JSON.stringify({ StartAt: 'A', TimeoutSeconds: 60, States: { A: { Type: 'Pass', Next: 'Bil' }, Bill: { Type: 'Succeed' } } });
const TRANSITION_TARGET = 'cdk-stepwright::ASL201';
const UNREACHABLE = 'cdk-stepwright::ASL202';

const l1 = (scope: IConstruct & Stack, definitionString: string, id = 'L1') => new sfn.CfnStateMachine(scope, id, { roleArn: 'arn:aws:iam::123456789012:role/x', definitionString });
const l2 = (scope: Stack, definition: string, id = 'L2') => new sfn.StateMachine(scope, id, { definitionBody: sfn.DefinitionBody.fromString(definition) });
const ours = (scope: Stack, definition: string, id = 'Ours') => new StandardWorkflow(scope, id, {
  definitionBody: sfn.DefinitionBody.fromString(definition), timeout: Duration.minutes(1),
});

function covered(): { readonly app: App; readonly stack: Stack } {
  const app = new App();
  AslValidation.of(app);
  return { app, stack: new Stack(app, 'Shop') };
}

describe('a definition that AWS would refuse stops the synthesis', () => {
  test.each<[string, (stack: Stack) => unknown, string]>([
    ['a CfnStateMachine', (stack) => l1(stack, REFUSED), 'Shop/L1'],
    ['a StateMachine', (stack) => l2(stack, REFUSED), 'Shop/L2'],
    ['a workflow', (stack) => ours(stack, REFUSED), 'Shop/Ours'],
  ])('of %s', (_, add, path) => {
    const { stack } = covered();
    add(stack);
    expect(() => Template.fromStack(stack)).toThrow(`State machine "${path}": State "A" `);
    expect(() => Template.fromStack(stack)).toThrow('Did you mean "Bill"?');
    expect(() => Template.fromStack(stack)).toThrow('(at /States/A/Next; refused by AWS: MISSING_TRANSITION_TARGET)');
    expect(() => Template.fromStack(stack)).toThrow(`[ack: ${TRANSITION_TARGET}]`);
  });

  test('of a workflow without AslValidation, and of nothing else', () => {
    const stack = new Stack(new App(), 'Shop');
    l2(stack, REFUSED);
    expect(() => Template.fromStack(stack)).not.toThrow();
    const other = new Stack(new App(), 'Other');
    ours(other, REFUSED);
    expect(() => Template.fromStack(other)).toThrow('State machine "Other/Ours"');
  });

  test('of a machine that is added after AslValidation.of(), below the scope only', () => {
    const app = new App();
    const [inside, outside] = [new Stack(app, 'Inside'), new Stack(app, 'Outside')];
    AslValidation.of(inside);
    l2(outside, REFUSED);
    expect(() => app.synth()).not.toThrow();
    const second = new App();
    const late = new Stack(second, 'Inside');
    AslValidation.of(late);
    l2(late, REFUSED);
    expect(() => second.synth()).toThrow('State machine "Inside/L2"');
  });

  test.each([
    ['a nested stack', (stack: Stack) => new NestedStack(stack, 'Nested'), 'Shop/Nested/L2'],
    ['a stage', (stack: Stack) => new Stack(new Stage(stack.node.root, 'Prod'), 'Staged'), 'Prod/Staged/L2'],
  ])('of a machine in %s', (_, inner, path) => {
    const { app, stack } = covered();
    l2(inner(stack), REFUSED);
    expect(() => app.synth()).toThrow(`State machine "${path}"`);
  });

  test('each is told once, however many cover it', () => {
    const { app, stack } = covered();
    AslValidation.of(app);
    AslValidation.of(stack);
    l2(stack, REFUSED);
    ours(stack, REFUSED);
    let message = '';
    try {
      app.synth();
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.match(/does not exist/g)).toHaveLength(2);
    expect(message).toContain('[Shop] State machine "Shop/L2"');
    expect(message).toContain('[Shop/Ours] State machine "Shop/Ours"');
  });
});

describe('an error is acknowledged, and then never stops a deploy', () => {
  const acknowledge: [string, (on: IConstruct) => void][] = [
    ['Validations.acknowledge()', (on) => ([TRANSITION_TARGET, UNREACHABLE].forEach((id) => Validations.of(on).acknowledge({ id, reason: 'A test' })))],
    ['Annotations.acknowledgeWarning()', (on) => ([TRANSITION_TARGET, UNREACHABLE].forEach((id) => CdkAnnotations.of(on).acknowledgeWarning(id, 'A test')))],
  ];
  describe.each(acknowledge)('by %s', (_, how) => {
    test.each<[string, (stack: Stack) => IConstruct]>([
      ['on a CfnStateMachine', (stack) => l1(stack, REFUSED)],
      ['on a StateMachine', (stack) => l2(stack, REFUSED)],
      ['on a workflow', (stack) => ours(stack, REFUSED)],
      ['on the stack', (stack) => { ours(stack, REFUSED); return stack; }],
    ])('%s', (__, add) => {
      const { app, stack } = covered();
      how(add(stack));
      expect(() => app.synth()).not.toThrow();
    });
  });

  test('by Validations.acknowledge() on the app', () => {
    const { app, stack } = covered();
    l2(stack, REFUSED);
    acknowledge[0][1](app);
    expect(() => app.synth()).not.toThrow();
  });

  test('which does not hold for its neighbour', () => {
    const { app, stack } = covered();
    acknowledge[0][1](l2(stack, REFUSED, 'One'));
    l2(stack, REFUSED, 'Two');
    expect(() => app.synth()).toThrow('State machine "Shop/Two"');
    expect(() => app.synth()).not.toThrow('State machine "Shop/One"');
  });
});

describe('a warning', () => {
  // ASL207: AWS accepts a branch that cannot end, and the execution hangs in it.
  const WARNED = JSON.stringify({
    StartAt: 'A',
    States: { A: { Type: 'Parallel', End: true, Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', Next: 'B' } } }] } },
  });
  const anyWarning = Match.stringLikeRegexp('State machine "Shop/L2": .*\\[ack: cdk-stepwright::ASL\\d+\\]');

  test('is an annotation that reaches the templates', () => {
    const { stack } = covered();
    l2(stack, WARNED);
    Annotations.fromStack(stack).hasWarning('/Shop/L2/Resource', anyWarning);
  });

  test.each<[string, (on: IConstruct, id: string) => void]>([
    ['Validations.acknowledge()', (on, id) => Validations.of(on).acknowledge({ id, reason: 'A test' })],
    ['Annotations.acknowledgeWarning()', (on, id) => CdkAnnotations.of(on).acknowledgeWarning(id, 'A test')],
  ])('is acknowledged by %s', (_, how) => {
    const first = covered();
    l2(first.stack, WARNED);
    const ids = Annotations.fromStack(first.stack).findWarning('*', anyWarning).map(({ entry }) => /ack: (.*)\]/.exec(String(entry.data))![1]);
    expect(ids.length).toBeGreaterThan(0);
    const { stack } = covered();
    const machine = l2(stack, WARNED);
    for (const id of ids) how(machine, id);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('about a machine in a stage is in the validation report, because the stage is written already', () => {
    const { app } = covered();
    l2(new Stack(new Stage(app, 'Prod'), 'Staged'), WARNED);
    const said: string[] = [];
    const log = jest.spyOn(console, 'error').mockImplementation((line) => { said.push(String(line)); });
    const exitCode = process.exitCode;
    app.synth();
    log.mockRestore();
    expect(said.join('\n')).toMatch(/ASL\d+ \(1 occurrences\)/);
    expect(said.join('\n')).toContain('Prod/Staged/L2');
    expect(process.exitCode).toBe(exitCode);
  });

  test('without one there is no report and no annotation', () => {
    const { app, stack } = covered();
    l2(stack, GOOD);
    const log = jest.spyOn(console, 'error').mockImplementation(() => {});
    expect(app.synth().getStackByName('Shop').messages).toEqual([]);
    expect(log).not.toHaveBeenCalled();
    log.mockRestore();
  });
});

test('findings() are what is wrong below the construct and not acknowledged', () => {
  const { app, stack } = covered();
  ours(stack, REFUSED);
  const acknowledged = l2(stack, REFUSED);
  Validations.of(acknowledged).acknowledge({ id: UNREACHABLE, reason: 'A test' });
  expect(AslValidation.of(app).findings().map(({ constructPath, id, stateName }) => [constructPath, id, stateName])).toEqual([
    ['Shop/Ours', 'ASL201', 'A'], ['Shop/Ours', 'ASL202', 'Bill'], ['Shop/L2', 'ASL201', 'A'],
  ]);
});

describe('what is known only at deploy is not judged', () => {
  test('tokens in the definition, of this stack and of another', () => {
    const { app, stack } = covered();
    const other = new Stack(app, 'Other');
    const fn = (scope: Stack) => new lambda.Function(scope, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    const limit = new CfnParameter(stack, 'Limit', { type: 'Number' });
    const chain = new tasks.LambdaInvoke(stack, 'A', { lambdaFunction: fn(stack) })
      .next(new tasks.LambdaInvoke(stack, 'B', { lambdaFunction: fn(other) }))
      .next(new sfn.Wait(stack, 'C', { time: sfn.WaitTime.duration(Duration.seconds(limit.valueAsNumber)) }));
    new sfn.StateMachine(stack, 'L2', { definitionBody: sfn.DefinitionBody.fromChainable(chain) });
    const warnings = app.synth().stacks.flatMap((each) => each.messages).filter(({ level }) => level !== 'info').map(({ entry }) => String(entry.data));
    expect(warnings.filter((warning) => warning.includes('cdk-stepwright'))).toEqual([]);
  });

  test('a definition that is a parameter or an object of someone else is said not to be checked', () => {
    const { app, stack } = covered();
    l1(stack, new CfnParameter(stack, 'Definition').valueAsString);
    new sfn.CfnStateMachine(stack, 'S3', { roleArn: 'x', definitionS3Location: { bucket: 'b', key: 'k' } });
    app.synth();
    const annotations = Annotations.fromStack(stack);
    annotations.hasInfo('/Shop/L1', Match.stringLikeRegexp('is not checked: it is "\\$\\{Definition\\}", which is known only at deploy'));
    annotations.hasInfo('/Shop/S3', Match.stringLikeRegexp('is not checked: it is an S3 object that is no asset of this app'));
  });
});

describe('where the stack is deployed', () => {
  const definition = JSON.stringify({
    StartAt: 'A',
    TimeoutSeconds: 60,
    States: { A: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:getItem', Parameters: { TableName: 't', Key: {} }, End: true } },
  });
  const found = (region?: string) => {
    const stack = new Stack(new App(), 'Shop', region === undefined ? {} : { env: { account: '123456789012', region } });
    l1(stack, definition);
    return AslValidation.of(stack).findings().map(({ id, message }) => `${id} ${message}`);
  };

  test('a resource of another partition', () => {
    expect(found('cn-north-1')).toEqual([
      'ASL825 State "A" has the ARN "arn:aws:states:::dynamodb:getItem" of partition "aws". The state machine is deployed to "aws-cn".',
    ]);
    expect(found('eu-west-1')).toEqual([]);
  });

  test('nothing is said where that is not known until deploy', () => expect(found()).toEqual([]));
});

test('advice on what aws-cdk-lib makes is no warning', () => {
  const { stack } = covered();
  const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}') });
  new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(new tasks.LambdaInvoke(stack, 'Invoke', { lambdaFunction: fn })) });
  Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('State "Invoke" calls Lambda and does not retry "Lambda.TooManyRequestsException"'));
  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('State "Invoke"'));
});
