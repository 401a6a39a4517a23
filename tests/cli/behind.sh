# Names of features that only a pipeline's first step tells: every command tells them of the pipeline.
c="$data/behind"
"$d" inspect "$c/pipe.pkl" | sed -n '/^\$/,$p'
"$d" convert -q "$c/pipe.pkl" --to c -o pipe.h; grep model_features pipe.h
"$d" convert -q "$c/pipe.pkl" -o pipe.onnx; "$d" inspect pipe.onnx | grep features
"$d" report -q "$c/pipe.pkl" -o pipe.html; grep -c 'features, all numbers, without names' pipe.html; grep -o '<summary>3 features[^<]*' pipe.html
"$d" diff "$c/linear.pkl" "$c/pipe.pkl" 2>&1 | grep -E 'class|features'
# Trees behind a scaler ask for its values: the page says so, and rows for comparing are led back through it to each decision
grep -o 'Thresholds are of values.*</p>' pipe.html; "$d" report -q "$data/forest.pkl" -o forest.html; grep -c 'Thresholds are of values' forest.html
"$d" diff "$c/pipe.pkl" "$c/leaf.pkl" | sed -n '/^answers/,$p'
"$d" diff "$data/diff/columns-old.pkl" "$data/linreg.pkl" | grep -A1 answers; "$d" diff "$data/two.pkl" "$data/two.pkl" --select '$[1]' | grep -A2 answers
