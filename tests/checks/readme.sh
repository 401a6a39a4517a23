#!/usr/bin/env bash
# The transcripts of README and of documents about single commands are what the program says: every "$ command" of a console block is run beside
# the laptop sample and its output compared.
#
#   readme.sh PROGRAM
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
ln -s "$(realpath "$1")" "$scratch/depickle"
PATH=$scratch:$PATH
passed=0
failed=0

# one DOCUMENT
one() {
    local code=0 line
    mkdir "$scratch/work"
    cp "$root"/samples/laptop-price/* "$scratch/work"
    cd "$scratch/work" || exit 1
    awk '/^```console$/ { on = 1; next } /^```/ { on = 0 } on' "$root/$1" > "$scratch/wanted"
    while IFS= read -r line; do
        case $line in
        '$ '*)
            echo "$line"
            (exit "$code")
            eval "${line#'$ '}" 2>&1
            code=$?
            ;;
        esac
    done < "$scratch/wanted" > "$scratch/found"
    if diff -u "$scratch/wanted" "$scratch/found"; then
        passed=$((passed + $(grep -c '^\$ ' "$scratch/wanted")))
    else
        failed=$((failed + 1))
    fi
    cd "$root" || exit 1
    chmod -R u+w "$scratch/work"
    rm -rf "$scratch/work"
}

for document in README.md docs/migration.md docs/inspect.md; do
    one "$document"
done
echo "readme: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 10 ]
