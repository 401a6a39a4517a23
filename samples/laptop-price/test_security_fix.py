#!/usr/bin/env python3
"""The security test suite of the review, with its four tests, and answers that hold.

    python test_security_fix.py           or           pytest test_security_fix.py

1. demonstrates the vulnerability with a proof-of-concept exploit
2. shows that the exploit executes: through pickle, through joblib, and from bytes nested in joblib's own wrapper
3. verifies that the fix is in place: no line and no file is left that unpickles
4. checks that safe practice is documented

Needs the depickle program: $DEPICKLE, or in ../../build, or on the PATH. The exploit makes a file in a temporary folder,
in a process of its own; nothing here unpickles in this one. Without joblib or onnxruntime their parts are skipped, and
counted.
"""
import importlib.util
import json
import os
import pathlib
import pickle
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def find_depickle():
    built = [ROOT / "build" / preset / "depickle" for preset in ("release", "dev", "asan")]
    for path in [os.environ.get("DEPICKLE"), *map(str, built), shutil.which("depickle")]:
        if path and os.access(path, os.X_OK):
            return os.path.abspath(path)
    raise SystemExit("test_security_fix: no depickle: build it (see README.md) or set DEPICKLE")


DEPICKLE = find_depickle()


class Exploit:
    """Pickles as a call of os.system. Pickling does not run it; loading does."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return os.system, (f"echo exploited > '{self.marker}'",)


def needs(module):
    if importlib.util.find_spec(module) is None:
        raise unittest.SkipTest(f"{module} is not installed")


def run(*command):
    return subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=120)


def python(code, *args):
    return run(sys.executable, "-c", code, *args)


def executes(marker, done):
    """Did loading run the exploit? The marker is taken away again."""
    found = marker.exists()
    assert found, f"the exploit did not run: {done.stderr.decode()[-400:]}"
    marker.unlink()


def refused(path, marker, *names):
    """depickle names what the file would do, writes nothing and runs nothing."""
    scan = run(DEPICKLE, "scan", "--json", path)
    assert scan.returncode == 1, f"scan {path}: exit {scan.returncode}"
    report = json.loads(scan.stdout)
    found = {n["name"] for n in report["names"]}
    assert report["verdict"] == "dangerous" and found >= set(names), f"scan {path} names {sorted(found)}"
    with tempfile.TemporaryDirectory() as out:
        convert = run(DEPICKLE, "convert", path, "-d", out)
        assert convert.returncode == 1, f"convert {path}: exit {convert.returncode}"
        assert not os.listdir(out), "a refused file left something behind"
    assert not marker.exists(), "depickle ran the exploit"


def with_folder(test):
    """Runs test(folder, marker) in a temporary folder of its own."""

    def wrapped():
        with tempfile.TemporaryDirectory(prefix="security-") as folder:
            test(pathlib.Path(folder), pathlib.Path(folder) / "marker")

    wrapped.__name__, wrapped.__doc__ = test.__name__, test.__doc__
    return wrapped


SYSTEM = f"{os.system.__module__}.system"  # posix.system


@with_folder
def test_1_vulnerability_is_demonstrated(folder, marker):
    """a proof-of-concept exploit is a pickle of a few bytes; making and scanning it runs nothing"""
    exploit = folder / "predictor.pickle"
    exploit.write_bytes(pickle.dumps(Exploit(marker)))
    assert exploit.stat().st_size < 1000 and not marker.exists()
    refused(exploit, marker, SYSTEM)


@with_folder
def test_2_exploit_executes_through_pickle(folder, marker):
    """pickle.load runs it, in a line of Python and in the application as it was"""
    exploit = folder / "predictor.pickle"
    exploit.write_bytes(pickle.dumps(Exploit(marker)))
    executes(marker, python("import pickle, sys; pickle.load(open(sys.argv[1], 'rb'))", exploit))
    executes(marker, run(sys.executable, HERE / "app_before.py", exploit, HERE / "rows.csv"))
    refused(exploit, marker, SYSTEM)


@with_folder
def test_2_exploit_executes_through_joblib(folder, marker):
    """joblib.load runs it as well, compressed or not: joblib instead of pickle is no fix"""
    needs("joblib")
    import joblib

    for name, compress in [("predictor.joblib", 0), ("predictor-z.joblib", 3), ("predictor.joblib.xz", ("xz", 3))]:
        exploit = folder / name
        joblib.dump({"model": Exploit(marker)}, exploit, compress=compress)
        assert not marker.exists()
        executes(marker, python("import joblib, sys; joblib.load(sys.argv[1])", exploit))
        executes(marker, run(sys.executable, HERE / "app_joblib.py", exploit, HERE / "rows.csv"))
        refused(exploit, marker, SYSTEM)


@with_folder
def test_2_exploit_executes_from_joblibs_own_wrapper(folder, marker):
    """the payload lies in bytes that joblib's loky wrapper unpickles: outside, only joblib's own names stand"""
    needs("joblib")
    import joblib
    from joblib.externals.loky import wrap_non_picklable_objects

    for keep, outer in [(False, "_pickle.loads"), (True, "joblib.externals.loky.cloudpickle_wrapper._reconstruct_wrapper")]:
        exploit = folder / f"wrapped-{keep}.joblib"
        joblib.dump(wrap_non_picklable_objects(Exploit(marker), keep_wrapper=keep), exploit)
        assert not marker.exists()
        executes(marker, python("import joblib, sys; joblib.load(sys.argv[1])", exploit))
        refused(exploit, marker, outer, SYSTEM)


def check(folder):
    done = run(DEPICKLE, "migrate", "--check", "--json", folder)
    report = json.loads(done.stdout)
    assert report["code"] == done.returncode
    return done.returncode, [(pathlib.Path(f["file"]).name, f["kind"], f["name"]) for f in report["findings"]]


def fixed_application(folder):
    """The application with its model converted, and the digest kept with the program."""
    app, models = folder / "app", folder / "app" / "models"
    app.mkdir()
    shutil.copy(HERE / "app_after.py", app)
    done = run(DEPICKLE, "convert", HERE / "predictor.pickle", "-d", models, "--to", "onnx")
    assert done.returncode == 0, done.stderr.decode()
    shutil.copy(models / "predictor.onnx.sha256", app / "pins.txt")
    return app, models / "predictor.onnx"


@with_folder
def test_3_fix_is_in_place(folder, _marker):
    """migrate --check: 9 for the application as it was and as the review proposed, 0 for the one that is fixed"""
    for name, model, load in [("app_before.py", "predictor.pickle", "pickle.load"),
                              ("app_joblib.py", "predictor.joblib", "joblib.load")]:
        app = folder / name[:-3]
        app.mkdir()
        shutil.copy(HERE / name, app)
        shutil.copy(HERE / model, app)
        code, findings = check(app)
        assert code == 9, f"{name}: exit {code}"
        assert findings == [(name, "load", load), (model, "model", model.split(".")[1])], findings
    app, _ = fixed_application(folder)
    code, findings = check(app)
    assert (code, findings) == (0, []), f"fixed application: exit {code}, {findings}"
    sarif = json.loads(run(DEPICKLE, "migrate", "--check", "--format", "sarif", folder / "app_before").stdout)
    assert sarif["version"] == "2.1.0" and len(sarif["runs"][0]["results"]) == 2
    assert all("CWE-502" in rule["properties"]["tags"] for rule in sarif["runs"][0]["tool"]["driver"]["rules"])


@with_folder
def test_3_fixed_application_refuses_another_model(folder, _marker):
    """a digest beside the model does not stop whoever can write there; one kept with the program does"""
    app, onnx = fixed_application(folder)
    os.chmod(onnx, 0o644)
    onnx.write_bytes(onnx.read_bytes() + b"\0")
    done = run(sys.executable, app / "app_after.py", onnx, HERE / "rows.csv", app / "pins.txt")
    assert done.returncode != 0 and b"not the model that was pinned" in done.stderr


@with_folder
def test_3_fixed_application_answers_the_same(folder, _marker):
    """the prices are scikit-learn's, to the last bit"""
    needs("onnxruntime")
    needs("numpy")
    app, onnx = fixed_application(folder)
    done = run(sys.executable, app / "app_after.py", onnx, HERE / "rows.csv", app / "pins.txt")
    assert done.returncode == 0, done.stderr.decode()[-400:]
    want = (HERE / "expected.csv").read_text("ascii").split()[1:]
    assert done.stdout.decode().split() == want, "other prices than scikit-learn's"


def test_4_safe_practice_is_documented():
    """docs/security.md says what to do, and what does not help"""
    text = " ".join((ROOT / "docs" / "security.md").read_text("utf-8").split())
    for phrase in ["Report a hole", "Against whom", "joblib is not the fix", "CWE-502", "test_security_fix.py", "sidecar",
                   "--pins", "--expect-sha256", "--require-sha256", "0444", "0750", "chown", "git forgets",
                   "depickle migrate --check", "onnxruntime", "What is not promised"]:
        assert phrase in text, f"docs/security.md does not say: {phrase}"
    options = run(DEPICKLE, "convert", "--help").stdout.decode()
    for option in ["--pins", "--expect-sha256", "--require-sha256"]:
        assert option in options, f"docs/security.md speaks of {option}, and the program has none"


def main():
    passed = failed = skipped = 0
    for name, test in sorted((k, v) for k, v in globals().items() if k.startswith("test_")):
        try:
            test()
            passed += 1
            result = "ok"
        except unittest.SkipTest as e:
            skipped += 1
            result = f"skipped: {e}"
        except Exception as e:  # one failure must not hide the others
            failed += 1
            result = f"FAILED: {e}"
        print(f"{name}: {test.__doc__}: {result}")
    if skipped:
        print(f"{skipped} of {passed + failed + skipped} tests were skipped")
    print(f"security: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
