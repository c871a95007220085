// Fails when a generated file in git differs from what its generator makes now.
// Each generator prints or writes into a temporary folder; nothing in the work tree is changed.
const { execFileSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'stepwright-drift-'));
const GENERATED = [
  { file: 'API.md', make: (to) => execFileSync('npx', ['--no-install', 'jsii-docgen', '-o', to], { cwd: root, stdio: 'inherit' }), mend: 'npx projen docgen' },
];

let drifted = 0;
try {
  for (const { file, make, mend } of GENERATED) {
    const fresh = path.join(scratch, path.basename(file));
    make(fresh);
    const now = existsSync(path.join(root, file)) ? readFileSync(path.join(root, file), 'utf8') : undefined;
    if (now === readFileSync(fresh, 'utf8')) continue;
    drifted++;
    console.error(`"${file}" is not what its generator makes. Run \`${mend}\` and commit the result.`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = drifted ? 1 : 0;
