import type * as Yaml from 'yaml';

let library: typeof Yaml | undefined;

/** The YAML library, loaded with the first YAML text: most definitions are JSON, and loading it takes longer than reading them. */
export function yaml(): typeof Yaml {
  return library ??= require('yaml') as typeof Yaml;
}
