#!/usr/bin/env bash
# samples/browser in headless Chromium: no message of the console, no request that leaves this machine, prices and probes to the bit;
# a file with altered answers, or none, is told. Then the models of tests/cases, with stored answers, in onnxruntime-web in Node.
#
#   page.sh DEPICKLE [FOLDER]     FOLDER: keep pictures of the page there
#
# onnxruntime-web is installed by the sample's package-lock.json. All is kept in $DEPICKLE_CACHE (default: ~/.cache/depickle).
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
depickle=$(realpath "$1")
. "$root/tests/support/chromium.sh"
runtime=$cache/page
block() { python3 "$root/tests/documents/blocks.py" --print "$1" "$2"; }
lock=$root/samples/browser/package-lock.json

chromium_for_python page
if ! command -v npm > /dev/null; then
    echo "page: skipped: no npm"
    exit 0
fi
if ! cmp -s "$lock" "$runtime/complete"; then
    rm -rf "$runtime"
    mkdir -p "$runtime"
    cp "$lock" "$root/samples/browser/package.json" "$runtime"
    # samples/browser/README.md 0: its first line here, the others below
    if ! (cd "$runtime" && export npm_config_audit=false npm_config_fund=false npm_config_loglevel=silent && eval "$(block samples/browser/README.md 0 | sed -n 1p)"); then
        echo "page: 0 passed, 1 failed: npm ci"
        exit 1
    fi
    cp "$lock" "$runtime/complete"
fi
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
cp -r "$root/samples/laptop-price" "$site"
mkdir "$site/browser"
cp "$root"/samples/browser/*.* "$site/browser"
ln -s "$runtime/node_modules" "$site/browser/node_modules"
(
    cd "$site/browser" || exit 1
    depickle() { "$depickle" "$@"; }
    eval "$(block samples/browser/README.md 0 | sed -n 2p)" || exit 1
    cp ../laptop-price/predictor.pickle model.pkl
    eval "$(block docs/browser.md 0)" > /dev/null || exit 1 # for docs/browser.md 1, which page.py runs
) || exit 1
failed=0
"$venv/bin/python" "$here/page.py" "$site" "$browser" ${2:+"$(realpath "$2")"} | sed 's/^page: \([0-9]* passed\)/\1/' || failed=1
[ "${PIPESTATUS[0]}" -eq 0 ] || failed=1

# Left out: answers of 1e45 and more in which all digits cancel, as they do in ONNX Runtime elsewhere; and CategoricalNB and the neighbours
# of NaN, which scikit-learn refuses: what a NaN is as an index, and which of rows that are all NaN away comes first, each processor says
# otherwise.
mkdir "$site/cases"
for case in "$root"/tests/cases/*/good-*/; do
    name=$(basename "$(dirname "$case")")-$(basename "$case")
    case $name in encoders-good-isomap-1.9 | kernels-good-countsketch-coef0-* | semi-good-categoricalnb-* | neighbors-good-search-1.9 | neighbors-good-search-balls-1.9 | neighbors-good-search-sparse-1.9) continue ;; esac
    "$depickle" convert -q --no-sidecar --probes 20 "$case"input.* -o "$site/cases/$name.onnx" 2> /dev/null # some have no graph
done
node "$here/web_probes.mjs" "$runtime/node_modules/onnxruntime-web/dist/ort.node.min.mjs" "$site"/cases/*.onnx || failed=1
exit $failed
