// Writes THIRD-PARTY-NOTICES: the licence of every package that is shipped inside ours.
//   node projenrc/make-notices.cjs [FILE]
// Shipped are the bundled dependencies with theirs, JSONata, whose source `vendor/` is made from, and names of botocore's API models.
const { readFileSync, readdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const target = path.resolve(process.argv[2] ?? path.join(root, 'THIRD-PARTY-NOTICES'));
const VENDORED = ['jsonata'];
/** Licences that allow what we do: ship the package inside ours, with its notice. */
const ACCEPTED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);

const read = (folder) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));

/** The folder of a package as Node finds it from another package's folder. */
function folderOf(name, from) {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    try {
      read(candidate);
      return candidate;
    } catch (error) {
      if (error.code !== 'ENOENT' || folder === path.dirname(folder)) throw error;
    }
  }
}

const shipped = new Map();
function add(name, from) {
  const folder = folderOf(name, from);
  if (shipped.has(folder)) return;
  const manifest = read(folder);
  shipped.set(folder, manifest);
  for (const dependency of Object.keys(manifest.dependencies ?? {})) add(dependency, folder);
}
for (const name of read(root).bundledDependencies ?? []) add(name, root);
for (const name of VENDORED) add(name, root);

const sections = [...shipped].map(([folder, { name, version, license }]) => {
  if (!ACCEPTED.has(license)) throw new Error(`Package "${name}" has the licence "${license}". Accepted are ${[...ACCEPTED].join(', ')}.`);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)([.-].*)?$/i.test(file)).sort();
  if (!files.some((file) => !/^notice/i.test(file))) throw new Error(`Package "${name}" has no licence file in "${path.relative(root, folder)}".`);
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').replace(/\r\n?/g, '\n').trim());
  return { title: `${name} ${version} (${license})`, text: texts.join('\n\n') };
});

// Under the licence of this package, whose text is in LICENSE.
const [, botocore] = /MODELS = '([^']+)'/.exec(readFileSync(path.join(root, 'data', 'sdk-integrations', 'index.js'), 'utf8'));
sections.push({
  title: `botocore ${botocore} (Apache-2.0)`,
  text: 'The names and types of API members, and the names of errors, in data/sdk-integrations are from its API models.\n\n'
    + 'Botocore\nCopyright 2012-2022 Amazon.com, Inc. or its affiliates. All Rights Reserved.',
});
sections.sort((a, b) => (a.title < b.title ? -1 : 1));

const rule = '-'.repeat(100);
writeFileSync(target, ['cdk-stepwright ships the following packages, or code made from them, under their own licences.',
  ...sections.map(({ title, text }) => `${rule}\n${title}\n${rule}\n\n${text}`)].join('\n\n') + '\n');
