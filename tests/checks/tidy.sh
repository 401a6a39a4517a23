#!/usr/bin/env bash
# clang-tidy on our own sources, with the checks of .clang-tidy. A file found clean is not looked at again until it, a header, a
# table, a check or an option of the compiler changes: BUILD/tidy remembers.
#
#   tidy.sh BUILD     (configured with CMAKE_EXPORT_COMPILE_COMMANDS)
set -u
build=$1
cd "$(dirname "$0")/../.." || exit 2
clean=$build/tidy
mkdir -p "$clean"
around=$({ clang-tidy --version; cat .clang-tidy "$build/compile_commands.json"
    find src converters "$build" \( -name '*.h' -o -name '*.def' \) -print0 | sort -z | xargs -0 cat; } | sha256sum)
export build clean around

look() {
    local known said
    known=$clean/$({ echo "$around $1"; cat "$1"; } | sha256sum | cut -c 1-32)
    if [ ! -e "$known" ]; then
        if said=$(clang-tidy -p "$build" --quiet --warnings-as-errors='*' "$1" 2> /dev/null); then
            touch "$known"
        else
            grep -E -A 3 '(warning|error):' <<< "$said" || echo "$1: error: clang-tidy does not end well"
            return
        fi
    fi
    echo clean
}
export -f look

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The largest first: they take longest.
find src converters -name '*.c' -printf '%s %p\n' | sort -rn | cut -d ' ' -f 2 |
    xargs -n 1 -P "$(nproc 2> /dev/null || echo 2)" bash -c 'look "$1"' look > "$log"
passed=$(grep -cx clean "$log")
failed=$(($(find src converters -name '*.c' | wc -l) - passed))
grep -vx clean "$log" | head -n 200
echo "tidy: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
