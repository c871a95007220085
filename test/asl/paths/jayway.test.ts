import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JsonValue } from '../../../src/asl/json-value';
import { compileJsonPath } from '../../../src/asl/paths/json-path';

// What Jayway JsonPath 2.10.0 answered. The data stays where it is; without it there is nothing to compare with.
const FOLDER = join(__dirname, '../../../../shared/jayway');

interface Answer {
  readonly definite?: boolean;
  readonly v?: JsonValue;
  readonly scalar?: boolean;
  readonly err?: string;
  readonly msg?: string;
}

const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

if (!existsSync(FOLDER)) {
  test.skip('Jayway answers: ../shared/jayway is not there', () => undefined);
} else {
  const document: JsonValue = read('document.json');
  const answers = Object.entries(read('expected.json') as Record<string, Answer>);

  test('there are 84 paths', () => expect(answers).toHaveLength(84));

  test.each(answers)('%s', (text, answer) => {
    if (answer.err !== undefined) {
      const outcome = () => compileJsonPath(text).read(document);
      expect(outcome).toThrow(expect.objectContaining({ message: answer.msg }));
      expect(outcome).toThrow(expect.objectContaining({ name: answer.err === 'InvalidPathException' ? 'ExpressionSyntaxError' : 'EvaluationError' }));
      if (answer.err === 'PathNotFoundException') expect(compileJsonPath(text).find(document)).toBeUndefined();
      return;
    }
    const path = compileJsonPath(text);
    expect(path.definite).toBe(answer.definite);
    const wrapped = answer.scalar ? (answer.v as { s: JsonValue }).s : answer.v;
    const expected = wrapped === '<<null>>' ? null : wrapped;
    expect(path.read(document)).toEqual(expected);
    expect(path.find(document)).toEqual(expected);
  });
}
