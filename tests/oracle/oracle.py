#!/usr/bin/env python3
"""Converts fixtures and compares what onnxruntime answers with what scikit-learn answered.

    python tests/oracle/oracle.py --depickle build/depickle --fixtures FOLDER [--names 'rf_*,linreg*'] [--sample 400]

FOLDER holds ENV/NAME/expected.json with the model files beside it. Each model is converted, checked by onnx.checker
(full_check) and run by the onnxruntime of this interpreter, or by another runtime. Needs numpy, onnx and the runtime; no
scikit-learn.
Prints a table by family and environment; the last line is `N passed, N failed`, and the exit code is 1 if any failed.
"""
import collections
import concurrent.futures
import dataclasses
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import onnx

import bounds
import compare
import fixtures
import runtimes

# So many rows are asked for one by one where --batch says so.
ROWS_ALONE = 20

METHODS = ("predict", "predict_proba", "decision_function", "transform")


class Failure(Exception):
    pass


class Refusal(Exception):
    """Exit code 3 for a reason that --refused names."""


class NotHere(Exception):
    """The file says that it needs another runtime, or a newer one, and this one refuses it."""


def convert(options, source, target, extra=(), refused=None, width=None):
    """The same as `made`, or the file that another run kept."""
    if not options.kept:
        made(options.depickle, source, target, extra, refused, width)
        return
    name = hashlib.sha256("\0".join([str(source), *extra]).encode()).hexdigest()
    kept = pathlib.Path(options.kept) / name[:2] / f"{name}.onnx"
    if not kept.exists():
        made(options.depickle, source, target, extra, refused, width)
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        shutil.copyfile(target, part)
        part.replace(kept)
    target.unlink(missing_ok=True)
    target.symlink_to(kept)


def made(depickle, source, target, extra=(), refused=None, width=None):
    """One model to one file; the program's own words on a fault. width: of the rows, for models that do not tell it."""
    run = subprocess.run([depickle, "convert", str(source), "-o", str(target), "-f", "-q", *extra],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=600, check=False)
    if run.returncode != 0:
        message = run.stderr.decode("utf-8", "replace").strip().splitlines()
        if run.returncode == 3 and width and "say it with --n-features" in message[-1]:
            return made(depickle, source, target, [*extra, "--n-features", str(width)], refused)
        if run.returncode == 3 and refused and refused in message[-1]:
            raise Refusal()
        raise Failure(f"convert: exit {run.returncode}: {message[-1] if message else ''}")


class Running:
    """One file, opened by one runtime once for each number of threads, asked for all rows at once and one by one."""

    def __init__(self, path, options):
        onnx.checker.check_model(str(path), full_check=True)
        said = {p.key: p.value for p in onnx.load(str(path)).metadata_props}["requires"]
        need = runtimes.need(options.runtime, said)
        try:
            self.models = [runtimes.open_model(options.runtime, path, n) for n in options.threads]
        except Exception as e:
            raise NotHere(need) if need else e
        if need:
            raise Failure(f"says that it needs {need}, and opens without")
        self.alone, self.precision = "1" in options.batch, options.precision
        self.inputs, self.outputs = self.models[0].inputs, self.models[0].outputs

    def answers(self, x):
        """(rows asked for, {output: values}) of each way to ask."""
        for model in self.models:
            yield len(x), model.run(feed(self, x))
            if self.alone:
                rows = [model.run(feed(self, part(x, i))) for i in range(min(len(x), ROWS_ALONE))]
                yield len(rows), {name: np.concatenate([r[name] for r in rows]) for name in self.outputs}


def part(x, i):
    return fixtures.Table(x.columns, x.rows[i:i + 1]) if isinstance(x, fixtures.Table) else x[i:i + 1]


def feed(s, x):
    """The rows under the names of the inputs: one tensor, or one column each."""
    kinds = {"tensor(double)": np.float64, "tensor(float)": np.float32}
    if isinstance(x, fixtures.Table):
        if len(s.inputs) == 1 and s.inputs[0].width == len(x.rows[0]):
            text = s.inputs[0].type == "tensor(string)"
            columns = np.concatenate([x.column(i, text) for i in range(s.inputs[0].width)], axis=1)
            return {s.inputs[0].name: columns.astype(kinds.get(s.inputs[0].type, object))}
        return {p.name: x.column(x.named(p.name), p.type == "tensor(string)").astype(kinds.get(p.type, object)) for p in s.inputs}
    if len(s.inputs) == 1:
        return {s.inputs[0].name: x.astype(kinds[s.inputs[0].type])}
    return {p.name: x[:, i:i + 1].astype(kinds[p.type]) for i, p in enumerate(s.inputs)}


def output_name(method, names):
    """Where a method's answer stands: docs/formats/onnx.md, inputs and outputs."""
    wanted = {"predict": ("variable", "label"), "predict_proba": ("probabilities",), "transform": ("variable", "scores"),
              "decision_function": ("scores",)}[method]
    for name in wanted:
        if name in names:
            return name
    return None


def check_answer(outputs, method, answer, bound, x, n):
    """One method on the first n of a set of rows."""
    if "list" in answer:
        every = compare.Measure()
        for i, one in enumerate(answer["list"]):
            name = f"probabilities_{i}"
            if name not in outputs:
                raise compare.Difference(f"no output {name}")
            every += compare.values(outputs[name], fixtures.array(one)[:n], bound)
        return every
    name = output_name(method, outputs)
    if name is None:
        raise compare.Difference("no such output")
    want = fixtures.array(answer)[:n]
    if name == "label" or outputs[name].dtype == object:
        return compare.labels(outputs[name], want)
    if outputs[name].dtype == np.int64 and want.dtype == np.int64:
        return compare.labels(outputs[name], want)
    if "sizes" not in answer:
        answer["sizes"] = compare.sizes(fixtures.array(answer).astype(np.float64))
    size = answer["sizes"][:n]
    if bound.of_inputs and isinstance(x, np.ndarray) and method in ("predict", "decision_function"):
        size = np.maximum(size, np.max(np.abs(x[np.isfinite(x)]), initial=0.0))
    return compare.values(outputs[name], want.astype(np.float64), bound, size)


def select(part):
    return [] if part.path == "$" else ["--select", part.path]


def rows_for(s, given):
    """A matrix where one table of numbers is asked for, else columns."""
    matrix = fixtures.rows(given)
    if matrix is not None and len(s.inputs) == 1 and s.inputs[0].type != "tensor(string)":
        return matrix
    x = fixtures.table(given)
    if x is None:
        raise Failure("rows are not a table")
    return x


def check_set(s, part, given, methods, name, measured):
    """Adds what was measured of each method to `measured`."""
    x = rows_for(s, given)
    for n, outputs in s.answers(x):
        for method, answer in methods.items():
            bound = bounds.of(part.class_name, method, name, s.precision)
            measured[method] += check_answer(outputs, method, answer, bound, x, n)


def check_part(options, source, fixture, part, folder):
    """Converts with the methods that the answers speak of. Returns what was measured of each."""
    by_set = collections.defaultdict(dict)
    for name, method, answer in part.answered():
        if method in METHODS:
            by_set[name][method] = answer
    target = folder / "m.onnx"
    width = fixtures.width(next(iter(fixture.inputs.values())))
    convert(options, source, target, [*select(part), *options.convert], options.refused, width)
    s = Running(target, options)
    names = s.outputs
    every = {m for methods in by_set.values() for m in methods}
    later = {m for m in every if m == "decision_function" and "scores" not in names}
    later |= {"transform"} & every if "predict" in every and "scores" not in names else set()
    measured = collections.defaultdict(compare.Measure)
    for name, methods in by_set.items():
        now = {m: a for m, a in methods.items() if m not in later}
        check_set(s, part, fixture.inputs[name], now, fixture.name, measured)
    for method in sorted(later):
        convert(options, source, target, [*select(part), "--methods", method, *options.convert], width=width)
        s = Running(target, options)
        for name, methods in by_set.items():
            now = {m: a for m, a in methods.items() if m == method}
            check_set(s, part, fixture.inputs[name], now, fixture.name, measured)
    return measured


def check_like(options, source, fixture, part, folder):
    """The lines people have in their programs, unchanged, on a file written for them: the number closest to the exact
    one that float32 has. Trees are held to the recorded answers; the others, whose recorded rows are not float32, to
    the float64 file's answers for the same float32 rows."""
    target, plain = folder / "like.onnx", folder / "plain.onnx"
    convert(options, source, target, [*select(part), "--like", "skl2onnx"])
    convert(options, source, plain, select(part))
    s, exact = Running(target, options), Running(plain, options)
    for name, methods in part.answers.items():
        answer = methods.get("predict") or methods.get("transform")
        x = fixtures.rows(fixture.inputs[name])
        if answer is None or "error" in answer or "rows" in answer or x is None:
            continue
        got = s.models[0].run({s.inputs[0].name: x.astype(np.float32)})[s.outputs[0]]
        reference = exact.models[0].run(feed(exact, x.astype(np.float32).astype(np.float64)))[exact.outputs[0]]
        want = fixtures.array(answer)
        if got.dtype != np.float32:
            compare.labels(got, reference)
            if fixtures.is_exact(part.class_name):
                compare.labels(got, want)
            continue
        if not np.array_equal(got, reference.astype(np.float32), equal_nan=True):
            raise compare.Difference("float32 answers are not the float64 ones, rounded")
        if fixtures.is_exact(part.class_name) and not np.array_equal(
                got.reshape(want.shape), want.astype(np.float32), equal_nan=True):
            raise compare.Difference("float32 answers are not the recorded ones, rounded")


def rounded(x):
    """The rows as float32 has them, in float64; of a table its numbers."""
    if isinstance(x, np.ndarray):
        return x.astype(np.float32).astype(np.float64)
    return fixtures.Table(x.columns, [[float(np.float32(v)) if isinstance(v, float) else v for v in row] for row in x.rows])


def same_rows(x, y):
    return np.array_equal(x, y, equal_nan=True) if isinstance(x, np.ndarray) else x.rows == y.rows


def same_outputs(what, got, want):
    """Both {name: values}; numbers of one type, bit by bit."""
    for name, v in want.items():
        good = compare.same_bits(got[name], v).all() if v.dtype.kind == "f" else (got[name] == v).all()
        if got[name].dtype != v.dtype or not good:
            raise compare.Difference(f"{name} of {what} is not what float64 has")


def check_float(options, source, fixture, part, folder):
    """--input-type float loses nothing of float32 rows: the same bits as of a file that takes float64; where the recorded rows are
    float32, their recorded answers too. --output-type float is float64's answer, rounded. Returns what was measured."""
    files = {}
    for name, more in {"double": (), "in": ("--input-type", "float"), "out": ("--output-type", "float")}.items():
        convert(options, source, folder / f"{name}.onnx", [*select(part), *options.convert, *more], options.refused)
        files[name] = Running(folder / f"{name}.onnx", options)
    run = {name: lambda x, f=f: f.models[0].run(feed(f, x)) for name, f in files.items()}
    measured = collections.defaultdict(compare.Measure)
    for given in sorted({name for name, method, _ in part.answered() if method in METHODS}):
        x = rows_for(files["double"], fixture.inputs[given])
        x32 = rounded(x)
        exact = run["double"](x32)
        same_outputs("--input-type float", run["in"](x32), exact)
        same_outputs("--output-type float", run["out"](x32), {name: v.astype(np.float32) if v.dtype == np.float64 and name != "label"
                                                              else v for name, v in exact.items()})
        if same_rows(x, x32):
            answered = {m: a for n, m, a in part.answered() if n == given and m in METHODS
                        and output_name(m, files["in"].outputs) is not None and not (m == "transform" and "label" in exact)}
            check_set(files["in"], part, fixture.inputs[given], answered, fixture.name, measured)
    return measured


def check(job):
    """One fixture: a dict for each part and file that was tried."""
    options, folder = job
    fixture = fixtures.load(folder)
    entries = fixture.files if options.all_containers else [fixture.default_file()]
    out = []
    for part in fixture.parts:
        if not any(m in METHODS for _, m, _ in part.answered()):
            continue
        for entry in entries:
            source = folder / entry["file"]
            fault, needs, measured = None, None, {}
            with tempfile.TemporaryDirectory(prefix="oracle-") as scratch:
                try:
                    if options.precision == "float" and bounds.fits(bounds.COMPARE_DOUBLES, fixture.name, ""):
                        raise NotHere("comparisons of float64")
                    if options.like_skl2onnx:
                        check_like(options, source, fixture, part, pathlib.Path(scratch))
                    elif options.float32:
                        measured = check_float(options, source, fixture, part, pathlib.Path(scratch))
                    else:
                        measured = check_part(options, source, fixture, part, pathlib.Path(scratch))
                except Refusal:
                    continue
                except NotHere as e:
                    needs = str(e)
                except (Failure, compare.Difference) as e:
                    fault = str(e)
                except Exception as e:  # a checker's or a runtime's refusal is a failure of ours
                    fault = f"{type(e).__name__}: {str(e).splitlines()[0] if str(e) else ''}"
            out.append({"runtime": f"{options.runtime} {runtimes.version(options.runtime)}".strip(), "env": fixture.env,
                        "name": fixture.name, "class": part.class_name.rsplit(".", 1)[-1], "file": entry["file"],
                        "fault": fault, "needs": needs,
                        "worst": max([m.relative for m in measured.values()], default=0.0),
                        "measured": {method: dataclasses.asdict(m) for method, m in measured.items() if m.numbers}})
    return out


def table(results):
    """Passed of tried, by class and environment, and the worst difference of each class."""
    envs = sorted({r["env"] for r in results})
    good, tried, worst = collections.Counter(), collections.Counter(), collections.defaultdict(float)
    for r in results:
        cls, env = r["class"], r["env"]
        tried[cls, env] += 1
        good[cls, env] += r["fault"] is None
        worst[cls] = max(worst[cls], r["worst"])
    classes = sorted({c for c, _ in tried})
    width = max([len(c) for c in classes], default=0)
    for i, env in enumerate(envs):
        print(f"  {chr(ord('a') + i)} = {env}")
    print(" " * width, *(f"{chr(ord('a') + i):>5}" for i in range(len(envs))), "  worst")
    for cls in classes:
        cells = [f"{good[cls, e]}/{tried[cls, e]}" if tried[cls, e] else "" for e in envs]
        print(cls.ljust(width), *(f"{c:>5}" for c in cells), f"  {worst[cls]:.1e}" if worst[cls] else "  equal")


def arguments(words=None):
    p = fixtures.arguments(__doc__, None)
    p.add_argument("--all-containers", action="store_true", help="every file of a model, not only the usual one")
    p.add_argument("--like-skl2onnx", action="store_true", help="files for callers that were written for skl2onnx")
    p.add_argument("--float32", action="store_true", help="files that take or give float32, beside those of float64")
    p.add_argument("--convert", action="append", default=[], metavar="OPTION",
                   help="passed on to `depickle convert`, as --convert=--target=ml1")
    p.add_argument("--runtime", choices=runtimes.NAMES, default="onnxruntime")
    p.add_argument("--precision", choices=bounds.PRECISIONS, default="bits",
                   help="what numbers are held to: their family's bounds; those of trees alone; or how the runtime computes, "
                        "sums in another order, or in float32")
    p.add_argument("--refused", metavar="TEXT", help="models refused with these words (exit 3) do not count")
    p.add_argument("--trees", action="store_true", help="only trees and what is made of them")
    p.add_argument("--threads", type=lambda text: [int(n) for n in text.split(",")], default=[1], help="such as 1,2")
    p.add_argument("--batch", type=lambda text: text.split(","), default=["all"], help="all, or all,1 for rows alone too")
    p.add_argument("--results", metavar="FILE", help="a JSON line for each model and file, for tests/gen/supported.py")
    p.add_argument("--kept", metavar="FOLDER", help="written files are kept here, and taken from here where they are: another "
                   "runtime is asked the same files. For one version of the program")
    p.add_argument("-j", "--jobs", type=int, default=1)
    return p.parse_args(words)


def main():
    options = arguments()
    options.depickle = str(pathlib.Path(options.depickle).resolve())
    options.names = options.names or fixtures.TREES + (fixtures.AMONG_TREES if options.trees else fixtures.LINEAR + fixtures.MORE)
    jobs = [(options, f) for f in fixtures.chosen(options)]
    if options.jobs > 1:
        with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
            results = [r for rs in pool.map(check, jobs, chunksize=4) for r in rs]
    else:
        results = [r for job in jobs for r in check(job)]
    elsewhere = collections.Counter(r["needs"] for r in results if r["needs"])
    results = [r for r in results if not r["needs"]]
    failed = [r for r in results if r["fault"] is not None]
    if options.results:
        with open(options.results, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(r) + "\n" for r in results)
    table(results)
    for r in failed:
        print(f"FAILED {r['env']}/{r['name']}/{r['file']} {r['class']}: {r['fault']}")
    for need, n in sorted(elsewhere.items()):
        print(f"not asked: {n} that need {need}")
    print(f"{options.runtime} {runtimes.version(options.runtime)}, onnx {onnx.__version__}, {len(jobs)} models")
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
