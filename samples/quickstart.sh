#!/usr/bin/env bash
# The whole story of samples/laptop-price, from a bare system: installs what is missing, builds depickle, refuses the
# tampered files, converts the good one, proves the result and compares its answers with scikit-learn's.
#
#   samples/quickstart.sh [FOLDER]      outputs go to FOLDER (default: build/quickstart), which is made anew
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=${1:-$root/build/quickstart}
laptop=$root/samples/laptop-price
marker=/tmp/depickle-sample-was-here
step=0

stop() {
    echo
    echo "quickstart: failed: $1"
    exit 1
}

say() {
    step=$((step + 1))
    printf '\n%d. %s\n' "$step" "$1"
}

# run CODE COMMAND...: shows the command and its output, and insists on the exit code.
run() {
    local expected=$1 code
    shift
    printf '   $ %s\n' "${*/#"$depickle"/depickle}"
    "$@" 2>&1 | sed 's/^/   /'
    code=${PIPESTATUS[0]}
    [ "$code" -eq "$expected" ] || stop "exit code $code where $expected was expected"
}

say "Packages and a release build"
bash "$root/tests/support/packages.sh" build || stop "packages are missing"
mkdir -p "$root/build"
echo "   building, a minute or two (what it says: build/quickstart.log) ..."
if ! { cmake -S "$root" --preset release && cmake --build "$root/build/release"; } > "$root/build/quickstart.log" 2>&1; then
    tail -n 20 "$root/build/quickstart.log"
    stop "depickle does not build (build/quickstart.log)"
fi
depickle=$root/build/release/depickle
"$depickle" --version | sed 's/^/   /' || stop "depickle does not run"
case $out in "$root/build/quickstart") rm -rf "$out" ;; esac
mkdir -p "$out"
[ -z "$(ls -A "$out")" ] || stop "$out is not empty"
cd "$laptop" || stop "no samples"

say "Two files that somebody tampered with: loading either would run a program"
rm -f "$marker"
for file in predictor-tampered.pickle predictor-tampered.joblib; do
    run 1 "$depickle" scan "$file"
    run 1 "$depickle" convert "$file" -d "$out"
done
[ -z "$(ls -A "$out")" ] || stop "a refused file left something behind"
[ ! -e "$marker" ] || stop "the payload ran"

say "The file as it was written: nothing but known classes"
run 0 "$depickle" scan predictor.pickle
run 0 "$depickle" inspect predictor.pickle

say "To ONNX and JSON, with digests"
run 0 "$depickle" convert predictor.pickle -d "$out"
(cd "$out" && sha256sum --check --quiet ./*.sha256) || stop "a digest does not match"
(cd "$out" && ls -l | sed 's/^/   /')

say "Does the ONNX file answer as the pickle would?"
run 0 "$depickle" verify "$out/predictor.onnx" --against predictor.pickle

say "Predictions, beside the ones scikit-learn gave"
for model in predictor.pickle "$out/predictor.onnx"; do
    "$depickle" predict "$model" rows.csv > "$out/answers.csv" || stop "predict"
    cmp -s "$out/answers.csv" expected.csv || stop "$model: other answers than scikit-learn's"
done
paste -d, "$out/answers.csv" expected.csv | awk -F, '
    NR == 1 { printf "   %-22s %-22s\n", "depickle", "scikit-learn" }
    NR > 1 && NR < 7 { printf "   %-22s %-22s %s\n", $1, $2, $1 == $2 ? "equal" : "DIFFERENT" }'
echo "   ... $(($(wc -l < expected.csv) - 1)) of $(($(wc -l < expected.csv) - 1)) rows are equal to the last bit"

printf '\nquickstart: all %d steps passed. The converted model lies in %s\n' "$step" "$out"
printf 'The program is %s. Next, as root or with --prefix ~/.local:  cmake --install %s\nthen:  depickle convert YOUR.pkl -d safe\n' \
    "$depickle" "$root/build/release"
