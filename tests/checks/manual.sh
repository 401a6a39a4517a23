#!/usr/bin/env bash
# The manual pages, docs/commands.md and the completions have every option that `depickle COMMAND --help` prints, and no other;
# docs/commands.md is what the tables give; pages refer to pages that there are, and tell of each variable that is read.
#
#   manual.sh PROGRAM BUILD
set -u
program=$(realpath "$1")
made=$(realpath "$2")/manual
tool=$(realpath "$2")/depickle_manual
cd "$(dirname "$0")/../.." || exit 2
pages=src/manual/pages
. tests/support/same.sh

# The options that --help prints, --NAME and -X each on a line, sorted.
told() {
    "$program" "$1" --help | grep -oE '^ +(-[a-zA-Z?], )?--[a-z0-9-]+' | tr -d ' ' | tr , '\n' | sort -u
}

# lacks WANTED FOUND: what is in one of two lists alone
lacks() {
    diff <(sort -u <<< "$1") <(sort -u <<< "$2") | grep '^[<>]' | tr '\n' ' '
}

commands=$("$program" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p')
for command in $commands; do
    page=$made/man1/depickle-$command.1
    options=$(told "$command")
    [ "$(wc -l <<< "$options")" -gt 30 ] || none "$command" "only $(wc -l <<< "$options") options found"
    none "depickle-$command(1)" "$(lacks "$options" \
        "$(grep -A1 '^\.TP' "$page" | grep -oP '\\fB\\-.*?\\fR' | sed 's/\\f[BR]//g; s/\\-/-/g')")"
    # Options that all commands take stand at its end.
    none "docs/commands.md, $command" "$(lacks "$options" "$(awk -v name="## depickle $command" \
        '/^## / { on = $0 == name || $0 == "## Options of every command" } on' docs/commands.md \
        | grep -E '^- `--?[a-z?]' | sed 's/: .*//' | grep -oE '(-[a-zA-Z?]`|--[a-z0-9-]+)' | tr -d '`')")"
    none "bash, $command" "$(lacks "$(grep -vx -- '-?' <<< "$options")" \
        "$(sed -n "/^_depickle_options/,/^}/s/^    $command) echo \(.*\) ;;/\1/p" "$made/depickle.bash" | tr ' ' '\n')")"
    none "zsh, $command" "$(lacks "$(grep -vx -- '-?' <<< "$options")" "$(awk -v name="        $command)" \
        '/^        [a-z]*\)$/ { on = $0 == name } on' "$made/_depickle" | grep -E "^ +'\*" | sed "s/\[.*//" \
        | grep -oE '(\{-[a-zA-Z]|--[a-z0-9-]+)' | tr -d '{')")"
    none "fish, $command" "$(lacks "$options" "$(grep -F "'__depickle_is $command' " "$made/depickle.fish" \
        | grep -oE " (-s '?[a-zA-Z?]|-l [a-z0-9-]+)" | sed "s/ -s '*/-/; s/ -l /--/")")"
    none "depickle(1), $command" "$(grep -q "\\\\-$command\\\\fR(1)" "$made/man1/depickle.1" || echo "is not in it")"
done
none "$(wc -w <<< "$commands") commands" "$([ "$(wc -w <<< "$commands")" -ge 8 ] || echo "too few")"
none "docs/commands.md is not what the tables give: build/dev/depickle_manual markdown $pages > docs/commands.md" \
    "$("$tool" markdown $pages | diff docs/commands.md - | head -n 5)"
for name in $(grep -ohE '\*\*depickle(-[a-z]+)?\*\*\(1\)' $pages/*.md | tr -d '*' | sed 's/(1)//' | sort -u); do
    none "a page refers to $name" "$([ -e "$pages/$name.md" ] || echo "which is not there")"
done
for name in $(grep -hoE '"[A-Z][A-Z_]{3,}"' src/cli/shard.c src/cli/progress.c src/cli/terminal.c | tr -d '"' | sort -u); do
    none "$name is read" "$(grep -qF "\`$name\`" $pages/*.md || echo "no page tells of it")"
done
# From elsewhere, at another time, in another language: the same bytes.
again=$(cd / && TZ=Asia/Tokyo LC_ALL=tr_TR.UTF-8 "$tool" man "$OLDPWD/$pages" depickle-convert | cmp - "$made/man1/depickle-convert.1" 2>&1)
none "depickle-convert(1), made again" "$again"
none "its compressed form" "$([ ! -e "$made/man1/depickle.1.gz" ] || gzip -9nc < "$made/man1/depickle.1" | cmp - "$made/man1/depickle.1.gz" 2>&1)"
echo "manual: $passed passed, $failed failed"
[ $failed -eq 0 ]
