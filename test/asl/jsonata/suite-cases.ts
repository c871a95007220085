import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { frozen } from './scope';
import { JsonObject, JsonValue } from '../../../src/asl/json-value';

/** A case of the official JSONata suite; see FORMAT.md beside it. */
export interface SuiteCase {
  readonly name: string;
  readonly expression: string;
  readonly data: JsonValue | undefined;
  readonly bindings: JsonObject;
  readonly depth: number | undefined;
  readonly limited: boolean;
  readonly unordered: boolean;
  readonly result: JsonValue | undefined;
  readonly code: string | undefined;
  readonly token: string | undefined;
  readonly message: string | undefined;
}

export const SUITE = path.resolve(__dirname, '../../../../shared/jsonata-suite');
export const suiteIsHere = existsSync(SUITE);

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

export function readSuite(): SuiteCase[] {
  const datasets = new Map<string, JsonValue>();
  const dataset = (name: string): JsonValue => {
    if (!datasets.has(name)) datasets.set(name, frozen(readJson(path.join(SUITE, 'datasets', `${name}.json`)) as JsonValue));
    return datasets.get(name)!;
  };
  return readdirSync(path.join(SUITE, 'groups')).sort().flatMap((group) => {
    const folder = path.join(SUITE, 'groups', group);
    return readdirSync(folder).sort().filter((file) => file.endsWith('.json')).flatMap((file) => {
      const content = readJson(path.join(folder, file));
      const cases = Array.isArray(content) ? content : [content];
      return cases.map((each, index): SuiteCase => ({
        name: `${group}/${file.replace('.json', '')}${Array.isArray(content) ? `[${index}]` : ''}`,
        expression: each['expr-file'] === undefined ? each.expr : readFileSync(path.join(folder, each['expr-file']), 'utf8'),
        data: Object.hasOwn(each, 'data') ? frozen(each.data) : each.dataset ? dataset(each.dataset) : undefined,
        bindings: frozen(each.bindings ?? {}),
        depth: each.depth,
        limited: each.timelimit !== undefined,
        unordered: each.unordered === true,
        result: each.undefinedResult ? undefined : each.result,
        code: each.code ?? each.error?.code,
        token: each.token ?? each.error?.token,
        message: each.error?.message,
      }));
    });
  });
}

/** A value for comparison: without order where the case leaves it open. */
export function comparable(value: JsonValue | undefined, unordered: boolean): unknown {
  return unordered && Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value;
}
