import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { AslValidator } from '../../src/validation/asl-validator';
import { Finding } from '../../src/validation/finding';

const GOOD = { StartAt: 'A', States: { A: { Type: 'Succeed' } } };
const BAD = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Gone' }, B: { Type: 'Succeed' } } };
const brief = (findings: Finding[]) => findings.map(({ id, pointer, line, column }) => `${id} ${pointer} ${line}:${column}`);

describe('validate', () => {
  test('takes an object or a text', () => {
    expect(AslValidator.validate(GOOD)).toEqual([]);
    expect(AslValidator.validate(JSON.stringify(GOOD))).toEqual([]);
    expect(brief(AslValidator.validate(JSON.stringify(BAD)))).toEqual(['ASL201 /States/A/Next 1:52', 'ASL202 /States/B 1:60']);
    expect(brief(AslValidator.validate(BAD))).toEqual(['ASL201 /States/A/Next 6:15', 'ASL202 /States/B 8:5']);
  });

  test('a finding says all of this', () => {
    expect(AslValidator.validate(BAD)[0]).toEqual({
      id: 'ASL201',
      severity: 'ERROR',
      refusedByAws: true,
      awsCode: 'MISSING_TRANSITION_TARGET',
      awsLocation: '/States/A/Next',
      message: 'State "A" goes to "Gone" (Next), which does not exist in the state machine.',
      fix: expect.stringMatching(/^Correct the name/),
      pointer: '/States/A/Next',
      link: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\//),
      line: 6,
      column: 15,
      endLine: 6,
      endColumn: 21,
      stateName: 'A',
    });
  });

  test('the workflow type counts', () => {
    const activity = { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a', TimeoutSeconds: 60, HeartbeatSeconds: 10, End: true };
    const definition = { StartAt: 'A', States: { A: activity } };
    expect(AslValidator.validate(definition)).toEqual([]);
    expect(brief(AslValidator.validate(definition, { workflowType: StateMachineType.EXPRESS }))).toEqual(['ASL802 /States/A/Resource 6:19']);
  });

  test('substitutions are not judged, unless they are texts', () => {
    const definition = { StartAt: 'A', States: { A: { Type: 'Task', Resource: '${Function}', TimeoutSeconds: '${Timeout}', Next: '${Next}' }, B: { Type: 'Succeed' } } };
    expect(AslValidator.validate(definition)).toEqual([]);
    expect(AslValidator.validate('{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": ${Seconds}, "End": true}}}')).toEqual([]);
    expect(brief(AslValidator.validate(definition, { substitutions: false }))).toEqual([
      'ASL801 /States/A/Resource 6:19', 'ASL301 /States/A/TimeoutSeconds 7:25', 'ASL201 /States/A/Next 8:15', 'ASL202 /States/B 10:5',
    ]);
  });

  test.each([[undefined, 'is undefined'], [() => 1, 'is a function'], [10n, 'holds a BigInt']])('%p is misuse', (value, message) => {
    expect(() => AslValidator.validate(value)).toThrow(message);
  });

  test('circular and very deep objects are misuse', () => {
    const circular: { [name: string]: unknown } = { ...GOOD };
    circular.Comment = circular;
    expect(() => AslValidator.validate(circular)).toThrow('The definition holds itself.');
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(() => AslValidator.validate({ ...GOOD, deep })).toThrow('nested deeper than 1000 levels');
  });
});

describe('validateFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-validator-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test('JSON', () => {
    const path = file('a.asl.json', `\uFEFF${JSON.stringify(BAD)}`);
    expect(AslValidator.validateFile(path)).toMatchObject([{ id: 'ASL201', line: 1, column: 52, file: path }, { id: 'ASL202' }]);
  });

  test('YAML, with places in the YAML', () => {
    const path = file('a.asl.yaml', 'StartAt: A\nStates:\n  A:\n    Type: Pass\n    Next: ${Next}\n  B:\n    type: Succeed\n');
    expect(brief(AslValidator.validateFile(path))).toEqual(['ASL102 /States/B 6:3']);
  });

  test('a file that cannot be read is misuse', () => {
    expect(() => AslValidator.validateFile(join(folder, 'none.json'))).toThrow(/^Definition ".*none\.json" does not exist/);
    expect(() => AslValidator.validateFile(folder)).toThrow(/is a folder/);
  });
});
