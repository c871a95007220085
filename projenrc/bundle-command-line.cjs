// Makes lib/cli/main.js, as the compiler wrote it, one file with all that it loads: to find and read 280 files takes longer than to run them.
//   node projenrc/bundle-command-line.cjs [FILE]
// What is loaded when it is used (`require` in a function) is still evaluated then. Packages stay outside, and so do the facts of integrations.
const { build } = require('esbuild');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const src = path.join(root, 'src');
const folder = path.join(root, 'lib', 'cli');

/** A path from src to what stands beside it, as it is from the bundle. */
const besideSrc = {
  name: 'beside-src',
  setup({ onResolve }) {
    onResolve({ filter: /\/data\// }, ({ path: target, resolveDir }) => (
      { path: path.relative(folder, path.resolve(resolveDir, target)).replaceAll('\\', '/'), external: true }));
  },
};

build({
  entryPoints: [path.join(src, 'cli', 'main.ts')],
  outfile: path.resolve(process.argv[2] ?? path.join(folder, 'main.js')),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
  plugins: [besideSrc],
  // Not minified: the stack of an error names functions and lines that can be read.
  logLevel: 'warning',
}).catch(() => {
  process.exitCode = 1;
});
