#!/usr/bin/env bash
# samples/gnu-parallel: a worker is killed midway, then the whole; run again it goes on, and every file was converted exactly once.
#
#   parallel.sh DEPICKLE      DEPICKLE_FILES (300)
set -u
d=$(realpath "${1:?usage: parallel.sh DEPICKLE}")
root=$(cd "$(dirname "$0")/../.." && pwd)
files=${DEPICKLE_FILES:-300}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if ! command -v parallel > /dev/null; then
    echo "parallel: 0 passed, 1 failed (GNU parallel is not there)"
    exit 1
fi
cd "$scratch" || exit 2
export DEPICKLE=$d HOME=$scratch
mkdir -p .parallel
touch .parallel/will-cite
bad=0
for ((i = 0; i < files; i++)); do
    mkdir -p "in/$((i % 7))"
    cp "$root/tests/cli/data/linreg.pkl" "in/$((i % 7))/m$i.pkl"
    [ $((i % 50)) -ne 31 ] || { head -c 200 "$root/tests/cli/data/linreg.pkl" > "in/$((i % 7))/m$i.pkl"; bad=$((bad + 1)); }
done
passed=0
failed=0
check() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        echo "parallel: $1: expected $2, found $3"
        failed=$((failed + 1))
    fi
}
converted() {
    cat out/parts/*.jsonl 2> /dev/null | sed -n 's/.*"input":"\([^"]*\)","sha256":"[0-9a-f]*","code":0,.*/\1/p' | sort
}

# Processes of the program that work here; each job of parallel is a process group of its own.
ours() {
    local pid
    for pid in $(pgrep -f -- 'convert in -d out --shard'); do
        [ "$(readlink "/proc/$pid/exe")" != "$d" ] || [ "$(readlink "/proc/$pid/cwd")" != "$scratch" ] || echo "$pid"
    done
}

# until N files are converted
await() {
    for ((k = 0; k < 600; k++)); do
        [ "$(converted | wc -l)" -lt "$1" ] || return
        sleep 0.05
    done
}

"$d" convert in -d whole -q 2> said
setsid bash "$root/samples/gnu-parallel/convert.sh" in out 16 2 > said 2>&1 &
group=$!
await $((files / 8))
kill -KILL "$(ours | tail -n 1)" && killed=yes
check 'a worker is killed' yes "${killed:-no}"
await $((files / 3))
kill -KILL -- -$group $(ours) 2> /dev/null && ended=yes
while [ -n "$(ours)" ]; do
    sleep 0.1 # their workers end with them, and take temporary files along
done
check 'all is killed' yes "${ended:-no}"
wait $group 2> /dev/null
[ "$(converted | wc -l)" -lt $((files - bad)) ] && midway=yes
check 'midway' yes "${midway:-no}"
before=$(converted | wc -l)
find out -name '.depickle-*.tmp' -delete
bash "$root/samples/gnu-parallel/convert.sh" in out 16 2 > said 2>&1
check 'exit code' 9 $?
check 'converted' $((files - bad)) "$(converted | wc -l)"
check 'converted twice' '' "$(converted | uniq -d)"
check 'the outputs' "$(cd whole && find . -type f -exec sha256sum {} + | sort -k 2)" \
    "$(cd out && find . -type f ! -name '*.jsonl' ! -name joblog -exec sha256sum {} + | sort -k 2)"
check 'lines of the manifest' "$files" "$(wc -l < out/manifest.jsonl)"
[ "${VERBOSE:-}" = '' ] || echo "parallel: $before of $files were done when all was killed"
echo "parallel: $passed passed, $failed failed"
[ $failed -eq 0 ]
