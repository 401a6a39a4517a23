# Archives are never loaded; what hides in them is named: stored, under a wrong checksum, behind other bytes, in archives
# and in compressed files inside.
le() { # N BYTES: little-endian
    local n=$1 i
    for ((i = 0; i < $2; i++)); do
        printf "\\x$(printf %02x $((n >> (8 * i) & 255)))"
    done
}
zip() { # FILE: an archive of it, stored, with no checksum, and no directory but its end
    printf 'PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0'
    le "$(wc -c < "$1")" 4; le "$(wc -c < "$1")" 4
    printf '\x01\0\0\0a'
    cat "$1"
    printf 'PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
}
try() {
    "$d" scan "$1"; echo "-> $?"
}
printf "cposix\nsystem\n(S'true'\ntR." > attack
zip attack > stored.zip; try stored.zip
zip stored.zip > inside.zip; try inside.zip
gzip -nc attack > attack.gz
zip attack.gz > packed.zip; try packed.zip
{ printf 'something else, as a program that unpacks itself'; cat stored.zip; } > behind.bin; try behind.bin
gzip -nc stored.zip > stored.zip.gz; try stored.zip.gz
zip inside.zip > 3.zip; zip 3.zip > 4.zip; try 4.zip
zip 4.zip > 5.zip; try 5.zip
echo text > text; zip text > text.zip; try text.zip
printf '\x80\x02ctorch._utils\n_rebuild_tensor_v2\n.' > torch; zip torch > torch.pt; try torch.pt
"$d" scan -q --max-members=1 inside.zip; echo "-> $?"

# Tar archives too: of every format, packed, behind an end, with a size that is too large, in and around other archives.
mkdir tars
archive() { # FILE MEMBER [OPTION…]
    local file=$1 member=$2
    shift 2
    tar -c --owner=0 --group=0 --mtime=@0 "$@" -f "$file" "$member"
}
for format in v7 ustar gnu pax; do
    archive tars/$format.tar attack --format=$format
    try tars/$format.tar | head -n 1
done
gzip -nc tars/gnu.tar > tars/gnu.tar.gz; try tars/gnu.tar.gz
archive tars/packed.tar attack.gz; try tars/packed.tar
archive tars/zip.tar stored.zip; try tars/zip.tar
zip tars/gnu.tar > tars/tar.zip; try tars/tar.zip
gzip -nc tars/packed.tar > again.gz; archive tars/deep.tar again.gz; try tars/deep.tar
archive tars/text.tar text
cat tars/text.tar tars/gnu.tar > tars/behind.tar; try tars/behind.tar
{ head -c 124 tars/gnu.tar; printf '77777777777\0'; tail -c +137 tars/gnu.tar; } > tars/size.tar; try tars/size.tar
cp tars/gnu.tar model.pkl; try model.pkl
cp "$data/linreg.pkl" linreg.pkl; archive tars/honest.tar linreg.pkl; try tars/honest.tar
rm tars/v7.tar tars/ustar.tar tars/pax.tar tars/size.tar tars/tar.zip
"$d" scan tars 2> /dev/null; echo "-> $?"
gzip -n tars/honest.tar; mkdir good; mv tars/text.tar tars/honest.tar.gz good
"$d" scan good; echo "-> $?"
"$d" scan --strict -q good; echo "-> $?"
