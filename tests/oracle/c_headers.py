#!/usr/bin/env python3
"""Compiles the C headers that depickle writes, and holds their answers against the built-in evaluator's and scikit-learn's.

    python tests/oracle/c_headers.py --depickle build/depickle --fixtures FOLDER [--names 'rf_*,linreg*'] [--sample 200]

Each model of a fixture becomes a header; many headers are one shared library, made by each of the compilers. For the recorded
rows its functions must answer what `depickle predict` answers, bit by bit, and what scikit-learn answered within the bounds of
the family (bounds.py). Needs numpy only. The last line is `N passed, N failed`; models that have no form in C (exit code 3) are
counted by reason."""
import collections
import csv
import ctypes
import dataclasses
import io
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import numpy as np

import bounds
import compare
import evaluator
import fixtures

COMPILERS = "gcc -O0,gcc -O3,clang -O0,clang -O3"
STRICT = "-std=c99 -Wall -Wextra -Wpedantic -Wno-unused-function -Werror -fPIC -shared".split()
FUNCTION = re.compile(r"/\* out: \[n\]\[(\d+)\](, the number of the class)?.*\n"
                      r"static inline void (\w+?)_(predict\w*|decision_function\w*|transform\w*)\(const double \*x,")
STRINGS = re.compile(r"^static const char \*const \w+?_(features|classes\w*)\[(\d+)\]", re.M)


@dataclasses.dataclass
class Function:
    name: str
    columns: int
    is_label: bool  # answers numbers of classes that are texts


class Header:
    """One model's header: its functions, and with a library loaded, their answers."""

    def __init__(self, fixture, part, prefix, path):
        self.fixture, self.part, self.prefix = fixture, part, prefix
        text = path.read_text(encoding="utf-8")
        self.functions = [Function(m[4], int(m[1]), m[2] is not None) for m in FUNCTION.finditer(text)]
        self.strings = {m[1]: int(m[2]) for m in STRINGS.finditer(text)}
        self.width = int(re.search(rf"{prefix}_n_features = (\d+)", text)[1])

    def shim(self):
        """Gives functions and names to the library's users."""
        p = self.prefix
        lines = [f'#include "{p}.h"']
        for f in self.functions:
            head = f"void call_{p}_{f.name}(const double *x, size_t n, double *out)"
            lines += [f"{head};", f"{head} {{ {p}_{f.name}(x, n, out); }}"]
        for name in self.strings:
            lines += [f"extern const char *const *const get_{p}_{name};", f"const char *const *const get_{p}_{name} = {p}_{name};"]
        return lines

    def texts(self, library, name):
        found = ctypes.POINTER(ctypes.c_char_p).in_dll(library, f"get_{self.prefix}_{name}")
        return [found[k].decode("utf-8") for k in range(self.strings[name])]

    def rows(self, library, given):
        """The input set as this header's functions take it."""
        matrix, table = fixtures.rows(given), fixtures.table(given)
        if matrix is not None and matrix.shape[1] == self.width:
            return np.ascontiguousarray(matrix)
        if table is None or "features" not in self.strings:
            raise evaluator.Skipped("rows are no table")
        columns = [table.named(name) for name in self.texts(library, "features")]
        return np.ascontiguousarray(np.concatenate([table.column(k, False) for k in columns], axis=1))

    def call(self, library, function, x):
        out = np.full((len(x), function.columns), -12345.0)
        getattr(library, f"call_{self.prefix}_{function.name}")(
            x.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(len(x)), out.ctypes.data_as(ctypes.c_void_p))
        if not function.is_label:
            return out
        suffix = function.name[len("predict"):]
        names = np.array(self.texts(library, "classes" + suffix), dtype=object)
        return names[out.astype(np.int64)]

    def answer(self, library, method, x):
        parts = [self.call(library, f, x) for f in self.functions if re.fullmatch(rf"{method}(_\d+)?", f.name)]
        return np.concatenate(parts, axis=1) if parts else None


def run(options, *words):
    done = subprocess.run([options.depickle, *map(str, words)], capture_output=True, timeout=300, check=False)
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return done.returncode, done.stdout.decode("utf-8"), said[-1] if said else "nothing"


def convert(options, fixture, part, prefix):
    model = fixture.folder / fixture.default_file()["file"]
    path = options.work / f"{prefix}.h"
    asked = {method for _, method, _ in part.answered()} & set(evaluator.METHODS)
    words = ["convert", model, "--to", "c", "-o", path, "--no-sidecar", "-f", "-q", "--name", prefix, "--select", part.path]
    code, _, said = run(options, *words, *(["--methods", ",".join(sorted(asked))] if asked else []))
    if code in (3, 4):  # a method that has no form in ONNX either
        code, _, said = run(options, *words)
    if code == 3:
        raise evaluator.Skipped(re.sub(r"^depickle: \S+: ", "", said)[:100])
    if code != 0:
        raise compare.Difference(f"convert: exit {code}: {said}")
    return Header(fixture, part, prefix, path)


def evaluated(options, header, method):
    """What the built-in evaluator answers to the rows in options.data: texts, as in its CSV."""
    model = header.fixture.folder / header.fixture.default_file()["file"]
    code, out, said = run(options, "predict", model, options.data, "--method", method, "--select", header.part.path)
    if code != 0:
        raise compare.Difference(f"predict: exit {code}: {said}")
    return list(csv.reader(io.StringIO(out)))[1:]


def same(got, rows):
    """Bit for bit."""
    if got.dtype == object:
        return compare.labels(got, [cell for row in rows for cell in row])
    number = lambda cell: {"True": 1.0, "False": 0.0}.get(cell) if cell in ("True", "False") else float(cell)
    return compare.values(got, np.array([[number(cell) for cell in row] for row in rows], dtype=np.float64), bounds.EQUAL)


def recorded(header, method, got, answer):
    """Within the bounds of the family, as evaluator.py has them."""
    want = evaluator.answer_columns(answer)
    if got.dtype == object or want.dtype == object:
        return compare.labels([evaluator.text(v) for v in got.ravel().tolist()], [evaluator.text(v) for v in want.ravel().tolist()])
    bound = bounds.of(header.part.class_name, method, header.fixture.name)
    return compare.values(got, want.astype(np.float64), dataclasses.replace(bound, relative=2 * bound.relative))


def judge(options, header, libraries):
    """(method, compiler, None or the fault) of each recorded answer."""
    for given, method, answer in header.part.answered():
        try:
            if method not in evaluator.METHODS or not any(re.fullmatch(rf"{method}(_\d+)?", f.name) for f in header.functions):
                continue
            evaluator.write(options.data, *evaluator.given_table(header.fixture.inputs[given]))
            rows = evaluated(options, header, method)
            for compiler, library in libraries.items():
                got = header.answer(library, method, header.rows(library, header.fixture.inputs[given]))
                same(got, rows)
                recorded(header, method, got, answer)
                yield method, compiler, None
        except (evaluator.Skipped, compare.Difference) as e:
            yield method, "", e


def compiled(options, headers):
    """{compiler: library}. Named anew each time: a library that is loaded under a name stays."""
    source = options.work / "all.c"
    source.write_text("\n".join(line for h in headers for line in h.shim()) + "\n", encoding="utf-8")
    libraries = {}
    for k, compiler in enumerate(options.compilers):
        out = options.work / f"{headers[0].prefix}-{k}.so"
        done = subprocess.run([*compiler.split(), *STRICT, "-o", out, source, "-lm"], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise compare.Difference(f"{compiler}: {done.stderr.strip().splitlines()[0]}")
        libraries[compiler] = ctypes.CDLL(str(out))
    return libraries


def arguments():
    parser = fixtures.arguments(__doc__, fixtures.TREES + fixtures.LINEAR + ["pipe_*", "minmax", "maxabs", "robust"])
    parser.add_argument("--batch", type=int, default=40, help="headers in one library")
    parser.add_argument("--compilers", default=COMPILERS, type=lambda text: [c for c in text.split(",") if shutil.which(c.split()[0])])
    return parser.parse_args()


class Tally:
    def __init__(self):
        self.models, self.passed, self.faults, self.skipped, self.envs = 0, collections.Counter(), [], collections.Counter(), set()

    def fault(self, part, fixture, what):
        self.faults.append(f"{fixture.env}/{fixture.name} {part.path}: {what}")

    def note(self, header, method, compiler, outcome):
        if isinstance(outcome, evaluator.Skipped):
            self.skipped[str(outcome)] += 1
        elif outcome is not None:
            self.fault(header.part, header.fixture, f"{method} {compiler}: {outcome}")
        else:
            self.passed[compiler] += 1
            self.envs.add(header.fixture.env)


def main():
    options = arguments()
    folders = fixtures.chosen(options)
    tally = Tally()
    with tempfile.TemporaryDirectory() as work:
        options.work = pathlib.Path(work)
        options.data = options.work / "X.csv"
        headers = []

        def flush():
            try:
                libraries = compiled(options, headers) if headers else {}
                for header in headers:
                    for outcome in judge(options, header, libraries):
                        tally.note(header, *outcome)
            except compare.Difference as e:
                tally.fault(headers[0].part, headers[0].fixture, f"and {len(headers) - 1} more: {e}")
            for left in options.work.iterdir():
                left.unlink()
            headers.clear()

        for folder in folders:
            fixture = fixtures.load(folder)
            for part in fixture.parts:
                try:
                    headers.append(convert(options, fixture, part, f"m{tally.models}"))
                    tally.models += 1
                except evaluator.Skipped as e:
                    tally.skipped[str(e)] += 1
                except compare.Difference as e:
                    tally.fault(part, fixture, e)
            if len(headers) >= options.batch:
                flush()
        flush()
    fixtures.tell(tally.faults, tally.skipped)
    for compiler, n in tally.passed.items():
        print(f"c_headers: {compiler}: {n} answers")
    print(f"c_headers: {len(tally.envs)} environments, {tally.models} models have headers")
    print(f"{sum(tally.passed.values())} passed, {len(tally.faults)} failed")
    return 1 if tally.faults or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
