#!/usr/bin/env bash
# Where the system refuses some calls, depickle does and says the same as elsewhere, and the manifest names the walls that
# stood. What a hole in the reader would do is stopped, and said.
#
#   walls.sh DEPICKLE DENY PLANT MODEL...      DENY, PLANT: support/deny.c, support/plant.c; PLANT "-" where nothing can be
#                                             preloaded, in a static program
set -u
d=$1
deny=$2
plant=$3
shift 3
scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
passed=0
failed=0

# same WHAT WANTED FOUND
same() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        echo "walls: $1"
        diff <(echo "$2") <(echo "$3")
        failed=$((failed + 1))
    fi
}

# transcript MODE KIND MODEL: what is printed, the code, and what is written; KIND "plain" refuses nothing
transcript() {
    local run=("$d")
    [ "$2" = plain ] || run=("$deny" "$2" "$d")
    rm -rf "$scratch/out"
    mkdir "$scratch/out"
    (cd "$scratch/out" && "${run[@]}" convert --sandbox="$1" "$3" --to onnx,json -d . --manifest manifest 2>&1; echo "exit $?"
        "${run[@]}" scan --sandbox="$1" --json "$3" 2>&1 | tee json | sed 's/,"sandbox":.*//'; echo "exit ${PIPESTATUS[0]}"
        "${run[@]}" inspect --sandbox="$1" "$3" 2>&1; echo "exit $?"
        find . -type f ! -name manifest ! -name json -printf '%m %P\n' | sort -k 2
        find . -type f ! -name manifest ! -name json -exec sha256sum {} + | sort -k 2)
}

walls() {
    grep -ho '"sandbox":\[[^]]*\]' "$scratch/out/manifest" "$scratch/out/json" | sort -u
}

# stands KIND HAS LACKS: of the walls in the manifest and in --json
stands() {
    local found
    found=$(walls)
    same "$1: the manifest and --json name the same" 1 "$(wc -l <<< "$found")"
    same "$1: walls $found" yes "$([[ $found == *"$2"* && ( -z $3 || $found != *"$3"* ) ]] && echo yes)"
}

for model in "$@"; do
    normal=$(transcript require plain "$model")
    same "$model: exit codes" "3 exits" "$(grep -c '^exit' <<< "$normal") exits"
    stands plain seccomp ""
    for kind in landlock-enosys landlock-eperm docker docker-old; do
        same "$kind: $model" "$normal" "$(transcript require $kind "$model")"
        if [ $kind = docker ]; then
            stands $kind seccomp ""
        else
            stands $kind seccomp landlock
        fi
    done
    same "auto without filters: $model" "$normal" "$(transcript auto seccomp "$model")"
    stands "auto without filters" rlimits seccomp
    same "off: $model" "$normal" "$(transcript off seccomp "$model")"
    stands "off" process rlimits
    refused=$(transcript require seccomp "$model")
    same "required, without filters: $model" "exit 2,exit 2,exit 2" "$(grep '^exit' <<< "$refused" | paste -sd,)"
    same "required, without filters: the option is named" 3 "$(grep -v '^{' <<< "$refused" | grep -c -- '--sandbox=auto')"
    same "required, without filters: nothing is written" "" "$(find "$scratch/out" -name '*.onnx*' -o -name '*.json*')"
done

finish() {
    echo "walls: $passed passed, $failed failed"
    [ $failed -eq 0 ] && [ $passed -gt 0 ]
    exit
}
[ "$plant" != - ] || finish

# planted MODE WHAT: the program with a hole, on a file of its own and among others
planted() {
    rm -rf "$scratch/out"
    mkdir "$scratch/out"
    (cd "$scratch/out" && LD_PRELOAD=$plant PLANT=$2 "$d" convert --sandbox="$1" ../hole.pkl.gz -o hole.onnx 2>&1; echo "exit $?"; ls)
}

model=$(dirname "$1")/linreg.pkl
gzip -c "$model" > "$scratch/hole.pkl.gz"
said="depickle: ../hole.pkl.gz: the reader tried a forbidden system call and was stopped"
for what in open socket execve fork mmap; do
    same "$what in the reader" "$said"$'\nexit 2' "$(planted require $what)"
done
same "open behind no walls" planted "$(planted off open | grep -x planted)"
same "nothing in the reader" "exit 0" "$(planted require nothing | grep '^exit')"
mkdir "$scratch/batch"
cp "$scratch/hole.pkl.gz" "$model" "$scratch/batch"
LD_PRELOAD=$plant PLANT=socket "$d" convert -q "$scratch/batch" -d "$scratch/both" --to onnx 2> /dev/null
same "a hole in a batch: exit" 9 $?
same "a hole in a batch: the others" linreg.onnx "$(ls "$scratch/both" | grep -v sha256)"
finish
