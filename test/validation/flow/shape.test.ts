import * as fc from 'fast-check';
import { parseDefinition } from '../../../src/asl/document';
import { JsonValue } from '../../../src/asl/json-value';
import { compileJsonPath } from '../../../src/asl/paths/json-path';
import { compileReferencePath } from '../../../src/asl/paths/reference-path';
import { pathShapeOf } from '../../../src/validation/flow/path-shape';
import { allowing, arrayShape, join, literalShape, Members, merged, objectShape, scalarShape, Shape, UNKNOWN, withValueAt } from '../../../src/validation/flow/shape';

const names = fc.constantFrom('a', 'b', 'c', '__proto__');
const values = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.constantFrom<JsonValue>(1, 2, 'x', null, true), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(names, tie('value'), { maxKeys: 3 })),
})).value;
const paths = fc.array(fc.oneof(names.map((name) => `['${name}']`), fc.integer({ min: 0, max: 3 }).map((index) => `[${index}]`)), { minLength: 1, maxLength: 3 }).map((steps) => `$${steps.join('')}`);

const literal = (value: JsonValue): Shape => literalShape(parseDefinition(JSON.stringify(value)).root!, []);
/** Whether the shape says that a path leads nowhere. */
const nowhere = (shape: Shape, path: string): boolean => pathShapeOf(path, shape).kind === 'missing';
const leads = (value: JsonValue, path: string): boolean => compileJsonPath(path).find(value) !== undefined;

describe('a shape never denies what is there', () => {
  const holds = <T>(property: fc.IProperty<T>) => fc.assert(property, { numRuns: 2000, seed: 7 });

  test('a literal denies exactly what is not there', () => {
    holds(fc.property(values, values, paths, (value, _, path) => {
      expect(nowhere(literal(value), path)).toBe(!leads(value, path));
    }));
  });

  test('one or the other', () => {
    holds(fc.property(values, values, paths, (one, other, path) => {
      const [a, b] = [literal(one), literal(other)];
      const either = join(a, b);
      if (leads(one, path) || leads(other, path)) expect(nowhere(either, path)).toBe(false);
      // Joined again it says the same, so that following a loop comes to an end.
      expect(join(either, a)).toBe(either);
      expect(join(either, b)).toBe(either);
      expect(join(either, join(b, a))).toBe(either);
    }));
  });

  test('a result put into an input', () => {
    holds(fc.property(values, values, paths, paths, (input, result, at, path) => {
      const keys = [...at.matchAll(/\['(\w+)'\]|\[(\d)\]/g)].map(([, name, index]) => name ?? Number(index));
      let output: JsonValue;
      try {
        output = compileReferencePath(at).set(input, result);
      } catch {
        return;
      }
      if (leads(output, path)) expect(nowhere(withValueAt(literal(input), keys, literal(result), []), path)).toBe(false);
    }));
  });

  test('an object over another', () => {
    holds(fc.property(values, values, paths, (below, above, path) => {
      if (typeof below !== 'object' || typeof above !== 'object' || Array.isArray(below) || Array.isArray(above)) return;
      if (leads({ ...below, ...above }, path)) expect(nowhere(merged(literal(below), literal(above), []), path)).toBe(false);
    }));
  });

  test('what is allowed', () => {
    expect(nowhere(allowing(literal({ a: { b: 1 } }), ['a', 'c']), '$.a.c.d')).toBe(false);
    expect(nowhere(allowing(literal({ a: { b: 1 } }), ['a', 'c']), '$.a.d')).toBe(true);
    expect(nowhere(allowing(literal({ a: 1 }), ['a', 'c']), '$.a.c')).toBe(false);
  });
});

describe('bounds', () => {
  test('what is nested deeply is forgotten', () => {
    let shape: Shape = scalarShape('string', []);
    for (let level = 0; level < 1000; level++) shape = objectShape(new Members(['a'], [shape]), false, []);
    expect(nowhere(shape, '$.b')).toBe(true);
    expect(nowhere(shape, `$${'.a'.repeat(100)}.b`)).toBe(false);
    let list: Shape = UNKNOWN;
    for (let level = 0; level < 1000; level++) list = arrayShape(list, []);
    expect(nowhere(list, '$.a')).toBe(true);
    expect(join(list, arrayShape(UNKNOWN, []))).toMatchObject({ kind: 'array' });
  });

  test('objects that double are joined in bounded time', () => {
    const doubled = (name: string): Shape => {
      let shape: Shape = objectShape(new Members([name], [UNKNOWN]), false, []);
      for (let level = 0; level < 15; level++) shape = objectShape(new Members(['a', 'b'], [shape, shape]), false, []);
      return shape;
    };
    const started = process.hrtime.bigint();
    for (let times = 0; times < 1000; times++) join(doubled('x'), doubled('y'));
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(5000);
  });
});
