#!/usr/bin/env python3
"""What verify says of honest models: every class of scikit-learn with predict or transform, fitted on few rows of numbers, on a table of
texts or on texts (bent_models.honest), is converted where it can be, and its file must not be called different.

    verified.py --depickle PROGRAM

The last line is `N passed, N failed`. Needs scikit-learn 1.9, pandas and onnxruntime."""
import argparse
import collections
import pathlib
import pickle
import re
import subprocess
import sys
import tempfile
import warnings

from bent_models import honest


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--depickle", required=True)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    verdicts, failed = collections.Counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        source, written = pathlib.Path(folder, "m.pkl"), pathlib.Path(folder, "m.onnx")
        for name, model in honest():
            source.write_bytes(pickle.dumps(model, protocol=4))
            if subprocess.run([options.depickle, "convert", "-q", "-f", source, "-o", written], capture_output=True).returncode == 3:
                verdicts["unsupported"] += 1
                continue
            ran = subprocess.run([options.depickle, "verify", written, "--against", source], capture_output=True, text=True)
            said = re.search(r"^(proved|tested)", ran.stdout, re.MULTILINE)
            if ran.returncode == 0 and said:
                verdicts[said[1]] += 1
            else:
                failed += 1
                print(f"{name}: exit {ran.returncode}: {ran.stderr.strip() or ran.stdout.strip()}")
    print(", ".join(f"{n} {verdict}" for verdict, n in sorted(verdicts.items())))
    print(f"{verdicts['proved'] + verdicts['tested']} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
