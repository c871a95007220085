import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StepwrightError } from '../../src/errors';
import { AslValidator } from '../../src/validation/asl-validator';
import { Settings } from '../../src/validation/settings';
import { AslValidationSettings, RuleSeverity } from '../../src/validation/validation-settings';

/** ASL204: AWS accepts a branch that cannot end. */
const ENDLESS = {
  StartAt: 'P',
  States: { P: { Type: 'Parallel', End: true, Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Wait', Seconds: 1, Next: 'B' } } }] } },
};
/** ASL201: the target of a transition does not exist. */
const REFUSED = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Gone' }, B: { Type: 'Succeed' } } };

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'stepwright-settings-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (content: unknown): string => {
  const path = join(folder, 'stepwright.config.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const severities = (settings: AslValidationSettings, definition: object = ENDLESS) => AslValidator.validate(definition, settings).map(({ id, severity }) => `${id} ${severity}`);
const problem = (settings: AslValidationSettings): string => {
  try {
    AslValidator.validate(ENDLESS, settings);
  } catch (error) {
    if (error instanceof StepwrightError) return `${error.code}: ${error.message.replace(`${folder}/`, '')}`;
    throw error;
  }
  return '';
};

test('a rule is raised, lowered, or off', () => {
  expect(severities({})).toEqual(['ASL204 WARNING']);
  expect(severities({ severities: { ASL204: RuleSeverity.ERROR } })).toEqual(['ASL204 ERROR']);
  expect(severities({ severities: { ASL204: RuleSeverity.INFO } })).toEqual(['ASL204 INFO']);
  expect(severities({ severities: { ASL204: RuleSeverity.OFF } })).toEqual([]);
});

test('a file says the same, in any case; what is beside it counts for more', () => {
  expect(severities({ configFile: file({ severities: { ASL204: 'off' } }) })).toEqual([]);
  expect(severities({ configFile: file({ severities: { ASL204: 'off' } }), severities: { ASL204: RuleSeverity.ERROR } })).toEqual(['ASL204 ERROR']);
  expect(severities({ configFile: file({}) })).toEqual(['ASL204 WARNING']);
});

test('what AWS refuses can be called an error and nothing else', () => {
  expect(severities({ severities: { ASL201: RuleSeverity.ERROR } }, REFUSED)).toEqual(['ASL201 ERROR', 'ASL202 ERROR']);
  expect(problem({ severities: { ASL201: RuleSeverity.WARNING } })).toBe('RefusedByAws: The severity of "ASL201" is set to WARNING in the options of the validator, but AWS refuses what the rule finds: '
    + 'it would not be deployed all the same. Leave it at ERROR; where a single finding is wrong, acknowledge that one with a reason.');
});

test('a finding that AWS refuses stays an error, whatever its rule is set to', () => {
  const [finding] = AslValidator.validate(ENDLESS);
  const off = Settings.ofSeverities({ ASL204: 'OFF' }, 'in a test');
  expect(off.applied(finding)).toBeUndefined();
  expect(off.applied({ ...finding, refusedByAws: true })).toEqual({ ...finding, refusedByAws: true });
});

test.each<[AslValidationSettings | (() => AslValidationSettings), string]>([
  [{ severities: { ASL20: RuleSeverity.OFF } }, 'UnknownRule: The severity of "ASL20" is set in the options of the validator, but there is no such rule. Did you mean "ASL'],
  [{ severities: { ASL204: 'LOUD' as RuleSeverity } }, 'InvalidSeverity: The severity of "ASL204" is set to "LOUD" in the options of the validator. It can be ERROR, WARNING, INFO or OFF.'],
  [{ configFile: 'nowhere.json' }, 'FileNotFound: Configuration "nowhere.json" does not exist.'],
  [() => ({ configFile: file('{"severities": }') }), 'InvalidConfiguration: File "stepwright.config.json" cannot be read: line 1, column 16: '],
  [() => ({ configFile: file([]) }), 'InvalidConfiguration: File "stepwright.config.json" is no object.'],
  [() => ({ configFile: file({ severity: {} }) }), 'InvalidConfiguration: File "stepwright.config.json" has "severity", which is no setting. Did you mean "severities"?'],
  [() => ({ configFile: file({ severities: 'off' }) }), 'InvalidConfiguration: The severities that are set in file "stepwright.config.json" are no object.'],
  [() => ({ configFile: file({ severities: { ASL204: 1 } }) }), 'InvalidSeverity: The severity of "ASL204" is set to 1 in file "stepwright.config.json".'],
  [() => ({ configFile: file('{"severities": {"ASL204": "off", "ASL204": "error"}}') }), 'InvalidConfiguration: File "stepwright.config.json" cannot be read: line 1, column 34: "ASL204" stands twice'],
])('a mistake is said: %#', (settings, message) => {
  expect(problem(typeof settings === 'function' ? settings() : settings).startsWith(message)).toBe(true);
});

describe('an acknowledgement in a comment', () => {
  const acknowledged = (machine: string, state: string, branch: string = '', inner: string = '') => {
    const definition = structuredClone(ENDLESS) as any;
    if (machine) definition.Comment = machine;
    if (state) definition.States.P.Comment = state;
    if (branch) definition.States.P.Branches[0].Comment = branch;
    if (inner) definition.States.P.Branches[0].States.B.Comment = inner;
    return AslValidator.validate(definition).map(({ id, pointer }) => `${id} ${pointer}`);
  };
  const ACK = 'Watches. [ack ASL204: StopExecution ends it]';

  test.each([
    ['of the machine', [ACK, ''], []],
    ['of the state', ['', ACK], []],
    ['of the branch', ['', '', ACK], []],
    ['in capitals or not', ['', '[ACK asl204: StopExecution ends it]'], []],
    ['beside another', ['', `[ack ASL702: no] ${ACK}`], ['ASL009 /States/P/Comment']],
    ['of a state inside, which it does not reach', ['', '', '', ACK], ['ASL009 /States/P/Branches/0/States/B/Comment', 'ASL204 /States/P/Branches/0/States']],
    ['without a reason, which does not hold', ['', '[ack ASL204]'], ['ASL009 /States/P/Comment', 'ASL204 /States/P/Branches/0/States']],
  ])('%s', (_, comments, expected) => {
    const found = acknowledged(...comments as [string, string, string, string]);
    expect(found.sort()).toEqual(expected);
  });

  test('is data elsewhere', () => {
    expect(AslValidator.validate({ StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { Comment: ACK }, End: true } } })).toEqual([]);
  });

  test('holds for what AWS refuses too', () => {
    expect(AslValidator.validate({ ...REFUSED, Comment: '[ack ASL201: a test] [ack ASL202: a test]' })).toEqual([]);
  });

  test('that does not hold can be off', () => {
    expect(AslValidator.validate({ ...ENDLESS, Comment: '[ack ASL702: no] [ack ASL204: yes]' }, { severities: { ASL009: RuleSeverity.OFF } })).toEqual([]);
  });

  test('inside a text with a value that is not known until deploy', () => {
    const text = JSON.stringify(ENDLESS).replace('"Type":"Parallel"', '"Type":"Parallel","Comment":"${Team} [ack ASL204: ${Reason}]"');
    expect(AslValidator.validate(text)).toEqual([]);
  });
});
