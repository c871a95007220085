// Makes docs/comparison.md: what the validators that are npm packages say of the examples of our rules.
//   node projenrc/make-comparison.cjs            writes docs/comparison.md
//   node projenrc/make-comparison.cjs --check    fails where docs/comparison.md is not what would be written
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { load } = require('./load-typescript.cjs');
const { JUDGED, textOf } = require('./cdk-validators/judged.cjs');
const { PEERS } = require('./peer-validators.cjs');

const file = path.resolve(__dirname, '..', 'docs', 'comparison.md');
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const { RULES, RULE_AREAS } = load('src/validation/rules/index.ts');

/** The peers that are run now, and those whose word is kept. */
const COLUMNS = [...PEERS, ...JUDGED];

/** Of the definitions that a rule shows as bad, those that a peer finds anything wrong with; of the good ones, those that it refuses all the same. */
async function judge(rule, peer) {
  if (peer.judged) return peer.judged(rule);
  const count = async (examples) => {
    let found = 0;
    for (const example of examples) if ((await peer.problemsOf(textOf(example))).length > 0) found++;
    return found;
  };
  return { bad: await count(rule.examples.bad), good: await count(rule.examples.good) };
}

const cell = (judged, rule) => {
  if (!judged) return 'not measured';
  const { bad, good } = judged;
  const all = rule.examples.bad.length;
  const found = bad === all ? 'yes' : bad === 0 ? '**silent**' : `**${bad} of ${all}**`;
  return good > 0 ? `${found}; refuses ${good === rule.examples.good.length ? 'what is right' : `${good} of ${rule.examples.good.length} that are right`}` : found;
};

async function page() {
  const rows = [];
  const silent = COLUMNS.map(() => 0);
  const wrong = COLUMNS.map(() => 0);
  const beyond = [];
  for (const [area, title] of RULE_AREAS) {
    const rules = RULES.filter(({ id }) => id[3] === area);
    if (rules.length === 0) continue;
    rows.push(`| **${title}** | ${COLUMNS.map(() => '').join(' | ')} |`);
    for (const rule of rules) {
      const judged = [];
      for (const peer of COLUMNS) judged.push(await judge(rule, peer));
      judged.forEach((one, index) => {
        if (one && one.bad < rule.examples.bad.length) silent[index]++;
        if (one && one.good > 0) wrong[index]++;
      });
      if (judged.every((one) => one && one.bad < rule.examples.bad.length)) beyond.push(rule.id);
      rows.push(`| [${rule.id}](rules/${rule.id}.md) ${rule.summary} | ${judged.map((one) => cell(one, rule)).join(' | ')} |`);
    }
  }
  const names = COLUMNS.map(({ name, version }) => `${name} ${version}`);
  return `# What other validators say

Every rule has examples of what is wrong and of what is right ([docs/rules](rules/README.md)). This page is made by giving those examples to the
validators that are npm packages. **Silent** means that a validator finds nothing wrong with an example in which there is; a validator that finds
something else than what the rule is about counts as having found it. What only a stack shows (rules about roles, constructs and templates) is not
among the examples of definitions.

aws-cdk-lib has a check of templates built in since 2.267, and cdk-preflight adds rules to it. Both need a newer aws-cdk-lib than this package: what
they say of a state machine with the example as its definition was measured apart, and of examples that have changed since nothing is said. The check
that is built in gives warnings only; they count as well.

| | ${names.join(' | ')} |
|---|${COLUMNS.map(() => '---:').join('|')}|
| rules of ${RULES.length} of which an example is passed over | ${silent.join(' | ')} |
| rules of which an example that is right is refused | ${wrong.join(' | ')} |

None finds all the examples of ${beyond.length} rules: ${beyond.join(', ')}.

| rule | ${names.join(' | ')} |
|---|${COLUMNS.map(() => '---').join('|')}|
${rows.join('\n')}
`;
}

page().then((text) => {
  if (!values.check) {
    writeFileSync(file, text);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    process.exitCode = 1;
  }
});
