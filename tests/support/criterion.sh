#!/usr/bin/env bash
# Runs one Criterion program and believes its exit code only where that says enough: without /proc Criterion runs no
# test and exits 0, and a sanitizer's report at the end of a test's process does not fail the test.
set -u
program=$1
name=$(basename "$program")
listed=$("$program" --list | sed -n 's/^.*: \([0-9]*\) tests\{0,1\}$/\1/p' | awk '{ n += $1 } END { print n + 0 }')
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$program" --verbose --color=never --jobs "${DEPICKLE_JOBS:-2}" > "$log" 2>&1
code=$?
grep -av '^\[\(RUN \|PASS\|----\) *\]  *$\|^\[\(RUN \|PASS\)' "$log"
summary=$(grep -a 'Synthesis: Tested:' "$log" | tail -n 1)
number() { sed -n "s/.*$1: \([0-9]*\).*/\1/p" <<< "$summary"; }
tested=$(number Tested)
tested=${tested:-0}
skipped=$(grep -ac '^\[SKIP\]' "$log")
failed=$(($(number Failing) + $(number Crashing)))
if [ "$listed" -eq 0 ] || [ $((tested + skipped)) -lt "$listed" ]; then
    echo "$name: $listed tests are listed, $tested ran, $skipped skipped"
    failed=$((failed + 1))
fi
if grep -aqE 'ERROR: (Address|Leak|Memory)Sanitizer|runtime error:|^==[0-9]+==ERROR' "$log"; then
    echo "$name: a sanitizer reported a fault"
    failed=$((failed + 1))
fi
if [ $code -ne 0 ] && [ $failed -eq 0 ]; then
    echo "$name: exited with $code"
    failed=1
fi
passed=$((tested > failed ? tested - failed : 0))
echo "$name: $passed passed, $failed failed"
[ $failed -eq 0 ]
