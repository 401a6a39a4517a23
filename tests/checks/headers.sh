#!/usr/bin/env bash
# Each header stands alone; the public one also in C99 and C++, pedantic.
#
#   headers.sh CC CXX FLAG...
set -u
cc=$1
cxx=$2
shift 2
cd "$(dirname "$0")/../.."
passed=0
failed=0

try() {
    if "$@" > /dev/null; then
        passed=$((passed + 1))
    else
        echo "headers: failed: $*"
        failed=$((failed + 1))
    fi
}

strict=(-Wall -Wextra -pedantic -Werror -fsyntax-only)
try "$cc" -std=c99 "${strict[@]}" -x c src/depickle.h
try "$cc" -std=c17 "${strict[@]}" -x c src/depickle.h
if [ -n "$cxx" ]; then
    try "$cxx" -std=c++11 "${strict[@]}" -x c++ src/depickle.h
    try "$cxx" -std=c++17 "${strict[@]}" -x c++ src/depickle.h
fi
for header in $(find src converters -name '*.h' | sort); do
    try "$cc" -std=c17 -D_GNU_SOURCE -fsyntax-only -Isrc -I. "$@" -x c "$header"
done
echo "headers: $passed passed, $failed failed"
[ $failed -eq 0 ]
