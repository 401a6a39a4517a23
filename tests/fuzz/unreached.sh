#!/usr/bin/env bash
# Which branches of the sources does no input reach? What a fuzzer would need days for, a file made by hand reaches at once.
#
#   unreached.sh PREFIX [TARGET=FOLDER ...]      PREFIX of a source, as converters/svm or src/value/; FOLDERs of further inputs
#
# Runs every corpus (the kept ones, and those of CAMPAIGN in $DEPICKLE_FUZZ_CAMPAIGN, a folder of campaign.sh) and the further
# inputs through a build that counts (preset fuzz-coverage, built before), and prints, one a line:
#
#   FILE:LINE:COLUMN  T (never true), F (never false) or TF (never asked)  the line
#
# The last line counts them. What the corpora reach is kept in the build's folder until the next build: only the further inputs are run again.
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
[ $# -ge 1 ] || { sed -n '2,12p' "$0" | sed 's/^# \{0,1\}//'; exit 4; }
prefix=$1
shift
build=$root/build/fuzz-coverage
llvm=$(clang --version | sed -n 's/.*version \([0-9]*\).*/\1/p')
targets=(model whole shown json_model json_read onnx_read value)
programs=()
for target in "${targets[@]}"; do
    programs+=(-object "$build/tests/fuzz/fuzz_$target")
done

# count TARGET FOLDER PROFILE: what these inputs reach
count() {
    LLVM_PROFILE_FILE=$3 "$build/tests/fuzz/fuzz_$1" -runs=0 -max_len=65536 -timeout=60 "$2" > "$build/last.log" 2>&1 \
        || { tail -n 20 "$build/last.log" >&2; exit 1; }
}

known=$build/reached.prof
if [ ! "$known" -nt "$build/tests/fuzz/fuzz_whole" ]; then # else of an older program
    kept=$build/kept
    mkdir -p "$kept" && tar -xf "$root/tests/fuzz/grown.tar.xz" -C "$kept"
    for target in "${targets[@]}"; do
        for folder in "$kept/$target" "$root/tests/fuzz/corpus/$target" ${DEPICKLE_FUZZ_CAMPAIGN:+"$DEPICKLE_FUZZ_CAMPAIGN/corpus/$target"}; do
            [ ! -d "$folder" ] || count "$target" "$folder" "$build/%p.profraw"
        done
    done
    "llvm-profdata-$llvm" merge -o "$known" "$build"/*.profraw
    rm -f "$build"/*.profraw
fi
profiles=("$known")
for more in "$@"; do
    profile=$(mktemp "$build/more.XXXXXX")
    count "${more%%=*}" "${more#*=}" "$profile"
    profiles+=("$profile")
done
"llvm-profdata-$llvm" merge -o "$build/all.prof" "${profiles[@]}"
rm -f "$build"/more.*
"llvm-cov-$llvm" show "${programs[@]:1}" -instr-profile="$build/all.prof" -show-branches=count 2> /dev/null \
    | python3 "$root/tests/fuzz/unreached.py" "$root" "$prefix"
