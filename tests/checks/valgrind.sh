#!/usr/bin/env bash
# Under valgrind: no invalid or uninitialised read, and nothing lost by the library.
#
#   the program     scans and converts the samples and files it refuses, and converts one case of each folder
#                   (its child ends without giving back its arena, so that leaks are not looked for)
#   the library     inside the fuzz target `whole`: every case in as many processes as there are processors,
#                   so that valgrind begins a few times and not once a file. A share with a fault fails
#                   whole, and is gone through file by file to say which
#   the targets     on their corpora
#
#   valgrind.sh BUILD
set -u
build=$1
cd "$(dirname "$0")/../.." || exit 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export build scratch

# clean COMMAND...: one line, "clean" or what valgrind says
clean() {
    local at code
    at=$(mktemp "$scratch/XXXXXX")
    valgrind --quiet --error-exitcode=99 --errors-for-leak-kinds=definite,indirect "$@" > "$at" 2> "$at.err"
    code=$?
    if [ $code -eq 99 ] || [ $code -ge 126 ] || grep -q '^==[0-9]*== ' "$at.err"; then
        echo "valgrind: $*: exit $code"
        head -n 30 "$at.err"
        return 1
    fi
    echo clean
}

one() {
    local what=$1 out program=$build/depickle
    shift
    case $what in
    scan) clean --leak-check=no "$program" scan --sandbox=off "$1" ;;
    convert)
        out=$(mktemp -d "$scratch/XXXXXX")
        clean --leak-check=no "$program" convert --sandbox=off -d "$out" "$1"
        ;;
    target) clean --leak-check=full "$build/tests/fuzz/fuzz_$1" "tests/fuzz/corpus/$1" ;;
    share)
        local file of # what it says of the share
        of=$(clean --leak-check=full "$build/tests/fuzz/fuzz_whole" "$@")
        if [ "$of" = clean ]; then
            printf 'clean %s\n' "$@"
        else
            echo "$of"
            for file in "$@"; do
                clean --leak-check=full "$build/tests/fuzz/fuzz_whole" "$file" | grep -v '^clean'
            done
        fi
        ;;
    esac
}
export -f clean one

samples=(samples/laptop-price/predictor*.*)
refused=(tests/cases/refused/*/input.*)
cases=(tests/cases/*/*/input.*)
stages=(tests/fuzz/fuzz_*.c)
stages=("${stages[@]#tests/fuzz/fuzz_}")
first=() # case of each folder
for file in "${cases[@]}"; do
    case " ${first[*]}" in *" ${file%/*/*}/"*) ;; *) first+=("$file") ;; esac
done
processors=$(nproc 2> /dev/null || echo 2)
share=$(((${#cases[@]} + processors - 1) / processors))
wanted=$((2 * ${#samples[@]} + 2 * ${#refused[@]} + ${#first[@]} + ${#cases[@]} + ${#stages[@]}))
{
    for ((i = 0; i < ${#cases[@]}; i += share)); do
        echo share "${cases[@]:i:share}"
    done
    printf 'target %s\n' "${stages[@]%.c}"
    printf 'scan %s\n' "${samples[@]}" "${refused[@]}"
    printf 'convert %s\n' "${samples[@]}" "${refused[@]}" "${first[@]}"
} | xargs -P "$processors" -L 1 bash -c 'one "$@"' one > "$scratch/log"
grep -v '^clean' "$scratch/log" | head -n 200
passed=$(grep -c '^clean' "$scratch/log")
failed=$((wanted - passed))
echo "valgrind: $passed passed, $failed failed"
[ $failed -eq 0 ]
