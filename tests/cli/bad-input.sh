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
ls
