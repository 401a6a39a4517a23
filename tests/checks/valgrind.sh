#!/usr/bin/env bash
# The program in one process, and the fuzz corpora, under valgrind: no invalid or uninitialised read, nothing lost.
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
    valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect --trace-children=no \
        "$@" > "$scratch/out" 2> "$scratch/err"
    if [ $? -eq 99 ] || grep -q '^==[0-9]*== ' "$scratch/err"; then
        echo "valgrind: $*"
        head -n 30 "$scratch/err"
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
}

for input in "$root"/samples/laptop-price/predictor*.* "$root"/tests/cases/*/*/input.*; do
    [ -e "$input" ] || continue
    clean "$build/depickle" scan --sandbox=off "$input"
    rm -rf "$scratch/d"
    clean "$build/depickle" convert --sandbox=off -d "$scratch/d" "$input"
done
for program in "$build"/tests/fuzz/fuzz_*; do
    [ -x "$program" ] && [ -f "$program" ] && clean "$program" "$root/tests/fuzz/corpus/${program##*fuzz_}"
done
echo "valgrind: $passed passed, $failed failed"
[ $failed -eq 0 ]
