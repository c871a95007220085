// Runs a TypeScript file of this repository: node projenrc/run-typescript.cjs FILE [ARGUMENT…]
// The file and what it imports from the repository are bundled with esbuild; packages are loaded as they are.
const { buildSync } = require('esbuild');
const { mkdirSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const [file, ...rest] = process.argv.slice(2);
const entry = path.resolve(file);
const outfile = path.join(root, 'node_modules', '.cache', 'stepwright', `${path.relative(root, entry).replace(/[\\/]/g, '-')}.cjs`);
mkdirSync(path.dirname(outfile), { recursive: true });
buildSync({
  entryPoints: [entry], outfile, bundle: true, platform: 'node', target: 'node20', sourcemap: 'inline', logLevel: 'warning',
  alias: { 'cdk-stepwright': path.join(root, 'src') }, packages: undefined,
  external: ['aws-cdk-lib', 'constructs', 'commander', 'yaml', 're2js', '../../vendor/*', '../../../vendor/*'],
  define: { __dirname: JSON.stringify(path.dirname(entry)) },
});
process.argv.splice(1, process.argv.length - 1, entry, ...rest);
require(outfile);
