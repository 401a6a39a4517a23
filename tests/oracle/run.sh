#!/bin/bash
# A seeded sample of the fixtures of all environments, on the newest onnxruntime and on an old one.
#
#   tests/oracle/run.sh DEPICKLE [MODELS [SEED]]     MODELS: 400; 0: all
#
# Fixtures are packed, one archive an environment, in $DEPICKLE_FIXTURES (default: ../shared/fixtures beside the project).
# Virtual environments and unpacked fixtures are kept in $DEPICKLE_CACHE (default: ~/.cache/depickle).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
depickle=${1:?usage: run.sh DEPICKLE [MODELS [SEED]]}
models=${2:-400}
seed=${3:-0}
packed=${DEPICKLE_FIXTURES:-$root/../shared/fixtures}
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}
jobs=$(nproc)

if ! compgen -G "$packed/py*.tar.xz" > /dev/null; then
    echo "oracle: no fixtures in $packed: skipped (set DEPICKLE_FIXTURES)"
    exit 0
fi

# environment NAME PYTHON PACKAGE…
environment() {
    local folder=$cache/$1 python=$2
    shift 2
    if [ ! -e "$folder/complete" ]; then
        rm -rf "$folder"
        "$python" -m venv "$folder"
        "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
        touch "$folder/complete"
    fi
}

mkdir -p "$cache"
environment oracle-new python3 onnxruntime onnx numpy
environment oracle-old python3 'onnxruntime>=1.17,<1.22' onnx numpy
environment oracle-json python3 jsonschema scikit-learn==1.9.1
environment oracle-tables python3 pandas==2.2.3 pytz
environment oracle-laptop python3 scikit-learn==1.9.1 xgboost==3.2.0 pandas onnxruntime
bash "$here/unpack.sh" "$packed" "$cache/fixtures"

failed=0
"$cache/oracle-new/bin/python" "$here/bounds_test.py" || failed=1
"$cache/oracle-new/bin/python" "$here/known_bugs.py" --depickle "$depickle" "$root/tests/cases" || failed=1
for runtime in new old; do
    "$cache/oracle-$runtime/bin/python" "$here/oracle.py" --depickle "$depickle" --fixtures "$cache/fixtures" \
        --sample "$models" --seed "$seed" --jobs "$jobs" || failed=1
done
"$cache/oracle-new/bin/python" "$here/oracle.py" --depickle "$depickle" --fixtures "$cache/fixtures" \
    --sample "$((models / 4))" --seed "$seed" --jobs "$jobs" --convert=--target=ml5 || failed=1
"$cache/oracle-new/bin/python" "$here/oracle.py" --depickle "$depickle" --fixtures "$cache/fixtures" \
    --sample "$((models / 8))" --seed "$seed" --jobs "$jobs" --float32 || failed=1

# The line of docs/add-an-estimator.md 2, for a family that is called mymodel.
mine=$(mktemp -d)
mkdir -p "$mine/py313-sk191" && cp -r "$cache/fixtures/py313-sk191/linreg" "$mine/py313-sk191/mymodel_linreg"
line=$(python3 "$root/tests/documents/blocks.py" --print docs/add-an-estimator.md 2 | grep oracle.py)
(
    cd "$root"
    python() { "$cache/oracle-new/bin/python" "$@"; }
    line=${line/build\/dev\/depickle/\"$depickle\"}
    eval "${line/FOLDER/\"$mine\"}"
) || failed=1
rm -rf "$mine"

# What is said of trees: proved.
python3 "$here/proved.py" --depickle "$depickle" --fixtures "$cache/fixtures" --sample "$models" --jobs "$jobs" || failed=1

# The evaluator itself, against the same answers.
"$cache/oracle-new/bin/python" "$here/evaluator.py" --depickle "$depickle" --fixtures "$cache/fixtures" --sample "$((models / 2))" \
    --seed "$seed" || failed=1

# Headers in C, compiled by gcc and clang, beside the evaluator and the same answers.
"$cache/oracle-new/bin/python" "$here/c_headers.py" --depickle "$depickle" --fixtures "$cache/fixtures" --sample "$((models / 4))" \
    --seed "$seed" || failed=1

# What is written, read back and evaluated.
"$cache/oracle-new/bin/python" "$here/read_back.py" --depickle "$depickle" --fixtures "$cache/fixtures" --sample "$((models / 4))" \
    --seed "$seed" || failed=1

# Parameter files: the schemas for a sample of all eras, the constructors for the newest one.
mapfile -t files < <(find "$cache/fixtures/" -name 'pickle-p*.pkl' | LC_ALL=C sort | awk -v seed="$seed" -v most="$((models / 4))" \
    'BEGIN { srand(seed) } { file[NR] = $0 } END { for (i = 0; i < NR && (most == 0 || i < most); i++) {
        k = i + 1 + int(rand() * (NR - i)); print file[k]; file[k] = file[i + 1] } }')
"$cache/oracle-json/bin/python" "$here/json_schema.py" --depickle "$depickle" "${files[@]}" || failed=1
"$cache/oracle-json/bin/python" "$here/json_params.py" --depickle "$depickle" --fixtures "$cache/fixtures/py313-sk191" || failed=1
# Tables, against what pandas reads from the same files.
"$cache/oracle-tables/bin/python" "$here/tables.py" --depickle "$depickle" "$root"/tests/cli/data/tables/*.pkl || failed=1

# Column pipelines: an input a column, in any order, and one table of texts.
"$cache/oracle-new/bin/python" "$here/columns.py" --depickle "$depickle" --fixtures "$cache/fixtures" \
    --sample "$((models / 4))" --seed "$seed" || failed=1
# The laptop-price notebook's pipelines, from its data.
if [ -e "$packed/../real/laptop_price.csv" ]; then
    "$cache/oracle-laptop/bin/python" "$here/laptop.py" --depickle "$depickle" --data "$packed/../real/laptop_price.csv" || failed=1
else
    echo "oracle: no laptop_price.csv beside $packed: skipped"
fi

# Files from public repositories: the share that converts and answers right, and the share that is told what can be saved.
if [ -e "$packed/../real/manifest.jsonl" ]; then
    "$cache/oracle-new/bin/python" "$here/real_shares.py" --depickle "$depickle" --real "$packed/../real" || failed=1
else
    echo "oracle: no real files beside $packed: skipped"
fi

# Models that are in no fixture.
"$cache/oracle-laptop/bin/python" "$here/random_models.py" --depickle "$depickle" --seed "$seed" \
    --count "$((models == 0 ? 1000 : models / 4))" || failed=1
"$cache/oracle-laptop/bin/python" "$here/verified.py" --depickle "$depickle" || failed=1
exit $failed
