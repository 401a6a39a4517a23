#!/usr/bin/env python3
"""Writes the tables of docs/exactness.md: by how much the numbers of written files differ from scikit-learn's, and how many
files each runtime was asked.

    DEPICKLE_NAMES='*' DEPICKLE_RESULTS=FOLDER tests/oracle/matrix.sh build/release/depickle 0
    python tests/gen/exactness.py --date YYYY-MM-DD FOLDER/*.jsonl
                                             takes them into tests/oracle/exactness.jsonl, and writes the tables from that
    python tests/gen/exactness.py            writes the tables again
    python tests/gen/exactness.py --check    exit code 1 where a table is not what this would write, or breaks its own bounds

A line of the summary is one method of one class, and tells which of the runs in the first line measured it: a run takes the place
of an earlier one where it asked at least as many models of the class. Families and their bounds are those of tests/oracle/bounds.py,
which the oracle holds every number to."""
import collections
import datetime
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/oracle"))

import bounds  # noqa: E402

SUMMARY = ROOT / "tests/oracle/exactness.jsonl"
PAGE = ROOT / "docs/exactness.md"
KINDS = {"predict": "values", "transform": "values", "predict_proba": "probabilities", "decision_function": "scores"}


def numbered(version):
    return [int(n) if n.isdigit() else 0 for n in version.replace(" ", ".").split(".")]


def cell(path, rows):
    """What one file of results tells of the runtime and the target that it is of."""
    log = pathlib.Path(path).with_suffix(".log").read_text(encoding="utf-8")
    return {"runtime": rows[0]["runtime"], "target": pathlib.Path(path).stem.rsplit("-", 1)[-1],
            "models": len({(r["env"], r["name"]) for r in rows}), "answers": sum(not r["fault"] for r in rows),
            "failed": sum(bool(r["fault"]) for r in rows),
            "not_asked": sum(int(n) for n in re.findall(r"^not asked: (\d+) ", log, re.M))}


def measured(rows, run):
    """A line for each method of each class."""
    by = collections.defaultdict(list)
    models = collections.defaultdict(set)
    for r in rows:
        for method, m in r["measured"].items():
            special = bounds.wider(r["name"], method)
            key = r["class"], method, special[0] if special else ""
            by[key].append(m)
            models[key].add((r["env"], r["name"]))
    return [{"class": cls, "method": method, "special": special, "run": run, "models": len(models[cls, method, special]),
             "numbers": sum(m["numbers"] for m in found), "equal": sum(m["equal"] for m in found),
             "ulp": max(m["ulp"] for m in found), "relative": max(m["relative"] for m in found)}
            for (cls, method, special), found in sorted(by.items())]


def summary(date, paths, before):
    """Lines of the summary, from the oracle's results and the summary before."""
    files = {path: [json.loads(line) for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines()] for path in paths}
    files = {path: rows for path, rows in files.items() if rows}
    rows = [r for found in files.values() for r in found if r["runtime"].startswith("onnxruntime ")]
    faults = [r for r in rows if r["fault"] and not r["fault"].startswith("convert: exit 3")]
    if faults:
        raise SystemExit(f"{len(faults)} failed, first: {faults[0]['env']}/{faults[0]['name']}: {faults[0]['fault']}")
    rows = [r for r in rows if not r["fault"]]
    run = {"date": date, "runtimes": sorted({r["runtime"] for r in rows}, key=numbered),
           "environments": len({r["env"] for r in rows}), "models": len({(r["env"], r["name"]) for r in rows}), "answers": len(rows),
           "cells": [cell(path, found) for path, found in sorted(files.items())]}
    runs = [*before[0]["runs"], run]
    key = lambda line: (line["class"], line["method"], line["special"])
    lines = {key(line): line for line in before[1:]}
    for line in measured(rows, len(runs) - 1):
        if key(line) not in lines or line["models"] >= lines[key(line)]["models"]:
            lines[key(line)] = line
    used = sorted({line["run"] for line in lines.values()})
    yield {"runs": [runs[n] for n in used]}
    for _, line in sorted(lines.items()):
        yield {**line, "run": used.index(line["run"])}


def share(equal, numbers):
    """In percent; 100 only where all are."""
    return "all" if equal == numbers else f"{min(99.9, 100.0 * equal / numbers):.1f} %"


def size(relative):
    return "0" if relative == 0 else f"{relative:.0e}".replace("e-0", "e-")


def bound_text(bound):
    if bound == bounds.EQUAL:
        return "equal"
    parts = ([f"{bound.ulp} ulp{' of float32' if bound.single else ''}"] if bound.ulp else [])
    return " or ".join(parts + ([size(bound.relative)] if bound.relative else []))


def bound_of(row):
    special = next((bound for _, why, bound in bounds.WIDER if why == row["special"]), None)
    family = bounds.family(row["class"])
    if family is None:
        raise SystemExit(f"tests/oracle/bounds.py has no family for {row['class']}")
    return special or family.methods.get(row["method"], family.bound)


def told(run, rows):
    names = ", ".join(v.replace("onnxruntime ", "") for v in run["runtimes"])
    return (f"{run['date']}: {run['answers']:,} answers of {run['models']:,} models, {run['environments']} environments, scikit-learn 0.17\n"
            f"to 1.9; ONNX Runtime {names};\n{sum(r['numbers'] for r in rows):,} numbers below.")


def rendered(lines):
    runs, rows = lines[0]["runs"], lines[1:]
    if len(runs) == 1:
        yield "Measured on " + told(runs[0], rows)
    else:
        yield "Measured in several runs:\n\n" + "\n".join(
            f"{n + 1}. {told(run, [r for r in rows if r['run'] == n])}" for n, run in enumerate(runs)).replace("\nto", "\n   to").replace(
                ";\n", ";\n   ")
    yield " Labels are always equal.\n\n"
    yield "| family | answer | run | models | same bits | worst ulp | worst relative | held to | why |\n|---|---|---|---|---|---|---|---|---|\n"
    groups = collections.defaultdict(list)
    for r in rows:
        groups[bounds.FAMILIES.index(bounds.family(r["class"])), list(KINDS.values()).index(KINDS[r["method"]]), r["special"],
               bound_of(r)].append(r)
    named, explained = set(), set()
    for (family, kind, special, held), mine in sorted(groups.items(), key=lambda g: g[0][:3]):
        f = bounds.FAMILIES[family]
        why = f.why if f.name not in explained and (held != bounds.EQUAL or f.bound == bounds.EQUAL and not f.methods) else ""
        explained |= {f.name} if why else set()
        equal, numbers = sum(r["equal"] for r in mine), sum(r["numbers"] for r in mine)
        yield (f"| {'' if f.name in named else f.name} | {list(KINDS.values())[kind]}{' ' + special if special else ''} |"
               f" {', '.join(str(n + 1) for n in sorted({r['run'] for r in mine}))} | {sum(r['models'] for r in mine)} | {share(equal, numbers)} | {max(r['ulp'] for r in mine)} |"
               f" {size(max(r['relative'] for r in mine))} | {bound_text(held)} | {why} |\n")
        named.add(f.name)


def cells(lines):
    """Runtimes by targets, of the latest run."""
    run = lines[0]["runs"][-1]
    targets = ("ml5", "ml1", "plain")
    by = collections.defaultdict(dict)
    for c in run.get("cells", []):
        by[c["runtime"]][c["target"]] = c
    yield "| runtime | " + " | ".join(f"`{t}`" for t in targets) + " |\n|---|---|---|---|\n"
    for runtime, found in sorted(by.items(), key=lambda item: (not item[0].startswith("onnxruntime"), numbered(item[0]))):
        yield f"| {runtime.replace('onnxruntime', 'ONNX Runtime').replace('reference', 'ReferenceEvaluator').replace('openvino', 'OpenVINO')} |" + "".join(
            f" {text(found[t])} |" if t in found else "  |" for t in targets) + "\n"


def text(c):
    of = c["answers"] + c["failed"]
    left = f"; {c['not_asked']} not asked" if c["not_asked"] else ""
    return f"{c['answers']:,} of {of:,} ({c['models']:,} models{left})"


MARKS = [("<!-- made by tests/gen/exactness.py: do not edit -->\n", "<!-- end -->\n", rendered),
         ("<!-- cells, made by tests/gen/exactness.py: do not edit -->\n", "<!-- end of cells -->\n", cells)]


def page(lines):
    whole = PAGE.read_text(encoding="utf-8")
    for begin, end, made in MARKS:
        before, rest = whole.split(begin)
        whole = before + begin + "".join(made(lines)) + end + rest.split(end)[1]
    return whole


def main():
    words = sys.argv[1:]
    if words and words != ["--check"]:
        date = datetime.date.fromisoformat(words[1]).isoformat() if words[0] == "--date" else sys.exit(__doc__)
        made = list(summary(date, words[2:], read()))
        SUMMARY.write_text("".join(json.dumps(line) + "\n" for line in made), encoding="utf-8")
    lines = read()
    wanted = page(lines)
    if words == ["--check"]:
        if PAGE.read_text(encoding="utf-8") != wanted:
            raise SystemExit("docs/exactness.md: a table is not what tests/gen/exactness.py writes")
        broken = [r for r in lines[1:] if not bounds.keeps(bound_of(r), r["equal"], r["numbers"], r["ulp"], r["relative"])]
        if broken:
            raise SystemExit(f"docs/exactness.md: {broken[0]['class']} {broken[0]['method']} is above its bound")
        return
    PAGE.write_text(wanted, encoding="utf-8")


def read():
    return [json.loads(line) for line in SUMMARY.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
