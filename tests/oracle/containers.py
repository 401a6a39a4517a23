#!/usr/bin/env python3
"""Does a model come out the same from every container it is kept in?

    python tests/oracle/containers.py --depickle build/depickle --fixtures FOLDER [--names 'rf_*,linreg*'] [--sample 400]

FOLDER holds ENV/NAME/expected.json with the model files beside it. All files of a model are converted; each must give the
bytes of the ONNX file and the values of the JSON file that the model's usual file gives, apart from what names the source.
In the crafted files (other byte order, 32-bit integers) only the written types of JSON arrays may differ. A model that has
no converter must be refused in all its files alike, and its JSON file is compared all the same.
Needs numpy. Prints a table by kind of file and environment; the last line is `N passed, N failed`, and the exit code
is 1 if any failed.
"""
import collections
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile

import fixtures

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import model_proto  # noqa: E402


def without_source(data):
    """A ModelProto's bytes without the metadata entries that name the source."""
    return model_proto.without(data, lambda field, block: field == model_proto.METADATA_PROPS and block[2:].startswith(b"source_"))


def untyped(value):
    """Without the types of arrays: {"$array": {"dtype", …}} and the like."""
    if isinstance(value, dict):
        return {k: untyped(v) for k, v in value.items() if k not in ("dtype", "params_found")}
    return [untyped(v) for v in value] if isinstance(value, list) else value


def same(a, b):
    """Equal in value and in type, all the way down. Python 2 wrote dicts in any order, another after loading."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b or a != a


def rounds(entries):
    """Files in groups in which no two have the same stem: those would write the same outputs."""
    left = list(entries)
    while left:
        now, later, stems = [], [], set()
        for entry in left:
            stem = entry["file"].split(".")[0]
            (later if stem in stems else now).append(entry)
            stems.add(stem)
        yield now
        left = later


def convert(depickle, folder, entries, target):
    """Manifest lines by file."""
    manifest = target / "manifest"
    subprocess.run([depickle, "convert", "-q", "--no-sidecar", "-d", str(target), "--manifest", str(manifest), "--to",
                    "onnx,json", "--", *(str(folder / e["file"]) for e in entries)],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600, check=False)
    lines = manifest.read_text(encoding="utf-8").splitlines() if manifest.exists() else []
    return {pathlib.Path(line["input"]).name: line for line in map(json.loads, lines)}


def read(line):
    """(code, {model: {format: content}}): what of a file's outputs must be the same."""
    models = collections.defaultdict(dict)
    stem = pathlib.Path(line["input"]).name.split(".")[0]
    for output in line["outputs"]:
        path = pathlib.Path(output["path"])
        model = path.name[len(stem):].rsplit(".", 1)[0]
        if output["format"] == "json":
            doc = json.loads(path.read_text(encoding="utf-8"))
            del doc["source"]
            models[model]["json"] = doc
        else:
            models[model]["onnx"] = without_source(path.read_bytes())
    return line["code"], dict(models)


def place(a, b, path=""):
    """Where two JSON values differ first."""
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        return next((place(a[k], b[k], f"{path}.{k}") for k in a if not same(a[k], b[k])), path)
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return next((place(x, y, f"{path}[{i}]") for i, (x, y) in enumerate(zip(a, b)) if not same(x, y)), path)
    return f"{path}: {str(a)[:80]} for {str(b)[:80]}"


def fault(got, want, crafted):
    """None where the outputs are the same."""
    if got[0] != want[0] or got[1].keys() != want[1].keys():
        return f"code {got[0]}, models {sorted(got[1])}; usually code {want[0]}, models {sorted(want[1])}"
    for model, formats in want[1].items():
        ours = got[1][model]
        if ours.keys() != formats.keys():
            return f"{model}: {sorted(ours)} for {sorted(formats)}"
        if ours.get("onnx") != formats.get("onnx"):
            return f"{model}: other ONNX bytes"
        a, b = ours.get("json"), formats.get("json")
        a, b = (untyped(a), untyped(b)) if crafted else (a, b)
        if not same(a, b):
            return f"{model}: JSON {place(a, b)}"
    return None


def check(job):
    """One model: [(env, name, class, file, tag, fault or None, refused)]."""
    options, folder = job
    fixture = fixtures.load(folder)
    usual = fixture.default_file()
    lines = {}
    with tempfile.TemporaryDirectory(prefix="containers-") as scratch:
        for i, entries in enumerate(rounds(fixture.files)):
            target = pathlib.Path(scratch) / str(i)
            target.mkdir()
            found = convert(options.depickle, folder, entries, target)
            lines.update({name: (read(line), line) for name, line in found.items()})
    out = []
    want = lines.get(usual["file"], ((None, {}), None))[0]
    classes = "+".join(sorted({part.class_name.rsplit(".", 1)[-1] for part in fixture.parts}))
    for entry in fixture.files:
        got, line = lines.get(entry["file"], ((None, {}), None))
        what = fault(got, want, bool(entry.get("crafted")))
        if got[0] not in (0, 3):
            what = f"code {got[0]}: {line['error'] if line else 'no line in the manifest'}"
        out.append((fixture.env, fixture.name, classes, entry["file"], entry["tag"], what, got[0] == 3))
    return out


def table(results):
    """Passed of tried by kind of file and environment; two rows of names where the environments are many."""
    envs = sorted({r[0] for r in results})
    good, tried = collections.Counter(), collections.Counter()
    for env, _, _, _, tag, what, _ in results:
        tried[tag, env] += 1
        good[tag, env] += what is None
    for i, env in enumerate(envs):
        print(f"  {chr(ord('a') + i)} = {env}")
    tags = sorted({t for t, _ in tried})
    width = max(map(len, tags), default=0)
    print(" " * width, *(f"{chr(ord('a') + i):>6}" for i in range(len(envs))), "      all")
    for tag in tags:
        cells = [f"{good[tag, e]}/{tried[tag, e]}" if tried[tag, e] else "" for e in envs]
        total = f"{sum(good[tag, e] for e in envs)}/{sum(tried[tag, e] for e in envs)}"
        print(tag.ljust(width), *(f"{c:>6}" for c in cells), f"{total:>9}")


def arguments():
    p = fixtures.arguments(__doc__, fixtures.TREES + fixtures.LINEAR)
    p.add_argument("--results", metavar="FILE", help="a JSON line for each file")
    p.add_argument("-j", "--jobs", type=int, default=1)
    return p.parse_args()


def write_results(path, results):
    keys = ("env", "name", "class", "file", "tag", "fault", "refused")
    with open(path, "w", encoding="utf-8") as stream:
        for result in results:
            stream.write(json.dumps(dict(zip(keys, result))) + "\n")


def main():
    options = arguments()
    options.depickle = str(pathlib.Path(options.depickle).resolve())
    jobs = [(options, f) for f in fixtures.chosen(options)]
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        results = [r for rs in pool.map(check, jobs, chunksize=4) for r in rs]
    if options.results:
        write_results(options.results, results)
    table(results)
    failed = [r for r in results if r[5] is not None]
    for env, name, _, file, _, what, _ in failed:
        print(f"FAILED {env}/{name}/{file}: {what}")
    print(f"{len(jobs)} models, {sum(r[6] for r in results)} files of them refused alike (no converter)")
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
