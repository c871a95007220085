import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { AslDocument, parseDefinition } from '../../src/asl/document';
import { JsonNode } from '../../src/asl/json/nodes';
import { alone, movedLast, withName, withText } from '../../src/validation/edits';
import { Finding, FindingSeverity, TextEdit } from '../../src/validation/finding';
import { applyEdits, fixText } from '../../src/validation/fix';
import { validateDefinition } from '../../src/validation/validate';
import { describeWithData, sharedData } from '../shared-data';

type Format = 'json' | 'yaml';
const fixed = (text: string, format: Format = 'json') => fixText(text, (each) => validateDefinition({ text: each, opaques: [], format }));

/** A text with an edit of the value at a pointer made; undefined where the edit is not certain. */
function edited(
  text: string, format: Format, pointer: string, edit: (document: AslDocument, node: JsonNode) => TextEdit[] | undefined,
): string | undefined {
  const document = parseDefinition({ text, opaques: [], format });
  const edits = edit(document, document.nodeAt(pointer)!);
  return edits && applyEdits(text, edits);
}

describe('a text', () => {
  const rewrite = (value: string) => (document: AslDocument, node: JsonNode) => node.kind === 'string' ? withText(document, node, value) : undefined;

  test.each<[string, string, Format, string, string | undefined]>([
    ['in JSON', '{ "a" : "Bil" }', 'json', 'Bill', '{ "a" : "Bill" }'],
    ['in JSON with what must be escaped', '{"a": "\\u0042il"}', 'json', 'B"ill\n', '{"a": "B\\"ill\\n"}'],
    ['plain in YAML', 'a: Bil # why\n', 'yaml', 'Bill', 'a: Bill # why\n'],
    ['plain in YAML, of several words', 'a: Charge crad\n', 'yaml', 'Charge card', 'a: Charge card\n'],
    ['plain in YAML, that then needs quotes', 'a: Bil\n', 'yaml', 'Bill: #1', 'a: "Bill: #1"\n'],
    ['plain in YAML, that then would be no text', 'a: n0\n', 'yaml', 'no', 'a: "no"\n'],
    ['in double quotes', 'a: "Bil"\n', 'yaml', 'Bill', 'a: "Bill"\n'],
    ['in single quotes', 'a: \'it\'\'s Bil\'\n', 'yaml', 'it\'s Bill', 'a: \'it\'\'s Bill\'\n'],
    ['in a flow', '{a: Bil, b: 1}', 'yaml', 'Bill', '{a: Bill, b: 1}'],
    ['over several lines is left alone', 'a: >\n  Bil\n', 'yaml', 'Bill', undefined],
    ['folded is left alone', 'a: Charge\n  crad\n', 'yaml', 'Charge card', undefined],
    ['with an anchor keeps it', 'b: &it Bil\na: *it\n', 'yaml', 'Bill', 'b: &it Bill\na: *it\n'],
  ])('%s', (_, text, format, value, expected) => {
    expect(edited(text, format, '/a', rewrite(value))).toBe(expected);
  });
});

describe('a name', () => {
  const rename = (name: string) => (document: AslDocument, node: JsonNode) => withName(document, node, name);

  test.each<[string, string, Format, string | undefined]>([
    ['in JSON', '{ "a" :"$.x" }', 'json', '{ "a.$" :"$.x" }'],
    ['plain in YAML', 'a: $.x\n', 'yaml', 'a.$: $.x\n'],
    ['in quotes', '"a" : $.x\n', 'yaml', '"a.$" : $.x\n'],
    ['in single quotes', '\'a\': $.x\n', 'yaml', '\'a.$\': $.x\n'],
    ['in a flow', '{b: 1, a: $.x}', 'yaml', '{b: 1, a.$: $.x}'],
    ['with a question mark', '? a\n: $.x\n', 'yaml', '? a.$\n: $.x\n'],
  ])('%s', (_, text, format, expected) => {
    expect(edited(text, format, '/a', rename('a.$'))).toBe(expected);
  });
});

describe('an element', () => {
  const block = 'list:\n  # the first\n  - a: 1 # one\n    b: 2\n  # the second\n  - a: 3\n\n  - a: 4\nafter: 5\n';

  test.each<[string, string, Format, string, string | undefined]>([
    ['in JSON', '{"list": [ 1,\n  {"a": 2} ,3]}', 'json', '/list/0', '{"list": [ {"a": 2},\n  3 ,1]}'],
    ['that is last stays', '[1, 2]', 'json', '/1', '[1, 2]'],
    ['in a flow', 'list: [1, {a: 2}, 3]\n', 'yaml', '/list/1', 'list: [1, 3, {a: 2}]\n'],
    ['in a flow with comments is left alone', 'list: [1, # one\n  2]\n', 'yaml', '/list/0', undefined],
    ['in lines takes its comments along', block, 'yaml', '/list/0',
      'list:\n  # the second\n  - a: 3\n\n  - a: 4\n  # the first\n  - a: 1 # one\n    b: 2\nafter: 5\n'],
    ['from the middle', block, 'yaml', '/list/1', 'list:\n  # the first\n  - a: 1 # one\n    b: 2\n  - a: 4\n  # the second\n  - a: 3\n\nafter: 5\n'],
    ['before the end of the text', 'list:\n- a\n- b', 'yaml', '/list/0', 'list:\n- b\n- a\n'],
    ['with the line ends of the text', 'list:\r\n- a\r\n- b', 'yaml', '/list/0', 'list:\r\n- b\r\n- a\r\n'],
    ['in a list in a list is left alone', '- - a\n  - b\n', 'yaml', '/0/0', undefined],
    ['beside an alias is left alone', 'x: &x {a: 1}\nlist:\n- a\n- *x\n', 'yaml', '/list/0', undefined],
  ])('%s', (_, text, format, pointer, expected) => {
    expect(edited(text, format, pointer, movedLast)).toBe(expected);
  });

  test.each<[string, string, Format, string | undefined]>([
    ['in JSON', '["a", "b" ,"c"]', 'json', '["b"]'],
    ['in a flow', '[a, "b", c]', 'yaml', '["b"]'],
    ['in lines', '# all\n- a\n- b # why\n- c\n', 'yaml', undefined],
    ['in lines without comments on the others', '- a\n- b # why\n- c\n', 'yaml', '- b # why\n'],
  ])('alone %s', (_, text, format, expected) => {
    expect(edited(text, format, '/1', alone)).toBe(expected);
  });
});

describe('a definition', () => {
  const YAML = `# Orders
StartAt: Charge
States:
  Charge:
    Type: Task
    Resource: arn:aws:lambda:us-east-1:123456789012:function:f
    Catch:
      # whatever happens
      - ErrorEquals: [ 'States.ALL', Busy ] # everything
        Next: Gvie up
      - ErrorEquals:
          - Declined
        Next: Give up
    Next: Shpi
  Ship: { Type: Succeed } # done
  Give up:
    Type: Fail
`;

  test('in YAML keeps its formatting and its comments, and overlapping edits are made in rounds', () => {
    const mended = fixed(YAML, 'yaml');
    expect(mended.text).toBe(`# Orders
StartAt: Charge
States:
  Charge:
    Type: Task
    Resource: arn:aws:lambda:us-east-1:123456789012:function:f
    Catch:
      - ErrorEquals:
          - Declined
        Next: Give up
      # whatever happens
      - ErrorEquals: [ 'States.ALL' ] # everything
        Next: Give up
    Next: Ship
  Ship: { Type: Succeed } # done
  Give up:
    Type: Fail
`);
    expect(mended.fixed).toBe(4);
    expect(validateDefinition({ text: mended.text, opaques: [], format: 'yaml' }).filter(({ severity }) => severity !== 'INFO')).toEqual([]);
  });

  test('that is mended is not mended again', () => {
    const { text } = fixed(YAML, 'yaml');
    expect(fixed(text, 'yaml')).toEqual({ text, fixed: 0 });
  });

  test.each<[string, object]>([
    ['two near names', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Bil' }, Bill: { Type: 'Succeed' }, Bile: { Type: 'Succeed' } } }],
    ['only a name like its own', { StartAt: 'Bill', States: { Bill: { Type: 'Pass', Next: 'Bil' } } }],
    ['States.ALL twice', {
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true,
          Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['States.ALL'] }],
        },
      },
    }],
    ['States.ALL beside what it does not match', {
      StartAt: 'A',
      States: { A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true, Retry: [{ ErrorEquals: ['States.ALL', 'States.DataLimitExceeded'] }] } },
    }],
  ])('where something is not certain is left alone: %s', (_, definition) => {
    const text = JSON.stringify(definition);
    expect(fixed(text)).toEqual({ text, fixed: 0 });
  });

  test('a value that is not known until deploy is left alone', () => {
    const text = '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"Bil"},"Bill":{"Type":"Task","Resource":"${Arn}","End":true}}}';
    expect(fixText(text, (each) => validateDefinition({ text: each, opaques: [] }, { substitutions: true })).text).toBe(text.replace('"Bil"', '"Bill"'));
  });
});

describeWithData('asl-verdicts', 'real definitions', () => {
  const folder = sharedData('asl-verdicts', 'realworld');
  const definitions = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')).definition)
    .filter((definition) => typeof definition === 'object')
    .filter((definition) => validateDefinition(JSON.stringify(definition), { substitutions: true }).length === 0);
  const mend = (text: string, format: Format) => (
    fixText(text, (each) => validateDefinition({ text: each, opaques: [], format }, { substitutions: true })));
  /** The text with one name of a state misspelt, at the nth place where one is the next. */
  const misspelt = (text: string, nth: number): string => {
    const places = [...text.matchAll(/("?Next"?: *"?)([A-Za-z][A-Za-z ]{5,})/g)];
    const place = places[nth % Math.max(1, places.length)];
    if (!place) return text;
    const [start, name] = [place.index + place[1].length, place[2]];
    return text.slice(0, start) + name.slice(0, 2) + name.slice(3) + text.slice(start + name.length);
  };

  test.each<[Format, (definition: unknown) => string]>([
    ['json', (definition) => JSON.stringify(definition, undefined, 2)],
    ['yaml', (definition) => `# a comment\n${stringify(definition)}`],
  ])('a misspelt name in %s is as it was, or left alone, and nothing else changes', (format, write) => {
    let restored = 0;
    for (const [index, definition] of definitions.entries()) {
      const original = write(definition);
      const broken = misspelt(original, index);
      const { text } = mend(broken, format);
      expect([original, broken]).toContain(text);
      expect(mend(text, format)).toEqual({ text, fixed: 0 });
      if (broken !== original && text === original) restored++;
    }
    expect(definitions.length).toBeGreaterThan(80);
    expect(restored).toBeGreaterThan(50);
  });
});

describe('edits that do no good', () => {
  const finding = (id: string, edit: Partial<TextEdit>): Finding => ({
    id, severity: FindingSeverity.ERROR, refusedByAws: true, message: id, pointer: '', line: 1, column: 1, edits: [{ start: 0, end: 1, newText: 'x', ...edit }],
  });

  test('are not made: a finding that stays, more findings than before, more that AWS refuses', () => {
    expect(fixText('a', () => [finding('stays', {})])).toEqual({ text: 'a', fixed: 0 });
    expect(fixText('a', (text) => text === 'a' ? [finding('one', {})] : [finding('two', { newText: 'a' }), finding('three', {})])).toEqual({ text: 'a', fixed: 0 });
    const warning = { ...finding('one', {}), refusedByAws: false };
    expect(fixText('a', (text) => text === 'a' ? [warning] : ['two', 'three'].map((id) => ({ ...warning, id })))).toEqual({ text: 'a', fixed: 0 });
    expect(fixText('a', (text) => text === 'a' ? [warning] : [finding('two', { start: 5, end: 5 })]).text).toBe('a');
  });

  test('do not keep others from being made', () => {
    const bad = finding('bad', { start: 0, end: 1 });
    const good = finding('good', { start: 1, end: 2, newText: 'X' });
    expect(fixText('ab', (text) => text.includes('X') ? [bad] : [bad, good])).toEqual({ text: 'aX', fixed: 1 });
  });

  test('that swing back end', () => {
    const swing = (text: string) => [finding(text, { newText: text === 'a' ? 'b' : 'a' })];
    expect(['a', 'b']).toContain(fixText('a', swing).text);
  });
});
