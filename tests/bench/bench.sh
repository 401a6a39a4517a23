#!/usr/bin/env bash
# depickle convert beside Python importing scikit-learn and loading the same pickle: wall time and peak memory, best of N.
#
#   tests/bench/bench.sh DEPICKLE [RUNS]      5 runs
#
# Makes the model once, in $DEPICKLE_CACHE (default ~/.cache/depickle), with scikit-learn from PyPI. Fails where depickle
# is slower than Python, or takes twice the input's size in memory or more.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
depickle=${1:?usage: bench.sh DEPICKLE [RUNS]}
runs=${2:-5}
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}
model=$cache/forest.pkl
venv=$cache/bench-venv
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

mkdir -p "$cache"
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import sklearn' 2> /dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check scikit-learn
fi
[ -s "$model" ] || { "$venv/bin/python" "$here/make_forest.py" "$model.new" && mv "$model.new" "$model"; }
cat "$model" > /dev/null # into the page cache, for both

# best COMMAND...: least seconds and most kilobytes of all runs
best() {
    local i
    for ((i = 0; i < runs; i++)); do
        rm -f "$out"/m.*
        /usr/bin/time -f '%e %M' -a -o "$out/times" "$@" > /dev/null 2> "$out/err" || { cat "$out/err" >&2; exit 1; }
    done
    awk 'NR == 1 || $1 < t { t = $1 } $2 > m { m = $2 } END { print t, m }' "$out/times"
    rm "$out/times"
}

size=$(($(stat -c %s "$model") / 1000))
read -r py_time py_memory < <(best "$venv/bin/python" -c "import pickle, sklearn.ensemble; pickle.load(open('$model', 'rb'))")
printf '%-34s %7s %10s %6s\n' '' seconds 'peak MB' 'x size'
row() { awk -v what="$1" -v t="$2" -v m="$3" -v s="$size" 'BEGIN { printf "%-34s %7.2f %10.0f %6.2f\n", what, t, m * 1.024 / 1000, m * 1.024 / s }'; }
row "Python: import, pickle.load" "$py_time" "$py_memory"
fault=0
for target in ml5 ml1; do
    read -r time memory < <(best "$depickle" convert "$model" -o "$out/m.onnx" --target $target)
    row "depickle convert --target $target" "$time" "$memory"
    printf '    %s bytes of ONNX\n' "$(stat -c %s "$out/m.onnx")"
    awk -v t="$time" -v p="$py_time" -v m="$memory" -v s="$size" 'BEGIN { exit !(t < p && m * 1.024 < 2 * s) }' || fault=1
done
read -r time memory < <(best "$depickle" scan "$model")
row "depickle scan" "$time" "$memory"
exit $fault
