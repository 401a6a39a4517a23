#!/usr/bin/env bash
# What the walls cost a file: folders of small models scanned with them and without, one after the other, many times.
# Prints the median of the differences; fails where it is more than a millisecond.
#
#   tests/bench/sandbox.sh DEPICKLE [PAIRS [FILES]]      21 pairs of 200 files
set -eu
depickle=$(realpath "${1:?usage: sandbox.sh DEPICKLE [PAIRS [FILES]]}")
pairs=${2:-21}
files=${3:-200}
model=$(cd "$(dirname "$0")/../cli/data" && pwd)/linreg.pkl
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/models"
for ((i = 0; i < files; i++)); do
    cp "$model" "$scratch/models/$i.pkl"
done

# once MODE: microseconds for all files
once() {
    local start=${EPOCHREALTIME/[.,]/}
    "$depickle" scan --sandbox="$1" "$scratch/models" > /dev/null
    echo $((${EPOCHREALTIME/[.,]/} - start))
}

# median COLUMN: of the numbers in the pairs' file
median() {
    cut -d' ' -f"$1" "$scratch/pairs" | sort -n | sed -n "$((pairs / 2 + 1))p"
}

once require > /dev/null
for ((i = 0; i < pairs; i++)); do
    with=$(($(once require) / files))
    without=$(($(once off) / files))
    echo "$with $without $((with - without))" >> "$scratch/pairs"
done
cost=$(median 3)
echo "microseconds a file: $(median 1) with walls, $(median 2) without; the walls cost $cost (median of $pairs pairs)"
[ "$cost" -le 1000 ]
