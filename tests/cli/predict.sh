# Answers of a pickle and of the file written from it are the same text.
printf 'a,b,c,d\n-0.063,-0.546,0.1,0.2\n0.5,0.25,-1e-3,\n' > rows.csv
"$d" predict "$data/forest.pkl" rows.csv; echo "-> $?"
"$d" predict "$data/forest.pkl" rows.csv --method predict_proba | tee proba.csv
"$d" convert "$data/forest.pkl" -o f.onnx -q
"$d" predict f.onnx rows.csv --method predict_proba | tail -n +2 | cmp - <(tail -n +2 proba.csv) && echo same
"$d" predict "$data/forest.pkl" rows.csv -o out.csv; cat out.csv
for j in 2 3 7; do "$d" predict "$data/forest.pkl" rows.csv -j $j --method predict_proba | cmp - proba.csv && echo "$j: same"; done
"$d" predict "$data/forest.pkl" - -j 2 --method predict_proba < rows.csv | cmp - proba.csv && echo same
"$d" predict "$data/forest.pkl" rows.csv -j 2 -o out.csv; echo "-> $?"
"$d" predict "$data/forest.pkl" rows.csv -j 2 -f -o out.csv; cat out.csv
(cat rows.csv; echo 1,2,y,4) > late.csv; "$d" predict "$data/forest.pkl" late.csv -j 3; echo "-> $?"
printf 'a,b\n1,2\n' > narrow.csv; "$d" predict "$data/forest.pkl" narrow.csv; echo "-> $?"
printf 'a,b,c,d\n1,x,3,4\n' > words.csv; "$d" predict "$data/forest.pkl" words.csv; echo "-> $?"
"$d" predict "$data/forest.pkl" rows.csv --method transform; echo "-> $?"
# A clusterer's distances are called scores in ONNX, and asked for as what they are.
k=$(dirname "$0")/../cases/neighbors/good-kmeans-1.9/input.pkl
"$d" convert "$k" -o k.onnx -q
"$d" predict "$k" rows.csv --method transform | tail -n +2 | tee distances.csv | wc -l
"$d" predict k.onnx rows.csv --method transform | tail -n +2 | cmp - distances.csv && echo same
"$d" convert "$data/forest.pkl" -o f.json -q; "$d" predict f.json rows.csv --method predict_proba | cmp - proba.csv && echo same
"$d" convert "$data/forest.pkl" -o f.json -fq --arrays base64; "$d" predict f.json rows.csv --method predict_proba | cmp - proba.csv && echo same
head -c 1000 f.json > cut.json; "$d" predict cut.json rows.csv; echo "-> $?"
echo '{"a": 1}' > other.json; "$d" predict other.json rows.csv; echo "-> $?"
# The nearest of the fitted rows: which, and how far; of a file for the search alone, and of a classifier that is asked for them.
n=$(dirname "$0")/../cases/neighbors
printf 'a,b,c\n0.1,0.2,-0.5\n1,-1,0\n' > near.csv
"$d" convert "$n/good-search-1.9/input.pkl" -o n.onnx -q; "$d" verify n.onnx --against "$n/good-search-1.9/input.pkl"
"$d" predict n.onnx near.csv | tee near-too.csv
"$d" predict "$n/good-search-1.9/input.pkl" near.csv --method kneighbors | cmp - near-too.csv && echo same
"$d" predict n.onnx near.csv --method predict; echo "-> $?"
"$d" convert "$n/good-search-of-classes-1.9/input.pkl" -o c.onnx -q --methods predict,kneighbors
"$d" predict c.onnx near.csv --method kneighbors
"$d" convert "$n/good-search-1.9/input.pkl" -o s.onnx -q --like skl2onnx; "$d" inspect s.onnx | grep -E 'input|output'
