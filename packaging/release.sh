#!/usr/bin/env bash
# The checklist of a release, which looks instead of trusting anyone.
#
#   release.sh VERSION             looks at each point and says what is missing; changes nothing but build/
#   release.sh VERSION --freeze    writes tests/releases/VERSION.tar.xz, to be committed before
#   release.sh VERSION --quick     without the tests and what is built of them
#
# What it made lies in build/release-VERSION: the source, the packages, SHA256SUMS. It sets no tag and sends nothing anywhere.
set -u
cd "$(dirname "$0")/.." || exit 2
version=${1:-} how=${2:-}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ && $how =~ ^(|--freeze|--quick)$ ]] || { sed -n '2,8p' "$0" | sed 's/^# \{0,1\}//'; exit 4; }
missing=0

# point WHAT COMMAND...
point() {
    local what=$1 said
    shift
    if said=$("$@" 2>&1); then
        echo "ok       $what"
    else
        echo "missing  $what"
        tail -n 3 <<< "$said" | sed 's/^/         /'
        missing=$((missing + 1))
    fi
}

is_clean() { [ -z "$(git status --porcelain)" ] || { git status --short; false; }; }
has_heading() { grep -E "^## $version, 20[0-9]{2}-[01][0-9]-[0-3][0-9]$" docs/CHANGELOG.md; }
has_no_unreleased() { ! grep -n "^## Unreleased" docs/CHANGELOG.md; }
is_in_git() { git ls-files --error-unmatch "$1"; }
is_untagged() { ! git rev-parse -q --verify "refs/tags/v$version"; }
version_is() { grep -x "#define DEPICKLE_VERSION \"$version\"" src/depickle.h || { grep "define DEPICKLE_VERSION \"" src/depickle.h; false; }; }
tables_are_new() { build/dev/depickle_manual markdown src/manual/pages | diff docs/commands.md -; }
passes() { "$@" 2>&1 | tail -n 1 | grep -E '^[0-9]+ passed, 0 failed$'; }
gathered() {
    local out=build/release-$version
    rm -rf "$out" && mkdir -p "$out" && git archive --prefix "depickle-$version/" -o "$out/depickle-$version.tar.gz" HEAD &&
        cp build/deb/debs/*.deb build/wheel/*.whl "$out" && cp build/static/depickle "$out/depickle-$version-$(uname -m)" &&
        (cd "$out" && sha256sum -- * > SHA256SUMS && cat SHA256SUMS)
}

if [ "$how" = --freeze ]; then
    { cmake --preset release && cmake --build --preset release; } > /dev/null || exit 2
    exec python3 tests/checks/releases.py build/release/depickle --freeze "$version"
fi
point "nothing is uncommitted" is_clean
point "src/depickle.h says $version" version_is
point "docs/CHANGELOG.md has a heading \"## $version, DATE\"" has_heading
point "docs/CHANGELOG.md has nothing unreleased" has_no_unreleased
point "no tag v$version yet" is_untagged
point "tests/releases/$version.tar.xz is committed (--freeze makes it)" is_in_git "tests/releases/$version.tar.xz"
if [ "$how" != --quick ]; then
    point ".ci/run passes" passes .ci/run
    point ".ci/nightly passes" passes .ci/nightly
    point "docs/commands.md is what the tables say" tables_are_new
    point "source, packages, wheel and static program lie in build/release-$version" gathered
fi
if [ $missing -gt 0 ]; then
    echo "$missing missing"
    exit 1
fi
echo "all there: git tag -s v$version, and hand on build/release-$version"
