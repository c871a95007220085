#!/usr/bin/env bash
# Installs a packed tarball into an empty project and uses it: check.sh TARBALL EMPTY_FOLDER
set -euo pipefail
tarball=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$2"
cd "$2"
echo '{ "name": "empty-project", "version": "1.0.0", "private": true }' >package.json
npm install --no-audit --no-fund --loglevel=error "$tarball" aws-cdk-lib@^2.260.0 constructs@^10.5.0
cp "$here/workflow.cjs" "$here/definition.asl.json" .

node workflow.cjs
npx --no-install stepwright validate definition.asl.json
grep -q '^commander ' node_modules/cdk-stepwright/THIRD-PARTY-NOTICES
