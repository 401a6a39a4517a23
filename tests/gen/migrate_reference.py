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

TABLES = pathlib.Path(__file__).resolve().parents[2] / "src" / "python"
ROW = re.compile(r'^LOADER\("([^"]+)", "([^"]+)", (ALWAYS|AT\((\d+)\)), \w+\)', re.M)
IMPORTER = re.compile(r'^IMPORTER\("([^"]+)", (CALL|TOP|INDEX)\)', re.M)
PICKLES = ("pickle", "cPickle", "_pickle", "joblib", "dill", "cloudpickle")  # "x.pickle" means them too
USUAL = {n: n for n in PICKLES + ("numpy", "pandas", "sys", "importlib", "builtins")}
USUAL.update(np="numpy", pd="pandas", import_module="importlib.import_module", __import__="builtins.__import__", __builtins__="builtins")
EXACT = sys.version_info >= (3, 12)  # places inside f-strings


def read_loaders():
    rows = ROW.findall((TABLES / "loaders.def").read_text())
    return {f"{m}.{n}": None if when == "ALWAYS" else int(at) for m, n, when, at in rows}


LOADERS = read_loaders()
IMPORTERS = dict(IMPORTER.findall((TABLES / "importers.def").read_text()))
MODULES = ({name.rpartition(".")[0] for name, at in LOADERS.items() if at is None and name.rpartition(".")[2].startswith("load")}
           - {name.rpartition(".")[0] for name, at in LOADERS.items() if at is not None})


def leads(dotted):
    return any(name == dotted or name.startswith(dotted + ".") for name in [*LOADERS, *IMPORTERS])


def first_text(call):
    """The name that a call imports, and its package."""
    named = {k.arg: k.value for k in call.keywords}
    if call.args:
        name, rest = call.args[0], call.args[1:]
    else:
        name, rest = named.get("name") if call.keywords and call.keywords[0].arg == "name" else None, []
    package = rest[0] if rest else named.get("package") if len(call.keywords) and call.keywords[0].arg == "package" or (
        len(call.keywords) > 1 and call.keywords[1].arg == "package" and not call.args) else None
    return text(name), text(package)


def imported(whole, call):
    """What a call of an importer gives; None: it cannot be told."""
    name, package = first_text(call)
    if not name or "\\" in name:
        return None
    if name.startswith("."):
        name = f"{package}.{name[1:]}" if package else name[1:]
    if IMPORTERS[whole] == "TOP":
        name = name.partition(".")[0]
    return name.replace(":", ".", 1)


def text(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def truth(node):
    """no only for what is plainly false"""
    return "no" if isinstance(node, ast.Constant) and (node.value is None or node.value is False or node.value == 0) else "yes"


class Judge:
    def __init__(self, tree, lines):
        self.tree, self.lines = tree, lines
        self.bindings, self.members, self.found = {}, {}, []
        self.order = []  # of the bindings, members and names
        self.parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        self.nodes = [n for n in ast.walk(tree) if hasattr(n, "lineno")]
        self.nodes.sort(key=lambda n: (n.lineno, n.col_offset))

    def bind(self, name, target, member=False):
        bindings = self.members if member else self.bindings
        if leads(target) and target not in bindings.setdefault(name, []):
            bindings[name].append(target)
            self.order.append((name, target, member))

    def tell(self, kind, node, name):
        if not EXACT:
            above = self.parents.get(node)
            while above is not None and not isinstance(above, ast.JoinedStr):
                above = self.parents.get(above)
            if above is not None:
                self.found.append((0, 0, kind, name))
                return
        line, offset = self.place(node)
        column = len(self.lines[line - 1][:offset].decode("utf-8", "replace")) + 1
        self.found.append((line, column, kind, name))

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
            if name not in taken and name in PICKLES:
                self.bind(name, target, member=True)

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

    def is_own(self, node):
        return isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")

    def targets(self, node):
        """What a name, or an attribute of anything, may stand for."""
        if isinstance(node, ast.Name):
            return [t for n, t, member in self.order if n == node.id and not member]
        return [t for n, t, member in self.order if n == node.attr and (member or self.is_own(node) and t in MODULES)]

    def importer(self, name):
        """A chain that ends with import_module( or __import__(, whatever it begins with: the chain and what it means."""
        node = name
        while isinstance(self.parents.get(node), ast.Attribute):
            node = self.parents[node]
        last = node.attr if isinstance(node, ast.Attribute) else node.id
        parent = self.parents.get(node)
        if isinstance(parent, ast.Call) and parent.func is node and last in ("import_module", "__import__"):
            return node, {"import_module": "importlib.import_module", "__import__": "builtins.__import__"}[last]
        return None

    def climb(self, node, whole):
        """How far the expression goes on as a reference: (node, loader or None, whole name, names given on the way)."""
        named = []
        while True:
            loader = whole if whole in LOADERS else None
            parent = self.parents.get(node)
            if isinstance(parent, (ast.IfExp, ast.BoolOp)) and node is not getattr(parent, "test", None):
                step = parent, whole
            elif isinstance(parent, ast.NamedExpr) and parent.value is node:
                named.append((parent.target.id, whole))
                step = parent, whole
            else:
                step = None if loader is not None else self.step(node, parent, whole)
            if step is None:
                return node, loader, whole, named
            node, whole = step

    def step(self, node, parent, whole):
        grand = self.parents.get(parent)
        if isinstance(parent, ast.Attribute):
            name = None
            if parent.attr == "__dict__" and isinstance(grand, ast.Subscript) and grand.value is parent:
                name = text(grand.slice)
            elif parent.attr == "__getattribute__" and isinstance(grand, ast.Call) and grand.func is parent and len(grand.args) == 1:
                name = text(grand.args[0])
            return (grand, f"{whole}.{name}") if name else (parent, f"{whole}.{parent.attr}")
        if isinstance(parent, ast.Subscript) and parent.value is node and IMPORTERS.get(whole) == "INDEX" and text(parent.slice):
            return parent, text(parent.slice)
        if not isinstance(parent, ast.Call):
            return None
        if parent.func is node:
            target = imported(whole, parent) if IMPORTERS.get(whole) in ("CALL", "TOP") else None
            return (parent, target) if target else None
        called = parent.func.id if isinstance(parent.func, ast.Name) else None
        if called == "getattr" and parent.args[0] is node and len(parent.args) > 1 and text(parent.args[1]):
            return parent, f"{whole}.{text(parent.args[1])}"
        if called == "vars" and parent.args == [node] and isinstance(grand, ast.Subscript) and grand.value is parent and text(grand.slice):
            return grand, f"{whole}.{text(grand.slice)}"
        return None

    def starts(self, node):
        """The references that begin at a name or an attribute: (first node, target)"""
        if isinstance(node, ast.Name):
            found = self.importer(node)
            if found is not None:
                return [found]
        return [(node, t) for t in self.targets(node)]

    def give(self, target, whole):
        """Does a plain name get it?"""
        if isinstance(target, ast.Attribute):
            chain = target.value
            while isinstance(chain, ast.Attribute):
                chain = chain.value
            if isinstance(chain, ast.Name):
                self.bind(target.attr, whole, member=True)
            return False
        if isinstance(target, ast.Name):
            self.bind(target.id, whole)
        return isinstance(target, ast.Name)

    def give_names(self, node, whole, named):
        """Gives what the expression is to the names it is assigned to; are they all that it goes to?"""
        for name, meant in named:
            self.bind(name, meant)
        parent, index, n, listed = self.parents.get(node), 0, 1, False
        if isinstance(parent, (ast.Tuple, ast.List, ast.Set)):
            if any(isinstance(e, ast.Starred) for e in parent.elts):
                return bool(named)
            index, n, listed = parent.elts.index(node), len(parent.elts), True
            node, parent = parent, self.parents.get(parent)
        if isinstance(parent, (ast.Assign, ast.AnnAssign)) and parent.value is node:
            plain = True
            for target in parent.targets if isinstance(parent, ast.Assign) else [parent.target]:
                if listed:
                    fits = (isinstance(target, (ast.Tuple, ast.List)) and len(target.elts) == n
                            and not any(isinstance(e, ast.Starred) for e in target.elts))
                    target = target.elts[index] if fits else None
                plain = self.give(target, whole) and plain
            return plain or bool(named)
        loop = isinstance(parent, (ast.For, ast.AsyncFor, ast.comprehension)) and parent.iter is node and listed
        return loop and isinstance(parent.target, ast.Name) and self.give(parent.target, whole) or bool(named)

    def assigned(self):
        for node in self.references():
            k = 0
            while k < len(self.starts(node)):  # binding may add to them
                first, target = self.starts(node)[k]
                at, _, whole, named = self.climb(first, target)
                self.give_names(at, whole, named)
                k += 1

    def references(self):
        """Names and attributes in the order of their own places."""
        found = [n for n in self.nodes if isinstance(n, (ast.Name, ast.Attribute))]
        return sorted(found, key=self.place)

    def place(self, node):
        if isinstance(node, ast.Attribute):
            return node.end_lineno, node.end_col_offset - len(node.attr.encode())
        return node.lineno, node.col_offset

    def allows(self, node, position):
        """Would the call of this reference, or the call that it is an argument of, unpickle?"""
        parent = self.parents.get(node)
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
        told = set()
        for node in self.references():
            if isinstance(node, ast.Attribute) and node in told:
                continue
            top = node
            while isinstance(self.parents.get(top), ast.Attribute) and isinstance(node, ast.Name):
                top = self.parents[top]
            if isinstance(getattr(top, "ctx", None), (ast.Store, ast.Del)):
                if isinstance(self.parents.get(top), (ast.Assign, ast.NamedExpr, ast.Delete)):
                    continue
            for first, target in self.starts(node):
                last = self.use(node, first, target)
                if last is not None:
                    while last is not node:  # what is part of it tells nothing more
                        told.add(last)
                        last = next((c for c in ast.iter_child_nodes(last) if self.holds(c, node)), node)
                    break

    def holds(self, node, inner):
        while inner is not None and inner is not node:
            inner = self.parents.get(inner)
        return inner is node

    def use(self, node, first, target):
        """What is told of it, or None."""
        at, loader, whole, named = self.climb(first, target)
        member = isinstance(node, ast.Attribute)
        given = isinstance(getattr(at, "ctx", None), (ast.Store, ast.Del))
        if loader is None:
            if member or whole not in MODULES or given or self.give_names(at, whole, named):
                return None
            self.tell("remark", node, whole)
            return at
        answer = "yes" if LOADERS[loader] is None else self.allows(at, LOADERS[loader])
        if answer == "no":
            return None
        self.tell("load" if answer == "yes" else "remark", node, loader)
        return at

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
    "im_ = importlib.import_module", "im_('pickle').load(f)", "from importlib import import_module as i2_; i2_('dill')", "i2_('joblib', None).load(f)",
    "import importlib as il_; il_.import_module(name='pickle').loads(b)", "il_.import_module('.numpy_pickle', package='joblib').load(f)",
    "sys.modules['pickle'].loads(b)", "from sys import modules as sm_; sm_['dill'].loads(b)", "s_ = sys.modules.get('joblib'); s_.load(f)",
    "sys.modules['pickle'] = None; del sys.modules['dill']", "__import__('pickle', globals(), locals(), [], 0).load(f)",
    "(pickle).load(f); ((p_)).loads(b); (pickle.load)(f)", "(xx_.load)(f, allow_pickle=True)", "a_, b_ = pickle, joblib; a_.load(f); b_.dump(x)",
    "(a2_, b2_) = c2_ = [json, pickle]; a2_.load(f); b2_.load(f); c2_.load(f)", "a3_: object = (pickle); a3_.load(f)",
    "(a4_ := pickle).load(f); a4_.loads(b)", "a5_ = dill if x else json; a5_.load(f)", "a6_ = x or pickle; (x and dill).load(f)",
    "(joblib if pickle is x else json).load(f)", "f(x, pickle or y, *z)", "self.io_ = pickle; self.io_.load(f); x.io_.loads(b)", "compat.pickle.load(f); compat.pickle.dump(x)",
    "pickle.__dict__['load'](f); vars(dill)['loads'](b)", "pickle.__getattribute__('load')(f); pickle.__dict__", "for m_ in (pickle, json): m_.load(f)",
    "[m2_.load(f) for m2_ in [dill, json] if x]", "getattr((pickle), 'load', None)(f)", "class K_:\n  io2_ = pickle\n  def f(self): self.io2_.load(f)",
    "print((pickle).load(f))", "f(key=(dill).load)", "np.loads(b)", "a7_, *b7_ = pickle, dill; a7_.load(f)", "x[pickle] = dill", "a8_, b8_ = x = pickle",
    "d_ = {'p': pickle}; d_['p'].load(f)", "pkgutil.resolve_name('pickle:load')(f)", "import pkgutil as pu_; pu_.resolve_name('pickle:load')(f)",
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
