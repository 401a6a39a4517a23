#!/usr/bin/env bash
# The Debian packages hold the same bytes when they are built again: in another folder, under another umask, time zone and language.
#
#   SOURCE_DATE_EPOCH=… tests/fresh/deb_twice.sh FOLDER        with the .deb files that were built under the same SOURCE_DATE_EPOCH
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
debs=$(realpath "$1")
scratch=$(mktemp -d "${DEPICKLE_SCRATCH:-${TMPDIR:-/tmp}}/deb-twice-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0
again=$scratch/another/folder
mkdir -p "$again"
tar -C "$root" -c --exclude=./build --exclude=./.git . | tar -C "$again" -x || exit 2
(cd "$again" && umask 077 && export TZ=Pacific/Chatham LC_ALL=C.UTF-8 \
    && cmake --preset deb -B out && cmake --build out -j "$(nproc)" && cd out && cpack -G DEB) > "$scratch/log" 2>&1 \
    || { tail -n 20 "$scratch/log"; failed=1; }
# same DEB OTHER: what is in the archive; its own headers keep the umask
same() {
    local part
    [ "$(ar t "$1")" = "$(ar t "$2")" ] || return 1
    for part in $(ar t "$1"); do
        cmp <(ar p "$1" "$part") <(ar p "$2" "$part") || return 1
    done
}

for deb in "$debs"/*.deb; do
    if same "$deb" "$again/out/${deb##*/}"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "deb_twice: ${deb##*/} is not the same"
        diff <(dpkg-deb --fsys-tarfile "$deb" | tar -tv --full-time) <(dpkg-deb --fsys-tarfile "$again/out/${deb##*/}" | tar -tv --full-time) | head -n 20
    fi
done
echo "deb_twice: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
