#!/usr/bin/env bash
# samples/build-step: models that are converted while a project is built, by CMake (Ninja and make), make and Meson, with depickle
# installed into a folder that was moved. Each is built anew when the model, what was read with it, an option or the program is
# another one, and only then; two builds give the same bytes; a wrong digest ends the build. Then for another machine, with code
# instead of bytes, and with ONNX Runtime. What cannot be had here is skipped and counted.
#
#   build_step.sh BUILD CMAKE CC [RUNTIME]      a folder with ONNX Runtime's lib and include
set -u
build=$1
cmake=$2
cc=$3
runtime=${4:-none}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
skipped=0
unset SOURCE_DATE_EPOCH DEPICKLE_PROGRAM

# check WHAT WANTED FOUND
check() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "build_step: $1: wanted '$2', found '$3'"
        tail -n 20 "$work/said"
    fi
}

skip() {
    echo "build_step: without $1, which cannot be had here"
    skipped=$((skipped + 1))
}

# runs WHAT COMMAND...
runs() {
    local what=$1
    shift
    "$@" > "$work/said" 2>&1
    check "$what" 0 $?
}

# says WHAT WORDS COMMAND...: fails, and with these words
says() {
    local what=$1 words=$2
    shift 2
    "$@" > "$work/said" 2>&1
    check "$what" 1 $(($? != 0))
    check "$what" "$words" "$(tr '\n' ' ' < "$work/said" | tr -s ' ' | grep -oF "$words" | head -n 1)"
}

"$cmake" --install "$build" --prefix "$work/first" > "$work/said" || { cat "$work/said"; exit 1; }
mv "$work/first" "$work/prefix"
prefix=$work/prefix
program=$prefix/bin/depickle
cp "$program" "$work/original"
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name depickle.pc)")
export PKG_CONFIG_PATH
package=$(dirname "$(find "$prefix" -name depickleConfig.cmake)")

# put_program WHEN BYTES: the program, with some bytes behind it, in its place as a package manager does it.
put_program() {
    cp "$work/original" "$prefix/bin/new"
    printf '%s' "$2" >> "$prefix/bin/new"
    touch -d "$1" "$prefix/bin/new"
    mv "$prefix/bin/new" "$program"
}

# lay NAME: a copy of the samples, whose model has its digest beside it
lay() {
    mkdir -p "$work/$1"
    cp -r "$root/samples/build-step" "$root/samples/laptop-price" "$work/$1"
    (cd "$work/$1/laptop-price" && sha256sum predictor.pickle > predictor.pickle.sha256)
}

marks() {
    (cd "$out" && stat -c '%n %i %.9Y' $outputs 2> /dev/null)
}

# rebuilt WHAT FILES: builds; these, and no others, are written anew
rebuilt() {
    local before
    before=$(marks)
    make_it > "$work/said" 2>&1
    check "$system: $1: exit code" 0 $?
    check "$system: $1" "$2" "$(diff <(echo "$before") <(marks) | sed -n 's/^> \([^ ]*\) .*/\1/p' | paste -sd ' ')"
}

same_bytes() {
    local file
    for file in $outputs; do
        cmp -s "$1/$file" "$2/$file"
        check "$system: $file of two builds" 0 $?
    done
}

# What every system has to do. In the environment: system, here (the samples), rules (the file with its rules), out (where it
# builds), outputs, both (those of the first model), make_it (a function).
behaves() {
    rebuilt 'first' "$outputs"
    "$out/app" > "$work/carried.onnx" 2> "$work/said"
    cmp -s "$work/carried.onnx" "$out/laptop.onnx"
    check "$system: bytes in the program" 0 $?
    check "$system: answers" "$(cat "$here/laptop-price/expected.csv")" "$("$work/original" predict "$work/carried.onnx" "$here/laptop-price/rows.csv")"
    rebuilt 'second' ''
    touch "$here/build-step/app.c"
    rebuilt 'its source is newer' app
    touch "$here/laptop-price/predictor.pickle.sha256"
    rebuilt 'what is read with the model is newer' "$both"
    cp "$here/laptop-price/predictor.joblib" "$here/laptop-price/predictor.pickle"
    says "$system: another model than its digest says" 'sha256' make_it
    (cd "$here/laptop-price" && sha256sum predictor.pickle > predictor.pickle.sha256)
    rebuilt 'another model' "$both"
    echo '# another comment' >> "$here/build-step/$rules"
    rebuilt 'rules that are only newer' ''
    sed -i 's/ml1/ml5/' "$here/build-step/$rules"
    rebuilt 'another option' "$both"
    rebuilt 'after that' ''
    put_program "${new_program_time:-2001-01-01}" 'another one'
    rebuilt 'another program' "$outputs"
    rebuilt 'after that' ''
    put_program 2001-01-01 'another one'
    rebuilt 'the same program again' ''
    put_program "${new_program_time:-2001-01-01}" ''
    rebuilt 'the program as it was' "$outputs"
}

by_cmake() {
    system="CMake, $1"
    here="$work/with $1"
    lay "with $1"
    rules=cmake/CMakeLists.txt
    outputs='app description.json laptop.onnx'
    both='app laptop.onnx'
    out="$here/out"
    make_it() { "$cmake" --build "$out" -j 2; }
    runs "$system" "$cmake" -G "$1" -S "$here/build-step/cmake" -B "$out" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$cc"
    behaves
    touch "$program"
    rebuilt 'a program that is only newer' ''
    sed -i 's/SHA256 1/SHA256 2/' "$here/build-step/$rules"
    says "$system: a wrong digest" sha256 make_it
    sed -i 's/SHA256 2/SHA256 1/' "$here/build-step/$rules"
    rebuilt 'the right digest' description.json
    runs "$system: the digest of what it wrote" sh -c "cd '$out' && sha256sum -c description.json.sha256"
    (
        umask 077
        export SOURCE_DATE_EPOCH=1 TZ=Asia/Tokyo LC_ALL=C
        "$cmake" -G "$1" -S "$here/build-step/cmake" -B "$here/else/where" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$cc" \
            && "$cmake" --build "$here/else/where"
    ) > "$work/said" 2>&1
    same_bytes "$out" "$here/else/where"
    runs "$system: clean" "$cmake" --build "$out" --target clean
    rebuilt 'after clean' "$outputs"
}

by_make() {
    system=make
    here=$work/make
    lay make
    rules=make/Makefile
    outputs='app laptop.onnx'
    both=$outputs
    out=$here/build-step/make
    make_it() { make -C "$out" -j 2 CC="$cc"; }
    behaves
    lay make-again
    sed -i 's/ml1/ml5/' "$work/make-again/build-step/$rules"
    cp "$here/laptop-price/predictor.pickle"* "$work/make-again/laptop-price"
    runs "$system: elsewhere" env SOURCE_DATE_EPOCH=1 make -C "$work/make-again/build-step/make" CC="$cc"
    same_bytes "$out" "$work/make-again/build-step/make"
    says "$system: depickle is not found" 'does not find depickle' env PKG_CONFIG_PATH= PKG_CONFIG_LIBDIR=/nonexistent make -C "$out"
}

by_meson() {
    system=Meson
    command -v meson > /dev/null || { skip Meson; return; }
    here=$work/meson
    lay meson
    rules=meson/meson.build
    outputs='app laptop.onnx'
    both=$outputs
    out=$here/out
    make_it() { ninja -C "$out"; }
    runs "$system" env CC="$cc" meson setup --buildtype=release "$out" "$here/build-step/meson"
    new_program_time=now behaves
    runs "$system: elsewhere" env SOURCE_DATE_EPOCH=1 CC="$cc" meson setup --buildtype=release "$here/else/where" "$here/build-step/meson"
    runs "$system: elsewhere" ninja -C "$here/else/where"
    same_bytes "$out" "$here/else/where"
}

# For another machine: the program is one that runs here, on PATH or named.
across() {
    local target=aarch64-linux-gnu on=(-DCMAKE_TOOLCHAIN_FILE="$work/toolchain.cmake" -Ddepickle_DIR="$package")
    command -v $target-gcc > /dev/null && command -v qemu-aarch64 > /dev/null || { skip "building for $target"; return; }
    lay across
    cat > "$work/toolchain.cmake" << END
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER $target-gcc)
set(CMAKE_FIND_ROOT_PATH /usr/$target)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
END
    says 'across: no program' 'set DEPICKLE_PROGRAM' \
        env PATH=/usr/bin:/bin "$cmake" -S "$work/across/build-step/cmake" -B "$work/across/none" "${on[@]}"
    printf 'int main(void) { return 0; }' > "$work/foreign.c"
    $target-gcc "$work/foreign.c" -o "$work/foreign"
    says 'across: a program for the other machine' 'does not run here' \
        "$cmake" -S "$work/across/build-step/cmake" -B "$work/across/foreign" "${on[@]}" -DDEPICKLE_PROGRAM="$work/foreign"
    runs 'across: on PATH' env PATH="$prefix/bin:$PATH" "$cmake" -S "$work/across/build-step/cmake" -B "$work/across/path" "${on[@]}"
    runs 'across: named' "$cmake" -G Ninja -S "$work/across/build-step/cmake" -B "$work/across/named" "${on[@]}" -DDEPICKLE_PROGRAM="$program"
    for out in path named; do
        runs "across: $out" "$cmake" --build "$work/across/$out"
        qemu-aarch64 -L /usr/$target "$work/across/$out/app" > "$work/carried.onnx" 2> "$work/said"
        cmp -s "$work/carried.onnx" "$work/across/$out/laptop.onnx"
        check "across: bytes in the program, $out" 0 $?
    done
}

# project LINES...: a project of these lines, made ready in $work/project
project() {
    rm -rf "$work/project"
    mkdir "$work/project"
    cp "$root/tests/cli/data/linreg.pkl" "$root/tests/cli/data/two.pkl" "$work/project"
    printf '%s\n' 'cmake_minimum_required(VERSION 3.16)' 'project(p C)' 'find_package(depickle REQUIRED)' "$@" > "$work/project/CMakeLists.txt"
    "$cmake" -S "$work/project" -B "$work/project/out" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$cc" ${given:-}
}

# FORMAT c: one header, whose functions answer.
code() {
    cat > "$work/answers.c" << 'END'
#include "code.h"
int main(void)
{
    double x[code_n_features] = {0}, low, high;
    code_predict(x, 1, &low);
    x[0] = 1;
    code_predict(x, 1, &high);
    return low == high;
}
END
    runs 'FORMAT c' project 'depickle_export(NAME code FORMAT c MODEL linreg.pkl)' "add_executable(main $work/answers.c)" \
        'target_link_libraries(main code)'
    runs 'FORMAT c: builds' "$cmake" --build "$work/project/out"
    runs 'FORMAT c: answers' "$work/project/out/main"
    runs 'FORMAT c: nothing to do' "$cmake" --build "$work/project/out"
    says 'a format that is not there' 'FORMAT pmml is unsupported in this version' project 'depickle_export(NAME p FORMAT pmml MODEL linreg.pkl)'
}

misuse() {
    says 'no model' 'NAME and MODEL are needed' project 'depickle_export(NAME a)'
    says 'a word too much' 'without meaning or value: EMBEDDED' project 'depickle_export(NAME a MODEL linreg.pkl EMBEDDED)'
    runs 'a model that is not there' project 'depickle_export(NAME a MODEL none.pkl)'
    says 'a model that is not there' none.pkl "$cmake" --build "$work/project/out"
    runs 'several models' project 'depickle_export(NAME a MODEL two.pkl)'
    says 'several models' 'holds 2 models' "$cmake" --build "$work/project/out"
    runs 'one of them' project 'depickle_export(NAME a MODEL two.pkl FORMAT json OUTPUT "of one/it s.json" OPTIONS --select "$[1]" --no-sidecar)' \
        'get_target_property(where a DEPICKLE_OUTPUT)' 'install(FILES ${where} DESTINATION share)' \
        'get_target_property(p depickle::program LOCATION)' 'message("program: ${p}")'
    check 'its program' "program: $program" "$(grep '^program: ' "$work/said")"
    runs 'one of them: builds' "$cmake" --build "$work/project/out"
    runs 'one of them: installs' "$cmake" --install "$work/project/out" --prefix "$work/project/installed"
    check 'one of them' 'it s.json' "$(ls "$work/project/installed/share")"
}

# Bytes of 100 MB are copied, not compiled; a model that is text ends with a zero.
large() {
    head -c 100000000 /dev/urandom > "$work/large"
    begun=$SECONDS
    runs 'large' "$cc" -c "$package/embed.c" -DDEPICKLE_EMBED_NAME=laptop "-DDEPICKLE_EMBED_FILE=\"$work/large\"" -o "$work/large.o"
    check 'large: less than 20 s' 1 $((SECONDS - begun < 20))
    runs 'large' "$cc" "$root/samples/build-step/app.c" "$work/large.o" -o "$work/large-app"
    "$work/large-app" | cmp -s - "$work/large"
    check 'large: its bytes' 0 $?
    rm -f "$work"/large*
}

# samples/build-step/price.c: ONNX Runtime reads the bytes in the program.
with_runtime() {
    [ -e "$runtime/lib/libonnxruntime.so" ] && [ -e "$runtime/include/onnxruntime_c_api.h" ] || { skip 'ONNX Runtime'; return; }
    lay runtime
    runs 'with ONNX Runtime' "$cmake" -S "$work/runtime/build-step/cmake" -B "$work/runtime/out" -DCMAKE_C_COMPILER="$cc" \
        -DCMAKE_PREFIX_PATH="$prefix" -DONNXRUNTIME_INCLUDE="$runtime/include" -DONNXRUNTIME_LIBRARY="$runtime/lib/libonnxruntime.so"
    runs 'with ONNX Runtime: builds' "$cmake" --build "$work/runtime/out" --target price
    "$work/runtime/out/price" < "$root/samples/laptop-price/rows.csv" > "$work/prices" 2> "$work/said"
    check 'with ONNX Runtime: prices' "$(awk 'NR > 1 { printf "%.17g\n", $1 }' "$root/samples/laptop-price/expected.csv")" "$(cat "$work/prices")"
}

# The commands of docs/build-step.md, and what they print.
documented() {
    command -v meson > /dev/null || return
    lay documented
    awk '/^```console$/ { on = 1; next } /^```/ { on = 0 } on' "$root/docs/build-step.md" > "$work/wanted"
    (
        cd "$work/documented/build-step" || exit
        export PATH=$prefix/bin:$PATH CMAKE_PREFIX_PATH=$prefix CC=$cc
        sed -n 's/^\$ //p' "$work/wanted" | while IFS= read -r line; do
            echo "$ $line"
            eval "$line" 2>&1 < /dev/null
        done
    ) > "$work/found"
    diff "$work/wanted" "$work/found" > "$work/said"
    check "docs/build-step.md: $(grep -c '^\$ ' "$work/wanted") commands" 0 $?
}

# The two projects of docs/build-step.md, each with what the document leaves out around it, and its commands for another machine.
excerpts() {
    local k block
    block() { python3 "$root/tests/documents/blocks.py" --print docs/build-step.md "$1"; }
    for k in 0 1; do
        lay "excerpt$k"
        cd "$work/excerpt$k/laptop-price" && cp ../build-step/app.c . || exit
        { printf 'cmake_minimum_required(VERSION 3.20)\nproject(laptop C)\n'; [ $k -eq 0 ] || echo 'find_package(depickle 0.1 REQUIRED)'; block $k; } > CMakeLists.txt
        runs "docs/build-step.md $k" "$cmake" -S . -B build -DCMAKE_C_COMPILER="$cc" -DCMAKE_PREFIX_PATH="$prefix"
        runs "docs/build-step.md $k: builds" "$cmake" --build build
        runs "docs/build-step.md $k: installs" "$cmake" --install build --prefix installed
    done
    check 'docs/build-step.md 1: what is installed' 'laptop.onnx laptop.onnx.sha256' "$(cd installed/share/laptop && echo *)"
    cmp -s installed/share/laptop/laptop.onnx <("$work/excerpt0/laptop-price/build/app")
    check 'docs/build-step.md 0: the bytes in the program' 0 $?
    command -v aarch64-linux-gnu-gcc > /dev/null || { skip "docs/build-step.md 3"; return; }
    cd "$work/excerpt1/build-step" || exit
    CMAKE_PREFIX_PATH=$prefix runs "docs/build-step.md 3" bash -ec "$(block 3 | sed "s|/opt/depickle|$prefix|; s|^cmake|$cmake|")"
    runs "docs/build-step.md 3: builds" "$cmake" --build build-aarch64
}

by_cmake Ninja
by_cmake 'Unix Makefiles'
by_make
by_meson
across
code
misuse
large
with_runtime
documented
excerpts
[ $skipped -eq 0 ] || echo "build_step: skipped: $skipped parts"
echo "build_step: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
