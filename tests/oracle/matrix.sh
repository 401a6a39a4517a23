#!/usr/bin/env bash
# Every tree family and a sample of the rest, on ONNX Runtime from 1.6 to today and on runtimes that are not it.
#
#   tests/oracle/matrix.sh DEPICKLE [MODELS [SEED]]     MODELS: how many a cell (200); 0: all
#
# Cells: runtime x target (ml5, ml1, plain); in each, one and two threads, all rows at once and rows alone. Old releases
# need an old Python (pyenv's, where there is one); OpenVINO and tract come from PyPI and crates.io (cargo). What can't be
# installed here is skipped and counted. Texts have no plain form, and do not count there; nor does a file where it says that it
# requires more than the runtime is, and the runtime refuses it. OpenVINO computes in float32, and tract multiplies where it
# should divide: there equal means equal to that precision.
#
# DEPICKLE_NAMES: names of models (patterns, divided by commas; DEPICKLE_NAMES=trees: trees and what is made of them).
# DEPICKLE_RUNTIMES: only these (patterns, divided by blanks: "ort-1.2* tract").
# DEPICKLE_RESULTS: a folder for the results of each cell, from which tests/gen/exactness.py makes its table, and for the files
# that were written, which all runtimes are asked. A cell that the folder has already is counted and not run again: an
# interrupted run goes on where it was. Empty the folder for another version of the program.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
depickle=${1:?usage: matrix.sh DEPICKLE [MODELS [SEED]]}
models=${2:-200}
seed=${3:-0}
packed=${DEPICKLE_FIXTURES:-$root/../shared/fixtures}
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}
names=${DEPICKLE_NAMES:+--names=$DEPICKLE_NAMES}
[ "${DEPICKLE_NAMES:-}" != trees ] || names=--trees
log=$(mktemp -d)
results=${DEPICKLE_RESULTS:-$log}
mkdir -p "$results"
trap 'rm -rf "$log"' EXIT
passed=0
failed=0
skipped=0

if ! compgen -G "$packed/py*.tar.xz" > /dev/null; then
    echo "matrix: no fixtures in $packed: skipped (set DEPICKLE_FIXTURES)"
    exit 0
fi
bash "$here/unpack.sh" "$packed" "$cache/fixtures"

# python VERSION: pyenv's newest of that series, else the system's.
python() {
    local found
    found=$(compgen -G "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1.*/bin/python" | sort -V | tail -n 1)
    [ -n "$found" ] && echo "$found" || command -v "python$1"
}

# environment NAME PYTHON PACKAGE…: 1 where it cannot be made.
environment() {
    local folder=$cache/$1 interpreter
    [ ! -e "$folder/complete" ] || return 0
    interpreter=$(python "$2") || return 1
    shift 2
    rm -rf "$folder"
    "$interpreter" -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check "$@" && touch "$folder/complete"
}

# wanted NAME: one of DEPICKLE_RUNTIMES, where these are told
wanted() {
    local pattern
    [ -n "${DEPICKLE_RUNTIMES:-}" ] || return 0
    set -f
    for pattern in $DEPICKLE_RUNTIMES; do
        # shellcheck disable=SC2254
        case $1 in $pattern) set +f; return 0 ;; esac
    done
    set +f
    return 1
}

# cell NAME ENVIRONMENT TARGET OPTION…: one line, and the faults under it.
cell() {
    local name=$1 environment=$2 target=$3 out p f
    out=$results/$name-$target
    if [ ! -e "$out.log" ]; then
        "$cache/$environment/bin/python" "$here/oracle.py" --depickle "$depickle" --fixtures "$cache/fixtures" --sample "$models" \
            --seed "$seed" --jobs "$(nproc)" --convert="--target=$target" --refused="texts need an operator of" \
            --results "$out.jsonl" --kept "$results/files" ${names:+"$names"} "${@:4}" > "$out.part" 2>&1
        if grep -qE '^[0-9]+ passed, [0-9]+ failed$' "$out.part"; then # a killed one is none
            mv "$out.part" "$out.log"
        fi
    fi
    [ -e "$out.log" ] && out=$out.log || out=$out.part
    read -r p f < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$out" | tail -n 1)
    [ -n "${p:-}" ] || { p=0; f=1; tail -n 3 "$out"; }
    passed=$((passed + p))
    failed=$((failed + f))
    printf '%-16s %-6s %5d passed, %d failed\n' "$name" "$target" "$p" "$f"
    grep -a '^not asked' "$out" | sed 's/^/    /'
    grep -a '^FAILED' "$out" | head -n 5
}

# cells NAME ENVIRONMENT PYTHON TARGETS PACKAGES OPTION…
cells() {
    local name=$1 environment=$2 python=$3 targets=$4 packages=$5 target
    shift 5
    wanted "$name" || return 0
    # shellcheck disable=SC2086
    if ! environment "$environment" "$python" $packages; then
        echo "$name: skipped: cannot be installed here"
        skipped=$((skipped + 1))
        return
    fi
    for target in $targets; do
        cell "$name" "$environment" "$target" "$@"
    done
}

both="--threads=1,2 --batch=all,1"
# shellcheck disable=SC2086
while read -r version python targets packages; do
    cells "ort-$version" "ort-$version" "$python" "${targets//,/ }" "${packages//,/ }" $both
done << 'END'
newest 3.13 ml5,ml1,plain onnxruntime,onnx,numpy
1.26 3.12 ml5,ml1,plain onnxruntime==1.26.0,onnx,numpy
1.22 3.12 ml5,ml1,plain onnxruntime==1.22.1,onnx,numpy
1.20 3.12 ml1,plain onnxruntime==1.20.1,onnx,numpy
1.18 3.11 ml1,plain onnxruntime==1.18.1,onnx,numpy<2
1.16 3.11 ml1,plain onnxruntime==1.16.3,onnx,numpy<2
1.12 3.10 ml1,plain onnxruntime==1.12.1,onnx,numpy<2
1.10 3.9 ml1,plain onnxruntime==1.10.0,onnx,numpy<2
1.8 3.8 ml1,plain onnxruntime==1.8.1,onnx,numpy<2
1.6 3.8 ml1,plain onnxruntime==1.6.0,onnx,numpy<2
END
cells reference ort-newest 3.13 "ml5 ml1 plain" "onnxruntime onnx numpy" --runtime reference
cells openvino openvino 3.12 plain "openvino onnx numpy" --runtime openvino --precision float --trees
if ! wanted tract; then
    :
elif command -v cargo > /dev/null && cargo build --quiet --release --manifest-path "$here/tract/Cargo.toml" --target-dir "$cache/tract"; then
    DEPICKLE_TRACT=$cache/tract/release/depickle-tract cells tract ort-newest 3.13 plain "onnxruntime onnx numpy" --runtime tract --precision double --trees
else
    echo "tract: skipped: cannot be built here"
    skipped=$((skipped + 1))
fi
[ "$skipped" -eq 0 ] || echo "skipped: $skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
