#!/usr/bin/env bash
# The blocks of docs/install.md, docs/build.md, docs/browser.md and samples/browser/local/README.md that install and build, in a new Debian
# 12: each as it stands, in a clone of its own. What a document takes for granted (a tool that it names) is installed before.
#
#   documents.sh [WORDS]      only blocks that hold these words
#
# Needs root and debootstrap; says so and is skipped where it lacks them.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
name=setups
. "$root/tests/fresh/root.sh"

block() { python3 "$root/tests/documents/blocks.py" --print "$1" "$2"; }

# try WHAT CODE CHECK: the code in a new clone, then the check, with `sudo` for root and a file server that ends by itself
try() {
    local code=$2 begun=$SECONDS
    rm -rf "$new/root/depickle"
    git -c safe.directory="$root" -c advice.detachedHead=false clone --quiet "$root" "$new/root/depickle" || fail "git clone"
    printf '%s\n' 'sudo() { "$@"; }' 'python3() { if [ "${2:-}" = http.server ]; then timeout 3 python3 "$@" || [ $? -eq 124 ]; else command python3 "$@"; fi; }' 'set -e' 'cd /root/depickle' "$code" 'unset -f python3' "$3" > "$new/root/block.sh"
    if ! inside bash /root/block.sh > "$scratch/log" 2>&1; then
        tail -n 30 "$scratch/log"
        echo "setups: $1"
        failed=$((failed + 1))
        return
    fi
    passed=$((passed + 1))
    echo "setups: $1: $((SECONDS - begun)) s"
}

failed=0
convert='cp samples/laptop-price/predictor.pickle /tmp/m.pkl; $program convert -q -f /tmp/m.pkl -o /tmp/m.onnx; $program verify /tmp/m.onnx --against /tmp/m.pkl | grep -q ^proved'
inside bash -c 'apt-get update && apt-get install -y --no-install-recommends ca-certificates git python3 python3-venv python3-pip' > "$scratch/log" 2>&1 \
    || { tail "$scratch/log"; fail "apt-get"; }
while read -r document number; do
    what="$document, block $number"
    text=$(block "$document" "$number")
    [[ $text == *"${1:-}"* ]] || continue
    case "$text" in
    *wheel.sh*) try "$what" "python3 -m venv /root/venv; PATH=/root/venv/bin:\$PATH; $text" "program=/root/venv/bin/depickle; $convert" ;;
    *'preset deb'*) try "$what" "bash tests/support/packages.sh build dpkg-dev file; $text" "program=/usr/bin/depickle; $convert; apt-get purge -y depickle" ;;
    *'preset static'*) try "$what" "$text" "program=/usr/local/bin/depickle; $convert; ! ldd \$program; rm \$program" ;;
    *'preset release'*) try "$what" "$text" "program=/usr/local/bin/depickle; $convert; man -w depickle || ls /usr/local/share/man/man1/depickle.1*" ;;
    *ONNX_PROTO*) try "$what" "bash tests/support/packages.sh build; ${text/\/path\/of/$(inside dpkg -L libonnx-dev | sed -n 's/\/onnx\.proto$//p' | head -n 1)}" "program=build/depickle; $convert" ;;
    *'preset wasm'*) try "$what" "bash tests/support/packages.sh build; $text" 'ls build/wasm/depickle.wasm build/wasm/site/index.html' ;;
    *) echo "setups: $what: nothing here checks what it does"; failed=$((failed + 1)) ;;
    esac
done < <(python3 "$root/tests/documents/blocks.py" --fresh)
echo "setups: $passed passed, $failed failed"
[ $failed -eq 0 ]
