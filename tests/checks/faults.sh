#!/usr/bin/env bash
# Each system call of a conversion fails once: the first, the second, … until the run gets through. Each time it ends with
# code 2 and one line, and leaves nothing, not even under another name; or it can do without, and the outputs are the usual ones.
# Reads and writes that are short or interrupted change nothing.
#
#   faults.sh DEPICKLE FAULTS MODEL      FAULTS: support/faults.c
#
# DEPICKLE_FAULT_STEP (7): every how many-th allocation fails, beginning with the first.
set -u
d=$1
faults=$2
model=$3
step=${DEPICKLE_FAULT_STEP:-7}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

fail() {
    echo "faults: $1"
    sed 's/^/    /' "$scratch/said"
    failed=$((failed + 1))
}

# run FAULT OPTION...: in a fresh folder; sets code, left (what is there but the manifest) and log (did the call fail?)
run() {
    local fault=$1
    shift
    rm -rf "$scratch/out" "$scratch/log"
    (cd "$scratch" && timeout 60 env FAULT="$fault" FAULT_LOG="$scratch/log" LD_PRELOAD="$faults" \
        "$d" convert -q "$model" -d out/d --to onnx,json "$@") > "$scratch/said" 2>&1 < /dev/null
    code=$?
    left=$(cd "$scratch" && find out -type f ! -name manifest.jsonl -exec sha256sum {} + 2> /dev/null | sort -k 2)
}

run none
whole=$left
[ $code -eq 0 ] && [ "$(wc -l <<< "$whole")" -eq 4 ] || fail "the plain run: exit $code"

# ladder CALL STEP LEAST OPTION...: at least LEAST of the runs must fail, or nothing was tested
ladder() {
    local call=$1 step=$2 least=$3 n refused=0
    shift 3
    for ((n = 1; n < 20000; n += step)); do
        run "$call:$n" "$@"
        if [ ! -e "$scratch/log" ]; then
            break
        elif [ $code -eq 2 ] && [ -z "$left" ] && [ "$(wc -l < "$scratch/said")" -ge 1 ]; then
            refused=$((refused + 1))
            passed=$((passed + 1))
        elif [ $code -eq 0 ] && [ "$left" = "$whole" ]; then
            passed=$((passed + 1))
        elif [ $code -eq 2 ] && [ "$left" = "$whole" ] && grep -q 'manifest' "$scratch/said"; then
            passed=$((passed + 1)) # the outputs stand; that they could not be listed is said
        else
            fail "$call:$n $*: exit $code, left: $left"
        fi
        if [ -e "$scratch/out/manifest.jsonl" ] && grep -qv '^{"schema":"depickle-manifest/1",.*}}$' "$scratch/out/manifest.jsonl"; then
            fail "$call:$n: the manifest has a line that is no line"
        fi
    done
    if [ $code -ne 0 ] || [ "$left" != "$whole" ]; then
        fail "$call: the run that nothing failed in: exit $code"
    elif [ $refused -lt "$least" ]; then
        fail "$call: only $refused of $n runs failed"
    fi
    [ "${VERBOSE:-}" = "" ] || echo "$call $*: $refused of $((n - 1)) refused"
}

# Files without a name until they are whole, as most file systems have them.
run linkat:1
if [ -e "$scratch/log" ]; then
    ladder linkat 1 4
    ladder linkat 1 4 -f
    ladder fsync 1 5
    ladder fchmod 1 4
    ladder write 1 10
    ladder open 1 5
else
    echo "faults: no file here can be without a name: skipped"
fi
export FAULT_NAMED=1

# The child reports its faults down a pipe that may be the one that fails.
ladder read 1 5
ladder write 1 10
ladder fsync 1 5
ladder renameat2 1 4
ladder renameat 1 4 -f
ladder fchmod 1 4
ladder open 1 6
ladder mkdir 1 2
ladder pipe2 1 2
ladder fork 1 1
ladder mmap 1 1
ladder getrandom 1 4 # the program's own: the child can do without
ladder malloc "$step" 3 # most are of the report, which nobody asked for
ladder write 1 10 --manifest out/manifest.jsonl
ladder open 1 6 --manifest out/manifest.jsonl

for fault in short interrupted; do
    run $fault --manifest out/manifest.jsonl
    if [ -e "$scratch/log" ] && [ $code -eq 0 ] && [ "$left" = "$whole" ]; then
        passed=$((passed + 1))
    else
        fail "$fault: exit $code, left: $left"
    fi
done
echo "faults: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
