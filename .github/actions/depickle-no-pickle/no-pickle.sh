#!/usr/bin/env bash
# Pickles among the files that are new or altered since $INPUT_BASE, or among all where that is empty. Exit code: 1 where
# there are any, 2 where that cannot be told.
set -euo pipefail
source "$(dirname "$0")/../told.sh"
paths_of "$INPUT_PATHS"

# candidates: names of the files, a NUL behind each
candidates() {
    if [[ $INPUT_BASE =~ ^0*$ ]]; then # a branch that was just made has no commit before
        git ls-files -z -- "${paths[@]}"
    else
        git diff --no-renames --name-only -z --diff-filter=AMT "$INPUT_BASE" HEAD -- "${paths[@]}"
    fi
}

# A checkout of one commit lacks the base.
if ! [[ $INPUT_BASE =~ ^0*$ ]] && ! git cat-file -e "$INPUT_BASE^{commit}" 2> /dev/null \
    && ! git fetch --quiet --no-tags --depth=1 origin "$INPUT_BASE"; then
    echo "::error::depickle: commit $INPUT_BASE cannot be had to compare with: give actions/checkout fetch-depth: 0"
    exit 2
fi

list=$(mktemp)
trap 'rm -f "$list"' EXIT
candidates > "$list.all"
found=0
while IFS= read -r -d '' name; do
    case $name in *.py | *.pyw | *.ipynb) continue ;; esac # lines that load are migrate's matter
    [ -f "$name" ] && [ ! -L "$name" ] || continue
    printf '%s\0' "./$name" >> "$list"
    found=$((found + 1))
done < "$list.all"
rm -f "$list.all"

code=0
[ $found -eq 0 ] || told xargs -0 depickle migrate --check -q < "$list" || code=$?
echo "$found files looked at"
if [ $code -ne 0 ]; then
    echo "::error::depickle: the change has a pickle, or a file that could not be judged: see the log"
    exit 1
fi
