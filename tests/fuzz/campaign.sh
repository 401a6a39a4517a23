#!/usr/bin/env bash
# Fuzzes every target in turn, for hours if wanted, and keeps count: how many executions, how many edges, when the last new
# one was found. One process at a time, at the lowest priority (DEPICKLE_FUZZ_NICE: another).
#
#   campaign.sh FOLDER UNTIL [SEEDS...]      UNTIL as date(1) reads it: 18:00, "8 hours"; SEEDS: folders with further files,
#                                            a folder in them for each target (tests/fuzz/seeds.py makes such)
#   campaign.sh --report FOLDER
#   campaign.sh --keep FOLDER                puts its corpora into grown.tar.xz, with which every campaign begins, and which every build replays
#
# Every fifth round begins with what other targets found: those that read pickles hand theirs on (share.py).
#
# DEPICKLE_FUZZ_SLICE: seconds of a slice (60); DEPICKLE_FUZZ_TARGETS: only these.
#
# FOLDER keeps corpora, finds and ledger.tsv, so that a campaign can be stopped and taken up again. Four slices of five run
# the build without sanitizers (preset fuzz-fast), the fifth runs the one with ASan and UBSan, and guided by comparisons
# (preset fuzz). Both have to be built before; they are copied, so that the tree may change. A target that found no new edge
# in its last three slices of the fast build gets a slice in one round of three.
#
# ledger.tsv: slice, seconds since 1970, target, build, executions, edges before, edges after, executions at the last new
# edge (0: none), outcome. Edges are those of the build; more code means more of them, so a new copy begins a new FOLDER.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

report() {
    awk -F '\t' '
        { n[$3] += $5; total += $5; if ($9 != "ok") finds[$3]++
          if ($4 == "fast") { runs[$3] += $5; k = ++slices[$3]; at[$3, k] = runs[$3]
                              if ($7 > most[$3]) most[$3] = $7 + 0
                              edges[$3, k] = most[$3] # a slice of short inputs reaches fewer
                              if ($8 > 0) newest[$3] = runs[$3] - $5 + $8 } }
        END {
            printf "%-10s %13s %9s %9s %9s  %s\n", "target", "executions", "at 90 %", "at end", "new since", "finds"
            for (t in n) {
                then = 0
                for (k = 1; k <= slices[t]; k++) if (at[t, k] <= 0.9 * runs[t]) then = edges[t, k]
                last = edges[t, slices[t]]
                printf "%-10s %13d %9d %9d %9d  %d\n", t, n[t], then, last, last - then, finds[t] | "sort"
            }
            close("sort")
            printf "%-10s %13d\n", "all", total
        }' "$1/ledger.tsv"
}

if [ "${1:-}" = --report ] && [ $# -eq 2 ]; then
    report "$2"
    exit
fi
if [ "${1:-}" = --keep ] && [ $# -eq 2 ]; then
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$2/corpus" -cf - . | xz -9e > "$root/tests/fuzz/grown.tar.xz"
    exit
fi
[ $# -ge 2 ] || { sed -n '2,22p' "$0" | sed 's/^# \{0,1\}//'; exit 4; }
folder=$1
end=$(date -d "$2" +%s) || exit 4
shift 2
[ -d "$folder/corpus" ] || { mkdir -p "$folder/corpus" && tar -xf "$root/tests/fuzz/grown.tar.xz" -C "$folder/corpus"; } || exit 2
mkdir -p "$folder/bin/fast" "$folder/bin/asan" "$folder/finds" || exit 2
targets=()
for source in "$root"/tests/fuzz/fuzz_*.c; do
    target=$(basename "$source" .c)
    target=${target#fuzz_}
    [[ " ${DEPICKLE_FUZZ_TARGETS:-$target} " == *" $target "* ]] || continue
    targets+=("$target")
    for build in fast asan; do
        preset=fuzz$([ $build = fast ] && echo -fast)
        [ -e "$folder/bin/$build/$target" ] || cp "$root/build/$preset/tests/fuzz/fuzz_$target" "$folder/bin/$build/$target" || exit 2
    done
done
touch "$folder/ledger.tsv"
level=${DEPICKLE_FUZZ_NICE:-19}
# Every word of the sources is one that some reader waits for.
words=$folder/words.dict
{ cat "$root/tests/fuzz/depickle.dict"
  grep -rohE --include='*.c' --include='*.def' '"[A-Za-z_][A-Za-z0-9_.<>=-]{1,40}"' "$root/src" "$root/converters" | sort -u; } > "$words"
slice=$(wc -l < "$folder/ledger.tsv")

# run TARGET BUILD SECONDS LENGTH
run() {
    local target=$1 build=$2 log=$folder/last.log corpus=$folder/corpus/$1 outcome=ok runs edges
    local program=$folder/bin/$build/$target
    mkdir -p "$corpus"
    nice -n "$level" "$program" -max_total_time="$3" -max_len="$4" -timeout=60 -rss_limit_mb=2048 -reload=0 -detect_leaks=$([ "$build" = asan ]; echo $((1 - $?))) \
        -entropic=0 -print_final_stats=1 -dict="$words" -artifact_prefix="$folder/finds/$target-" \
        "$corpus" "$root/tests/fuzz/corpus/$target" "${seeds[@]}" > "$log" 2>&1 || outcome=find
    [ $outcome = ok ] || cp "$log" "$folder/finds/$target-$slice.log"
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    edges=$(awk '/ cov: [0-9]+ / {
            match($0, /cov: [0-9]+/); c = substr($0, RSTART + 5, RLENGTH - 5) + 0
            if (/INITED/) { first = most = c } else if (c > most && first) { most = c; match($1, /[0-9]+/); at = substr($1, RSTART, RLENGTH) } }
        END { printf "%d\t%d\t%d", first, most, at }' "$log")
    printf '%d\t%s\t%s\t%s\t%d\t%s\t%s\n' "$slice" "$(date +%s)" "$target" "$build" "${runs:-0}" "$edges" "$outcome" >> "$folder/ledger.tsv"
    slice=$((slice + 1))
}

# merge TARGET INTO FROM: what INTO learns from
merge() {
    nice -n "$level" "$folder/bin/fast/$1" -merge=1 -max_len=24576 -artifact_prefix="$folder/finds/$1-" "$2" "$3" > "$folder/merge.log" 2>&1
}

# Leaves of a corpus what its edges need, once it has grown.
shrink() {
    local corpus=$folder/corpus/$1
    mkdir -p "$corpus"
    [ "$(find "$corpus" -type f | wc -l)" -gt 6000 ] || return 0
    rm -rf "$corpus.new"
    mkdir "$corpus.new"
    merge "$1" "$corpus.new" "$corpus" && rm -rf "$corpus" && mv "$corpus.new" "$corpus"
}

# Puts into the target's corpus what others found and it learns from.
take_over() {
    [ ! -d "$folder/shared/$1" ] || merge "$1" "$folder/corpus/$1" "$folder/shared/$1"
    rm -rf "$folder/shared/$1" # they are read once
}

# Has one of the target's last three slices found a new edge, or has it had fewer?
grows() {
    awk -F '\t' -v target="$1" '
        $3 == target && $4 == "fast" { n++; found[n] = $8 > 0 }
        END { exit !(n < 3 || found[n] || found[n - 1] || found[n - 2]) }' "$folder/ledger.tsv"
}

seconds=${DEPICKLE_FUZZ_SLICE:-60}
lengths=(24576 512 24576 2048 24576) # the longest seed; short ones run faster, and are worth a slice
for ((round = 0; $(date +%s) < end; round++)); do
    build=$([ $((round % 5)) -eq 4 ] && echo asan || echo fast)
    [ $((round % 5)) -ne 0 ] || python3 "$root/tests/fuzz/share.py" "$folder"
    for target in "${targets[@]}"; do
        [ "$(date +%s)" -lt "$end" ] || break
        [ $((round % 3)) -eq 0 ] || grows "$target" || continue
        seeds=()
        for seed in "$@"; do
            [ -d "$seed/$target" ] && seeds+=("$seed/$target")
        done
        shrink "$target"
        take_over "$target"
        run "$target" "$build" "$seconds" "${lengths[round % 5]}"
    done
done
report "$folder"
