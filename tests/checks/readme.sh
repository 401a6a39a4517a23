#!/usr/bin/env bash
# README's transcripts are what the program says: every "$ command" of a console block is run beside the laptop sample and
# its output compared.
#
#   readme.sh PROGRAM
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
ln -s "$(realpath "$1")" "$scratch/depickle"
mkdir "$scratch/work"
cp "$root"/samples/laptop-price/* "$scratch/work"
cd "$scratch/work" || exit 1
PATH=$scratch:$PATH

awk '/^```console$/ { on = 1; next } /^```/ { on = 0 } on' "$root/README.md" > "$scratch/wanted"
code=0
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
if ! diff -u "$scratch/wanted" "$scratch/found"; then
    echo "readme: 0 passed, 1 failed"
    exit 1
fi
echo "readme: $(grep -c '^\$ ' "$scratch/wanted") passed, 0 failed"
