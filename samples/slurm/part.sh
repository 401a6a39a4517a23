#!/usr/bin/env bash
# One task of the array that convert.sh submits: converts the files of its part.
#SBATCH --job-name=depickle
#SBATCH --ntasks=1
#SBATCH --requeue
#SBATCH --open-mode=append
set -u
part=$SLURM_ARRAY_TASK_ID
# As a step, because Slurm tells steps, and not scripts, that their time is over: what is under way is given up, and all else has
# its line in the manifest.
srun "$DEPICKLE" convert "$IN" -d "$OUT" --shard "auto/$PARTS" --manifest "$OUT/parts/$part.jsonl" --resume -q
code=$?
# Files that failed have their codes in the manifest: the task itself is through.
case $code in
0 | 9) echo $code > "$OUT/parts/$part.through"; exit 0 ;;
*) exit $code ;;
esac
