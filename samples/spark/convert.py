#!/usr/bin/env python3
"""Converts a folder of models with Spark: a DataFrame of paths, mapped over the program.

    spark-submit convert.py [--parts N] IN OUT
    python3 convert.py --master 'local[2,4]' IN OUT

IN and OUT lie where all workers see them. Run again, whatever ended it, it goes on. Writes OUT/..., OUT/parts/N.jsonl and,
when all is through, OUT/manifest.jsonl. Exit code: 0, or 9 where files failed (each has its code in the manifest).

The program and not the library, because the program parses behind walls: a file from a stranger may at worst end its own child.
"""
import argparse
import fcntl
import itertools
import json
import os
import subprocess
import sys

from pyspark import TaskContext
from pyspark.sql import Row, SparkSession

SUFFIXES = (".pkl", ".pickle", ".joblib", ".sav", ".z", ".gz", ".bz2", ".xz", ".lzma", ".lz4")


def find(folder):
    for where, _, names in os.walk(folder):
        for name in names:
            if name.endswith(SUFFIXES):
                yield Row(path=os.path.relpath(os.path.join(where, name), folder))


def lines_of(manifest):
    if not os.path.exists(manifest):
        return {}
    with open(manifest, encoding="utf-8") as lines:
        return {line["input"]: line for line in map(json.loads, lines)}


def program(source, target, depickle):
    """What a task does with its part: paths in, one row for each out."""

    def convert(rows):
        part = os.path.join(target, "parts", str(TaskContext.get().partitionId()))
        # The program inherits the lock. Where a worker dies and its program lives on, the next attempt waits for that one's end,
        # and --resume leaves out what it has done.
        with open(part + ".lock", "w") as lock, open(part + ".log", "ab") as log:
            fcntl.flock(lock, fcntl.LOCK_EX)
            paths = sorted(row.path for row in rows)
            for folder, group in itertools.groupby(paths, os.path.dirname):
                files = [os.path.join(source, path) for path in group]
                code = subprocess.run(
                    [depickle, "convert", "--files0-from=-", "-d", os.path.join(target, folder),
                     "--manifest", part + ".jsonl", "--resume", "-q"],
                    input="\0".join(files).encode("utf-8", "surrogateescape"), stdout=log, stderr=log,
                    pass_fds=[lock.fileno()]).returncode
                if code < 0 or code == 4:
                    raise RuntimeError(f"{depickle} ended with code {code}: see {part}.log")  # Spark tries the part again
        lines = lines_of(part + ".jsonl")
        for path in paths:
            yield Row(path=path, code=lines[os.path.join(source, path)]["code"])

    return convert


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source", metavar="IN")
    parser.add_argument("target", metavar="OUT")
    parser.add_argument("--parts", type=int, default=64, help="has to stay when it is run again")
    parser.add_argument("--master", help="for python3 convert.py; local[2,4]: two at once, four attempts")
    parser.add_argument("--depickle", default=os.environ.get("DEPICKLE", "depickle"))
    args = parser.parse_args()
    os.makedirs(os.path.join(args.target, "parts"), exist_ok=True)

    builder = SparkSession.builder.appName("depickle")
    spark = (builder.master(args.master) if args.master else builder).getOrCreate()
    # By the path's hash, so that a path has the same part and manifest each time.
    paths = spark.createDataFrame(find(args.source), "path string").repartition(args.parts, "path")
    convert = program(os.path.abspath(args.source), os.path.abspath(args.target), args.depickle)
    outcomes = spark.createDataFrame(paths.rdd.mapPartitions(convert), "path string, code int")
    outcomes.groupBy("code").count().orderBy("code").show()
    spark.stop()

    manifest = os.path.join(args.target, "manifest.jsonl")
    parts = [os.path.join(args.target, "parts", name) for name in os.listdir(os.path.join(args.target, "parts")) if name.endswith(".jsonl")]
    subprocess.run([args.depickle, "manifest", "merge", "-f", *sorted(parts), "-o", manifest], check=True)
    return subprocess.run([args.depickle, "manifest", "check", manifest, os.path.abspath(args.source)]).returncode


if __name__ == "__main__":
    sys.exit(main())
