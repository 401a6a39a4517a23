# A folder against what it was written from: the manifest tells which file that was, wherever it lies now.
mkdir in in/sub
cp "$data/forest.pkl" "$data/named/parts.pkl" in
cp "$data/linreg.pkl" in/sub
cp "$data/normalizer-0.17.pkl" "$data/dbscan.pkl" "$data/encoder-0.19.pkl" in/sub
try() { "$d" verify "$@"; echo "-> $?"; }
"$d" convert in -d out --manifest out/manifest.jsonl -q; echo "-> $?"
try out
try out --against in
try out --against in --json | sed 's/"sandbox":[^]]*],*//'
mv in moved; try out --against moved
mkdir flat; cp moved/*.pkl moved/sub/*.pkl flat; try out --against flat
echo 'another file'; chmod u+w flat/linreg.pkl; cp flat/forest.pkl flat/linreg.pkl; try out --against flat
echo 'an output of another model, in the manifest as well'
chmod -R u+w out; cp out/forest.onnx out/sub/linreg.onnx; digest=$(sha256sum < out/forest.onnx); digest=${digest%% *}
was=$(sed 's/ .*//' out/sub/linreg.onnx.sha256); sed -i "s/$was/$digest/" out/sub/linreg.onnx.sha256 out/manifest.jsonl
try out; try out --against moved
echo 'forms that are not read back, and what several files were put together to'
"$d" convert moved/forest.pkl moved/sub/linreg.pkl --to skops,c,json -d forms --manifest forms/manifest.jsonl -q; try forms --against moved
"$d" convert moved/parts.pkl#scaler moved/parts.pkl#model --chain -d chain --to onnx --manifest chain/manifest.jsonl -q; try chain --against moved
cp "$(dirname "$0")/../cases/neighbors/good-search-1.9/input.pkl" moved/near.pkl
"$d" convert moved/near.pkl moved/forest.pkl --to json,onnx,c -d near --manifest near/manifest.jsonl -q; try near --against moved
echo 'what cannot be meant'
try out --against moved/forest.pkl; try out --against nowhere; try out --against moved --select model
# Without a manifest: what has a sidecar, in folders below it, too
mkdir -p a/b/c; "$d" convert "$data/linreg.pkl" -d a/b/c -q; try a; try a --against moved; rm a/b/c/*.sha256; try a
