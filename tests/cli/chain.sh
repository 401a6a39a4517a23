# Files that belong together, as applications keep them, become one: step by step as Pipeline would, codes as labels.
for pair in "$data"/chains/*; do
    labels=()
    [ ! -e "$pair/labels.pkl" ] || labels=(--labels "$pair/labels.pkl")
    "$d" convert "$pair/a.pkl" "$pair/b.pkl" --chain "${labels[@]}" --feature-names a,b,c,d,e -o chain.onnx -f -q || echo "-> $?"
    "$d" predict chain.onnx "$pair/x.csv" | tail -n +2 | cmp - "$pair/want.csv" && echo "$(basename "$pair"): as scikit-learn"
    "$d" convert "$pair/a.pkl" "$pair/b.pkl" --chain -o chain.json -f -q
    "$d" convert "$pair/both.pkl" -o both.json -f -q
    cmp <(sed '/"source"/,$d' chain.json) <(sed '/"source"/,$d' both.json) && echo "the same parameters"
done
pair=$data/chains/scaler-sgd
# Names from a file: lines, a JSON list
printf 'a\r\nb\r\nc\nd\ne\n' > names.txt; printf '["a", "b", "c", "d", "e"]' > names.json
for names in names.txt names.json a,b,c,d,e; do
    "$d" convert "$pair/a.pkl" "$pair/b.pkl" --chain --feature-names $names -o $(basename $names).onnx -q && cmp names.txt.onnx $(basename $names).onnx
done
# verify is told the same files
forest=$data/chains/minmax-forest; tree=$data/chains/scaler-tree
"$d" convert "$tree/a.pkl" "$tree/b.pkl" --chain --feature-names a,b,c,d,e -o tree.onnx -q
"$d" convert "$forest/b.pkl" --labels "$forest/labels.pkl" -o labels.onnx -q
"$d" convert "$forest/a.pkl" "$forest/b.pkl" --chain --labels "$forest/labels.pkl" -o both.onnx -q
"$d" convert "$forest/a.pkl" "$forest/b.pkl" --chain -o both.json -f -q
check() { "$d" verify "$@" | sed '/^reading/d'; echo "-> ${PIPESTATUS[0]}"; }
check tree.onnx --chain --against "$tree/a.pkl" --against "$tree/b.pkl" --feature-names a,b,c,d,e
check tree.onnx --chain --against "$tree/a.pkl" --against "$tree/b.pkl" --feature-names a,b,c,e,d
check tree.onnx --chain --against "$forest/a.pkl" --against "$tree/b.pkl"
check tree.onnx --against "$tree/b.pkl"
check labels.onnx --against "$forest/b.pkl" --labels "$forest/labels.pkl"
check labels.onnx --against "$forest/b.pkl"
check both.onnx --chain --against "$forest/a.pkl" --against "$forest/b.pkl" --labels "$forest/labels.pkl"
check both.json --chain --against "$forest/a.pkl" --against "$forest/b.pkl"
check tree.onnx --against "$tree/a.pkl" --against "$tree/b.pkl"
check tree.onnx --labels "$forest/labels.pkl"
# What does not fit together
printf 'cposix\nsystem\n(S"id"\ntR.' > evil.pkl
"$d" convert "$pair/a.pkl" "$data/forest.pkl" --chain -o no.onnx; echo "-> $?"
"$d" convert "$pair/b.pkl" "$pair/a.pkl" --chain -o no.onnx; echo "-> $?"
"$d" convert "$pair/a.pkl" --chain -o no.onnx; echo "-> $?"
"$d" convert "$pair/a.pkl" "$pair/b.pkl" --chain --feature-names a,b -o no.onnx; echo "-> $?"
"$d" convert "$pair/a.pkl" "$pair/b.pkl" --chain --labels "$pair/a.pkl" -o no.onnx; echo "-> $?"
"$d" convert "$data/chains/scaler-tree/b.pkl" --labels "$pair/labels.pkl" -o no.onnx; echo "-> $?"
"$d" convert "$data/forest.pkl" --labels "$pair/missing.pkl" -o no.onnx; echo "-> $?"
"$d" convert "$pair/a.pkl" evil.pkl --chain -o no.onnx; echo "-> $?"
"$d" convert evil.pkl "$pair/b.pkl" --chain -o no.onnx; echo "-> $?"
# A digest that is not the one beside an earlier step
cp "$pair/a.pkl" "$pair/b.pkl" .; printf '%064d\n' 0 > a.pkl.sha256
"$d" convert a.pkl b.pkl --chain -o no.onnx; echo "-> $?"
ls no.onnx 2>&1
# Names from an Index of each pandas
for version in 0.20 1.3 2.2 3.0; do
    "$d" convert "$data/forest.pkl" --feature-names "$data/tables/columns-$version.p4.pkl" -o no.onnx; echo "-> $?"
done
