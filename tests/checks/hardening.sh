#!/usr/bin/env bash
# What the compiler and the linker were asked to put around our code is in the binaries.
#
#   hardening.sh BUILD_TYPE BUILD FILE...      BUILD: the folder, whose build.ninja says how each object is compiled
set -u
type=$1
build=$2
shift 2
passed=0
failed=0

# has FILE WHAT GREP-PATTERN TEXT
has() {
    if grep -qE -- "$3" <<< "$4"; then
        passed=$((passed + 1))
    else
        echo "hardening: $1: no $2"
        failed=$((failed + 1))
    fi
}

cc=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
# Not all of it can be seen in a binary: each object of the libraries and the program is compiled with every flag.
flags=(-fstack-protector-strong -fstack-clash-protection -fcf-protection '-fPI[CE]')
if "$cc" -Werror -ftrivial-auto-var-init=zero -x c -c -o /dev/null - < /dev/null 2> /dev/null; then
    flags+=(-ftrivial-auto-var-init=zero)
fi
[[ $type != Rel* ]] || flags+=(-D_FORTIFY_SOURCE=3)
if [ -e "$build/build.ninja" ]; then
    objects=$(awk '/^build CMakeFiles\/depickle_.*\.c\.o:/ { ours = 1 } /^$/ { ours = 0 } ours && /^  FLAGS = / { print }' "$build/build.ninja")
    has build.ninja "hundred objects and more of ours" '^[0-9]{3,}$' "$(wc -l <<< "$objects")"
    for flag in "${flags[@]}"; do
        has build.ninja "$flag in every object" '^0$' "$(grep -cvE -- " $flag( |\$)" <<< "$objects")"
    done
fi
for file in "$@"; do
    header=$(readelf -hW "$file")
    segments=$(readelf -lW "$file")
    dynamic=$(readelf -dW "$file")
    code=$(objdump -d --no-show-raw-insn "$file")
    symbols=$(readelf -sW "$file") # a static program has them in .symtab alone
    has "$file" "position independence" 'Type: +DYN' "$header"
    has "$file" "RELRO" 'GNU_RELRO' "$segments"
    has "$file" "BIND_NOW" '(BIND_NOW|Flags:.* NOW)' "$dynamic"
    has "$file" "stack that is not executable" 'GNU_STACK.* RW +0x' "$segments"
    has "$file" "stack protector" '__stack_chk_fail' "$symbols"
    has "$file" "segment apart for code" 'LOAD.* R E ' "$segments"
    has "$file" "freedom from text relocations" '^ok' "$(grep -q TEXTREL <<< "$dynamic" || echo ok)"
    has "$file" "freedom from writable code" '^ok' "$(grep -qE 'LOAD.* RWE ' <<< "$segments" || echo ok)"
    has "$file" "freedom from run paths" '^ok' "$(grep -qE 'R(UN)?PATH' <<< "$dynamic" || echo ok)"
    if [ "$(uname -m)" = x86_64 ]; then
        has "$file" "landing pads" '^[0-9]{3,}$' "$(grep -c endbr64 <<< "$code")"
        # The linker marks a file only where every object is marked, and Debian's C library starts programs with some
        # that are not.
        if readelf -nW "$("$cc" -print-file-name=crti.o)" | grep -q 'IBT, SHSTK'; then
            has "$file" "indirect branch tracking and shadow stack" 'x86 feature: .*IBT.*SHSTK' "$(readelf -nW "$file")"
        fi
        # Stack clash: a frame larger than a page is touched page by page, by gcc's `or` or right below clang's `sub`.
        has "$file" "stack probes" '^ok' "$(grep -qE 'or[bql] +\$0x0,.*\(%rsp' <<< "$code" && echo ok
            grep -A 1 -E 'sub +\$0x1000,%rsp' <<< "$code" | grep -qE 'mov[bql] +\$0x0,\(%rsp\)' && echo ok)"
    fi
    if [[ $file != *.so* ]]; then
        has "$file" "mark of a program that lies anywhere" 'FLAGS_1.* PIE' "$dynamic"
    fi
    if [[ $type == Rel* ]]; then
        has "$file" "fortified calls" '__[a-z]+_chk(@|$| )' "$symbols"
    fi
done
echo "hardening: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
