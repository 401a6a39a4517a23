#!/usr/bin/env bash
# Transcripts: each NAME.sh here runs in an empty folder with $d (the program) and $data (models); what it prints, both
# streams together, and its exit code must be NAME.want, to the letter.
#
#   tests/cli/run.sh DEPICKLE [NAME...]      DP_UPDATE=1 records them anew: read the difference before you commit it
set -u
d=$(realpath "${1:?usage: run.sh DEPICKLE [NAME...]}")
shift
here=$(cd "$(dirname "$0")" && pwd)
data=$(mktemp -d) # a copy of ours alone: what others could write is noted
trap 'rm -rf "$data"' EXIT
cp -r "$here"/data/. "$data"
chmod -R u=rwX,go=rX "$data"
export d data
passed=0
failed=0

# one NAME: runs it, compares
one() {
    local name=$1 folder found
    folder=$(mktemp -d)
    found=$folder.found
    (cd "$folder" && umask 022 && PATH=$(dirname "$d"):$PATH bash "$here/$name.sh" > "$found" 2>&1 < /dev/null; echo "exit $?" >> "$found")
    sed -i "s|$data/||g; s|$folder/||g" "$found"
    if [ -n "$(find "$folder" -name '.depickle-*' ! -name .depickle-allow)" ]; then
        echo "a temporary file was left" >> "$found"
    fi
    if [ "${DP_UPDATE:-}" = 1 ]; then
        cp "$found" "$here/$name.want"
    fi
    if cmp -s "$found" "$here/$name.want"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $name"
        diff "$here/$name.want" "$found"
    fi
    chmod -R u+w "$folder"
    rm -rf "$folder" "$found"
}

if [ $# -eq 0 ]; then
    for script in "$here"/*.sh; do
        [ "$(basename "$script")" = run.sh ] || set -- "$@" "$(basename "$script" .sh)"
    done
fi
for name in "$@"; do
    one "$name"
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
