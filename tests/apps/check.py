#!/usr/bin/env python3
"""Does an application answer as before, when its code is changed as `depickle migrate` says? See run.sh.

Each application of tests/cli/data/apps is copied, migrated, changed by the report alone (`statement` by the form's statement, a
use's `text` by its `instead`), and run without scikit-learn and joblib. What it prints must be what it printed with them:
texts to the letter, numbers within 1e-12."""
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
APPS = HERE.parent / "cli/data/apps"
NUMBER = re.compile(r"-?\d+\.\d+(?:e[-+]?\d+)?")
IMPORTS = re.compile(r"^(import (pickle|joblib)|from joblib import load)\n?$")
counts = [0, 0, 0]


def check(good, what):
    counts[not good] += 1
    if not good:
        print(f"FAILED {what}")
    return good


def migrate(depickle, folder, *options):
    done = subprocess.run([depickle, "migrate", "--json", folder, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)
    check(not done.stderr, f"{folder.name}: {done.stderr.decode()[-300:]}")
    return done.returncode, json.loads(done.stdout)


class Source:
    """A file's lines, or a notebook's cells'; changed from the end, so that places stay."""

    def __init__(self, path):
        self.path = path
        self.book = json.loads(path.read_text("utf-8")) if path.suffix == ".ipynb" else None
        text = [path.read_text("utf-8")] if self.book is None else ["".join(c["source"]) for c in self.book["cells"]]
        self.parts = text

    def replace(self, place, old, new):
        part = (place["cell"] or 1) - 1
        lines = self.parts[part].splitlines(keepends=True)
        at = sum(map(len, lines[:place["line"] - 1])) + place["column"] - 1
        text = self.parts[part]
        at = text.rindex(old, 0, at + len(old)) if not text.startswith(old, at) else at
        self.parts[part] = text[:at] + new + text[at + len(old):]

    def write(self, imports, helper):
        first = next(i for i, c in enumerate(self.book["cells"]) if c["cell_type"] == "code") if self.book else 0
        for i, text in enumerate(self.parts):
            self.parts[i] = "".join(line for line in text.splitlines(keepends=True) if not IMPORTS.match(line))
        self.parts[first] = "\n".join(sorted(imports)) + "\n" + helper + self.parts[first]
        if self.book is None:
            self.path.write_text(self.parts[0], "utf-8")
            return
        for cell, text in zip(self.book["cells"], self.parts):
            cell["source"] = text
        self.path.write_text(json.dumps(self.book), "utf-8")


def edits(report):
    """[(file, place, old, new, imports, columns)]"""
    for load in report["loads"]:
        form = load["forms"].get("onnxruntime") or load["forms"]["pandas"]
        yield load["file"], load, load["statement"], form["statement"], form["imports"], form.get("columns", False)
        for use in load["uses"]:
            if use["instead"]:
                yield use["file"], use, use["text"], use["instead"], ["import numpy", "import json"], False


def apply(report):
    sources = {}
    for file, place, old, new, imports, columns in sorted(edits(report), key=lambda e: (e[1]["line"], e[1]["column"]), reverse=True):
        source, names, helper = sources.setdefault(file, (Source(pathlib.Path(file)), set(), []))
        source.replace(place, old, new)
        names.update(imports)
        helper += [report["columns"]] * columns
    for source, names, helper in sources.values():
        source.write(names, helper[0] if helper else "")


def drive(app, folder):
    code = "import sys; sys.modules.update(sklearn=None, joblib=None); import runpy; runpy.run_path(sys.argv[0], run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", f"import sys; sys.argv = {[str(HERE / 'drive.py'), app, str(folder)]!r}; {code}"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    check(done.returncode == 0, f"{app} runs: {done.stderr.decode()[-800:]}")
    return done.stdout.decode("utf-8")


def same(found, wanted):
    a = [float(v) for v in NUMBER.findall(found)]
    b = [float(v) for v in NUMBER.findall(wanted)]
    return NUMBER.sub("#", found) == NUMBER.sub("#", wanted) and all(abs(x - y) <= 1e-12 * max(1, abs(y)) for x, y in zip(a, b))


def check_objects(app, report, folder):
    """The other forms, where nothing but the file's own name is in them."""
    for load in report["loads"]:
        for name, form in load["forms"].items():
            if not re.fullmatch(r"[\w.(]+'[\w./]+'(, encoding=\"utf-8\")?\)+", form["object"]):
                continue
            if name == "package" and importlib.util.find_spec("depickle") is None:
                counts[2] += 1
                continue
            code = "\n".join([*form["imports"], f"x = {form['object']}", "print(type(x).__name__, 'class' in x if type(x) is dict else '')"])
            done = subprocess.run([sys.executable, "-c", code], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            check(done.returncode == 0, f"{app}: {form['object']}: {done.stderr.decode()[-300:]}")


def check_app(depickle, app, wanted):
    with tempfile.TemporaryDirectory(prefix="apps-") as name:
        folder = pathlib.Path(name) / app
        shutil.copytree(APPS / app, folder)
        before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        code, report = migrate(depickle, folder)
        check(code == 0 and report["code"] == 0, f"{app}: code {code}")
        check(all(p.read_bytes() == data for p, data in before.items()), f"{app}: a file was changed")
        check(all(load["match"] in ("known", "several") for load in report["loads"]), f"{app}: a load is of no file")
        check_objects(app, report, folder)
        apply(report)
        found = drive(app, folder)
        check(same(found, wanted), f"{app}: {found!r} for {wanted!r}")
        changed = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        code, report = migrate(depickle, folder, "--delete-originals")
        check(code == 0, f"{app}: code {code} when deleting")
        gone = {p for p in changed if not p.exists()}
        check(gone == {pathlib.Path(m["file"]) for m in report["models"] if m["deleted"]}, f"{app}: {gone} is gone")
        check(all(m["deleted"] == (m["verdict"] in ("proved", "tested") and all(o["model"] == "$" for o in m["outputs"]))
                  for m in report["models"]), f"{app}: deleted by its verdict")
        check(all(p.read_bytes() == data for p, data in changed.items() if p not in gone and p.name != "manifest.jsonl"),
              f"{app}: a file was changed")
        left = subprocess.run([depickle, "migrate", "--check", "--json", folder], stdout=subprocess.PIPE, check=False)
        left = json.loads(left.stdout)
        check(left["left"]["loads"] == 0 and left["left"]["models"] == len(report["models"]) - len(gone), f"{app}: {left['left']} is left")


def main():
    answers = json.loads((HERE / "answers.json").read_text("utf-8"))
    check(set(answers) == {p.name for p in APPS.iterdir() if p.is_dir()}, "every application has its answers")
    for app, wanted in answers.items():
        check_app(sys.argv[1], app, wanted)
    if counts[2]:
        print(f"apps: {counts[2]} skipped: depickle.open is of the Python package, which is not here")
    print(f"apps: {counts[0]} passed, {counts[1]} failed")
    return 1 if counts[1] or not counts[0] else 0


if __name__ == "__main__":
    sys.exit(main())
