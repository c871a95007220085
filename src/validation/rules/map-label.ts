import { JsonNode } from '../../asl/json/nodes';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { textOf } from '../structure';
import { cut } from '../wording';

const LIMIT = 40;
/** White space, wild cards, brackets, other special and control characters: a label becomes a part of an ARN. */
const FORBIDDEN = /[\s?*<>{}[\]:;,\\|^~$#%&`"\u0000-\u001F\u007F-\u009F]/;

/**
 * The label of a distributed Map becomes a part of the ARN of its runs: it is short, has no special characters, and no other Map has it.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export const mapLabel = defineRule({
  id: 'ASL703',
  name: 'map-label',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'INVALID_LABEL_NAME',
  summary: `The label of a Map is unique, at most ${LIMIT} characters long, and has no special characters.`,
  why: 'AWS refuses labels that cannot be a part of an ARN (INVALID_LABEL_NAME) or that stand twice (DUPLICATE_LABEL_NAME).',
  fix: 'Choose a short label of letters, digits, "-" and "_", or leave it out: AWS makes one then.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html',
  messages: {
    tooLong: (state: string, length: number) => `State "${state}" has a label of ${length} characters. At most ${LIMIT} are allowed.`,
    character: (state: string, label: string, character: string) => `State "${state}" has the label "${label}" with ${character}, which is not allowed in it.`,
    duplicate: (state: string, label: string, other: string) => `State "${state}" has the label "${label}", and so has state "${other}".`,
  },
  examples: {
    good: [{ definition: { StartAt: 'M', States: { M: map('Orders-2026') } } }],
    bad: [
      {
        definition: { StartAt: 'M', States: { M: map('l'.repeat(41)) } },
        findings: [{ at: '/States/M/Label', says: 'State "M" has a label of 41 characters. At most 40 are allowed.' }],
      },
      {
        definition: { StartAt: 'M', States: { M: map('my label') } },
        findings: [{ at: '/States/M/Label', says: 'State "M" has the label "my label" with a blank, which is not allowed in it.' }],
      },
      {
        definition: { StartAt: 'M', States: { M: { ...map('a'), End: undefined, Next: 'N' }, N: map('a', 'B') } },
        findings: [{ at: '/States/N/Label', says: 'State "N" has the label "a", and so has state "M".' }],
      },
    ],
  },
  check: ({ report }) => {
    const labels = new Map<string, string>();
    return {
      state({ name, node, type }) {
        const label: JsonNode | undefined = type === 'Map' ? node.get('Label') : undefined;
        const text = textOf(label);
        if (!label || text === undefined) return;
        const length = [...text].length;
        const forbidden = FORBIDDEN.exec(text)?.[0];
        const other = labels.get(text);
        if (length > LIMIT) report('tooLong', label, cut(name), length);
        else if (forbidden !== undefined) report('character', label, cut(name), text, /\s/.test(forbidden) ? 'a blank' : `"${forbidden}"`);
        else if (other !== undefined) report('duplicate', label, cut(name), text, cut(other));
        else labels.set(text, name);
      },
    };
  },
});

function map(label: string, inner: string = 'A'): object {
  return {
    Type: 'Map',
    Label: label,
    ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: inner, States: { [inner]: { Type: 'Pass', End: true } } },
    End: true,
  };
}
