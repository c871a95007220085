import * as fc from 'fast-check';
import { JsonValue } from '../../../src/asl/json-value';
import { compileJsonPath } from '../../../src/asl/paths/json-path';

const document: JsonValue = JSON.parse(`{
  "store": {
    "book": [
      { "title": "A", "price": 8.95, "tags": ["x", "y"], "isbn": "1" },
      { "title": "B", "price": 12.99, "tags": [], "stock": null },
      { "title": "C", "price": 22, "tags": ["y"], "isbn": "2", "extra": { "on": true } }
    ],
    "bicycle": { "price": 19.95 }
  },
  "limit": 10, "allowed": ["A", "C"], "text": "5", "number": 5, "nothing": null, "one": [1], "__proto__": { "own": 1 }, "it's": 1, "a b": { "c": 2 }
}`);

describe('finds', () => {
  test.each<[string, JsonValue]>([
    ['$.store.bicycle.price', 19.95],
    ['$.store.bicycle', { price: 19.95 }],
    ['  $.limit  ', 10],
    ["$.['a b'].c", 2],
    ["$['it\\'s']", 1],
    ['$["it\'s"]', 1],
    ["$[ 'a b' ][\"c\"]", 2],
    ['$.__proto__', { own: 1 }],
    ['$.store.book[0,2].title', ['A', 'C']],
    ['$.store.book[0, 2].title', ['A', 'C']],
    ['$.store.book[-2].title', 'B'],
    ['$.store.book[0:2].title', ['A', 'B']],
    ['$.store.book[:-1].title', ['A', 'B']],
    ['$.store.book[-2:].title', ['B', 'C']],
    ['$.store.book[1:-1].title', []],
    ['$.store.book[-2:1].title', ['B', 'C', 'A']],
    ['$.store.book[-2000000000:1].title', ['A', 'B', 'C', 'A']],
    ['$.store.book[5:].title', []],
    ['$.store.*.price', [19.95]],
    ["$.store.book[*]['title','price']", [{ title: 'A', price: 8.95 }, { title: 'B', price: 12.99 }, { title: 'C', price: 22 }]],
    ["$.store['book','bicycle'].price", [19.95]],
    ["$.store['nope','bicycle']", { bicycle: { price: 19.95 } }],
    ['$..price', [8.95, 12.99, 22, 19.95]],
    ["$..['price']", [8.95, 12.99, 22, 19.95]],
    ["$..['title','price']", [{ title: 'A', price: 8.95 }, { title: 'B', price: 12.99 }, { title: 'C', price: 22 }]],
    ['$..book[0].title', ['A']],
    ['$..[0].title', ['A']],
    ['$..tags[*]', ['x', 'y', 'y']],
    ['$..[?(@.on == true)]', [{ on: true }]],
    ['$..[?(@.isbn)].title', ['A', 'C']],
    ['$..nope', []],
    ['$.nope[*]', 'Missing property in path $[\'nope\']'],
    ['$.store.book.length()', 3],
    ['$.store.length()', 2],
    ['$.text.length()', null],
    ['$..price.sum()', 63.89],
    ['$..price.max()', 22],
    ['$.store.book.first().title', 'A'],
    ['$.store.book.last().title', 'C'],
    ['$.one.last()', 1],
    ['$.store.book.index(1).title', 'B'],
    ['$.one.append(2, "x")', [1, 2, 'x']],
    ['$.allowed.concat("-", $.text)', 'AC-5'],
    ['$.one.sum($.number, 4)', 10],
    ['$.one.stddev()', 0],
    ['$.store.keys()', ['book', 'bicycle']],
    ['$.one.length($.allowed)', 2],
  ])('%s', (text, expected) => {
    const path = compileJsonPath(text);
    if (typeof expected === 'string' && expected.startsWith('Missing')) {
      expect(() => path.read(document)).toThrow(expected);
      expect(path.find(document)).toBeUndefined();
    } else if (typeof expected === 'number') {
      expect(path.read(document)).toBeCloseTo(expected, 9);
    } else {
      expect(path.read(document)).toEqual(expected);
    }
  });
});

describe('filters books', () => {
  test.each([
    ['@.price < 10', 'A'],
    ['@.price <= 12.99', 'AB'],
    ['@.price>=12.99', 'BC'],
    ['@.price == 22', 'C'],
    ['@.price != 22', 'AB'],
    ['@.price === "22"', ''],
    ['@.price == "22"', 'C'],
    ['"22" == @.price', 'C'],
    ['@.price !== "22"', 'ABC'],
    ['@.missing != 1', 'ABC'],
    ['@.missing == null', ''],
    ['@.stock == null', 'B'],
    ['@.stock', 'B'],
    ['!@.isbn', 'B'],
    ['! @.isbn', 'B'],
    ['!(@.price > 10 || @.isbn)', ''],
    ['(@.price > 10 && @.isbn) || @.title == \'A\'', 'AC'],
    ['@.price > 10 && @.isbn || @.title == "A"', 'AC'],
    ['@.title == "A" || @.price > 10 && @.isbn', 'AC'],
    ['@.price > $.limit', 'BC'],
    ['@.title in $.allowed', 'AC'],
    ['@.title nin $.allowed', 'B'],
    ['@.title in ["B", \'C\']', 'BC'],
    ['@.title IN ["B"]', 'B'],
    ['@.title in $.limit', ''],
    ['@.title nin $.limit', ''],
    ['!(@.title in $.limit)', ''],
    ['@.title in $.nope', ''],
    ['@.tags contains "x"', 'A'],
    ['@.title contains "B"', 'B'],
    ['@.tags anyof ["x", "z"]', 'A'],
    ['@.tags noneof ["x", "z"]', 'BC'],
    ['@.tags subsetof ["y", "z"]', 'BC'],
    ['@.tags all ["y"]', 'AC'],
    ['@.tags size 2', 'A'],
    ['@.title size 1', 'ABC'],
    ['@.tags empty true', 'B'],
    ['@.tags empty false', 'AC'],
    ['@.extra empty false', 'C'],
    ['@.title==A', 'A'],
    ['@.title == not-there', ''],
    ['@.extra.on == true && @.title == C', 'C'],
    ['@.title =~ /[a-b]/i', 'AB'],
    ['@.title =~ /a/', ''],
    ['/[AB]/ =~ @.title', 'AB'],
    ['@.tags =~ /x/', 'A'],
    ['@.tags[0] == "y"', 'C'],
    ['@.extra.on == true', 'C'],
    ['@.extra == {"on": true}', 'C'],
    ['@.tags == ["y"]', 'C'],
    ['@.tags.length() > 1', 'A'],
    ["@['title'] == 'A'", 'A'],
    ['@.tags[?(@ == "x")]', 'ABC'],
    ['@..on', ''],
    ['@.title > "A"', 'BC'],
    ['@.title > 1', ''],
    ['1 < 2', 'ABC'],
  ])('[?(%s)]', (condition, titles) => {
    expect((compileJsonPath(`$.store.book[?(${condition})].title`).read(document) as string[]).join('')).toBe(titles);
  });

  test('an object is taken or left as a whole', () => {
    expect(compileJsonPath('$.store.bicycle[?(@.price > 1)]').read(document)).toEqual([{ price: 19.95 }]);
    expect(compileJsonPath('$.store.bicycle[?(@.price < 1)]').read(document)).toEqual([]);
  });
});

describe('says in Jayway\'s words', () => {
  test.each([
    ['$.nope', "No results for path: $['nope']"],
    ['$["nope"]', 'No results for path: $["nope"]'],
    ['$.toString', "No results for path: $['toString']"],
    ['$.constructor.name', "Missing property in path $['constructor']"],
    ['$.store.nope.x', "Missing property in path $['store']['nope']"],
    ['$.one[3]', "No results for path: $['one'][3]"],
    ['$.one[-2]', "No results for path: $['one'][-2]"],
    ['$.nothing[0]', "The path $['nothing'] is null"],
    ['$.number[0].x', "Filter: [0]['x'] can only be applied to arrays. Current context is: 5"],
    ['$.store.bicycle[1:]', 'Filter: [1:] can only be applied to arrays. Current context is: {"price":19.95}'],
    ['$.number[?(@.a)]', 'Filter: [?] can not be applied to primitives. Current context is: 5'],
    ['$.text.x', "Expected to find an object with property ['x'] in path $['text'] but found 'java.lang.String'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JsonSmartJsonProvider'."],
    ['$.store.bicycle.price.x', "in path $['store']['bicycle']['price'] but found 'java.lang.Double'."],
    ['$.limit.x', "but found 'java.lang.Integer'."],
    ['$.store.sum()', 'Aggregation function attempted to calculate value using empty array'],
    ['$.one.index(4)', 'Index 4 out of bounds for length 1'],
    ['$.one.index(-4)', 'Target index:-4 larger than object count:1'],
  ])('%s', (text, message) => {
    expect(() => compileJsonPath(text).read(document)).toThrow(expect.objectContaining({ name: 'EvaluationError', kind: 'path', message: expect.stringContaining(message) }));
  });
});

describe('refuses', () => {
  test.each([
    ['', "Path must start with '$' or '@'"],
    ['store', "Path must start with '$' or '@'"],
    ['$store', "Illegal character at position 1 expected '.' or '['"],
    ['$.', "Path must not end with a '.' or '..'"],
    ['$..', "Path must not end with a '.' or '..'"],
    ['$...a', "Character '.' on position 3 is not valid."],
    ['$.a b', "Use bracket notion ['my prop'] if your property contains blank characters. position: 2"],
    ['$[', "Could not parse token starting at position 1. Expected ?, ', 0-9, * "],
    ['$[a]', "Could not parse token starting at position 1. Expected ?, ', 0-9, * "],
    ['$[]', "Could not parse token starting at position 1. Expected ?, ', 0-9, * "],
    ['$[1.5]', "Could not parse token starting at position 1. Expected ?, ', 0-9, * "],
    ['$[99999999999]', 'Failed to parse ArrayIndexOperation: 99999999999'],
    ['$[1,]', 'Failed to parse ArrayIndexOperation: 1,'],
    ['$[:]', 'Failed to parse SliceOperation: :'],
    ["$['a", "Property has not been closed - missing closing '"],
    ["$['a'", 'Property has not been closed - missing closing ]'],
    ["$['a',]", 'Found empty property at index 6'],
    ["$['a' 'b']", 'Property must be separated by comma or Property must be terminated close square bracket'],
    ['$.a.nope()', 'Function with name: nope does not exist.'],
    ['$.a.length(', "Arguments to function: 'length' are not closed properly."],
    ['$[?(@.a]', "Could not parse token starting at position 1. Expected ?, ', 0-9, * "],
    ['$[?(@.a ==)]', 'Expected a path, a text in quotes, a number'],
    ['$[?(@.a is 1)]', 'Filter operator is is not supported! Use one of =='],
    ['$[?(@.a => 1)]', 'Filter operator => is not supported!'],
    ['$[?(1)]', 'Expected path node'],
    ['$[?(@.a == 1 2)]', 'Expected character: )'],
    ['$[?(@.a =~ /(/)]', 'Regular expression "/(/" is not valid'],
    ['$[?(@.a =~ /a(?=b)/)]', 'uses look-ahead'],
    ['$[?(@.a in [1,)]', 'has no "," or "]" at position 4'],
    ['$[?()]', 'Expected a path'],
  ])('%s', (text, message) => {
    expect(() => compileJsonPath(text)).toThrow(expect.objectContaining({ name: 'ExpressionSyntaxError', message: expect.stringContaining(message) }));
  });
});

test('AWS finds a member whose name holds a backslash and quotes by just that text (recorded)', () => {
  const name = String.raw`Test\""Name"`;
  expect(compileJsonPath(`$['${name}']`).read({ [name]: 'Value' })).toBe('Value');
});

test('a slice or a wildcard without a match gives an empty list, even on an object (recorded on AWS)', () => {
  expect(compileJsonPath('$[*].type').read({})).toEqual([]);
  expect(compileJsonPath('$.a[1:]').read({ a: [] })).toEqual([]);
});

test('the same text is compiled once', () => {
  expect(compileJsonPath('$.once.only')).toBe(compileJsonPath('$.once.only'));
});

test('a definite path of names and indices finds what plain access finds', () => {
  const key = fc.oneof(fc.constantFrom('a', 'b', 'toString', '__proto__', "it's", 'a b', 'é😂'), fc.string());
  const place = fc.array(fc.oneof(key, fc.nat(3)), { maxLength: 6 });
  fc.assert(fc.property(place, fc.jsonValue(), fc.jsonValue(), (keys, value, other) => {
    // Builds a document that has the value at the place, next to something else.
    const root = keys.reduceRight<JsonValue>((inner, step) => (typeof step === 'number'
      ? [...Array.from({ length: step }, () => other as JsonValue), inner]
      : JSON.parse(`{${JSON.stringify(`${step}!`)}:${JSON.stringify(other)},${JSON.stringify(step)}:${JSON.stringify(inner)}}`)), JSON.parse(JSON.stringify(value)));
    const text = '$' + keys.map((step) => (typeof step === 'number' ? `[${step}]` : `['${step.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}']`)).join('');
    const path = compileJsonPath(text);
    expect(path.definite).toBe(true);
    expect(path.read(root)).toEqual(JSON.parse(JSON.stringify(value)));
    expect(path.find('nothing here')).toEqual(keys.length === 0 ? 'nothing here' : undefined);
  }));
});

test('any text either compiles or is refused with a message', () => {
  const piece = fc.constantFrom('$', '@', '.', '..', '[', ']', '(', ')', '?', '*', ',', ':', "'", '"', '\\', '/', 'a', '1', '-', ' ', '==', '&&', '||', '!', '=~', 'in', '{', '}');
  fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
    const text = '$' + pieces.join('');
    try {
      compileJsonPath(text).find({ a: [1, { a: 'a' }] });
    } catch (error) {
      expect(['ExpressionSyntaxError', 'EvaluationError']).toContain((error as Error).name);
      expect((error as Error).message).not.toBe('');
    }
  }), { numRuns: 3000 });
});
