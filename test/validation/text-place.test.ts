import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { parseDefinition } from '../../src/asl/document';
import { StringNode } from '../../src/asl/json/nodes';
import { placeInText } from '../../src/validation/text-place';
import { validateDefinition } from '../../src/validation/validate';

const nodeIn = (text: string, format: 'json' | 'yaml') => parseDefinition(text, { format }).nodeAt('/a') as StringNode;

test('in JSON every character has its place, escapes before it or not', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', ' ', 'é', '\u0001') }), fc.boolean(), (value, spread) => {
    const text = JSON.stringify({ b: 1, a: value }, undefined, spread ? 2 : 0);
    const node = nodeIn(text, 'json');
    for (let index = 0; index <= value.length; index++) {
      expect(JSON.parse(`"${text.slice(placeInText(text, node, index), node.end)}`)).toBe(value.slice(index));
    }
  }), { numRuns: 1000, seed: 7 });
});

const EXPRESSION = '{% $sum($states.input.items.price)\n  + $states.input.shipping %}';

test.each(['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const)('in YAML, %s', (type) => {
  for (const value of [EXPRESSION, EXPRESSION.replace('\n  ', ' '), '{% \'it\'\'s\' & "x" %}\n', '{% a\n\n\n  b %}']) {
    const text = `b: 1\n${stringify({ a: value }, { defaultStringType: type, lineWidth: 20 })}`;
    const node = nodeIn(text, 'yaml');
    expect(node.value).toBe(value);
    for (const [index, character] of [...value].entries()) {
      const place = placeInText(text, node, index);
      // What is escaped as only YAML escapes, or in a line that goes on, has none.
      if (place !== undefined && /[^\s"'\\]/.test(character)) expect(text[place]).toBe(character);
      else if (type === 'BLOCK_LITERAL') expect(place).toBeDefined();
    }
  }
});

test('a finding about an expression is where it is wrong', () => {
  const definition = (output: string) => `QueryLanguage: JSONata\nStartAt: A\nStates:\n  A:\n    Type: Succeed\n    Output: ${output}\n`;
  const place = (output: string) => {
    const [{ line, column, pointer, stateName }] = validateDefinition({ text: definition(output), opaques: [], format: 'yaml' });
    return { place: `${line}:${column}`, pointer, stateName };
  };
  expect(place("'{% $sum($states.input.a, ) %}'")).toEqual({ place: '6:39', pointer: '/States/A/Output', stateName: 'A' });
  expect(place('|-\n      {%\n        $states.input.a +\n      %}')).toEqual({ place: '8:26', pointer: '/States/A/Output', stateName: 'A' });
  expect(place('"{% \\x41 ) %}"')).toEqual({ place: '6:13', pointer: '/States/A/Output', stateName: 'A' });
  expect(validateDefinition('{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed","Output":"{% \\"a\\" & price %}"}}}')).toMatchObject([{ id: 'ASL411', column: 95 }]);
});
