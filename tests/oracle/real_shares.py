#!/usr/bin/env python3
"""Two shares of model files from public repositories: of those whose classes are all of known libraries, how many convert and
answer as recorded; of all others, how many convert, or are told by class, place, and what can still be saved.

    python tests/oracle/real_shares.py --depickle build/depickle --real FOLDER [--least 0.97]

FOLDER is as real.py has it. A file of a known library without recorded answers counts as right when it converts. Not counted,
but listed: estimators that were never fitted, where exit code 8 is right, and files whose side files are not in FOLDER. Exit code 1 where
the first share is below --least, or the second below 1.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import fixtures
import real

KNOWN = ("sklearn", "xgboost", "lightgbm", "catboost", "imblearn", "pandas", "numpy", "scipy", "joblib")
BASES = ("builtins", "__builtin__", "_codecs", "copy_reg", "copyreg", "collections")
SAVED = re.compile(r"--allow|--to json|--to csv|holds nothing to save|can be saved once")


def libraries(entry):
    """The packages of the names in a file, apart from the ground that all stand on."""
    return {name.split(".")[0] for name in entry["globals"] or {}} - set(BASES)


def is_model(entry):
    """Is the thing itself, or what it holds, of a library that fits models, or a table of pandas?"""
    named = libraries(entry) - {"numpy", "scipy", "joblib"}
    return bool(named)


def converts(depickle, source, folder):
    run = subprocess.run([depickle, "convert", str(source), "-d", str(folder / "out"), "-f"], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, timeout=900, check=False)
    if run.returncode == 3 and b"--to csv" in run.stderr:
        run = subprocess.run([depickle, "convert", str(source), "-d", str(folder / "out"), "-f", "--to", "csv"],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=900, check=False)
    return run.returncode, run.stderr.decode("utf-8", "replace").strip()


def nothing_to_answer(root, entry, answers):
    """Why there is nothing to compare: incomplete, or never fitted; ""."""
    if not (answers / "expected.json").exists():
        return ""
    doc = json.loads((answers / "expected.json").read_text(encoding="utf-8"))
    sides = root / "files" / (answers.name + ".d")
    missing = [name for name in doc["files"][0].get("sidecars", []) if not (sides / name).exists()]
    if missing:
        return f"{', '.join(missing)} is not in the folder"
    return "" if any(part.get("answers") for part in doc["parts"]) else "never fitted"


def right(depickle, source, answers, folder):
    """None, or what is wrong."""
    code, said = converts(depickle, source, folder)
    if code != 0:
        return f"exit {code}: {said.splitlines()[-1] if said else ''}"
    if not (answers / "expected.json").exists():
        return None
    _, fault, refused = real.check(depickle, source, fixtures.load(answers), folder)
    return fault or (refused[0] if refused else None)


def told(depickle, source, folder):
    """None where the file converts, or all three are told: the class, where it stands, and what can still be saved."""
    code, said = converts(depickle, source, folder)
    if code == 0:
        return None
    last = said.splitlines()[-1] if said else ""
    if not re.search(r"\+0x[0-9a-f]+: |: \S+\[", said):
        return f"no place: {last}"
    if not re.search(r"found [\w. ]+|[\w.]+\.\w+ \(|has no converter|[A-Z]\w+[(:]", said):
        return f"no class: {last}"
    return None if SAVED.search(said) else f"not what can still be saved: {last}"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--depickle", required=True)
    p.add_argument("--real", required=True, type=pathlib.Path)
    p.add_argument("--least", type=float, default=0.97)
    options = p.parse_args()
    count = {True: [0, 0], False: [0, 0]}
    for line in (options.real / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["kind"] == "sibling":
            continue
        name = pathlib.Path(entry["file"]).name
        answers = options.real / "expected" / name.split(".")[0]
        known = libraries(entry) <= set(KNOWN) and is_model(entry)
        with tempfile.TemporaryDirectory(prefix="real-") as scratch:
            folder = pathlib.Path(scratch)
            source = real.lay_out(options.real, entry, folder)
            fault = right(options.depickle, source, answers, folder) if known \
                else told(options.depickle, source, folder)
        nothing = nothing_to_answer(options.real, entry, answers) if known and fault else ""
        if nothing and "exit 8" in fault:
            print(f"not counted: {name} {entry['top']}: {nothing}: {fault.split(': ', 2)[-1]}")
            continue
        count[known][fault is not None] += 1
        if fault:
            print(f"{'known' if known else 'other'}: {name} {entry['top']}: {fault}")
    for known, what in ((True, "of known libraries: convert and answer right"),
                        (False, "of others: class, place and what can still be saved are told")):
        good, bad = count[known]
        print(f"{what}: {good} of {good + bad} ({good / max(good + bad, 1):.1%})")
    (good, bad), (_, untold) = count[True], count[False]
    passed = good >= options.least * (good + bad) and untold == 0 and good > 0
    print(f"{good + count[False][0]} passed, {0 if passed else bad + untold} failed")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
