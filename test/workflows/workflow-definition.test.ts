import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Simulator } from '../../src';
import { AslValidation } from '../../src/validation/cdk/asl-validation';
import { StandardWorkflow, StandardWorkflowProps } from '../../src/workflows/standard-workflow';

const folder = mkdtempSync(path.join(tmpdir(), 'stepwright-definition-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function make(definitionBody: sfn.DefinitionBody, definitionSubstitutions?: StandardWorkflowProps['definitionSubstitutions']) {
  const stack = new Stack(new App(), 'Shop');
  return { stack, workflow: new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), definitionBody, definitionSubstitutions }) };
}

const yaml = (next: string) => `# What becomes of an order
StartAt: Greet
TimeoutSeconds: 3600
States:
  Greet:
    Type: Pass
    Result: Hello, \${Name}
    Next: ${next}
  Done:
    Type: Succeed
`;

describe('a file in YAML', () => {
  test('is the definition, with its substitutions', () => {
    const { stack, workflow } = make(sfn.DefinitionBody.fromFile(write('orders.asl.yaml', yaml('Done'))), { Name: 'World' });
    expect(AslValidation.of(stack).findings()).toEqual([]);
    expect(Simulator.fromStateMachine(workflow).run({}).output).toBe('Hello, World');
    Template.fromStack(stack).hasResourceProperties('AWS::StepFunctions::StateMachine', {
      DefinitionS3Location: { Key: Match.stringLikeRegexp('\\.yaml$') }, DefinitionSubstitutions: { Name: 'World' },
    });
  });

  test('is where its findings are, and not the copy that is deployed', () => {
    const file = write('wrong.asl.yaml', yaml('Don'));
    const { stack } = make(sfn.DefinitionBody.fromFile(file), { Name: 'World' });
    expect(AslValidation.of(stack).findings()).toContainEqual(expect.objectContaining({ id: 'ASL201', file, line: 8, column: 11 }));
    expect(() => Template.fromStack(stack)).toThrow('State "Greet" goes to "Don" (Next), which does not exist in the state machine. Did you mean "Done"? Correct the name; it is written exactly as '
      + `the state is. From inside a branch, end the branch and go on after the Parallel or Map state. (in ${file}:8:11; at /States/Greet/Next`);
  });
});

describe('substitutions', () => {
  const text = sfn.DefinitionBody.fromString('{"StartAt":"A","States":{"A":{"Type":"Pass","Result":"${Greeting} ${Name}","End":true}},"TimeoutSeconds":3600}');

  test('each has to be in the definition', () => {
    expect(() => Template.fromStack(make(text, { Greeting: 'Hello', Nam: 'World' }).stack)).toThrow(
      '"definitionSubstitutions" has a value for "Nam", but the definition has no "${Nam}". Did you mean "Name"?');
    const states = make(sfn.DefinitionBody.fromString('{"StartAt":"A","States":{"A":{"Type":"Succeed"}},"TimeoutSeconds":3600}'), { Name: 'World' });
    expect(() => Template.fromStack(states.stack)).toThrow('the definition has no "${Name}". Leave it out, or write it into the definition.');
  });

  test('a name without a value is a warning', () => {
    const { stack, workflow } = make(text, { Greeting: 'Hello' });
    Annotations.fromStack(stack).hasWarning('/Shop/Orders', Match.stringLikeRegexp('The definition has "\\$\\{Name\\}", for which "definitionSubstitutions" has no value'));
    Validations.of(workflow).acknowledge({ id: 'cdk-stepwright::UnfilledSubstitution', reason: 'A template of the greeting' });
    expect(AslValidation.of(stack).findings()).toEqual([]);
  });

  test('the states of CDK may speak of a name, and have substitutions too', () => {
    const greet = (stack: Stack) => sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Greet', { result: sfn.Result.fromString('${Name}') }));
    const silent = new Stack(new App(), 'Shop');
    new StandardWorkflow(silent, 'Orders', { timeout: Duration.hours(1), definitionBody: greet(silent) });
    Annotations.fromStack(silent).hasNoWarning('/Shop/Orders', Match.anyValue());
    const filled = new Stack(new App(), 'Shop');
    const workflow = new StandardWorkflow(filled, 'Orders', { timeout: Duration.hours(1), definitionBody: greet(filled), definitionSubstitutions: { Name: 'World' } });
    expect(() => Template.fromStack(filled)).not.toThrow();
    expect(Simulator.fromStateMachine(workflow).run({}).output).toBe('World');
  });
});
