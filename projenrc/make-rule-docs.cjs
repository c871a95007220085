// Makes docs/rules/ from the rules' own words and examples: one page a rule, and a list of all.
//   node projenrc/make-rule-docs.cjs            writes docs/rules
//   node projenrc/make-rule-docs.cjs --check    fails where docs/rules is not what would be written
//   node projenrc/make-rule-docs.cjs --to DIR   writes into DIR
const { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { load } = require('./load-typescript.cjs');

const root = path.resolve(__dirname, '..');
const { values } = parseArgs({ options: { check: { type: 'boolean' }, to: { type: 'string' } } });
const folder = path.resolve(values.to ?? path.join(root, 'docs', 'rules'));
const { ruleDocs } = load('src/validation/rule-docs.ts');
const { schemaRuleDocs, schemaRulesOverview } = load('src/graphql/rule-docs.ts');
const { codeRuleDocs, codeRulesOverview } = load('src/appsync-js/rule-docs.ts');

const pages = new Map([...ruleDocs(), ...schemaRuleDocs(), ...codeRuleDocs()]);
pages.set('README.md', `${pages.get('README.md')}\n${schemaRulesOverview()}\n${codeRulesOverview()}`);
const present = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.md')) : [];

if (values.check) {
  const stale = [...pages].filter(([file, text]) => !present.includes(file) || readFileSync(path.join(folder, file), 'utf8') !== text).map(([file]) => file);
  stale.push(...present.filter((file) => !pages.has(file)));
  for (const file of stale) console.error(`"docs/rules/${file}" is not what its generator makes. Run \`node projenrc/make-rule-docs.cjs\` and commit the result.`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  mkdirSync(folder, { recursive: true });
  for (const file of present) if (!pages.has(file)) rmSync(path.join(folder, file));
  for (const [file, text] of pages) writeFileSync(path.join(folder, file), text);
}
