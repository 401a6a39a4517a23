#!/usr/bin/env python3
"""Does what the program writes as JSON fit its schemas, and do the schemas refuse what does not?

    python tests/oracle/json_schema.py --depickle build/depickle FILE…

Runs in an environment with jsonschema. Each file is converted (to model.schema.json), scanned and inspected
(report.schema.json, inspect.schema.json). Then the schemas are shown a document with one thing wrong at a time.
"""
import argparse
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "schemas"


def validator(name):
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def rest_validator(name):
    """Of a file without a model. Its `source` is that of models."""
    registry = Registry().with_resources([("urn:depickle:schema:model:1", Resource.from_contents(
        json.loads((SCHEMAS / "model.schema.json").read_text(encoding="utf-8"))))])
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, registry=registry)


def faults(validators, name, text, what):
    try:
        doc = json.loads(text)
    except ValueError as e:
        return [f"{what}: {e}"]
    name = "report" if doc.get("schema", "").startswith("depickle-report/") else name
    name = "value" if name == "table" and doc["format"]["name"] == "depickle-value" else name
    return [f"{what}: {'/'.join(map(str, e.absolute_path))}: {e.message[:200]}"
            for e in validators[name].iter_errors(doc)][:3]


def run(depickle, *args):
    return subprocess.run([depickle, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)


def check_file(depickle, validators, path):
    found = []
    for command in ("scan", "inspect"):
        out = run(depickle, command, "--json", path).stdout.decode("utf-8")
        found += faults(validators, "inspect" if command == "inspect" else "report", out, f"{command} {path}")
    with tempfile.TemporaryDirectory(prefix="oracle-") as scratch:
        for arrays in ("plain", "base64"):
            done = run(depickle, "convert", path, "-d", scratch, "--to", "json", "--json", "-f",
                       *(["--arrays", "base64"] if arrays == "base64" else []))
            found += faults(validators, "report", done.stdout.decode("utf-8"), f"convert {path}")
            for written in sorted(pathlib.Path(scratch).glob("*.json")):
                found += faults(validators, "model", written.read_bytes(), f"{arrays} {path}")
    return found


def check_tables(depickle, validators):
    """Every table of the transcripts that can be written fits its schema, and a wrong cell does not."""
    found = []
    fits = 0
    for path in sorted((SCHEMAS.parent / "tests" / "cli" / "data" / "tables").glob("*.pkl")):
        found += faults(validators, "inspect", run(depickle, "inspect", "--json", path).stdout.decode("utf-8"), f"inspect {path}")
        done = run(depickle, "convert", path, "--to", "json", "-o", "-")
        if done.returncode == 0:
            fits += 1
            found += faults(validators, "table", done.stdout, f"convert {path}")
    for dtype, value in (("int64", 1.5), ("int64", None), ("Int64", "1"), ("float64", "NaN"), ("bool", 0), ("str", 1)):
        doc = {"format": {"name": "depickle-table", "version": 1}, "kind": "list", "rows": 1, "index": [],
               "columns": [{"name": "a", "dtype": dtype, "values": [value]}],
               "source": {"file": "m.pkl", "path": "$", "container": "pickle", "sha256": None}}
        if not faults(validators, "table", json.dumps(doc), "a wrong cell"):
            found.append(f"tables: {dtype} takes {value!r}")
    return found if fits > 20 else [*found, f"tables: only {fits} were written"]


def check_migrate(depickle, validators):
    """What migrate --check says of a folder with everything in it, and of one with nothing."""
    samples = SCHEMAS.parent / "samples" / "laptop-price"
    found = []
    for folder, code in ((samples, 9), (SCHEMAS, 0)):
        done = run(depickle, "migrate", "--check", "--json", folder)
        found += faults(validators, "migrate", done.stdout.decode("utf-8"), f"migrate {folder}")
        if done.returncode != code:
            found.append(f"migrate {folder}: exit {done.returncode}")
    return found


SCANNED = {
    "attack.pkl": (b"cposix\nsystem\n(S'true'\ntR.", "dangerous-name"),
    "own.pkl": (b"\x80\x02cacme\nModel\n)\x81.", "unknown-name"),
    "cut.pkl": (b"\x80\x02N", "damaged-file"),
    "net.h5": (b"\x89HDF\r\n\x1a\n0123", "not-examined"),
    "good.pkl": (b"\x80\x02N.", None),
    "gone.pkl": (None, None),
}


def check_scan(depickle, validators):
    """Reports of every verdict fit the schema, and the SARIF log has what code hosts ask for."""
    found = []
    with tempfile.TemporaryDirectory(prefix="oracle-") as scratch:
        for name, (data, _) in SCANNED.items():
            if data is not None:
                (pathlib.Path(scratch) / name).write_bytes(data)
        for strict in ((), ("--strict",)):
            lines = run(depickle, "scan", "--json", *strict, scratch, f"{scratch}/gone.pkl").stdout.decode("utf-8").splitlines()
            found += [] if len(lines) == len(SCANNED) else [f"scan: {len(lines)} lines"]
            for line in lines:
                found += faults(validators, "report", line, "scan of a folder")
        log = json.loads(run(depickle, "scan", "--format", "sarif", scratch, f"{scratch}/gone.pkl").stdout)
    run_ = log["runs"][0]
    rules = {rule["id"]: rule for rule in run_["tool"]["driver"]["rules"]}
    told = {}
    for result in run_["results"]:
        where = result["locations"][0]["physicalLocation"]
        told[pathlib.PurePath(where["artifactLocation"]["uri"]).name] = result["ruleId"]
        if result["ruleId"] not in rules or where["region"]["startLine"] < 1 or not result["message"]["text"]:
            found.append(f"sarif: {result}")
    want = {name: rule for name, (_, rule) in SCANNED.items() if rule}
    if log["version"] != "2.1.0" or told != want or run_["invocations"][0]["executionSuccessful"]:
        found.append(f"sarif: {told}")
    if any("external/cwe/cwe-502" not in rule["properties"]["tags"] for rule in rules.values()):
        found.append("sarif: a rule without its tag")
    return found


def wrong_documents():
    """Documents with one thing wrong each, made from one that is right."""
    right = {
        "format": {"name": "depickle-model", "version": 1}, "model_type": "Ridge", "class": "sklearn.linear_model.Ridge",
        "sklearn_version": "1.9.1", "params": {"alpha": 1.0},
        "fitted": {"coef_": {"$array": {"dtype": "<f8", "shape": [1], "data": [0.5]}}},
        "feature_names": ["a"], "classes": None,
        "source": {"file": "m.pkl", "path": "$", "container": "pickle", "sha256": "0" * 64},
    }
    yield None, right

    def changed(change):
        doc = copy.deepcopy(right)
        change(doc)
        return doc

    for key in ("format", "model_type", "class", "params", "fitted", "feature_names", "classes", "source"):
        yield f"no {key}", changed(lambda d, key=key: d.pop(key))
    yield "another member", changed(lambda d: d.update(more=1))
    yield "another version", changed(lambda d: d["format"].update(version=2))
    yield "a short digest", changed(lambda d: d["source"].update(sha256="abc"))
    yield "a path outside", changed(lambda d: d["source"].update(path="steps"))
    yield "an empty params_found", changed(lambda d: d.update(params_found={}))
    values = [
        {"$float": "NaN"}, {"$float": 1.0}, {"$int": "01"}, {"$int": 3}, {"$tuple": 3}, {"$what": 1},
        {"$tuple": [], "$set": []}, {"$tuple": [], "plain": 1}, {"$slice": [1, 2]}, {"$bytes": "a"}, {"$dict": [[1]]},
        {"$array": {"dtype": "<f8", "shape": [1]}}, {"$array": {"dtype": "f9", "shape": [1], "data": [1.0]}},
        {"$array": {"dtype": "<f8", "shape": [-1], "data": []}}, {"$array": {"dtype": "<i8", "shape": [1], "data": [1.5]}},
        {"$array": {"dtype": "<f8", "shape": [1], "data": ["nan"]}}, {"$array": {"dtype": "<U1", "shape": [1], "data": [1]}},
        {"$array": {"dtype": "<f8", "shape": [1], "data": [1.0], "base64": "AAAA"}},
        {"$sparse": {"format": "csr", "shape": [1, 1], "data": {"$array": {"dtype": "<f8", "shape": [0], "data": []}}}},
        {"$object": {"state": 1}}, {"$object": {"class": "a", "more": 1}},
        {"model_type": "Ridge", "class": "sklearn.linear_model.Ridge", "params": {}, "fitted": {}},
        [{"deep": {"$what": 1}}],
    ]
    for value in values:
        yield json.dumps(value), changed(lambda d, value=value: d["params"].update(alpha=value))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--depickle", required=True)
    p.add_argument("files", nargs="+")
    options = p.parse_args()
    validators = {name: validator(name) for name in ("model", "report", "inspect", "migrate")}
    validators |= {name: rest_validator(name) for name in ("table", "value")}
    failed = 0
    for what, doc in wrong_documents():
        if validators["model"].is_valid(doc) != (what is None):
            print(f"FAILED the schema of models {'refuses' if what is None else 'takes'}: {what or 'a right document'}")
            failed += 1
    checks = [check_file(options.depickle, validators, path) for path in options.files]
    for found in [check_migrate(options.depickle, validators), check_scan(options.depickle, validators),
                  check_tables(options.depickle, validators), *checks]:
        for line in found:
            print(f"FAILED {line}")
        failed += bool(found)
    print(f"json_schema: {len(options.files)} files, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
