#!/usr/bin/env bash
# Installs $INPUT_PACKAGE apart from the job's own Python, and puts depickle alone into the PATH of the steps that follow.
set -euo pipefail
if [ "$INPUT_PACKAGE" = none ]; then
    depickle --version
    exit 0
fi
venv=$RUNNER_TEMP/depickle
if [ ! -x "$venv/bin/depickle" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --only-binary :all: "$INPUT_PACKAGE"
    mkdir -p "$venv/path"
    ln -sf ../bin/depickle "$venv/path/depickle"
fi
echo "$venv/path" >> "$GITHUB_PATH"
"$venv/bin/depickle" --version
