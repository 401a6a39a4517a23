#!/usr/bin/env python3
"""Writes docs/supported.md: what converts, and what each cell was checked against.

    python tests/oracle/oracle.py … --all-containers --results results.jsonl
    python tests/gen/supported.py build/depickle results.jsonl > docs/supported.md
    python tests/gen/supported.py --backing > src/proof/backing.def

The second is what `depickle verify` says of a class and version; it is read off docs/supported.md.

Classes come from the program's own table (`depickle list estimators`), cells from the results: models and files of that
scikit-learn version whose written ONNX file answered in onnxruntime as the model itself had."""
import collections
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEAD = """# What is supported

Made by `tests/gen/supported.py` from the program's tables and from test results; do not edit.

A cell says how many models of that scikit-learn version were converted and, in brackets, from how many files (where they are
as many: from what pickle.dump writes; `tests/oracle/containers.py` compares all other containers with that one: pickle protocols
0 to 5, every joblib container and compression, memory maps, side files, other byte orders). Every one was loaded
by onnxruntime, checked by onnx's full checker, and answered the recorded rows as that scikit-learn did: **trees and forests
bit by bit**, everything else within the worst relative difference of the last column. A model with a failure would show as
`n of m`. An empty cell: the class has a converter and no recorded model of that version.

0.17 to 0.20 were written by Python 2.7 and 3.6, later ones by Python 3.7 to 3.13; each column joins its environments.
"""


def version(env):
    """py37-sk0213 -> (0, 21); py312-sk152-np2 -> (1, 5)"""
    digits = re.search(r"-sk(\d+)", env).group(1)
    return (0, int(digits[1:3])) if digits.startswith("0") else (1, int(digits[1]))


def cell(rows):
    models = {(r["env"], r["name"]) for r in rows}
    bad = {(r["env"], r["name"]) for r in rows if r["fault"] is not None}
    count = f"{len(models) - len(bad)} of {len(models)}" if bad else str(len(models))
    return f"{count} ({len(rows)})" if rows else ""


def catalog(program):
    lines = subprocess.run([program, "list", "estimators"], stdout=subprocess.PIPE, check=True, text=True).stdout
    return sorted({line.split()[0] for line in lines.splitlines()}, key=lambda c: c.rsplit(".", 1)[-1])


def known_classes():
    """Classes whose parameters are known: each can be written as JSON."""
    text = (ROOT / "src/model/params.def").read_text(encoding="utf-8")
    return sorted(set(re.findall(r'^PARAM\("([^"]+)"', text, re.M)))


REFUSED = "## Refused, for a fact"


def refusals():
    """(class, the fact) of every class that is known and cannot become ONNX."""
    text = (ROOT / "converters/refused.def").read_text(encoding="utf-8")
    facts = dict(re.findall(r'^REASON\((\w+), "([^"]+)"\)', text, re.M))
    for name, package, reason in re.findall(r'^REFUSED\((\w+),\s*"([^"]+)",\s*(\w+)\)', text, re.M):
        yield f"{package}.{name}", facts[reason]
    rows = (ROOT / "converters/catalog.def").read_text(encoding="utf-8")
    for name, package, fact in re.findall(r'^CLASS\((\w+),\s*"([^"]+)",\s*no_graph,\s*"([^"]+)"', rows, re.M):
        yield f"{package}.{name}", fact



BACKING = """/* BACKED(class, era, agree, of)   how many recorded models of a class and scikit-learn version answer as they did there.
 * Made from docs/supported.md by tests/gen/supported.py --backing; do not edit. Sorted. */"""


def backing():
    """Rows of the page's table as rows of a .def."""
    lines = (ROOT / "docs/supported.md").read_text(encoding="utf-8").splitlines()
    lines = lines[:lines.index(REFUSED)]
    table = [[c.strip() for c in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    eras = [100 * int(a) + int(b) for a, b in (v.split(".") for v in table[0][1:-1])]
    print(BACKING)
    for name, *cells in table[1:]:
        for era, text in zip(eras, cells):
            found = re.match(r"(\d+)(?: of (\d+))? ", text)
            if found:
                print(f"BACKED({name}, {era}, {found.group(1)}, {found.group(2) or found.group(1)})")


def main():
    if sys.argv[1:] == ["--backing"]:
        return backing()
    program, results = sys.argv[1:3]
    rows = [json.loads(line) for line in open(results, encoding="utf-8")]
    by_class = collections.defaultdict(lambda: collections.defaultdict(list))
    for r in rows:
        by_class[r["class"]][version(r["env"])].append(r)
    versions = sorted({v for cells in by_class.values() for v in cells})
    print(HEAD)
    print("| class |", " | ".join(f"{a}.{b}" for a, b in versions), "| worst |")
    print("|---|" + "---|" * (len(versions) + 1))
    refused = dict(refusals())
    converted = [c for c in catalog(program) if c not in refused]
    for path in converted:
        name = path.rsplit(".", 1)[-1]
        cells = by_class.get(name, {})
        worst = max((r["worst"] for rs in cells.values() for r in rs), default=None)
        last = "" if worst is None else "equal" if worst == 0 else f"{worst:.0e}"
        print(f"| {name} |", " | ".join(cell(cells.get(v, [])) for v in versions), f"| {last} |")
    files = len(rows)
    good = sum(r["fault"] is None for r in rows)
    print(f"\n{good} of {files} files right.\n\n{REFUSED}\n")
    print("These are written as JSON (`--to json`). Asking for ONNX is exit code 3, with the fact that stands in the way:\n")
    print("| class | why |\n|---|---|")
    for path in sorted(refused, key=lambda c: c.rsplit(".", 1)[-1]):
        print(f"| {path.rsplit('.', 1)[-1]} | {refused[path]} |")
    others = [c for c in known_classes() if c not in converted and c not in refused]
    if others:
        print("\n## Parameters only\n\nThese have no converter to ONNX (exit code 3) and are written as JSON:\n")
        print(", ".join(c.rsplit(".", 1)[-1] for c in others) + ".")


if __name__ == "__main__":
    main()
