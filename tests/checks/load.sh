#!/usr/bin/env bash
# depickle.load in the oldest scikit-learn that it serves and in the newest, from PyPI: the tests of the package, and every model of
# tests/cases against its recorded answers.
#
#   load.sh PROGRAM      of depickle; Python 3.8 or 3.9 is needed for the oldest
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$(realpath "$1")
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}
passed=0
failed=0

# environment NAME PYTHON PACKAGE…
environment() {
    local folder=$cache/$1 python=$2
    shift 2
    if [ ! -e "$folder/complete" ]; then
        rm -rf "$folder"
        { "$python" -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check "$@" && touch "$folder/complete"; } \
            || { rm -rf "$folder"; return 1; }
    fi
}

# count COMMAND...: adds up what its last line says
count() {
    local code=0 good bad
    "$@" > "$log" 2>&1 || { code=1; tail -n 40 "$log"; }
    read -r good _ bad _ <<< "$(grep -aE '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)"
    bad=${bad:-0}
    [ $code -ne 0 ] && [ "$bad" -eq 0 ] && bad=1 # refused what should not be, or did not get that far
    passed=$((passed + ${good:-0}))
    failed=$((failed + bad))
}

# Models that no scikit-learn of today has a class for …
gone=(DPGMM VBGMM GMM GaussianProcess RandomizedLasso)
# … and what the oldest has no counterpart of.
newer=(CalibratedClassifierCV ClassifierChain NearestCentroid IsolationForest SplineTransformer TargetEncoder BisectingKMeans 'HistGradientBoosting*' OneHotEncoder MiniBatchNMF 'FixedThreshold*'
    'TunedThreshold*' SGDOneClassSVM QuantileRegressor FrozenEstimator)

log=$(mktemp)
trap 'rm -f "$log"' EXIT
oldest=
for python in python3.9 python3.8 "$HOME"/.pyenv/versions/3.9.*/bin/python "$HOME"/.pyenv/versions/3.8.*/bin/python; do
    "$python" -c "" > /dev/null 2>&1 && oldest=$python && break # pyenv has a python3.9 that only says where there is one
done
families=() # all but those that are not scikit-learn's
for folder in "$root"/tests/cases/*/; do
    [ "$(basename "$folder")" = boosters ] || families+=("$(basename "$folder")/good-*")
done
export PYTHONPATH=$root/src/bindings/python PYTHONDONTWRITEBYTECODE=1
for which in newest oldest; do
    refused=()
    for name in "${gone[@]}"; do
        refused+=(--refused "$name")
    done
    folder=load-0.24
    if [ $which = newest ]; then
        folder=load-newest
        environment load-newest python3 scikit-learn pandas || { echo "load: no scikit-learn from PyPI: skipped"; exit 0; }
    else
        [ -n "$oldest" ] || { echo "load: no Python 3.8 or 3.9: without the oldest scikit-learn"; continue; }
        environment load-0.24 "$oldest" scikit-learn==0.24.2 'numpy<1.21' 'scipy<1.8' 'pandas<1.4' || { failed=$((failed + 1)); continue; }
        for name in "${newer[@]}"; do
            refused+=(--refused "$name")
        done
    fi
    count "$cache/$folder/bin/python" "$root/tests/wheel/test_load.py" "$root"
    count "$cache/$folder/bin/python" "$root/tests/oracle/load.py" "$program" "$root/tests/cases" "${families[@]}" "${refused[@]}"
done
python3 "$root/tests/gen/load_table.py" | cmp -s - "$root/src/bindings/python/depickle/_load_table.py" \
    && passed=$((passed + 1)) || { echo "load: _load_table.py is not what tests/gen/load_table.py writes"; failed=$((failed + 1)); }
echo "load: $passed passed, $failed failed"
[ $failed -eq 0 ]
