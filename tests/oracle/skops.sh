#!/bin/bash
# skops files of the project's own cases, and of a seeded sample of the fixtures where they lie beside it, loaded in the newest
# skops and scikit-learn.
#
#   tests/oracle/skops.sh DEPICKLE [MODELS [SEED]]     MODELS: 200 fixtures; 0: all
#
# Fixtures and virtual environments are those of tests/oracle/run.sh.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
depickle=${1:?usage: skops.sh DEPICKLE [MODELS [SEED]]}
packed=${DEPICKLE_FIXTURES:-$root/../shared/fixtures}
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}
python=$cache/skops/bin/python

mkdir -p "$cache"
if [ ! -e "$cache/skops/complete" ]; then
    newest=python3
    for one in python3.13 "$HOME"/.pyenv/versions/3.13.*/bin/python; do
        "$one" -c "" > /dev/null 2>&1 && newest=$one && break # pyenv has a python3.13 that only says where there is one
    done
    rm -rf "$cache/skops"
    "$newest" -m venv "$cache/skops"
    "$cache/skops/bin/pip" install --quiet --disable-pip-version-check scikit-learn==1.9.1 'skops>=0.16' pandas
    touch "$cache/skops/complete"
fi

failed=0
"$python" "$here/skops_files.py" --depickle "$depickle" --cases "$root/tests/cases" || failed=1
if compgen -G "$packed/py*.tar.xz" > /dev/null; then
    bash "$here/unpack.sh" "$packed" "$cache/fixtures"
    "$python" "$here/skops_files.py" --depickle "$depickle" --fixtures "$cache/fixtures" --sample "${2:-200}" --seed "${3:-0}" || failed=1
else
    echo "skops: no fixtures in $packed: skipped (set DEPICKLE_FIXTURES)"
fi
exit $failed
