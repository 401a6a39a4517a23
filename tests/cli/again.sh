# A second run, and one that was interrupted: how to go on.
mkdir in many; cp "$data/forest.pkl" in/a.pkl; cp "$data/linreg.pkl" in/b.pkl
"$d" convert in -d out -q; echo "-> $?"
"$d" convert in -d out; echo "-> $?"
cp "$data/two.pkl" in/c.pkl
"$d" convert in -d out --manifest m.jsonl -j 2 2>&1 | sed '/->/d' | sort
"$d" convert in -d out --manifest m.jsonl -f -q; echo "-> $?"
rm out/c.*; "$d" convert in -d out --manifest m.jsonl; echo "-> $?"
"$d" convert in -d out --manifest m.jsonl --resume; echo "-> $?"
"$d" convert in/a.pkl -d out; echo "a file alone -> $?"
"$d" convert in -d out -q; echo "quiet -> $?"
# Files that are there and others are those that a new manifest takes, too
"$d" convert in -d out --manifest new.jsonl --resume -q; echo "-> $?"; wc -l < new.jsonl
for ((i = 0; i < 600; i++)); do cp "$data/linreg.pkl" many/$i.pkl; done
interrupt() {
    rm -rf to; setsid env --default-signal=INT "$d" convert many -d to "$@" > said 2>&1 & batch=$!
    until [ -n "$(ls to 2> /dev/null)" ]; do sleep 0.01; done
    kill -INT $batch; wait $batch; echo "-> $?"; grep interrupted said
}
interrupt -j 2; interrupt --manifest n.jsonl; interrupt --manifest n.jsonl --resume -j 2; interrupt --depfile deps
# Formats: each once, however often it is told
"$d" convert in/a.pkl --to onnx,json,onnx,onnx,onnx,onnx,onnx,onnx,onnx,onnx,c -d forms; echo "-> $?"
"$d" convert in/a.pkl --to "json$(printf ',json%.0s' {1..100}),c" -o forms.h; echo "-> $?"
