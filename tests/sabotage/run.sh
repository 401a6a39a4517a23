#!/usr/bin/env bash
# Bugs planted in the converters, the graph and the writers, one at a time: `verify` of the very program that has the bug
# must say "differs", for its checker shares nothing with them. A bug that changes no line counts as failed: the code has
# moved on, and bugs.txt must follow.
#
#   tests/sabotage/run.sh [FOLDER]      the copy that is built, kept between runs (default: build/sabotage)
set -u
cd "$(dirname "$0")/../.." || exit 2
copy=${1:-build/sabotage}
mkdir -p "$copy"
rm -rf "$copy/src" "$copy/converters" "$copy/schemas" "$copy/cmake" "$copy/packaging"
cp -rp src converters schemas cmake packaging CMakeLists.txt CMakePresets.json "$copy"
cmake -S "$copy" -B "$copy/build" -G Ninja -DDEPICKLE_TESTS=OFF -DCMAKE_BUILD_TYPE=RelWithDebInfo > "$copy/log" 2>&1 \
    && cmake --build "$copy/build" >> "$copy/log" 2>&1 || { tail -n 5 "$copy/log"; echo "sabotage: 0 passed, 1 failed"; exit 1; }
passed=0
failed=0
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

# tell WHAT WHY: a bug that was not caught
tell() {
    echo "sabotage: $1: $2"
    failed=$((failed + 1))
}

# judge CASE TARGET: the exit code of verify, "differs" of whose last line tells it
judge() {
    local input=tests/cases/$1/input.pkl
    [ -e "$input" ] || input=tests/$1/input.pkl
    rm -f "$work"/m.onnx*
    "$copy/build/depickle" convert "$input" -o "$work/m.onnx" --target "$2" -q -f 2> "$work/err" || return 100
    "$copy/build/depickle" verify "$work/m.onnx" --against "$input" > "$work/out" 2> "$work/err"
}

while IFS='|' read -r file change case target; do
    file=${file// /}
    case=${case// /}
    target=${target// /}
    change=${change# }
    [[ $file == \#* || -z $file ]] && continue
    judge "$case" "$target" || { tell "$file" "$case is not proved as it is: $(tail -n 1 "$work/out")"; continue; }
    sed "${change% }" "$file" > "$copy/$file"
    if cmp -s "$file" "$copy/$file"; then
        tell "$file" "nothing changed by $change"
        continue
    fi
    if ! cmake --build "$copy/build" > "$copy/log" 2>&1; then
        tell "$file" "does not build with $change"
    else
        judge "$case" "$target"
        code=$?
        if [ $code -eq 5 ] && tail -n 1 "$work/out" | grep -q '^differs'; then
            passed=$((passed + 1))
        else
            tell "$file" "not caught in $case ($target), code $code: $change: $(tail -n 1 "$work/out") $(tail -n 1 "$work/err")"
        fi
    fi
    cp "$file" "$copy/$file"
    cmake --build "$copy/build" > "$copy/log" 2>&1
done < tests/sabotage/bugs.txt
echo "sabotage: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
