// Loads a TypeScript module of this repository into plain Node: bundles it, and what it imports from the repository, with esbuild.
// Packages are loaded as they are. Always made from the sources, so that it cannot be stale.
const { buildSync } = require('esbuild');
const { mkdirSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');

/** Bundles a file and returns the path of the result. */
function bundle(file) {
  const entry = path.resolve(root, file);
  const outfile = path.join(root, 'node_modules', '.cache', 'stepwright', `${path.relative(root, entry).replace(/[\\/]/g, '-')}.cjs`);
  mkdirSync(path.dirname(outfile), { recursive: true });
  buildSync({
    entryPoints: [entry], outfile, bundle: true, platform: 'node', target: 'node20', sourcemap: 'inline', logLevel: 'warning',
    alias: { 'cdk-stepwright/jest': path.join(root, 'src/jest'), 'cdk-stepwright': path.join(root, 'src') },
    external: ['aws-cdk-lib', 'constructs', 'commander', 'yaml', 're2js'],
    define: { __dirname: JSON.stringify(path.dirname(entry)) },
  });
  return outfile;
}

module.exports = { bundle, load: (file) => require(bundle(file)) };
