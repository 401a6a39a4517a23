# A team's own classes: on the command line, in .depickle-allow here or above, proposed by scan --write-allow.
printf '\x80\x02cacme.models\nScorer\n)\x81}X\x01\x00\x00\x00aK\x01sb.' > own.pkl
printf '\x80\x02cacme.tools\nscale\n.' > function.pkl
printf "cposix\nsystem\n(S'true'\ntR." > attack.pkl
"$d" scan own.pkl function.pkl; echo "-> $?"
"$d" scan --allow acme.models.Scorer own.pkl; echo "-> $?"
"$d" scan --allow acme.models own.pkl; echo "-> $?"
"$d" scan --allow Scorer own.pkl; echo "-> $?"
"$d" scan --allow 'acme.models.*' own.pkl; echo "-> $?"
"$d" scan --allow posix.system attack.pkl; echo "-> $?"
"$d" convert own.pkl --to json -o own.json; echo "-> $?"
"$d" convert --allow acme.models.Scorer own.pkl --to json -o own.json; echo "-> $?"
"$d" convert --allow acme.tools.scale function.pkl --to json -o function.json; echo "-> $?"
printf 'csklearn.svm._classes\nSVC\n.' > class.pkl
"$d" convert class.pkl --to json -o class.json; echo "-> $?"
# A pipeline with a function of one's own: safe once allowed, and without a converter.
printf 'csklearn.preprocessing._function_transformer\nFunctionTransformer\n)\x81}(Vfunc\ncacme.tools\nscale\nVinverse_func\nNVvalidate\nI00\nVkw_args\nNVinv_kw_args\nNVaccept_sparse\nI00\nVcheck_inverse\nI01\nVfeature_names_out\nNV_sklearn_version\nV1.1.3\nub.' > transformer.pkl
"$d" convert transformer.pkl -o t.onnx; echo "-> $?"
"$d" convert --allow acme.tools.scale transformer.pkl -o t.onnx; echo "-> $?"

"$d" scan -q --write-allow own.pkl attack.pkl function.pkl own.pkl; echo "-> $?"
cat .depickle-allow; stat -c %a .depickle-allow
"$d" scan own.pkl function.pkl; echo "-> $?"
"$d" scan -v own.pkl; echo "-> $?"
"$d" scan attack.pkl; echo "-> $?"
"$d" convert transformer.pkl -o t.onnx --manifest m.jsonl; echo "-> $?"
grep -o '"allow".*}}' m.jsonl; sha256sum < .depickle-allow
"$d" scan --write-allow own.pkl; echo "-> $?"
printf '\x80\x02cacme.models\nOther\n)\x81.' > other.pkl
"$d" scan -q --write-allow -f other.pkl; echo "-> $?"
cat .depickle-allow
"$d" scan -q --write-allow -f other.pkl attack.pkl; echo "-> $?"
# From the working folder upwards, the nearest.
mkdir -p below/deeper
(cd below/deeper && "$d" scan ../../own.pkl; echo "-> $?")
printf '# nobody\r\n\r\n' > below/.depickle-allow
(cd below/deeper && "$d" scan -q ../../own.pkl 2>&1 | head -n 1)
printf '  acme.models.Scorer \t# ours\r\n' > below/.depickle-allow
(cd below/deeper && "$d" scan ../../own.pkl; echo "-> $?")
printf 'acme.models.Scorer\nos.system\n' > below/.depickle-allow
(cd below && "$d" scan ../own.pkl; echo "-> $?")
printf 'acme.models.Scorer\nacme\n' > below/.depickle-allow
(cd below && "$d" scan ../own.pkl; echo "-> $?")
printf 'acme.models.Scorer\n' > below/.depickle-allow
chmod o+w below/.depickle-allow
(cd below && "$d" scan -q ../own.pkl; echo "-> $?")
rm below/.depickle-allow
ln -s ../.depickle-allow below/.depickle-allow
(cd below && "$d" scan -q ../own.pkl; echo "-> $?")
rm below/.depickle-allow
mkfifo below/.depickle-allow
(cd below && "$d" scan -q ../own.pkl; echo "-> $?")
"$d" list formats > /dev/null; echo "-> $?"
# The models in an object of a class of one's own, each named by its path.
"$d" convert --allow __main__.Predictor "$data/own/predictor.pkl" -d out.d; echo "-> $?"
