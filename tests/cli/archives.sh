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
