#!/usr/bin/env bash
# Installs a wheel into an empty environment and runs the test beside this script: check.sh WHEEL EMPTY_FOLDER
set -euo pipefail
wheel=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python3 -m venv "$2/venv"
"$2/venv/bin/pip" install --quiet --disable-pip-version-check "$wheel"
cp "$here/test_workflow.py" "$2"
cd "$2"
venv/bin/python -m unittest -v test_workflow
