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
echo 'inspect and verify in order, each file by itself'
same() {
    for j in 1 3; do "$d" "$@" -j $j 2>&1 | sed 's/about .* s for/about N s for/' > said$j; echo "-> ${PIPESTATUS[0]}"; done
    cmp said1 said3
}
same inspect in; grep -c '^file: ' said3; same inspect in --json; grep -c '^{.*}$' said3
same inspect --plan in; grep '^convert:' said3
find in -name '*.pkl' -print0 > names; same inspect -q --files0-from names; grep -c linear_model said3
same verify r1/out; tail -n 2 said3
same verify r1/out/*.onnx --json; grep -c '"tested"' said3
chmod u+w r1/out/a3.onnx r1/out/sub/*; printf x >> r1/out/a3.onnx; printf x > r1/out/sub/b8.0.onnx; rm r1/out/sub/b1.0.onnx
same verify r1/out r1/out/a[1-4].onnx; grep -B 1 -A 1 a3 said3
(cd r1 && same verify out --manifest list; cat said3)
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
