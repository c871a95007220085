#!/usr/bin/env bash
# Installs a wheel into an empty environment and runs the tests of examples/python with it: check.sh WHEEL EMPTY_FOLDER
set -euo pipefail
wheel=$(realpath "$1")
example=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../examples/python" && pwd)
python3 -m venv "$2/venv"
"$2/venv/bin/pip" install --quiet --disable-pip-version-check "$wheel" pytest
cp "$example"/*.py "$2"
cd "$2"
venv/bin/python -m pytest -q -p no:cacheprovider
