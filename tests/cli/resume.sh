# --resume: what the manifest says is done is left out; what is not, whatever the reason, is done; shards part the files.
mkdir in
for i in 1 2 3 4; do cp "$data/linreg.pkl" in/a$i.pkl; done
cp "$data/two.pkl" in/two.pkl
printf "cposix\nsystem\n(S'true'\ntR." > in/bad.pkl
run() { "$d" convert in -d out --to onnx --manifest m.jsonl --resume "$@"; echo "-> $?; $(wc -l < m.jsonl) lines"; }
run -q
echo 'again: only what failed'; run
echo 'with lines of JSON'; run --json 2> /dev/null | grep -v '"code":1'
echo 'another input'; printf x >> in/a1.pkl; cp "$data/two.pkl" in/a2.pkl; run
echo 'an output is gone'; rm -f out/a3.onnx; run
echo 'what a killed run left, and what may be somebody'"'"'s'; mkdir out/sub in/sub; cp in/a1.pkl in/sub/c.pkl
left=(out/.depickle-0123456789abcdef.tmp out/sub/.depickle-0123456789abcde0.tmp out/.depickle-0123456789abcdee.tmp)
touch -d '1 hour ago' "${left[@]}"; touch "${left[2]}"; run -q; ls "${left[@]}" 2> /dev/null; rm -r "${left[2]}" in/sub out/sub
touch -d '1 hour ago' "${left[0]}" .depickle-0123456789abcdef.tmp; run 2>&1 | grep note:; "$d" convert in/a3.pkl -o here.onnx --manifest m.jsonl --resume 2>&1 | grep note:
echo 'other options'; run --target plain -q
echo 'and replaced'; run --target plain -f -q
echo 'no line, but the same outputs'; grep -v two.pkl m.jsonl > m; mv m m.jsonl; run --target plain
echo 'no line, and another output'; grep -v a4.pkl m.jsonl > m; mv m m.jsonl; chmod u+w out/a4.onnx; printf x >> out/a4.onnx; run --target plain
echo 'a digest that is not expected'; printf '%064d\n' 0 > in/a3.pkl.sha256; run --target plain -q; rm in/a3.pkl.sha256
echo 'another place'; "$d" convert in/a3.pkl -o other.onnx --target plain --manifest m.jsonl --resume; "$d" convert in/a3.pkl -o again.onnx --target plain --manifest m.jsonl --resume
echo 'damaged'; sed -i '2s/.*/{"schema":/' m.jsonl; run
echo 'usage'; "$d" convert in --resume; echo "-> $?"; "$d" convert in --manifest m.jsonl --resume --bom b; echo "-> $?"
echo 'shards'
for i in 1 2 3; do "$d" scan in/a?.pkl --shard $i/3 -q --json | grep -o '"file":"[^"]*"'; echo "$i -> ${PIPESTATUS[0]}"; done
"$d" convert in -d sharded --shard 4/4 -q --manifest s.jsonl; "$d" convert in -d sharded --shard 1/4 -q --manifest s.jsonl; ls sharded/*.onnx
SLURM_ARRAY_TASK_ID=3 "$d" convert in --shard auto; echo "-> $?"
"$d" convert in --shard 3/2; echo "-> $?"
