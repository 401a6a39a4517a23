#!/usr/bin/env bash
# depickle.wasm beside the program: cases convert to the same bytes, refused files have the same codes, none takes long, the module can
# ask for random bytes and nothing else; then the page samples/browser/local in headless Chromium.
#
#   wasm.sh DEPICKLE BUILD [FOLDER]     BUILD: of the preset wasm; FOLDER: keep pictures of the page there
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
depickle=$(realpath "$1")
module=$(realpath "$2")/depickle.wasm
site=$(realpath "$2")/site
failed=0
if ! command -v node > /dev/null; then
    echo "wasm: skipped: no Node"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ask FORMAT FILE...: what the program says and writes, as lines of the list for wasm.mjs: code, format, file, output
ask() {
    local form=$1 input out
    shift
    for input in "$@"; do
        [ -f "$input" ] && [ "$(stat -c %s "$input")" -lt 20000000 ] || continue
        out=$work/out/$((++asked)).$form
        "$depickle" convert -q --no-sidecar "$input" -o "$out" > /dev/null 2>&1
        printf '%d\t%s\t%s\t%s\n' $? "$form" "$input" "$out" >> "$work/list"
    done
}

# Left out: answers in which all digits cancel, and so other ones by the cosines of another C library (see page.sh); side files.
asked=0
mkdir "$work/out"
shopt -s extglob
ask onnx "$root"/tests/cases/*/!(good-countsketch-coef0-*)/input.!(npy)
ask json "$root"/tests/cases/*/good-*-1.9/input.pkl "$root"/samples/laptop-price/*.{pickle,joblib}
ask onnx "$root"/tests/fuzz/corpus/whole/* "$root"/../shared/hostile/{exec_*,malformed_*,semantic,bomb}/*
node "$here/wasm.mjs" "$module" "$depickle" "$work/list" || failed=1

clang --target=wasm32 -O1 -nostdlib -Wall -Wextra -Werror -Wl,--no-entry "$root/tests/support/wasm_faults.c" -o "$work/faults.wasm" || failed=1
python3 "$root/tests/bench/workloads.py" "$work/workloads" 200 && mv "$work/workloads/forest.pkl" "$work/large.pkl" || failed=1
. "$root/tests/support/chromium.sh"
(
    chromium_for_python wasm
    "$venv/bin/python" "$here/wasm.py" "$site" "$browser" "$depickle" "$work" ${3:+"$(realpath "$3")"} | sed 's/^wasm: \([0-9]* passed\)/\1/'
    exit "${PIPESTATUS[0]}"
) || failed=1
exit $failed
