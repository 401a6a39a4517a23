# What still unpickles in an application: lines of code, models, files that cannot be read. Nothing left is code 0.
mkdir -p app/models app/env app/.git
cat > app/serve.py <<'END'
"""Loads the model: pickle.load(f) is only mentioned here."""
import pickle as p, joblib
from joblib import load as jl
import numpy as np, pandas
model = p.load(open("models/a.pkl", "rb"))  # and p.load here
scaler = (jl
          ("models/b.joblib"))
table = pandas.read_pickle(f"{p.loads(b'')!r:>{np.load('w', allow_pickle=True)}}")
print(np.load("plain.npy"), joblib.dump, getattr(joblib, "load"), getattr(p, name))
END
cat > app/roundabout.py <<'END'
import importlib as il, sys
from importlib import import_module as im
im("pickle").load(f), il.import_module(".numpy_pickle", "joblib").load(f), __import__("dill", None).load(f)
m = sys.modules["pickle"]; m.loads(b)
a, b = joblib, json; a.load(f); b.load(f)  # one of two
(x or pickle).load(f); self.io = pickle; self.io.load(f)
"im('pickle').load(f)", im("json").load(f), im(name).load(f), sys.modules["json"].load(f)
END
cat > app/explore.ipynb <<'END'
{"cells": [
 {"cell_type": "markdown", "source": ["pickle.load(f)"]},
 {"cell_type": "code", "source": ["%matplotlib inline\n", "!python -c 'pickle.load'\n", "import dill\n", "%time dill.load(f)"]},
 {"cell_type": "code", "source": "%%bash\ndill.load"}
], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
END
cp "$data/forest.pkl" app/models/forest
printf "cposix\nsystem\n(S'true'\ntR." > app/models/attack.joblib
head -c 200 "$data/linreg.pkl" | gzip -c | head -c 90 > app/models/cut.pkl.gz
echo '{"a": 1}' > app/models/words.pkl
echo 'x = "' > app/broken.py
echo '{"cells": [' > app/broken.ipynb
touch app/env/pyvenv.cfg
cp app/serve.py app/env/; cp "$data/forest.pkl" app/.git/
"$d" migrate --check app; echo "-> $?"
"$d" migrate --check -q app/serve.py | wc -l
"$d" migrate --check app --exclude 'broken*' --exclude models --exclude '*.py' --json; echo "-> $?"
"$d" migrate --check --format sarif app/explore.ipynb app/broken.py app/models/forest | grep -E '"(ruleId|uri|startLine|exitCode|executionSuccessful|text)"' | grep -v Convert; echo "-> ${PIPESTATUS[0]}"
mkdir done; echo 'import onnxruntime  # was: pickle.load(f)' > done/app.py; cp app/models/words.pkl done
"$d" migrate --check done; echo "-> $?"
"$d" migrate --check done app -q > said; echo "-> $?"
"$d" migrate done; echo "-> $?"
"$d" migrate --check; echo "-> $?"
"$d" migrate --check nowhere; echo "-> $?"
"$d" migrate --check done --format xml 2>&1 | head -n 1; echo "-> ${PIPESTATUS[0]}"
echo 'what may unpickle'; mkdir strict; printf 'import pickle\nd = {"p": pickle}\nd["p"].load(f)\n' > strict/a.py
"$d" migrate --check strict; echo "-> $?"; "$d" migrate --check --strict strict; echo "-> $?"
"$d" migrate --check --strict --json strict | grep -o '"code":.\|"left":{[^}]*}'; "$d" migrate --strict strict; echo "-> $?"
