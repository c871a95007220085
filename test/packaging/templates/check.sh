#!/usr/bin/env bash
# What cfn-lint says of the templates of the examples: check.sh WORK_FOLDER. Fails where it finds an error.
set -euo pipefail
work=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
mkdir -p "$work"

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'cfn-lint==1.58.0'

cd "$root"
count=0
for app in examples/*/app.ts; do
  out=$work/$(basename "$(dirname "$app")")
  CDK_OUTDIR=$out node projenrc/run-typescript.cjs "$app"
  count=$((count + 1))
done
[ "$count" -gt 0 ]

# W3005: CDK writes a DependsOn where a reference says it already.
"$work/venv/bin/cfn-lint" --non-zero-exit-code error --ignore-checks W3005 --regions us-east-1 -- "$work"/*/*.template.json
echo "cfn-lint found no error in the templates of $count examples"
