# The file that was written answers as its source; one that was changed does not.
"$d" convert "$data/forest.pkl" -d . -q
"$d" verify forest.onnx --against "$data/forest.pkl" > said; echo "-> $?"
sed "s/by [0-9]* of [0-9]*/by N of N/" said
"$d" verify forest.json --against "$data/forest.pkl"; echo "-> $?"
sed 's/"n_estimators": 5/"n_estimators": 5.0/' forest.json > float.json
"$d" verify float.json --against "$data/forest.pkl"; echo "a float for an integer -> $?"
rm float.json
"$d" verify forest.json; head -c 900 forest.json > cut.json; "$d" verify cut.json; echo "cut off -> $?"; rm cut.json
"$d" verify .; echo "-> $?"
"$d" verify forest.onnx --against "$data/linreg.pkl"; echo "another source -> $?"
chmod u+w forest.onnx forest.onnx.sha256
printf x >> forest.onnx
"$d" verify forest.onnx; echo "digest -> $?"
"$d" convert "$data/linreg.pkl" -o lin.onnx -q --no-sidecar
chmod u+w lin.onnx
offset=$(grep -obaP '\x4a\x20' lin.onnx | head -n 1 | cut -d: -f1)
printf '\x01' | dd of=lin.onnx bs=1 seek=$((offset + 6)) conv=notrunc 2> /dev/null
"$d" verify lin.onnx --against "$data/linreg.pkl" > said; code=$?
grep -o '^differs' said; echo "-> $code"
# Answers recorded elsewhere (samples/record_answers.py): all of them, one that differs, and tables that do not fit.
printf 'a,b,c,d\n0.5,1,0,2\n-2,3.25,1e-3,-1\n' > X.csv
"$d" predict "$data/linreg.pkl" X.csv | sed 's/variable/predict/' > y.csv
cat y.csv
"$d" verify "$data/linreg.pkl" --data X.csv --expected y.csv; echo "-> $?"
"$d" convert "$data/linreg.pkl" -o l.onnx -q --no-sidecar
"$d" verify l.onnx --data X.csv --expected y.csv; echo "-> $?"
sed '3s/[0-9]*$/9/' y.csv > other.csv
"$d" verify l.onnx --data X.csv --expected other.csv; echo "another answer -> $?"
printf 'predict,predict_proba_0\n1,2\n3,4\n' > other.csv
"$d" verify l.onnx --data X.csv --expected other.csv; echo "a method it has not -> $?"
printf 'predict\n1\n' > other.csv
"$d" verify l.onnx --data X.csv --expected other.csv; echo "other rows -> $?"
"$d" verify l.onnx --data X.csv; echo "no answers -> $?"
# Probe rows that the file brings along.
"$d" convert "$data/forest.pkl" -o probes.onnx --probes 20 -q --no-sidecar
"$d" verify probes.onnx; echo "-> $?"
"$d" verify probes.onnx --against "$data/forest.pkl" | tail -n 1
chmod u+w probes.onnx
sed -i 's/"probabilities":\[\[0\.2/"probabilities":[[0.3/; s/"probabilities":\[\[0\.[4-9]/"probabilities":[[0.3/' probes.onnx
"$d" verify probes.onnx; echo "another answer -> $?"
# What is written and not read back is called what it is; and a fault of the written file has its name.
"$d" convert "$data/forest.pkl" --to c,skops -d unread -q --no-sidecar
for file in unread/forest.h unread/forest.skops; do "$d" verify $file; echo "-> $?"; "$d" verify $file --against "$data/forest.pkl"; echo "-> $?"; done
printf 'no model\n' > unread/words.onnx; "$d" verify unread/words.onnx --against "$data/forest.pkl"; echo "-> $?"
printf '{"a":' > unread/cut.json; "$d" verify unread/cut.json --against "$data/forest.pkl"; echo "-> $?"
"$d" convert "$data/forest.pkl" -o unread/f.onnx -q; head -c 900 "$data/forest.pkl" > unread/cut.pkl; "$d" verify unread/f.onnx --against unread/cut.pkl; echo "-> $?"
