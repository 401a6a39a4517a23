# Every form of sidecar in use is read; what cannot be trusted is exit 6.
cp "$data/linreg.pkl" m.pkl
hex=$(sha256sum m.pkl | cut -d' ' -f1)
try() { "$d" convert m.pkl -q -f -o m.onnx "$@"; echo "$what -> $?"; }
what='no sidecar'; try
what='no sidecar, required'; try --require-sha256
what='bare, newline'; echo "$hex" > m.pkl.sha256; try
what='bare, no newline'; printf %s "$hex" > m.pkl.sha256; try --require-sha256
what='sha256sum'; sha256sum m.pkl > m.pkl.sha256; try
what='binary star'; sha256sum -b m.pkl > m.pkl.sha256; try
what='BSD'; sha256sum --tag m.pkl > m.pkl.sha256; try
what='CRLF'; sha256sum m.pkl | sed 's/$/\r/' > m.pkl.sha256; try
what='upper case'; echo "$hex" | tr a-f A-F > m.pkl.sha256; try
what='several lines'; { printf '%064d  other.pkl\n' 0; sha256sum m.pkl; } > m.pkl.sha256; try
what='several, none for it'; printf '%064d  other.pkl\n%064d  third.pkl\n' 0 1 > m.pkl.sha256; try
what='two digests'; { sha256sum m.pkl; printf '%064d  m.pkl\n' 0; } > m.pkl.sha256; try
what='empty'; : > m.pkl.sha256; try
what='words'; echo 'no digest here' > m.pkl.sha256; try
what='wrong'; printf '%064d  m.pkl\n' 7 > m.pkl.sha256; try
what='a pipe'; rm m.pkl.sha256; mkfifo m.pkl.sha256; try; rm m.pkl.sha256
what='too long'; truncate -s 1G m.pkl.sha256; try; rm m.pkl.sha256
what='--expect-sha256'; try --expect-sha256 "$hex"
what='--expect-sha256, wrong'; try --expect-sha256 "$(printf %064d 3)"
what='--expect-sha256, no hex'; try --expect-sha256 xyz
sha256sum m.pkl > pins; what='--pins'; try --pins pins
printf '%064d  m.pkl\n' 5 > pins; what='--pins, wrong'; try --pins pins
printf '%064d  other.pkl\n' 5 > pins; what='--pins, of others'; try --pins pins
what='--pins, of others, required'; try --pins pins --require-sha256
what='--pins, a folder before the name'; printf '%s  models/m.pkl\n' "$hex" > pins; try --pins pins --require-sha256
what='--pins, BSD'; sha256sum --tag m.pkl > pins; try --pins pins --require-sha256
what='--pins, bare'; echo "$hex" > pins; try --pins pins --require-sha256
what='--pins, a pipe'; rm pins; mkfifo pins; try --pins pins; rm pins
what='--pins, too long'; truncate -s 1G pins; try --pins pins; rm pins
what='--pins, none'; try --pins pins
what='--pins, a folder'; mkdir pins; try --pins pins; rmdir pins
what='--pins, endless'; try --pins /dev/zero
what='a folder'; mkdir m.pkl.sha256; try; rmdir m.pkl.sha256
what='a link'; sha256sum m.pkl > elsewhere; ln -s elsewhere m.pkl.sha256; try --require-sha256; rm m.pkl.sha256
what='a link to nothing'; ln -s nothing m.pkl.sha256; try; rm m.pkl.sha256
what='a link to itself'; ln -s m.pkl.sha256 m.pkl.sha256; try; rm m.pkl.sha256
what='a link to no end'; ln -s /dev/zero m.pkl.sha256; try; rm m.pkl.sha256
what='a NUL'; printf '%s\0\n' "$hex" > m.pkl.sha256; try
what='a digit short'; printf %s "${hex%?}" > m.pkl.sha256; try
what='another hash'; md5sum m.pkl > m.pkl.sha256; try
what='twice the same'; { sha256sum m.pkl; sha256sum --tag m.pkl; echo "$hex"; } > m.pkl.sha256; try --require-sha256
what='bare among others'; { echo "$hex"; printf '%064d  other.pkl\n' 0; } > m.pkl.sha256; try
what='comments'; { echo '# made by us'; echo; sha256sum m.pkl; } > m.pkl.sha256; try --require-sha256
what='many lines'; yes "$(printf '%064d  o' 0)" | head -n 15000 > m.pkl.sha256; sha256sum m.pkl >> m.pkl.sha256; try --require-sha256
what='wrong, and --expect-sha256 right'; printf '%064d  m.pkl\n' 7 > m.pkl.sha256; try --expect-sha256 "$hex"
what='wrong, and --pins right'; sha256sum m.pkl > pins; try --pins pins
# Whoever can write the folder writes both; only a digest that is kept elsewhere tells.
chmod u+w m.pkl; cp "$data/forest.pkl" m.pkl; sha256sum m.pkl > m.pkl.sha256
what='replaced, and the sidecar with it'; try --require-sha256
what='the same, --pins'; try --pins pins
what='the same, --expect-sha256'; try --expect-sha256 "$hex"
what='replaced, and the sidecar deleted'; rm m.pkl.sha256; try
what='the same, required'; try --require-sha256
what='the same, --pins'; try --pins pins
# sha256sum's escapes, read and written.
cp m.pkl 'a\b.pkl'; sha256sum 'a\b.pkl' > 'a\b.pkl.sha256'; "$d" convert -q 'a\b.pkl' --to onnx --require-sha256; echo "escaped -> $?"
sha256sum --quiet -c 'a\b.onnx.sha256'; echo "sha256sum -c -> $?"; "$d" verify 'a\b.onnx' > said; echo "verify -> $?"
