import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'fs';
import { join } from 'path';
import { command, testFolder } from './command';

const { folder, write } = testFolder();

const GOOD = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Bill' }, Bill: { Type: 'Succeed' } } };
const BAD = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Bil' }, Bill: { Type: 'Succeed' } } };
const MACHINE = 'AWS::StepFunctions::StateMachine';

const validate = (...args: string[]) => command(['validate', ...args]);

/** The findings that say that there is no state "Bil". */
function aboutBil(file: string): { file: string; line: number; column: number; stateMachine?: string; pointer: string; message: string }[] {
  return JSON.parse(validate('--format', 'json', file).output).findings.filter(({ message }: { message: string }) => message.includes('"Bil"'));
}

describe('definitions', () => {
  test('a good one has no findings', () => {
    expect(validate(write('good.asl.json', GOOD))).toEqual({ exitCode: 0, output: 'No findings in 1 definition.\n', errors: '' });
  });

  test('a bad one is shown with its line', () => {
    const file = write('bad.asl.json', BAD);
    const { exitCode, output, errors } = validate(file);
    expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: '' });
    expect(output).toContain(`${file}:6:15  error  ASL`);
    expect(output).toContain('    6 |       "Next": "Bil"\n      |               ^\n');
    expect(output).toMatch(/\d errors? in 1 definition\.\n$/);
  });

  test.each([
    ['bad.yaml', 'StartAt: A\nStates:\n  A:\n    Type: Pass\n    Next: Bil\n  Bill:\n    Type: Succeed\n', 5, 11],
    ['bad.yml', '# in YAML\nStartAt: A\nStates: {A: {Type: Pass, Next: Bil}, Bill: {Type: Succeed}}\n', 3, 32],
    ['json-in.asl', '{"StartAt":"A","States":{"A":{"Type":"Pass",\n"Next":"Bil"},"Bill":{"Type":"Succeed"}}}', 2, 8],
    ['yaml-in.asl', 'StartAt: A\nStates: {A: {Type: Pass, Next: Bil}, Bill: {Type: Succeed}}\n', 2, 32],
    ['bom.json', '\uFEFF{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"Bil"},"Bill":{"Type":"Succeed"}}}', 1, 52],
    ['crlf.json', '{"StartAt":"A",\r\n"States":{"A":{"Type":"Pass","Next":"Bil"},"Bill":{"Type":"Succeed"}}}', 2, 37],
  ])('%s', (name, text, line, column) => {
    expect(aboutBil(write(name, text))).toMatchObject([{ line, column, pointer: '/States/A/Next', file: join(folder, name) }]);
    expect(aboutBil(write(name, text))[0]).not.toHaveProperty('stateMachine');
  });

  test('of several files each is checked', () => {
    const { exitCode, output } = validate(write('good.asl.json', GOOD), write('bad.asl.json', BAD), write('bad.yaml', 'StartAt: A\nStates: {}\n'));
    expect(exitCode).toBe(1);
    expect(output).toMatch(/in 3 definitions\.\n$/);
    expect(output).toContain('bad.asl.json:6:15');
    expect(output).toContain('bad.yaml:');
  });

  test('the type decides what is allowed', () => {
    const file = write('activity.json', { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a', TimeoutSeconds: 60, HeartbeatSeconds: 10, End: true } } });
    expect(validate(file).exitCode).toBe(0);
    expect(validate('--type', 'STANDARD', file).exitCode).toBe(0);
    expect(validate('--type', 'EXPRESS', file).exitCode).toBe(1);
  });
});

describe('templates', () => {
  const TEMPLATE = {
    Resources: {
      Orders: { Type: MACHINE, Properties: { DefinitionString: JSON.stringify(BAD), RoleArn: 'arn:aws:iam::123456789012:role/r' } },
      Refunds: { Type: MACHINE, Properties: { Definition: BAD, RoleArn: 'arn:aws:iam::123456789012:role/r' } },
      Fine: { Type: MACHINE, Properties: { Definition: GOOD, RoleArn: 'arn:aws:iam::123456789012:role/r' } },
    },
  };

  test('every state machine of a CloudFormation template is checked, each in its place', () => {
    const file = write('template.json', TEMPLATE);
    const lines = JSON.stringify(TEMPLATE, undefined, 2).split('\n');
    const found = aboutBil(file);
    expect(found.map(({ stateMachine, line, pointer }) => [stateMachine, lines[line - 1].trim().slice(0, 20), pointer])).toEqual([
      ['Orders', '"DefinitionString": ', '/States/A/Next'],
      ['Refunds', '"Next": "Bil"', '/States/A/Next'],
    ]);
    expect(found[1].column).toBe(lines[found[1].line - 1].indexOf('"Bil"') + 1);
    expect(validate(file).output).toMatch(/in 3 definitions\.\n$/);
  });

  test('what is not known until deploy is shown as the template says it', () => {
    const definition = { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'FUNCTION', Next: 'Bil' }, Bill: { Type: 'Succeed' } } };
    const [before, after] = JSON.stringify(definition).split('FUNCTION');
    const file = write('join.json', {
      Resources: {
        Orders: { Type: MACHINE, Properties: { DefinitionString: { 'Fn::Join': ['', [before, { 'Fn::GetAtt': ['Charge', 'Arn'] }, after]] } } },
        Charge: { Type: 'AWS::Lambda::Function', Properties: {} },
      },
    });
    const { output } = validate(file, '--ignore', 'ASL504');
    expect(aboutBil(file)).toHaveLength(1);
    const lines = output.split('\n');
    const at = lines.findIndex((line) => line.includes('"Bil"') && line.includes(' | '));
    expect(lines[at]).toContain('Charge');
    expect(lines[at].slice(lines[at + 1].indexOf('^'))).toMatch(/^"Bil"/);
    expect(lines[at + 2]).toBe('  at   /States/A/Next');
  });

  test.each([
    ['!Sub with a block', '      DefinitionString: !Sub |', 8],
    ['Fn::Sub with a block', '      DefinitionString:\n        Fn::Sub: |-', 9],
    ['a plain block', '      DefinitionString: |', 8],
  ])('the lines of %s are lines of the template', (_, header, line) => {
    const file = write('block.yaml', `Resources:
  Orders:
    Type: ${MACHINE}
    Properties:
${header}
          {"StartAt": "A",
           "States": {"A": {"Type": "Pass",
            "Next": "Bil"}, "Bill": {"Type": "Succeed"}}}
      RoleArn: !GetAtt Role.Arn
`);
    expect(aboutBil(file)).toMatchObject([{ stateMachine: 'Orders', line, column: 21 }]);
    expect(validate(file).output).toContain(`    ${line} |             "Next": "Bil"}, "Bill": {"Type": "Succeed"}}}\n      |                     ^\n`);
  });

  test('a SAM template, its definition in it and in a file beside it', () => {
    write('sam/flow.asl.yaml', 'StartAt: A\nStates:\n  A: {Type: Pass, Next: Bil}\n  Bill: {Type: Succeed}\n');
    const file = write('sam/template.yaml', `Transform: AWS::Serverless-2016-10-31
Resources:
  Inside:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A:
            Type: Task
            Resource: !GetAtt Charge.Arn
            Next: Bil
          Bill: {Type: Succeed}
  Beside:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: flow.asl.yaml
`);
    expect(aboutBil(file).map(({ stateMachine, file: at, line, column }) => [stateMachine, at.slice(folder.length + 1), line, column])).toEqual([
      ['Inside', 'sam/template.yaml', 12, 19],
      ['Beside', 'sam/flow.asl.yaml', 3, 25],
    ]);
  });

  test('the file of a definition is named from the working directory, as the template is', () => {
    const flow = write('beside/flow.asl.json', BAD);
    write('beside/template.json', { Resources: { M: { Type: 'AWS::Serverless::StateMachine', Properties: { DefinitionUri: 'flow.asl.json' } } } });
    write('beside/absolute.json', { Resources: { M: { Type: 'AWS::Serverless::StateMachine', Properties: { DefinitionUri: flow } } } });
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(aboutBil('beside/template.json').map(({ file }) => file)).toEqual([join('beside', 'flow.asl.json')]);
      expect(aboutBil('beside/absolute.json').map(({ file }) => file)).toEqual([join('beside', 'flow.asl.json')]);
      expect(validate('--format', 'sarif', 'beside/template.json').output).not.toContain('file:///');
      process.chdir(join(folder, 'beside'));
      expect(aboutBil('template.json').map(({ file }) => file)).toEqual(['flow.asl.json']);
      mkdirSync(join(folder, 'elsewhere'));
      process.chdir(join(folder, 'elsewhere'));
      expect(aboutBil('../beside/template.json').map(({ file }) => file)).toEqual([flow]);
    } finally {
      process.chdir(before);
    }
  });

  test('the type that the template says counts', () => {
    const activity = { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a', TimeoutSeconds: 60, HeartbeatSeconds: 10, End: true } } };
    const template = (type: string) => ({ Resources: { M: { Type: MACHINE, Properties: { StateMachineType: type, Definition: activity } } } });
    expect(validate('--type', 'EXPRESS', write('standard.json', template('STANDARD'))).exitCode).toBe(0);
    expect(validate('--type', 'STANDARD', write('express.json', template('EXPRESS'))).exitCode).toBe(1);
  });

  test('a folder of `cdk synth`, nested assemblies included', () => {
    const machine = (path: string, definition: unknown) => ({ Resources: { M: { Type: MACHINE, Metadata: { 'aws:cdk:path': `${path}/Resource` }, Properties: { DefinitionString: JSON.stringify(definition) } } } });
    write('cdk.out/App.template.json', machine('App/Flow', GOOD));
    write('cdk.out/assembly-Prod/Prod.template.json', machine('Prod/App/Flow', BAD));
    write('cdk.out/manifest.json', {});
    expect(aboutBil(join(folder, 'cdk.out'))).toMatchObject([{ file: join(folder, 'cdk.out/assembly-Prod/Prod.template.json'), constructPath: 'Prod/App/Flow', stateMachine: 'M' }]);
    expect(validate(join(folder, 'cdk.out')).output).toMatch(/in 2 definitions\.\n$/);
  });

  test('a definition whose states are called Resources is a definition', () => {
    expect(validate(write('resources.json', { StartAt: 'Resources', States: { Resources: { Type: 'Succeed' } } })).output).toBe('No findings in 1 definition.\n');
  });
});

describe('what can be looked at is', () => {
  const machine = (definition: unknown) => ({ Type: MACHINE, Properties: { DefinitionString: JSON.stringify(definition) } });
  const brief = (...args: string[]) => JSON.parse(validate('--format', 'json', ...args).output).findings
    .map(({ id, file, line, message }: { id: string; file: string; line: number; message: string }) => `${id} ${file.slice(folder.length + 1)}:${line} ${message.slice(0, 120)}`);

  test('the state machine of a nested stack, whose template is a file', () => {
    write('nested/inner/machine.yaml', `Resources:\n  M:\n    Type: ${MACHINE}\n    Properties:\n      Definition: { StartAt: A, States: { A: { Type: Pass, Next: Bil }, Bill: { Type: Succeed } } }\n`);
    const file = write('nested/app.yaml', 'Resources:\n  Inner:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: inner/machine.yaml }\n');
    expect(brief(file)).toEqual([expect.stringMatching(/^ASL201 nested\/inner\/machine\.yaml:5 State "A" goes to "Bil"/), expect.stringMatching(/^ASL202 nested\/inner\/machine\.yaml:5 /)]);
  });

  test('nested stacks that nest each other', () => {
    const stack = (url: string) => ({ Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: url } });
    write('circle/b.json', { Resources: { A: stack('a.json'), M: machine(BAD) } });
    const file = write('circle/a.json', { Resources: { B: stack('./b.json'), Self: stack('a.json'), M: machine(GOOD) } });
    expect(brief(file)).toHaveLength(2);
    expect(validate(file).output).toMatch(/in 2 definitions\.\n$/);
  });

  test('a nested stack whose template is elsewhere, and one whose template is missing, are said not to be checked, once', () => {
    const file = write('elsewhere.yaml', `Resources:
  Remote:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: https://bucket.s3.amazonaws.com/x.yaml }
  Missing:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: nowhere/x.yaml }
`);
    expect(validate(file)).toMatchObject({ exitCode: 0, errors: '' });
    expect(brief(file)).toEqual([
      'NotChecked elsewhere.yaml:3 The nested stack "Remote" is not checked: its template is not here.',
      'NotChecked elsewhere.yaml:6 The nested stack "Missing" is not checked: its template is not here.',
    ]);
  });

  test('both definitions of a condition, and one that depends on a parameter is said not to be checked', () => {
    const file = write('conditions.yaml', `Parameters: { Text: { Type: String } }
Conditions: { IsLarge: !Equals [!Ref Text, x] }
Resources:
  Chosen:
    Type: ${MACHINE}
    Properties:
      DefinitionString: !If [IsLarge, '${JSON.stringify(GOOD)}', '${JSON.stringify(BAD)}']
  Given:
    Type: ${MACHINE}
    Properties: { DefinitionString: !Ref Text }
  Elsewhere:
    Type: ${MACHINE}
    Properties:
      DefinitionS3Location: { Bucket: b, Key: k }
  Made:
    Type: ${MACHINE}
    Properties:
      DefinitionString: { "Fn::ToJsonString": { StartAt: A, States: { A: { Type: Task, Resource: !Ref Text, Next: Gone }, B: { Type: Succeed } } } }
`);
    expect(validate(file)).toMatchObject({ exitCode: 1, errors: '' });
    expect(brief(file)).toEqual([
      expect.stringMatching(/^ASL201 conditions\.yaml:7 State "A" goes to "Bil"/),
      expect.stringMatching(/^ASL202 conditions\.yaml:7 /),
      'NotChecked conditions.yaml:10 The definition is not checked: it is "${Text}", which is known only at deploy.',
      'NotChecked conditions.yaml:14 The definition is not checked: the S3 object "k" is no asset beside the template.',
      expect.stringMatching(/^ASL201 conditions\.yaml:18 State "A" goes to "Gone"/),
      expect.stringMatching(/^ASL202 conditions\.yaml:18 /),
      expect.stringMatching(/^ASL908 conditions\.yaml:18 .* is not certain: what state "A" calls\.$/),
    ]);
    expect(validate('--severity', 'NotChecked=error', '--ignore', 'ASL201', '--ignore', 'ASL202', file).exitCode).toBe(1);
  });

  test('the other templates of a folder, where one cannot be read, one has no resources, and links lead back', () => {
    write('mixed/Bad.template.json', { Resources: { M: machine(BAD) } });
    write('mixed/Broken.template.json', '{"Resources": ');
    write('mixed/Empty.template.json', { Parameters: { BootstrapVersion: {} } });
    write('mixed/Broken.assets.json', '{');
    mkdirSync(join(folder, 'mixed/assembly-Prod'));
    symlinkSync('..', join(folder, 'mixed/assembly-Prod/assembly-Again'));
    symlinkSync('nowhere', join(folder, 'mixed/assembly-Nowhere'));
    const { exitCode, errors, output } = validate(join(folder, 'mixed'));
    expect({ exitCode, errors }).toEqual({ exitCode: 2, errors: expect.stringMatching(/^File ".*Broken\.template\.json" is not JSON: .*\n$/) });
    expect(output).toContain('Bad.template.json');
    expect(output).toMatch(/in 1 definition\.\n$/);
  });
});

describe('severities', () => {
  const endless = () => write('endless.json', {
    StartAt: 'P',
    States: { P: { Type: 'Parallel', End: true, Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Wait', Seconds: 1, Next: 'A' } } }] } },
  });

  test('are set on the command line', () => {
    expect(validate(endless()).output).toContain('warning  ASL204');
    expect(validate(endless(), '--severity', 'ASL204=error')).toMatchObject({ exitCode: 1, output: expect.stringContaining('error  ASL204') });
    expect(validate(endless(), '--severity', 'ASL204=OFF').output).toBe('No findings in 1 definition.\n');
  });

  test('and in a file, which is taken where it is', () => {
    const file = endless();
    const config = write('stepwright.config.json', { severities: { ASL204: 'error' } });
    expect(validate(file).exitCode).toBe(0);
    expect(validate(file, '--config', config).exitCode).toBe(1);
    expect(validate(file, '--config', config, '--severity', 'ASL204=info').exitCode).toBe(0);
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(validate(file).exitCode).toBe(1);
    } finally {
      process.chdir(before);
    }
  });

  test.each([
    [['--severity', 'ASL204'], '--severity is "ASL204". Give a rule and its severity, for example ASL204=error.'],
    [['--severity', 'ASL204=loud'], 'The severity of "ASL204" is set to "loud" with --severity.'],
    [['--severity', 'ASL201=off'], 'The severity of "ASL201" is set to OFF with --severity, but AWS refuses'],
    [['--config', 'nowhere.json'], 'Configuration "nowhere.json" does not exist.'],
  ])('a mistake is said: %j', (args, message) => {
    expect(validate(endless(), ...args)).toMatchObject({ exitCode: 2, output: '', errors: expect.stringContaining(message) });
  });

  test('what is acknowledged in a comment is counted', () => {
    const definition = { Comment: '[ack ASL201: a test] [ack ASL202: a test]', ...BAD };
    expect(validate(write('acknowledged.json', definition))).toMatchObject({ exitCode: 0, output: 'No findings in 1 definition. 2 findings left out as acknowledged.\n' });
  });
});

describe('formats', () => {
  test('SARIF has a rule for every result', () => {
    const { exitCode, output } = validate('--format', 'sarif', write('bad.asl.json', BAD));
    expect(exitCode).toBe(1);
    const { version, runs: [{ tool: { driver }, results }] } = JSON.parse(output);
    expect(version).toBe('2.1.0');
    expect(driver.rules.length).toBeGreaterThan(10);
    expect(results.length).toBeGreaterThan(0);
    for (const { ruleId, ruleIndex } of results) expect(driver.rules[ruleIndex].id).toBe(ruleId);
  });

  test('GitHub annotations', () => {
    expect(validate('--format', 'github', write('bad.asl.json', BAD)).output).toMatch(/^::error file=.*bad\.asl\.json,line=6,col=15,endLine=6,endColumn=20,title=ASL\d{3}::State "A" .*$/m);
    expect(validate('--format', 'github', write('good.asl.json', GOOD)).output).toBe('');
  });

  test('JSON and SARIF are complete documents also where there are no findings', () => {
    const file = write('good.asl.json', GOOD);
    expect(JSON.parse(validate('--format', 'json', file).output)).toEqual({ definitions: 1, errors: 0, warnings: 0, infos: 0, findings: [] });
    expect(JSON.parse(validate('--format', 'sarif', file).output).runs[0].results).toEqual([]);
  });
});

describe('what cannot be done', () => {
  const couldNotRun = (args: string[], message: RegExp) => {
    const { exitCode, output, errors } = validate(...args);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
    expect(errors).toMatch(message);
    expect(errors.trimEnd().split('\n')).toHaveLength(1);
  };

  test('a file that does not exist', () => couldNotRun([join(folder, 'nowhere.json')], /"[^"]*nowhere\.json" does not exist/));
  test('a device', () => couldNotRun(['/dev/null'], /^File "\/dev\/null" is neither a file nor a folder/));
  test('a file that is far too large', () => {
    const file = write('huge.json', '');
    truncateSync(file, 51 * 1024 * 1024);
    couldNotRun([file], /^File ".*huge\.json" has 53477376 bytes\. No definition or template is that large/);
  });
  test('a binary file', () => couldNotRun([write('binary.json', '\u0000\u0001')], /^File ".*binary\.json" is no text in UTF-8: it is binary, or in another encoding\.$/m));
  test('a file in another encoding', () => {
    const file = write('latin1.json', '');
    writeFileSync(file, Buffer.from('{"Comment": "\u00fc"}', 'latin1'));
    couldNotRun([file], /^File ".*latin1\.json" is no text in UTF-8/);
    writeFileSync(file, Buffer.from('\ufeff{}', 'utf16le'));
    couldNotRun([file], /^File ".*latin1\.json" is in UTF-16\. Save it in UTF-8\.$/m);
  });
  test('links that lead in a circle', () => {
    const link = join(folder, 'circle.json');
    symlinkSync('circle.json', link);
    couldNotRun([link], /^File ".*circle\.json" cannot be read: its symbolic links lead in a circle\.$/m);
  });
  test('a file that may not be read', () => {
    if (process.getuid?.() === 0) return;
    const file = write('secret.json', '{}');
    chmodSync(file, 0o000);
    couldNotRun([file], /^File ".*secret\.json" cannot be read: you have no permission\.$/m);
  });
  test('a template that is no YAML', () => couldNotRun([write('broken.yaml', 'Resources:\n  A: [1\n  B: 2\n')], /^File ".*broken\.yaml" is not YAML: line 3, column \d+: /));
  test('a template that is far too large, in a folder', () => {
    const file = write('large-out/A.template.json', '');
    truncateSync(file, 51 * 1024 * 1024);
    const { exitCode, errors } = validate(join(folder, 'large-out'));
    expect({ exitCode, errors }).toEqual({ exitCode: 2, errors: expect.stringMatching(/^Template ".*A\.template\.json" has 53477376 bytes\..*\n$/) });
  });
  test('a folder without templates', () => couldNotRun([join(write('empty/readme.txt', 'hello'), '..')], /^Folder ".*" holds nothing that `cdk synth` made\./));
  describe('files without a state machine', () => {
    const TEMPLATE_WITHOUT = { Resources: { B: { Type: 'AWS::S3::Bucket' } } };
    test.each<[string, object, string]>([
      ['a.template.json', TEMPLATE_WITHOUT, 'no resource of type'],
      ['out/manifest.json', { version: '48.0.0', artifacts: { Shop: { type: 'aws:cloudformation:stack' } } }, 'it is the manifest of a cloud assembly that CDK wrote.'],
      ['out/Shop.assets.json', { version: '48.0.0', files: {}, dockerImages: {} }, 'it is a list of assets that CDK wrote.'],
      ['out/tree.json', { version: 'tree-0.1', tree: { id: 'App', path: '', constructInfo: { version: '2.0.0' } } }, 'it is the tree of constructs that CDK wrote.'],
    ])('%s', (name, content, why) => {
      const file = write(name, content);
      const { exitCode, output, errors } = validate(file, write('good.asl.json', GOOD));
      expect({ exitCode, output }).toEqual({ exitCode: 0, output: 'No findings in 1 definition.\n' });
      expect(errors).toMatch(/^[^\n]* has no state machine: [^\n]* It is left out\.\n$/);
      expect(errors).toContain(why);
      expect(validate(file, write('bad.asl.json', BAD)).exitCode).toBe(1);
      // A pattern that meets nothing else is a slip.
      couldNotRun([file], new RegExp(`^[^\n]*${name}" has no state machine`));
      expect(validate(file, write('none.json', TEMPLATE_WITHOUT))).toMatchObject({ exitCode: 2, output: '', errors: expect.not.stringContaining('left out') });
    });

    test('but a definition is one whatever else it has', () => {
      expect(validate(write('own.json', { version: '1', artifacts: {}, tree: {}, ...BAD })).exitCode).toBe(1);
      expect(validate(write('other.json', { version: '1', tree: 'oak' })).exitCode).toBe(1);
    });
  });

  test('a template without state machines', () => couldNotRun([write('none.json', { Resources: { B: { Type: 'AWS::S3::Bucket' } } })], /^Template ".*none\.json" has no state machine/));
  test('a state machine without a definition', () => couldNotRun([write('undefined.json', { Resources: { M: { Type: MACHINE, Properties: {} } } })], /^State machine "M" in ".*" has no definition/));
  test('a template nested too deeply, which is then looked at as a definition', () => {
    const { exitCode, errors, output } = validate(write('deep.json', `{"Resources":${'['.repeat(10_000)}${']'.repeat(10_000)}}`));
    expect(exitCode).toBe(1);
    expect({ errors, lines: output.split('\n').every((line) => line.length < 400) }).toEqual({ errors: '', lines: true });
  });
  test('no file', () => expect(validate()).toMatchObject({ exitCode: 2, errors: "error: missing required argument 'file'\n" }));
  test('an unknown format', () => expect(validate('--format', 'xml', 'x').errors).toContain('Allowed choices are text, json, sarif, github.'));
  test('an unknown option', () => expect(validate('--formt', 'json', 'x')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('Did you mean --format?') }));
  test('warnings that are no number', () => expect(validate('--max-warnings', 'many', 'x')).toMatchObject({ exitCode: 2, errors: expect.stringContaining('must be a whole number') }));

  test('the other files are checked all the same', () => {
    const { exitCode, output, errors } = validate(join(folder, 'nowhere.json'), write('bad.asl.json', BAD));
    expect(exitCode).toBe(2);
    expect(errors).toContain('nowhere.json');
    expect(output).toContain('bad.asl.json:6:15  error');
  });
});

describe('texts that are no definition give findings with a place', () => {
  test.each<[string, string]>([
    ['empty', ''],
    ['no JSON', '{"StartAt": }'],
    ['cut', '{"StartAt": "A", "States": {"A"'],
    ['a list', '[]'],
    ['a number', '1'],
    ['null', 'null'],
    ['10,000 levels', '{"a":'.repeat(10_000)],
    ['prototype keys', '{"__proto__":{"StartAt":"A"},"constructor":1,"States":{"__proto__":{"Type":"Pass"}}}'],
  ])('%s', (name, text) => {
    const file = write(`${name.replace(/\W/g, '-')}.json`, text);
    const { exitCode, output, errors } = validate(file);
    expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: '' });
    expect(output.startsWith(`${file}:1:`)).toBe(true);
    expect(output).not.toMatch(/\n +at .*\.[jt]s:\d+/);
  });

  test('a definition of 2 MB', () => {
    const States = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`State ${i}`, { Type: 'Pass', Comment: 'x'.repeat(60), ...(i === 19_999 ? { End: true } : { Next: `State ${i + 1}` }) }]));
    const file = write('large.json', JSON.stringify({ StartAt: 'State 0', States }));
    const start = Date.now();
    const { exitCode, output } = validate(file);
    expect(exitCode).toBe(1);
    expect(output.length).toBeLessThan(10_000);
    expect(Date.now() - start).toBeLessThan(10_000);
  });
});
