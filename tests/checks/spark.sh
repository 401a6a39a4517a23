#!/usr/bin/env bash
# samples/spark in local mode: a Python worker and a running program are killed midway, then the whole; run again it goes on, and every
# file was converted exactly once.
#
#   spark.sh DEPICKLE PYTHON      with pyspark; DEPICKLE_FILES (600)
set -u
d=$(realpath "${1:?usage: spark.sh DEPICKLE PYTHON}")
python=${2:?usage: spark.sh DEPICKLE PYTHON}
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/support/spread.sh"
spread_begin spark "$d"
spread_runs='convert --files0-from=-'
export SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=localhost
convert() {
    exec "$python" "$root/samples/spark/convert.py" in out --parts 8 --master 'local[2,4]' > said 2>&1
}

# Python's workers that have a program at work
pythons() {
    local pid
    for pid in $(running); do
        ps -o ppid= -p "$pid" | tr -d ' ' | while read -r parent; do
            [ "$(readlink "/proc/$parent/exe")" = "$d" ] || echo "$parent"
        done
    done
}

# Attempts that fail are repeated; then all is killed, Java too.
setsid bash -c "$(declare -f convert); python=$python root=$root; convert" &
group=$!
await $((files / 10))
kill_worker
await $((files / 5))
for ((k = 0; k < 1200; k++)); do
    victim=$(pythons | head -n 1)
    [ "$victim" != '' ] && kill -KILL "$victim" && died=yes && break
    sleep 0.02
done 2> said.kill
check "Python's worker is killed" yes "${died:-no}"
await $((files / 2))
kill -KILL -- -$group && ended=yes
check 'all is killed' yes "${ended:-no}"
wait $group 2> /dev/null
while [ -n "$(running)" ]; do
    sleep 0.1 # programs whose worker is gone get to the end of their folder
done
[ "$(converted | wc -l)" -lt $((files - bad)) ] && midway=yes
check 'midway' yes "${midway:-no}"
check 'attempts that failed' yes "$(grep -q 'Lost task' said && echo yes)"
[ "${VERBOSE:-}" = '' ] || echo "spark: $(converted | wc -l) of $files were done when all was killed"
find out -name '.depickle-*.tmp' -delete

# Again, with one more death, but to the end.
(convert) &
group=$!
kill_worker
wait $group
check 'exit code' 9 $?
spread_done

# The commands of samples/spark/README.md 0, with these folders, and the table they print for 600 files
cp -r in models
blocks=$(python3 "$root/tests/documents/blocks.py" --print samples/spark/README.md 0 | sed "s|/shared/models|in|; s|/shared/safe|documented|; s|samples/spark|$root/samples/spark|")
while IFS= read -r line; do
    PATH=$(dirname "$python"):$PATH bash -c "${line#'$ '}" > said.documented 2> said.progress
    check "${line:0:40}: exit code" 9 $?
    [ "$files" -ne 600 ] || check "${line:0:40}: table" "$(grep '^[+|]' <<< "$blocks")" "$(grep '^[+|]' said.documented)"
done < <(grep '^\$' <<< "$blocks")
[ $failed -eq 0 ] || cat said said.documented said.progress
spread_end
