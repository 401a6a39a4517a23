#!/usr/bin/env bash
# A batch is killed at random moments. Each time every file under its own name is whole and the usual one, with a sidecar that
# fits or none yet; what is left besides are .depickle-*.tmp, and none of those where files can be without a name; of the manifest every line can be read but the last, which may be a
# piece; and the next run goes on with it.
#
#   killed.sh DEPICKLE MODEL...
#
# DEPICKLE_KILLS (25): how often. A kill that comes after the batch has ended is checked and does not count; the moments are taken
# from a shorter time then. DEPICKLE_SEED (1): of the moments.
set -u
d=$1
shift
kills=${DEPICKLE_KILLS:-25}
RANDOM=${DEPICKLE_SEED:-1}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
nameless=false # O_TMPFILE
case $(stat -f -c %T "$scratch" 2> /dev/null) in ext2/ext3 | tmpfs | xfs | btrfs) [ -d /proc/self/fd ] && nameless=true ;; esac
passed=0
failed=0
interrupted=0
mkdir "$scratch/in"
for i in 0 1 2 3 4 5 6 7 8 9; do
    for model in "$@"; do
        cp "$model" "$scratch/in/$i-$(basename "$model")"
    done
done
cd "$scratch" || exit 2

convert() {
    exec "$d" convert -q in -d "$1" --to onnx,json --manifest "$1/manifest.jsonl"
}

fail() {
    echo "killed: after $moment us: $1"
    failed=$((failed + 1))
}

# sound DIR: what the killed run left
sound() {
    local dir=$1 bad
    bad=$(cd "$dir" 2> /dev/null && find . -type f ! -name '*.tmp' ! -name manifest.jsonl -exec sha256sum {} + | sort -k 2 | grep -vxFf ../whole.sums)
    [ -z "$bad" ] || fail "not whole: $bad"
    bad=$(find "$dir" -type f ! -name '*.onnx' ! -name '*.json' ! -name '*.sha256' ! -name manifest.jsonl ! -name '.depickle-????????????????.tmp' 2> /dev/null)
    [ -z "$bad" ] || fail "odd names: $bad"
    bad=$(find "$dir" -name '.depickle-*.tmp' 2> /dev/null)
    [ -z "$bad" ] || ! $nameless || fail "temporary names: $bad"
    bad=$(sed '$d' "$dir/manifest.jsonl" 2> /dev/null | grep -v '^{"schema":"depickle-manifest/1",.*}}$')
    [ -z "$bad" ] || fail "lines of the manifest: $bad"
}

# goes_on DIR: the same batch once more over what is there; then the folder is as its manifest says
goes_on() {
    local dir=$1
    find "$dir" -name '.depickle-*.tmp' -delete 2> /dev/null
    "$d" convert -f -q in -d "$dir" --to onnx,json --manifest "$dir/manifest.jsonl" > said 2>&1 || fail "the next run: $(cat said)"
    (cd "$dir" && find . -type f ! -name manifest.jsonl -exec sha256sum {} +) | sort -k 2 | cmp -s - whole.sums || fail "the next run wrote something else"
    "$d" verify "$dir" > said 2>&1 || fail "verify: $(cat said)"
}

moment=0
(convert whole) || fail "the plain run"
rm -rf whole
start=${EPOCHREALTIME/[.,]/} # the second time nothing has to be read from disk
(convert whole) || fail "the plain run"
took=$((${EPOCHREALTIME/[.,]/} - start))
(cd whole && find . -type f ! -name manifest.jsonl -exec sha256sum {} +) | sort -k 2 > whole.sums
for ((tries = 0; interrupted < kills && tries < 4 * kills; tries++)); do
    before=$failed
    rm -rf out
    (convert out) > /dev/null 2>&1 &
    moment=$(((RANDOM * 32768 + RANDOM) % took))
    sleep "$(printf '%d.%06d' $((moment / 1000000)) $((moment % 1000000)))"
    if kill -9 $!; then
        interrupted=$((interrupted + 1))
    else
        took=$((took * 9 / 10 + 1000))
    fi
    wait $! 2> /dev/null
    sound out
    [ $((tries % 5)) -ne 0 ] || goes_on out
    [ "$failed" -ne "$before" ] || passed=$((passed + 1))
done 2> kill.log
[ $interrupted -eq "$kills" ] || fail "only $interrupted of $tries were still running"
echo "killed: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
