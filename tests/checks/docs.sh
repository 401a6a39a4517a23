#!/usr/bin/env bash
# Every relative link in a document leads to a file, and the start page to every document; the table of docs/exactness.md is what was measured; docs/errors.md has the
# codes and words that the sources have; the functions of docs/architecture.md are where it says.
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
# docs/README.md, and the ones of its folders, lead to every page
for document in docs/*.md docs/*/*.md; do
    leads=$(dirname "$document")/README.md
    [ "$document" != "$leads" ] || leads=docs/README.md
    if [ "$document" = docs/README.md ] || grep -qF "](${document#"$(dirname "$leads")"/})" "$leads"; then
        passed=$((passed + 1))
    else
        echo "docs: $leads does not lead to $document"
        failed=$((failed + 1))
    fi
done
# the walk of one file through the program: each function is where the table says
while IFS=: read -r file function; do
    if grep -qE "^[a-zA-Z_][^;]*\b$function\(" "src/$file"; then
        passed=$((passed + 1))
    else
        echo "docs: docs/architecture.md: no $function in src/$file"
        failed=$((failed + 1))
    fi
done < <(sed -nE 's/^\| `([a-z]+\/[a-z_]+\.c)` \| `([a-z_]+)` \|.*/\1:\2/p' docs/architecture.md)
while IFS=: read -r source line document; do
    if [ -e "$document" ]; then
        passed=$((passed + 1))
    else
        echo "docs: $source:$line names $document, which is not there"
        failed=$((failed + 1))
    fi
done < <(grep -rnoE --include='*.[ch]' --include='*.def' --include='*.py' --include='*.sh' 'docs/[a-zA-Z_/-]+\.(md|svg)' src converters tests samples packaging)
for check in tests/gen/exactness.py tests/checks/errors.py; do
    if python3 "$check" --check; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
echo "docs: $passed passed, $failed failed"
[ $failed -eq 0 ]
