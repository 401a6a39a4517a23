#!/usr/bin/env bash
# Headers that --to c writes: compiled without a warning, at -O0 and -O3, of float64 and float32, they answer what the evaluator
# answers, to the last bit. Models that have no form in C are counted.
#
#   c_headers.sh C_ROWS COMPILER MODEL...
#
# DEPICKLE_C_STEP: every n-th model (3).
set -u
rows=$1
compiler=$2
shift 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
strict=(-std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fPIC -shared)
passed=0
failed=0
none=0

bad() {
    echo "c_headers: $1"
    failed=$((failed + 1))
}

# compile FOLDER OPTION...: each header of the folder
compile() {
    local folder=$1 shim
    shift
    for shim in "$folder"/*.c; do
        [ -e "$shim" ] || continue
        "$compiler" "${strict[@]}" "$@" -o "${shim%.c}.so" "$shim" -lm 2>&1 | head -n 5
        [ "${PIPESTATUS[0]}" -eq 0 ] || return 1
    done
}

# one NUMBER MODEL
one() {
    local folder=$scratch/$1 model=$2 type level out
    for type in "" float; do
        rm -rf "$folder"
        mkdir "$folder"
        out=$("$rows" write "$model" "$folder" $type) || { bad "$model: $out"; continue; }
        case $out in *"0 written") none=$((none + 1)); continue ;; esac
        for level in -O0 -O3; do
            compile "$folder" $level || { bad "$model: does not compile with $level"; continue; }
            if out=$("$rows" check "$model" "$folder" $type); then
                passed=$((passed + 1))
            else
                bad "$model ${type:-double} $level: $out"
            fi
        done
    done
}

i=0
for model in "$@"; do
    [ $((i % ${DEPICKLE_C_STEP:-3})) -ne 0 ] || one $i "$model"
    i=$((i + 1))
done
echo "c_headers: $none models without a form in C"
echo "c_headers: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -ne 0 ]
