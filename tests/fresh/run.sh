#!/usr/bin/env bash
# README's two commands in a new Debian 12: a clean clone, nothing installed but the minimal base, each command twice.
# Needs root and debootstrap; says so and is skipped where it lacks them.
#
#   tests/fresh/run.sh [COMMIT]      default: HEAD
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
commit=${1:-HEAD}
name=fresh
. "$root/tests/fresh/root.sh"

git -c safe.directory="$root" clone --quiet "$root" "$new/root/depickle" || fail "git clone"
git -C "$new/root/depickle" checkout --quiet "$(git -c safe.directory="$root" -C "$root" rev-parse "$commit")" || fail "checkout"

for command in "bash samples/quickstart.sh" "bash tests/run.sh"; do
    for turn in first second; do
        begun=$SECONDS
        inside bash -c "cd /root/depickle && $command" > "$scratch/log" 2>&1
        code=$?
        tail -n 3 "$scratch/log" | sed 's/^/  | /'
        [ $code -eq 0 ] || { tail -n 60 "$scratch/log"; fail "$command, $turn time: exit code $code"; }
        passed=$((passed + 1))
        echo "fresh: $command, $turn time: $((SECONDS - begun)) s"
    done
done
[ -z "$(git -C "$new/root/depickle" status --porcelain)" ] || fail "the commands left files in the clone: $(git -C "$new/root/depickle" status --porcelain | head -n 3)"
passed=$((passed + 1))
echo "fresh: $passed passed, 0 failed"
