#!/usr/bin/env python3
"""Writes the table of docs/exactness.md: by how much the numbers of written files differ from scikit-learn's.

    DEPICKLE_NAMES='*' DEPICKLE_RESULTS=FOLDER tests/oracle/matrix.sh build/release/depickle 0
    python tests/gen/exactness.py FOLDER/*.jsonl      sums them up in tests/oracle/exactness.jsonl, and writes the table from that
    python tests/gen/exactness.py            writes the table again
    python tests/gen/exactness.py --check    exit code 1 where the table is not what this would write, or breaks its own bounds

A line of the summary is one method of one class; the first line says what was asked. Families and their bounds are those of
tests/oracle/bounds.py, which the oracle holds every number to."""
import collections
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/oracle"))

import bounds  # noqa: E402

SUMMARY = ROOT / "tests/oracle/exactness.jsonl"
PAGE = ROOT / "docs/exactness.md"
BEGIN, END = "<!-- made by tests/gen/exactness.py: do not edit -->\n", "<!-- end -->\n"
KINDS = {"predict": "values", "transform": "values", "predict_proba": "probabilities", "decision_function": "scores"}


def numbered(version):
    return [int(n) if n.isdigit() else 0 for n in version.replace(" ", ".").split(".")]


def summary(paths):
    """Lines of the summary, from the oracle's results."""
    rows = [json.loads(line) for path in paths for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines()]
    rows = [r for r in rows if r["runtime"].startswith("onnxruntime ")]
    faults = [r for r in rows if r["fault"] and not r["fault"].startswith("convert: exit 3")]
    if faults:
        raise SystemExit(f"{len(faults)} failed, first: {faults[0]['env']}/{faults[0]['name']}: {faults[0]['fault']}")
    rows = [r for r in rows if not r["fault"]]
    by = collections.defaultdict(list)
    models = collections.defaultdict(set)
    for r in rows:
        for method, m in r["measured"].items():
            special = bounds.wider(r["name"], method)
            key = r["class"], method, special[0] if special else ""
            by[key].append(m)
            models[key].add((r["env"], r["name"]))
    yield {"runtimes": sorted({r["runtime"] for r in rows}, key=numbered), "environments": len({r["env"] for r in rows}),
           "models": len({(r["env"], r["name"]) for r in rows}), "answers": len(rows)}
    for (cls, method, special), measured in sorted(by.items()):
        yield {"class": cls, "method": method, "special": special, "models": len(models[cls, method, special]),
               "numbers": sum(m["numbers"] for m in measured), "equal": sum(m["equal"] for m in measured),
               "ulp": max(m["ulp"] for m in measured), "relative": max(m["relative"] for m in measured)}


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


def rendered(lines):
    head, rows = lines[0], lines[1:]
    names = ", ".join(v.replace("onnxruntime ", "") for v in head["runtimes"])
    yield (f"Measured on {head['models']:,} models of {head['environments']} environments, scikit-learn 0.17 to 1.9; ONNX Runtime {names};\n"
           f"{sum(r['numbers'] for r in rows):,} numbers of {head['answers']:,} answers. Labels are always equal.\n\n")
    yield "| family | answer | models | same bits | worst ulp | worst relative | held to | why |\n|---|---|---|---|---|---|---|---|\n"
    groups = collections.defaultdict(list)
    for r in rows:
        groups[bounds.FAMILIES.index(bounds.family(r["class"])), list(KINDS.values()).index(KINDS[r["method"]]), r["special"],
               bound_of(r)].append(r)
    told, explained = set(), set()
    for (family, kind, special, held), mine in sorted(groups.items(), key=lambda g: g[0][:3]):
        f = bounds.FAMILIES[family]
        why = f.why if f.name not in explained and (held != bounds.EQUAL or f.bound == bounds.EQUAL and not f.methods) else ""
        explained |= {f.name} if why else set()
        equal, numbers = sum(r["equal"] for r in mine), sum(r["numbers"] for r in mine)
        yield (f"| {'' if f.name in told else f.name} | {list(KINDS.values())[kind]}{' ' + special if special else ''} |"
               f" {sum(r['models'] for r in mine)} | {share(equal, numbers)} | {max(r['ulp'] for r in mine)} |"
               f" {size(max(r['relative'] for r in mine))} | {bound_text(held)} | {why} |\n")
        told.add(f.name)


def page(table):
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    return before + BEGIN + table + END + rest.split(END)[1]


def main():
    words = sys.argv[1:]
    if words and words != ["--check"]:
        SUMMARY.write_text("".join(json.dumps(line) + "\n" for line in summary(words)), encoding="utf-8")
    lines = [json.loads(line) for line in SUMMARY.read_text(encoding="utf-8").splitlines()]
    wanted = page("".join(rendered(lines)))
    if words == ["--check"]:
        if PAGE.read_text(encoding="utf-8") != wanted:
            raise SystemExit("docs/exactness.md: the table is not what tests/gen/exactness.py writes")
        broken = [r for r in lines[1:] if not bounds.keeps(bound_of(r), r["equal"], r["numbers"], r["ulp"], r["relative"])]
        if broken:
            raise SystemExit(f"docs/exactness.md: {broken[0]['class']} {broken[0]['method']} is above its bound")
        return
    PAGE.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
