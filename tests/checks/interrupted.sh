#!/usr/bin/env bash
# A batch of several workers is ended by signals at random moments, sent to it or to its whole process group, and once by SIGKILL; and
# resumed each time, until it is through. Whatever ended it: under its own name every file is whole; a file has a line in the manifest
# when its outputs are there, and only then (but for SIGKILL, which may lose lines); no temporary file is left and no process. At the
# end each input was done once, its outputs are those of a run that nobody ended, and each outcome is the right one.
#
#   interrupted.sh DEPICKLE MODEL...
#
# DEPICKLE_FILES (300), 2 % of them hostile and 2 % broken; DEPICKLE_SEED (1): of the moments.
set -u
d=$1
shift
files=${DEPICKLE_FILES:-300}
RANDOM=${DEPICKLE_SEED:-1}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0
cd "$scratch" || exit 2
mkdir in
models=("$@")
for ((i = 0; i < files; i++)); do
    name=in/$((i % 7))/m$i.pkl
    mkdir -p "in/$((i % 7))"
    case $((i % 50)) in
    17) printf "cposix\nsystem\n(S'touch %s/ran'\ntR." "$scratch" > "$name" ;;
    31) head -c 200 "${models[0]}" > "$name" ;;
    *) cp "${models[i % ${#models[@]}]}" "$name" ;;
    esac
done

check() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        echo "interrupted: $1: expected $2, found $3"
        failed=$((failed + 1))
    fi
}

# sums DIR: what is there under names of its own
sums() {
    (cd "$1" && find . -type f ! -name '*.tmp' -exec sha256sum {} +) | sort -k 2
}

# lines CODE: inputs with that code, in the order of their names
lines() {
    sed -n "s/^{\"schema\":\"depickle-manifest\/1\",\"input\":\"\([^\"]*\)\",\"sha256\":\"[0-9a-f]*\",\"code\":$1,.*}\$/\1/p" m.jsonl | sort
}

convert() {
    "$d" convert -q in -d out -j 2 --manifest m.jsonl --resume "$@"
}

# settled SIGNAL: what an ended run leaves
settled() {
    local bad want have
    bad=$(sums out 2> /dev/null | grep -vxFf whole.sums)
    check "$1: files that are not whole" '' "$bad"
    check "$1: lines that are none" '' "$(grep -v '^{"schema":"depickle-manifest/1",.*}}$' m.jsonl)"
    check "$1: inputs done twice" '' "$(lines 0 | uniq -d)"
    check "$1: temporary files" '' "$(find out -name '.depickle-*' 2> /dev/null)"
    if [ "$1" != KILL ]; then
        want=$(lines 0 | sed 's/^in\///; s/\.pkl$//')
        have=$(find out -type f -name '*.json' 2> /dev/null | sed 's/^out\///; s/\.json$//; s/\.[01]$//' | sort -u)
        check "$1: what is listed is there, and no more" "$want" "$have"
    fi
    for ((i = 0; i < 50; i++)); do
        pgrep -f -- "-d out -j 2 --manifest m.jsonl" > left || break
        sleep 0.1
    done
    check "$1: processes" '' "$(cat left)"
}

start=${EPOCHREALTIME/[.,]/}
"$d" convert -q in -d whole -j 2 --manifest whole.jsonl 2> said
code=$?
took=$((${EPOCHREALTIME/[.,]/} - start))
check "the plain run" 9 "$code"
sums whole > whole.sums

ended=0
for ((i = 0; i < 40 && ended < 12; i++)); do
    signals=(INT TERM HUP TERM KILL INT)
    signal=${signals[i % 6]}
    # A process group of its own, led by the batch. What runs in the background of a script ignores SIGINT.
    setsid env --default-signal=INT "$d" convert -q in -d out -j 2 --manifest m.jsonl --resume > said 2>&1 &
    batch=$!
    sleep "$(printf '0.%06d' $(((RANDOM * 32768 + RANDOM) % (took / 6 + 20000) + 5000)))"
    group=$([ $((i % 2)) -eq 0 ] && [ "$signal" != KILL ] && echo - || echo '')
    kill -"$signal" -- "$group$batch" 2> /dev/null
    wait $batch
    code=$?
    if [ $code -gt 128 ]; then
        ended=$((ended + 1))
        check "exit code by $signal" "$((128 + $(kill -l "$signal")))" "$code"
    fi
    [ ! -e m.jsonl ] || settled "$signal"
    [ $code -ne 9 ] || break
done 2> kill.log
[ $ended -ge 2 ] || check "runs that were ended" "2 at least" "$ended"
convert 2> said
check "the last run" 9 "$?"
settled end
check "all outputs" "$(cat whole.sums)" "$(sums out)"
check "hostile" "$(grep -l posix in/*/* | sort)" "$(lines 1 | uniq)"
check "broken" "$(find in -size -201c -size +199c -name '*.pkl' | sort)" "$(lines 8 | uniq)"
check "converted" "$(find in -name '*.pkl' | sort)" "$( (lines 0; lines 1; lines 8) | sort -u)"
check "what they would run" '' "$(ls ran 2> /dev/null)"
before=$(wc -l < m.jsonl)
convert 2> said
check "nothing but failures again" "$((before + $(wc -l < said)))" "$(wc -l < m.jsonl)"
[ "${VERBOSE:-}" = "" ] || echo "interrupted: ended $ended times; the plain run took $took us"
echo "interrupted: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
