# The file that was written answers as its source; one that was changed does not.
"$d" convert "$data/forest.pkl" -d . -q
"$d" verify forest.onnx --against "$data/forest.pkl"; echo "-> $?"
"$d" verify forest.json --against "$data/forest.pkl"; echo "-> $?"
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
