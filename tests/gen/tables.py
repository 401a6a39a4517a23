#!/usr/bin/env python3
"""Makes tests/cli/data/tables: pickled tables of each form of pandas. Runs in an environment with the pandas at hand.

    python tests/gen/tables.py tests/cli/data/tables
    python tests/gen/tables.py tests/fuzz/corpus/frame all     every form in every protocol from 2 on

pandas 0.20.3 (Python 3.6), 0.25.3 (3.7), 1.3.5 (3.9, numpy 1.22), 2.2.3 (3.11) and 3.0 with pyarrow (3.12) made what is there.
"""
import collections
import pathlib
import pickle
import sys

import numpy as np
import pandas as pd

version = tuple(int(part) for part in pd.__version__.split(".")[:2])
folder = pathlib.Path(sys.argv[1])
columns = collections.OrderedDict([
    ("Company", ["Apple", 'HP "x", y', ""]), ("Ram", [8, 16, 4]), ("Price", [1e5, np.nan, .1]), ("ok", [True, False, True]),
    ("f4", np.array([.1, 2, np.inf], "f4")), ("i2", np.array([1, -2, 3], "i2")), ("mixed", [1, "a", None]),
    ("when", pd.to_datetime(["2020-01-02 03:04:05.678", "1969-12-31 23:59:59.000", None])),
])
table = pd.DataFrame(columns, columns=list(columns))
table["cat"] = pd.Categorical(["b", "a", None])
table["tz"] = pd.to_datetime(["2020-01-02", "2021-01-01", "2020-07-01"]).tz_localize("UTC").tz_convert("Europe/Paris")
table["td"] = pd.to_timedelta(["1 days", "2 hours", "-3s"])
if version >= (0, 25):
    table["I"] = pd.array([1, None, 3], dtype="Int64")
if version >= (1, 0):
    table["S"] = pd.array(["a", None, "c"], dtype="string")
    table["B"] = pd.array([True, None, False], dtype="boolean")
if version >= (1, 2):
    table["F"] = pd.array([1.5, None, 3], dtype="Float64")
key = pd.Index(["x", "y", "z"], name="key")
forms = {"frame": table, "columns": table.columns, "series": table["Ram"], "keyed": table[["Ram", "Price"]].set_index(key),
         "levels": table[["Company", "Ram", "i2"]].set_index(["Company", "Ram"])}
for name, value in forms.items():
    every = range(2, pickle.HIGHEST_PROTOCOL + 1)
    for protocol in every if sys.argv[2:] == ["all"] else (2, 4) if name == "frame" else (4,):
        path = folder / "{}-{}.{}.p{}.pkl".format(name, *version, protocol)
        path.write_bytes(pickle.dumps(value, protocol))
if version >= (2, 0):
    period = pd.DataFrame({"p": pd.period_range("2020-01", periods=2, freq="M")})
    wide = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)]))
    lists = pd.DataFrame({"genres": [["Action", "Drama"], []]})
    for name, value in (("period", period), ("wide", wide), ("lists", lists)):
        (folder / "{}-{}.{}.p4.pkl".format(name, *version)).write_bytes(pickle.dumps(value, 4))
