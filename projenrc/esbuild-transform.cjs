// Jest transform: strips types with esbuild. Types are checked elsewhere (jsii for src, `typecheck` for tests and examples).
const { transformSync, version } = require('esbuild');
const { createHash } = require('node:crypto');

const OPTIONS = { loader: 'ts', format: 'cjs', target: 'node20', sourcemap: 'inline', tsconfigRaw: { compilerOptions: { esModuleInterop: true } } };

module.exports = {
  process: (source, file) => ({ code: transformSync(source, { ...OPTIONS, sourcefile: file }).code }),
  getCacheKey: (source, file) => createHash('sha256').update(version).update(JSON.stringify(OPTIONS)).update(file).update(source).digest('hex'),
};
