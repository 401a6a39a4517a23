#!/usr/bin/env bash
# The program on samples and small cases, and the fuzz targets on their corpora, under valgrind: no invalid or
# uninitialised read; nothing lost by the library (the program's child ends without giving back its arena).
#
#   valgrind.sh BUILD
set -u
build=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

clean() {
    valgrind --quiet --error-exitcode=99 --errors-for-leak-kinds=definite,indirect "$@" > "$scratch/out" 2> "$scratch/err"
    if [ $? -eq 99 ] || grep -q '^==[0-9]*== ' "$scratch/err"; then
        echo "valgrind: $*"
        head -n 30 "$scratch/err"
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
}

for input in "$root"/samples/laptop-price/predictor*.* "$root"/tests/cases/*/*-1.9/input.* "$root"/tests/cases/refused/*/input.*; do
    clean --leak-check=no "$build/depickle" scan --sandbox=off "$input"
    rm -rf "$scratch/d"
    clean --leak-check=no "$build/depickle" convert --sandbox=off -d "$scratch/d" "$input"
done
for program in "$build"/tests/fuzz/fuzz_*; do
    [ -x "$program" ] && [ -f "$program" ] && clean --leak-check=full "$program" "$root/tests/fuzz/corpus/${program##*fuzz_}"
done
echo "valgrind: $passed passed, $failed failed"
[ $failed -eq 0 ]
