# Folders: judged by name or content; the rest is counted, and listed with -v; kinds that are not examined are named.
mkdir -p in/sub
cp "$data/linreg.pkl" in/model.pkl
cp "$data/linreg.pkl" in/no-suffix
gzip -nc "$data/linreg.pkl" > in/packed
gzip -nc "$data/linreg.pkl" > in/sub/packed.gz
printf 'a,b\n1,2\n' | gzip -nc > in/table.csv.gz
printf 'a,b\n1,2\n' > in/table.csv
printf '\x89HDF\r\n\x1a\n0123' > in/net.h5
printf '\x89HDF\r\n\x1a\n0123' | gzip -nc > in/net.h5.gz
printf '\x08\x00\x00\x00\x00\x00\x00\x00{"a":1}' > in/net.safetensors
printf 'PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00\x05\x00\x00\x00\x01\x00\x00\x00ahello' > in/net.pt
ln -s model.pkl in/link.pkl
"$d" scan in; echo "-> $?"
"$d" scan -v in 2>&1 | grep -v -e '^  safe'; echo "-> ${PIPESTATUS[0]}"
"$d" scan --strict -q in; echo "-> $?"
"$d" scan --json in/sub in/table.csv.gz | sed 's/"names":.*//'; echo "-> ${PIPESTATUS[0]}"
mkdir other
cp in/net.h5 other
"$d" scan --json other; echo "-> $?"
"$d" scan --json --strict other; echo "-> $?"
"$d" scan in/table.csv.gz; echo "-> $?"
printf "cposix\nsystem\n(S'true'\ntR." > attack
n=$(printf '\\x%02x' "$(wc -c < attack)")
{ printf "PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00$n\x00\x00\x00$n\x00\x00\x00\x01\x00\x00\x00a"; cat attack; } > in/net.pt
"$d" scan -q in; echo "-> $?"
"$d" convert -q in/packed in/table.csv.gz in/sub -d out; echo "-> $?"
"$d" convert in/sub other -d out2; echo "-> $?"
mkdir tables
cp in/table.csv.gz tables
"$d" convert tables -d out3; echo "-> $?"

# Lists of names, and standard input.
printf 'in/model.pkl\0in/sub\0' > list
"$d" scan --files0-from=list; echo "-> $?"
printf 'in/model.pkl\0' | "$d" scan --files0-from=-; echo "-> $?"
printf 'in/model.pkl\0\0' | "$d" scan --files0-from=-; echo "-> $?"
printf -- '-\0' | "$d" scan --files0-from=-; echo "-> $?"
"$d" scan --files0-from=list in/model.pkl; echo "-> $?"
"$d" scan --files0-from=nowhere; echo "-> $?"
: > empty
"$d" scan --files0-from=empty; echo "-> $?"
"$d" scan - < in/model.pkl; echo "-> $?"
gzip -nc attack | "$d" scan -; echo "-> $?"
"$d" scan nowhere.pkl; echo "-> $?"
"$d" scan --json nowhere.pkl | sed 's/,"sandbox":.*]//'; echo "-> ${PIPESTATUS[0]}"
"$d" scan nowhere.pkl in/model.pkl; echo "-> $?"
"$d" scan nowhere.pkl attack; echo "-> $?"

# A commit that git keeps looks like a pickle; its objects are left out, and named in words they are read.
mkdir -p repo/.git/objects/07 repo/.git/modules/part/objects/07 repo/objects/07
printf 'commit 23\0tree 07e9\nauthor x\n' | gzip -nc | tee repo/.git/objects/07/e9 > repo/.git/modules/part/objects/07/e9
cp in/model.pkl repo/objects/07
cp in/model.pkl repo/.git
"$d" scan -v repo 2>&1 | grep -v '^  safe'; echo "-> ${PIPESTATUS[0]}"
"$d" scan repo/.git/objects/07/e9 > /dev/null 2>&1; echo "-> $?"
echo 'names of any bytes'; mkdir odd; for name in $'a\xe9' $'b\e[31m' $'c\nd' 'e\xe9' '-f g'; do cp "$data/linreg.pkl" "odd/$name.pkl"; done
"$d" convert odd -d any --to onnx --manifest any.jsonl --depfile any.d; echo "-> $?"; "$d" manifest check any.jsonl odd; echo "check -> $?"
"$d" convert odd -d any --to onnx --manifest any.jsonl --resume; echo "again -> $?"; mv any.jsonl any/manifest.jsonl; "$d" verify any; echo "verify -> $?"
rm "$(printf 'odd/c\nd.pkl')"; "$d" convert odd -d any2 --to onnx --depfile any.d -q; (cd any2 && ls | cat -v); cat -v any.d
cp odd/-f* "$(printf 'odd/b\033[31m.joblib')"; "$d" convert odd -d any3; echo "clash -> $?"
# A folder without a model is no mistake, but said
mkdir em; for command in "convert -d o" scan inspect "inspect --plan" report; do "$d" $command em; echo "$command -> $?"; done
"$d" scan -q em; echo "-> $?"
printf 'notes\n' > em/README; "$d" scan em; echo "-> $?"; "$d" convert em -d o; echo "-> $?"
