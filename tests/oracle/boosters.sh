#!/bin/bash
# XGBoost, LightGBM and CatBoost of several releases: models of every objective and form that tests/gen/boosters.py knows, through
# onnxruntime, beside what their own library answers. Plain sums must be equal to the bit.
#
#   tests/oracle/boosters.sh DEPICKLE [NAME...]     names of models; none: all
#
# An environment for each set of releases is kept in $DEPICKLE_BOOSTERS (default: ~/.cache/boosters), with the models it made;
# one whose Python is not at hand is left out and named. The last line adds up.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
depickle=${1:?usage: boosters.sh DEPICKLE [NAME...]}
shift
cache=${DEPICKLE_BOOSTERS:-${XDG_CACHE_HOME:-$HOME/.cache}/boosters}
maker=$here/../gen/boosters.py
mkdir -p "$cache"

# python_of VERSION: that Python, among pyenv's (whose shims on the path may lead to none) or on the path
python_of() {
    compgen -G "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1.*/bin/python" | sort -V | tail -n 1 | grep . || command -v "python$1"
}

# environment NAME VERSION PACKAGE…: no, where there is no such Python
environment() {
    local folder=$cache/$1 python
    python=$(python_of "$2")
    if [ ! -e "$folder/complete" ]; then
        if [ -z "$python" ]; then
            echo "boosters: no Python $2: $1 left out"
            return 1
        fi
        shift 2
        rm -rf "$folder"
        "$python" -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check "$@" \
            && touch "$folder/complete" || { echo "boosters: no packages for $folder"; exit 1; }
    fi
}

# models NAME: made anew when what makes them has changed
models() {
    local to=$cache/models-$1 made
    made=$(sha256sum < "$maker")
    if [ "$(cat "$to/made" 2> /dev/null)" != "$made" ]; then
        rm -rf "$to"
        "$cache/$1/bin/python" "$maker" "$to"
        echo "$made" > "$to/made"
    fi
}

roots=()
add() {
    if environment "$@"; then
        models "$1"
        roots+=("$cache/models-$1")
    fi
}
add b37 3.7 xgboost==0.90 lightgbm==2.3.1 scikit-learn==0.21.3 numpy==1.17.5 pandas==0.25.3
add b310 3.10 xgboost==1.7.6 lightgbm==3.3.5 scikit-learn==1.2.2 numpy==1.23.5 scipy==1.9.3 pandas==1.5.3
add b312 3.12 xgboost==2.1.4 catboost==1.2.10 scikit-learn==1.5.2 numpy==1.26.4 pandas==2.2.3
add xgb3.1.3 3.12 xgboost-cpu==3.1.3 scikit-learn==1.7.2 numpy==2.2.6 pandas==2.3.3
add b313 3.13 xgboost==3.4.1 lightgbm==4.7.0 scikit-learn==1.7.2 numpy==2.3.5 pandas==2.3.3 'dask[distributed]' pyarrow

runtime=$cache/onnxruntime
if [ ! -e "$runtime/complete" ]; then
    python3 -m venv "$runtime"
    "$runtime/bin/pip" install --quiet --disable-pip-version-check onnxruntime onnx numpy
    touch "$runtime/complete"
fi
names='*'
[ $# -eq 0 ] || names=$(IFS=, && echo "$*")
failed=0
for root in "${roots[@]}"; do
    "$runtime/bin/python" "$here/oracle.py" --depickle "$depickle" --fixtures "$root" --names "$names" --jobs "$(nproc)" || failed=1
done
exit $failed
