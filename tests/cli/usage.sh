# Codes of the command line itself.
try() { "$d" "$@" > said 2>&1; echo "$* -> $?"; }
try
try --help
try --version
try nonsense
try covert x; cat said
try ispect; cat said
try 'con
vert'; cat said
try help; head -n 1 said
try help convert; head -n 1 said
try help covert; cat said
for command in convert scan inspect diff verify predict report migrate manifest list; do
    "$d" $command --help > long; "$d" $command -h | cmp - long && "$d" help $command | cmp - long || echo "$command: another help"
done
try convert
try convert --help
try convert a.pkl --nonsense
try convert a.pkl --target ml9
try convert a.pkl --max-depth 0
try convert a.pkl --to pdf
try scan
try predict a.pkl
try list formats
try list nothing
try report a.pkl
"$d" convert a.pkl --resume
"$d" report a.pkl 2>&1 | head -n 1
