#!/usr/bin/env bash
# Debian's unstable, with the newest gcc and clang that it has: depickle builds there without a warning, and all tests pass.
# Needs root and debootstrap; says so and is skipped where it lacks them.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
name=newest
suite=sid
. "$root/tests/fresh/root.sh"

git -c safe.directory="$root" clone --quiet "$root" "$new/root/depickle" || fail "git clone"
inside bash -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends ca-certificates git' > "$scratch/log" 2>&1 || { tail "$scratch/log"; fail "apt-get"; }
newest=$(inside apt-cache search --names-only '^(gcc|clang)-[0-9]+$' | cut -d ' ' -f 1 | sort -t - -k 1,1 -k 2,2nr | sort -t - -u -k 1,1)
inside bash -c "cd /root/depickle && bash tests/support/packages.sh test $(paste -sd ' ' <<< "$newest")" > "$scratch/log" 2>&1 || { tail "$scratch/log"; fail "packages"; }
failed=0
for compiler in $newest; do
    begun=$SECONDS
    inside bash -c "cd /root/depickle && cmake --preset dev -B build/$compiler -DCMAKE_C_COMPILER=$compiler && cmake --build build/$compiler \
        && cd build/$compiler && ctest -j $(nproc)" > "$scratch/log" 2>&1
    code=$?
    if [ $code -eq 0 ]; then
        passed=$((passed + 1))
    else
        grep -aE 'warning:|error:|Failed|FAILED' "$scratch/log" | head -n 20 | cut -c 1-300
        failed=$((failed + 1))
    fi
    echo "newest: $compiler: exit code $code, $((SECONDS - begun)) s"
done
echo "newest: $passed passed, $failed failed"
[ $failed -eq 0 ]
