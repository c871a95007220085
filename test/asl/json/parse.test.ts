import { Opaque, opaqueMark } from '../../../src/asl/definition-source';
import { parseDefinition, valueOf } from '../../../src/asl/document';
import { JsonNode, nodeAtPointer, pointerOf } from '../../../src/asl/json/nodes';
import { MAX_DEPTH, parseJson } from '../../../src/asl/json/parse';

const problemsOf = (text: string) => parseDefinition(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('what JSON.parse reads', () => {
  const TEXTS = [
    '{}', '[]', '""', '0', '-0', '1', '-12.5e-3', '1E5', '123456789012345678901234567890', 'true', 'false', 'null', ' \t\r\n[ 1 , 2 ]\n',
    '{"a":{"b":[1,{"c":null}]},"d":"x"}', '"\\u0041\\n\\t\\"\\\\\\/\\b\\f\\r"', '"\\ud83d\\ude00 \u{1F600} é"', '{"":1}', '{"a":1,"a":2,"b":3}',
    `{${Array.from({ length: 30 }, (_, i) => `"k${i % 20}":${i}`).join(',')}}`, '{"toString":1,"constructor":{"prototype":2}}', '"${Name} \uF8FE0\uF8FF"',
  ];

  test.each(TEXTS)('%s is the same value', (text) => {
    const { root } = parseJson(text);
    expect(valueOf(root!)).toEqual(JSON.parse(text));
  });

  test.each(['', ' ', '{', '[', '"', '"a', '{"a"', '{"a":', '{"a":1', '[1', '{"a":1,}', '[1,]', '{a:1}', "{'a':1}", '01', '-', '1.', '.5', '+1', '1e', '0x10', 'NaN', 'tru', 'truex', '"\\x"',
    '"\\u12"', '"\n"', '"\u0000"', '{} {}', '[1 2]', '{"a" 1}', '{"a":1 "b":2}', '\u00A0{}', '{,}', '[,]', '//x\n1', '1_000'])('%j is refused, as by JSON.parse', (text) => {
    expect(() => JSON.parse(text)).toThrow();
    const { root, problems } = parseJson(text);
    expect(root).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0].message).toMatch(/^[A-Z"].*\.$/);
    expect(problems[0].offset).toBeLessThanOrEqual(text.length);
  });

  test('a member named __proto__ is an own member', () => {
    const value = parseDefinition('{"__proto__": {"polluted": true}}').toValue() as object;
    expect(Object.hasOwn(value, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":true}}');
  });
});

describe('places', () => {
  test.each([
    ['', '1:1 The text is empty. A definition is a JSON object with "StartAt" and "States".'],
    ['{\n  "a": 1,\n}', '3:1 A comma stands before "}". Remove it: JSON allows no comma after the last member.'],
    ['[1,\r\n ]', '2:2 A comma stands before "]". Remove it: JSON allows no comma after the last element.'],
    ['{\n a: 1}', '2:2 "a" stands where a member name was expected. A name is written in double quotes.'],
    ['{"a": 1}\n\nrest', '3:1 "rest" follows the end of the JSON value. Remove everything after it.'],
    ['{"a" 1}', '1:6 "1" follows the name "a". A colon and a value must follow.'],
    ['{"a": 1 2}', '1:9 "2" follows the value of "a". "," or "}" was expected.'],
    ['[1 2]', '1:4 "2" follows an element of an array. "," or "]" was expected.'],
    ['{"a": "x\ny"}', '1:9 A line break stands in a string. Write it as \\n, or close the string with a double quote.'],
    ['{"a": "x', '1:7 A string that begins here has no closing double quote.'],
    ['{"a": 01}', '1:7 "01" is no JSON number. A number looks like 1, -2.5 or 1e3.'],
    ['["\\q"]', '1:3 "\\q" is no escape of JSON. To write a backslash, double it.'],
    ['["\\u00g0"]', '1:3 "\\u00g0" is no escape. Four hexadecimal digits must follow "\\u".'],
    ['not json', '1:1 "not" stands where a value was expected.'],
    ['{"a":', '1:6 The end of the text stands where a value was expected.'],
    ['\uFEFF{"a":}', '1:6 "}" stands where a value was expected.'],
    ['{\n "a": 1,\n "a": 2\n}', '3:2 "a" stands twice in the same object, and only the last one counts. Remove or rename one of them.'],
  ])('%j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  const TEXT = '{\n  "StartAt": "A/B",\n  "States": {\n    "A/B": { "Type": "Pass", "~": [1, {"x": null}] }\n  }\n}';
  test.each([
    ['', 1, 1],
    ['/StartAt', 2, 14],
    ['/States/A~1B', 4, 12],
    ['/States/A~1B/~0/1/x', 4, 45],
    ['/States/A~1B/Nothing/here', 4, 12],
  ])('of the pointer %j', (pointer, line, column) => {
    expect(parseDefinition(TEXT).locate(pointer)).toEqual({ line, column });
  });

  test('every node knows its pointer, and the pointer leads back to it', () => {
    const { root } = parseDefinition(TEXT);
    const pointers: string[] = [];
    const visit = (node: JsonNode): void => {
      pointers.push(pointerOf(node));
      expect(nodeAtPointer(root!, pointerOf(node))).toBe(node);
      if (node.kind === 'object') node.members.forEach(visit);
      if (node.kind === 'array') node.elements.forEach(visit);
    };
    visit(root!);
    expect(pointers).toEqual(['', '/StartAt', '/States', '/States/A~1B', '/States/A~1B/Type', '/States/A~1B/~0', '/States/A~1B/~0/0', '/States/A~1B/~0/1', '/States/A~1B/~0/1/x']);
  });

  test('the name of a member has its own place', () => {
    const document = parseDefinition(TEXT);
    expect(document.locateName(document.nodeAt('/States/A~1B')!)).toEqual({ line: 4, column: 5 });
    expect(document.nodeAt('/nope')).toBeUndefined();
    expect(document.nodeAt('/States/A~1B/~0/01')).toBeUndefined();
    expect(document.nodeAt('no pointer')).toBeUndefined();
  });
});

describe('what is not known until deploy', () => {
  const arn: Opaque = { label: '${Fn.Arn}', simulated: 'arn:aws:lambda:us-east-1:123456789012:function:Fn', logicalId: 'Fn' };
  const count: Opaque = { label: 'Ref: Count', simulated: 7 };

  test('a mark in a string and a bare one become opaque nodes', () => {
    const document = parseDefinition({ text: `{"Resource": "x:${opaqueMark(0)}:y", "Seconds": ${opaqueMark(1)}}`, opaques: [arn, count] });
    expect(document.problems).toEqual([]);
    expect(document.nodeAt('/Resource')).toMatchObject({ kind: 'opaque', inString: true, parts: ['x:', arn, ':y'] });
    expect(document.nodeAt('/Seconds')).toMatchObject({ kind: 'opaque', inString: false, parts: [count] });
    expect(document.toValue()).toEqual({ Resource: `x:${arn.simulated as string}:y`, Seconds: 7 });
  });

  test('a bare value that is no text is simulated as text inside a string', () => {
    expect(parseDefinition({ text: `["n\\t=${opaqueMark(1)}"]`, opaques: [arn, count] }).toValue()).toEqual(['n\t=7']);
  });

  test('a mark without an opaque is text in a string and refused elsewhere', () => {
    expect(parseDefinition({ text: `["${opaqueMark(3)}"]`, opaques: [arn] }).toValue()).toEqual([opaqueMark(3)]);
    expect(parseDefinition({ text: `[${opaqueMark(3)}]`, opaques: [arn] }).problems).toHaveLength(1);
  });

  test('an opaque member name is kept apart', () => {
    const document = parseDefinition({ text: `{"${opaqueMark(0)}": {"a": 1}, "b": 2}`, opaques: [{ label: '${Table}', simulated: 'Table' }] });
    const { root } = document;
    expect(root?.kind === 'object' && root.members.map((member) => member.name)).toEqual(['b']);
    expect(document.toValue()).toEqual({ Table: { a: 1 }, b: 2 });
  });

  test('substitutions, where they are asked for', () => {
    const text = '{"a": "x${My_Fn.Arn}y", "b": ${AWS::Region}, "c": "{% ${ \\"k\\": 1 } %}", "d": "${}"}';
    const document = parseDefinition(text, { substitutions: true });
    expect(document.problems).toEqual([]);
    expect(['/a', '/b', '/c', '/d'].map((pointer) => document.nodeAt(pointer)?.kind)).toEqual(['opaque', 'opaque', 'string', 'string']);
    expect(document.toValue()).toEqual({ a: 'x${My_Fn.Arn}y', b: '${AWS::Region}', c: '{% ${ "k": 1 } %}', d: '${}' });
    expect(parseDefinition('{"a": "x${My_Fn.Arn}y"}').nodeAt('/a')?.kind).toBe('string');
    expect(parseDefinition('{"a": ${Bare}}').problems).toHaveLength(1);
  });
});

describe('bounds', () => {
  test(`${MAX_DEPTH} levels are read`, () => {
    const text = '['.repeat(MAX_DEPTH) + ']'.repeat(MAX_DEPTH);
    expect(JSON.stringify(parseDefinition(text).toValue())).toBe(text);
  });

  test.each([MAX_DEPTH + 1, 10_000, 1_000_000])('%d levels are refused', (levels) => {
    for (const open of ['[', '{"a":']) {
      const document = parseDefinition(open.repeat(levels));
      expect(document.root).toBeUndefined();
      expect(document.problems).toMatchObject([{ kind: 'depth', line: 1, column: MAX_DEPTH * open.length + 1 }]);
    }
  });

  test('2 MB of states, or of escapes, are read', () => {
    const states = `{"States":{${Array.from({ length: 20_000 }, (_, i) => `"State number ${i}":{"Type":"Pass","Result":{"a":[1,2,3]},"Next":"State number ${i + 1}"}`).join(',')}}}`;
    const escapes = `["${'\\n'.repeat(1_000_000)}"]`;
    expect(parseDefinition(states).toValue()).toEqual(JSON.parse(states));
    expect(parseDefinition(escapes).toValue()).toEqual(JSON.parse(escapes));
  });

  test('toValue of a text that is no JSON says where', () => {
    expect(() => parseDefinition({ text: '{"a":\n}', opaques: [], file: 'a.asl.json' }).toValue())
      .toThrow('The definition in "a.asl.json" cannot be read: line 2, column 1: "}" stands where a value was expected.');
  });
});
