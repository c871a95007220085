import type * as Yaml from 'yaml';

let library: typeof Yaml | undefined;

/** The YAML library, loaded with the first YAML text: most definitions are JSON, and loading it takes longer than reading them. */
export function yaml(): typeof Yaml {
  return library ??= require('yaml') as typeof Yaml;
}

/** The words that are true or false in YAML 1.1, but for `y` and `n`, which the parsers of that version mostly take for texts. */
const TRUTH_WORD: Yaml.ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:true|True|TRUE|yes|Yes|YES|on|On|ON|false|False|FALSE|no|No|NO|off|Off|OFF)$/,
  resolve: (word) => /^(?:true|yes|on)$/i.test(word),
};

/**
 * Reads YAML as it is read on the way to AWS: `End: yes` is true, as it is in YAML 1.1. CloudFormation reads templates so, and its resource type
 * reads a definition in a file of its own so, which SAM and CDK put into S3 as it is.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 * @see https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-stepfunctions
 */
export function parseYamlDocument(text: string, options: Yaml.ParseOptions & Yaml.DocumentOptions = {}): Yaml.Document.Parsed {
  return yaml().parseDocument(text, { ...options, customTags: (tags) => [TRUTH_WORD, ...tags], logLevel: 'error', prettyErrors: false });
}

/**
 * Where a text is nested more deeply than so many levels, or undefined. The yaml package makes its tokens without recursion and documents with it,
 * where an overflow of the stack may end the process: so the tokens are looked at first.
 */
export function tooDeepAt(text: string, most: number): number | undefined {
  const { Parser } = yaml();
  const open: { readonly token: Yaml.CST.Token; readonly depth: number }[] = [...new Parser().parse(text)].map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > most) return token.offset;
    if (token.type === 'document' && token.value) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items as readonly { readonly key?: Yaml.CST.Token | null; readonly value?: Yaml.CST.Token | null }[]) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return undefined;
}
