# A line an input; a folder against its manifest; what a killed run leaves is mended, what is no manifest is left alone.
cp "$data"/{forest,linreg,two}.pkl .
printf "cposix\nsystem\n(S'true'\ntR." > bad.pkl
plain() { sed 's/"sandbox":[^]]*],//; s/"depickle":"[^"]*",//'; }
"$d" convert linreg.pkl two.pkl bad.pkl gone.pkl -d safe --to onnx --manifest safe/manifest.jsonl --target plain --allow a.B; echo "-> $?"
plain < safe/manifest.jsonl
stat -c '%a %n' safe safe/manifest.jsonl
try() { "$d" verify "$@"; echo "-> $?"; }
try safe
try --json safe | sed 's/\("problems":\)/\1/'
mv safe moved; echo 'moved'; try moved
echo 'another folder'; mkdir other; cp moved/two.0.onnx other; try other --manifest moved/manifest.jsonl
mv moved safe
echo 'forced anew'; "$d" convert -q -f linreg.pkl -d safe --to onnx --input-type float --manifest safe/manifest.jsonl; try safe
cp -r safe kept
fresh() { chmod -R u+w safe; rm -rf safe; cp -r kept safe; chmod -R u+w safe; what=$*; echo "$what"; }
fresh 'changed'; printf x >> safe/linreg.onnx; try safe
fresh 'missing'; rm safe/two.1.onnx; try safe
fresh 'sidecar missing'; rm safe/linreg.onnx.sha256; try safe
fresh 'sidecar wrong'; printf '%064d  linreg.onnx\n' 0 > safe/linreg.onnx.sha256; try safe
fresh 'model and sidecar replaced'; cp forest.pkl safe/linreg.onnx; (cd safe && sha256sum linreg.onnx > linreg.onnx.sha256); try safe
fresh 'a link'; mv safe/linreg.onnx m.onnx; ln -s ../m.onnx safe/linreg.onnx; try safe; rm m.onnx
fresh 'a pipe'; rm safe/linreg.onnx; mkfifo safe/linreg.onnx; try safe
fresh 'others'; mkdir safe/more; cp forest.pkl safe/more/innocent; cp safe/linreg.onnx safe/b.onnx; echo '{}' > safe/notes.json; touch safe/.depickle-0123456789abcdef.tmp
try safe; try --json safe 2> /dev/null
fresh 'a piece of a line'; printf '{"schema":"depickle-manifest/1","inp' >> safe/manifest.jsonl; try safe
"$d" convert -q linreg.pkl -o x.onnx --manifest safe/manifest.jsonl; echo "mended -> $?"; wc -l < safe/manifest.jsonl; grep -c '^{"schema":.*}$' safe/manifest.jsonl
try safe
fresh 'damaged'; sed -i '2s/.*/{"schema":/' safe/manifest.jsonl; try safe
fresh 'of another kind'; try safe --manifest forest.pkl
cp forest.pkl f; "$d" convert linreg.pkl -o y.onnx --manifest f; echo "-> $?"; cmp forest.pkl f; ls y.onnx 2> /dev/null
ln -s forest.pkl link; "$d" convert linreg.pkl -o y.onnx --manifest link; echo "-> $?"
mkfifo pipe; "$d" convert linreg.pkl -o y.onnx --manifest pipe; echo "-> $?"
"$d" convert linreg.pkl -o y.onnx --manifest ''; echo "-> $?"
"$d" convert linreg.pkl -o y.onnx --manifest /proc/nowhere/m; echo "-> $?"
echo 'beside the inputs'; mkdir in; cp linreg.pkl two.pkl in; "$d" convert -q in --to onnx --manifest in/manifest.jsonl; try in
chmod u+w in/two.pkl; cp forest.pkl in/two.pkl; try in
name=$(printf 'n\377\n.pkl'); cp linreg.pkl "$name"; rm -rf odd; "$d" convert -q "$name" -d odd --to onnx --manifest odd/manifest.jsonl; grep -o '"input":"[^"]*"' odd/manifest.jsonl; try odd
