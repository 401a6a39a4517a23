# A step that no file can hold blocks a pipeline: which one, what is convertible all the same, and what precedes it written.
p=$data/partial
for name in last columns union first search nothing; do
    rm -f x.onnx
    "$d" convert "$p/$name.pkl" -o x.onnx --allow __main__.clean; echo "-> $?"
    "$d" convert "$p/$name.pkl" -o x.onnx --allow __main__.clean --partial -f; echo "-> $?"
    [ -e x.onnx ] || continue
    "$d" verify x.onnx --against "$p/$name.pkl" --allow __main__.clean
    "$d" predict x.onnx "$p/x.csv" -o got.csv -f -q
    paste -d, <(tail -n +2 got.csv) "$p/$name.csv" | awk -F, '{ for (i = 1; i <= 4; i++) if ($i + 0 != $(i + 4) + 0) bad++ } END { print NR, "rows,", bad + 0, "other than scikit-learn" }'
done
# Which part it is, to a program
"$d" convert "$p/first.pkl" -d out --allow __main__.clean --partial --manifest m.jsonl -q; echo "-> $?"
grep -o '"model":"[^"]*"' m.jsonl; grep -o '"partial":[a-z]*' m.jsonl; grep -o '"warnings":\["[^"]*"\]' m.jsonl
grep -o '"model_type": *"[A-Za-z]*"' out/first.json
# The whole tree
"$d" inspect "$p/columns.pkl" --allow __main__.clean
"$d" inspect "$p/search.pkl" --allow __main__.clean | sed -n '/^\$/,$p'
"$d" inspect "$p/last.pkl" --allow __main__.clean --json | grep -o '"blocked":{[^}]*}'
# Models in objects of one's own
"$d" convert "$p/predictor.pkl" -d out; echo "-> $?"
"$d" convert "$p/predictor.pkl" -d out --allow __main__.Predictor --to onnx; echo "-> $?"
"$d" inspect "$p/predictor.pkl" --allow __main__.Predictor | sed -n '/^\$/,$p'

echo "== functions and classes by value, of dill and cloudpickle"
for f in "$data"/by-value/*.pkl; do
    "$d" scan "$f" | grep -v '^ '
    "$d" convert "$f" -o by-value.onnx; echo "-> $?"
done
ls by-value.onnx
"$d" scan "$data/by-value/dict-dill.pkl" | grep __main__
