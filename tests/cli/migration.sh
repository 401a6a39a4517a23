# An application's models converted, and what its code is to be changed to. No source is changed; originals go only where that is
# asked for, and their outputs hold.
cp -r "$data/apps/flask_iris" app
"$d" migrate app; echo "-> $?"
"$d" verify app; echo "-> $?"
sha256sum --check --quiet app/*.sha256 2>&1 | head -n 1
cp app/model.onnx before.onnx
"$d" migrate app -o report.md; echo "-> $?"
cmp app/model.onnx before.onnx && grep -c proved report.md
"$d" migrate app -o report.md; echo "-> $?"
"$d" migrate app -o report.md -f; echo "-> $?"

echo "== what is not converted"
mkdir -p bad/models/deep bad/data
cat > bad/app.py <<'END'
import os, pickle, joblib, sys
from elsewhere import helper
a = pickle.load(open(os.path.join("models", "odd.pkl"), "rb"))
b = joblib.load(sys.argv[1])
c = joblib.load("gone.pkl")
d = joblib.load("/srv/models/deep.pkl")
e = pickle.load(open(f"models/{sys.argv[2]}.pkl", "rb"))
print(a.labels_, b.predict(X), c.predict(X), d.predict_proba(rows), helper.model.predict("`|`"))
x = pickle.load
p, q = pickle.load(open("models/two.pkl", "rb"))
p.predict(q.transform(X), 1); p.decision_function(X); p.predict(*X); p.coef_
END
printf "cposix\nsystem\n(S'true'\ntR." > bad/models/attack.pkl
cp "$data/dbscan.pkl" bad/models/odd.pkl
cp "$data/forest.pkl" bad/models/deep/deep.pkl
cp "$data/two.pkl" bad/models/two.pkl
head -c 300 "$data/forest.pkl" > bad/models/cut.pkl
echo 'x = "' > bad/broken.py
echo '{"a": 1}' > bad/data/words.pkl
"$d" migrate bad --json > report.json; echo "-> $?"
python3 - <<'END'
import json
report = json.load(open("report.json"))
for model in report["models"]:
    print(model["file"], model["code"], model["verdict"], model["reason"])
for load in report["loads"]:
    print(load["line"], load["match"], load["models"], load["forms"].get("onnxruntime", {}).get("object"))
    for use in load["uses"]:
        print("    ", use["text"], "->", use["instead"], use["note"])
for key in ("loose", "also", "unread"):
    print(key, [(o["file"], o.get("line"), o.get("reason", "")) for o in report[key]])
END
"$d" migrate bad | grep -A3 -E '^(Not conv|## What else|- )'

echo "== neighbours"
mkdir near; cp "$(dirname "$0")/../cases/neighbors/good-search-1.9/input.pkl" near/near.pkl
cat > near/app.py <<'END'
import pickle
near = pickle.load(open("near.pkl", "rb"))
distances, rows = near.kneighbors(X)
rows = near.kneighbors(X, n_neighbors=2, return_distance=False)
END
"$d" migrate near | grep -F kneighbors

echo "== what is no model: alone, and beside one"
mkdir -p data/models
printf "(S'Ram'\nS'ppi'\nl." > data/models/columns.pkl
printf "(S'os'\n(I1\nI2\ntd." > data/models/codes.pkl
cp "$data/tables/frame-2.2.p4.pkl" data/models/df.pkl
{ printf "}S'model'\n"; head -c -1 "$data/linreg.pkl"; printf "sS'columns'\n(S'a'\nS'b'\nlsS'version'\nS'1.0'\ns."; } > data/models/bundle.sav
{ printf '(('; printf "S'a'\nl"; head -c -1 "$data/linreg.pkl"; printf 't.'; } > data/models/pair.pkl
cat > data/app.py <<'END'
import pickle, joblib
columns = joblib.load("models/columns.pkl")
codes = joblib.load("models/codes.pkl")
df = joblib.load("models/df.pkl")
bundle = joblib.load("models/bundle.sav")
model, names = bundle["model"], bundle["columns"]
print(model.predict(df[names]), bundle["version"].upper(), len(names))
names, other = joblib.load("models/pair.pkl")
print(other.predict([[1, 2]]), names.index("a"))
END
"$d" migrate data --json > report.json; echo "-> $?"
python3 - <<'END'
import json
report = json.load(open("report.json"))
for model in report["models"]:
    print(model["file"], model["code"], model["verdict"], [o["path"] + " " + o.get("model", o.get("data", "")) for o in model["outputs"]])
for load in report["loads"]:
    for name, form in load["forms"].items():
        print(load["line"], name, form["imports"], form["statement"], form["note"])
    for use in load["uses"]:
        print("    ", use["text"], "->", use["instead"], use["note"])
END
cp data/models/bundle.columns.json before.json
"$d" migrate data -q > /dev/null; echo "-> $?"; cmp before.json data/models/bundle.columns.json
"$d" convert data/models/bundle.sav --select "\$['columns']" -o columns.csv; cat columns.csv
"$d" convert data/models/bundle.sav --select "\$['version']" -d part; grep -E '"(value|path)"' part/bundle.version.json
"$d" convert data/models/bundle.sav -d whole; ls whole
"$d" convert data/models/bundle.sav --select "\$['none']" -d part; echo "-> $?"

echo "== names that would be code"
mkdir quotes
{ printf "}V': print(1), '\n"; head -c -1 "$data/linreg.pkl"; printf "sV'+print(2)+'\\\\\n(S'a'\nls."; } > "quotes/a\"+print(3)+\".pkl"
printf 'import pickle, sys\nm = pickle.load(open(sys.argv[1], "rb"))\nn = pickle.loads(get(1))\n' > quotes/app.py
"$d" migrate quotes --json > report.json; echo "-> $?"
python3 - <<'END'
import ast, json
for load in json.load(open("report.json"))["loads"]:
    for name, form in load["forms"].items():
        tree = ast.parse(form["statement"])
        print(name, [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)])
        print([node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)])
END

echo "== deleting"
mkdir -p del/models del/repo/.git outside
cp "$data/forest.pkl" del/models/forest.pkl
cp "$data/linreg.pkl" del/models/linreg.pkl
cp "$data/dbscan.pkl" del/models/odd.pkl
cp "$data/linreg.pkl" del/repo/kept.pkl
cp "$data/tables/frame-2.2.p4.pkl" del/table.pkl
cp "$data/two.pkl" del/two.pkl
cp "$data/linreg.pkl" outside/linreg.pkl
ln -s ../../outside/linreg.pkl del/models/link.pkl
ln -s ../outside del/linked
printf 'DIRC\0\0\0\2 \0\10kept.pkl\0' > del/repo/.git/index
"$d" migrate del --delete-originals > report.md; echo "-> $?"
sed -n '/^## Originals/,/^## Lines/p' report.md
find del outside -name '*.pkl' | sort
grep -c '"input":' del/manifest.jsonl
mkdir one; cp "$data/linreg.pkl" one
"$d" migrate one --delete-originals --manifest one/linreg.pkl; echo "-> $?"
"$d" migrate one/linreg.pkl --delete-originals --manifest one/m.jsonl | grep kept; ls one
"$d" migrate one --check --delete-originals; echo "-> $?"
"$d" migrate app --format sarif; echo "-> $?"
"$d" migrate app bad -o x.md; echo "-> $?"
"$d" migrate nowhere; echo "-> $?"
mkdir empty; "$d" migrate empty; echo "-> $?"; ls -A empty

echo "== a use of several lines is told as it stands"
mkdir lines
cp app/model.pkl lines 2> /dev/null || cp "$data/forest.pkl" lines/model.pkl
printf 'import pickle\nm = pickle.load(open("model.pkl", "rb"))\nprint(m.predict(\n    rows))\n' > lines/use.py
"$d" migrate lines --json | python3 -c 'import json, sys; print([u["text"] for load in json.load(sys.stdin)["loads"] for u in load["uses"]])'
