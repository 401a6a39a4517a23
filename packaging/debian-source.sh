#!/usr/bin/env bash
# Libraries' sources, as Debian or Ubuntu patches them: cJSON's for programs that are linked statically (cmake/static.cmake), for no
# distribution of theirs has its archive; all of them for WebAssembly (cmake/wasm.cmake). apt checks the signatures; lists and packages
# stay in a folder made for it.
#
#   debian-source.sh FOLDER PACKAGE...      makes FOLDER/PACKAGE; does nothing where it is
set -eu
mkdir -p "${1:?usage: debian-source.sh FOLDER PACKAGE...}"
folder=$(realpath "$1")
shift
wanted=()
for name in "$@"; do
    [ -e "$folder/$name" ] || wanted+=("$name")
done
[ ${#wanted[@]} -gt 0 ] || exit 0
bash "$(dirname "$0")/../tests/support/packages.sh" dpkg-dev

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/lists/partial" "$scratch/parts"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ ! -f "$file" ] || sed -n 's/^deb /deb-src /p' "$file" >> "$scratch/parts/all.list"
done
for file in /etc/apt/sources.list.d/*.sources; do
    [ ! -f "$file" ] || sed 's/^Types:.*/Types: deb-src/' "$file" > "$scratch/parts/$(basename "$file")"
done
options=(-o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$scratch/parts" -o Dir::State::Lists="$scratch/lists"
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root -o Acquire::Languages=none)

# The newest version; where the mirror has not all of it yet, an earlier one.
fetch() {
    local name=$1 version
    rm -rf "$scratch/source" && mkdir "$scratch/source" && cd "$scratch/source"
    apt-get "${options[@]}" -q source "$name" >> "$scratch/log" 2>&1 && return
    for version in $(apt-cache "${options[@]}" madison "$name" 2> /dev/null | awk '{ print $3 }'); do
        rm -rf "$scratch/source" && mkdir "$scratch/source" && cd "$scratch/source"
        apt-get "${options[@]}" -q source "$name=$version" >> "$scratch/log" 2>&1 && return
    done
    return 1
}

apt-get "${options[@]}" -q update > "$scratch/log" 2>&1 || { cat "$scratch/log" >&2; exit 1; }
for name in "${wanted[@]}"; do
    fetch "$name" || { cat "$scratch/log" >&2; exit 1; }
    rm -rf "$folder/$name.new"
    mv "$scratch"/source/*/ "$folder/$name.new"
    mv "$folder/$name.new" "$folder/$name"
done
