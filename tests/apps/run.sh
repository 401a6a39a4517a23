#!/usr/bin/env bash
# Small applications before and after `depickle migrate`: changed as its report says, they answer as they did with
# scikit-learn (check.py).
#
#   run.sh DEPICKLE
#
# The virtual environment, with onnxruntime and pandas from PyPI, is kept in $DEPICKLE_CACHE (default: ~/.cache/depickle).
set -u
here=$(cd "$(dirname "$0")" && pwd)
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}
venv=$cache/apps
if [ ! -e "$venv/complete" ]; then
    rm -rf "$venv"
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check onnxruntime pandas; }; then
        echo "skipped: no onnxruntime and pandas to be had"
        exit 0
    fi
    touch "$venv/complete"
fi
exec "$venv/bin/python" "$here/check.py" "$(realpath "$1")"
