#!/usr/bin/env bash
# What the preset wasm needs beyond a release: Debian's compiler and C library for WebAssembly, and the sources of the libraries that go
# into the module, by apt's signatures.
#
#   wasm.sh FOLDER      installs the packages, makes FOLDER/PACKAGE for each library; does nothing where all is there
set -eu
mkdir -p "${1:?usage: wasm.sh FOLDER}"
folder=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
bash "$here/../tests/support/packages.sh" build clang lld llvm wasi-libc libclang-rt-dev-wasm32 make perl
bash "$here/debian-source.sh" "$folder" zlib bzip2 xz-utils lz4 protobuf-c cjson openssl
[ -e "$folder/openssl/include/openssl/safestack.h" ] || (cd "$folder/openssl" \
    && perl Configure linux-generic32 no-asm no-threads no-shared no-engine no-dso && make build_generated) \
    > "$folder/openssl.log" 2>&1 # headers, of which SHA-256 needs some
