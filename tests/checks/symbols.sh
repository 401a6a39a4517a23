#!/usr/bin/env bash
# The shared library exports depickle_* and nothing else; neither it nor the program can start another program, load
# code, or change the locale.
#
#   symbols.sh LIBRARY [PROGRAM]
set -u
. "$(dirname "$0")/../support/same.sh"

exported=$(nm -D --defined-only "$1" | awk '$2 ~ /[TDBRVW]/ { print $3 }')
none "exported by the library" "$(grep -v '^depickle_' <<< "$exported")"
for name in $(grep -o 'DEPICKLE_API.*' "$(dirname "$0")/../../src/depickle.h" | grep -o 'depickle_[a-z_]*(' | tr -d '('); do
    none "not exported" "$(grep -qx "$name" <<< "$exported" || echo "$name")"
done
for file in "$@"; do
    used=$(nm -D --undefined-only "$file" | awk '{ sub(/@.*/, "", $2); print $2 }')
    none "used by $file" "$(grep -xE 'exec[a-z]*|fexecve|posix_spawnp?|vfork|system|popen|dlm?open|dlv?sym|setlocale|wordexp|gets|mktemp|tempnam|tmpnam' <<< "$used")"
done
# The environment is read in one place at most, and the stack holds nothing whose size an input chooses.
root=$(cd "$(dirname "$0")/../.." && pwd)
readers=$(grep -rlE '\b(secure_)?getenv *\(' "$root/src" "$root/converters" --include='*.[ch]' | grep -v '/src/bindings/wasm/') # whose own finds nothing
none "reads the environment" "$(grep -v '/src/cli/' <<< "$readers" | grep .; sed 1d <<< "$readers")"
none "has alloca" "$(grep -rlE '\balloca *\(' "$root/src" "$root/converters" --include='*.[ch]')"
echo "symbols: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 5 ]
