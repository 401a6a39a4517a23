#!/usr/bin/env python3
"""Does depickle.params give what get_params gave, in value and in type?

    python tests/oracle/python_params.py --depickle build/depickle --fixtures FOLDER [--names …] [--sample N]

Needs NumPy, no scikit-learn; the package is that of the sources. Recorded are Python's types, and by class and words what JSON has not;
lists and tuples were not told apart. A parameter that has another name or spelling today is looked for among those found.
"""
import json
import math
import pathlib
import sys
import tempfile

import numpy as np

import fixtures
import json_params

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "src" / "bindings" / "python"))
import depickle  # noqa: E402
from depickle._document import Estimator, Object, Opaque, Reference, read  # noqa: E402

FLOATS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def last(name):
    return name.rsplit(".", 1)[-1]


def named(got, want):
    """What was recorded as an object of one of these keys."""
    if "dict" in want:
        pairs = want["dict"]
        return isinstance(got, dict) and len(got) == len(pairs) and all(
            any(same(key, k) and same(value, v) for key, value in got.items()) for k, v in pairs)
    if "dtype" in want:
        return isinstance(got, np.ndarray) and (got.dtype.str, list(got.shape), got.tolist()) == (want["dtype"], want["shape"], want["data"])
    if "type" in want:
        name = got.name if isinstance(got, Reference) and got.kind == "type" else got.__name__ if isinstance(got, type) else ""
        return last(name).rstrip("_") == last(want["type"]).rstrip("_")
    if "callable" in want:
        return last(got.name if isinstance(got, Reference) and got.kind == "function" else getattr(got, "__name__", "")) == want["name"]
    if isinstance(got, (Estimator, Object, Opaque)):
        return last(got.name) == last(want["class"]) or isinstance(got, Object)  # kernels, distributions: how they were made
    return last(want["class"]) == type(got).__name__ and repr(got) == want["repr"]


def same(got, want):
    if isinstance(want, dict):
        return named(got, want)
    if isinstance(want, list):
        return type(got) in (list, tuple) and len(got) == len(want) and all(map(same, got, want))
    if isinstance(want, str) and want in FLOATS and type(got) is float:
        return got == FLOATS[want] or (math.isnan(got) and want == "NaN")
    return type(got) is type(want) and got == want


def fault(path, part):
    """None where all is as recorded."""
    model = read(path)
    if repr(sorted(depickle.params(path))) != repr(sorted(model.params)):
        return "params and the document differ"
    if depickle.params(json.loads(path.read_text(encoding="utf-8"))).keys() != model.params.keys():
        return "params of a file and of json.load differ"
    known = {**model.params, **model.params_found}
    for key, want in part.params.items():
        if key not in known or not same(known[key], want):
            return f"{key}: {known.get(key)!r} for {want!r}"
    return None


def main():
    options = fixtures.arguments(__doc__, fixtures.TREES + fixtures.LINEAR + fixtures.MORE).parse_args()
    options.depickle = str(pathlib.Path(options.depickle).resolve())
    passed = failed = parameters = 0
    folders = fixtures.chosen(options)
    for folder in folders:
        fixture = fixtures.load(folder)
        for part in fixture.parts:
            with tempfile.TemporaryDirectory(prefix="oracle-") as scratch:
                target = pathlib.Path(scratch) / "m.json"
                try:
                    json_params.convert(options.depickle, folder / fixture.default_file()["file"], part, target)
                    wrong = fault(target, part)
                except Exception as e:  # anything is a failure of ours
                    wrong = f"{type(e).__name__}: {e}"
            if wrong:
                print(f"FAILED {fixture.env}/{fixture.name} {part.path}: {wrong[:300]}")
            failed += wrong is not None
            passed += wrong is None
            parameters += len(part.params)
    print(f"{parameters} parameters of {len({f.parent.name for f in folders})} environments")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
