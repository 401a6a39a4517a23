#!/usr/bin/env bash
# clang-tidy on our own sources, with the checks of .clang-tidy.
#
#   tidy.sh BUILD     (configured with CMAKE_EXPORT_COMPILE_COMMANDS)
set -u
build=$1
cd "$(dirname "$0")/../.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
find src converters -name '*.c' -print0 | xargs -0 -n 4 -P "$(nproc)" clang-tidy -p "$build" --quiet > "$log" 2> /dev/null
faults=$(grep -cE '(warning|error):' "$log")
grep -E -A 3 '(warning|error):' "$log" | head -n 200
echo "tidy: $(find src converters -name '*.c' | wc -l) passed, $faults failed"
[ "$faults" -eq 0 ]
