import { JsonObject, JsonValue, setMember } from '../asl/json-value';
import { parseYamlDocument, tooDeepAt, yaml } from '../asl/yaml/yaml-library';
import { StepwrightError } from '../errors';

/** Deeper than CloudFormation takes; shallow enough for a walk by recursion. */
const MAX_DEPTH = 1000;

/** Aliases can make a text of a few lines into billions of values. */
const MAX_VALUES = 2_000_000;

/** Reads JSON or YAML, with the short forms of CloudFormation's functions (`!Ref`, `!GetAtt` …) as the long ones. */
export function parseTemplateText(text: string, file: string): JsonValue {
  const bare = text.charCodeAt(0) === 0xFEFF ? text.slice(1) : text;
  const trimmed = bare.trimStart();
  if (trimmed === '') throw new StepwrightError('UnreadableTemplate', `File "${file}" is empty. A template is an object with "Resources".`);
  if (trimmed.startsWith('{')) {
    try {
      return JSON.parse(bare) as JsonValue;
    } catch (error) {
      // A flow mapping of YAML starts like JSON, too: only where it is neither, the reason as JSON is what helps.
      if (file.endsWith('.json')) throw new StepwrightError('UnreadableTemplate', `File "${file}" is not JSON: ${(error as Error).message}`);
    }
  }
  return parseYamlTemplate(bare, file);
}

function parseYamlTemplate(text: string, file: string): JsonValue {
  if (tooDeepAt(text, MAX_DEPTH) !== undefined) {
    throw new StepwrightError('UnreadableTemplate', `File "${file}" is nested too deeply: more than ${MAX_DEPTH} levels.`);
  }
  const lines = new (yaml().LineCounter)();
  const document = parseYamlDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    const [{ message, pos }] = document.errors;
    const { line, col } = lines.linePos(pos[0]);
    throw new StepwrightError('UnreadableTemplate', `File "${file}" is not YAML: line ${line}, column ${col}: ${message.replace(/[.\s]*$/, '')}.`);
  }
  let values = 0;
  const convert = (node: unknown, depth: number): JsonValue => {
    if (depth > MAX_DEPTH) throw new StepwrightError('UnreadableTemplate', `File "${file}" is nested too deeply: more than ${MAX_DEPTH} levels.`);
    if (++values > MAX_VALUES) throw new StepwrightError('UnreadableTemplate', `The aliases in "${file}" make more than ${MAX_VALUES} values of it.`);
    if (yaml().isAlias(node)) return convert(node.resolve(document), depth + 1);
    const value = plain(node, depth);
    const tag = (node as { tag?: string } | null)?.tag;
    return tag !== undefined && tag.startsWith('!') && tag.length > 1 ? longForm(tag.slice(1), value) : value;
  };
  const plain = (node: unknown, depth: number): JsonValue => {
    if (yaml().isMap(node)) {
      const object: { [member: string]: JsonValue } = {};
      for (const { key, value } of node.items) setMember(object, keyText(key), convert(value, depth + 1));
      return object;
    }
    if (yaml().isSeq(node)) return node.items.map((item) => convert(item, depth + 1));
    if (!yaml().isScalar(node)) return null;
    const { value } = node;
    return typeof value === 'string' || typeof value === 'boolean' || value === null ? value
      : typeof value === 'number' && Number.isFinite(value) ? value : String(node.source ?? value);
  };
  return convert(document.contents, 0);
}

const keyText = (key: unknown): string => {
  if (!yaml().isScalar(key)) return '';
  return typeof key.value === 'string' ? key.value : String(key.source ?? key.value);
};

function longForm(name: string, value: JsonValue): JsonObject {
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (name === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.');
    if (dot > 0) return { 'Fn::GetAtt': [value.slice(0, dot), value.slice(dot + 1)] };
  }
  const object: { [member: string]: JsonValue } = {};
  setMember(object, `Fn::${name}`, value);
  return object;
}
