# A model that does not tell how wide its rows are: the caller does, and what is written tells it from then on.
n=$data/normalizer-0.17.pkl
printf 'a,b,c\n3,0,4\n0,0,0\n' > x.csv
"$d" convert "$n" -o n.onnx; echo "-> $?"
"$d" convert "$n" -o n.onnx --n-features 3 --manifest m.jsonl -q; echo "-> $?"
grep -o '"n_features":[0-9]*' m.jsonl
"$d" verify n.onnx --against "$n"; echo "-> $?"
"$d" predict n.onnx x.csv
"$d" predict "$n" x.csv; echo "-> $?"
"$d" predict "$n" x.csv --n-features 3
printf 'transform_0,transform_1,transform_2\n0.6,0,0.8\n0,0,0\n' > want.csv
"$d" verify "$n" --data x.csv --expected want.csv --n-features 3; echo "-> $?"
# One that tells it is not talked out of it
"$d" convert "$data/forest.pkl" -o no.onnx --n-features 3; echo "-> $?"
"$d" convert "$data/forest.pkl" -o forest.onnx --n-features 4 -q; echo "-> $?"
"$d" verify n.onnx --against "$n" --n-features 4; echo "-> $?"
"$d" convert "$n" -o no.onnx --n-features 0; echo "-> $?"
ls no.onnx 2>&1
# An encoder of two features, told as positions: the others follow, however many
e=$data/encoder-0.19.pkl
printf 'a,b,c\n1,0.25,0\n2,8,1\n' > e.csv
"$d" convert "$e" -o e.onnx; echo "-> $?"
"$d" convert "$e" -o e.onnx --n-features 2; echo "-> $?"
"$d" convert "$e" -o e.onnx --n-features 3 -q; echo "-> $?"
"$d" predict e.onnx e.csv
