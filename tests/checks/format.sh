#!/usr/bin/env bash
# Layout that needs no tool: no tabs, no blanks at line ends, no line far too long, a newline at the end of each file.
set -u
cd "$(dirname "$0")/../.."
files=$(find src converters tests samples cmake \( -name '*.[ch]' -o -name '*.def' \) -print)
faults=$(
    grep -nP '\t' $files
    grep -nE ' +$' $files
    awk 'length > 150 && FILENAME !~ /\.def$/ { print FILENAME ":" FNR ": " length " columns" }' $files
    for file in $files; do
        [ -z "$(tail -c 1 "$file")" ] || echo "$file: no newline at its end"
    done
)
if [ -n "$faults" ]; then
    echo "$faults" | head -n 30
    echo "format: 0 passed, $(wc -l <<< "$faults") failed"
    exit 1
fi
echo "format: $(wc -l <<< "$files") passed, 0 failed"
