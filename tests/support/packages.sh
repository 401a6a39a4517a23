#!/usr/bin/env bash
# Makes sure that the Debian packages depickle needs are there: installs the missing ones on Debian and its kin, as root
# or through sudo; elsewhere it says what is needed and stops.
#
#   packages.sh build           what a release needs
#   packages.sh test            also what the tests need
#   packages.sh NAME...         these
set -eu
build=(gcc libc6-dev cmake ninja-build pkg-config libonnx-dev protobuf-c-compiler libprotobuf-c-dev libcjson-dev
    zlib1g-dev libbz2-dev liblzma-dev liblz4-dev libdeflate-dev libminizip-dev libssl-dev libseccomp-dev)
test=(g++ libcriterion-dev libzstd-dev locales make procps python3 xz-utils) # newer libcrypto.a asks for zstd, and libssl-dev does not

needed=()
for name in "$@"; do
    case $name in
    build) needed+=("${build[@]}") ;;
    test) needed+=("${build[@]}" "${test[@]}") ;;
    *) needed+=("$name") ;;
    esac
done

if ! command -v dpkg-query > /dev/null || ! command -v apt-get > /dev/null; then
    # Not Debian: all may be there under other names; a missing one is named by CMake.
    if command -v cmake > /dev/null && command -v ninja > /dev/null && command -v protoc-c > /dev/null; then
        exit 0
    fi
    echo "This is no Debian or Ubuntu, so nothing is installed here. Needed are, by Debian's names:" >&2
    echo "  ${needed[*]}" >&2
    exit 1
fi

missing=()
for name in "${needed[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2> /dev/null)" = installed ] || missing+=("$name")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo > /dev/null; then
        echo "Packages are missing, and there is neither root nor sudo. As root run:" >&2
        echo "  apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
    [ -t 0 ] || as_root=(sudo -n)
fi
echo "installing ${missing[*]} (from Debian, a few minutes)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "${missing[@]}" > "$log" 2>&1
}
if ! install && ! { "${as_root[@]}" apt-get update > "$log" 2>&1 && install; }; then
    cat "$log" >&2
    echo "Could not install ${missing[*]}" >&2
    exit 1
fi
