#!/usr/bin/env python3
"""Manifests, verdicts and bills of materials against their schemas; see schemas.sh.

The models are those of tests/cli/data and tests/cases, under several options, with files that are refused among them. Then
the schemas are shown documents with one thing wrong."""
import copy
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import Draft202012Validator, Draft7Validator, FormatChecker

ROOT = pathlib.Path(__file__).resolve().parents[2]
counts = [0, 0]


def check(good, what):
    counts[not good] += 1
    if not good:
        print(f"FAILED {what}")


def convert(depickle, *args):
    return subprocess.run([depickle, "convert", "-q", *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)


def check_manifest(validator, path, inputs):
    lines = path.read_text(encoding="utf-8").splitlines()
    check(len(lines) == len(inputs), f"{len(lines)} lines for {len(inputs)} inputs")
    for line in lines:
        doc = json.loads(line)
        for fault in list(validator.iter_errors(doc))[:2]:
            check(False, f"manifest, {doc.get('input')}: {'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}")
        check(not doc["sha256"] or doc["sha256"] == sha256(doc["input"]), f"manifest: sha256 of {doc['input']}")
        for output in doc["outputs"]:
            check(output["sha256"] == sha256(output["path"]), f"manifest: sha256 of {output['path']}")
    return [json.loads(line) for line in lines]


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def check_bom(validator, path, manifest):
    text = path.read_text(encoding="utf-8")
    check(validator.validate_str(text) is None, f"bill of materials: {validator.validate_str(text)}")
    bom = json.loads(text)
    written = {o["path"]: (o["sha256"], line, o.get("model")) for line in manifest for o in line["outputs"]}
    check({c["name"] for c in bom["components"]} == set(written), "bill of materials: not the outputs")
    for c in bom["components"]:
        digest, line, where = written[c["name"]]
        ancestor = c["pedigree"]["ancestors"][0]
        check(c["hashes"] == [{"alg": "SHA-256", "content": digest}], f"hash of {c['name']}")
        check(ancestor["name"] == line["input"] and ancestor["hashes"][0]["content"] == line["sha256"],
              f"ancestor of {c['name']}")
        check(c["type"] == ("data" if where is None else "machine-learning-model"), f"type of {c['name']}")
        if where is None:
            check("modelCard" not in c, f"a model card of {c['name']}, which is none")
            continue
        found = [m for m in line["models"] if m["path"] == where][0]
        card = c["modelCard"]["modelParameters"]
        check(card["modelArchitecture"] == found["class"] and card["architectureFamily"] in found["class"],
              f"class of {c['name']}")
        for word, approach in (("Classifier", "supervised"), ("Regressor", "supervised"), ("KMeans", "unsupervised")):
            check(word not in found["class"] or card["approach"]["type"] == approach, f"approach of {c['name']}")


def wrong_lines(right):
    """Lines with one thing wrong each, made from a right one."""
    def changed(change):
        doc = copy.deepcopy(right)
        change(doc)
        return doc

    for key in ("schema", "input", "sha256", "code", "outputs", "verdict", "sandbox", "depickle", "options", "models"):
        yield f"no {key}", changed(lambda d, key=key: d.pop(key))
    yield "another member", changed(lambda d: d.update(more=1))
    yield "a short digest", changed(lambda d: d.update(sha256="abc"))
    yield "no digest", changed(lambda d: d.update(sha256=""))
    yield "an error with code 0", changed(lambda d: d.update(error="x"))
    yield "code 1 with outputs", changed(lambda d: d.update(code=1, error="x", verdict="dangerous"))
    yield "code 0 and dangerous", changed(lambda d: d.update(verdict="dangerous"))
    yield "an unknown wall", changed(lambda d: d["sandbox"].append("moat"))
    yield "an output without a digest", changed(lambda d: d["outputs"][0].pop("sha256"))
    yield "an output of no model", changed(lambda d: d["outputs"][0].update(model="x"))
    yield "an output of a model that is not listed", changed(lambda d: d.update(models=[]))


def verdicts(depickle, *args):
    done = subprocess.run([depickle, "verify", "--json", *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def verify_runs(depickle, scratch):
    """(words, exit code, lines) of verify, in every form that it has."""
    forest, linear, other = (ROOT / "tests/cli/data" / name for name in ("forest.pkl", "linreg.pkl", "two.pkl"))
    out = scratch / "verified"
    out.mkdir()
    for target in ("ml1", "ml5", "plain"):
        convert(depickle, forest, "-o", out / f"{target}.onnx", "--target", target)
        yield target, 0, verdicts(depickle, out / f"{target}.onnx", "--against", forest)
    convert(depickle, forest, linear, "-d", out, "--manifest", out / "manifest.jsonl")
    yield "a proof of JSON", 0, verdicts(depickle, out / "forest.json", "--against", forest)
    yield "JSON alone", 0, verdicts(depickle, out / "forest.json")
    yield "a test", 0, verdicts(depickle, out / "linreg.onnx", "--against", linear)
    yield "alone", 0, verdicts(depickle, out / "linreg.onnx")
    yield "several", 0, verdicts(depickle, out / "linreg.onnx", out / "forest.onnx")
    yield "another source", 5, verdicts(depickle, out / "linreg.onnx", "--against", forest)
    yield "another JSON source", 5, verdicts(depickle, out / "forest.json", "--against", linear)
    yield "one of two models", 4, verdicts(depickle, out / "linreg.onnx", "--against", other)
    yield "no file", 2, verdicts(depickle, out / "nothing.onnx")
    yield "a folder with other files", 9, verdicts(depickle, out)
    for target in ("ml1", "ml5", "plain"):
        (out / f"{target}.onnx").unlink()
        (out / f"{target}.onnx.sha256").unlink()
    yield "a folder as it was written", 0, verdicts(depickle, out)
    yield "a folder and its sources", 0, verdicts(depickle, out, "--against", ROOT / "tests/cli/data")
    convert(depickle, linear, "-o", out / "probes.onnx", "--probes", "20")
    yield "probes", 0, verdicts(depickle, out / "probes.onnx")
    (out / "x.csv").write_text("a,b,c,d\n1,2,3,4\n", encoding="utf-8")
    (out / "y.csv").write_text("predict\n1e300\n", encoding="utf-8")
    yield "answers that differ", 5, verdicts(depickle, out / "linreg.onnx", "--data", out / "x.csv", "--expected", out / "y.csv")


def check_verify(depickle, scratch):
    validator, reports = (Draft202012Validator(json.loads((ROOT / f"schemas/{name}.schema.json").read_text(encoding="utf-8")))
                          for name in ("verify", "report"))
    Draft202012Validator.check_schema(validator.schema)
    right = {}
    for what, wanted, (code, lines) in verify_runs(depickle, scratch):
        check(code == wanted and lines, f"verify, {what}: exit {code}, {len(lines)} lines")
        for doc in lines:
            known = validator if doc["schema"] == "depickle-verify/1" else reports
            for fault in list(known.iter_errors(doc))[:2]:
                check(False, f"verify, {what}: {'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]} in {doc}")
            right.setdefault((doc["verdict"], "folder" in doc), doc)
    check({v for v, _ in right} >= {"proved", "tested", "differs", "error"}, f"verify: only {sorted(right)}")
    for what, verdict, change in WRONG_VERDICTS:
        doc = copy.deepcopy(right[verdict])
        change(doc)
        check(not validator.is_valid(doc), f"the schema of verify takes: {what}")


WRONG_VERDICTS = (
    ("no file", ("proved", False), lambda d: d.pop("file")),
    ("no line", ("tested", False), lambda d: d.pop("line")),
    ("another verdict", ("tested", False), lambda d: d.update(verdict="fine")),
    ("proved with code 5", ("proved", False), lambda d: d.update(code=5)),
    ("differs with code 0", ("differs", False), lambda d: d.update(code=0)),
    ("a line of another verdict", ("differs", False), lambda d: d.update(line="tested: x")),
    ("proved without trees", ("proved", False), lambda d: d.pop("trees")),
    ("tested with trees", ("tested", False), lambda d: d.update(trees=3)),
    ("a folder without faults that differs", ("differs", True), lambda d: d.update(problems=[])),
    ("a file and a folder", ("tested", True), lambda d: d.update(file="x", line="tested: x", sandbox=[])),
    ("half a row", ("tested", False), lambda d: d.update(rows=0.5)),
    ("another member", ("proved", False), lambda d: d.update(more=1)),
)


def check_sarif(depickle, scratch, schema):
    validator = Draft7Validator(json.loads(schema.read_text(encoding="utf-8")), format_checker=FormatChecker())
    call = b"cposix\nsystem\n(S'true'\ntR."
    files = {"an attack.pkl": call, "b\u00e9\n.pkl": b"\x80\x02N.N" + call, "cut.pkl": b"\x80\x02N", "own.pkl": b"cacme\nModel\n)\x81}b."}
    for name, data in files.items():
        (scratch / name).write_bytes(data)
    honest = sorted((ROOT / "tests/cli/data").glob("*.pkl"))
    for inputs in (honest, [scratch / name for name in files], [*honest, *sorted(scratch.iterdir()), scratch / "none.pkl"], [scratch]):
        done = subprocess.run([depickle, "scan", "--format", "sarif", "-q", *map(str, inputs)], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False)
        doc = json.loads(done.stdout)
        faults = [f"{'/'.join(map(str, f.absolute_path))}: {f.message[:200]}" for f in validator.iter_errors(doc)]
        check(not faults, f"SARIF of {len(inputs)} inputs: {faults[:2]}")
    check(any("CWE-502" in json.dumps(rule) for rule in doc["runs"][0]["tool"]["driver"]["rules"]), "SARIF: no CWE-502")
    doc["runs"][0]["results"][0].pop("message")
    check(not validator.is_valid(doc), "the schema of SARIF takes a result without a message")


def check_plan(depickle):
    """What is inside, blocked steps among it, and the plan of a folder; one that is wrong in a field does not fit."""
    plan, inside = (Draft202012Validator(json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")))
                    for name in ("plan", "inspect"))
    data = ROOT / "tests" / "cli" / "data"
    out = subprocess.run([depickle, "inspect", "--plan", "--json", "--allow", "__main__.clean", data], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, check=False).stdout.decode("utf-8")
    docs = [json.loads(line) for line in out.splitlines()]
    check(len(docs) > 50 and docs[-1]["schema"] == "depickle-plan-sum/1", f"plan: {len(docs)} lines")
    for doc in docs:
        fault = next(plan.iter_errors(doc), None)
        check(fault is None, f"plan, {doc.get('file')}: {fault.message[:200] if fault else ''}")
    for wrong in ({**docs[0], "code": "0"}, {**docs[-1], "together": [{"files": ["a"], "command": ""}]}):
        check(not plan.is_valid(wrong), "plan: what is wrong fits")
    for path in sorted(path for folder in ("partial", "single", ".") for path in (data / folder).glob("*.pkl")):
        out = subprocess.run([depickle, "inspect", "--json", "--allow", "__main__.clean", "--allow", "__main__.Predictor", path],
                             stdout=subprocess.PIPE, check=False).stdout
        fault = next(inside.iter_errors(json.loads(out)), None)
        check(fault is None, f"inspect, {path.name}: {fault.message[:200] if fault else ''}")


def check_diff(depickle):
    """What changed between two models, and that nothing did; and what is refused has a report."""
    diff, report = (Draft202012Validator(json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")))
                    for name in ("diff", "report"))
    Draft202012Validator.check_schema(diff.schema)
    docs = []
    for old in sorted((ROOT / "tests/cli/data/diff").glob("*-old.pkl")):
        new = old.with_name(old.name.replace("-old", "-new"))
        for pair, code in (((old, new), 5), ((old, old), 0)):
            run = subprocess.run([depickle, "diff", "--json", *pair], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
            docs.append(json.loads(run.stdout))
            fault = next(diff.iter_errors(docs[-1]), None)
            check(run.returncode == code and docs[-1]["code"] == code, f"diff, {old.name}: exit {run.returncode}")
            check(fault is None, f"diff, {old.name}: {fault.message[:200] if fault else ''}")
    check(len(docs) >= 12, f"diff: {len(docs)} documents")
    run = subprocess.run([depickle, "diff", "--json", ROOT / "README.md", ROOT / "LICENSE"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         check=False)
    check(report.is_valid(json.loads(run.stdout)), "diff: what is refused has no report")
    for wrong in ({**docs[0], "code": 1}, {**docs[0], "answers": {}}, {**docs[0], "changes": [{"at": "$", "what": "size", "old": "", "new": ""}]}):
        check(not diff.is_valid(wrong), "diff: what is wrong fits")


def check_manifest_reports(depickle):
    """merge and check, of parts that are sound and of what is not."""
    validator = Draft202012Validator(json.loads((ROOT / "schemas/manifest-report.schema.json").read_text(encoding="utf-8")))
    Draft202012Validator.check_schema(validator.schema)
    with tempfile.TemporaryDirectory(prefix="schemas-") as name:
        folder = pathlib.Path(name)
        merged, part = folder / "all.jsonl", folder / "out/m.jsonl"
        convert(depickle, ROOT / "tests/cli/data/linreg.pkl", folder / "gone.pkl", "-d", folder / "out", "--manifest", part)
        docs = []
        for wanted, args in ((0, ["merge", part, part, "-o", merged]), (4, ["merge", part, "-o", merged]), (9, ["check", merged]),
                             (2, ["check", folder / "none"]), (8, ["check", ROOT / "README.md"])):
            done = subprocess.run([depickle, "manifest", "--json", *map(str, args)], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, check=False)
            docs.append(json.loads(done.stdout))
            fault = next(validator.iter_errors(docs[-1]), None)
            check(fault is None, f"manifest {args[0]}: {fault.message[:200] if fault else ''}")
            check(done.returncode == wanted == docs[-1]["code"], f"manifest {args[0]}: exit {done.returncode}, not {wanted}")
    check((docs[0]["lines"], docs[0]["superseded"], docs[2]["codes"]) == (2, 2, {"0": 1, "2": 1}), f"manifest: {docs}")
    for wrong in ({**docs[0], "codes": {}}, {**docs[0], "code": 2}, {**docs[2], "problems": []}, {**docs[2], "codes": {"0": 0}},
                  {**docs[2], "output": "x"}, {**docs[0], "more": 1}):
        check(not validator.is_valid(wrong), f"the schema of manifest takes {wrong}")


def check_migration(depickle):
    """Reports of migrate on the applications of tests/cli/data, with a file that is refused and one that cannot be read."""
    schema = json.loads((ROOT / "schemas/migration.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    with tempfile.TemporaryDirectory(prefix="schemas-") as name:
        folder = pathlib.Path(name) / "apps"
        shutil.copytree(ROOT / "tests/cli/data/apps", folder)
        (folder / "attack.pkl").write_bytes(b"cposix\nsystem\n(S'true'\ntR.")
        (folder / "broken.py").write_text('x = "', encoding="utf-8")
        for more in ([], ["--delete-originals"]):
            done = subprocess.run([depickle, "migrate", "--json", folder, *more], stdout=subprocess.PIPE, check=False)
            doc = json.loads(done.stdout)
            faults = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(doc)]
            check(done.returncode == 9 and not faults, f"migrate: {done.returncode} {faults[:3]}")
        doc["models"][0].update(deleted=True, verdict="differs")
        check(not validator.is_valid(doc), "the schema of migrations takes a deleted file that differs")
        doc["models"][0].update(verdict="proved", more=1)
        check(not validator.is_valid(doc), "the schema of migrations takes another member")


def check_program(depickle, validator):
    """The program's own bill of materials: it fits, and lists what --version -v says is loaded, in the same versions."""
    text = (pathlib.Path(depickle).parent / "depickle.cdx.json").read_text(encoding="utf-8")
    check(validator.validate_str(text) is None, f"the program's bill of materials: {validator.validate_str(text)}")
    bom = json.loads(text)
    listed = {c["name"]: c.get("version") for c in bom["components"] if c["name"] != "onnx.proto"}
    said = subprocess.run([depickle, "--version", "-v"], stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
    loaded = {w[0].lower(): w[1].rstrip(",") for w in (line.split() for line in said.splitlines() if line.startswith("  "))}
    check(listed == loaded and len(listed) >= 5, f"listed {listed}, loaded {loaded}")
    check(bom["dependencies"][0]["dependsOn"] == [c["bom-ref"] for c in bom["components"]], "what the program depends on")
    bom["components"][0]["licenses"] = [{"license": {"id": "none of SPDX"}}]
    check(validator.validate_str(json.dumps(bom)) is not None, "a licence that is none fits")


def main():
    depickle, sarif = sys.argv[1], pathlib.Path(sys.argv[2])
    manifests = Draft202012Validator(json.loads((ROOT / "schemas/manifest.schema.json").read_text(encoding="utf-8")))
    Draft202012Validator.check_schema(manifests.schema)
    boms = JsonStrictValidator(SchemaVersion.V1_7)
    cases = sorted((ROOT / "tests/cases").glob("*/*-1.9/input.*"))[::3] + sorted((ROOT / "tests/cases/refused").glob("*/input.*"))
    for options in ([], ["--to", "json", "--arrays", "base64", "--sidecar=bare"], ["--like", "skl2onnx", "--no-sidecar"]):
        with tempfile.TemporaryDirectory(prefix="schemas-") as name:
            scratch = pathlib.Path(name)
            inputs = []
            for i, path in enumerate([*sorted((ROOT / "tests/cli/data").glob("*.pkl")), *cases]):
                copied = scratch / f"{i}-{path.parent.name}-{path.name}"
                copied.write_bytes(path.read_bytes())
                inputs.append(copied)
            odd = scratch / "a\tb'\u00e9.pkl"
            odd.write_bytes(inputs[1].read_bytes())
            (scratch / "gone.pkl").symlink_to("nowhere")
            inputs += [odd, scratch / "gone.pkl"]
            args = [*inputs, "-d", scratch / "out", *options, "--manifest", scratch / "out/m.jsonl"]
            done = convert(depickle, *args, "--bom", scratch / "bom.json")
            check(done.returncode == 9, f"exit {done.returncode}: {done.stderr[-300:]}")
            lines = check_manifest(manifests, scratch / "out/m.jsonl", inputs)
            check_bom(boms, scratch / "bom.json", lines)
            check((scratch / "bom.json").stat().st_mode & 0o777 == 0o444, "mode of the bill of materials")
            again = convert(depickle, *args, "-f", "--bom", scratch / "again.json")
            check(again.returncode == 9 and (scratch / "again.json").read_bytes() == (scratch / "bom.json").read_bytes(),
                  "the same outputs, another bill of materials")
    for what, doc in wrong_lines([line for line in lines if line["code"] == 0][0]):
        check(not manifests.is_valid(doc), f"the schema of manifests takes: {what}")
    check(boms.validate_str('{"bomFormat":"CycloneDX","specVersion":"1.7","components":[{"type":"model","name":"x"}]}') is not None,
          "the schema of bills of materials takes an unknown kind")
    with tempfile.TemporaryDirectory(prefix="schemas-") as name:
        check_verify(depickle, pathlib.Path(name))
    with tempfile.TemporaryDirectory(prefix="schemas-") as name:
        if sarif.exists():
            check_sarif(depickle, pathlib.Path(name), sarif)
    check_program(depickle, boms)
    check_plan(depickle)
    check_diff(depickle)
    check_manifest_reports(depickle)
    check_migration(depickle)
    print(f"schemas: {counts[0]} passed, {counts[1]} failed")
    return 1 if counts[1] or not counts[0] else 0


if __name__ == "__main__":
    sys.exit(main())
