#!/usr/bin/env bash
# The hooks of .pre-commit-hooks.yaml in a repository made for it, with pre-commit from PyPI, kept in $DEPICKLE_CACHE.
#
#   hooks.sh DEPICKLE [WHEEL]      WHEEL: also the hook of samples/pre-commit, which installs the program from it
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
venv=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}/pre-commit
if [ ! -e "$venv/complete" ]; then
    rm -rf "$venv"
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check pre-commit; }; then
        echo "skipped: no pre-commit to be had"
        exit 0
    fi
    touch "$venv/complete"
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/hooks" "$scratch/work"
ln -s "$(realpath "$1")" "$scratch/bin/depickle"
wheel=${2:+$(realpath "$2")}
export PATH=$scratch/bin:$PATH HOME=$scratch PRE_COMMIT_HOME=$scratch/cache GIT_CONFIG_NOSYSTEM=1
git config --global user.name nobody
git config --global user.email nobody@localhost
git config --global init.defaultBranch main
cp "$root/.pre-commit-hooks.yaml" "$scratch/hooks"
git -C "$scratch/hooks" init -q && git -C "$scratch/hooks" add . && git -C "$scratch/hooks" commit -qm hooks
rev=$(git -C "$scratch/hooks" rev-parse HEAD)
cd "$scratch/work" && git init -q || exit 1
passed=0
failed=0

# configure HOOK: the one of .pre-commit-hooks.yaml
configure() {
    printf 'repos:\n- repo: %s\n  rev: %s\n  hooks:\n  - id: %s\n' "$scratch/hooks" "$rev" "$1" > .pre-commit-config.yaml
}

# try HOOK CODE FILE...: what pre-commit says of these files, staged; HOOK "-" is what is configured
try() {
    local hook=$1 wanted=$2 code
    shift 2
    [ "$hook" = - ] || configure "$hook"
    git add -A
    "$venv/bin/pre-commit" run --files "$@" > "$scratch/said" 2>&1
    code=$?
    if [ $code -eq "$wanted" ] && grep -qE '(Passed|Failed)$' "$scratch/said"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $hook $*: code $code"
        cat "$scratch/said"
    fi
}

cp "$root/tests/cli/data/forest.pkl" model.pkl
gzip -c model.pkl > weights
printf "cposix\nsystem\n(S'true'\ntR." > attack.bin
echo 'import pickle; pickle.load(f)' > app.py
echo 'words' > notes
cp attack.bin attack.PKL.gz
try depickle-scan 0 model.pkl notes app.py
try depickle-scan 1 attack.PKL.gz
try depickle-no-pickle 1 model.pkl
try depickle-no-pickle 1 weights notes
try depickle-no-pickle 1 attack.bin
try depickle-no-pickle 0 notes
if [ -n "$wheel" ]; then # with no depickle in PATH but that of the wheel
    rm "$scratch/bin/depickle"
    sed "s|depickle==.*\]|'$wheel']|" "$root/samples/pre-commit/.pre-commit-config.yaml" > .pre-commit-config.yaml
    grep -qF "$wheel" .pre-commit-config.yaml || { echo "FAILED: the sample has no place for a wheel"; failed=$((failed + 1)); }
    try - 0 notes app.py
    try - 1 weights
    try - 1 attack.PKL.gz
fi
echo "hooks: $passed passed, $failed failed"
[ $failed -eq 0 ]
