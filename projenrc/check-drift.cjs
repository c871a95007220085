// Fails when a generated file in git differs from what its generator makes now.
// Each generator writes into a temporary folder; nothing in the work tree is changed.
const { execFileSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'stepwright-drift-'));
const run = (command, ...args) => execFileSync(command, args, { cwd: root, stdio: 'inherit' });

/** Whether a generator's own check passes. */
function checks(script) {
  try {
    run(process.execPath, script, '--check');
    return true;
  } catch {
    return false;
  }
}

/** Each says whether what it makes is what is in git, and how it is made again. */
const GENERATED = [
  {
    what: 'API.md',
    isCurrent: () => {
      const fresh = path.join(scratch, 'API.md');
      run('npx', '--no-install', 'jsii-docgen', '-o', fresh);
      const committed = path.join(root, 'API.md');
      return existsSync(committed) && readFileSync(committed, 'utf8') === readFileSync(fresh, 'utf8');
    },
    mend: 'npx projen docgen',
  },
  { what: 'docs/rules', isCurrent: () => checks('projenrc/make-rule-docs.cjs'), mend: 'node projenrc/make-rule-docs.cjs' },
  { what: 'docs/comparison.md', isCurrent: () => checks('projenrc/make-comparison.cjs'), mend: 'node projenrc/make-comparison.cjs' },
  { what: 'schema/asl.schema.json', isCurrent: () => checks('projenrc/make-json-schema.cjs'), mend: 'node projenrc/make-json-schema.cjs' },
  { what: 'docs/plain-cdk.md', isCurrent: () => checks('projenrc/make-plain-cdk-docs.cjs'), mend: 'node projenrc/make-plain-cdk-docs.cjs' },
  { what: 'docs/parity.md', isCurrent: () => checks('projenrc/make-parity-docs.cjs'), mend: 'node projenrc/make-parity-docs.cjs' },
];

let drifted = 0;
try {
  for (const { what, isCurrent, mend } of GENERATED) {
    if (!isCurrent()) {
      drifted++;
      console.error(`"${what}" is not what its generator makes. Run \`${mend}\` and commit the result.`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = drifted ? 1 : 0;
