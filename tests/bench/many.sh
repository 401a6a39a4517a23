# For bench scripts: many small models in ./in, a hundred folders. They are copies of the cases' that convert without further
# options, under other names; 2 % are hostile, 2 % broken.
#
# make_many DEPICKLE FILES: sets hostile, broken and good, the numbers of each. A hostile one would make ./ran.
make_many() {
    local tests
    tests=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
    [ -e models.jsonl ] || "$1" convert -q "$tests/cases" -d try --to onnx,json --manifest models.jsonl 2> /dev/null || [ $? -eq 9 ]
    rm -rf try
    read -r hostile broken good < <(python3 - "$2" "$tests/cli/data/linreg.pkl" models.jsonl << 'end'
import fnmatch, json, os, sys

files, part = int(sys.argv[1]), open(sys.argv[2], "rb").read()[:200]
cases = sorted(line["input"] for line in map(json.loads, open(sys.argv[3])) if line["code"] == 0)
cases = [open(name, "rb").read() for name in cases if fnmatch.fnmatch(name, "*/good-*/input.*")]
models = [model for model in cases if len(model) <= 8192]
attack = b"cposix\nsystem\n(S'touch %s/ran'\ntR." % os.fsencode(os.getcwd())
count = [0, 0, 0]
for i in range(files):
    kind = {17: 0, 31: 1}.get(i % 50, 2)
    os.makedirs(f"in/{i % 100}", exist_ok=True)
    with open(f"in/{i % 100}/m{i}.pkl", "wb") as f:
        f.write((attack, part, models[i % len(models)])[kind])
    count[kind] += 1
print(*count)
end
    )
}
