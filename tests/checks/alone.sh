#!/usr/bin/env bash
# A statically linked program needs no other file: it asks for no loader and no library, and does its work as the only file of
# a root folder, as nobody (needs root, else that part is skipped).
#
#   alone.sh DEPICKLE
set -u
d=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
. "$root/tests/support/same.sh"

same "libraries asked for" 0 "$(readelf -dW "$d" | grep -c NEEDED)"
same "loaders asked for" 0 "$(readelf -lW "$d" | grep -c INTERP)"
if [ "$(id -u)" -ne 0 ]; then
    echo "alone: the empty root is skipped: needs root"
else
    mkdir -p "$scratch/work"
    cp "$d" "$scratch/depickle"
    cp "$root"/samples/laptop-price/predictor{,-tampered}.joblib "$scratch/work"
    chown -R 65534:65534 "$scratch/work"
    chmod 711 "$scratch"
    alone() { chroot --userspec=65534:65534 "$scratch" /depickle "$@" 2>&1; }
    same version "depickle $("$d" --version | cut -d' ' -f2)" "$(alone --version)"
    same converts "/work/predictor.joblib -> /work/predictor.onnx" "$(alone convert /work/predictor.joblib --to onnx --manifest /work/manifest)"
    same "the walls stand" 1 "$(grep -c '"sandbox":\[[^]]*"seccomp"' "$scratch/work/manifest")"
    same proves proved "$(alone verify /work/predictor.onnx --against /work/predictor.joblib | tail -n 1 | grep -o '^proved')"
    alone scan -q /work/predictor-tampered.joblib > /dev/null
    same "refuses" 1 $?
fi
echo "alone: $passed passed, $failed failed"
[ $failed -eq 0 ]
