# Whatever is no model gets one line, a code that tells who must act, and leaves nothing behind.
try() { "$d" convert "$1" -o out.onnx; echo "-> $?"; }
try missing.pkl
: > empty.pkl; try empty.pkl
mkdir folder.pkl; mkfifo pipe.pkl; try pipe.pkl
head -c 300 "$data/forest.pkl" > cut.pkl; try cut.pkl
printf 'hello world' > text.pkl; try text.pkl
printf '<!DOCTYPE html>\n<html></html>\n' > page.pkl; try page.pkl
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 1\n' 0 > lfs.pkl; try lfs.pkl
printf '\x80\x04]\x94.' > list.pkl; try list.pkl
printf '\x80\x02cmypackage.models\nModel\n)\x81}b.' > own.pkl; try own.pkl
printf "cposix\nsystem\n(S'true'\ntR." > attack.pkl; try attack.pkl
try "$data/dbscan.pkl"
rm -r folder.pkl
# A name is escaped once, whoever tells of it: the reader of a damaged file, the parent of one that is not there, a manifest.
mkdir odd; head -c 300 "$data/forest.pkl" > "odd/$(printf 'a\\b\033[31m.pkl')"
for how in 'convert -f --manifest odd.jsonl' 'scan' 'inspect' 'inspect --plan'; do
    "$d" $how odd/*.pkl > said 2>&1
    grep -a FRAME said
    "$d" $how odd/nope/'x\y.pkl' > said 2>&1
    grep -a 'x.*No such' said
done
sed -n 's/.*"error":\("[^"]*"\).*/\1/p' odd.jsonl
rm -r odd odd.jsonl said
ls
