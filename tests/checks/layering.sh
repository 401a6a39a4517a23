#!/usr/bin/env bash
# A file includes only its own layer and lower ones: base < io < python < codec < pickle < value < format < model < graph
# < export < page < sandbox < cli. converters/ sees base, model and graph (and value/array.h), and nobody but model/catalog.c sees
# converters/. Includes of our own are written "layer/file.h". What only Linux has is asked for in files that are named so.
set -eu
cd "$(dirname "$0")/../.."
order=(base io python codec pickle value format model graph proof export page sandbox cli manual)
declare -A rank
for i in "${!order[@]}"; do
    rank[${order[$i]}]=$i
done
passed=0
failed=0

bad() {
    echo "layering: $1"
    failed=$((failed + 1))
}

# judge FILE INCLUDED
judge() {
    local layer=${1#src/} to=${2%%/*}
    layer=${layer%%/*}
    case $1 in
    converters/*)
        case $2 in
        base/* | model/* | graph/* | converters/* | value/array.h) ;;
        *) bad "$1 includes $2" ;;
        esac
        return
        ;;
    src/proof/*) # what is proved is proved without the code that wrote it
        case $to in graph | export | converters) bad "$1 includes $2"; return ;; esac
        ;;
    src/manual/*)
        case $2 in manual/*.h | depickle.h | *.def) ;; *) bad "$1 includes $2" ;; esac
        return
        ;;
    src/depickle.c) return ;;
    src/sandbox/*)
        case $to in base | io | sandbox) ;; *) bad "$1 includes $2" ;; esac
        return
        ;;
    esac
    if [ "$2" = depickle.h ]; then
        case $layer in export | page | cli) ;; *) bad "$1 includes $2" ;; esac
    elif [ "$to" = converters ]; then
        case $1 in src/model/catalog.[ch]) ;; *) bad "$1 includes $2" ;; esac
    elif [ "$to" = "$2" ]; then
        bad "$1 includes $2, which is not of the form layer/file.h"
    elif [ -z "${rank[$to]:-}" ]; then
        case $2 in cjson/* | openssl/*) ;; *) bad "$1 includes $2, of no layer" ;; esac
    elif [ "${rank[$to]}" -gt "${rank[$layer]}" ]; then
        bad "$1 includes $2, of a higher layer"
    elif [ "$to" = sandbox ] && [ "$layer" != cli ]; then
        bad "$1 includes $2"
    fi
}

while IFS=: read -r file included; do
    [ "$failed" -gt 50 ] && break
    passed=$((passed + 1))
    judge "$file" "$included"
done < <(grep -rHo --include='*.[ch]' --include='*.def' '^ *# *include "[^"]*"' src converters | sed 's/: *# *include "/:/; s/"$//')
only_linux='<(linux/[a-z]*|sched|sys/(prctl|syscall|epoll|sendfile|signalfd|timerfd|eventfd|inotify|statfs|vfs))[.]h>'
only_linux+='|\b(prctl|syscall|pipe2|accept4|mremap|ppoll|renameat2|close_range|memfd_create|sync_file_range|getrandom|memrchr|F_SETPIPE_SZ'
only_linux+='|sched_getaffinity|copy_file_range|fallocate|splice|statx|qsort_r|strchrnul|mempcpy|secure_getenv|SOCK_CLOEXEC) ?[(,;)]'
while IFS=: read -r file line text; do
    bad "$file:$line: only Linux has this: $text"
done < <(grep -rHnE --include='*.[ch]' "$only_linux" src converters | grep -vE '^src/(base/system_linux|sandbox/linux)\.c:')
# what a header offers, some other file than the one that defines it uses
while read -r name; do
    bad "$name is in a header, and one file uses it: let it be static"
done < <(
    declared=$(grep -hoE --include='*.h' -r '^[a-z][^;{}=]*\bdp_[a-z0-9_]+\(' src converters | grep -vE '^(static|typedef)' |
        sed -E 's/.*\b(dp_[a-z0-9_]+)\($/\1/' | sort -u)
    grep -rowE --include='*.c' --include='*.def' --include='*.h' 'dp_[a-z0-9_]+' src converters tests | sed -E '/\.h:/!b; s/^[^:]*/header/' |
        sort -u | sed 's/.*://' | sort | uniq -c | awk '$1 < 3 { print $2 }' | comm -12 - <(echo "$declared")
)
[ $passed -gt 100 ] || bad "only $passed includes found"
echo "layering: $((passed - failed)) passed, $failed failed"
[ $failed -eq 0 ]
