# diff: what changed between two models, and that nothing did where only the packing is another.
c="$data/diff"
for pair in columns features forest classes net boosted; do
    echo "$pair"; "$d" diff "$c/$pair-old.pkl" "$c/$pair-new.pkl" 2>&1 | tail -n +5; echo "-> ${PIPESTATUS[0]}"
done
echo "the heads, wide and narrow"; "$d" diff "$c/forest-old.pkl" "$c/forest-old.pkl"; echo "-> $?"; COLUMNS=40 "$d" diff "$c/forest-old.pkl" "$c/columns-new.pkl"; echo "-> $?"
# The same model in every form
"$d" convert -q "$c/columns-old.pkl" -o m.json; "$d" convert -q "$c/columns-old.pkl" -o m.onnx; "$d" convert -q "$c/columns-new.pkl" -o n.onnx; "$d" convert -q "$c/forest-old.pkl" -o f.onnx --target plain; "$d" convert -q "$c/forest-new.pkl" -o g.onnx
verdict() { "$d" diff "$@" 2>&1 | tail -n "${n:-1}"; echo "-> ${PIPESTATUS[0]}"; }
gzip -k < "$c/columns-old.pkl" > m.pkl.gz
echo "packed otherwise"; verdict "$c/columns-old.pkl" m.pkl.gz; verdict "$c/columns-old.pkl" m.json; verdict m.json "$c/columns-old.pkl"; verdict "$c/columns-old.pkl" m.onnx; verdict m.onnx m.json; verdict m.onnx m.onnx
echo "changed, and one of them or both ONNX"; n=6 verdict m.json n.onnx; n=6 verdict f.onnx g.onnx; n=6 verdict "$c/forest-old.pkl" "$c/columns-old.pkl"
echo "several models"; verdict "$data/two.pkl" "$data/two.pkl"; verdict "$data/two.pkl" "$data/two.pkl" --select '$[1]'; verdict "$data/two.pkl" "$data/linreg.pkl" --select '$[0]'
# What cannot be compared
echo "refused"; printf 'cposix\nsystem\n(Vtrue\ntR.' > hostile.pkl; head -c 300 "$c/forest-old.pkl" > broken.pkl; gzip < broken.pkl > broken.pkl.gz; echo '{"a": 1}' > other.json
verdict hostile.pkl "$c/forest-old.pkl"; verdict "$c/forest-old.pkl" hostile.pkl; verdict "$c/forest-old.pkl" broken.pkl.gz; verdict m.pkl.gz broken.pkl; verdict other.json "$c/forest-old.pkl"; verdict "$c/forest-old.pkl" "$data/tables/frame-2.2.p4.pkl"; verdict "$c/forest-old.pkl" gone.pkl; verdict "$c/forest-old.pkl"; verdict --max-opcodes 20 "$c/forest-old.pkl" "$c/forest-new.pkl"
echo "without a computation"; verdict "$data/partial/columns.pkl" "$data/partial/columns.pkl" --allow __main__.clean; n=3 verdict "$data/partial/columns.pkl" "$data/partial/first.pkl" --allow __main__.clean
echo "as JSON"; "$d" diff --json "$c/columns-old.pkl" "$c/columns-new.pkl" 2> /dev/null | sed 's/,"sandbox":.*/}/'; "$d" diff --json -q hostile.pkl m.json 2> /dev/null | sed 's/,"sandbox":.*/}/'
# Names as a file likes, and trees that are shared without end
name=$(printf 'a\033[2J\t%0100000d' 0)
for value in 1 2; do printf 'csklearn.linear_model._ridge\nRidge\n)\x81(V%s\nI%s\nV%s_\nV%s\ndb.' "$name" "$value" "$name" "$name$value" > "long$value.pkl"; done
echo "hostile names"; n=5 verdict long1.pkl long2.pkl | cut -c 1-200
for last in 18 17; do
    { printf '(lp0\n0'; for i in $(seq 18); do printf '(g%d\ng%d\nlp%d\n0' $((i - 1)) $((i - 1)) "$i"; done; printf 'csklearn.linear_model._ridge\nRidge\n)\x81(Vcoef_\ng%d\ndb.' "$last"; } > "shared$last.pkl"
done
echo "shared"; verdict shared18.pkl shared18.pkl; verdict shared18.pkl shared17.pkl
# Arrays of old joblib lie beside each file, under the same names
echo "beside"; mkdir a b; cp "$c"/aside/* a; cp "$c"/aside/* b; chmod u+w b/*
verdict a/joblib-multi.pkl b/joblib-multi.pkl
printf '\x00\x00\x00\x00\x00\x00\xf0\x3f' | dd of=b/joblib-multi.pkl_01.npy bs=1 seek=80 conv=notrunc status=none
n=5 verdict a/joblib-multi.pkl b/joblib-multi.pkl; n=5 verdict b/joblib-multi.pkl a/joblib-multi.pkl
rm b/joblib-multi.pkl_01.npy; verdict a/joblib-multi.pkl b/joblib-multi.pkl
