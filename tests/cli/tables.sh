# Tables of every pandas become CSV and JSON; they are no models.
for version in 0.20 0.25 1.3 2.2 3.0; do
    for form in frame columns series keyed levels; do
        for table in "$data/tables/$form-$version".p*.pkl; do
            "$d" convert "$table" -o table.csv -f -q; echo "-> $? $(basename "$table")"
            "$d" convert "$table" -o table.json -f -q || echo "-> $?"
            [ "$form" = frame ] && sed '/"source"/,$d' table.json
            cat table.csv
        done
    done
done
for table in lists period wide; do
    "$d" convert "$data/tables/$table-2.2.p4.pkl" --to csv -o -; echo "-> $?"
    "$d" convert "$data/tables/$table-2.2.p4.pkl" --to json -o - | sed '/"source"/,$d'
done
# No model: JSON, unless it is asked for as one
cp "$data/tables/frame-2.2.p4.pkl" df.pkl
"$d" convert df.pkl; echo "-> $?"
"$d" convert df.pkl --to csv,onnx; echo "-> $?"
"$d" convert "$data/forest.pkl" -o no.csv; echo "-> $?"
ls df.csv df.onnx df.json no.csv 2>&1
"$d" convert df.pkl --to csv,json -f; ls df.*
"$d" inspect df.pkl | sed -n '/^table/,$p'
"$d" inspect --json "$data/tables/levels-3.0.p4.pkl" | sed 's/.*"table"/"table"/; s/,"sandbox".*//'
# What is no pandas: a list, a dict of columns, a dict of dicts, a list of lists; a dict that is no table
printf '(lp0\nI1\naF2.5\naVa\naNa.' > list.pkl
printf "(dp0\nVa\n(lI1\naI2\nasVb\n(lVx\naVy,z\nas." > dict.pkl
printf "(dp0\nVa\n(dI0\nI1\nsI5\nI2\nssVb\n(dI0\nVx\nsI5\nVy\nss." > dicts.pkl
printf '(l(lI1\naa(lI2\naa.' > lists.pkl
printf '(dp0\nVa\nI1\ns.' > none.pkl
for file in list dict dicts lists none; do
    "$d" convert $file.pkl --to csv -o -; echo "-> $?"
    "$d" convert $file.pkl --to json -o - | sed '/"source"/,$d'
done
"$d" convert list.pkl; echo "-> $?"
# Blocks that contradict the axes: a place beyond them, one place twice
LC_ALL=C sed 's/K\x02K\x03K\x01\x87/K\x63K\x64K\x01\x87/' df.pkl > beyond.pkl
LC_ALL=C sed 's/K\x02K\x03K\x01\x87/K\x03K\x04K\x01\x87/' df.pkl > twice.pkl
for file in beyond twice; do
    "$d" convert $file.pkl --to csv -o -; echo "-> $?"
done
# Data that is no table: tables in a dict, a number, a set
{ printf '\x80\x04}\x8c\x05frame'; tail -c +12 df.pkl | head -c -1; printf 's.'; } > data.pkl
"$d" convert data.pkl; echo "-> $?"; sed '/"source"/,$d' data.json
LC_ALL=C sed 's/\x8c\x05Apple/C\x05Apple/' data.pkl > deep.pkl # a cell of bytes, which no table's form has
"$d" convert deep.pkl; echo "-> $?"; grep -o '"class":"pandas.DataFrame"\|{"$bytes":"QXBwbGU="}' deep.json
# A list whose cells can't all be told
printf '\x80\x04](K\x01C\x02\x00\xffe.' > bytes.pkl
"$d" convert bytes.pkl; echo "-> $?"; sed '/"source"/,$d' bytes.json
printf 'I3\n.' > three.pkl; "$d" convert three.pkl -o - --to json | sed '/"source"/,$d'; "$d" convert three.pkl -o three.onnx; echo "-> $?"
# dill makes an array in one call, of what it is given to call
array='t(I1\n(I2\ntcnumpy\ndtype\n(Vf8\nI0\nI1\ntR(I3\nV<\nNNNI-1\nI-1\nI0\ntbI00\nC\x10\0\0\0\0\0\0\xf8?\0\0\0\0\0\0\0@tNtR.'
printf "cdill._dill\n_create_array\n(cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntVb\n$array" > dill.pkl
"$d" scan dill.pkl; "$d" convert dill.pkl --to csv -o -; echo "-> $?"
sed 's/^cdill._dill$/cdill.dill/' dill.pkl > dill-0.2.pkl
"$d" convert dill-0.2.pkl --to csv -o -; echo "-> $?"
printf "cdill._dill\n_create_array\n(cnumpy\nlog1p\n(cnumpy\nndarray\n(I0\ntVb\n$array" > call.pkl
"$d" scan call.pkl; "$d" convert call.pkl --to csv -o -; echo "-> $?"
