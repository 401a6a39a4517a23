# What depickle wrote, inspected: ONNX of every target, JSON with numbers and in base64.
same_version() { sed 's/^\(written by: depickle\) .*/\1 VERSION/; s/"depickle":"[^"]*"/"depickle":"VERSION"/; s/,"sandbox":.*/}/; s/^size: [^,]*/size: N/; s/^sha256: .*/sha256: HEX/; s/"sha256":"[^"]*","size":[0-9]*/"sha256":"HEX","size":N/'; }
"$d" convert "$data/forest.pkl" -o f.onnx -q --probes 4; "$d" inspect f.onnx | same_version; echo "-> ${PIPESTATUS[0]}"
"$d" inspect --json f.onnx | same_version
"$d" convert "$data/forest.pkl" -o f.json -q; "$d" inspect f.json | same_version; echo "-> ${PIPESTATUS[0]}"
"$d" convert "$data/forest.pkl" -o b.json -q --arrays base64; "$d" inspect b.json | same_version | diff - <("$d" inspect f.json | same_version)
"$d" inspect --json f.json | same_version
for target in ml5 ml1 plain; do
    "$d" convert "$data/forest.pkl" -o "$target.onnx" -q --target $target; "$d" inspect "$target.onnx" | grep -E 'target|requires|sets|trees|operators'
done
# Texts, columns by name, steps inside.
cases=$(dirname "$0")/../cases
"$d" convert "$cases/boosting/good-hgb-clf3-0.21/input.pkl" -o h.onnx -q --target plain; "$d" inspect h.onnx | grep -E 'classes|trees|label'
"$d" convert "$cases/steps/good-pipe-union-0.17/input.pkl" -o p.json -q; "$d" inspect p.json | same_version
# Others' files, and damaged ones.
printf '\x08\x08\x12\x08skl2onnx\x3a\x00' > other.onnx; "$d" inspect other.onnx; echo "-> $?"
head -c 500 f.onnx > cut.onnx; "$d" inspect cut.onnx; echo "-> $?"
head -c 500 f.json > cut.json; "$d" inspect cut.json; echo "-> $?"
echo '{"a": 1}' > other.json; "$d" inspect other.json; echo "-> $?"
"$d" inspect --json other.onnx | same_version
# What is written and not read back says what it is.
"$d" convert "$data/forest.pkl" -o s.skops -q; "$d" convert "$data/forest.pkl" -o c.h -q
for file in s.skops c.h; do "$d" inspect "$file"; echo "-> $?"; "$d" predict "$file" f.json; echo "-> $?"; done
printf '/* \033[2J%0500d; written by depickle */\n' 0 > long.h; "$d" inspect long.h; echo "-> $?"
printf '/* \033[2J; written by depickle 9 */\n' > own.h; "$d" inspect own.h; echo "-> $?"; printf 'PK\003\004 and no more' > own.zip; "$d" inspect own.zip; echo "-> $?"
