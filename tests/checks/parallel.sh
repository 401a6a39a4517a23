#!/usr/bin/env bash
# samples/gnu-parallel: a worker is killed midway, then the whole; run again it goes on, and every file was converted exactly once.
#
#   parallel.sh DEPICKLE      DEPICKLE_FILES (600)
set -u
d=$(realpath "${1:?usage: parallel.sh DEPICKLE}")
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/support/spread.sh"
if ! command -v parallel > /dev/null; then
    echo "parallel: 0 passed, 1 failed (GNU parallel is not there)"
    exit 1
fi
spread_begin parallel "$d"
export HOME=$scratch
mkdir -p .parallel
touch .parallel/will-cite

setsid bash "$root/samples/gnu-parallel/convert.sh" in out 8 2 > said 2>&1 &
group=$!
await $((files / 8))
kill_worker
await $((files / 3))
kill -KILL -- -$group $(running) 2> /dev/null && ended=yes # each job of parallel is a process group of its own
while [ -n "$(running)" ]; do
    sleep 0.1 # their workers end with them, and take temporary files along
done
check 'all is killed' yes "${ended:-no}"
wait $group 2> /dev/null
[ "$(converted | wc -l)" -lt $((files - bad)) ] && midway=yes
check 'midway' yes "${midway:-no}"
before=$(converted | wc -l)
find out -name '.depickle-*.tmp' -delete
bash "$root/samples/gnu-parallel/convert.sh" in out 8 2 > said 2>&1
check 'exit code' 9 $?
spread_done
[ "${VERBOSE:-}" = '' ] || echo "parallel: $before of $files were done when all was killed"
spread_end
