#!/usr/bin/env bash
# The ten longest files and functions: a feel, not a law. Fails only where something is far beyond it.
set -u
cd "$(dirname "$0")/../.."
failed=0
echo "lines  file"
find src converters tests -name '*.[ch]' -print0 | xargs -0 wc -l | grep -v ' total$' | sort -rn | head -n 10
echo "lines  function"
functions=$(find src converters -name '*.c' -print0 | xargs -0 awk '
    /^[A-Za-z].*\(/ && !/;[ ]*$/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
    /^\{/ { start = FNR }
    /^\}/ && start { printf "%5d %s:%d %s\n", FNR - start + 1, FILENAME, start, name; start = 0 }' | sort -rn)
head -n 10 <<< "$functions"
long=$(awk '$1 > 120' <<< "$functions")
huge=$(find src converters -name '*.c' -print0 | xargs -0 wc -l | awk '$2 != "total" && $1 > 800')
if [ -n "$long$huge" ]; then
    echo "sizes: far too long:" "$long" "$huge"
    failed=1
fi
echo "sizes: $((1 - failed)) passed, $failed failed"
[ $failed -eq 0 ]
