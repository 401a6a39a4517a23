#!/usr/bin/env bash
# AFL++ on one target, from the smallest file of its corpus: fails when no new path is found, or a crash or a hang is.
#
#   afl.sh FOLDER STAGE SECONDS      (FOLDER: targets built with afl-clang-fast)
set -u
target=$1/fuzz_$2
seconds=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$1/afl-$2
rm -rf "$work"
mkdir -p "$work/in"
find "$here/corpus/$2" -type f -size +0 -printf '%s %p\n' | sort -n | awk 'NR == 1 { print $2 }' | xargs -I{} cp {} "$work/in/seed"
export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
afl-fuzz -V "$seconds" -t 2000+ -x "$here/depickle.dict" -i "$work/in" -o "$work/out" -- "$target" > "$work/log" 2>&1
stat() { sed -n "s/^$1 *: *//p" "$work/out/default/fuzzer_stats" 2> /dev/null; }
runs=$(stat execs_done)
found=$(stat corpus_found)
crashes=$(stat saved_crashes)
hangs=$(stat saved_hangs)
echo "afl: $2: ${runs:-0} executions, ${found:-0} new paths, ${crashes:-?} crashes, ${hangs:-?} hangs"
if [ "${found:-0}" -ge 20 ] && [ "${crashes:-1}" -eq 0 ] && [ "${hangs:-1}" -eq 0 ]; then
    echo "afl: 1 passed, 0 failed"
else
    tail -n 20 "$work/log"
    echo "afl: 0 passed, 1 failed"
    exit 1
fi
