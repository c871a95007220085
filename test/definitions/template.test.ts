import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { parseDefinition } from '../../src/asl/document';
import { sourceFromTemplate, stateMachinesOfFolder } from '../../src/definitions/template';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'templates-')); });
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | object) => {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const valueOf = (file: string, logicalId?: string) => parseDefinition(sourceFromTemplate(file, logicalId)).toValue();

const machine = (resource: string) => ({ StartAt: 'A', States: { A: { Type: 'Task', Resource: resource, End: true } } });
const CHARGE = 'arn:aws:lambda:us-east-1:123456789012:function:Charge';

const YAML = `
AWSTemplateFormatVersion: 2010-09-09
Resources:
  Charge: { Type: AWS::Lambda::Function }
  Fast:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      DefinitionString: !Sub '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"\${Charge.Arn}","End":true}}}'
  AsObject:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A: { Type: Task, Resource: !GetAtt Charge.Arn, End: true }
  Replaced:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"\${Function}","End":true}}}'
      DefinitionSubstitutions: { Function: !GetAtt Charge.Arn }
  Served:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      DefinitionUri: flows/served.asl.yaml
      DefinitionSubstitutions: { Function: !GetAtt Charge.Arn }
  Empty:
    Type: AWS::StepFunctions::StateMachine
`;

describe('a template in YAML', () => {
  let file: string;
  beforeAll(() => {
    file = write('app.yaml', YAML);
    mkdirSync(join(folder, 'flows'));
    write('flows/served.asl.yaml', 'StartAt: A\nStates:\n  A:\n    Type: Task\n    Resource: ${Function}\n    End: true\n');
  });

  test.each([['Fast', 'EXPRESS'], ['AsObject', 'STANDARD'], ['Replaced', 'STANDARD'], ['Served', 'EXPRESS']])('%s', (logicalId, type) => {
    expect(valueOf(file, logicalId)).toEqual(machine(CHARGE));
    expect(sourceFromTemplate(file, logicalId).workflowType).toBe(type);
  });

  test('a logical id that is not there is answered with those that are', () => {
    expect(() => valueOf(file, 'Fest')).toThrow('has no state machine with the logical id "Fest". It has "Fast", "AsObject", "Replaced", "Served", "Empty". Did you mean "Fast"?');
    expect(() => valueOf(file, 'Charge')).toThrow('"Charge"; that is a resource of type "AWS::Lambda::Function". It has');
    expect(() => valueOf(file)).toThrow('has 5 state machines: "Fast", "AsObject"');
  });

  test('a machine without a definition says what it needs', () => {
    expect(() => valueOf(file, 'Empty')).toThrow('It needs one of "DefinitionString", "Definition" and "DefinitionS3Location".');
  });
});

test('yes, no, on and off are true and false, as CloudFormation and its resource type read them', () => {
  const states = 'StartAt: A\nStates:\n  A: { Type: Choice, Choices: [{ Variable: $.a, BooleanEquals: off, Next: "No" }] }\n  No: { Type: Pass, End: yes, Result: "yes" }\n';
  const value = { StartAt: 'A', States: { A: { Type: 'Choice', Choices: [{ Variable: '$.a', BooleanEquals: false, Next: 'No' }] }, No: { Type: 'Pass', End: true, Result: 'yes' } } };
  write('words.asl.yaml', states);
  const file = write('words.yaml', `
Resources:
  Inside:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        ${states.trimEnd().replace(/\n/g, '\n        ')}
  Beside:
    Type: AWS::Serverless::StateMachine
    Properties: { DefinitionUri: words.asl.yaml }
`);
  expect(valueOf(file, 'Inside')).toEqual(value);
  expect(valueOf(file, 'Beside')).toEqual(value);
});

test.each([
  ['not-json.json', '{"Resources":', /is not JSON/],
  ['not-yaml.yaml', 'a: [', /is not YAML: line 1, column \d+: /],
  ['definition.json', '{"StartAt":"A"}', /is no CloudFormation template: it has no "Resources"/],
  ['empty.yaml', '', /is empty/],
  ['deep.yaml', '['.repeat(20_000), /nested too deeply|is not YAML/],
  ['deep.json', `{"Resources":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, /no CloudFormation template|is not JSON/],
  ['bomb.yaml', `a0: &a0 [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`).join('\n')}\n`, /aliases/],
])('%s is refused in plain words', (name, text, message) => {
  expect(() => valueOf(write(name, text), 'A')).toThrow(message);
});

describe('a folder that cdk synth made', () => {
  const definition = (file: string) => {
    const found = stateMachinesOfFolder(join(folder, 'cdk.out')).find(({ machine: { constructPath } }) => constructPath === file);
    return found && parseDefinition(found.template.source(found.machine.logicalId)).toValue();
  };

  beforeAll(() => {
    // As the CDK CLI calls an app.
    const app = new App({ outdir: join(folder, 'cdk.out'), context: { 'aws:cdk:enable-path-metadata': true } });
    const code = lambda.Code.fromInline('exports.handler = () => {}');
    const handler = (scope: Stack | NestedStack) => new lambda.Function(scope, 'Charge', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code });
    const invoking = (scope: Stack, fn: lambda.IFunction) => new sfn.StateMachine(scope, 'Machine', {
      timeout: Duration.minutes(1),
      definitionBody: sfn.DefinitionBody.fromChainable(new tasks.LambdaInvoke(scope, 'A', { lambdaFunction: fn, retryOnServiceExceptions: false })),
    });
    const shared = new Stack(app, 'Shared');
    const fn = handler(shared);
    invoking(new Stack(app, 'Importing'), fn);
    invoking(new NestedStack(shared, 'Inner'), fn);
    invoking(new Stack(new Stage(app, 'Prod'), 'Staged'), lambda.Function.fromFunctionName(shared, 'Imported', 'charge'));
    const file = write('by-file.asl.json', machine('${Function}'));
    new sfn.StateMachine(new Stack(app, 'FromFile'), 'Machine', { definitionBody: sfn.DefinitionBody.fromFile(file), definitionSubstitutions: { Function: fn.functionArn } });
    app.synth();
  });

  test('machines of nested stacks and stages are listed too', () => {
    expect(stateMachinesOfFolder(join(folder, 'cdk.out')).map(({ machine: { constructPath } }) => constructPath)).toEqual([
      'FromFile/Machine', 'Importing/Machine', 'Shared/Inner/Machine', 'Prod/Staged/Machine',
    ]);
  });

  test.each(['Importing/Machine', 'Shared/Inner/Machine'])('%s: a function of another template has the ARN that it has there', (path) => {
    expect(definition(path)).toMatchObject({ TimeoutSeconds: 60, States: { A: { Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: CHARGE } } } });
  });

  test('a definition that is an asset is read, and its substitutions are applied', () => {
    expect(definition('FromFile/Machine')).toEqual(machine(CHARGE));
  });

  test('an asset that is missing is said so', () => {
    const file = write('s3.json', { Resources: { M: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionS3Location: { Bucket: 'b', Key: 'some/key.json' } } } } });
    expect(() => valueOf(file)).toThrow('is the S3 object "some/key.json", and no asset beside the template is that object.');
  });

  test('a folder without templates is said so', () => {
    expect(() => stateMachinesOfFolder(join(folder, 'flows'))).toThrow('holds nothing that');
  });
});
