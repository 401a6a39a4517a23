#!/usr/bin/env python3
"""Are the tables that are written those that pandas reads from the same files?

    python tests/oracle/tables.py --depickle build/depickle FILE…

Runs in an environment with pandas, which reads the files of older releases too (and those of 3.0 with pyarrow only: what
pandas cannot read here is counted). Every cell of the JSON form is compared with its type, and the CSV form, read by
pandas itself, with what pandas would have written.
"""
import argparse
import io
import json
import subprocess
import sys

import numpy as np
import pandas as pd


def written(depickle, path, form):
    done = subprocess.run([depickle, "convert", path, "--to", form, "-o", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.stdout.decode("utf-8") if done.returncode == 0 else None


def frame_of(value):
    if isinstance(value, pd.Series):
        return value.to_frame(name="" if value.name is None else value.name)
    if isinstance(value, pd.Index):
        return value.to_frame(index=False, name="" if value.name is None else value.name)
    return value


def index_frame(index):
    names = ["" if name is None else name for name in index.names]
    return index.to_frame(index=False, name=names if len(names) > 1 else names[0])


def same(cell, value, dtype):
    """A cell of the JSON form, and pandas' own."""
    if cell is None:
        return pd.isnull(value)
    if isinstance(value, (pd.Timestamp, pd.Timedelta)):
        return type(value)(cell) == value
    if cell in ({"$float": "inf"}, {"$float": "-inf"}):
        return value == float(cell["$float"])
    plain = value.item() if hasattr(value, "item") else value
    if dtype == "float32":  # widened by pandas on the way here
        return isinstance(cell, float) and np.float32(cell) == plain
    return type(cell) is type(plain) and cell == plain


def check_columns(columns, frame):
    names = ["" if name is None else str(name) for name in frame.columns]
    if [column["name"] for column in columns] != names:
        return f"names {[column['name'] for column in columns]}, pandas has {names}"
    for i, column in enumerate(columns):
        values = list(frame.iloc[:, i].astype(object)) if column["dtype"] == "category" else list(frame.iloc[:, i])
        if len(values) != len(column["values"]):
            return f"{column['name']}: {len(column['values'])} values, pandas has {len(values)}"
        for row, (cell, value) in enumerate(zip(column["values"], values)):
            if not same(cell, value, column["dtype"]):
                return f"{column['name']}[{row}]: {cell!r}, pandas has {value!r}"
    return None


def check(depickle, path, document, value):
    frame = frame_of(value)
    found = check_columns(document["columns"], frame)
    if not found and document["index"]:
        found = check_columns(document["index"], index_frame(value.index))
    elif not found and not isinstance(value, pd.Index) and list(value.index) != list(range(document["rows"])):
        found = "an index is missing"
    text = written(depickle, path, "csv")
    if not found and text is not None:
        read = pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=[""])
        offset = len(document["index"])
        for i, column in enumerate(frame.columns):
            if frame.dtypes.iloc[i] == np.float64 and not np.array_equal(read.iloc[:, i + offset], frame[column], equal_nan=True):
                found = f"csv: {column} differs"
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--depickle", required=True)
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    counts = {"equal": 0, "different": 0, "refused": 0, "no table": 0, "pandas cannot": 0}
    for path in options.files:
        try:
            value = pd.read_pickle(path)
        except Exception as e:  # whatever an old pickle does to a new pandas
            counts["pandas cannot"] += 1
            print(f"{path}: pandas {pd.__version__}: {type(e).__name__}: {str(e)[:80]}")
            continue
        text = written(options.depickle, path, "json")
        document = json.loads(text) if text is not None else {}
        if "columns" not in document:  # periods and the like: refused, or written as the objects that they are made of
            counts["no table" if "value" in document else "refused"] += 1
            continue
        found = check(options.depickle, path, document, value)
        counts["different" if found else "equal"] += 1
        if found:
            print(f"{path}: {found}")
    print("tables: " + ", ".join(f"{n} {what}" for what, n in counts.items()))
    return 1 if counts["different"] or counts["equal"] < 15 else 0


sys.exit(main())
