#!/usr/bin/env bash
# The Debian packages in a new Debian 12: apt installs them with what they depend on, the program converts, its manual and its
# completions are found, and once they are purged nothing is left. lintian has looked at them before. Needs root and debootstrap;
# says so and is skipped where it lacks them.
#
#   tests/fresh/deb.sh FOLDER        with the .deb files
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
debs=$(realpath "$1")
name=deb
. "$root/tests/fresh/root.sh"

# check WHAT COMMAND...: the command, in the new system, succeeds
check() {
    local what=$1
    shift
    inside "$@" > "$scratch/log" 2>&1 || { tail -n 20 "$scratch/log"; fail "$what"; }
    passed=$((passed + 1))
}

# CPack writes ldconfig into scripts where Debian has a trigger; both are there.
known=maintscript-calls-ldconfig
if command -v lintian > /dev/null; then
    found=$(lintian --fail-on none --suppress-tags "$known" "$debs"/*.deb 2>&1 | grep -E '^[EW]:')
    [ -z "$found" ] || fail "lintian: $found"
    passed=$((passed + 1))
else
    echo "deb: lintian is not here: skipped"
fi

snapshot() {
    inside find / -xdev \( -path /proc -o -path /dev -o -path /tmp -o -path /var/log -o -path /var/cache -o -path /var/lib/apt \
        -o -path /var/lib/dpkg -o -path /root \) -prune -o -print | LC_ALL=C sort
}
apt=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends)
mkdir "$new/root/debs"
cp "$debs"/*.deb "$root"/samples/laptop-price/predictor.pickle "$new/root/debs"
check "apt-get update" apt-get update
check "shells" "${apt[@]}" man-db bash-completion zsh fish $(for deb in "$debs"/*.deb; do dpkg-deb -f "$deb" Depends; done \
    | tr , '\n' | sed 's/(.*//; s/|.*//; /depickle/d' | tr -d ' ' | sort -u)
before=$(snapshot)
check "apt installs them" bash -c 'cd /root/debs && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ./*.deb'
check "--version" depickle --version -v
check "converts" bash -c 'cd /root/debs && depickle convert predictor.pickle -o /tmp/m.onnx && depickle verify /tmp/m.onnx --against predictor.pickle | grep proved'
check "man -w" bash -c 'test "$(man -w depickle-convert)" = /usr/share/man/man1/depickle-convert.1.gz'
check "man" bash -c 'man depickle-convert | grep -q -- --target'
check "bash" bash -c '. /usr/share/bash-completion/bash_completion; _completion_loader depickle; COMP_WORDS=(depickle con) COMP_CWORD=1; _depickle; test "${COMPREPLY[*]}" = convert'
check "zsh" zsh -c 'autoload -Uz compinit; compinit -u -D; [[ $_comps[depickle] = _depickle ]] && autoload +X _depickle'
check "fish" fish -c 'complete -C "depickle con" | grep -q ^convert'
check "documents" bash -c 'for p in depickle libdepickle0 libdepickle-dev; do test -s /usr/share/doc/$p/copyright && zcat /usr/share/doc/$p/changelog.gz | grep -q ^depickle || exit; done'
check "bill of materials" grep -q CycloneDX /usr/share/doc/depickle/depickle.cdx.json
check "the library" bash -c 'ldconfig -p | grep -q libdepickle.so.0 && test -e /usr/include/depickle.h'
check "purges" env DEBIAN_FRONTEND=noninteractive apt-get purge -y depickle libdepickle0 libdepickle-dev
left=$(diff <(echo "$before") <(snapshot) | grep '^[<>]')
[ -z "$left" ] || fail "not as before: $left"
passed=$((passed + 1))
echo "deb: $passed passed, 0 failed"
