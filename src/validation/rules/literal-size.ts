import { JsonNode, OpaqueNode } from '../../asl/json/nodes';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { Field, isJsonata } from '../structure';
import { subject } from '../wording';

const LIMIT = 262_144;

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
  summary: `A result, parameters or an output that the definition holds is at most ${LIMIT.toLocaleString('en-US')} bytes long.`,
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
  check: ({ document, report }) => ({
    field(field) {
      const { name, node, spec, structure } = field;
      if (spec.syntax !== 'template' && name !== 'Result') return;
      // One character of the text is three bytes at most. An alias of YAML stands for more than its own text.
      if ((node.end - node.start) * 3 <= LIMIT && document.source.format !== 'yaml') return;
      const bytes = certainBytes(node, field);
      if (bytes > LIMIT) report('tooLarge', node, subject(structure), name, bytes);
    },
  }),
});

/** The bytes of compact JSON that a template gives at least, whatever its expressions and what is not known until deploy give. */
function certainBytes(node: JsonNode, field: Field): number {
  switch (node.kind) {
    case 'object': {
      let bytes = 1 + Math.max(1, node.members.length);
      for (const member of node.members) {
        const name = member.name as string;
        const evaluated = field.name !== 'Result' && field.structure.language === 'JSONPath' && name.endsWith('.$');
        bytes += bytesOf(evaluated ? name.slice(0, -2) : name) + 1 + (evaluated ? 1 : certainBytes(member, field));
      }
      return bytes;
    }
    case 'array': return node.elements.reduce((bytes, element) => bytes + certainBytes(element, field), 1 + Math.max(1, node.elements.length));
    case 'string': return isJsonata(node.value) && field.structure.language !== 'JSONPath' ? 1 : bytesOf(node.value);
    case 'opaque': return node.inString && !mayBeExpression(node, field) ? node.parts.reduce((bytes, part) => bytes + (typeof part === 'string' ? bytesOf(part) - 2 : 0), 2) : 1;
    default: return String(node.value).length;
  }
}

function mayBeExpression({ parts: [first] }: OpaqueNode, { structure }: Field): boolean {
  return structure.language !== 'JSONPath' && (typeof first !== 'string' || first.startsWith('{%'));
}

function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text), 'utf8');
}
