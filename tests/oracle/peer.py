#!/usr/bin/env python3
"""depickle and skl2onnx on the same fixtures, held to the same recorded answers.

    peer.py --depickle build/release/depickle --fixtures FOLDER/py313-sk191 [--markdown docs/comparison.md]

FOLDER/ENV must be of the scikit-learn installed here, for skl2onnx loads the pickle: fixtures of one's own only. Each model
counts once for each tool, with the worst of its row sets and methods:

    bits      every number equal to the last bit, every label equal
    double    numbers within 1e-11 of the largest, labels equal
    float     numbers within 1e-4, labels equal (float32 arithmetic)
    wrong     a label differs, or a number by more
    fails     converts, and onnxruntime does not load or run it
    refuses   does not convert, or not within a minute
"""
import argparse
import collections
import pathlib
import pickle
import signal
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import onnxruntime as ort
import sklearn

import compare
import fixtures
import oracle

MOST_SECONDS = 60
GRADES = ("bits", "double", "float", "wrong", "fails", "refuses")


def grade(got, want):
    want = np.asarray(want)
    if want.dtype == object or np.asarray(got).dtype == object or want.dtype.kind in "iub":
        try:
            compare.labels(got, want)
        except compare.Difference:
            return "wrong"
        return "bits"
    got = np.asarray(got, np.float64)
    if got.size != want.size:
        return "wrong"
    got = got.reshape(want.shape)
    if compare.same_bits(got, want.astype(np.float64)).all():
        return "bits"
    scale = max(float(np.nanmax(np.abs(want), initial=1.0)), 1.0)
    with np.errstate(invalid="ignore"):
        off = np.abs(got - want)
    off = float("inf") if (np.isnan(got) != np.isnan(want)).any() else float(np.nanmax(off, initial=0.0))
    return "double" if off <= 1e-11 * scale else "float" if off <= 1e-4 * scale else "wrong"


def worse(grades):
    return max(grades, key=GRADES.index)


class Skl2Onnx:
    """As its documentation tells: float32 tensors, or double where it is asked for; texts as strings."""

    def __init__(self, double):
        self.double = double

    def convert(self, fixture, part, source, target):
        from skl2onnx import to_onnx
        from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType

        number = DoubleTensorType if self.double else FloatTensorType
        with open(source, "rb") as f:
            model = pickle.load(f)
        for step in part.path.replace("]", "").split("[")[1:]:
            model = model[step.strip("'") if step.startswith("'") else int(step)]
        given = next(iter(fixture.inputs.values()))
        x = fixtures.rows(given)
        if x is not None and given["kind"] == "dense":
            types = [("X", number([None, x.shape[1]]))]
        else:
            table = fixtures.table(given)
            texts = [any(isinstance(r[i], str) and r[i] != "NaN" for r in table.rows) for i in range(len(table.rows[0]))]
            names = table.columns or [f"x{i}" for i in range(len(texts))]
            types = [(n, (StringTensorType if t else number)([None, 1])) for n, t in zip(names, texts)]
        options = {}
        if "predict_proba" in {m for _, m, _ in part.answered()}:
            options = {id(model): {"zipmap": False}}
        try:
            out = to_onnx(model, initial_types=types, options=options)
        except (NameError, KeyError, RuntimeError, ValueError, AttributeError):
            out = to_onnx(model, initial_types=types)
        target.write_bytes(out.SerializeToString())

    OUTPUTS = {"predict": ("variable", "label", "output_label"), "predict_proba": ("probabilities", "output_probability"),
               "transform": ("variable", "scores"), "decision_function": ("scores",)}


class Depickle:
    OUTPUTS = {"predict": ("variable", "label"), "predict_proba": ("probabilities",), "transform": ("variable", "scores"),
               "decision_function": ("scores",)}

    def __init__(self, program):
        self.program = program

    def convert(self, fixture, part, source, target):
        select = [] if part.path == "$" else ["--select", part.path]
        subprocess.run([self.program, "convert", "-q", "-f", source, "-o", target, *select], check=True, capture_output=True)


class Session:
    def __init__(self, path):
        options = ort.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        self.ort = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.inputs = [oracle.runtimes.Port(i.name, i.type, i.shape[-1]) for i in self.ort.get_inputs()]
        self.outputs = [o.name for o in self.ort.get_outputs()]


def judge(tool, fixture, part, source, folder):
    target = folder / "m.onnx"
    signal.alarm(MOST_SECONDS)
    try:
        tool.convert(fixture, part, source, target)
    except Exception:  # noqa: BLE001  whatever a tool raises is its refusal
        return "refuses"
    finally:
        signal.alarm(0)
    try:
        s = Session(target)
        grades = []
        every = {m for _, m, _ in part.answered()}
        for name, method, answer in part.answered():
            if method == "decision_function" or (method == "transform" and "predict" in every):
                continue  # neither tool writes these beside predict unless asked
            found = [o for o in tool.OUTPUTS.get(method, ()) if o in s.outputs]
            if not found or "list" in answer:
                continue
            x = oracle.rows_for(s, fixture.inputs[name])
            got = s.ort.run(found[:1], oracle.feed(s, x))[0]
            grades.append(grade(got, fixtures.array(answer)))
        return worse(grades) if grades else "fails"
    except Exception:  # noqa: BLE001
        return "fails"


def too_long(number, frame):
    raise TimeoutError


def table(results, tools):
    lines = ["| tool | " + " | ".join(GRADES) + " | models |", "|---|" + "---|" * (len(GRADES) + 1)]
    for tool in tools:
        counts = collections.Counter(r[tool] for r in results.values())
        lines.append(f"| {tool} | " + " | ".join(str(counts[g]) for g in GRADES) + f" | {len(results)} |")
    return lines


def by_class(results, classes, tools):
    lines = ["| class | models | " + " | ".join(tools) + " |", "|---|---|" + "---|" * len(tools)]
    groups = collections.defaultdict(list)
    for key, row in results.items():
        groups[classes[key]].append(row)
    for name in sorted(groups):
        cells = [", ".join(f"{n} {g}" for g in GRADES if (n := sum(r[t] == g for r in groups[name]))) for t in tools]
        lines.append(f"| {name} | {len(groups[name])} | " + " | ".join(cells) + " |")
    return lines


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--depickle", required=True)
    p.add_argument("--fixtures", required=True, type=pathlib.Path)
    p.add_argument("--names", default="*")
    p.add_argument("--markdown", type=pathlib.Path)
    options = p.parse_args()
    import skl2onnx

    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, too_long)
    tools = {"depickle": Depickle(str(pathlib.Path(options.depickle).resolve())), "skl2onnx float": Skl2Onnx(False),
             "skl2onnx double": Skl2Onnx(True)}
    results, classes = {}, {}
    for folder in sorted(options.fixtures.glob(options.names)):
        if not (folder / "expected.json").exists():
            continue
        fixture = fixtures.load(folder)
        for part in fixture.parts:
            if not any(m in oracle.METHODS for _, m, _ in part.answered()):
                continue
            key = (folder.name, part.path)
            classes[key] = part.class_name.rsplit(".", 1)[-1]
            print(folder.name, part.path, file=sys.stderr)
            with tempfile.TemporaryDirectory() as scratch:
                source = folder / fixture.default_file()["file"]
                results[key] = {n: judge(t, fixture, part, source, pathlib.Path(scratch)) for n, t in tools.items()}
    lines = table(results, tools) + [""] + by_class(results, classes, tools)
    versions = (f"scikit-learn {sklearn.__version__}, skl2onnx {skl2onnx.__version__}, onnxruntime {ort.__version__}, "
                f"numpy {np.__version__}")
    print("\n".join(lines))
    print(versions)
    if options.markdown:
        text = options.markdown.read_text(encoding="utf-8")
        head, rest = text.split("<!-- made by tests/oracle/peer.py -->", 1)
        tail = rest.split("<!-- end -->", 1)[1]
        body = "\n".join(["<!-- made by tests/oracle/peer.py -->", f"{versions}; {len(results)} models of "
                          f"`{options.fixtures.name}`.", "", *lines, "<!-- end -->"])
        options.markdown.write_text(head + body + tail, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
