#!/usr/bin/env python3
"""Does depickle list exactly the names that CPython asks for?

    differential.py --depickle PATH --fixtures DIR [--sample N] [--seed S] [--names REGEX]

Each fixture file (containers and all) is decompressed here, read by the Python version that wrote it (pyenv's, else
this one) through record_names.py, and its names are compared with `depickle scan --json`. The files beside those of joblib
< 0.10 hold numbers only and ask for no name. Needs the lz4 module for lz4 files; what cannot be read is counted.
Last line: N passed, N failed, N skipped.
"""
import argparse
import bz2
import glob
import gzip
import json
import lzma
import os
import random
import re
import subprocess
import sys
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))


def decompress(data):
    if data[:2] == b"\x1f\x8b":
        return gzip.decompress(data)
    if data[:3] == b"BZh":
        return bz2.decompress(data)
    if data[:6] == b"\xfd7zXZ\0" or data[:3] == b"\x5d\0\0":
        return lzma.decompress(data)
    if data[:1] == b"\x78" and data[1:2] in b"\x01\x5e\x9c\xda":
        return zlib.decompress(data)
    if data[:2] == b"ZF":
        return zlib.decompress(data[21:])
    if data[:4] == b"\x04\x22\x4d\x18":
        import lz4.frame  # ImportError: counted as skipped

        return lz4.frame.decompress(data)
    return data


def interpreter(env):
    """py27-sk0171 -> pyenv's 2.7.x"""
    version = re.match(r"py(\d)(\d+)-", env)
    home = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    found = version and glob.glob("%s/versions/%s.%s.*/bin/python" % (home, version.group(1), version.group(2)))
    return found[0] if found else sys.executable


def fixture_files(root, names):
    for env in sorted(os.listdir(root)):
        for expected in sorted(glob.glob(os.path.join(root, env, "*", "expected.json"))):
            model = os.path.dirname(expected)
            if re.search(names, os.path.basename(model)):
                with open(expected) as stream:
                    for entry in json.load(stream)["files"]:
                        yield env, os.path.join(model, entry["file"])


def recorded(env, paths, folder):
    """path -> set of "module name", or a text saying why not"""
    answers, copies = {}, {}
    for number, path in enumerate(paths):
        try:
            with open(path, "rb") as stream:
                plain = decompress(stream.read())
        except ImportError as fault:
            answers[path] = str(fault)
            continue
        copy = os.path.join(folder, str(number))
        with open(copy, "wb") as stream:
            stream.write(plain)
        copies[copy] = path
    run = subprocess.run([interpreter(env), os.path.join(HERE, "record_names.py"), *copies], stdout=subprocess.PIPE,
                         universal_newlines=True)
    for line in run.stdout.splitlines():
        answer = json.loads(line)
        answers[copies[answer["file"]]] = set(answer["names"]) if "names" in answer else answer["fault"]
    return answers


def listed(depickle, paths):
    """The program's lists; names come as "module.name", so the pairs are compared in that spelling."""
    answers = {}
    for path in paths:
        run = subprocess.run([depickle, "scan", "--json", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        report = json.loads(run.stdout.splitlines()[0])
        answers[path] = {use["name"] for use in report["names"]}
    return answers


def compare(args, env, paths, counts):
    with tempfile.TemporaryDirectory() as folder:
        asked = recorded(env, paths, folder)
    ours = listed(args.depickle, paths)
    for path in paths:
        if not isinstance(asked.get(path), set):
            counts["skipped"] += 1
            print("skipped %s: %s" % (path, asked.get(path)))
            continue
        wanted = {name.replace(" ", ".", 1) for name in asked[path]}
        same = wanted == ours[path]
        counts["passed" if same else "failed"] += 1
        if not same:
            print("FAILED %s: only CPython %s, only depickle %s" % (path, wanted - ours[path], ours[path] - wanted))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--depickle", required=True)
    parser.add_argument("--fixtures", required=True)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--names", default="")
    args = parser.parse_args()
    files = list(fixture_files(args.fixtures, args.names))
    if args.sample and args.sample < len(files):
        files = sorted(random.Random(args.seed).sample(files, args.sample))
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    envs = {}
    for env, path in files:
        envs.setdefault(env, []).append(path)
    for env, paths in sorted(envs.items()):
        for start in range(0, len(paths), 500):
            compare(args, env, paths[start : start + 500], counts)
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % counts)
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
