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

test('rules about stacks can be ignored, and are among those of SARIF', () => {
  const file = write('orders.yaml', TEMPLATE);
  expect(validate('--ignore', 'ASL901', '--ignore', 'ASL904', file).exitCode).toBe(0);
  const { runs: [{ tool, results }] } = JSON.parse(validate('--format', 'sarif', file).output);
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(['ASL901', 'ASL908']));
  expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(expect.arrayContaining(['ASL901', 'ASL904']));
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

  test('knows what the app acknowledged', () => {
    const { exitCode, output } = validate(synthesised(true));
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: 'No findings in 1 definition. 1 finding left out as acknowledged.\n' });
  });
});
