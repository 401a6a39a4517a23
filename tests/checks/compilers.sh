#!/usr/bin/env bash
# The same bytes whichever compiler it was: all cases, in every form and for each target, by the program at hand and by one built with clang.
#
#   compilers.sh DEPICKLE FOLDER      FOLDER: for the build, kept
set -uo pipefail
depickle=$(realpath "${1:?usage: compilers.sh DEPICKLE FOLDER}")
build=${2:?usage: compilers.sh DEPICKLE FOLDER}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

if ! { cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=clang && cmake --build "$build" --target depickle_program; } > "$scratch/log" 2>&1; then
    tail -n 20 "$scratch/log"
    echo "compilers: 0 passed, 1 failed"
    exit 1
fi

# written PROGRAM TARGET FOLDER
written() {
    "$1" convert -q -j "$(nproc)" --to onnx,json,c,skops --target "$2" "$root/tests/cases" -d "$3" > /dev/null 2>&1
    [ $? -eq 9 ] # some cases are there to be refused
}

for target in ml5 ml1 plain; do
    mine=$scratch/mine-$target theirs=$scratch/theirs-$target
    if ! written "$depickle" "$target" "$mine" || ! written "$build/depickle" "$target" "$theirs"; then
        echo "compilers: $target: cases that should convert do not"
        failed=$((failed + 1))
    fi
    while IFS= read -r -d '' file; do
        if cmp -s "$mine/$file" "$theirs/$file"; then
            passed=$((passed + 1))
        else
            echo "compilers: $target: $file differs"
            failed=$((failed + 1))
        fi
    done < <({ cd "$mine" && find . -type f -print0; cd "$theirs" && find . -type f -print0; } | sort -zu)
done
echo "compilers: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -ne 0 ]
