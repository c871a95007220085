// The validator as `score.mjs` of ../shared/asl-verdicts wants it: run by plain node, from the sources, so that it can never be stale.
//   node ../shared/asl-verdicts/score.mjs --adapter test/verdicts/adapter.cjs
const { buildSync } = require('esbuild');
const { mkdirSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..', '..');
const outfile = path.join(root, 'node_modules', '.cache', 'stepwright', `verdicts-${process.pid}.cjs`);
mkdirSync(path.dirname(outfile), { recursive: true });
buildSync({
  entryPoints: [path.join(root, 'src', 'validation', 'validate.ts')], outfile, bundle: true, platform: 'node', target: 'node20', logLevel: 'warning',
  external: ['yaml', 're2js', 'aws-cdk-lib', 'constructs', '../../vendor/*', '../../../vendor/*'],
});
const { validateDefinition } = require(outfile);
require('node:fs').rmSync(outfile);

// `${Name}` in a definition is a placeholder of a template, and unknown.
exports.validate = (definition, { type }) => validateDefinition(definition, { type, substitutions: true });
