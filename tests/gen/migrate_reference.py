#!/usr/bin/env python3
"""The rules of `depickle migrate --check`, said again with CPython's own parser, and compared with what the program finds.

    python tests/gen/migrate_reference.py --depickle build/dev/depickle [--sample N --seed S] FOLDER…

Every .py file below the folders (or a seeded sample of N) that this Python parses is judged by both; the findings must be
equal: line, column, kind and name. Columns inside f-strings are compared only where Python tells them (3.12 on). Loads are
rare, so most files are also judged with imports and loads put in (--plant), at places where the parser sees a statement.
Remarks are compared too, but are no failure: only running code would tell.
The last line is "N passed, N failed".
"""
import argparse
import ast
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import warnings

DEF = pathlib.Path(__file__).resolve().parents[2] / "src" / "python" / "loaders.def"
ROW = re.compile(r'^LOADER\("([^"]+)", "([^"]+)", (ALWAYS|AT\((\d+)\)), \w+\)', re.M)
USUAL = {n: n for n in ("pickle", "cPickle", "_pickle", "joblib", "dill", "cloudpickle", "numpy", "pandas")}
USUAL.update(np="numpy", pd="pandas")
EXACT = sys.version_info >= (3, 12)  # places inside f-strings


def read_loaders():
    return {f"{m}.{n}": None if when == "ALWAYS" else int(at) for m, n, when, at in ROW.findall(DEF.read_text())}


LOADERS = read_loaders()
MODULES = {name.rpartition(".")[0] for name, at in LOADERS.items() if at is None and name.rpartition(".")[2].startswith("load")}


def leads(dotted):
    return any(name == dotted or name.startswith(dotted + ".") for name in LOADERS)


def chain(node):
    """The names of an attribute chain on a name or on a call that imports: (root node, target or None, attributes)."""
    attributes = []
    while isinstance(node, ast.Attribute):
        attributes.insert(0, node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        return node, None, attributes
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords and text(node.args[0]):
        called = chain(node.func)
        if called is not None and called[1] is None:
            names = [called[0].id] + called[2]
            if names[-1] == "import_module":
                return called[0], text(node.args[0]), attributes
            if names[-1] == "__import__":
                return called[0], text(node.args[0]).partition(".")[0], attributes
    return None


def text(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def truth(node):
    """no only for what is plainly false"""
    return "no" if isinstance(node, ast.Constant) and (node.value is None or node.value is False or node.value == 0) else "yes"


class Judge:
    def __init__(self, tree, lines):
        self.tree, self.lines = tree, lines
        self.bindings, self.found, self.aliases = {}, [], set()
        self.parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        self.nodes = [n for n in ast.walk(tree) if hasattr(n, "lineno")]
        self.nodes.sort(key=lambda n: (n.lineno, n.col_offset))

    def bind(self, name, target):
        if leads(target) and target not in self.bindings.setdefault(name, []):
            self.bindings[name].append(target)

    def tell(self, kind, node, name):
        if not EXACT:
            above = self.parents.get(node)
            while above is not None and not isinstance(above, ast.JoinedStr):
                above = self.parents.get(above)
            if above is not None:
                self.found.append((0, 0, kind, name))
                return
        column = len(self.lines[node.lineno - 1][:node.col_offset].decode("utf-8", "replace")) + 1
        self.found.append((node.lineno, column, kind, name))

    def usual(self):
        """Usual names that nothing in the file gives to something else mean what they always mean."""
        taken = set()
        for node in self.nodes:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                taken |= {a.asname for a in node.names if a.asname}
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                taken.add(node.targets[0].id)
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                taken.add(node.name)
        imported = set(self.bindings)
        for name, target in USUAL.items():
            if name not in taken and name not in imported:
                self.bind(name, target)

    def imports(self):
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.partition(".")[0]
                    self.bind(alias.asname or top, alias.name if alias.asname else top)
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                for alias in node.names:
                    self.imported(node.module, alias)

    def imported(self, module, alias):
        whole = f"{module}.{alias.name}"
        if alias.name == "*":
            for name in LOADERS:
                if name.startswith(module + ".") and name[len(module) + 1] != "_":
                    part = name[len(module) + 1:].partition(".")[0]
                    self.bind(part, f"{module}.{part}")
            if module in MODULES:
                self.tell("remark", alias, module)
            return
        if whole in LOADERS and LOADERS[whole] is None:
            self.tell("import", alias, whole)
        self.bind(alias.asname or alias.name, whole)

    def follow(self, node):
        """[(loader or None, whole name)] of a reference, for each thing its root may stand for."""
        ref = chain(node)
        if ref is None:
            return None
        root, target, attributes = ref
        results = []
        for start in [target] if target is not None else self.bindings.get(root.id, []):
            whole, loader = start, start if start in LOADERS else None
            for a in attributes:
                if loader is None:
                    whole = f"{whole}.{a}"
                    loader = whole if whole in LOADERS else None
            results.append((loader, whole))
        return results

    def assigned(self):
        for node in self.nodes:
            if not isinstance(node, ast.Assign):
                continue
            for _, whole in self.follow(node.value) or []:
                self.aliases.add(node.value)
                for target in reversed(node.targets):
                    if not isinstance(target, ast.Name):
                        if target is node.targets[-1]:
                            self.aliases.discard(node.value)
                        break
                    if leads(whole):
                        self.bind(target.id, whole)

    def allows(self, node, position, gotten):
        """Would the call of this reference, or the call that it is an argument of, unpickle?"""
        parent = self.parents.get(node)
        if gotten:
            node, parent = parent, self.parents.get(parent)
        if isinstance(parent, ast.Call) and parent.func is node:
            answer = "no"
            for i, a in enumerate(parent.args):
                if isinstance(a, ast.Starred):
                    answer = "perhaps"
                elif i == position:
                    return truth(a)
            for k in parent.keywords:
                if k.arg == "allow_pickle":
                    return truth(k.value)
                if k.arg is None:
                    answer = "perhaps"
            return answer
        if isinstance(parent, ast.Call) and node in parent.args:
            for k in parent.keywords:
                if k.arg == "allow_pickle":
                    return "yes" if truth(k.value) == "yes" else "no"
        return "no"

    def uses(self):
        for node in self.nodes:
            if not isinstance(node, (ast.Attribute, ast.Name, ast.Call)):
                continue
            parent = self.parents.get(node)
            if isinstance(parent, ast.Attribute):
                continue  # the longest chain tells
            if isinstance(node, ast.Call) and chain(node) is None:
                continue
            if isinstance(parent, ast.Call) and parent.func is node and chain(parent) is not None:
                continue  # __import__ itself
            self.use(node)

    def use(self, node):
        parent = self.parents.get(node)
        root = chain(node)
        if root is None:
            return
        root = root[0]
        if isinstance(parent, ast.Assign) and node in parent.targets or isinstance(parent, ast.NamedExpr) and parent.target is node:
            return
        got = None
        if (isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id == "getattr"
                and len(parent.args) > 1 and parent.args[0] is node):
            got = text(parent.args[1])
        for loader, whole in self.follow(node):
            gotten = loader is None and got is not None and f"{whole}.{got}" in LOADERS
            if gotten:
                loader = f"{whole}.{got}"
            if loader is None:
                given = isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del))
                if whole in MODULES and not given and node not in self.aliases:
                    self.tell("remark", root, whole)
                    return
                continue
            answer = "yes" if LOADERS[loader] is None else self.allows(node, LOADERS[loader], gotten)
            if answer != "no":
                self.tell("load" if answer == "yes" else "remark", root, loader)
                return

    def judge(self):
        self.imports()
        self.usual()
        self.assigned()
        self.uses()
        return sorted(set(self.found))


def lines_of(data):
    data = data[3:] if data.startswith(b"\xef\xbb\xbf") else data
    return re.split(rb"\r\n|\r|\n", data)


def reference(data):
    """None where this Python cannot parse the file, or does not read it as UTF-8."""
    try:
        data.decode("utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return Judge(tree, lines_of(data)).judge()


def found_by(depickle, folder):
    run = subprocess.run([depickle, "migrate", "--check", "--json", folder], stdout=subprocess.PIPE, check=False)
    doc = json.loads(run.stdout)
    found = {}
    for f in doc["findings"]:
        found.setdefault(f["file"], []).append((f["line"] or 0, f["column"] or 0, f["kind"], f["name"]))
    left = any(f["kind"] in ("load", "import", "model", "unread") for f in doc["findings"])
    if run.returncode != (9 if left else 0) or doc["code"] != run.returncode:
        raise SystemExit(f"exit code {run.returncode} does not fit the report")
    return {k: sorted(set(v)) for k, v in found.items()}


def blind(findings, inside):
    """Without the places that this Python does not tell: of as many findings of a name as it saw inside f-strings."""
    if not inside:
        return findings
    names = {(k, n) for _, _, k, n in inside}
    return sorted({(0, 0, k, n) if (k, n) in names else (a, b, k, n) for a, b, k, n in findings})


PLANTED = [
    "import pickle", "import pickle as p_", "pickle.load(f)", "joblib.load(f)", "pd.read_pickle(f)", "import safe as joblib",
    "dill = cPickle = None", "cPickle.load(f); dill.load(g)", "from ..a import cPickle, b as cloudpickle", "cloudpickle.loads(b)", "from joblib import load as jl_", "import numpy as xx_, pandas as pd_",
    "from sklearn.externals import joblib as old_", "import sklearn.externals.joblib", "from pickle import *",
    "import cPickle, dill", "q_ = r_ = pickle", "from six.moves import cPickle as c_", "import joblib.numpy_pickle as jn_",
    "pickle.load(open('x', 'rb'))", "m = (p_\n  .loads(\n  b'')\n)", "m = p_ \\\n   .Unpickler(f).load()", "jl_('x')",
    "f'{pickle.load(f)!r:>{jl_(3)}}'", "f'''a\n{pd_.read_pickle(\"a\")} {{pickle.load(f)}}'''", "xx_.load(f, allow_pickle=True)",
    "xx_.load(f, None, True)", "xx_.load(f, allow_pickle=False)", "xx_.load(f)", "xx_.load(f, allow_pickle=a)", "xx_.load(f, None, not a)", "xx_.load(*a)", "xx_.load(f, **k)",
    "map(xx_.load, f)", "partial(xx_.load, allow_pickle=True)", "getattr(pickle, 'load')(f)", "getattr(p_, name)",
    "__import__('pickle').loads(x)", "importlib.import_module('joblib').load(x)", "i_ = __import__('dill')", "i_.load(f)",
    "class U_(pickle.Unpickler, metaclass=type): pass", "@pickle.load\ndef load(loads, y: loads = loads, *, z=3): loads(y)",
    "lambda loads, y=loads: (loads(y), [load for load in x])", "g(load=1, loads=2)[load](pickle)", "a.load(b).pickle.load(c)",
    "'pickle.load(f)' # pickle.load(f)", "q_.load(f); r_.loads(g)", "if x: import _pickle as u_; u_.load(f)", "c_.load(f)",
    "old_.load(f)", "sklearn.externals.joblib.load(f)", "jn_.NumpyUnpickler(f)", "try: dill.load(f)\nexcept E as load: load",
    "with pickle.load(f) as (load, x): pass", "for pickle.load in x: del load", "def f_():\n  global load\n  return load",
    "x: pickle.Unpickler = pickle.load(f)", "{load: pickle.loads, **{loads: 1}}", "x[pickle.load(f):loads(g)]",
    "rb'\\\"' + pickle.loads(b'''\n\"''')", "f'{x!r}' f\"{d['a']:{w}.{load(2)}}\"", "fr'\\{load(1)}\\N{load(2)}'",
]


def plant(data, random_):
    """The file with a few of these at its statements' beginnings, one a line; None where that does not parse."""
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError):
        return None
    starts = [n for n in ast.walk(tree) if isinstance(n, ast.stmt) and not getattr(n, "decorator_list", None)]
    lines = data.split(b"\n")
    chosen = random_.sample(starts, min(len(starts), 6))
    for node in sorted(chosen, key=lambda n: -n.lineno):
        before = lines[node.lineno - 1][:node.col_offset]
        if before.strip():
            continue
        for code in random_.sample(PLANTED, 4):
            lines[node.lineno - 1:node.lineno - 1] = [before + part for part in code.encode().split(b"\n")]
    return b"\n".join(lines)


def sources(folders):
    return [p for folder in folders for p in sorted(pathlib.Path(folder).rglob("*.py"))
            if p.is_file() and not p.is_symlink()]


def compare(where, want, got, counts):
    inside = [f for f in want if f[0] == 0]
    got = blind(got, inside)
    want = blind(want, inside)
    strong = lambda fs: [f for f in fs if f[2] != "remark"]
    counts["findings"] += len(strong(want))
    counts["remarks"] += len(want) - len(strong(want))
    counts["remarks that differ"] += set(want) - set(strong(want)) != set(got) - set(strong(got))
    if strong(want) != strong(got):
        counts["failed"] += 1
        if counts["failed"] <= 10:
            print(f"{where}: by CPython {sorted(set(want) - set(got))[:4]}, by depickle {sorted(set(got) - set(want))[:4]}")
    else:
        counts["passed"] += 1


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--depickle", required=True)
    p.add_argument("--sample", type=int, default=0)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--plant", action="store_true", help="judge each file a second time, with loads put in")
    p.add_argument("folders", nargs="+")
    options = p.parse_args()
    random_ = random.Random(options.seed)
    files = sources(options.folders)
    if options.sample and options.sample < len(files):
        files = random_.sample(files, options.sample)
    counts = dict.fromkeys(["passed", "failed", "not parsed", "findings", "remarks", "remarks that differ"], 0)
    with tempfile.TemporaryDirectory(prefix="migrate-") as scratch:
        wanted = {}
        for i, path in enumerate(files):
            data = path.read_bytes()
            for j, content in enumerate([data, plant(data, random_)] if options.plant else [data]):
                want = reference(content) if content is not None else None
                if want is None:
                    counts["not parsed"] += 1
                    continue
                copy = os.path.join(scratch, f"{i}-{j}.py")
                pathlib.Path(copy).write_bytes(content)
                wanted[copy] = (path, want)
        got = found_by(options.depickle, scratch)
        for copy, (path, want) in wanted.items():
            compare(path if copy.endswith("-0.py") else f"{path} with loads put in", want, got.get(copy, []), counts)
            if counts["failed"] and os.environ.get("KEEP"):
                pathlib.Path(os.environ["KEEP"]).write_bytes(pathlib.Path(copy).read_bytes())
                break
    print(", ".join(f"{v} {k}" for k, v in counts.items() if k not in ("passed", "failed")))
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
