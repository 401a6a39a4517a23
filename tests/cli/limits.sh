# Every limit that a small file can run into, one option at a time: exit code 7, and 0 with the default.
pickle() {
    printf "$2" > "$1.pkl"
    "$d" scan -q "$1.pkl"; echo "$1 -> $?"
}
limit() {
    "$d" scan -q "$1.pkl" "$2"; echo "$1 $2 -> $?"
}
pickle list '\x80\x02](K\x01K\x02K\x03e.'
limit list --max-input=4
limit list --max-opcodes=5
limit list --max-stack=3
pickle nest '\x80\x02((tt.'
limit nest --max-marks=1
pickle memo '\x80\x02]q\x00]q\x01\x86.'
limit memo --max-memo=1
pickle text '\x80\x03X\x05\x00\x00\x00hello.'
limit text --max-text=4
pickle integer '\x80\x02\x8a\x09\x01\x02\x03\x04\x05\x06\x07\x08\x09.'
limit integer --max-integer=8
pickle name '\x80\x02cbuiltins\nfloat\n.'
limit name --max-name=7
head -c 200000 /dev/zero | tr '\0' N > none
{ printf '\x80\x02('; cat none; printf 't.'; } > many.pkl
gzip -c many.pkl > many.pkl.gz
"$d" scan -q many.pkl.gz; echo "many -> $?"
"$d" scan -q many.pkl.gz --max-decoded=100000; echo "many --max-decoded -> $?"
"$d" scan -q many.pkl.gz --max-decoded-base=1 --max-ratio=2 2> /dev/null; echo "many --max-ratio -> $?"
"$d" scan -q many.pkl.gz --max-opcodes-base=1 --max-opcodes-ratio=10; echo "many --max-opcodes-ratio -> $?"
"$d" scan -q many.pkl --max-opcodes-base=1; echo "many --max-opcodes-base, not compressed -> $?"
{ printf '\x80\x02'; yes '}0' | tr -d '\n' | head -c 4000000; printf 'N.'; } | gzip -9 > flood.pkl.gz
"$d" scan -q flood.pkl.gz; echo "flood -> $?"
"$d" scan -q flood.pkl.gz --max-opcodes=5000000; echo "flood --max-opcodes -> $?"
"$d" scan -q many.pkl --max-memory=1K; echo "many --max-memory -> $?"
"$d" scan -q many.pkl --max-memory-base=1K --max-memory-ratio=1; echo "many --max-memory-ratio -> $?"
gzip -c many.pkl.gz > twice.pkl.gz
"$d" scan -q twice.pkl.gz; echo "twice -> $?"
"$d" scan -q twice.pkl.gz --max-layers=1; echo "twice --max-layers -> $?"
printf '\x80\x02N.' | gzip -c > members.gz
printf '' | gzip -c >> members.gz
"$d" scan -q members.gz; echo "members -> $?"
"$d" scan -q members.gz --max-members=1; echo "members --max-members -> $?"
xz -c many.pkl > many.pkl.xz
"$d" scan -q many.pkl.xz --max-lzma-memory=1M; echo "many --max-lzma-memory -> $?"
"$d" convert -q "$data/forest.pkl" -d out --max-output=10; echo "forest --max-output -> $?"
"$d" convert -q "$data/forest.pkl" -d out --max-nodes=10; echo "forest --max-nodes -> $?"
"$d" convert -q "$data/forest.pkl" -d out --max-depth=1 --max-estimators=1; echo "forest --max-estimators -> $?"
"$d" convert -q "$data/forest.pkl" -d out --max-dims=1; echo "forest --max-dims -> $?"
"$d" scan -q list.pkl --max-name=5000; echo "--max-name beyond -> $?"
"$d" scan -q list.pkl --max-dims=33; echo "--max-dims beyond -> $?"
"$d" scan -q list.pkl --max-memo=0; echo "--max-memo 0 -> $?"
"$d" scan -q list.pkl --max-text=1X; echo "--max-text 1X -> $?"
