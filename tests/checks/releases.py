"""What earlier releases wrote is still read, verified, and written again from the same input, byte for byte or for a reason that is told.

    python3 releases.py DEPICKLE [VERSION...]            judges the frozen sets (default: all)
    python3 releases.py DEPICKLE --freeze VERSION        makes one: once, at a release (packaging/release.sh)

tests/releases/VERSION.tar.xz holds what that release wrote from tests/cases: onnx/, json/, c/, skops/, and inputs.sha256. In
tests/releases/changed.tsv stand the files that are written otherwise today: VERSION, PATTERN, REASON. A row that nothing needs is an error,
too. The version of the writer, which ONNX files and C headers tell, is left out of the comparison.
"""

import fnmatch
import hashlib
import io
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import model_proto  # noqa: E402

RELEASES = ROOT / "tests" / "releases"
CASES = ROOT / "tests" / "cases"
OUTPUTS = ("onnx", "json", "c", "skops")


def write(program, folder):
    """What the program writes from tests/cases, and from which inputs: path beside path of the input."""
    written = {}
    for output in OUTPUTS:
        run = subprocess.run([program, "convert", "tests/cases", "-d", folder / output, "--to", output, "-q", "-j2", "--no-sidecar"],
                             cwd=ROOT, capture_output=True, text=True)
        if run.returncode != 9:  # some cases are there to be refused
            sys.exit(f"releases: --to {output} ends with {run.returncode}: {run.stderr[:500]}")
        for path in sorted((folder / output).rglob("*")):
            if path.is_file():
                written[path.relative_to(folder).as_posix()] = source_of(path.relative_to(folder / output))
    return written


def source_of(output):
    """The case's input; the files beside it (joblib before 0.10) have longer names."""
    inputs = sorted((p for p in (CASES / output.parent).glob("input.*") if p.is_file()), key=lambda p: len(p.name))
    return inputs[0].relative_to(CASES).as_posix()


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def freeze(program, version):
    target = RELEASES / f"{version}.tar.xz"
    if target.exists():
        sys.exit(f"releases: {target} is there: a frozen set does not change")
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        written = write(program, folder)
        inputs = sorted(set(written.values()))
        (folder / "inputs.sha256").write_text("".join(f"{digest(CASES / p)}  {p}\n" for p in inputs))
        with tarfile.open(target, "w:xz", preset=9) as tar:
            for name in [*sorted(written), "inputs.sha256"]:
                entry = tarfile.TarInfo(name)
                entry.size = (folder / name).stat().st_size
                tar.addfile(entry, io.BytesIO((folder / name).read_bytes()))
    print(f"releases: {version}: {len(written)} files of {len(inputs)} inputs")


def without_version(name, data):
    """An ONNX file without its writer's version, which stands in it twice; a header without the end of its first line."""
    if name.startswith("c/"):
        return re.sub(rb"written by depickle [0-9.]+\.\n", b"", data, count=1)
    if not name.startswith("onnx/"):
        return data
    return model_proto.without(data, lambda field, block: field == model_proto.PRODUCER_VERSION
                               or (field == model_proto.METADATA_PROPS and b"depickle_version" in block))


def is_model(path):
    """Arrays and dicts without a model become JSON as well, which nothing reads back."""
    return path.suffix != ".json" or b'"name": "depickle-model"' in path.read_bytes()[:200]


def answers(program, verb, name, folder, source):
    run = subprocess.run([program, *verb, folder / name, *(["--against", CASES / source] if verb[0] == "verify" else [])],
                         capture_output=True, text=True)
    return None if run.returncode == 0 else f"{name}: {verb[0]} ends with {run.returncode}: {(run.stderr or run.stdout)[-300:].strip()}"


def judge(program, version, reasons):
    with tempfile.TemporaryDirectory() as temporary:
        then, now = pathlib.Path(temporary) / "then", pathlib.Path(temporary) / "now"
        with tarfile.open(RELEASES / f"{version}.tar.xz") as tar:
            tar.extractall(then)
        inputs = dict(reversed(line.split("  ", 1)) for line in (then / "inputs.sha256").read_text().splitlines())
        faults = [f"tests/cases/{p} is not what {version} read" for p, wanted in inputs.items()
                  if not (CASES / p).is_file() or digest(CASES / p) != wanted]
        write(program, now)
        frozen = sorted(p.relative_to(then).as_posix() for p in then.rglob("*") if p.is_file() and p.name != "inputs.sha256")
        used, work = set(), []
        for name in frozen:
            same = (now / name).is_file() and without_version(name, (then / name).read_bytes()) == without_version(name, (now / name).read_bytes())
            row = next((pattern for pattern in reasons if fnmatch.fnmatchcase(name, pattern)), None)
            if not same and row is None:
                faults.append(f"{name} is {'written otherwise' if (now / name).is_file() else 'not written any more'}, and changed.tsv tells no reason")
            elif not same:
                used.add(row)
            if name.startswith(("onnx/", "json/")) and is_model(then / name):
                source = source_of(pathlib.PurePath(name).relative_to(name.split("/")[0]))
                work += [(["inspect", "-q"], name, source), (["verify", "-q"], name, source)]
        faults += [f"changed.tsv: {version} {pattern}: no such file is written otherwise" for pattern in reasons if pattern not in used]
        with ThreadPoolExecutor(2) as pool:
            faults += filter(None, pool.map(lambda w: answers(program, w[0], w[1], then, w[2]), work))
    for fault in faults[:20]:
        print(f"releases: {version}: {fault}")
    return len(inputs) + len(frozen) + len(work), len(faults)


def main():
    program, *rest = sys.argv[1:]
    program = str(pathlib.Path(program).resolve())
    if rest[:1] == ["--freeze"]:
        freeze(program, rest[1])
        return
    reasons = {}
    for line in (RELEASES / "changed.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            version, pattern, reason = line.split("\t")
            reasons.setdefault(version, {})[pattern] = reason
    total = failed = 0
    for version in rest or sorted(p.name.removesuffix(".tar.xz") for p in RELEASES.glob("*.tar.xz")):
        n, bad = judge(program, version, reasons.get(version, {}))
        total, failed = total + n, failed + bad
    print(f"releases: {total - failed} passed, {failed} failed")
    sys.exit(failed > 0 or total == 0)


if __name__ == "__main__":
    main()
