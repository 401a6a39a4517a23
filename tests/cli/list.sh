# What the program knows, from its own tables.
"$d" list codecs; echo "-> $?"
"$d" list formats | grep -E "^read|onnx"; echo "-> $?"
"$d" list opcodes | sed -n '1,3p;$p'; echo "-> $?"
"$d" list estimators | grep -E 'LogisticRegression|TSNE'; echo "-> $?"
"$d" list; echo "-> $?"
"$d" list nothing; echo "-> $?"
"$d" list codecs formats; echo "-> $?"
