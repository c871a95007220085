import type * as Yaml from 'yaml';

let library: typeof Yaml | undefined;

/** The YAML library, loaded with the first YAML text: most definitions are JSON, and loading it takes longer than reading them. */
export function yaml(): typeof Yaml {
  return library ??= require('yaml') as typeof Yaml;
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
