#!/usr/bin/env bash
# unpack.sh PACKED FOLDER: every archive of fixtures, once.
set -euo pipefail
mkdir -p "$2"
for archive in "$1"/py*.tar.xz; do
    env=$(basename "$archive" .tar.xz)
    if [ ! -e "$2/$env.complete" ]; then
        tar -xJf "$archive" -C "$2"
        touch "$2/$env.complete"
    fi
done
