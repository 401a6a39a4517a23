#!/usr/bin/env bash
# cJSON's source, as Debian or Ubuntu patches it, for programs that are linked statically (cmake/static.cmake): no
# distribution of theirs has its archive. apt checks the signatures; lists and packages stay in a folder made for it.
#
#   cjson-source.sh FOLDER      makes FOLDER/cjson/{cJSON.c,cJSON.h,LICENSE}; does nothing where they are
set -eu
mkdir -p "${1:?usage: cjson-source.sh FOLDER}"
folder=$(realpath "$1")
[ ! -e "$folder/cjson/cJSON.c" ] || exit 0
bash "$(dirname "$0")/../tests/support/packages.sh" dpkg-dev

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/lists/partial" "$scratch/parts" "$scratch/source"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ ! -f "$file" ] || sed -n 's/^deb /deb-src /p' "$file" >> "$scratch/parts/all.list"
done
for file in /etc/apt/sources.list.d/*.sources; do
    [ ! -f "$file" ] || sed 's/^Types:.*/Types: deb-src/' "$file" > "$scratch/parts/$(basename "$file")"
done
options=(-o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$scratch/parts" -o Dir::State::Lists="$scratch/lists"
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root -o Acquire::Languages=none)
cd "$scratch/source"
if ! { apt-get "${options[@]}" -q update && apt-get "${options[@]}" -q source cjson; } > "$scratch/log" 2>&1; then
    cat "$scratch/log" >&2
    exit 1
fi
mkdir -p "$folder/cjson.new"
cp cjson-*/cJSON.c cjson-*/cJSON.h cjson-*/LICENSE "$folder/cjson.new"
mv "$folder/cjson.new" "$folder/cjson"
