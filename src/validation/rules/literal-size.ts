import { JsonNode, OpaqueNode } from '../../asl/json/nodes';
import type { QueryLanguage } from '../../asl/model';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { isJsonata } from '../structure';
import { cut, subject } from '../wording';

const LIMIT = 262_144;

/** In which a text is evaluated: undefined where it is not known until deploy, `none` in a `Result`. */
type Language = QueryLanguage | 'none' | undefined;

/**
 * What a state or task gets or gives is at most 262,144 bytes of UTF-8. AWS measures it when the state runs, even where the definition holds it
 * as it stands.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const literalSize = defineRule({
  id: 'ASL306',
  name: 'literal-size',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  summary: 'A result, parameters or an output that the definition holds is at most 262,144 bytes long.',
  why: 'AWS accepts a definition of up to 1 MiB, and the execution fails with States.DataLimitExceeded when it comes to the state.',
  fix: 'Put the data into an S3 object and hand on its bucket and key.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html',
  messages: {
    tooLarge: (what: string, field: string, bytes: number) => (
      `${what} has at least ${bytes.toLocaleString('en-US')} bytes of data in "${field}". At most ${LIMIT.toLocaleString('en-US')} are passed on.`),
  },
  examples: {
    good: [{
      title: 'Just as much as is passed on',
      definition: { StartAt: 'A', States: { A: { Type: 'Pass', Result: 'x'.repeat(LIMIT - 2), End: true } } },
    }],
    bad: [
      {
        title: 'A result that is too large',
        definition: { StartAt: 'A', States: { A: { Type: 'Pass', Result: { text: 'x'.repeat(LIMIT) }, End: true } } },
        findings: [{ at: '/States/A/Result', says: 'State "A" has at least 262,155 bytes of data in "Result". At most 262,144 are passed on.' }],
      },
      {
        title: 'Letters of three bytes',
        definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: { a: '{% 1 %}', b: ['語'.repeat(LIMIT / 3)] }, End: true } } },
        findings: [{ at: '/States/A/Output', says: 'State "A" has at least 262,159 bytes of data in "Output". At most 262,144 are passed on.' }],
      },
    ],
  },
  check: ({ document, report }) => {
    // One character of the text is three bytes at most. An alias of YAML stands for more than its own text.
    const mayBeTooLarge = ({ start, end }: JsonNode) => (end - start) * 3 > LIMIT || document.source.format === 'yaml';
    return {
      template({ node, name, structure, language }) {
        if (!mayBeTooLarge(node)) return;
        const bytes = certainBytes(node, language);
        if (bytes > LIMIT) report('tooLarge', node, subject(structure), name, bytes);
      },
      state({ name, node, type }) {
        const result = type === 'Pass' ? node.get('Result') : undefined;
        if (!result || !mayBeTooLarge(result)) return;
        const bytes = certainBytes(result, 'none');
        if (bytes > LIMIT) report('tooLarge', result, `State "${cut(name)}"`, 'Result', bytes);
      },
    };
  },
});

/** The bytes of compact JSON that a template gives at least, whatever its expressions and what is not known until deploy give. */
function certainBytes(node: JsonNode, language: Language): number {
  switch (node.kind) {
    case 'object': {
      let bytes = 1 + Math.max(1, node.members.length);
      for (const member of node.members) {
        const name = member.name as string;
        const evaluated = language === 'JSONPath' && name.endsWith('.$');
        bytes += bytesOf(evaluated ? name.slice(0, -2) : name) + 1 + (evaluated ? 1 : certainBytes(member, language));
      }
      return bytes;
    }
    case 'array': return node.elements.reduce((bytes, element) => bytes + certainBytes(element, language), 1 + Math.max(1, node.elements.length));
    case 'string': return isJsonata(node.value) && mayBeJsonata(language) ? 1 : bytesOf(node.value);
    case 'opaque': return node.inString && !mayBeExpression(node, language) ? node.parts.reduce((bytes, part) => bytes + (typeof part === 'string' ? bytesOf(part) - 2 : 0), 2) : 1;
    default: return String(node.value).length;
  }
}

function mayBeJsonata(language: Language): boolean {
  return language !== 'JSONPath' && language !== 'none';
}

function mayBeExpression({ parts: [first] }: OpaqueNode, language: Language): boolean {
  return mayBeJsonata(language) && (typeof first !== 'string' || first.startsWith('{%'));
}

function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text), 'utf8');
}
