#!/usr/bin/env bash
# Thousands of small models: files a second with the walls and with fsync, and without either; and a batch that is interrupted twice and
# resumed, with every outcome right and nothing done twice.
#
#   tests/bench/batch.sh DEPICKLE [FILES [JOBS]]      10000 files, -j 2
#
# The files are copies of the cases' small models under other names; 2 % are hostile, 2 % broken. They lie in $TMPDIR; /dev/shm, where
# there is one, stands for a disk that needs no fsync. DEPICKLE_RATE (150): the least files a second for each processor in use, with
# everything on.
set -eu
d=$(realpath "${1:?usage: batch.sh DEPICKLE [FILES [JOBS]]}")
files=${2:-10000}
jobs=${3:-2}
rate=${DEPICKLE_RATE:-150}
. "$(dirname "$(realpath "$0")")/many.sh"
scratch=$(mktemp -d)
memory=$([ -d /dev/shm ] && mktemp -d -p /dev/shm || mktemp -d)
trap 'rm -rf "$scratch" "$memory"' EXIT
cd "$scratch"
make_many "$d" "$files"

fault=0
expect() {
    if [ "$2" != "$3" ]; then
        echo "batch: $1: expected $2, found $3"
        fault=1
    fi
}

# codes MANIFEST CODE: how many inputs have it
codes() {
    grep -c "^{\"schema\":\"depickle-manifest/1\",\"input\":\"[^\"]*\",\"sha256\":\"[0-9a-f]*\",\"code\":$2," "$1" || true
}

# right MANIFEST
right() {
    expect hostile "$hostile" "$(codes "$1" 1)"
    expect broken "$broken" "$(codes "$1" 8)"
    expect converted "$good" "$(codes "$1" 0)"
}

# measure WHAT FOLDER OPTION...: sets per, files a second
measure() {
    local what=$1 into=$2 start
    shift 2
    start=${EPOCHREALTIME/[.,]/}
    "$d" convert -q in -d "$into/out" -j "$jobs" --manifest "$into/m.jsonl" "$@" 2> said || [ $? -eq 9 ]
    per=$((files * 1000000 / (${EPOCHREALTIME/[.,]/} - start)))
    printf '%-40s %6d files/s\n' "$what" "$per"
    right "$into/m.jsonl"
    rm -rf "$into/out" "$into/m.jsonl"
}

processors=$(nproc)
[ "$processors" -lt "$jobs" ] || processors=$jobs
measure 'walls and fsync' "$scratch"
measured=$per
measure 'without walls' "$scratch" --sandbox=off
measure 'walls, and a disk in memory' "$memory"
measure 'without walls, and a disk in memory' "$memory" --sandbox=off

for ((i = 1; i <= 2; i++)); do
    part=$(awk -v f="$files" -v r="$measured" 'BEGIN { printf "%.2f", f / r / 4 }')
    timeout -s INT "$part" "$d" convert -q in -d out -j "$jobs" --manifest m.jsonl --resume 2> said || code=$?
    expect 'exit code of the interrupted run' 124 "${code:-0}"
    echo "interrupted after $part s: $(codes m.jsonl 0) converted"
done
before=$(codes m.jsonl 0)
start=${EPOCHREALTIME/[.,]/}
"$d" convert -q in -d out -j "$jobs" --manifest m.jsonl --resume 2> said || code=$?
expect 'exit code of the last run' 9 "$code"
expect 'done once' "$good" "$(codes m.jsonl 0)"
expect 'done twice' '' "$(sed -n 's/.*"input":"\([^"]*\)","sha256":"[0-9a-f]*","code":0,.*/\1/p' m.jsonl | sort | uniq -d)"
expect 'temporary files' '' "$(find out -name '.depickle-*')"
expect 'what the hostile ones would run' '' "$(ls ran 2> /dev/null || true)"
echo "the rest: $(($(codes m.jsonl 0) - before)) converted in $(((${EPOCHREALTIME/[.,]/} - start) / 1000)) ms"
"$d" manifest check m.jsonl in 2> said || code=$?
expect 'what the check of the manifest says' $((hostile + broken)) "$(grep -c 'failed with code' said)"
if [ "$measured" -lt $((rate * processors)) ]; then
    echo "batch: $measured files/s are less than $rate for each of $processors processors"
    fault=1
fi
exit $fault
