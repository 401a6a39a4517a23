#!/usr/bin/env bash
# depickle.load in six scikit-learn versions from PyPI: estimators made of the fixtures' JSON files against the answers that were recorded
# where the fixtures were trained, scikit-learn 0.17 to 1.9.
#
#   load.sh DEPICKLE [MODELS [SEED]]      MODELS: 200 fixtures; 0: all
#
# Fixtures are those of tests/oracle/run.sh; a version whose Python is not here is left out, and said.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
program=$(realpath "${1:?usage: load.sh DEPICKLE [MODELS [SEED]]}")
packed=${DEPICKLE_FIXTURES:-$root/../shared/fixtures}
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}
keep=$(mktemp -d)
trap 'rm -rf "$keep"' EXIT
passed=0
failed=0

# What no installed version has a class for …
gone=(DPGMM VBGMM GMM GaussianProcess RandomizedLasso RandomizedLogisticRegression 'XGB*' 'LGBM*' 'CatBoost*' Booster)

# version RELEASE PYTHON "PACKAGES" CLASS...: … and what is later than this one
version() {
    local release=$1 python=$HOME/.pyenv/versions/$2 packages=$3 folder good bad name refused=()
    folder=$cache/load-$release
    shift 3
    python=$(compgen -G "$python.*/bin/python" | tail -n 1)
    if [ ! -e "$folder/complete" ]; then
        [ -n "$python" ] || { echo "load: no Python for scikit-learn $release: skipped"; return; }
        rm -rf "$folder"
        # shellcheck disable=SC2086
        "$python" -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check $packages \
            && touch "$folder/complete" || { rm -rf "$folder"; echo "load: no scikit-learn $release from PyPI"; failed=$((failed + 1)); return; }
    fi
    for name in "${gone[@]}" "$@"; do
        refused+=(--refused "$name")
    done
    "$folder/bin/python" "$here/load.py" "$program" "$cache/fixtures" --sample "$models" --seed "$seed" --keep "$keep" "${refused[@]}" \
        > "$keep/log" 2>&1 || { [ "$(grep -c ', 0 failed' "$keep/log")" = 0 ] || failed=$((failed + 1)); tail -n 60 "$keep/log"; }
    read -r good _ bad _ <<< "$(grep -aE '^[0-9]+ passed, [0-9]+ failed' "$keep/log" || echo "0 passed, 1 failed")"
    echo "scikit-learn $release: $(tail -n 1 "$keep/log")"
    passed=$((passed + good))
    failed=$((failed + bad))
}

models=${2:-200}
seed=${3:-0}
if ! compgen -G "$packed/py*.tar.xz" > /dev/null && [ ! -d "$cache/fixtures" ]; then
    echo "load: no fixtures in $packed: skipped (set DEPICKLE_FIXTURES)"
    exit 0
fi
bash "$here/unpack.sh" "$packed" "$cache/fixtures"
export PYTHONPATH=$root/src/bindings/python PYTHONDONTWRITEBYTECODE=1
since_1_4=('HistGradientBoosting*') # categories that are texts
since_1_3=("${since_1_4[@]}" TargetEncoder)
since_1_1=("${since_1_3[@]}" OneHotEncoder BisectingKMeans) # infrequent categories
version 0.24 3.9 "scikit-learn==0.24.2 numpy<1.21 scipy<1.8 pandas<1.4" "${since_1_1[@]}" SplineTransformer QuantileRegressor SGDOneClassSVM
version 1.0 3.10 "scikit-learn==1.0.2 numpy<1.24 pandas<2" "${since_1_1[@]}"
version 1.2 3.11 "scikit-learn==1.2.2 numpy<1.26 pandas<2.1" "${since_1_3[@]}"
version 1.4 3.12 "scikit-learn==1.4.2 numpy<2 pandas<2.3"
version 1.6 3.13 "scikit-learn==1.6.1 pandas<2.3"
version 1.9 3.13 "scikit-learn==1.9.1 pandas"
echo "load: $passed passed, $failed failed"
[ $failed -eq 0 ]
