#!/usr/bin/env bash
# C that depickle writes beside C of m2cgen, tl2cgen and Timber: nanoseconds for one row, and bytes of object code with its
# tables, both of gcc -O3. Rows differ from call to call.
#
#   tests/bench/c_peers.sh DEPICKLE [MODEL...]      rf_clf rf_reg gb_clf gb_reg xgb_clf xgb_reg
#
# Packages come from PyPI, into $DEPICKLE_CACHE (~/.cache/depickle)/c-peers. A line a compiler: model, compiler, ns, bytes, and
# how far its answers are from the library's own; at the end, depickle beside the best of the others, which must be no better.
# Rows are what a peer takes: float64, but float32 for Timber and for tl2cgen of XGBoost; depickle is measured with both.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
depickle=$(realpath "${1:?usage: c_peers.sh DEPICKLE [MODEL...]}")
shift
venv=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}/c-peers
made=$venv/models-$(sha256sum < "$here/c_peers.py" | cut -c1-16)
packages=(scikit-learn==1.5.2 numpy==1.26.4 scipy==1.14.1 xgboost-cpu==2.1.4 treelite==4.1.2 tl2cgen==1.0.0 m2cgen==0.10.0
    timber-compiler==0.6.0)
if [ ! -e "$venv/complete" ]; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "${packages[@]}"
    touch "$venv/complete"
fi
if [ ! -e "$made/complete" ]; then
    rm -rf "$venv"/models-*
    "$venv/bin/python" "$here/c_peers.py" "$made"
    touch "$made/complete"
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# field NAME FILE: of a flat JSON object
field() {
    sed -n "s/.*\"$1\": \"\{0,1\}\([^\",}]*\).*/\1/p" "$2"
}

# ours MODEL NAME OPTION...: the header with its adapter, as the folder of a peer
ours() {
    local model=$1 folder=$scratch/$1/$2
    shift 2
    mkdir -p "$folder"
    "$depickle" convert -q "$made/$model/model.pkl" --to c -o "$folder/model.h" --no-sidecar --methods "$method" "$@"
    cat > "$folder/adapter.c" << END
#include "model.h"
void answer(const void *x, double *out);
void answer(const void *x, double *out) { model_$method(x, 1, out); }
END
}

# measure MODEL NAME FOLDER ROWS
measure() {
    local model=$1 name=$2 folder=$3 rows=$4 size=8 objects=() source bytes
    [ "$rows" = f64 ] || size=4
    for source in "$folder"/*.c; do
        objects+=("$scratch/$name-$(basename "$source").o")
        gcc -O3 -w -c -o "${objects[-1]}" "$source"
    done
    bytes=$(size "${objects[@]}" | awk 'NR > 1 { n += $1 + $2 } END { print n }')
    gcc -O2 -o "$scratch/run" "$here/c_peers.c" "${objects[@]}" -lm
    "$scratch/run" "$made/$model/rows.$rows" $((features * size)) 20000 "$made/$model/answers.f64" "$outputs" > "$scratch/said"
    read -r ns apart < "$scratch/said"
    printf '%-8s %-12s %8s ns %8s bytes   %s apart\n' "$model" "$name" "$ns" "$bytes" "$apart" | tee -a "$scratch/table"
}

[ $# -ne 0 ] || set -- rf_clf rf_reg gb_clf gb_reg xgb_clf xgb_reg
for model in "$@"; do
    about=$made/$model/about.json
    features=$(field features "$about")
    outputs=$(field outputs "$about")
    method=$(field method "$about")
    ours "$model" depickle
    measure "$model" depickle "$scratch/$model/depickle" f64
    ours "$model" depickle_f32 --input-type float
    measure "$model" depickle_f32 "$scratch/$model/depickle_f32" f32
    for peer in m2cgen tl2cgen tl2cgen_q timber; do
        if [ -d "$made/$model/$peer" ]; then
            measure "$model" "$peer" "$made/$model/$peer" "$(cat "$made/$model/$peer/rows")"
        else
            printf '%-8s %-12s has no form for it\n' "$model" "$peer"
        fi
    done
done

# least MODEL COLUMN: of the peers
least() {
    awk -v model="$1" -v column="$2" '$1 == model && $2 !~ /^depickle/ && (least == "" || $column < least) { least = $column }
        END { print least }' "$scratch/table"
}

failed=0
for model in "$@"; do
    read -r ns bytes < <(awk -v model="$model" '$1 == model && $2 == "depickle" { print $3, $5 }' "$scratch/table")
    awk -v model="$model" -v ns="$ns" -v bytes="$bytes" -v least_ns="$(least "$model" 3)" -v least_bytes="$(least "$model" 5)" \
        'BEGIN { printf "%-8s best of the others / depickle: time %.2f, size %.2f\n", model, least_ns / ns, least_bytes / bytes
                 exit least_ns < ns || least_bytes < bytes }' || failed=1
done
exit $failed
