"""What `verify` says of every tree model: a written file must be proved, for each target.

    python tests/oracle/proved.py --depickle build/release/depickle --fixtures FOLDER [--names A,B] [--sample N] [--json]

Converts one file of each fixture (ENV/NAME/) with trees in it, or with estimators that may be trees, and verifies it against
its source. What need not be proved stands in EXCEPTIONS, with the reason; one that is not so fails too. --json asks the same of
JSON parameter files, of all fixtures. Standard library only.
"""
import argparse
import collections
import concurrent.futures
import fnmatch
import pathlib
import re
import subprocess
import sys
import tempfile
import zlib

TARGETS = ("ml5", "ml1", "plain")

# Names of fixtures whose models are made of trees, alone or among others.
TREES = """rf_* et_* tree_* extratree* gb_* hgb_* ada_* bag_* iforest* grid_rf random_search multi_out_reg vote_* stack_*
           pipe_scaler_rf pipe_frame laptop_* ttr_* wrap_* xgb_* lgbm_* cat_*""".split()

# (fixtures, targets, the verdict, words of why, the reason): what is not proved, and is meant not to be.
EXCEPTIONS = [
    ("laptop_* hgb_reg_cat_frame", "plain", "exit 3", "texts need an operator of ai.onnx.ml", "texts have no plain form"),
    ("xgb_cat_text xgb_cat_dart lgbm_pandas_text", "plain", "exit 3", "texts need an operator of ai.onnx.ml", "texts have no plain form"),
    ("xgb_gblinear* lgbm_linear*", "*", "tested", "", "linear boosters, and linear models in leaves, are no trees"),
    ("xgb_select* lgbm_select*", "*", "tested", "", "features chosen by what a booster says that they count"),
    ("xgb_calibrated* xgb_isotonic*", "*", "tested", "", "scores of float32, calibrated in float32"),
    ("xgb_ada", "*", "tested", "", "AdaBoost over boosters"),
    ("xgb_ovr*", "*", "tested", "", "one classifier for each class, by OneVsRestClassifier"),
    ("xgb_target_minmax", "*", "tested", "", "targets that MinMaxScaler takes back"),
    ("laptop_ttr_log", "*", "exit 3", "is chosen by name, but the model does not tell", "up to 0.20 the names of the other columns are nowhere kept"),
]


def family(name):
    return name if name.startswith(("laptop", "hgb_reg_cat_frame")) else name.split("_")[0]


def chosen(root, everything):
    for folder in sorted(p.parent for p in root.glob("*/*/expected.json")):
        if everything or any(folder.match(pattern) for pattern in TREES):
            yield folder


def pickle_of(folder):
    for name in ("pickle-p2.pkl", "pickle-p4.pkl", "joblib-raw.joblib"):
        if (folder / name).exists():
            return folder / name
    files = sorted(p for p in folder.iterdir() if p.suffix != ".json" and "crafted" not in p.name)
    return files[0] if files else None


def exception(folder, target, verdict, why):
    """The reason why this need not be proved; None: it must."""
    for names, targets, expected, words, reason in EXCEPTIONS:
        if any(folder.match(n) for n in names.split()) and fnmatch.fnmatchcase(target, targets) and verdict == expected and words in why:
            return reason
    return None


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=False)


def judge(program, folder, target, room):
    """(verdict, why): the first word of verify's last line and the rest of it."""
    source = pickle_of(folder)
    if source is None:
        return "no file", ""
    out = room / f"{folder.parent.name}-{folder.name}-{target}.{'json' if target == 'json' else 'onnx'}"
    how = [] if target == "json" else ["--target", target]
    made = run(program, "convert", source, "-o", out, "--quiet", *how)
    several = re.search(r"choose with one of --select ('[^']*'|\S+)", made.stderr)
    if several:
        made = run(program, "convert", source, "-o", out, "--quiet", *how, "--select", several[1].strip("'"))
    if made.returncode != 0:
        return f"exit {made.returncode}", (made.stderr or made.stdout).strip().rsplit("\n", 1)[-1]
    said = run(program, "verify", out, "--against", source)
    for left in room.glob(out.name + "*"):
        left.unlink()
    last = said.stdout.strip().rsplit("\n", 1)[-1]
    verdict, _, why = last.partition(": ")
    return (verdict, why) if said.returncode in (0, 5) else (f"verify {said.returncode}", said.stderr.strip())


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--depickle", required=True)
    options.add_argument("--fixtures", required=True, type=pathlib.Path)
    options.add_argument("--names", default="", help="only fixtures of these patterns, divided by commas")
    options.add_argument("--sample", type=int, default=0, help="about so many fixtures (0: all)")
    options.add_argument("--json", action="store_true")
    options.add_argument("--jobs", type=int, default=2)
    args = options.parse_args()
    folders = list(chosen(args.fixtures, args.json or args.names))
    if args.names:
        folders = [f for f in folders if any(f.match(pattern) for pattern in args.names.split(","))]
    if args.sample:
        folders = sorted(folders, key=lambda f: zlib.crc32(f"{f.parent.name}/{f.name}".encode()))[:args.sample]
    work = [(folder, target) for folder in folders for target in (("json",) if args.json else TARGETS)]
    table, excepted = collections.defaultdict(collections.Counter), collections.Counter()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as room, concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        answers = pool.map(lambda w: judge(args.depickle, *w, pathlib.Path(room)), work)
        for (folder, target), (verdict, why) in zip(work, answers):
            table[family(folder.name), target][verdict] += 1
            reason = exception(folder, target, verdict, why)
            if reason or (args.json and verdict == "exit 3"):
                excepted[reason or "not written, and said so"] += 1
                continue
            good = verdict == "proved"
            passed += good
            failed += not good
            if not good:
                print(f"{folder.parent.name}/{folder.name} {target}: {verdict}: {why}")
    for (name, target), counts in sorted(table.items()):
        print(f"{name:20} {target:6}" + "".join(f" {n} {verdict}" for verdict, n in sorted(counts.items())))
    for reason, n in excepted.most_common():
        print(f"excepted: {n}, {reason}")
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
