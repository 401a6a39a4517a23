#!/usr/bin/env bash
# The Python package of the sources: its types (mypy --strict), its tests (tests/wheel) with the newest NumPy, pandas, polars, pyarrow,
# onnxruntime and scikit-learn, and its reader with the oldest Python and an old NumPy; then a short fuzz of the reader. The environments are made once, in the cache.
#
#   package.sh DEPICKLE
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0

# counted NAME COMMAND...: adds its last line, `N passed, N failed`
counted() {
    local name=$1 good bad
    shift
    "$@" > "$log" 2>&1
    read -r good _ bad _ <<< "$(tail -n 1 "$log" | grep -E '^[0-9]+ passed, [0-9]+ failed$' || echo "0 passed, 1 failed")"
    [ "$bad" -eq 0 ] || tail -n 40 "$log"
    echo "$name: $good passed, $bad failed; $(grep -E '^[0-9]+ (skipped|documents)' "$log" | tr '\n' ' ')"
    passed=$((passed + good))
    failed=$((failed + bad))
}

# venv NAME PYTHON PACKAGES...
venv() {
    local folder=$cache/$1
    [ -x "$folder/bin/python" ] && [ "$(cat "$folder/done" 2> /dev/null)" = "${*:3}" ] && return
    rm -rf "$folder"
    "$2" -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check "${@:3}" && echo "${*:3}" > "$folder/done"
}

# Every file in strict mode, as pyproject.toml has it; and what users see of the types.
types() {
    local mypy=("$cache/package-new/bin/python" -m mypy --no-incremental --cache-dir=/dev/null)
    (cd "$root" && "${mypy[@]}" && MYPYPATH=src/bindings/python "${mypy[@]}" --follow-imports=silent tests/wheel/types_seen.py) \
        && echo "1 passed, 0 failed" || { echo "0 passed, 1 failed"; return 1; }
}

newest() { ls -d "$HOME"/.pyenv/versions/3.1[0-9]*/bin/python 2> /dev/null | sort -V | tail -n 1; }
oldest() { ls -d "$HOME"/.pyenv/versions/3.8*/bin/python 2> /dev/null | tail -n 1; }

python=$(newest)
export PYTHONPATH=$root/src/bindings/python
venv package-new "${python:-python3}" numpy pandas polars pyarrow onnxruntime onnx scikit-learn scipy hypothesis mypy || { echo "package: 0 passed, 1 failed"; exit 1; }
counted "types" types
counted "reader" "$cache/package-new/bin/python" "$root/tests/wheel/test_document.py"
counted "evaluators" "$cache/package-new/bin/python" "$root/tests/wheel/test_numpy.py" "$root" "$1"
counted "open" "$cache/package-new/bin/python" "$root/tests/wheel/test_open.py" "$root" "$1"
counted "fuzz" "$cache/package-new/bin/python" "$root/tests/wheel/fuzz_document.py" --documents "${DEPICKLE_DOCUMENTS:-5000}" "$1"
python=$(oldest)
if [ -n "$python" ]; then
    venv package-old "$python" "numpy==1.19.5" || { echo "package: 0 passed, 1 failed"; exit 1; }
    counted "reader, Python 3.8" "$cache/package-old/bin/python" "$root/tests/wheel/test_document.py"
    counted "evaluators, Python 3.8" "$cache/package-old/bin/python" "$root/tests/wheel/test_numpy.py" "$root" "$1"
else
    echo "skipped: no Python 3.8"
fi
echo "package: $passed passed, $failed failed"
[ $failed -eq 0 ]
