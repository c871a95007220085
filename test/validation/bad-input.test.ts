import { opaqueMark } from '../../src/asl/definition-source';
import { validateDefinition } from '../../src/validation/validate';

const brief = (text: string) => validateDefinition(text).map(({ id, pointer, line, column, message }) => `${id} ${pointer} ${line}:${column} ${message}`);

describe('what is no definition gives a finding with its place', () => {
  test.each([
    ['an empty text', '', 'ASL001  1:1 The text is empty. A definition is a JSON object with "StartAt" and "States".'],
    ['no JSON', 'StartAt: A', 'ASL001  1:1 "StartAt" stands where a value was expected.'],
    ['half of a JSON', '{\n  "StartAt": "A",\n  "States": {', 'ASL001  3:14 The end of the text stands where a member name was expected. A name is written in double quotes.'],
    ['an array', '[]', 'ASL101  1:1 The definition is an array. It must be a JSON object with "StartAt" and "States".'],
    ['a number', ' 1', 'ASL101  1:2 The definition is a number. It must be a JSON object with "StartAt" and "States".'],
    ['null', 'null', 'ASL101  1:1 The definition is null. It must be a JSON object with "StartAt" and "States".'],
    ['a text', '"x"', 'ASL101  1:1 The definition is a text. It must be a JSON object with "StartAt" and "States".'],
  ])('%s', (_, text, finding) => {
    expect(brief(text)).toEqual([finding]);
  });

  test.each([10_000, 1_000_000])('%d levels', (levels) => {
    expect(brief('{"StartAt":'.repeat(levels))).toContain('ASL002  1:11001 The text is nested too deeply: more than 1000 levels of objects and arrays.');
  });

  test('states in states in states', () => {
    let scope: object = { StartAt: 'A', States: { A: { Type: 'Succeed' } } };
    for (let i = 0; i < 240; i++) scope = { StartAt: `M${i}`, States: { [`M${i}`]: { Type: 'Map', ItemProcessor: scope, End: true } } };
    expect(brief(JSON.stringify(scope))).toEqual([]);
  });

  test('a duplicate state', () => {
    expect(brief('{"StartAt": "A",\n "States": {"A": {"Type": "Fail"},\n "A": {"Type": "Succeed"}}}'))
      .toEqual(['ASL003 /States/A 3:2 "A" stands twice in the same object, and only the last one counts. Remove or rename one of them.']);
  });

  test('a byte order mark is no part of the text', () => {
    expect(brief('\uFEFF{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}')).toEqual([]);
  });

  test('names of the prototype are names like others', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const states = names.map((name, i) => `"${name}": {"Type": "Pass", ${i + 1 < names.length ? `"Next": "${names[i + 1]}"` : '"End": true'}}`);
    expect(brief(`{"StartAt": "__proto__", "States": {${states.join(', ')}}}`)).toEqual([]);
    expect(brief('{"StartAt": "A", "__proto__": {}, "States": {"A": {"Type": "Pass", "Next": "constructor", "toString": 1}}}').map((line) => line.split(' ').slice(0, 2).join(' ')))
      .toEqual(['ASL104 /__proto__', 'ASL203 /States', 'ASL201 /States/A/Next', 'ASL104 /States/A/toString']);
    expect(brief('{"StartAt": "A", "States": {"A": {"Type": "__proto__"}}}')[0]).toMatch(/^ASL103/);
  });

  test('every field may have any type', () => {
    const definition = {
      StartAt: 'A',
      Version: '1.0',
      TimeoutSeconds: 10,
      QueryLanguage: 'JSONPath',
      States: {
        A: {
          Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Credentials: { RoleArn: 'r' }, Parameters: { 'FunctionName': 'f', 'Payload.$': '$.a' }, ResultPath: '$.r', Assign: { a: 1 },
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, JitterStrategy: 'FULL' }], Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'B' }], Next: 'B',
        },
        B: { Type: 'Choice', Choices: [{ And: [{ Variable: '$.a', IsNull: true }, { Not: { Variable: '$.a', TimestampEquals: '2026-01-01T00:00:00Z' } }], Next: 'C' }], Default: 'C' },
        C: { Type: 'Parallel', Branches: [{ StartAt: 'D', States: { D: { Type: 'Wait', Seconds: 1, End: true } } }], Next: 'E' },
        E: {
          Type: 'Map', Label: 'l', MaxConcurrency: 1,
          ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' } }, ItemBatcher: { MaxItemsPerBatch: 1 }, ResultWriter: { WriterConfig: { OutputType: 'JSON' } },
          ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'F', States: { F: { Type: 'Fail', ErrorPath: '$.Items[0].e', Cause: 'c' } } }, End: true,
        },
      },
    };
    expect(validateDefinition(JSON.stringify(definition))).toEqual([]);
    // Every value of the definition in turn, replaced by each of these; and each not known until deploy.
    const replace = (value: unknown, at: number[], by: string): string => {
      if (at[0]-- === 0) return by;
      if (Array.isArray(value)) return `[${value.map((element) => replace(element, at, by)).join(',')}]`;
      if (typeof value === 'object' && value !== null) return `{${Object.entries(value).map(([name, child]) => `${JSON.stringify(name)}:${replace(child, at, by)}`).join(',')}}`;
      return JSON.stringify(value);
    };
    const opaques = [{ label: 'x', simulated: 'x' }];
    let refused = 0;
    for (let index = 0; ; index++) {
      const counter = [index];
      const texts = ['null', '1.5', '""', 'false', '[]', '{}', '[null]', '"{% %}"', '"$"'].map((by) => replace(definition, counter.fill(index), by));
      if (counter[0] >= 0) break;
      for (const text of texts) refused += validateDefinition(text).some(({ refusedByAws }) => refusedByAws) ? 1 : 0;
      expect(validateDefinition({ text: replace(definition, [index], opaqueMark(0)), opaques })).toEqual([]);
    }
    expect(refused).toBeGreaterThan(300);
  });
});

describe('in bounded time', () => {
  const timed = (text: string): [number, string[]] => {
    const started = process.hrtime.bigint();
    const ids = validateDefinition(text).map(({ id }) => id);
    return [Number(process.hrtime.bigint() - started) / 1e6, ids];
  };
  const chain = (length: number, next: (i: number) => string, extra: object = {}): string => JSON.stringify({
    StartAt: 'State 0',
    States: Object.fromEntries(Array.from({ length }, (_, i) => [`State ${i}`, i + 1 < length ? { Type: 'Pass', ...extra, Next: next(i) } : { Type: 'Succeed' }])),
  });

  test('a chain of 10,000 states', () => {
    const [milliseconds, ids] = timed(chain(10_000, (i) => `State ${i + 1}`, { Parameters: { 'a.$': '$.a' } }));
    expect(ids).toEqual([]);
    expect(milliseconds).toBeLessThan(2000);
  });

  test('10,000 states that go to states that do not exist', () => {
    const [milliseconds, ids] = timed(chain(10_000, (i) => `Stat ${i + 1}`));
    expect(ids.length).toBeGreaterThan(19_000);
    expect(milliseconds).toBeLessThan(3000);
  });

  test.each<[string, (index: number, count: number) => object]>([
    ['each adds to the data', (index) => ({ Type: 'Pass', Result: { a: index }, ...index > 0 && { ResultPath: `$.r${index}` } })],
    ['each puts the data into an object', () => ({ Type: 'Pass', Parameters: { 'a.$': '$', 'b.$': '$' } })],
    ['each assigns a variable and reads the last one', (index) => ({ Type: 'Pass', Assign: { [`v${index}`]: 1 }, ...index > 0 && { InputPath: `$v${index - 1}` } })],
    ['each leads back to the first', (index, count) => (index % 2 === 0 ? { Type: 'Pass', Parameters: { [`a${index}.$`]: '$' } }
      : { Type: 'Choice', Choices: [{ Variable: '$.a0', NumericEquals: index, Next: 'State 0' }], Default: `State ${Math.min(index + 1, count - 1)}` })],
    ['each leads back to the middle, and assigns a variable', (index, count) => ({
      Type: 'Choice', Assign: { [`v${index}`]: 1 }, Choices: [{ Variable: `$v${(index * 7) % count}`, IsPresent: true, Next: `State ${index >> 1}` }], Default: `State ${index + 1}`,
    })],
  ])('10,000 states: %s', (_, state) => {
    const states = Array.from({ length: 10_000 }, (__, index) => {
      const fields: { [field: string]: unknown } = index === 9_999 ? { Type: 'Succeed' } : { ...state(index, 10_000) };
      return [`State ${index}`, { ...fields, ...fields.Type === 'Pass' && { Next: `State ${index + 1}` } }];
    });
    const [milliseconds] = timed(JSON.stringify({ StartAt: 'State 0', States: Object.fromEntries(states) }));
    expect(milliseconds).toBeLessThan(4000);
  });

  test('2 MB', () => {
    const [milliseconds, ids] = timed(chain(12_000, (i) => `State ${i + 1}`, { Comment: 'c'.repeat(150) }));
    expect(ids).toEqual(['ASL004']);
    expect(milliseconds).toBeLessThan(3000);
  });

  test('10,000 duplicates of one name', () => {
    const [milliseconds, ids] = timed(`{"StartAt":"A","States":{${Array(10_000).fill('"A":{"Type":"Succeed"}').join(',')}}}`);
    expect(ids).toHaveLength(9_999);
    expect(milliseconds).toBeLessThan(2000);
  });

  test('a very long text where a path, a name or an expression is wanted', () => {
    const long = 'a '.repeat(200_000);
    for (const state of [
      { Type: 'Pass', InputPath: `$.${long}`, End: true }, { Type: 'Pass', Parameters: { 'a.$': `States.Format(${long})` }, End: true }, { Type: long },
      { Type: 'Pass', [long]: 1, End: true }, { Type: 'Pass', QueryLanguage: 'JSONata', Output: `{% ${'('.repeat(20_000)} %}`, End: true },
      { Type: 'Pass', InputPath: `$${'[?('.repeat(20_000)}`, End: true }, { Type: 'Wait', Timestamp: '1'.repeat(500_000), End: true },
    ]) {
      const [milliseconds, ids] = timed(JSON.stringify({ StartAt: 'A', States: { A: state } }));
      expect(ids.length).toBeGreaterThan(0);
      expect(milliseconds).toBeLessThan(5000);
    }
  });
});
