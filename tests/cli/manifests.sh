# Manifests of several parts as one; a manifest against the files that it lists.
mkdir in
for i in 1 2 3 4; do cp "$data/linreg.pkl" in/a$i.pkl; done
cp "$data/two.pkl" in/two.pkl
try() { "$d" manifest "$@"; echo "-> $?"; }
for i in 1 2 3; do "$d" convert in -d out --to onnx --shard $i/3 --manifest m$i.jsonl -q; done
try merge m?.jsonl -o all.jsonl
cut -c 1-56 all.jsonl
cat m3.jsonl m1.jsonl m2.jsonl > other; try merge other -q | cmp - <(cat all.jsonl; echo '-> 0')
try merge m?.jsonl -o all.jsonl; try merge -f m?.jsonl all.jsonl -o all.jsonl; wc -l < all.jsonl
try check all.jsonl; try check all.jsonl in -q
echo 'as JSON'; rm -f j; try merge --json m?.jsonl -o j; try merge --json m?.jsonl -o j; try merge --json m?.jsonl | cmp - <(cat all.jsonl; echo '-> 0')
try check --json j; try check --json j in nowhere.pkl; try check --json nowhere
echo 'done once, failed later'; printf x >> in/a1.pkl; "$d" convert in/a1.pkl -d out --to onnx --manifest m4.jsonl -q
try merge m4.jsonl m?.jsonl -o once.jsonl; try check once.jsonl; try check once.jsonl in; try check m4.jsonl
echo 'a piece'; printf '{"schema":"depickle-manifest/1","inp' >> m1.jsonl; try merge m1.jsonl m2.jsonl -o half.jsonl; try check m1.jsonl -q
echo 'not all'; try check m1.jsonl in -q 2>&1 | grep -v 'has no line$'
echo 'two inputs, one output'; "$d" convert -f -q in/a2.pkl --to json -o out/same.json --manifest same.jsonl; "$d" convert -f -q in/two.pkl --select '$[0]' --to json -o out/same.json --manifest same.jsonl; try check same.jsonl
echo 'changed and gone'; chmod u+w out/*; printf x >> out/a2.onnx; rm out/a3.onnx; try check all.jsonl; try check --json all.jsonl in
echo 'no manifest'; try check in/a2.pkl; try merge all.jsonl in/a2.pkl; try merge nowhere; try check nowhere
try merge; try check; try; try split all.jsonl; try check all.jsonl -o x
