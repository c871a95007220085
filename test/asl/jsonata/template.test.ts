import { scopeWith } from './scope';
import { EvaluationError, ExpressionSyntaxError } from '../../../src/asl/evaluation';
import { JsonValue } from '../../../src/asl/json-value';
import { compileJsonataTemplate, expressionText, hasJsonataDelimiters, unexpectedResultType } from '../../../src/asl/jsonata';

const input = { a: 1, list: [1, 2] };
const evaluate = (template: JsonValue, field = 'Output') => compileJsonataTemplate(template, field).evaluate(scopeWith({ v: 'w' }), { input });

function failure(template: JsonValue, field: string): [string, string | undefined] {
  try {
    return [`no failure, but ${JSON.stringify(evaluate(template, field))}`, undefined];
  } catch (error) {
    expect(error).toBeInstanceOf(EvaluationError);
    return [(error as EvaluationError).message, (error as EvaluationError).location];
  }
}

test.each<[JsonValue, JsonValue]>([
  ['{% $states.input.a %}', 1],
  ['{%$states.input.a%}', 1],
  ['{% \n$states.input.a    %}', 1],
  [{ x: '{% $v %}', y: ['{% $v %}', 2, 'text'], z: null }, { x: 'w', y: ['w', 2, 'text'], z: null }],
  // only a string that is an expression as a whole is one
  [' {% $v %} ', ' {% $v %} '],
  ['a {% $v %}', 'a {% $v %}'],
  ['{% $v', '{% $v'],
  ['{%}', '{%}'],
  [{ '{% $v %}': 1 }, { '{% $v %}': 1 }],
  ['{% null %}', null],
])('%j gives %j', (template, expected) => expect(evaluate(template)).toEqual(expected));

test('what holds no expression is given back as it is', () => {
  const constant = { a: [1, { b: 'c' }] };
  expect(compileJsonataTemplate(constant, 'Output').constant).toBe(true);
  expect(evaluate(constant)).toBe(constant);
  const mixed = { constant, x: '{% 1 %}' };
  expect((evaluate(mixed) as typeof mixed).constant).toBe(constant);
});

test('a member named __proto__ is a member', () => {
  const value = evaluate(JSON.parse('{"__proto__": "{% 1 %}"}') as JsonValue) as object;
  expect(Object.entries(value)).toEqual([['__proto__', 1]]);
});

describe("failures are in AWS's words", () => {
  const subject = (expression: string, field: string) => `The JSONata expression '${expression}' specified for the field '${field}'`;
  test.each<[JsonValue, string, string, string]>([
    // recorded on AWS
    [{ result: '{% $doesNotExist %}' }, 'Output', `${subject('$doesNotExist', 'Output/result')} returned nothing (undefined).`, 'Output/result'],
    ['{% $doesNotExist %}', 'Arguments', `${subject('$doesNotExist', 'Arguments')} returned nothing (undefined).`, 'Arguments'],
    [{ FunctionResult: '{% $randomSeeded($states.input.a) %}' }, 'Output',
      `${subject('$randomSeeded($states.input.a)', 'Output/FunctionResult')} threw an error during evaluation. T1006: Attempted to invoke a non-function`, 'Output/FunctionResult'],
    // measured on AWS (floci-io/floci#2665, #2737)
    [{ a: { b: [['{% $doesNotExist %}']] } }, 'Output', `${subject('$doesNotExist', 'Output/a/b[0][0]')} returned nothing (undefined).`, 'Output/a/b[0][0]'],
    [{ v: '{% $range(1, 360146, 1) %}' }, 'Output',
      `${subject('$range(1, 360146, 1)', 'Output/v')} threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage`, 'Output/v'],
    ['{% $doesNotExist %}', 'Choices[1]/Condition', `${subject('$doesNotExist', 'Choices[1]/Condition')} returned nothing (undefined).`, 'Choices[1]/Condition'],
    ["{% 'a' + 1 %}", 'Seconds', `${subject("'a' + 1", 'Seconds')} threw an error during evaluation. T2001: The left side of the "+" operator must evaluate to a number`, 'Seconds'],
  ])('%j in %s', (template, field, message, location) => expect(failure(template, field)).toEqual([message, location]));

  test.each<[JsonValue, string]>([
    // recorded on AWS
    ['string', 'Expected \'array\', but was \'string\' for value: "string"'],
    [{ foo: 'bar' }, 'Expected \'array\', but was \'object\' for value: {"foo":"bar"}'],
    [1, "Expected 'array', but was 'number' for value: 1"],
    [null, "Expected 'array', but was 'null' for value: null"],
    [true, "Expected 'array', but was 'boolean' for value: true"],
  ])('a value of the wrong type: %j', (value, ending) => {
    expect(unexpectedResultType('$ItemsVar', 'Items', 'array', value)).toBe(`${subject('$ItemsVar', 'Items')} returned an unexpected result type. ${ending}`);
  });
});

test('a syntax error is thrown when the template is compiled', () => {
  expect(() => compileJsonataTemplate('{% 1 + %}', 'Output')).toThrow(ExpressionSyntaxError);
  expect(() => compileJsonataTemplate('{%  %}', 'Output')).toThrow('Unexpected end of expression');
});

test('deep templates and deep expressions are refused without overflowing the stack', () => {
  const deep = JSON.parse(`${'['.repeat(5000)}1${']'.repeat(5000)}`) as JsonValue;
  expect(() => compileJsonataTemplate(deep, 'Output')).toThrow('The field "Output" is nested deeper than 1000 levels.');
  expect(() => compileJsonataTemplate(`{% ${'('.repeat(100_000)} %}`, 'Output')).toThrow(ExpressionSyntaxError);
  expect(() => compileJsonataTemplate(`{% 1${'+1'.repeat(100_000)} %}`, 'Output')).toThrow(ExpressionSyntaxError);
});

test('the text of an expression', () => {
  expect(hasJsonataDelimiters('{% a %}')).toBe(true);
  expect(hasJsonataDelimiters('{% a %} ')).toBe(false);
  expect(expressionText('{% \n a\n%}')).toBe('a');
  expect(compileJsonataTemplate('{% 1 %}', 'Seconds').expression).toBe('1');
  expect(compileJsonataTemplate({ a: '{% 1 %}' }, 'Output').expression).toBeUndefined();
});
