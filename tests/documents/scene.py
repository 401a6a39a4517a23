"""The folder in which a document's blocks are run: the laptop sample, and the files by the names that documents give them."""

import gzip
import os
import pathlib
import pickle
import shutil
import sys

# Documents about nothing but samples/laptop-price as it is.
OF_THE_SAMPLE = ("README.md", "docs/README.md", "docs/migration.md", "docs/inspect.md", "docs/report.md", "samples/laptop-price/README.md")

# Another owner is the reader's own choice, and only root could name one.
CHOWN = """#!/bin/sh
case "$1 $2" in "-R "*:*) exec /bin/chown -R "$(id -u):$(id -g)" "$3" ;; esac
echo "chown: $*: not as a document has it" >&2
exit 1
"""


class Place:
    """root of the repository, folder to be in, environment, library to link with or None, document, number of its block."""


def lay(root, scratch, options, document):
    place = Place()
    place.root, place.document = root, document
    place.library = options.library.resolve() if options.library else None
    place.folder = scratch / "samples/work"
    (scratch / "samples").mkdir()
    (scratch / "docs").symlink_to(root / "docs")
    tools = scratch / "bin"
    tools.mkdir()
    (tools / "depickle").symlink_to(options.depickle.resolve())
    (tools / "chown").write_text(CHOWN)
    (tools / "chown").chmod(0o755)
    path = [str(tools), str(pathlib.Path(sys.executable).parent), os.environ["PATH"]]
    place.environment = {**os.environ, "PATH": ":".join(path), "HOME": str(scratch), "PYTHONPATH": str(root / "src/bindings/python"),
                         "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C.UTF-8"}
    shutil.copytree(root / "samples/laptop-price", place.folder)
    if document not in OF_THE_SAMPLE:
        fill(root, place.folder)
    return place


def fill(root, folder):
    """Every name that documents use. The two that hold an attack go, for blocks that are about a folder without one."""
    data, cases = root / "tests/cli/data", root / "tests/cases"
    chain = data / "chains/minmax-forest"
    for path in folder.glob("predictor-tampered*"):
        path.unlink()
    for name in ("models", "app", "safe"):
        (folder / name).mkdir()
    copies = {"model.pkl": folder / "predictor.pickle", "model.joblib": folder / "predictor.joblib", "answers.csv": folder / "expected.csv",
              "iris.pkl": cases / "boosting/good-gb-clf3-1.9/input.pkl", "older.pkl": cases / "boosting/good-gb-reg-initzero-0.20/input.pkl",
              "forest.pkl": chain / "b.pkl", "chained.csv": chain / "x.csv", "table.pkl": data / "tables/frame-2.2.p4.pkl",
              "models/small.pkl": data / "linreg.pkl", "models/predictor.pickle": folder / "predictor.pickle",
              "all.pkl": data / "named/parts.pkl", "scaler.pkl": chain / "a.pkl", "label_encoder.pkl": chain / "labels.pkl",
              "monday.pkl": data / "diff/forest-old.pkl", "tuesday.pkl": data / "diff/forest-new.pkl",
              "old.joblib": data / "diff/net-old.pkl", "new.joblib": data / "diff/net-new.pkl"}
    copies.update({f"app/{name}": folder / name for name in ("predictor.pickle", "app_before.py", "rows.csv")})
    for name, source in copies.items():
        shutil.copy(source, folder / name)
    (folder / "columns.pkl").write_bytes(pickle.dumps(list("abcde"), 2))
    (folder / "value.pkl").write_bytes(pickle.dumps({"threshold": 0.3}, 2))
    (folder / "samples").symlink_to(root / "samples")
    # a call that stands far inside, and a class of a team's own
    (folder / "attack.joblib.gz").write_bytes(gzip.compress(b"\x80\x02" + b"K\x000" + b"N0" * 3357 + b"cposix\nsystem\nU\x04date\x85R."))
    (folder / "own.pkl").write_bytes(b"\x80\x02cacme.models\nScorer\n)\x81}X\x01\x00\x00\x00aK\x01sb.")
