# A model of several is asked for by its key, or by its path with quotes of either kind; messages print what every shell takes.
p=$data/named/parts.pkl
"$d" convert "$p" -d all -q; ls all
"$d" convert "$p" -o one.onnx; echo "-> $?"
"$d" convert "$p" --select mode -o one.onnx; echo "-> $?"
try() { "$d" convert "$p" --select "$1" -o one.json -f --no-sidecar && grep -o '"path": *"[^"]*"' one.json; }
for path in model .model "['model']" '["model"]' '$.model' '$["model"]' "\$['model']" columns "\$['it\\'s'][0]" "it's[0]" '$["it'"'"'s"][0]'; do echo "$path"; try "$path"; done
# What the message says is typed as it stands there
eval "$("$d" convert "$p" -o one.onnx 2>&1 | tail -1 | sed "s/.*one of/for path in/; s/--select//g; s/\$/; do try \"\\\$path\"; done/")"
two=$data/two.pkl
for path in '$[1]' '[1]' 1; do "$d" convert "$two" --select "$path" -o t.json -f -q && grep -o '"path": *"[^"]*"' t.json; done
printf 'area,rooms,year\n100,3,1990\n' > rows.csv
"$d" predict "$p" rows.csv; echo "-> $?"
"$d" predict "$p" rows.csv --select "it's[0]"; echo "-> $?"
"$d" convert "$p#scaler" "$p#.model" --chain -o chain.onnx -q && "$d" verify chain.onnx --chain --against "$p#[\"scaler\"]" --against "$p#model"
"$d" convert "$p#scale" "$p#model" --chain -o chain.onnx -q -f; echo "-> $?"
"$d" convert "$p" --select model -o model.onnx -q; "$d" verify model.onnx --against "$p" --select model
"$d" verify model.onnx --against "$p" --select none; echo "-> $?"
