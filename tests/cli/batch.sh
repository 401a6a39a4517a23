# Several files at once: the same files, the same lines, the same code as one by one; one that is bad spoils no other.
mkdir -p in/sub
for i in 1 2 3 4 5 6 7 8; do cp "$data/linreg.pkl" in/a$i.pkl; cp "$data/two.pkl" in/sub/b$i.pkl; done
printf "cposix\nsystem\n(S'true'\ntR." > in/bad.pkl
printf 'PK\x03\x04' > in/net.pt
head -c 300 "$data/forest.pkl" > in/cut.pkl
try() { "$d" "$@" 2>&1; echo "-> $?"; }
for j in 1 3; do
    mkdir r$j
    cp -r in r$j
    (cd r$j && "$d" convert in -d out -j $j --json --manifest list --bom bom > said 2> errors; echo "-j $j -> $?"
    for lines in list said errors; do sort -o $lines $lines; done
    find out -type f -exec sha256sum {} + | sort > sums)
done
for list in said errors list bom sums; do cmp r1/$list r3/$list; done
wc -l < r3/said; cat r3/errors; wc -l < r3/sums
echo 'scan in order'; "$d" scan in > one 2>&1; echo "-> $?"; "$d" scan -j 4 in > four 2>&1; echo "-> $?"; cmp one four; grep -c safe four
"$d" scan -j 4 in --format sarif 2> /dev/null > four; "$d" scan in --format sarif 2> /dev/null | cmp - four
"$d" scan -j 4 in --json 2> /dev/null | grep -c '^{.*}$'
try scan -q -j 0 in/sub
try scan -q -j 100 in/a1.pkl
try scan -j x in; try scan -j 1000 in; try convert -j in
echo 'patterns that no shell expanded'; "$d" scan 'in/a[1-3].pkl' 'in/s*b' -q; echo "-> $?"; "$d" scan 'in/z*.pkl'; echo "-> $?"
cp "$data/linreg.pkl" 'in/z*.pkl'; cp "$data/linreg.pkl" in/zz.pkl; "$d" scan 'in/z*.pkl'; echo "-> $?"
echo 'a bar on a terminal, and nowhere else'
mkdir many; for ((i = 0; i < 400; i++)); do cp "$data/linreg.pkl" many/$i.pkl; done
bars() { tr '\r' '\n' | grep -c '\[=*> *\] [0-9]*/400 files  .* kB  [0-9.]*/s'; }
on_terminal() { script -qec "$*" /dev/null; }
[ "$(TERM=xterm on_terminal "'$d' scan -q many; '$d' scan many" | bars)" -gt 0 ] && echo drawn
TERM=xterm on_terminal "'$d' convert many -d new --to json" > seen; [ "$(bars < seen)" -gt 0 ] && echo drawn; grep -c -- '->' seen
TERM=xterm on_terminal "'$d' convert many -d old --to json -v --progress=none" > seen; bars < seen; grep -c -- '->' seen
TERM=dumb on_terminal "'$d' scan many" | bars
TERM=xterm on_terminal "'$d' scan -q many" | bars
TERM=xterm "$d" scan many 2>&1 | bars
