#!/usr/bin/env bash
# samples/record_answers.py in the environments that it is for: there it records what models answer, here verify agrees with
# that, and no longer once an answer is changed.
#
#   answers.sh DEPICKLE
#
# Pythons come from pyenv or the system, packages from PyPI; what cannot be installed here is skipped and counted. They are kept
# in $DEPICKLE_CACHE (default: ~/.cache/depickle).
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
depickle=$(realpath "$1")
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
skipped=0

# python VERSION: pyenv's newest of that series, else the system's.
python() {
    local found
    found=$(compgen -G "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1.*/bin/python" | sort -V | tail -n 1)
    [ -n "$found" ] && echo "$found" || command -v "python$1"
}

# One check: its words, and whether it held.
note() {
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $1"
        cat "$work/said"
    fi
}

# changed TABLE: its last number or label is another.
changed() {
    sed '$ { s/True$/False/; t; s/False$/True/; t; s/\.\([0-9]*\)$/.9\1/; t; s/$/1/ }' "$1"
}

# model FOLDER NAME PYTHON
model() {
    local at=$1/$2 said
    "$3" -W ignore "$root/samples/record_answers.py" "$at.pkl" "$at.csv" "$at.X.csv" "$at.y.csv" > "$work/said" 2>&1
    note "$at: not recorded" $?
    "$depickle" convert -q -f --no-sidecar "$at.pkl" -o "$at.onnx" > "$work/said" 2>&1
    note "$at: not converted" $?
    for what in "$at.onnx" "$at.pkl"; do
        "$depickle" verify "$what" --data "$at.X.csv" --expected "$at.y.csv" > "$work/said" 2>&1 \
            && grep -q '^agrees with yours' "$work/said"
        note "$what: does not agree" $?
        changed "$at.y.csv" > "$at.z.csv"
        "$depickle" verify "$what" --data "$at.X.csv" --expected "$at.z.csv" > "$work/said" 2>&1
        [ $? -eq 5 ]
        note "$what: agrees with a changed answer" $?
    done
}

# environment NAME PYTHON PACKAGE…: packages beside no others, for 2.7 has no venv.
environment() {
    local name=$1 interpreter packages=$cache/answers-$1 names
    interpreter=$(python "$2")
    shift 2
    if [ -z "$interpreter" ] || ! { [ -e "$packages/complete" ] || { rm -rf "$packages" \
        && "$interpreter" -m pip install --quiet --target "$packages" "$@" > "$work/said" 2>&1 && touch "$packages/complete"; }; }; then
        echo "$name: skipped: cannot be installed here"
        skipped=$((skipped + 1))
        return
    fi
    mkdir "$work/$name"
    names=$(PYTHONPATH=$packages "$interpreter" -W ignore "$root/tests/gen/answers.py" "$work/$name" 2> "$work/said") || note "$name: not trained" 1
    for each in $names; do
        PYTHONPATH=$packages model "$work/$name" "$each" "$interpreter"
    done
    echo "$name: $(wc -w <<< "$names") models"
}

environment 2.7-0.20 2.7 scikit-learn==0.20.4 pandas==0.24.2 joblib==0.14.1
environment 3.6-0.24 3.6 scikit-learn==0.24.2 pandas==1.1.5
environment newest 3.13 scikit-learn pandas
echo "answers: $passed passed, $failed failed, $skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
