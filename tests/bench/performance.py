#!/usr/bin/env python3
"""depickle beside its peers, in one run: writes docs/performance.md and docs/performance.svg.

    performance.py DEPICKLE [--rounds N] [--only PART[,PART...]] [--models FOLDER]

Parts: floors peers other growth predict files instructions. Without --only all are measured and the document is written; with it the
tables are printed. Models and Python packages are made once, in $DEPICKLE_CACHE (~/.cache/depickle)/performance; 6 GB of disk.
Needs hyperfine and valgrind (Debian), and PyPI for the packages.

Each round runs every command of a table once, in turn, by hyperfine; quoted are medians over the rounds. Processor time is what
counts (user and system, of the process and its children): wall time is that of a machine which others may be using."""
import argparse
import json
import math
import os
import pathlib
import platform
import shlex
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = pathlib.Path(os.environ.get("DEPICKLE_CACHE") or pathlib.Path.home() / ".cache/depickle") / "performance"
PACKAGES = ["scikit-learn==1.9.1", "skl2onnx==1.20.0", "onnxruntime==1.32.0", "treelite==4.8.1", "picklescan==1.0.5", "modelscan==0.8.8"]
SLOW = 5.0  # seconds of processor time: one round is enough then
PARTS = ["floors", "peers", "other", "growth", "predict", "files", "instructions"]

PROGRAMS = {
    "pickle.load": "import pickle, sys; pickle.load(open(sys.argv[1], 'rb'))",
    "skl2onnx": """
import pickle, sys
import skl2onnx
from skl2onnx.common.data_types import FloatTensorType
model = pickle.load(open(sys.argv[1], 'rb'))
written = skl2onnx.convert_sklearn(model, initial_types=[('X', FloatTensorType([None, model.n_features_in_]))])
open(sys.argv[2], 'wb').write(written.SerializeToString())""",
    "treelite": """
import pickle, sys
import treelite
treelite.sklearn.import_model(pickle.load(open(sys.argv[1], 'rb'))).serialize(sys.argv[2])""",
    "load in ONNX Runtime": """
import sys, time
import onnxruntime
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
start = time.process_time()
onnxruntime.InferenceSession(sys.argv[1], options, providers=['CPUExecutionProvider'])
print(time.process_time() - start)""",
    "predict in ONNX Runtime": """
import statistics, sys, time
import numpy
import onnxruntime
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(sys.argv[1], options, providers=['CPUExecutionProvider'])
name, width = session.get_inputs()[0].name, int(sys.argv[2])
kind = numpy.float32 if 'float)' in session.get_inputs()[0].type else numpy.float64
for rows, repeats in (10000, 5), (1, 500):
    x = numpy.random.default_rng(1).normal(size=(rows, width)).astype(kind)
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        session.run(None, {name: x})
        spent.append(time.process_time() - start)
    print(statistics.median(spent) / rows)""",
    "predict in treelite's GTIL": """
import pickle, statistics, sys, time
import numpy, treelite
model = treelite.sklearn.import_model(pickle.load(open(sys.argv[1], 'rb')))
for rows, repeats in (10000, 3), (1, 50):
    x = numpy.random.default_rng(1).normal(size=(rows, int(sys.argv[2])))
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        treelite.gtil.predict(model, x, nthread=1)
        spent.append(time.process_time() - start)
    print(statistics.median(spent) / rows)""",
    "predict in scikit-learn": """
import pickle, statistics, sys, time
import numpy
model = pickle.load(open(sys.argv[1], 'rb'))
for rows, repeats in (10000, 3), (1, 50):
    x = numpy.random.default_rng(1).normal(size=(rows, int(sys.argv[2])))
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        model.predict(x)
        spent.append(time.process_time() - start)
    print(statistics.median(spent) / rows)""",
}


class Bench:
    def __init__(self, depickle, rounds, models):
        self.depickle = str(pathlib.Path(depickle).resolve())
        self.rounds = rounds
        self.models = pathlib.Path(models or CACHE / "models").resolve()
        self.python = CACHE / "venv/bin/python"
        self.scratch = tempfile.TemporaryDirectory(prefix="depickle-performance-")
        self.out = pathlib.Path(self.scratch.name)

    def prepare(self):
        done = CACHE / "venv/packages"
        if not done.exists() or done.read_text() != "\n".join(PACKAGES):
            subprocess.run([sys.executable, "-m", "venv", CACHE / "venv"], check=True)
            subprocess.run([self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
            done.write_text("\n".join(PACKAGES))

    def model(self, name):
        path = self.models / (name + (".z" if name == "joblib" else ".pkl"))
        if not path.exists():
            subprocess.run([self.python, HERE / "make_models.py", self.models, name], check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
        subprocess.run(["cksum", path], check=True, stdout=subprocess.DEVNULL)  # into the page cache
        return path

    def program(self, name, *words):
        return [str(self.python), "-W", "ignore", "-c", PROGRAMS[name], *map(str, words)]

    def tool(self, name, *words):
        return [str(CACHE / "venv/bin" / name), *map(str, words)]

    def ours(self, *words):
        return [self.depickle, *map(str, words)]

    def library(self):
        """tests/bench/predict_rows.c with the static library beside the program"""
        program = self.out / "predict_rows"
        if not program.exists():
            beside = pathlib.Path(self.depickle).parent
            subprocess.run(["cc", "-O2", "-I", ROOT / "src", HERE / "predict_rows.c", "-o", program, "-L", beside, "-ldepickle", "-lm",
                            f"-Wl,-rpath,{beside}"], check=True)
        return str(program)

    def clear(self):
        for old in self.out.glob("out.*"):
            old.unlink()

    def once(self, words):
        """Processor seconds and wall seconds of one run by hyperfine"""
        result = self.out / "hyperfine.json"
        self.clear()
        subprocess.run(["hyperfine", "--shell=none", "--runs=1", "--style=none", "--ignore-failure", "--export-json", result,
                        shlex.join(words)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        one = json.loads(result.read_text())["results"][0]
        return one["user"] + one["system"], one["mean"]

    def peak(self, words):
        """Megabytes of the largest process; what this one has itself is the least that can be seen"""
        self.clear()
        child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(child.pid, 0)
        child.returncode = 0
        return usage.ru_maxrss * 1024 / 1e6

    def measure(self, commands):
        """commands: name → words. name → (processor, wall, peak)"""
        seen = {name: [] for name in commands}
        for _ in range(self.rounds):
            for name, words in commands.items():
                if not seen[name] or seen[name][0][0] < SLOW:
                    seen[name].append(self.once(words))
        medians = {name: [statistics.median(column) for column in zip(*runs)] for name, runs in seen.items()}
        return {name: (*median, self.peak(commands[name])) for name, median in medians.items()}

    def ask(self, words):
        return [float(line) for line in subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()]


def number(v):
    return f"{v:.0f}" if v >= 100 else f"{v:.1f}" if v >= 10 else f"{v:.2f}" if v >= 0.1 else f"{v:.4f}"


def table(header, rows):
    lines = [header, ["---"] + ["--:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def compared(bench, commands, anchor, size=None):
    found = bench.measure(commands)
    per = found[anchor][0]
    rows = []
    for name, (processor, wall, peak) in found.items():
        rows.append([name, number(processor), number(wall), number(processor / per), number(peak)])
        if size:
            rows[-1].append(number(size / processor / 1e6))
    header = ["", "processor s", "wall s", f"× {anchor}", "peak MB"] + (["MB/s"] if size else [])
    return found, table(header, rows)


def floors(bench):
    """The floors: what can be done with the file at all"""
    text = ""
    for name in "forest", "large":
        path = bench.model(name)
        size = path.stat().st_size
        out = bench.out
        found, part = compared(bench, {
            "openssl dgst": ["openssl", "dgst", "-sha256", str(path)],
            "cp": ["cp", str(path), str(out / "out.cp")],
            "depickle convert to ONNX": bench.ours("convert", "-q", path, "-o", out / "out.onnx"),
            "depickle convert to JSON": bench.ours("convert", "-q", path, "-o", out / "out.json"),
            "depickle scan": bench.ours("scan", path),
        }, "openssl dgst", size)
        bench.once(bench.ours("convert", "-q", path, "-o", out / "out.json"))
        json_size = (out / "out.json").stat().st_size
        text += f"\n`{name}`, {size / 1e6:.0f} MB of pickle ({json_size / 1e6:.0f} MB of JSON, " \
                f"{json_size / found['depickle convert to JSON'][0] / 1e6:.0f} MB/s of it):\n\n{part}"
    return text


def peers(bench):
    """Beside other converters and scanners"""
    path = bench.model("forest")
    out = bench.out
    found, part = compared(bench, {
        "openssl dgst": ["openssl", "dgst", "-sha256", str(path)],
        "depickle convert": bench.ours("convert", "-q", path, "-o", out / "out.onnx"),
        "depickle scan": bench.ours("scan", path),
        "pickle.load": bench.program("pickle.load", path),
        "treelite": bench.program("treelite", path, out / "out.treelite"),
        "skl2onnx": bench.program("skl2onnx", path, out / "out.skl2onnx"),
        "picklescan": bench.tool("picklescan", "-p", path),
        "modelscan": bench.tool("modelscan", "-p", path),
    }, "openssl dgst")
    bench.chart = {name: seconds for name, (seconds, _, _) in found.items()}
    return f"\n`forest`, {path.stat().st_size / 1e6:.0f} MB; the Python programs with their imports:\n\n{part}\n" \
           "![processor seconds for the forest](performance.svg)\n"


def other(bench):
    """Other models"""
    text = ""
    out = bench.out
    for name, what in (("linear", "a linear model"), ("hist", "histogram boosting"), ("words", "a vocabulary: 1.2 million opcodes"),
                       ("joblib", "the forest by joblib, compress=3")):
        path = bench.model(name)
        commands = {
            "depickle convert to ONNX": bench.ours("convert", "-q", path, "-o", out / "out.onnx"),
            "depickle convert to JSON": bench.ours("convert", "-q", path, "-o", out / "out.json"),
            "depickle scan": bench.ours("scan", path),
            "picklescan": bench.tool("picklescan", "-p", path),
            "true": ["true"],
        }
        if name == "joblib":
            del commands["picklescan"]
            commands["zlib in Python"] = [str(bench.python), "-c", "import sys, zlib; zlib.decompress(open(sys.argv[1], 'rb').read())",
                                          str(path)]
        _, part = compared(bench, commands, "true")
        text += f"\n`{name}` ({what}), {path.stat().st_size / 1e6:.4g} MB:\n\n{part}"
    return text


def slope(points):
    """Of the logarithms, by least squares"""
    x = [math.log(p[0]) for p in points]
    y = [math.log(p[1]) for p in points]
    mx, my = statistics.fmean(x), statistics.fmean(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / sum((a - mx) ** 2 for a in x)


def growth(bench):
    """How time grows"""
    rows = []
    start = bench.measure({"linear": bench.ours("convert", "-q", bench.model("linear"), "-o", bench.out / "out.onnx")})["linear"][0]
    for kind, sizes, words in (("trees", (20, 60, 200, 600, 1200), ["-o", bench.out / "out.onnx"]),
                               ("features", (1000, 10000, 100000), ["-o", bench.out / "out.onnx"]),
                               ("words", (3000, 30000, 300000), ["-o", bench.out / "out.json"])):
        points = []
        for size in sizes:
            path = bench.model(f"{kind}-{size}")
            seconds, _, peak = bench.measure({kind: bench.ours("convert", "-q", path, *words)})[kind]
            bytes_read = path.stat().st_size
            points.append((bytes_read, max(seconds - start, 1e-4)))
            rows.append([f"{size} {kind}", f"{bytes_read / 1e6:.4g}", number(seconds), number(seconds / bytes_read * 1e9), number(peak), ""])
        rows[-1][-1] = f"{slope(points[-3:]):.2f}"
    return "\n" + table(["", "MB", "processor s", "ns a byte", "peak MB", "slope of the last three"], rows)


def predict(bench):
    """Answers"""
    rows = []
    rng_rows = bench.out / "rows.csv"
    for name, width in ("forest", 12), ("linear", 4):
        path = bench.model(name)
        written = bench.out / "out.onnx"
        bench.clear()
        subprocess.run(bench.ours("convert", "-q", path, "-o", written), check=True)
        rng_rows.write_text("".join(",".join(f"{math.sin(i * 7.3 + k):.6f}" for k in range(width)) + "\n" for i in range(20000)))
        few = bench.out / "few.csv"
        few.write_text("".join(rng_rows.read_text().splitlines(keepends=True)[:10000]))
        batch, single = bench.ask(bench.program("predict in ONNX Runtime", written, width))
        spent = bench.measure({which: bench.ours("predict", path, file)
                               for which, file in (("many", rng_rows), ("few", few))})
        ours = (spent["many"][0] - spent["few"][0]) / 10000
        theirs, theirs_single = bench.ask(bench.program("predict in scikit-learn", path, width))
        library, library_single = bench.ask([bench.library(), path, str(width)])
        gtil, gtil_single = bench.ask(bench.program("predict in treelite's GTIL", path, width)) if name == "forest" else (None, None)
        for what, many, one in (("depickle's library", library, library_single), ("depickle predict, with reading and printing CSV", ours, None),
                                ("ONNX Runtime, of depickle's file", batch, single), ("scikit-learn", theirs, theirs_single),
                                ("treelite's GTIL", gtil, gtil_single)):
            if many is not None:
                rows.append([name, what, number(many * 1e6), "" if one is None else number(one * 1e6), number(many / batch)])
    return "\n" + table(["", "", "10,000 rows", "one row", "× ONNX Runtime (10,000 rows)"], rows) + "\nMicroseconds of one thread for each row.\n"


def files(bench):
    """The files that are written"""
    path = bench.model("forest")
    out = bench.out
    rows = []
    for name, words in (("depickle, ml 5", bench.ours("convert", "-q", path, "-o", out / "out.onnx")),
                        ("depickle, ml 1", bench.ours("convert", "-q", path, "-o", out / "out.onnx", "--target", "ml1")),
                        ("depickle, no ml", bench.ours("convert", "-q", path, "-o", out / "out.onnx", "--target", "plain")),
                        ("skl2onnx", bench.program("skl2onnx", path, out / "out.onnx"))):
        bench.clear()
        if subprocess.run(words, stderr=subprocess.DEVNULL).returncode != 0:
            continue
        load = statistics.median(bench.ask(bench.program("load in ONNX Runtime", out / "out.onnx"))[0] for _ in range(3))
        batch, single = bench.ask(bench.program("predict in ONNX Runtime", out / "out.onnx", 12))
        rows.append((name, (out / "out.onnx").stat().st_size, load, batch, single))
    last = rows[-1]
    return "\n" + table(["", "MB", "× skl2onnx", "load s", "× skl2onnx", "µs a row of 10,000", "µs of one row"],
                        [[name, number(size / 1e6), number(size / last[1]), number(load), number(load / last[2]), number(batch * 1e6),
                          number(single * 1e6)] for name, size, load, batch, single in rows])


def instructions(bench):
    """Instructions"""
    found = subprocess.run(["bash", HERE / "instructions.sh", bench.depickle], capture_output=True, text=True)
    return "\nOf a release; recorded are those of the preset dev, which keeps its assertions.\n\n```\n" + found.stdout + "```\n"


def svg(seconds):
    """Bars on a logarithmic scale"""
    width, left, line = 760, 170, 26
    least = min(seconds.values())
    decades = math.log10(max(seconds.values()) / least)
    rows = []
    for i, (name, s) in enumerate(sorted(seconds.items(), key=lambda item: item[1])):
        y = 12 + i * line
        long = 6 + (width - left - 90) * math.log10(s / least) / decades
        colour = "#2f6f9f" if name.startswith("depickle") else "#b0b7bf"
        rows.append(f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{name}</text>'
                    f'<rect x="{left}" y="{y}" width="{long:.0f}" height="18" fill="{colour}"/>'
                    f'<text x="{left + long + 6:.0f}" y="{y + 14}">{number(s)} s</text>')
    height = 24 + line * len(seconds)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="13">\n' \
           f'<rect width="{width}" height="{height}" fill="#fff"/>\n' + "\n".join(rows) + "\n</svg>\n"


def version(*words):
    return subprocess.run(words, capture_output=True, text=True).stdout.splitlines()[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("depickle")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--models")
    options = parser.parse_args()
    bench = Bench(options.depickle, options.rounds, options.models)
    bench.prepare()
    wanted = options.only.split(",")
    text = {}
    for part in PARTS:
        if part in wanted:
            about = globals()[part]
            text[part] = f"\n## {about.__doc__}\n" + about(bench)
            print(text[part], flush=True)
    if wanted != PARTS:
        return
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    head = (HERE / "performance.head.md").read_text()
    about = f"{model}, {os.cpu_count()} processors; {version(bench.depickle, '--version')}, {version('openssl', 'version')}, " \
            f"{version('hyperfine', '--version')}, {version(str(bench.python), '--version')}, {', '.join(PACKAGES).replace('==', ' ')}; " \
            f"{options.rounds} rounds."
    tail = (HERE / "performance.tail.md").read_text()
    (ROOT / "docs/performance.md").write_text(head.replace("{about}", about) + "".join(text.values()) + "\n" + tail)
    (ROOT / "docs/performance.svg").write_text(svg(bench.chart))


main()
