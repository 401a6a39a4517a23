#!/usr/bin/env python3
"""Seeds for a campaign, a folder for each target, from fixtures, hostile files and what the program writes of them.

    seeds.py FOLDER --depickle PROGRAM [--fixtures UNPACKED] [--hostile CORPUS]

Files of at most 24 KB, which is what a campaign alters: of each fixture the pickle of the default protocol, of some eras
only, and of some each container; then `campaign.sh CAMPAIGN UNTIL FOLDER`.
"""

import argparse
import hashlib
import pathlib
import struct
import subprocess
import tempfile

MOST = 24000
ERAS = ("py27-sk0171", "py36-sk0203", "py39-sk0242", "py311-sk132", "py313-sk191")
PICKLES = ("machine", "value", "frame", "model", "whole")


class Seeds:
    def __init__(self, folder):
        self.folder = folder

    def add(self, target, data):
        if 0 < len(data) <= MOST:
            place = self.folder / target
            place.mkdir(parents=True, exist_ok=True)
            (place / hashlib.sha1(data).hexdigest()).write_bytes(data)

    def add_input(self, data):
        """A file as a user has it: to all that read one."""
        for target in PICKLES:
            self.add(target, data)
        for target in ("format", "joblib"):  # the first byte says how much of it lies beside
            self.add(target, b"\0" + data)


def written(depickle, path):
    """What convert makes of a file: suffix and bytes."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([depickle, "convert", "-q", "--no-sidecar", "-d", folder, path], capture_output=True)
        return [(p.suffix, p.read_bytes()) for p in sorted(pathlib.Path(folder).iterdir())]


def add_outputs(seeds, depickle, path):
    source = path.read_bytes()
    for suffix, data in written(depickle, path):
        if suffix == ".onnx":
            seeds.add("onnx_read", data)
        elif suffix == ".json" and len(source) < 1 << 16:
            seeds.add("json_read", struct.pack("<H", len(source)) + source + data)


def add_fixtures(seeds, depickle, fixtures):
    for era in ERAS:
        for k, model in enumerate(sorted(p for p in (fixtures / era).iterdir() if p.is_dir())):
            files = sorted(p for p in model.iterdir() if p.suffix != ".json")
            plain = [p for p in files if p.name in ("pickle-p2.pkl", "pickle-p4.pkl")][-1:]
            for path in files if k % 16 == 0 else plain:
                seeds.add_input(path.read_bytes())
                if path.suffix in (".gz", ".bz2", ".xz", ".z", ".lz4", ".lzma"):
                    seeds.add("codec", path.read_bytes())
            for path in plain if k % 2 == 0 else []:
                add_outputs(seeds, depickle, path)


def add_pairs(seeds, fixtures):
    """The same model in two versions."""
    for old, new in zip(ERAS, ERAS[1:]):
        for model in sorted(p for p in (fixtures / old).iterdir() if p.is_dir()):
            pair = [next(iter(sorted(folder.glob("pickle-p[24].pkl"), reverse=True)), None) for folder in (model, fixtures / new / model.name)]
            if all(pair) and pair[0].stat().st_size < 1 << 16:
                a, b = (path.read_bytes() for path in pair)
                seeds.add("shown", struct.pack("<H", len(a)) + a + b)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--depickle", required=True)
    parser.add_argument("--fixtures", type=pathlib.Path)
    parser.add_argument("--hostile", type=pathlib.Path)
    arguments = parser.parse_args()
    seeds = Seeds(arguments.folder)
    if arguments.fixtures:
        add_fixtures(seeds, arguments.depickle, arguments.fixtures)
        add_pairs(seeds, arguments.fixtures)
    if arguments.hostile:
        for path in sorted(arguments.hostile.glob("*/**/*")):
            if path.is_file() and path.stat().st_size <= MOST:
                seeds.add_input(path.read_bytes())
    root = pathlib.Path(__file__).resolve().parents[2]
    for path in [*root.glob("samples/**/*.py"), *root.glob("tests/**/*.py"), *root.glob("tests/**/*.ipynb")]:
        seeds.add("python", path.read_bytes())
    for place in sorted(arguments.folder.iterdir()):
        print(f"{place.name:10} {len(list(place.iterdir())):6} seeds")


main()
