# Sourced by the tests of engines that spread a folder of models: the folder, and what has to be true at the end.
#
#   spread_begin NAME DEPICKLE     in a folder of its own, which is removed with the shell; makes in/ and whole/
#   check WHAT EXPECTED FOUND
#   converted                      inputs that the manifests of the parts (out/parts/*.jsonl) list as converted, sorted
#   running                        processes of the program that work in this folder, the oldest first
#   await N                        until N files are converted
#   kill_worker                    the oldest of those that run is killed; its environment is in victim.environ
#   spread_done                    each file was converted exactly once, to what one run of the program writes
#   spread_end                     the last line, and the exit code
# DEPICKLE_FILES (600) files, of which `bad` are broken.
spread=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
files=${DEPICKLE_FILES:-600}
spread_runs='convert in -d out --shard' # what tells the workers by
passed=0
failed=0

spread_begin() {
    local i name
    engine=$1
    export DEPICKLE=$2
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    cd "$scratch" || exit 2
    bad=0
    for ((i = 0; i < files; i++)); do
        name=in/$((i % 7))/m$i.pkl
        mkdir -p "in/$((i % 7))"
        if [ $((i % 50)) -eq 31 ]; then
            head -c 200 "$spread/cli/data/linreg.pkl" > "$name"
            bad=$((bad + 1))
        else
            cp "$spread/cli/data/linreg.pkl" "$name"
        fi
    done
    "$DEPICKLE" convert in -d whole -q 2> said
}

check() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        echo "$engine: $1: expected $2, found $3"
        failed=$((failed + 1))
    fi
}

converted() {
    cat out/parts/*.jsonl 2> /dev/null | sed -n 's/.*"input":"\([^"]*\)","sha256":"[0-9a-f]*","code":0,.*/\1/p' | sort
}

running() {
    local pid
    for pid in $(pgrep -f -- "$spread_runs"); do
        [ "$(readlink "/proc/$pid/exe")" != "$DEPICKLE" ] || [ "$(readlink "/proc/$pid/cwd")" != "$scratch" ] || echo "$pid"
    done
}

# A part may be through before it is killed: then it is another's turn.
kill_worker() {
    local victim
    for ((k = 0; k < 1200; k++)); do
        for victim in $(running); do
            tr '\0' '\n' < "/proc/$victim/environ" > victim.environ && kill -KILL "$victim" && break 2
        done
        sleep 0.02
    done 2> said.kill
    [ "$k" -lt 1200 ] && killed=yes
    check 'a worker is killed' yes "${killed:-no}"
}

await() {
    for ((k = 0; k < 1200; k++)); do
        [ "$(converted | wc -l)" -lt "$1" ] || return
        sleep 0.05
    done
}

# sums FOLDER: the outputs, without what an engine keeps
sums() {
    (cd "$1" && find . -type f \( -name '*.onnx' -o -name '*.json' -o -name '*.sha256' -o -name '.depickle-*' \) \
        -exec sha256sum {} + | sort -k 2)
}

spread_done() {
    check 'converted' $((files - bad)) "$(converted | wc -l)"
    check 'converted twice' '' "$(converted | uniq -d)"
    check 'the outputs' "$(sums whole)" "$(sums out)"
    check 'lines of the manifest' "$files" "$(wc -l < out/manifest.jsonl)"
    check 'broken, by the manifest' "$bad" "$(grep -c '"code":8,' out/manifest.jsonl)"
}

spread_end() {
    echo "$engine: $passed passed, $failed failed"
    [ $failed -eq 0 ]
}
