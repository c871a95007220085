import { App, Duration, NestedStack, Stack, StackProps, Stage, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { handler } from './cdk-tasks';
import { AslValidation } from '../../../src/validation/cdk/asl-validation';
import { RuleSeverity } from '../../../src/validation/validation-settings';
import { StandardWorkflow } from '../../../src/workflows/standard-workflow';

const STATES = new iam.ServicePrincipal('states.amazonaws.com');
const timeout = Duration.hours(1);

const invoke = (scope: Construct, fn: lambda.IFunction, id = 'Charge') => new tasks.LambdaInvoke(scope, id, { lambdaFunction: fn });
const workflow = (scope: Construct, start: sfn.IChainable, props: { readonly role?: iam.IRole } = {}) => new StandardWorkflow(scope, 'Orders', {
  definitionBody: sfn.DefinitionBody.fromChainable(start), timeout, ...props,
});
const l1 = (scope: Stack, fn: lambda.IFunction, roleArn: string) => new sfn.CfnStateMachine(scope, 'L1', {
  roleArn, definition: { StartAt: 'Charge', States: { Charge: { Type: 'Task', Resource: fn.functionArn, End: true } } },
});
const ids = (scope: Construct) => AslValidation.of(scope).findings().filter(({ id }) => id.startsWith('ASL9'))
  .map(({ id, stateName }) => (stateName === undefined ? id : `${id} ${stateName}`));
const errorsOf = (app: App): string => {
  try {
    app.synth();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('references between stacks', () => {
  const env = (region: string): StackProps => ({ crossRegionReferences: true, env: { account: '123456789012', region } });

  describe.each(['strong', 'weak', 'both', 'in another region'])('%s', (strength) => {
    const app = () => new App({ context: strength.startsWith('in') ? {} : { '@aws-cdk/core:defaultCrossStackReferences': strength } });
    const props = (region: string): StackProps => (strength.startsWith('in') ? env(region) : {});

    test.each(['before', 'after'])('a function in another stack, %s synthesis', (when) => {
      const root = app();
      const fn = handler(new Stack(root, 'Functions', props('eu-west-1')));
      const stack = new Stack(root, 'Flows', props('us-east-1'));
      workflow(stack, invoke(stack, fn));
      if (when === 'after') root.synth();
      expect(ids(stack)).toEqual([]);
    });

    test.each(['before', 'after'])('a role in another stack, whose policies are there, %s synthesis', (when) => {
      const root = app();
      const roles = new Stack(root, 'Roles', props('us-east-1'));
      const role = new iam.Role(roles, 'Role', { assumedBy: STATES });
      const stack = new Stack(root, 'Flows', props('us-east-1'));
      const other = new iam.Role(roles, 'Other', { assumedBy: STATES });
      const fn = lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:us-east-1:123456789012:function:charge');
      workflow(stack, invoke(stack, fn), { role });
      l1(stack, fn, other.roleArn);
      if (when === 'after') Validations.of(stack).acknowledge({ id: 'cdk-stepwright::ASL901', reason: 'A test' });
      if (when === 'after') root.synth();
      expect(ids(stack)).toEqual(when === 'after' ? [] : ['ASL901 Charge']);
    });
  });

  test('a policy of a third stack counts', () => {
    const app = new App();
    const roles = new Stack(app, 'Roles');
    const role = new iam.Role(roles, 'Role', { assumedBy: STATES });
    const stack = new Stack(app, 'Flows');
    const fn = lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:us-east-1:123456789012:function:charge');
    l1(stack, fn, role.roleArn);
    expect(ids(app)).toEqual(['ASL901 Charge']);
    new iam.Policy(new Stack(app, 'Third'), 'Policy', {
      roles: [role], statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: ['arn:aws:lambda:*:*:function:*'] })],
    });
    expect(ids(app)).toEqual([]);
    expect(errorsOf(app)).toBe('');
  });

  test.each(['before', 'after'])('nested stacks, both ways, %s synthesis', (when) => {
    const app = new App();
    const outer = new Stack(app, 'Outer');
    const inner = new NestedStack(outer, 'Inner');
    workflow(inner, invoke(inner, handler(outer)));
    workflow(outer, invoke(outer, handler(inner, 'Pack'), 'Pack goods'));
    if (when === 'after') app.synth();
    expect(ids(app)).toEqual([]);
  });
});

describe('acknowledgements and severities', () => {
  const machine = (comment?: string) => {
    const stack = new Stack(new App(), 'Shop');
    const role = new iam.Role(stack, 'Role', { assumedBy: STATES });
    const Resource = 'arn:aws:lambda:us-east-1:123456789012:function:charge';
    const states = { Each: { Type: 'Map', ItemProcessor: { StartAt: 'Charge', States: { Charge: { Type: 'Task', Resource, End: true } } }, End: true } };
    return { stack, made: new sfn.CfnStateMachine(stack, 'L1', { roleArn: role.roleArn, definition: { Comment: comment, StartAt: 'Each', States: states } }) };
  };
  const found = (scope: Construct) => AslValidation.of(scope).findings().filter(({ id }) => /^ASL(9|009)/.test(id));

  test('a finding about a role is acknowledged for the state that it is in, and for one around that', () => {
    for (const state of ['Charge', 'Each']) {
      const { stack, made } = machine();
      expect(ids(stack)).toEqual(['ASL901 Charge']);
      AslValidation.acknowledge(made, { id: 'ASL901', state, reason: 'A test' });
      expect(found(stack)).toEqual([]);
    }
  });

  test('in a comment, and told of where it holds for nothing', () => {
    expect(found(machine('[ack ASL901: the function lets it in]').stack)).toEqual([]);
    const { stack, made } = machine('[ack ASL902: it is small]');
    AslValidation.acknowledge(made, { id: 'ASL901', reason: 'A test' }, { id: 'ASL904', reason: 'A test' });
    expect(found(stack).map(({ message }) => message)).toEqual([
      'The state machine acknowledges "ASL902", but the rule finds nothing there.',
      'Construct "Shop/L1" acknowledges "ASL904", but the rule finds nothing there.',
    ]);
  });

  test('severities are set, and a finding has no more members than others', () => {
    const { stack } = machine();
    AslValidation.of(stack, { severities: { ASL901: RuleSeverity.INFO } });
    const [finding] = found(stack);
    expect(finding).toMatchObject({ severity: 'INFO', link: expect.stringContaining('https://') });
    for (const name of ['messageName', 'statesAround', 'property']) expect(finding).not.toHaveProperty(name);
  });
});

describe('a role of which not all is known', () => {
  test('that is imported is said once, and does not stop the synthesis', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop');
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/orders', { mutable: false });
    workflow(stack, invoke(stack, handler(stack)).next(invoke(stack, handler(stack, 'Pack'), 'Pack goods')), { role });
    Template.fromStack(stack);
    const notes = Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('is not made here'));
    expect(notes.map(({ id }) => id)).toEqual(['/Shop/Orders/StateMachine/Resource']);
  });

  test('that is imported, with what CDK adds to it', () => {
    const stack = new Stack(new App(), 'Shop');
    workflow(stack, invoke(stack, handler(stack)), { role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/orders') });
    expect(ids(stack)).toEqual([]);
  });
});

describe('a hand-written role', () => {
  function shop() {
    const app = new App();
    AslValidation.of(app);
    const stack = new Stack(app, 'Shop');
    const role = new iam.Role(stack, 'Role', { assumedBy: STATES });
    return { app, stack, role, machine: l1(stack, handler(stack), role.roleArn) };
  }

  test('without what a task needs stops the synthesis, with the line to add', () => {
    const { app } = shop();
    const message = errorsOf(app);
    expect(message).toMatch(/State machine "Shop\/L1": State "Charge" needs "lambda:InvokeFunction" on "\$\{Fn\w+\.Arn\}", which role "Role\w+" does not allow\./);
    expect(message).toContain('Call grantInvoke() of "Shop/Fn" with the state machine. '
      + 'Or call addToRolePolicy() of the state machine with new iam.PolicyStatement({ actions: [\'lambda:InvokeFunction\'], resources: [\'${Fn');
    expect(message).toContain('(at /States/Charge/Resource) [ack: cdk-stepwright::ASL901]');
  });

  test('is not told to allow something on the state machine where that would be a circular dependency', () => {
    const app = new App();
    AslValidation.of(app);
    const stack = new Stack(app, 'Shop');
    const role = new iam.Role(stack, 'Role', { assumedBy: STATES });
    const itemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
    new sfn.CfnStateMachine(stack, 'L1', {
      roleArn: role.roleArn, definition: { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: itemProcessor, End: true } } },
    });
    expect(errorsOf(app)).toContain('Attach a policy of its own to the role: new iam.Policy(this, \'OwnPolicy\', { roles: [role], '
      + 'statements: [new iam.PolicyStatement({ actions: [\'states:StartExecution\'], resources: [\'${L1}\'] })] }).');
  });

  test('is acknowledged', () => {
    const { app, machine } = shop();
    Validations.of(machine).acknowledge({ id: 'cdk-stepwright::ASL901', reason: 'The function has a policy of its own' });
    expect(errorsOf(app)).toBe('');
  });

  test('with it in a policy whose roles are overridden does not', () => {
    const { app, stack, role } = shop();
    const policy = new iam.CfnPolicy(stack, 'Policy', {
      policyName: 'p', roles: ['other'], policyDocument: { Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }] },
    });
    expect(ids(stack)).toEqual(['ASL901 Charge']);
    policy.addPropertyOverride('Roles', [role.roleName]);
    expect(errorsOf(app)).toBe('');
  });

  test('with it does not', () => {
    const { app, stack, role } = shop();
    (stack.node.findChild('Fn') as lambda.Function).grantInvoke(role);
    expect(errorsOf(app)).toBe('');
  });
});

describe('a state machine of CDK that is encrypted with a key of its own', () => {
  const encrypted = (stateMachineName?: string) => {
    const stack = new Stack(new App(), 'Shop');
    new sfn.StateMachine(stack, 'Orders', {
      definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'A')),
      timeout,
      stateMachineName,
      encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(new kms.Key(stack, 'Key'), Duration.minutes(5)),
    });
    return stack;
  };

  test('has a role that may use the key', () => {
    expect(ids(encrypted('orders'))).toEqual([]);
  });

  test('and no name has a role that may not: CDK writes a condition on the name', () => {
    expect(AslValidation.of(encrypted()).findings().map(({ message }) => message.replace(/[0-9A-F]{8}/g, ''))).toEqual([
      'The encryption of the state machine needs "kms:Decrypt" and "kms:GenerateDataKey" on "${Key.Arn}", which role "OrdersRole" does not allow. '
      + 'It allows it under a condition that does not hold: "kms:EncryptionContext:aws:states:stateMachineArn" is '
      + '"arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:".',
    ]);
  });
});

describe('states that are in no state machine', () => {
  function shop(make: (stack: Stack) => void): string[] {
    const stack = new Stack(new App(), 'Shop');
    make(stack);
    return AslValidation.of(stack).findings().filter(({ id }) => id === 'ASL903').map(({ message }) => /"(.*?)"/.exec(message)![1]);
  }
  const pass = (scope: Construct, id: string) => new sfn.Pass(scope, id);

  class Fragment extends sfn.StateMachineFragment {
    public readonly startState: sfn.State;
    public readonly endStates: sfn.INextable[];
    constructor(scope: Construct, id: string) {
      super(scope, id);
      const first = pass(this, 'First');
      this.startState = first;
      this.endStates = [first.next(pass(this, 'Second'))];
    }
  }

  test('are told of, each once, by the machine that is nearest', () => {
    expect(shop((stack) => {
      const [here, there] = [new Construct(stack, 'Here'), new Construct(stack, 'There')];
      workflow(here, pass(here, 'A'));
      workflow(there, pass(there, 'B'));
      pass(there, 'Forgotten');
      pass(stack, 'Lost');
    })).toEqual(['Shop/Lost', 'Shop/There/Forgotten']);
  });

  test('are told of by a machine of their own stack, where a nested one with a machine comes first', () => {
    expect(shop((stack) => {
      const nested = new NestedStack(stack, 'Nested');
      workflow(nested, pass(nested, 'A'));
      workflow(stack, pass(stack, 'B'));
      pass(stack, 'Lost');
    })).toEqual(['Shop/Lost']);
  });

  test('are not those of branches, Maps, fragments, handlers and other machines', () => {
    expect(shop((stack) => {
      const start = invoke(stack, handler(stack)).addCatch(pass(stack, 'Caught'));
      const choice = new sfn.Choice(stack, 'Which').when(sfn.Condition.isPresent('$.a'), pass(stack, 'One')).otherwise(pass(stack, 'Two'));
      workflow(stack, start
        .next(new sfn.Parallel(stack, 'Both').branch(pass(stack, 'Left'), new Fragment(stack, 'Part').prefixStates()))
        .next(new sfn.Map(stack, 'Each').itemProcessor(pass(stack, 'Item')))
        .next(new Fragment(stack, 'Whole').toSingleState())
        .next(choice));
      new sfn.StateMachine(stack, 'Other', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.CustomState(stack, 'Custom', { stateJson: { Type: 'Pass', End: true } })) });
    })).toEqual([]);
  });

  test('are those of a fragment that is not used', () => {
    expect(shop((stack) => {
      workflow(stack, pass(stack, 'A'));
      new Fragment(stack, 'Part');
    })).toEqual(['Shop/Part/First', 'Shop/Part/Second']);
  });

  test('are acknowledged one by one, and in the comment of the machine', () => {
    expect(shop((stack) => {
      const orders = workflow(stack, pass(stack, 'A'));
      pass(stack, 'Lost');
      pass(stack, 'Gone');
      AslValidation.acknowledge(orders, { id: 'ASL903', state: 'Lost', reason: 'A test' });
    })).toEqual(['Shop/Gone']);
    expect(shop((stack) => {
      new sfn.StateMachine(stack, 'Orders', { comment: '[ack ASL903: a test]', definitionBody: sfn.DefinitionBody.fromChainable(pass(stack, 'A')) });
      pass(stack, 'Lost');
    })).toEqual([]);
  });

  describe('in a stack without any', () => {
    const make = (acknowledge: (stack: Stack, lost: sfn.State) => void = () => undefined) => {
      const app = new App();
      const [stack, other] = [new Stack(app, 'Shop'), new Stack(app, 'Other')];
      const lost = pass(stack, 'Lost');
      workflow(other, pass(stack, 'Used'));
      acknowledge(stack, lost);
      return { app, stack };
    };
    const warnings = ({ app, stack }: { readonly app: App; readonly stack: Stack }) => {
      AslValidation.of(app);
      return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ id, entry }) => `${id}: ${String(entry.data).slice(0, 46)}`);
    };

    test('are told of at themselves', () => {
      expect(AslValidation.of(make().app).findings()).toMatchObject([{ id: 'ASL903', constructPath: 'Shop/Lost' }]);
      expect(warnings(make())).toEqual(['/Shop/Lost: State "Shop/Lost" is in no state machine: noth']);
    });

    test('are acknowledged on themselves, or on the stack', () => {
      expect(warnings(make((_, lost) => AslValidation.acknowledge(lost, { id: 'ASL903', reason: 'A test' })))).toEqual([]);
      expect(warnings(make((stack) => AslValidation.acknowledge(stack, { id: 'ASL903', state: 'Lost', reason: 'A test' })))).toEqual([]);
      expect(warnings(make((stack) => AslValidation.acknowledge(stack, { id: 'ASL903', state: 'Used', reason: 'A test' })))).toHaveLength(2);
    });

    test('are told of once, in a stage too, and stop the synthesis where that is set', () => {
      const app = new App();
      const stage = new Stage(app, 'Prod');
      const stack = new Stack(stage, 'Shop');
      pass(stack, 'Lost');
      AslValidation.of(app);
      AslValidation.of(stage, { severities: { ASL903: RuleSeverity.ERROR } });
      expect(() => app.synth()).toThrow(/State "Prod\/Shop\/Lost" is in no state machine/);
    });
  });

  test('are a warning at synthesis, and acknowledged', () => {
    const make = (acknowledge: boolean) => {
      const stack = new Stack(new App(), 'Shop');
      const orders = workflow(stack, pass(stack, 'A'));
      pass(stack, 'Lost');
      if (acknowledge) Validations.of(orders).acknowledge({ id: 'cdk-stepwright::ASL903', reason: 'A test' });
      return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('State "Shop/Lost" is in no state machine'));
    };
    expect(make(false)).toHaveLength(1);
    expect(make(true)).toEqual([]);
  });
});
