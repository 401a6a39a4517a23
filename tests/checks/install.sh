#!/usr/bin/env bash
# Installs into a folder that is then moved, and builds samples/embed against it: by find_package (shared and static) and
# by make with pkg-config (shared and static). Each result runs.
#
#   install.sh BUILD CMAKE CC
set -eu
build=$1
cmake=$2
cc=$3
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0
model=$root/samples/laptop-price/predictor.pickle

"$cmake" --install "$build" --prefix "$scratch/first" > "$scratch/log"
mv "$scratch/first" "$scratch/prefix"
prefix=$scratch/prefix
libdir=$(dirname "$(find "$prefix" -name libdepickle.a)")

# works WHAT PROGRAM
works() {
    if ! LD_LIBRARY_PATH=$libdir "$2" "$model" "$scratch/out.onnx" > "$scratch/log" 2>&1; then
        cat "$scratch/log"
        echo "install: $1: the program does not run"
        echo "install: $passed passed, 1 failed"
        exit 1
    fi
    [ -s "$scratch/out.onnx" ]
    rm -f "$scratch/out.onnx"
    passed=$((passed + 1))
}

for kind in depickle static; do
    "$cmake" -G Ninja -S "$root/samples/embed" -B "$scratch/$kind" -DCMAKE_PREFIX_PATH="$prefix" -DEMBED_LINK=$kind > "$scratch/log"
    "$cmake" --build "$scratch/$kind" > "$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
    works "find_package, $kind" "$scratch/$kind/embed"
done

export PKG_CONFIG_PATH=$libdir/pkgconfig
for static in "" 1; do
    folder=$scratch/make$static
    cp -r "$root/samples/embed" "$folder"
    make -s -C "$folder" CC="$cc" STATIC=$static > "$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
    works "make and pkg-config, ${static:+static}" "$folder/embed"
done
[ "$(find "$prefix" -name '*.h' | wc -l)" -eq 1 ] || { echo "install: more than one header"; exit 1; }
program=
[ ! -e "$build/depickle" ] || program="bin/depickle share/man/man1/depickle-convert.1.gz share/man/man1/depickle.1.gz
    share/bash-completion/completions/depickle share/zsh/site-functions/_depickle share/fish/vendor_completions.d/depickle.fish
    share/doc/depickle/depickle.cdx.json share/doc/depickle/docs/commands.md"
for file in $program share/depickle share/doc/depickle/LICENSE; do
    [ -e "$prefix/$file" ] || { echo "install: no $file"; exit 1; }
    passed=$((passed + 1))
done
echo "install: $passed passed, 0 failed"
