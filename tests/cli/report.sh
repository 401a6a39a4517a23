# A page for each file, whatever is in it; the exit code is that of convert.
cp "$data/forest.pkl" "$data/linreg.pkl" .
"$d" report forest.pkl; echo "-> $?"
grep -c '<svg class="tree"' forest.html
grep -ciE '<script|<img|<link|<iframe|https?://|url\(|javascript:' forest.html
# The digest of what convert would write, and is not asked to
"$d" convert -q forest.pkl --to onnx
sum=$(sha256sum < forest.onnx | cut -c 1-64)
grep -c "$(sed 's/......../<span>&<\/span>/g' <<< "$sum")" forest.html
grep -c "$(sha256sum < forest.pkl | cut -c 1-64 | sed 's/......../<span>&<\/span>/g')" forest.html
# Never over one that is there, and the same bytes each time
"$d" report forest.pkl; echo "-> $?"
"$d" report -f -q forest.pkl -o again.html; echo "-> $?"; cmp forest.html again.html
"$d" report forest.pkl -o - | cmp - forest.html
stat -c %a forest.html
# Refused, and broken: their pages say so
printf 'cposix\nsystem\n(V<b>id</b>\ntR.' > hostile.pkl
head -c 300 linreg.pkl > broken.pkl
"$d" report hostile.pkl -o hostile.html; echo "-> $?"
grep -o 'class="verdict [a-z]*"' hostile.html; grep -c '<b>' hostile.html; grep -o '<code>posix.system</code>' hostile.html
"$d" report broken.pkl -o broken.html; echo "-> $?"
grep -o 'class="verdict [a-z]*"' broken.html
# A digest that is not the expected one: its bytes are not looked at
echo "$(sha256sum < linreg.pkl | cut -c 1-64)  broken.pkl" > broken.pkl.sha256
"$d" report broken.pkl -o wrong.html; echo "-> $?"; ls wrong.html 2>&1
rm broken.pkl.sha256
# Several
"$d" report forest.pkl linreg.pkl broken.pkl -d pages; echo "-> $?"
ls pages
"$d" report forest.pkl linreg.pkl -o one.html; echo "-> $?"
cp forest.pkl forest.pickle
"$d" report forest.pkl forest.pickle -d pages; echo "-> $?"
"$d" report --json -f -q linreg.pkl hostile.pkl -d pages | sed 's/"names".*"warnings"/"warnings"/; s/,"sha256":"[0-9a-f]*"}\]/}]/; s/,"sandbox".*//'
"$d" report --sandbox=off none.pkl; echo "-> $?"
# A table, a limit
"$d" report "$data/tables/frame-2.2.p4.pkl" -o table.html; echo "-> $?"; grep -o 'pandas.DataFrame: .*columns' table.html
"$d" report --max-opcodes 20 forest.pkl -o limit.html; echo "-> $?"; grep -o 'class="verdict [a-z]*"' limit.html
# Of a file with several models the names are those of convert's outputs
"$d" report -q "$data/two.pkl" -o two.html; echo "-> $?"; grep -o 'InferenceSession(&quot;[^&]*' two.html
"$d" convert "$data/two.pkl" --to onnx -d two; echo "-> $?"
# A name that would act on a terminal
cp linreg.pkl "$(printf 'a\033[2J.pkl')"; "$d" report a*2J.pkl; echo "-> $?"
# Of what depickle wrote: JSON has the page of its pickle, and tells of that; of the rest it says what tells more; ONNX has a page of its own
"$d" convert -q forest.pkl -o f.json; "$d" convert -q forest.pkl -o f.skops; "$d" convert -q forest.pkl -o f.h
"$d" report f.json -o f.html; echo "-> $?"; grep -c '<svg class="tree"' f.html; grep -o 'Written from</dt><dd>[a-z.]*' f.html; grep -c "$(sha256sum < forest.pkl | cut -c 1-64)" f.html
"$d" report forest.onnx -o of-onnx.html; echo "-> $?"; "$d" report f.skops -o of-skops.html; echo "-> $?"; "$d" report f.h -o of-c.html; echo "-> $?"
sed 's/"container": *"pickle"/"container": "<b>x"/; s/"file": *"forest.pkl"/"file": "<script>"/' f.json > g.json; "$d" report g.json -o g.html; echo "-> $?"; grep -ciE '<script|<b>x' g.html; grep -c 'lt;script' g.html
sum=$(sed 's/......../<span>&<\/span>/g' <<< "$(sha256sum < forest.onnx | cut -c 1-64)"); grep -c "$sum" of-onnx.html; grep -o 'InferenceSession(&quot;[^&]*' of-onnx.html
sed 's/<[^>]*>/ /g' of-onnx.html | sed -n '/Inputs and outputs *$/,/What takes the room/p' | tr -s ' \n' ' '; echo
grep -ciE '<script|<img|<link|<iframe|https?://|url\(|javascript:' of-onnx.html
"$d" convert -q forest.pkl -o probed.onnx --probes 5; "$d" report -q probed.onnx -o probed.html; grep -o 'Stored probe rows</dt><dd>[0-9]*' probed.html
# On paper what is folded is open
grep -o '@media print{details::details-content[^}]*}' forest.html
# Another's ONNX file, and a damaged one: no page
sed 's/depickle_version/depickle_versiom/' forest.onnx > other.onnx; "$d" report other.onnx -o other.html; echo "-> $?"; ls other.html 2>&1
head -c 500 forest.onnx > cut.onnx; "$d" report cut.onnx -o cut.html; echo "-> $?"; ls cut.html 2>&1
