import { LinearRegExp } from '../../src/asl/regular-expression';

describe('LinearRegExp finds what JavaScript finds', () => {
  const patterns: [string, string][] = [
    ['a', 'g'], ['a*', ''], ['(a)|(b)', 'g'], ['\\s+', 'g'], ['[^\\s]+', 'g'], ['[\\S]+', 'g'], ['^b', 'gm'], ['^b', 'g'], ['b$', 'm'], ['A.B', 'i'], ['a.b', 's'],
    ['a.b', ''], ['(?<year>\\d{4})-(\\d\\d)', 'g'], ['[\\b]', ''], ['[^]', 'g'], ['[]', ''], ['a{,2}', ''], ['\\u0061b', 'g'], ['\\/', 'g'], ['[[]', 'g'],
    ['\\w+@\\w+\\.com', 'gi'], ['(?<=a)b', 'g'], ['(?<!a)b', 'g'], ['é', 'gi'], ['(a|ab)(c|bcd)(d*)', ''], ['(a*?)(b?)', ''], ['x+?y', 'g'], ['\\d', 'g'],
  ];
  const texts = [
    '', 'a', 'ab', 'aab ab\tb\u00a0c', 'b\nb\nab', 'a\nb', 'A-B a\rb', '2024-01 and 1999-12-31', 'a/b/c', 'me@example.com, YOU@EXAMPLE.COM', '[a{,2}]\b', 'ÉcoleÉ',
    'abcd', 'xxxy xy', 'a\u2028b', '\ufeff x',
  ];
  test.each(patterns)('/%s/%s', (source, flags) => {
    for (const text of texts) {
      // For the "m" flag the engine knows only "\n" as the end of a line.
      if (flags.includes('m') && /[\r\u2028]/.test(text)) continue;
      const ours = new LinearRegExp(source, flags);
      const theirs = new RegExp(source, flags);
      for (let round = 0; round < 20; round++) {
        const expected = theirs.exec(text);
        const actual = ours.exec(text);
        expect(actual === null ? null : [...actual, actual.index]).toEqual(expected === null ? null : [...expected, expected.index]);
        expect(ours.lastIndex).toBe(theirs.lastIndex);
        if (expected === null || expected[0] === '' || !ours.global) break;
      }
      expect(new LinearRegExp(source, flags).test(text)).toBe(new RegExp(source, flags).test(text));
    }
  });
});

test('takes a RegExp, as JSONata gives one', () => {
  const expression = new LinearRegExp(/a(b)?/gi);
  expect([expression.source, expression.flags, String(expression)]).toEqual(['a(b)?', 'gi', '/a(b)?/gi']);
  expression.lastIndex = 2;
  const match = expression.exec('aBabA');
  expect([match?.index, match?.[0], match?.[1], expression.lastIndex]).toEqual([2, 'ab', 'b', 4]);
});

test('matchesWhole wants the whole text', () => {
  expect(new LinearRegExp('a+').matchesWhole('aaa')).toBe(true);
  expect(new LinearRegExp('a+').matchesWhole('aaab')).toBe(false);
  expect(new LinearRegExp('a|ab').matchesWhole('ab')).toBe(true);
});

describe('refuses with a reason', () => {
  test.each<[string, string, string]>([
    ['a(?=b)', '', 'Regular expression "/a(?=b)/" uses look-ahead ("(?="), which cannot be matched in linear time and is not supported. Write the pattern without it.'],
    ['(a)\\1', '', 'uses a back-reference ("\\1")'],
    ['(?<n>a)\\k<n>', '', 'uses a back-reference ("\\k")'],
    ['a++', '', 'uses a possessive quantifier ("++")'],
    ['(?>a)', '', 'uses an atomic group ("(?>")'],
    ['(', '', 'Regular expression "/(/" is not valid: missing closing ): `(`.'],
    ['a', 'y', 'has the flag "y"; the flags "g", "i", "m", "s", "u" and "d" may be used, each once.'],
    ['a', 'gg', 'has the flag "g" twice'],
    ['a{5000}', '', 'is not valid: invalid repeat count: `{5000}`'],
    ['('.repeat(100_000), '', 'is not valid'],
    ['('.repeat(20_000) + ')'.repeat(20_000), '', 'is not valid'],
  ])('case %#', (source, flags, message) => {
    expect(() => new LinearRegExp(source, flags)).toThrow(expect.objectContaining({ name: 'ExpressionSyntaxError', message: expect.stringContaining(message) }));
  });
});

describe('finds all matches of a long text', () => {
  const findAll = (source: string, text: string) => {
    const expression = new LinearRegExp(source, 'g');
    let count = 0;
    while (expression.exec(text) !== null) count++;
    return count;
  };

  test('as long as each search stops near its match', () => {
    expect(findAll(',', 'a,'.repeat(50_000))).toBe(50_000);
    expect(findAll('(\\w+)=(\\w+)', 'key=value;'.repeat(20_000))).toBe(20_000);
  });

  test('or gives up where each search reads the rest of the text', () => {
    expect(() => findAll('a.*b|a', 'a'.repeat(100_000))).toThrow(expect.objectContaining({
      name: 'EvaluationError',
      message: 'Regular expression "/a.*b|a/g" reads a text of 100000 characters again and again to find all its matches. '
        + 'Write the pattern so that a match does not depend on the rest of the text.',
    }));
  });
});

describe('takes linear time', () => {
  test.each(['(a+)+$', '(a|a)*b$', '(a*)*c', '(.*)(.*)(.*)(.*)x$', '^(([a-z])+.)+[A-Z]([a-z])+$'])('/%s/ on 100,000 characters', (source) => {
    const text = 'a'.repeat(100_000) + '!';
    const started = process.cpuUsage().user;
    expect(new LinearRegExp(source, 'g').exec(text)).toBeNull();
    expect(new LinearRegExp(source).test(text)).toBe(false);
    expect((process.cpuUsage().user - started) / 1000).toBeLessThan(3000);
  });
});
