import { App, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { command, testFolder } from './command';

const { write } = testFolder();
const validate = (...args: string[]) => command(['validate', ...args]);

const TEMPLATE = `Resources:
  Orders:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Role.Arn
      LoggingConfiguration:
        Level: ALL
      Definition:
        StartAt: Charge
        States:
          Charge:
            Type: Task
            Resource: !GetAtt Charge.Arn
            End: true
  Charge:
    Type: AWS::Lambda::Function
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: Logs
          PolicyDocument:
            Statement: { Effect: Allow, Action: "logs:*", Resource: "*" }
`;

test('a template is checked for what its role does not allow and its properties, with the lines of the template', () => {
  const file = write('orders.yaml', TEMPLATE);
  const { exitCode, output } = validate(file);
  expect(exitCode).toBe(1);
  expect(output).toContain(`${file}:13:31  error  ASL901  Orders: State "Charge" needs "lambda:InvokeFunction" on "\${Charge.Arn}", which role "Role" does not allow.`);
  expect(output).toContain('fix  Add to a policy of role "Role": {"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":{"Fn::Sub":"${Charge.Arn}"}}.');
  expect(output).toContain(`${file}:7:9  error  ASL904  Orders: LoggingConfiguration has the level "ALL" and no destination.`);
  expect(output).toContain('AWS  InvalidLoggingConfiguration');
});

test('a statement about the state machine itself does not go where it would be a circular dependency', () => {
  const map = { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }, End: true };
  const Definition = { StartAt: 'M', States: { M: map } };
  const fixOf = (Resources: object) => JSON.parse(validate('--format', 'json', write('map.json', { Resources })).output).findings.find(({ id }: { id: string }) => id === 'ASL901').fix;
  const statement = '{"Effect":"Allow","Action":"states:StartExecution","Resource":{"Fn::Sub":"${Orders}"}}';
  expect(fixOf({
    Orders: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, Definition } },
    Role: { Type: 'AWS::IAM::Role', Properties: {} },
  })).toMatch(`Add to an "AWS::IAM::Policy" of its own, attached to role "Role": ${statement}. Among the role's own policies it would be a circular dependency`);
  expect(fixOf({ Orders: { Type: 'AWS::Serverless::StateMachine', Properties: { Definition } } })).toContain(`Add to an "AWS::IAM::Policy" of its own, attached to role of "Orders": ${statement.replace('Orders', 'Orders.Arn')}.`);
});

test('rules about stacks can be ignored, and are among those of SARIF', () => {
  const file = write('orders.yaml', TEMPLATE);
  expect(validate('--ignore', 'ASL901', '--ignore', 'ASL904', file).exitCode).toBe(0);
  const { runs: [{ tool, results }] } = JSON.parse(validate('--format', 'sarif', file).output);
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(['ASL901', 'ASL908']));
  expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(expect.arrayContaining(['ASL901', 'ASL904']));
});

test('what is acknowledged in a comment is left out, and what a definition by itself does not show is not said to be out of date', () => {
  const acknowledged = TEMPLATE.replace('StartAt: Charge', 'Comment: "[ack ASL904: as it was]"\n        StartAt: Charge')
    .replace('Type: Task', 'Type: Task\n            Comment: "[ack ASL901: the function lets it in]"');
  const { exitCode, output } = validate('--severity', 'ASL504=off', write('acknowledged.yaml', acknowledged));
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: 'No findings in 1 definition. 2 findings left out as acknowledged.\n' });
  const idle = write('idle.yaml', TEMPLATE.replace('Type: Task', 'Type: Task\n            Comment: "[ack ASL902: it is small] [ack ASL903: a template does not show it]"'));
  expect(validate(idle).output).toMatch(/ASL009 {2}Orders: State "Charge" acknowledges "ASL902", but the rule finds nothing there\./);
  expect(validate(idle).output).not.toContain('acknowledges "ASL903"');
  const alone = write('alone.json', { Comment: '[ack ASL901: the function lets it in]', StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
  expect(validate(alone)).toMatchObject({ exitCode: 0, output: 'No findings in 1 definition.\n' });
});

test('severities are set of rules about stacks, but not of what AWS refuses', () => {
  const file = write('orders.yaml', TEMPLATE);
  expect(validate('--severity', 'ASL901=info', '--ignore', 'ASL904', file).exitCode).toBe(0);
  expect(validate('--severity', 'ASL904=info', file).errors).toContain('The severity of "ASL904" is set to INFO with --severity, but AWS refuses what the rule finds');
});

test('a definition by itself has no role', () => {
  expect(validate(write('orders.json', { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true } } })).output).not.toContain('ASL9');
});

describe('a folder that cdk synth made', () => {
  function synthesised(acknowledge: boolean): string {
    const app = new App();
    const roles = new Stack(app, 'Roles');
    const role = new iam.Role(roles, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
    const machine = new sfn.CfnStateMachine(new Stack(app, 'Flows'), 'Orders', {
      roleArn: role.roleArn,
      definition: { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true } } },
    });
    if (acknowledge) Validations.of(machine).acknowledge({ id: 'cdk-stepwright::ASL901', reason: 'A test' });
    return app.synth().directory;
  }

  test('has the role of one stack and the machine of another', () => {
    const { exitCode, output } = validate(synthesised(false));
    expect(exitCode).toBe(1);
    expect(output).toMatch(/ASL901 {2}Orders: State "A" needs "lambda:InvokeFunction" on "arn:aws:lambda:us-east-1:123456789012:function:f", which role "Role\w+" does not allow\./);
  });

  test('is not said to have an acknowledgement of unused states that is out of date', () => {
    const app = new App();
    const stack = new Stack(app, 'Flows');
    const stateJson = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true };
    const machine = new sfn.StateMachine(stack, 'Orders', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.CustomState(stack, 'A', { stateJson })) });
    new sfn.Pass(stack, 'Lost');
    Validations.of(machine).acknowledge({ id: 'cdk-stepwright::ASL903', reason: 'A test' }, { id: 'cdk-stepwright::ASL902', reason: 'A test' });
    const { output } = validate(app.synth().directory);
    expect(output).toContain('Construct "Flows/Orders" acknowledges "ASL902", but the rule finds nothing there.');
    expect(output).not.toContain('ASL903');
  });

  test('knows what the app acknowledged', () => {
    const { exitCode, output } = validate('--severity', 'ASL504=off', synthesised(true));
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: 'No findings in 1 definition. 1 finding left out as acknowledged.\n' });
  });
});
