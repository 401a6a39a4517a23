# Columns of texts and numbers as one table of texts: the same answers as with an input a column, and as scikit-learn's.
cp "$data"/single/* .
"$d" convert columns.pkl -o columns.onnx -q && "$d" convert columns.pkl --single-input -o single.onnx -q
for file in columns.pkl columns.onnx single.onnx; do
    "$d" predict $file x.csv | tail -n +2 | cmp - want.csv && echo "$file: as scikit-learn"
done
"$d" verify single.onnx --against columns.pkl; echo "-> $?"
"$d" verify single.onnx --against "$data/forest.pkl"; echo "-> $?"
# Numbers as people write them; a text that is none; a model of numbers alone keeps its own input
printf 'Company,Ram,note,Weight\nApple,8.0,a,1.37\nHP,1.6e1,,2.10\n' | sed 's/$/\r/' > y.csv
"$d" predict single.onnx y.csv; echo "-> $?"
printf 'Company,Ram,note,Weight\nApple,8GB,a,1.37\n' > bad.csv
"$d" predict single.onnx bad.csv; echo "-> $?"
"$d" convert "$data/forest.pkl" -o a.onnx -q; "$d" convert "$data/forest.pkl" --single-input -o b.onnx -q; cmp a.onnx b.onnx; echo "-> $?"
