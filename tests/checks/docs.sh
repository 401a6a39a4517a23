#!/usr/bin/env bash
# Every relative link in a document leads to a file; the table of docs/exactness.md is what was measured; docs/errors.md has the
# codes and words that the sources have.
set -u
cd "$(dirname "$0")/../.."
passed=0
failed=0
while IFS=: read -r document target; do
    target=${target%%#*}
    [ -n "$target" ] || continue
    if [ -e "$(dirname "$document")/$target" ]; then
        passed=$((passed + 1))
    else
        echo "docs: $document links to $target, which is not there"
        failed=$((failed + 1))
    fi
done < <(find . -path ./build -prune -o -name '*.md' -print | xargs grep -oHE '\]\([^)]+\)' | sed 's/:\](/:/; s/)$//' | grep -v ':[a-z]*://')
for check in tests/gen/exactness.py tests/checks/errors.py; do
    if python3 "$check" --check; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
echo "docs: $passed passed, $failed failed"
[ $failed -eq 0 ]
