# A bill of materials of what was written: the same each time, never over another file, opened before any work.
cp "$data"/{forest,linreg}.pkl .
printf "cposix\nsystem\n(S'true'\ntR." > bad.pkl
version() { sed 's/\("version":	"\)[0-9.]*"/\1V"/; s/"urn:uuid:[0-9a-f]\{8\}-[0-9a-f]\{4\}-8[0-9a-f]\{3\}-a[0-9a-f]\{3\}-[0-9a-f]\{12\}"/"U"/'; }
"$d" convert -q linreg.pkl bad.pkl -d out --to onnx --bom bom.json; echo "-> $?"
version < bom.json
stat -c '%a %n' bom.json
"$d" convert -q linreg.pkl -d other --to onnx --bom bom.json; echo "again -> $?"; ls other 2> /dev/null
"$d" convert -q -f linreg.pkl bad.pkl -d out --to onnx --bom same.json; cmp bom.json same.json && echo same
"$d" convert -q -f forest.pkl -d out --to onnx --bom bom.json; echo "forced -> $?"
grep -e '"task"' -e classes -e n_estimators -e '"value":	"5"' bom.json
"$d" convert -q linreg.pkl -d third --bom nowhere/bom.json; echo "no such folder -> $?"; ls third 2> /dev/null
"$d" convert -q bad.pkl -d none --bom empty.json; echo "nothing written -> $?"; grep components empty.json
