#!/usr/bin/env bash
# The blocks of documents that install and build (tests/documents/rows.py: Fresh), in a new Debian 12: each as it stands, in a clone of
# its own.
#
#   documents.sh [WORDS]      only blocks that hold these words
#
# Needs root and debootstrap; says so and is skipped where it lacks them.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
name=setups
. "$root/tests/fresh/root.sh"

failed=0
mkdir "$scratch/blocks"
python3 "$root/tests/documents/blocks.py" --fresh "$scratch/blocks" || fail "blocks.py"
inside bash -c 'apt-get update && apt-get install -y --no-install-recommends ca-certificates git python3 python3-venv python3-pip' > "$scratch/log" 2>&1 \
    || { tail "$scratch/log"; fail "apt-get"; }
for block in "$scratch"/blocks/*.sh; do
    grep -qF -e "${1:-}" "$block" || continue
    begun=$SECONDS
    rm -rf "$new/root/depickle"
    git -c safe.directory="$root" -c advice.detachedHead=false clone --quiet "$root" "$new/root/depickle" || fail "git clone"
    cp "$block" "$new/root/block.sh"
    if inside bash -c 'cd /root/depickle && bash /root/block.sh' > "$scratch/log" 2>&1; then
        passed=$((passed + 1))
    else
        tail -n 30 "$scratch/log"
        failed=$((failed + 1))
    fi
    echo "setups: $(basename "$block" .sh): $((SECONDS - begun)) s"
done
echo "setups: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
