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
