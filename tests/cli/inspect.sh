# inspect on paper of all kinds: narrow and wide, a terminal with and without UTF-8, with and without colours.
cases=$(dirname "$0")/../cases
p=pipe-union.pkl; cp "$cases/steps/good-pipe-union-0.17/input.pkl" "$p"
show() { sed -n '/^[^a-z]*\$/,$p'; }
echo "80 columns, and 40"; COLUMNS=80 "$d" inspect "$data/forest.pkl"; COLUMNS=40 "$d" inspect "$p"
echo "a COLUMNS that is no number, or beyond all sense"; COLUMNS=wide "$d" inspect "$p" | cmp - <("$d" inspect "$p"); COLUMNS=0 "$d" inspect "$p" | cmp - <("$d" inspect "$p"); COLUMNS=99999999999999999999 "$d" inspect "$data/forest.pkl" | wc -l; COLUMNS=1 "$d" inspect "$data/forest.pkl" | tail -n 6
# on a terminal of so many columns: [VARIABLE=VALUE...] ARG...
terminal() { local n=$1; shift; env -u COLUMNS -u NO_COLOR -u LC_ALL -u LC_CTYPE -u LANG script -qec "stty cols $n; env $*" /dev/null < /dev/null | tr -d '\r' | sed "s/$(printf '\033')/<ESC>/g"; }
echo "a terminal of UTF-8 and colours"; terminal 60 TERM=xterm LANG=C.UTF-8 "$d" inspect "$p" | show
echo "none of both"; terminal 60 TERM=dumb LC_ALL=C LANG=C.UTF-8 "$d" inspect "$p" | show | tail -n 3
echo "no colours wanted"; terminal 60 TERM=xterm LC_CTYPE=de_DE.utf8 NO_COLOR=1 "$d" inspect "$p" | show | tail -n 2; terminal 60 TERM=xterm "$d" inspect --color=never "$p" | show | tail -n 1
echo "colours wanted in a pipe, and whatever NO_COLOR says"; NO_COLOR=1 "$d" inspect --color=always "$p" | show | tail -n 1 | sed "s/$(printf '\033')/<ESC>/g"
echo "JSON has none of this"; "$d" inspect --json --color=always "$p" | cmp - <(COLUMNS=20 "$d" inspect --json "$p")
echo "columns and their categories"; "$d" inspect "$data/single/columns.pkl" | show
# Names as a file likes: they end, and act on nothing.
name=$(printf 'a\033[2J\t\xe2\x80\xae%01000000d' 0)
printf 'csklearn.pipeline\nPipeline\n)\x81(Vsteps\n((V%s\ncsklearn.linear_model._ridge\nRidge\n)\x81(V%s\nV%s\ndbtl' "$name" "$name" "$name" > long.pkl
printf 'db.' >> long.pkl
echo "hostile names"; "$d" inspect long.pkl | tee long.txt | show; wc -c < long.txt | awk '{ print ($1 < 3000) }'; "$d" inspect --json long.pkl | wc -c | awk '{ print ($1 < 20000) }'
"$d" inspect --color=always long.pkl | sed "s/$(printf '\033')\[[0-9]*m//g" | cmp - long.txt
# A large file is not copied; its digest is that of the file all the same.
{ printf '\200\003B\000\000\000\001'; head -c 16777216 /dev/zero; printf '.'; } > large.pkl
"$d" inspect large.pkl | grep -c "$(sha256sum < large.pkl | cut -d ' ' -f 1)"
