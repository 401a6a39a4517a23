#!/usr/bin/env bash
# Converts a folder of models with a Slurm job array, one task a part. IN and OUT lie where all nodes see them. Run again, whatever
# ended it, it goes on: a part that got to its end says so beside its manifest, and the others leave out what theirs lists as done.
#
#   convert.sh IN OUT [PARTS [AT_ONCE [SBATCH_OPTION...]]]      64 parts, 16 at once
#
# Writes OUT/…, OUT/parts/N.jsonl (and N.log, N.through) and, when all is through, OUT/manifest.jsonl.
# Exit code: 0, or 9 where files failed (each has its code in the manifest).
set -u
here=$(cd "$(dirname "$0")" && pwd)
IN=${1:?usage: convert.sh IN OUT [PARTS [AT_ONCE [SBATCH_OPTION...]]]}
OUT=${2:?usage: convert.sh IN OUT [PARTS [AT_ONCE [SBATCH_OPTION...]]]}
PARTS=${3:-64}
at_once=${4:-16}
shift $(($# < 4 ? $# : 4))
DEPICKLE=${DEPICKLE:-depickle}
export IN OUT PARTS DEPICKLE
mkdir -p "$OUT/parts"

# Parts with files that failed are tried again. The number of parts has to stay: which files are a part's depends on it.
[ "$(cat "$OUT/parts/of" 2> /dev/null || echo "$PARTS")" = "$PARTS" ] || { echo "convert.sh: $OUT was begun in $(cat "$OUT/parts/of") parts" >&2; exit 4; }
echo "$PARTS" > "$OUT/parts/of"
left=()
for ((i = 0; i < PARTS; i++)); do
    [ "$(cat "$OUT/parts/$i.through" 2> /dev/null)" = 0 ] || { rm -f "$OUT/parts/$i.through"; left+=("$i"); }
done
if [ ${#left[@]} -gt 0 ]; then
    # auto/PARTS in part.sh takes the task's id as it is: of an array of which only some tasks run again, Slurm counts anew.
    sbatch --wait --array="$(IFS=,; echo "${left[*]}")%$at_once" --output="$OUT/parts/%a.log" --export=ALL "$@" "$here/part.sh"
fi
# Not by sbatch's exit code, which says nothing of tasks that were cancelled before they began.
for i in "${left[@]}"; do
    [ -e "$OUT/parts/$i.through" ] || { echo "convert.sh: part $i did not get to its end: run this again" >&2; exit 2; }
done
"$DEPICKLE" manifest merge -f "$OUT"/parts/*.jsonl -o "$OUT/manifest.jsonl" || exit
"$DEPICKLE" manifest check "$OUT/manifest.jsonl" "$IN"
