import { App, Duration, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { IConstruct } from 'constructs';
import { StepwrightError } from '../../../src/errors';
import { AslValidation } from '../../../src/validation/cdk/asl-validation';
import { RuleSeverity } from '../../../src/validation/validation-settings';
import { ExpressMode } from '../../../src/workflows/express-mode';
import { ExpressWorkflow } from '../../../src/workflows/express-workflow';
import { StandardWorkflow } from '../../../src/workflows/standard-workflow';

const loop = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', Next: `${name} again` }, [`${name} again`]: { Type: 'Wait', Seconds: 1, Next: name } } });
/** ASL204 three times: in Watch, in Guard, and in Each, which is in Guard. */
const ENDLESS = {
  StartAt: 'Watch',
  States: {
    Watch: { Type: 'Parallel', Branches: [loop('Poll')], Next: 'Guard' },
    Guard: {
      Type: 'Parallel',
      End: true,
      Branches: [loop('Look'), { StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: loop('Item'), End: true } } }],
    },
  },
};

const machine = (scope: IConstruct & Stack, id: string = 'Machine', definition: object = ENDLESS) => (
  new sfn.StateMachine(scope, id, { definitionBody: sfn.DefinitionBody.fromString(JSON.stringify(definition)) }));

function covered(): { readonly app: App; readonly stack: Stack } {
  const app = new App();
  AslValidation.of(app);
  return { app, stack: new Stack(app, 'Shop') };
}
const open = (app: App) => AslValidation.of(app).findings().map(({ id, pointer, message }) => `${id} ${pointer || message}`);
const [IN_WATCH, IN_GUARD, IN_EACH] = ['Watch/Branches/0', 'Guard/Branches/0', 'Guard/Branches/1/States/Each/ItemProcessor'].map((place) => `ASL204 /States/${place}/States`);

test('there is something to acknowledge', () => {
  const { app, stack } = covered();
  machine(stack);
  expect(open(app)).toEqual([IN_WATCH, IN_GUARD, IN_EACH]);
});

describe('for a state', () => {
  test.each([
    ['Watch', [IN_GUARD, IN_EACH]],
    ['Guard', [IN_WATCH]],
    ['Each', [IN_WATCH, IN_GUARD]],
  ])('%s, and the states in it', (state, expected) => {
    const { app, stack } = covered();
    AslValidation.acknowledge(machine(stack), { id: 'ASL204', state, reason: 'It is stopped from outside' });
    expect(open(app)).toEqual(expected);
  });

  test('by means of CDK', () => {
    const { app, stack } = covered();
    Validations.of(machine(stack)).acknowledge({ id: 'cdk-stepwright::ASL204:Guard', reason: 'It is stopped from outside' });
    expect(open(app)).toEqual([IN_WATCH]);
  });

  test('whose name CDK would not take', () => {
    const { app, stack } = covered();
    const { Watch, Guard } = ENDLESS.States;
    AslValidation.acknowledge(machine(stack, 'Machine', { StartAt: 'a::b:c', States: { 'a::b:c': { ...Watch, End: true, Next: undefined }, Guard } }), {
      id: 'ASL204', state: 'a::b:c', reason: 'It is stopped from outside',
    });
    expect(open(app).some((finding) => finding.includes('a::b:c'))).toBe(false);
  });

  test('on anything around the state machine, for several at once', () => {
    const { app, stack } = covered();
    machine(stack);
    AslValidation.acknowledge(stack, { id: 'cdk-stepwright::ASL204', state: 'Watch', reason: 'one' }, { id: 'ASL204', state: 'Each', reason: 'another' });
    expect(open(app)).toEqual([IN_GUARD]);
  });

  test('and the annotations of the others remain', () => {
    const { stack } = covered();
    AslValidation.acknowledge(machine(stack), { id: 'ASL204', state: 'Guard', reason: 'It is stopped from outside' });
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-stepwright::ASL204'));
    expect(warnings.map(({ entry }) => /at (\S+)\)/.exec(String(entry.data))![1])).toEqual(['/States/Watch/Branches/0/States']);
  });
});

describe('what is no acknowledgement is said at once', () => {
  const problem = (id: string, reason: string): unknown => {
    try {
      AslValidation.acknowledge(covered().stack, { id, reason });
    } catch (error) {
      return error instanceof StepwrightError ? [error.code, error.message] : error;
    }
    return undefined;
  };
  test('a rule that is not there', () => expect(problem('ASL2O4', 'x')).toEqual(['UnknownRule', expect.stringMatching(/^"Shop" acknowledges "ASL2O4", which is no rule\. Did you mean "ASL/)]));
  test('no reason', () => expect(problem('ASL204', ' ')).toEqual(['NoReason', '"Shop" acknowledges "ASL204" without a reason. Say why it is all right, for the next one who reads it.']));
});

test('what a workflow says that is no finding is acknowledged alike', () => {
  const stack = new Stack(new App(), 'Shop');
  const quotes = new ExpressWorkflow(stack, 'Quotes', {
    mode: ExpressMode.ASYNC, timeout: Duration.minutes(1), definitionBody: sfn.DefinitionBody.fromString('{"StartAt":"A","TimeoutSeconds":60,"States":{"A":{"Type":"Succeed"}}}'),
  });
  AslValidation.acknowledge(quotes, { id: 'AsyncExpressIdempotency', reason: 'a test' });
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});

describe('an acknowledgement that holds for nothing is a finding', () => {
  const GOOD = { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };
  const acknowledge = (on: IConstruct, id: string, reason: string = 'a test') => Validations.of(on).acknowledge({ id, reason });

  test.each<[string, (stack: Stack) => void, string[]]>([
    ['because there is nothing to acknowledge', (stack) => acknowledge(machine(stack, 'Good', GOOD), 'cdk-stepwright::ASL204'),
      ['Construct "Shop/Good" acknowledges "ASL204", but the rule finds nothing there.']],
    ['because it is in another state', (stack) => acknowledge(machine(stack), 'cdk-stepwright::ASL204:Poll'),
      [IN_WATCH, IN_GUARD, IN_EACH, 'Construct "Shop/Machine" acknowledges "ASL204" of state "Poll", but the rule finds nothing there.']],
    ['because there is no such state', (stack) => acknowledge(machine(stack), 'cdk-stepwright::ASL204:Wacht'),
      [IN_WATCH, IN_GUARD, IN_EACH, 'Construct "Shop/Machine" acknowledges "ASL204" of state "Wacht", but there is no such state. Did you mean "Watch"?']],
    ['because there is no such rule', (stack) => acknowledge(machine(stack, 'Good', GOOD), 'cdk-stepwright::ASL2004'),
      ['Construct "Shop/Good" acknowledges "ASL2004", which is no rule.']],
    ['because it has no reason', (stack) => acknowledge(machine(stack), 'cdk-stepwright::ASL204', ''),
      ['Construct "Shop/Machine" acknowledges "ASL204" without a reason.']],
    ['because it has no prefix', (stack) => acknowledge(machine(stack), 'ASL204:Watch'), [IN_WATCH, IN_GUARD, IN_EACH,
      'Construct "Shop/Machine" acknowledges "ASL204" of state "Watch" without the prefix "cdk-stepwright::", so it does not hold. Write "cdk-stepwright::ASL204:Watch".']],
    ['because there is no state machine', (stack) => acknowledge(new Stack(stack, 'Empty'), 'cdk-stepwright::ASL204'),
      ['Construct "Shop/Empty" acknowledges "ASL204", but there is no state machine in it.']],
    ['but not where one of several state machines has the finding', (stack) => {
      machine(stack, 'Good', GOOD);
      machine(stack);
      acknowledge(stack, 'cdk-stepwright::ASL204');
    }, []],
    ['but not where the definition cannot be looked at', (stack) => {
      acknowledge(machine(stack, 'Good', GOOD), 'cdk-stepwright::ASL204');
      new sfn.CfnStateMachine(stack.node.tryFindChild('Good') as sfn.StateMachine, 'Elsewhere', { roleArn: 'x', definitionS3Location: { bucket: 'b', key: 'k' } });
      AslValidation.of(stack, { severities: { NotChecked: RuleSeverity.OFF } });
    }, []],
    ['but not where it is of somebody else', (stack) => acknowledge(machine(stack, 'Good', GOOD), 'other::ASL204'), []],
  ])('%s', (_, add, expected) => {
    const { app, stack } = covered();
    add(stack);
    expect(open(app)).toEqual(expected.map((each) => (each.startsWith('ASL') ? each : `ASL009 ${each}`)));
  });

  test('a warning of the construct', () => {
    const { stack } = covered();
    acknowledge(machine(stack, 'Good', GOOD), 'cdk-stepwright::ASL204');
    Annotations.fromStack(stack).hasWarning('/Shop/Good', Match.stringLikeRegexp('Construct "Shop/Good" acknowledges "ASL204", but .* Remove the acknowledgement.*\\[ack: cdk-stepwright::ASL009\\]'));
  });

  test('for a workflow that checks itself, and for the app around it', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop');
    const workflow = new StandardWorkflow(stack, 'Good', { definitionBody: sfn.DefinitionBody.fromString(JSON.stringify({ ...GOOD, TimeoutSeconds: 60 })), timeout: Duration.minutes(1) });
    acknowledge(workflow, 'cdk-stepwright::ASL204');
    acknowledge(app, 'cdk-stepwright::ASL203');
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ id, entry }) => `${id} ${String(entry.data).split(',')[0]}`);
    expect(warnings).toEqual(expect.arrayContaining(['/Shop The app acknowledges "ASL203"', '/Shop/Good Construct "Shop/Good" acknowledges "ASL204"']));
    expect(warnings).toHaveLength(2);
  });

  test('not of a state machine that nobody checks', () => {
    const stack = new Stack(new App(), 'Shop');
    acknowledge(machine(stack, 'Good', GOOD), 'cdk-stepwright::ASL204');
    machine(stack, 'Other');
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('which can be acknowledged, raised and off like any other', () => {
    const acknowledged = covered();
    const good = machine(acknowledged.stack, 'Good', GOOD);
    acknowledge(good, 'cdk-stepwright::ASL204');
    acknowledge(good, 'cdk-stepwright::ASL009');
    Annotations.fromStack(acknowledged.stack).hasNoWarning('*', Match.anyValue());
    for (const severity of [RuleSeverity.ERROR, RuleSeverity.OFF]) {
      const { app, stack } = covered();
      AslValidation.of(app, { severities: { ASL009: severity } });
      acknowledge(machine(stack, 'Good', GOOD), 'cdk-stepwright::ASL204');
      if (severity === RuleSeverity.ERROR) expect(() => app.synth()).toThrow('acknowledges "ASL204", but the rule finds nothing there.');
      else Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
    }
  });
});

describe('severities', () => {
  test('that are raised stop the synthesis; nearer ones count for more', () => {
    const app = new App();
    const [strict, lax] = [new Stack(app, 'Strict'), new Stack(app, 'Lax')];
    AslValidation.of(app, { severities: { ASL204: RuleSeverity.ERROR } });
    AslValidation.of(lax, { severities: { ASL204: RuleSeverity.OFF } });
    machine(lax);
    machine(strict);
    expect(() => app.synth()).toThrow('State machine "Strict/Machine"');
    expect(AslValidation.of(lax).findings()).toEqual([]);
  });

  test('hold for workflows that check themselves', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop');
    AslValidation.of(stack, { severities: { ASL204: RuleSeverity.ERROR } });
    new StandardWorkflow(stack, 'Endless', { definitionBody: sfn.DefinitionBody.fromString(JSON.stringify({ ...ENDLESS, TimeoutSeconds: 60 })), timeout: Duration.minutes(1) });
    expect(() => Template.fromStack(stack)).toThrow('State machine "Shop/Endless"');
  });

  test('that are said later are added', () => {
    const { app, stack } = covered();
    machine(stack);
    AslValidation.of(app, { severities: { ASL204: RuleSeverity.INFO } });
    Annotations.fromStack(stack).hasInfo('/Shop/Machine/Resource', Match.stringLikeRegexp('ASL204'));
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('that AWS does not let pass are refused with the construct', () => {
    expect(() => AslValidation.of(new Stack(new App(), 'Shop'), { severities: { ASL201: RuleSeverity.OFF } })).toThrow('The severity of "ASL201" is set to OFF for "Shop", but AWS refuses');
  });
});

test('an acknowledgement in a comment holds at synthesis too', () => {
  const { app, stack } = covered();
  machine(stack, 'Machine', { Comment: '[ack ASL204: StopExecution ends it]', ...ENDLESS });
  expect(open(app)).toEqual([]);
});

test('what is in a stage is told of once, by the stage where it looks after itself', () => {
  const app = new App();
  const stage = new Stage(app, 'Prod');
  const stack = new Stack(stage, 'Shop');
  AslValidation.of(stage);
  AslValidation.of(app);
  Validations.of(machine(stack, 'Good', { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } })).acknowledge({ id: 'cdk-stepwright::ASL204', reason: 'a test' });
  const said: string[] = [];
  const log = jest.spyOn(console, 'error').mockImplementation((line) => { said.push(String(line)); });
  app.synth();
  log.mockRestore();
  Annotations.fromStack(stack).hasWarning('/Prod/Shop/Good', Match.stringLikeRegexp('acknowledges "ASL204"'));
  expect(said).toEqual([]);
});
