#!/usr/bin/env bash
# samples/check_runtime in Python, JavaScript (Node and WebAssembly) and C: each finds its runtime right for files with probe
# rows, and wrong once a number or a label of them is changed.
#
#   probes.sh DEPICKLE
#
# ONNX Runtime comes from PyPI (its library for C too) and npm; the header for C from Debian, where a release is near that has it.
# What cannot be had here is skipped and counted. All is kept in $DEPICKLE_CACHE (default: ~/.cache/depickle).
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
depickle=$(realpath "$1")
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}/probes
samples=$root/samples/check_runtime
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$root/tests/support/onnxruntime.sh"
passed=0
failed=0
checkers=()
skipped=0

skip() {
    echo "$1: skipped: cannot be had here"
    skipped=$((skipped + 1))
}

install_node() {
    command -v node > /dev/null && command -v npm > /dev/null || return
    [ -e "$cache/node_modules/complete" ] || { (cd "$cache" && echo '{"private": true}' > package.json \
        && npm install --ignore-scripts --no-audit --no-fund --silent onnxruntime-node onnxruntime-web) > "$work/said" 2>&1 \
        && touch "$cache/node_modules/complete"; }
}

build_c() {
    runtime_for_c "$cache" && "${CC:-cc}" -std=c11 -Wall -Wextra -Werror -I "$cache/include" \
        "$samples/check.c" -o "$work/check" -L "$cache/lib" -Wl,-rpath,"$cache/lib" -lonnxruntime -lcjson -lm
}

check() {
    case $1 in
    python) "$cache/venv/bin/python" "$samples/check.py" "$2" ;;
    node) (cd "$cache" && node check.mjs "$2") ;;
    web) (cd "$cache" && node check.mjs "$2" onnxruntime-web) ;;
    c) "$work/check" "$2" ;;
    depickle) "$depickle" verify "$2" ;;
    esac > "$work/said" 2>&1
}

# note WORDS CODE WANTED
note() {
    if [ "$2" -eq "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $1: exit $2"
        tail -n 5 "$work/said"
    fi
}

runtime_for_python "$cache" && checkers+=(python) || skip Python
install_node && cp "$samples/check.mjs" "$cache" && checkers+=(node web) || skip JavaScript
build_c && checkers+=(c) || skip C
checkers+=(depickle)

# model PICKLE OPTION…
model() {
    local pickle=$1 file=$work/model.onnx wrong=$work/wrong.onnx what checker code
    shift
    rm -f "$file"
    "$depickle" convert -q -f --no-sidecar --probes 60 "$@" "$root/$pickle" -o "$file" > "$work/said" 2>&1
    note "$pickle $*: not converted" $? 0
    for checker in "${checkers[@]}"; do
        check "$checker" "$file"
        note "$checker: $pickle $*" $? 0
    done
    for what in $(python3 "$root/tests/gen/probes.py" "$file" "$work"); do
        for checker in "${checkers[@]}"; do
            check "$checker" "$work/$what"
            code=$?
            note "$checker: $pickle $*, $what" $((code != 0)) 1
        done
    done
}

model tests/cli/data/forest.pkl
model tests/cli/data/forest.pkl --input-type=float --output-type=float
model tests/cli/data/forest.pkl --target=ml5
model tests/cli/data/forest.pkl --target=plain
model tests/cli/data/linreg.pkl
for case in forests/good-rf-clf3-unicode-0.17 trees/good-tree-clf3-str-1.9 boosting/good-hgb-clf3-1.9 linear/good-sgdclf-log3-0.17 \
    projections/good-mlp-clf3-1.9; do
    model "tests/cases/$case/input.pkl"
done
echo "probes: ${checkers[*]}: $passed passed, $failed failed, $skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
