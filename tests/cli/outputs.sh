# Outputs are read-only, never overwritten, beside the input or where they are told; several models have several names.
cp "$data/linreg.pkl" a.pkl
"$d" convert a.pkl; echo "-> $?"
stat -c '%a %n' a.*
sha256sum -c a.onnx.sha256 a.json.sha256
"$d" convert a.pkl; echo "again -> $?"
"$d" convert -f a.pkl; echo "forced -> $?"
"$d" convert a.pkl -o b.onnx --sidecar=bare -q; wc -c < b.onnx.sha256
"$d" convert a.pkl -o c.json --no-sidecar --mode 0600 -q; stat -c '%a %n' c.*
(umask 000; "$d" convert a.pkl -d new/deep -q); stat -c '%a %n' new new/deep new/deep/*
for mask in 000 077 777; do
    (umask $mask; "$d" convert a.pkl -d masked/deep -q --to onnx --manifest masked/list/m.jsonl --bom masked.json)
    stat -c "umask $mask: %a %n" masked masked/deep masked/deep/* masked/list masked.json
    chmod -R u+rwX masked; rm -rf masked masked.json
done
"$d" convert a.pkl -o - --to json | head -c 60; echo
"$d" convert - -o stdin.onnx -q < a.pkl; ls stdin.onnx
"$d" convert "$data/two.pkl" -o t.onnx; echo "two models -> $?"
"$d" convert "$data/two.pkl" -o t.onnx --select '$[1]'; echo "selected -> $?"
"$d" convert "$data/two.pkl" --select '$[7]' -o u.onnx; echo "no such -> $?"
"$d" convert "$data/two.pkl" -d two; ls two
cp a.pkl a.joblib
"$d" convert a.pkl a.joblib -d both; echo "clash -> $?"
echo 'names that only the models tell'; mkdir near; cp "$data/two.pkl" near/a.pkl; cp a.pkl near/a.0.pkl; cp a.pkl near/a.1x.pkl
"$d" convert near -d first --to onnx; echo "taken -> $?"; ls -d first 2> /dev/null
"$d" convert near -d first --to onnx -f -j 2 --manifest first/m; echo "forced -> $?"; ls -d first 2> /dev/null
"$d" convert near -d first --to onnx --shard 1/2 -q; echo "in part -> $?"
"$d" convert - near/a.pkl -d first --to onnx -q < a.pkl; ls first; rm -rf first
cp a.pkl near/stdin.pkl; "$d" convert - near/stdin.pkl -d first < a.pkl; echo "standard input's -> $?"
"$d" convert near/a.pkl near/a.0.pkl -d first --to onnx -q --select '$[1]'; echo "another model -> $?"; ls first; rm -rf first
printf broken > near/a.0.pkl; "$d" convert near -d first --to onnx -q; echo "one that is none -> $?"; ls first; rm -rf first
cp "$data/two.pkl" near/a.0.pkl; "$d" convert near -d first --to onnx -q; echo "both of several -> $?"; ls first; rm -rf first
printf "cposix\nsystem\n(S'true'\ntR." > bad.pkl
"$d" convert a.pkl bad.pkl -d some; echo "one of two -> $?"; ls some
"$d" convert a.pkl -o x.onnx --to onnx,json; echo "-> $?"
"$d" convert a.pkl -o x.model; echo "-> $?"
# One name for the input and for an output would be no graph
"$d" convert a.pkl --input-name variable -o name.onnx; echo "an output's name -> $?"; ls name.onnx 2> /dev/null
