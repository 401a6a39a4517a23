# What convert would make of a folder, before it does: sizes to the byte, what blocks the rest, which files belong together.
mkdir -p app/one app/two
c=$data/chains/scaler-sgd
cp "$c/a.pkl" app/two/scaler.pkl; cp "$c/b.pkl" app/two/model.pkl; cp "$c/labels.pkl" app/two/label_encoder.pkl
printf '(lVa\naVb\naVc\naVd\naVe\na.' > app/two/columns.pkl
cp "$data/forest.pkl" "$data/two.pkl" "$data/dbscan.pkl" "$data/partial/last.pkl" app/one
cp "$data/partial/nothing.pkl" "app/one/it's.pkl"; cp "$data/tables/frame-0.20.p2.pkl" app/one/df.pkl
printf 'cposix\nsystem\n(S"id"\ntR.' > app/one/evil.pkl; echo text > app/one/notes.txt
"$d" inspect --plan app > plan.txt; echo "-> $?"
sed 's/about [0-9.]* s/about N s/' plan.txt
"$d" inspect --plan app --allow __main__.clean 2> errors.txt | sed -n '/^blocked by\|^app.*blocked/p'; cat errors.txt
# As it was said: the sizes, and the command
"$d" convert app/one/forest.pkl -q; stat -c '%s' app/one/forest.onnx app/one/forest.json; grep forest plan.txt
sed -n 's/^together: depickle \(.*\) -o OUT.onnx/"$d" \1 -o app.onnx -q/p' plan.txt > command.sh; . ./command.sh; echo "-> $?"
"$d" predict app.onnx "$c/x.csv" | tail -n +2 | cmp - "$c/want.csv" && echo "as scikit-learn"
# Of two that would fit, none is guessed
cp app/two/scaler.pkl app/two/other.pkl
"$d" inspect --plan app/two | grep together
"$d" inspect --plan app/one/forest.pkl > /dev/null; echo "-> $?"
"$d" inspect --plan app/one/gone.pkl > gone.txt; echo "-> $?"; sed 's/about [0-9.]* s/about N s/' gone.txt; rm gone.txt
"$d" inspect --plan app/two --json | sed 's/"seconds".*"together"/"together"/'
