#!/usr/bin/env bash
# The GitHub Actions of .github/actions: they and the sample workflow against SchemaStore's schemas, which PyPI's check-jsonschema
# brings, and their steps run as the runner would run them.
#
#   actions.sh DEPICKLE [WHEEL]      WHEEL: installed by the action itself in one of the tries
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
venv=${DEPICKLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/depickle}/actions
if [ ! -e "$venv/complete" ]; then
    rm -rf "$venv"
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check check-jsonschema pyyaml; }; then
        echo "skipped: no check-jsonschema to be had"
        exit 0
    fi
    touch "$venv/complete"
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/temp"
ln -s "$(realpath "$1")" "$scratch/bin/depickle"
wheel=${2:+$(realpath "$2")}
plain=$PATH
export PATH=$scratch/bin:$PATH HOME=$scratch RUNNER_TEMP=$scratch/temp GIT_CONFIG_NOSYSTEM=1
passed=0
failed=0

# same WHAT WANTED FOUND
same() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        echo "actions: $1: '$3' instead of '$2'"
        cat "$scratch/said"
        failed=$((failed + 1))
    fi
}

# try CODE ACTION INPUT...
try() {
    local wanted=$1 action=$2
    shift 2
    "$venv/bin/python" "$root/tests/checks/actions.py" "$root/.github/actions/$action/action.yml" package=none "$@" > "$scratch/said" 2>&1
    same "$action $*: exit code" "$wanted" $?
}

said() { grep -c -- "$1" "$scratch/said"; }
logged() { git commit -qm change && git rev-parse HEAD; }

for action in "$root"/.github/actions/*/action.yml; do
    "$venv/bin/check-jsonschema" --builtin-schema vendor.github-actions "$action" > "$scratch/said" 2>&1
    same "$action: schema" 0 $?
    same "$action: version" "depickle==$("$1" --version | cut -d' ' -f2)" "$(sed -n 's/^    default: \(depickle==.*\)/\1/p' "$action")"
done
"$venv/bin/check-jsonschema" --builtin-schema vendor.github-workflows "$root/samples/github/depickle.yml" > "$scratch/said" 2>&1
same "workflow: schema" 0 $?

git config --global user.name nobody
git config --global user.email nobody@localhost
git config --global init.defaultBranch main
git config --global uploadpack.allowAnySHA1InWant true
mkdir "$scratch/work" && cd "$scratch/work" && git init -q || exit 1
mkdir models
cp "$root/tests/cli/data/forest.pkl" models/forest.pkl
echo 'import pickle; pickle.load(f)' > app.py
git add . && first=$(logged)

try 0 depickle-scan
same "sarif" 2.1.0 "$(python3 -c 'import json; print(json.load(open("depickle.sarif"))["version"])')"
same "outputs" "exit-code=0 sarif=depickle.sarif" "$(paste -sd' ' outputs)"
printf "cposix\nsystem\n(S'true'\ntR." > 'models/::error file=x::y'
try 1 depickle-scan paths=$'app.py\nmodels\n' sarif=deep/found.sarif
same "outputs" "exit-code=1 sarif=deep/found.sarif" "$(paste -sd' ' outputs)"
same "the finding is in the SARIF" 1 "$(grep -c 'posix.system' <(head -c 4000 deep/found.sarif | tr '\n' ' '))"
same "one annotation" 1 "$(said '^::error::')"
same "no name is a command" "" "$(awk '/^::stop-commands::/ { token = "::" substr($0, 18) "::"; next } $0 == token { token = ""; next } token == "" && /^::/' "$scratch/said" | grep -v '^::error::depickle')"
try 0 depickle-scan paths=models/forest.pkl sarif=
same "no SARIF" "exit-code=0 sarif=" "$(paste -sd' ' outputs)"
printf '\x89HDF\r\n\x1a\n0123' > models/net.h5
mkdir other && mv models/net.h5 other
try 9 depickle-scan paths=other strict=true
rm -rf models/::* other deep depickle.sarif outputs

try 0 depickle-no-pickle "base=$first"
same "nothing to look at" 1 "$(said '^0 files looked at')"
try 1 depickle-no-pickle base=
same "a pickle that is there" 1 "$(said '^./models/forest.pkl')"
try 0 depickle-no-pickle base= paths=app.py
gzip -c models/forest.pkl > weights && echo words > 'with blanks' && git add weights 'with blanks' && second=$(logged)
try 1 depickle-no-pickle "base=$first"
same "the new one alone" "1 0" "$(said '^./weights') $(said forest.pkl)"
try 0 depickle-no-pickle "base=$first" "paths=with blanks"
try 0 depickle-no-pickle "base=$second"
git rm -q weights && git commit -qm removed
try 0 depickle-no-pickle "base=$second"
git clone -q --depth 1 "file://$scratch/work" "$scratch/shallow" && cd "$scratch/shallow" || exit 1
try 0 depickle-no-pickle "base=$second"
try 2 depickle-no-pickle base=0123456789012345678901234567890123456789
same "what to do" 1 "$(said 'fetch-depth: 0')"

if [ -n "$wheel" ]; then
    PATH=$plain try 0 depickle-scan "package=$wheel" paths=models
    same "the installed one" 1 "$(said '^depickle [0-9]')"
fi
echo "actions: $passed passed, $failed failed"
[ $failed -eq 0 ]
