import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { IConstruct } from 'constructs';
import { ALL_RULES } from '../../../src/validation/all-rules';
import { AslValidation } from '../../../src/validation/cdk/asl-validation';
import { AslValidationPlugin } from '../../../src/validation/cdk/asl-validation-plugin';
import { AslValidationSettings, RuleSeverity } from '../../../src/validation/validation-settings';
import { StandardWorkflow } from '../../../src/workflows/standard-workflow';

/** ASL204, which is a warning. */
const WARNED = {
  StartAt: 'P', TimeoutSeconds: 60,
  States: { P: { Type: 'Parallel', End: true, Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Wait', Seconds: 1, Next: 'A' } } }] } },
};
/** ASL201, which AWS refuses. */
const REFUSED = { StartAt: 'A', TimeoutSeconds: 60, States: { A: { Type: 'Pass', Next: 'Bil' }, Bill: { Type: 'Succeed' } } };

const machine = (scope: IConstruct & Stack, definition: object, id: string = 'Machine') => (
  new sfn.StateMachine(scope, id, { definitionBody: sfn.DefinitionBody.fromString(JSON.stringify(definition)) }));

interface Synthesis {
  /** What CDK prints. */
  readonly printed: string;
  readonly exitCode: typeof process.exitCode;
  /** CDK's report; none where there is nothing to report. */
  readonly report?: any;
  /** Rule, path of the construct, severity. */
  readonly violations: string[];
}

function synthesise(add: (app: App) => void, settings?: AslValidationSettings): Synthesis {
  const app = new App();
  Validations.of(app).addPlugins(new AslValidationPlugin(settings));
  add(app);
  // Another test may have left one.
  const before = process.exitCode;
  process.exitCode = undefined;
  let printed = '';
  const log = jest.spyOn(console, 'error').mockImplementation((line) => { printed += `${line}\n`; });
  try {
    const { directory } = app.synth();
    const file = join(directory, 'validation-report.json');
    const reports: any[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).pluginReports : [];
    const [report] = reports;
    const violations = reports.flatMap((each) => each.violations).map(({ ruleName, severity, violatingConstructs: [{ constructPath }] }: any) => `${ruleName} ${constructPath} ${severity}`);
    return { printed, exitCode: process.exitCode, report, violations };
  } finally {
    log.mockRestore();
    process.exitCode = before;
  }
}

test('what AWS would refuse fails the synthesis, with the resource', () => {
  const { printed, exitCode, report, violations } = synthesise((app) => machine(new Stack(app, 'Shop'), REFUSED));
  expect(exitCode).toBe(1);
  expect(report).toMatchObject({ pluginName: 'cdk-stepwright', conclusion: 'failure' });
  expect(violations).toEqual(['ASL201 Shop/Machine/Resource error', 'ASL202 Shop/Machine/Resource error']);
  const [violation] = report.violations;
  expect(violation).toMatchObject({
    description: expect.stringMatching(/^State "A" goes to "Bil".* Did you mean "Bill"\?$/),
    suggestedFix: expect.stringMatching(/^Correct the name/),
    ruleMetadata: { refusedByAws: 'true', awsCode: 'MISSING_TRANSITION_TARGET', state: 'A', link: expect.stringMatching(/^https:/) },
  });
  const { cloudFormationResource } = violation.violatingConstructs[0];
  expect(cloudFormationResource).toEqual({ logicalId: expect.stringMatching(/^Machine[0-9A-F]{8}$/), propertyPaths: ['Definition/States/A/Next'], templatePath: expect.stringMatching(/Shop\.template\.json$/) });
  expect(existsSync(cloudFormationResource.templatePath)).toBe(true);
  expect(printed).toContain('ASL201 (1 occurrences)');
});

test('warnings alone do not', () => {
  const { exitCode, report, violations } = synthesise((app) => machine(new Stack(app, 'Shop'), WARNED));
  expect(exitCode).toBe(undefined);
  expect(report.conclusion).toBe('success');
  expect(violations).toEqual(['ASL204 Shop/Machine/Resource warning']);
});

test('where all is well there is nothing in the report', () => {
  expect(synthesise((app) => machine(new Stack(app, 'Shop'), { StartAt: 'A', States: { A: { Type: 'Succeed' } } })).violations).toEqual([]);
});

test('state machines of every kind are in it, and nothing twice', () => {
  const { violations } = synthesise((app) => {
    const stack = new Stack(app, 'Shop');
    AslValidation.of(app);
    new StandardWorkflow(stack, 'Ours', { definitionBody: sfn.DefinitionBody.fromString(JSON.stringify(WARNED)), timeout: Duration.minutes(1) });
    machine(stack, WARNED, 'L2');
    new sfn.CfnStateMachine(stack, 'L1', { roleArn: 'arn:aws:iam::123456789012:role/x', definition: WARNED });
    machine(new NestedStack(stack, 'Nested'), WARNED);
    machine(new Stack(new Stage(app, 'Prod'), 'Shop'), WARNED);
  });
  expect(violations).toEqual([
    'ASL204 Shop/Ours/StateMachine/Resource warning',
    'ASL204 Shop/L2/Resource warning',
    'ASL204 Shop/L1 warning',
    'ASL204 Shop/Nested/Machine/Resource warning',
    'ASL204 Prod/Shop/Machine/Resource warning',
  ]);
});

test('an acknowledgement holds for its construct and not for its neighbour, though CDK knows only whole apps', () => {
  const { violations } = synthesise((app) => {
    const stack = new Stack(app, 'Shop');
    AslValidation.acknowledge(machine(stack, WARNED, 'One'), { id: 'ASL204', reason: 'a test' });
    AslValidation.acknowledge(machine(stack, WARNED, 'Two'), { id: 'ASL204', state: 'P', reason: 'a test' });
    machine(stack, WARNED, 'Three');
  });
  expect(violations).toEqual(['ASL204 nested-terminal-state Shop/Three/Resource warning']);
});

test('one that holds for nothing is reported', () => {
  const { violations, exitCode } = synthesise((app) => {
    AslValidation.acknowledge(machine(new Stack(app, 'Shop'), { StartAt: 'A', States: { A: { Type: 'Succeed' } } }), { id: 'ASL204', reason: 'a test' });
  });
  expect(violations).toEqual(['ASL009 Shop/Machine warning']);
  expect(exitCode).toBe(undefined);
});

test('severities are those of the plugin, and of AslValidation where it says more', () => {
  const { violations, exitCode } = synthesise((app) => {
    machine(new Stack(app, 'Strict'), WARNED);
    const lax = new Stack(app, 'Lax');
    AslValidation.of(lax, { severities: { ASL204: RuleSeverity.INFO } });
    machine(lax, WARNED);
  }, { severities: { ASL204: RuleSeverity.ERROR } });
  expect(violations).toEqual(['ASL204 Strict/Machine/Resource error', 'ASL204 Lax/Machine/Resource info']);
  expect(exitCode).toBe(1);
});

test('a test of a stack is not stopped by it: that is what AslValidation is for', () => {
  const app = new App();
  Validations.of(app).addPlugins(new AslValidationPlugin());
  const stack = new Stack(new Stage(app, 'Prod'), 'Shop');
  machine(stack, REFUSED);
  expect(() => Template.fromStack(stack)).not.toThrow();
});

test('it says who it is', () => {
  const { name, version, ruleIds } = new AslValidationPlugin();
  expect(name).toBe('cdk-stepwright');
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  expect(ruleIds).toEqual([...ALL_RULES.map(({ id }) => id), 'NotChecked']);
});
