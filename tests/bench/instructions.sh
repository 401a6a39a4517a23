#!/usr/bin/env bash
# Instructions that depickle executes for the models of workloads.py, counted by callgrind: parent and child, without the walls.
# Fails where its own code takes 10 % more than recorded in instructions.tsv; what libraries take depends on the machine (their
# routines differ from processor to processor) and is shown only. Counts hold for one compiler: with another nothing is judged.
#
#   tests/bench/instructions.sh DEPICKLE           DP_UPDATE=1 records
set -eu
here=$(cd "$(dirname "$0")" && pwd)
depickle=$(realpath "${1:?usage: instructions.sh DEPICKLE}")
recorded=$here/instructions.tsv
compiler=$(cc --version | head -n 1)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 "$here/workloads.py" "$scratch/in"

# count WHAT WORD...: own instructions, those of libraries but the dynamic linker, and bytes written
count() {
    local what=$1
    shift
    rm -rf "$scratch"/callgrind.* "$scratch/out"
    valgrind -q --tool=callgrind --callgrind-out-file="$scratch/callgrind.%p" \
        "$depickle" "$@" --sandbox=off > "$scratch/out" 2> "$scratch/said" || { cat "$scratch/said" >&2; return 1; }
    awk -v what="$what" -v program="$depickle" '
        FNR == 1 { object = ""; split("", name); called = 0 }
        /^c?ob=/ {
            id = $1; sub(/^c?ob=/, "", id)
            if (NF > 1) { name[id] = substr($0, index($0, " ") + 1) }
            if ($0 !~ /^c/) { object = name[id] }
            next
        }
        /^calls=/ { called = 1; next } # the next line is the cost of what was called, counted there
        /^[0-9+*-]/ {
            if (!called) { if (object == program) own += $NF; else if (object !~ /\/ld-linux/) others += $NF }
            called = 0
        }
        END { printf "%s\t%.0f\t%.0f\n", what, own, others }' "$scratch"/callgrind.*
}

cd "$scratch"
{
    count 'linear to ONNX' convert -q in/linear.pkl -o out.1 --to onnx
    count 'forest to ONNX' convert -q in/forest.pkl -o out.2 --to onnx
    count 'forest to JSON' convert -q in/forest.pkl --to json -o out.3
    count 'hist boosting to ONNX' convert -q in/hist.pkl -o out.4 --to onnx
    count 'op-heavy to JSON' convert -q in/words.pkl --to json -o out.5
    count 'op-heavy scan' scan in/words.pkl
    count 'compressed to ONNX' convert -q in/forest.joblib.z --to onnx -o out.6
} > counted
if [ -n "${DP_UPDATE:-}" ]; then
    { echo "# $compiler"; cut -f 1,2 counted; } > "$recorded"
fi
judged=yes
if [ "$(head -n 1 "$recorded")" != "# $compiler" ]; then
    judged=no
    echo "instructions: recorded with another compiler, nothing is judged: $(head -n 1 "$recorded")"
fi
awk -F '\t' -v judged=$judged '
    NR == FNR { before[$1] = $2; next }
    FNR == 1 { printf "%-24s %14s %14s %7s %14s\n", "", "own code", "recorded", "ratio", "libraries" }
    {
        ratio = before[$1] ? $2 / before[$1] : 99
        printf "%-24s %14d %14d %7.3f %14d%s\n", $1, $2, before[$1], ratio, $3, (ratio > 1.1 ? "  MORE" : "")
        if (ratio > 1.1 && judged == "yes") failed++; else passed++
    }
    END { printf "instructions: %d passed, %d failed\n", passed, failed; exit failed > 0 }' "$recorded" counted
