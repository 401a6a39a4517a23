#!/usr/bin/env bash
# The wheel in a new environment of every Python from 3.8 on that is here: installed with no network and nothing but itself, its
# package tested (tests/wheel), removed without a rest. Beside that: what auditwheel and twine say of it, what is in it,
# and that it is the same bytes when built again from another folder.
#
#   wheel.sh FOLDER      of the wheel; DEPICKLE_PYTHONS: interpreters to take instead
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}
wheels=("$1"/*.whl)
wheel=$(realpath "${wheels[0]}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
. "$root/tests/support/same.sh"

# works WHAT COMMAND...
works() {
    local what=$1
    shift
    "$@" > "$scratch/log" 2>&1 || { tail -n 20 "$scratch/log"; set -- false; }
    same "$what" works "$([ "$1" = false ] && echo fails || echo works)"
}

# What docs/install.md says first, from a folder of wheels instead of PyPI.
installed() {
    PATH=$1/bin:$PATH PIP_NO_INDEX=1 PIP_FIND_LINKS=$(dirname "$wheel") PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
        bash -ec "$(python3 "$root/tests/documents/blocks.py" --print docs/install.md 0)"
}

version=$(sed -n 's/^#define DEPICKLE_VERSION "\(.*\)"/\1/p' "$root/src/depickle.h")
same "one wheel" 1 ${#wheels[@]}
same "its name" "depickle-$version-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.musllinux_1_1_x86_64.whl" "$(basename "$wheel")"
works "auditwheel takes the tag" grep -q '"manylinux_2_[0-9]*_x86_64"' <("$cache/wheel-tools/bin/auditwheel" show "$wheel" 2>&1)
works "twine" "$cache/wheel-tools/bin/twine" check --strict "$wheel"
listing=$(python3 -m zipfile -l "$wheel" | awk 'NR > 1 { print $1 }')
for file in data/scripts/depickle dist-info/licenses/LICENSE dist-info/licenses/LICENSES.libraries; do
    works "$file" grep -qx "depickle-$version.$file" <<< "$listing"
done
same "files of no wheel's" "" "$(grep -vE "^depickle(/|-$version\.(data/scripts|dist-info)/)" <<< "$listing")"
libraries=$(python3 -m zipfile -e "$wheel" "$scratch/open" && grep -c '^==== ' "$scratch/open/depickle-$version.dist-info/licenses/LICENSES.libraries")
python3 -m zipfile -e "$wheel" "$scratch/open" && chmod +x "$scratch/open/depickle-$version.data/scripts/depickle"
same "licences of libraries" "$("$scratch/open/depickle-$version.data/scripts/depickle" --version -v | grep -c '^  ')" "$libraries"
bash "$root/tests/checks/alone.sh" "$scratch/open/depickle-$version.data/scripts/depickle" > "$scratch/log"
same "the program alone" 0 $?

# Built again, from a copy of the sources elsewhere, at another time.
mkdir "$scratch/copy"
(cd "$root" && git ls-files -z -co --exclude-standard | tar --null --files-from - -cf -) | tar -xf - -C "$scratch/copy"
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct) bash "$scratch/copy/packaging/wheel.sh" "$scratch/again" > "$scratch/log" 2>&1 || tail -n 20 "$scratch/log"
same "the same bytes when built again" "$(sha256sum < "$wheel")" "$(sha256sum < "$scratch/again/$(basename "$wheel")")"

# try PYTHON: install, test, remove
try() {
    local name venv=$scratch/venv before
    name=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    rm -rf "$venv"
    "$1" -m venv "$venv" || { same "venv of $1" 0 1; return; }
    before=$(find "$venv" -path '*depickle*')
    works "$name: docs/install.md 0" installed "$venv"
    same "$name: the program is in bin" "depickle $version" "$("$venv/bin/depickle" --version 2>&1)"
    (cd "$scratch" && "$venv/bin/python" "$root/tests/wheel/test_package.py" "$root") > "$scratch/log" 2>&1
    same "$name: tests of the package" "10 passed, 0 failed" "$(tail -n 1 "$scratch/log")"
    works "$name: pip check" "$venv/bin/pip" --disable-pip-version-check check
    works "$name: pip uninstall" "$venv/bin/pip" --disable-pip-version-check uninstall -y depickle
    same "$name: nothing stays" "$before" "$(find "$venv" -path '*depickle*')"
    for how in --target --prefix; do
        works "$name: pip install $how" "$venv/bin/pip" --disable-pip-version-check install --no-index --no-cache-dir "$how" "$scratch/to" "$wheel"
        same "$name: $how: the program is found" "$scratch/to/bin/depickle" "$(cd "$scratch" \
            && PYTHONPATH=$(dirname "$(dirname "$(find "$scratch/to" -path '*depickle/__init__.py')")") "$venv/bin/python" -c 'import depickle; print(depickle.program())')"
        rm -rf "$scratch/to"
    done
}

pythons=(${DEPICKLE_PYTHONS:-})
if [ ${#pythons[@]} -eq 0 ]; then
    for python in "$(command -v python3)" "$HOME"/.pyenv/versions/3.*/bin/python; do
        [ -x "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' && pythons+=("$python")
    done
fi
for python in "${pythons[@]}"; do
    try "$python"
done
echo "wheel: in ${#pythons[@]} Pythons"
echo "wheel: $passed passed, $failed failed"
[ $failed -eq 0 ]
