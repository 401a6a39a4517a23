#!/usr/bin/env bash
# Converts a folder of models with GNU parallel, which may spread the parts over machines (--sshlogin). Run again, whatever ended it, it
# goes on: parallel knows from its job log which parts are done, and depickle from a part's manifest which files of it are.
#
#   convert.sh IN OUT [PARTS [JOBS]]      64 parts, as many jobs as processors
#
# Writes OUT/…, OUT/parts/N.jsonl, OUT/parts/joblog and, when all is through, OUT/manifest.jsonl.
# Exit code: 0, or 9 where files failed (each has its code in the manifest).
set -u
in=${1:?usage: convert.sh IN OUT [PARTS [JOBS]]}
out=${2:?usage: convert.sh IN OUT [PARTS [JOBS]]}
parts=${3:-64}
jobs=${4:-100%}
depickle=${DEPICKLE:-depickle}
mkdir -p "$out/parts"

# A part that ended with 9 has files that failed: it is tried again (--resume-failed), and leaves out those that are done.
parallel --joblog "$out/parts/joblog" --resume-failed --jobs "$jobs" --quote \
    "$depickle" convert "$in" -d "$out" --shard "{}/$parts" --manifest "$out/parts/{}.jsonl" --resume -q ::: $(seq "$parts")

# Column 7 of the job log is the exit code, 8 the signal; of several lines for a part the last counts.
awk 'NR > 1 { code[$1] = $7; signal[$1] = $8 } END { for (i in code) if ((code[i] != 0 && code[i] != 9) || signal[i] != 0) exit 1 }' \
    "$out/parts/joblog" || { echo "convert.sh: a part did not get to its end: run this again" >&2; exit 2; }
"$depickle" manifest merge -f "$out"/parts/*.jsonl -o "$out/manifest.jsonl" || exit
"$depickle" manifest check "$out/manifest.jsonl" "$in"
