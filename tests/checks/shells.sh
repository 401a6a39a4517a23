#!/usr/bin/env bash
# Manual pages through man, mandoc and groff without a complaint; completions in bash, zsh and fish, each asked as its user would,
# and then once more with an option taken out of the file, which must be seen.
#
#   shells.sh MADE        build/.../manual
set -u
made=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp "$made"/depickle.bash "$made"/_depickle "$made"/depickle.fish "$scratch"
mkdir "$scratch/work" && cd "$scratch/work" || exit 2
mkdir models && touch a.pkl "b c.pkl"
passed=0
failed=0

# check WHAT FOUND [WANTED]
check() {
    if [ "$2" = "${3:-}" ]; then
        passed=$((passed + 1))
    else
        printf 'shells: %s: %s, not %s\n' "$1" "$2" "${3:-nothing}" | cut -c 1-400
        failed=$((failed + 1))
    fi
}

for page in "$made"/man1/*.1; do
    name=${page##*/}
    check "mandoc, $name" "$(mandoc -T lint "$page" 2>&1)"
    check "groff, $name" "$(groff -man -Tutf8 -ww -z "$page" 2>&1)"
    check "man, $name" "$(MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 > /dev/null)"
    check "whatis, $name" "$(lexgrog "$page" | grep -c "^$page: \"${name%.1} - .")" 1
done
printf '.TH X 1\n.SH NAME\nx \\- y\n.PP\n.undefined\n' > wrong.1
check "mandoc sees a wrong page" "$(mandoc -T lint wrong.1 2>&1 | grep -c 'PP after SH\|paragraph macro')" 1
check "groff sees a wrong page" "$(groff -man -Tutf8 -ww -z wrong.1 2>&1 | grep -c undefined)" 1

# ask_SHELL FOLDER LINE: what the completions in FOLDER offer behind LINE, sorted
ask_bash() {
    bash --norc -c '
        source /usr/share/bash-completion/bash_completion
        source "$1/depickle.bash"
        COMP_LINE=$2 COMP_POINT=${#2}
        line=${2//=/ = }
        read -ra COMP_WORDS <<< "$line"
        [[ $line != *" " ]] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        function=$(complete -p depickle | sed "s/.*-F \([^ ]*\).*/\1/")
        $function depickle
        printf "%s\n" "${COMPREPLY[@]}"' - "$1" "$2" | sed '/^$/d' | LC_ALL=C sort -u
}
# Where nothing else can stand, zsh offers options unasked; they are left out here.
ask_zsh() {
    local unasked='^-'
    [[ ${2##* } != -* ]] || unasked='^$'
    zsh -f "$here/../support/ask.zsh" "$1" "$2" | tr ' ' '\n' | sed 's/^--[a-z]*=//; /^$/d' | grep -v -- "$unasked" | LC_ALL=C sort -u
}
ask_fish() {
    fish --no-config -c 'source "$argv[1]/depickle.fish"; complete -C "$argv[2]"' "$1" "$2" | cut -f 1 | sed 's/^--[a-z]*=//' | LC_ALL=C sort -u
}

# line LINE WANTED...: each shell offers just that
line() {
    local shell line=$1
    shift
    for shell in bash zsh fish; do
        check "$shell, '$line'" "$("ask_$shell" "$scratch" "$line" | sed 's|/$||' | tr '\n' ' ')" "${*:+$* }"
    done
}

line 'depickle con' convert
mapfile -t commands < <(sed -n 's/^COMMAND(\([a-z]*\),.*/\1/p' "$here/../../src/cli/commands.def" | LC_ALL=C sort)
line 'depickle ' "${commands[@]}"
line 'depickle convert --targ' --target
line 'depickle convert --target ' auto ml1 ml5 plain
line 'depickle scan --sandbox=' auto off require
line 'depickle convert --to onnx,j' onnx,json
line 'depickle predict --method predict_p' predict_proba
line 'depickle convert -d m' models
line 'depickle convert --manifest a' a.pkl
line 'depickle migrate ' models
line 'depickle list ' codecs estimators formats opcodes
line 'depickle list formats '
line 'depickle manifest ' check merge
line 'depickle manifest check a' a.pkl
line 'depickle scan --stri' --strict
line 'depickle inspect --stri'
line 'depickle verify a' a.pkl

mkdir "$scratch/less"
for file in depickle.bash _depickle depickle.fish; do
    sed 's/--target//; s/-l target//' "$scratch/$file" > "$scratch/less/$file"
done
for shell in bash zsh fish; do
    check "$shell, an option that was taken out" "$("ask_$shell" "$scratch/less" 'depickle convert --targ')"
done
echo "shells: $passed passed, $failed failed"
[ $failed -eq 0 ]
