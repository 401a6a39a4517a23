#!/usr/bin/env bash
# Files a second against the number of files: a table (Markdown) of batches with walls and fsync, and without either, for -j 1, 2 and 4.
#
#   tests/bench/scale.sh DEPICKLE [FILES...]      100 1000 10000 100000
#
# The files are those of many.sh. They lie in $TMPDIR; /dev/shm, where there is one, stands for a disk that needs no fsync. Each number
# is the median of DEPICKLE_RUNS (5) runs, but of one where there are 10,000 files and more; beyond 20,000 it is with -j 2 alone, and with
# both or neither. What is compared is run in turn. A cell: files/s (milliseconds of processor a file, of all processes).
set -eu
d=$(realpath "${1:?usage: scale.sh DEPICKLE [FILES...]}")
shift
. "$(dirname "$(realpath "$0")")/many.sh"
sizes=("$@")
[ $# -gt 0 ] || sizes=(100 1000 10000 100000)
scratch=$(mktemp -d)
memory=$([ -d /dev/shm ] && mktemp -d -p /dev/shm || mktemp -d)
trap 'rm -rf "$scratch" "$memory"' EXIT
cd "$scratch"

# run FILES JOBS WHAT FOLDER OPTION...: a line in runs
run() {
    local n=$1 jobs=$2 what=$3 into=$4
    shift 4
    /usr/bin/time -q -f '%e %U %S %M' -o took "$d" convert -q in -d "$into/out" -j "$jobs" --manifest "$into/m.jsonl" "$@" 2> said || [ $? -eq 9 ]
    if [ "$(grep -c '"code":0,' "$into/m.jsonl")" != "$good" ]; then
        echo "scale: $what, -j $jobs: not $good files converted" >&2
        exit 1
    fi
    echo "$n $jobs $what $(cat took) $(cut -d ' ' -f 1 /proc/loadavg)" >> runs
    [ -e kept.jsonl ] || cp "$into/m.jsonl" kept.jsonl
    rm -rf "$into/out" "$into/m.jsonl"
}

measure() {
    local n=$1 jobs at_once=(1 2 4) times=${DEPICKLE_RUNS:-5} i
    [ "$n" -lt 10000 ] || times=1
    [ "$n" -le 20000 ] || at_once=(2)
    rm -rf in
    make_many "$d" "$n"
    for ((i = 0; i < times; i++)); do
        for jobs in "${at_once[@]}"; do
            run "$n" "$jobs" both "$scratch"
            if [ "$n" -le 20000 ]; then
                run "$n" "$jobs" walls "$memory"
                run "$n" "$jobs" fsync "$scratch" --sandbox=off
            fi
            run "$n" "$jobs" neither "$memory" --sandbox=off
        done
    done
}

: > runs
for n in "${sizes[@]}"; do
    rm -f kept.jsonl
    measure "$n"
done

python3 - runs << 'end'
import statistics, sys
rows = {}
for line in open(sys.argv[1]):
    n, jobs, what, *rest = line.split()
    rows.setdefault((int(n), int(jobs)), {}).setdefault(what, []).append([float(x) for x in rest])
kinds = ("both", "walls", "fsync", "neither")
print("| files | `-j` | walls and fsync | walls | fsync | neither | runs | load |")
print("|" + "---|" * 8)
for (n, jobs), by in rows.items():
    cells = []
    for what in kinds:
        if what not in by:
            cells.append("")
            continue
        rate = statistics.median(n / r[0] for r in by[what])
        spent = statistics.median(1000 * (r[1] + r[2]) / n for r in by[what])
        cells.append(f"{rate:,.0f} ({spent:.1f})")
    load = statistics.median(r[4] for runs in by.values() for r in runs)
    print(f"| {n:,} | {jobs} | {' | '.join(cells)} | {len(by['both'])} | {load:.0f} |")
(n, jobs), by = list(rows.items())[-1]
wall, spent, most = (statistics.median(x) for x in zip(*((r[0], r[1] + r[2], r[3]) for r in by["both"])))
print(f"\nthe last row, walls and fsync, 1,000,000 files as these: {wall / n * 1e6 / 60:.0f} minutes, {spent / n * 1e6 / 60:.0f} of processor; "
      f"the largest process had {most / 1024:.0f} MiB with {n:,}")
end
for what in merge check; do
    words=(manifest "$what" kept.jsonl)
    [ "$what" = check ] || words+=(-o merged.jsonl)
    /usr/bin/time -q -f '%e %U %S %M' -o took "$d" "${words[@]}" > /dev/null 2> said || true
    awk -v n="$(wc -l < kept.jsonl)" -v what="$what" '{ printf "manifest %s: %d lines in %.2f s, %.2f of processor, %d MiB\n", what, n, $1, $2 + $3, $4 / 1024 }' took
done
